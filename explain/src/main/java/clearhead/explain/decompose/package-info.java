/// Explanations whose scores add up because every operation is taken apart: [DeepLift].
///
/// To be read in this order:
///
/// 1. [DeepLift]: two runs, one walk back, and what is made of it
/// 2. [Multipliers]: the walk over two graphs at once, made of [Pair]s
/// 3. [Rules]: which op is taken apart how, with no op left out
/// 4. The families: [Products], [Secants] (functions of one number), [Softmaxes], [Norms] (with the integrals of a [Rod]), [Choices]; and
///    [Steps], for ops that are several in one
///
/// ```java
/// Explanation why = new DeepLift().explain(model, model.read("A good film."), new Target.Predicted());
/// why.rows().getFirst().balance();                                // value, baseline, and a gap of rounding
/// ```
package clearhead.explain.decompose;
