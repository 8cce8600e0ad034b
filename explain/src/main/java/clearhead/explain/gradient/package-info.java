/// Methods that differentiate the answer with respect to the embeddings: [Saliency], [InputXGradient] and, along a path,
/// [IntegratedGradients] with its quadrature.
package clearhead.explain.gradient;
