/// Why did the model answer as it did? One vocabulary for all methods:
///
/// - an [Input], token by token, and a [Target], the number that is explained;
/// - an [Explainer] with its settings, generic in what it needs: a [WhiteBox] is a model whose activations and gradients are open;
/// - an [Explanation]: scores by position, whether they add up, what they cost, what to be wary of; kept as JSON, which
///   `clearhead-explain-1.schema.json` beside this file describes to the last key.
///
/// ```java
/// Explanation why = new IntegratedGradients().explain(model, input, new Target.Each());
/// ```
///
/// The methods are in `gradient`, `attention` and `control`, which never import each other; `judge` measures them; `report` shows them.
package clearhead.explain;
