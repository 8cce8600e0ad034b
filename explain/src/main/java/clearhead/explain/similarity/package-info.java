/// Why are two texts similar? [SimilarityJacobian][clearhead.explain.similarity.SimilarityJacobian] gives a score to every pair of tokens, one
/// of each text.
package clearhead.explain.similarity;
