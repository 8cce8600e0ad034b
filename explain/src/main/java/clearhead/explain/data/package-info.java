/// What can be said of a model by many examples, a [Table], asked about through a [RowModel]:
///
/// - [PermutationImportance]: how much its answers, and their agreement with labels, hang on each column. [Output] is the number that is
/// measured, [Metric] the agreement with [Labels], [Repeated] a mean with its error; `Exchange` says who lends values to whom, and [Strata]
/// keeps that among like examples.
///
/// ```java
/// Table table = Table.read(Path.of("houses.csv"));
/// RowModel model = RowModel.texts(box, table, Template.of("{rooms} rooms in {town}", table), box::read);
/// Importance found = new PermutationImportance(0).measure(model, Optional.of("label"));
/// ```
package clearhead.explain.data;
