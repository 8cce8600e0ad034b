/// Explanations by taking tokens away and asking again. They see nothing of a model but its answers.
///
/// - [Occlusion]: one window of tokens after the other.
/// - [Shapley]: every set of tokens; [ShapleySampling] draws orders in which they come, [KernelShap] pairs of sets ([Pairs]), by least
///   squares; [Owen] halves the text, and halves again.
/// - [Lime]: a linear function that comes close to the model around the input, from masks ([Masks]).
/// - [Sobol]: the variance over random sets ([TotalIndices] over sets from a [FactorialDesign]).
/// - [Anchors]: a rule that keeps the decision ([FoundRule], [RuleSearch], [Rule], [KlBounds]).
/// - [ReAgent]: likely other tokens in a token's place ([Plausible]), again and again ([ReAgentRun]).
/// - pairs: [PairwiseInteraction], [ShapleyInteraction], [ShapleyTaylor] ([PlayerPairs], [SecondDifferences], [OrderedDifferences]).
///
/// What they share: sets of players ([Coalitions]), the fit ([LeastSquares]), and how far off drawn numbers may be ([Errors]).
package clearhead.explain.perturb;
