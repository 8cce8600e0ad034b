/// Methods that look at an inner layer, and the books that are kept of all of them.
///
/// - [Conductance]: what flows through each position, head or neuron of a layer, along the path of integrated gradients; every layer adds
///   up to the difference explained. [NeuronConductance] sends one neuron's back to the tokens.
/// - [InternalInfluence] and [LayerGradientXActivation]: the slope alone, on the path or at its end.
///
/// [StraightPath] has the settings of all that integrate, `Walk` does it, `Place` says what an activation's numbers stand for. For why a
/// neuron itself is as large as it is, every method that explains a number takes [clearhead.explain.Target.Activation].
package clearhead.explain.layer;
