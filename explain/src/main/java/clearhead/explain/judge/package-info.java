/// How good is an explanation?
///
/// - [Faithfulness] asks the model: tokens of great scores are taken away, or kept alone.
/// - [Alignment] holds scores against tokens that are known to be the right ones.
/// - [Estimate] says how sure a figure is.
///
/// ```java
/// Faithfulness.of(model, explanation, 0).ifPresent(judged -> System.out.println(judged.comprehensiveness()));
/// ```
package clearhead.explain.judge;
