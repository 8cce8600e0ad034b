/// Why did the model answer as it did? One vocabulary for all methods:
///
/// - an [Input], token by token, and a [Target], the number that is explained;
/// - an [Explainer] with its settings, generic in what it needs: a [BlackBox] only answers, a [WhiteBox] is a model whose activations and
///   gradients are open;
/// - an [Explanation]: scores by position, whether they add up, what they cost, what to be wary of; kept as JSON, which
///   `clearhead-explain-1.schema.json` beside this file describes to the last key.
///
/// ```java
/// OpenModel model = OpenModel.of(Pretrained.open("jar:minilm"));
/// Explanation why = new IntegratedGradients().explain(model, model.read("A good film.", "The movie was great."), new Target.Predicted());
/// ```
///
/// Read in this order: [Input], [Target], [Replacement] (what is asked); [BlackBox] and the [Game] that one plays with it: [Players],
/// [Variant], [Answer], [Limits]; [WhiteBox] with its [Leaf]s, and [OpenModel], which is every transformer of this house; [Meter] (one
/// question as a function of the leaves' rows); [Scores], [Explanation]; [Settings] and [MethodCard] (what a method says of itself).
///
/// The methods are in `gradient`, `decompose`, `attention`, `layer`, `similarity`, `perturb` and `control`, which never import each other;
/// `methods` lists them all; `judge` measures them; `report` shows them. Models that are nothing but a function are in `closed`;
/// what many examples together say of a model is in `data`.
package clearhead.explain;
