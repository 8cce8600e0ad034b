/// Explanations by taking tokens away and asking again. They see nothing of a model but its answers.
///
/// - one at a time: [Occlusion]
/// - the variance over random sets: [Sobol] ([TotalIndices] over sets from a [FactorialDesign])
/// - a rule that keeps the decision: [Anchors] ([FoundRule], [RuleSearch], [Rule], [KlBounds])
/// - pairs: [PairwiseInteraction], [ShapleyInteraction], [ShapleyTaylor] ([PlayerPairs], [SecondDifferences], [OrderedDifferences])
package clearhead.explain.perturb;
