/// Methods that read what a model's attention did: who reads whom, and what a position is made of. That is not yet what a token did to the
/// answer; each method says so where it holds.
///
/// | reads | methods |
/// |---|---|
/// | weights | [RawAttention], [Rollout] (layers multiplied), [AttentionFlow] (layers as pipes) |
/// | weights and their gradients | [GradientAttention] |
/// | weights, values and what stands around them | [NormAttention], [Alti], [ValueZeroing] |
///
/// Read [AttentionSite] (which attentions there are), [Watched] (one run, and how a matrix becomes an explanation) and [Chain] (from layers
/// to the whole) first; then [Decomposition] (a block's attention half as a sum) and [Zeroed] (one block run again) for the last row.
///
/// ```java
/// Explanation explanation = new Rollout().explain(model, model.read("not a good film"), new Target.Predicted());
/// float[] answer = explanation.scores().answer().orElseThrow();                      // what the answer's own row reads of each token
/// ```
package clearhead.explain.attention;
