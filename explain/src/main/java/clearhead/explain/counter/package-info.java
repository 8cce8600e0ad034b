/// What would have to be different for another decision? Searches that change an input until the model decides otherwise, or that take
/// away all that it can do without. They do not give scores; they give an input, and say how far it is proven that there is none closer.
///
/// ```java
/// Counterfactual found = new Removals().search(model, input, new Target.Predicted());
/// System.out.println(found.text());        // A [-good-] film … smallest possible: one edit is enough
/// ```
///
/// Read in this order: [Counterfactual], with its [Edit]s and its [Certificate]; [Removals] and [Replacements] (from [Alternatives],
/// perhaps of a [Vocabulary]), two uses of one search, [Smallest]; [InputReduction]; [HotFlip], which lets gradients choose what to try.
/// All of them ask through a `Board`, which counts what was looked at and stops where the limits of the game are reached.
package clearhead.explain.counter;
