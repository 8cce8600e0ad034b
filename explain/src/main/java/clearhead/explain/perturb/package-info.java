/// Explanations by taking tokens away and asking again: [Occlusion]. They see nothing of a model but its answers.
package clearhead.explain.perturb;
