/// What can be said of a model by many examples, a [Table], of which a [RowModel] makes inputs, by a [Template] or of their numbers:
///
/// - [PermutationImportance]: how much its answers, and their agreement with labels, hang on each column. `Output` is the number that is
///   measured, [Metric] the agreement with `Labels`, [Repeated] a mean with its error; `Exchange` says who lends values to whom, [Strata]
///   keeps that among like examples, `Correlation` warns where it should; [Importance] is what comes out.
/// - [Distillation]: a tree (`Cart`, `Tree`), rules (`Covering`) or weights (`Ridge`) are taught to say what it says. `Parts` holds
///   examples out, a `Lesson` is what is taught, `Features` and `Vocabulary` what is looked at; a [Surrogate] comes out, with its
///   [Quality].
/// - [Summary]: what many explanations have in common, word by word.
///
/// ```java
/// Table table = Table.read(Path.of("houses.csv"));
/// RowModel model = RowModel.texts(box, table, Template.of("{rooms} rooms in {town}", table), box::read);
/// Importance found = new PermutationImportance(0).measure(model, Optional.of("label"));
/// Surrogate rules = new Distillation(new Kind.Rules(10, 2, 5), View.AUTO, 200, 0).of(model, Optional.of("label"));
/// System.out.println(rules.text());
/// ```
package clearhead.explain.data;
