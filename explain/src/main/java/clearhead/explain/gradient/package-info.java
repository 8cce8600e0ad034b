/// Methods that differentiate the answer with respect to the embeddings.
///
/// | at | method | what is read off |
/// |---|---|---|
/// | the input itself | [Saliency], [InputXGradient] | one gradient ([LocalGradient]) |
/// | inputs near it | [SmoothGrad] | the mean, square or variance of either ([Samples]) |
/// | a straight path from x′ | [IntegratedGradients] | an integral ([Path]) whose nodes are doubled until it adds up ([Doubling]) |
/// | a path for each token | [SequentialIntegratedGradients] | the same, token by token |
/// | a path over words | [DiscretizedIntegratedGradients] | the same, piece by piece ([WordWalk]) |
/// | paths from drawn x′ | [GradientShap] | the mean over [Baselines] |
/// | a path, twice | [IntegratedHessians] | what pairs of tokens add, by gradients of gradients |
///
/// Read [Slopes] first: gradients at many points, as many at a time as memory allows. [FirstNorm] knows where gradients say less than they
/// seem to.
package clearhead.explain.gradient;
