/// Methods that look at an inner layer, and the books that are kept of all of them.
///
/// - [Conductance]: what flows through each position, head or neuron of a layer, along the path of integrated gradients; every layer adds
///   up to the difference explained. [NeuronConductance] sends one neuron's back to the tokens.
/// - [InternalInfluence] and [LayerGradientXActivation]: the slope alone, on the path or at its end.
/// - [Ledger]: everything at once, from the difference explained down to token, layer, head, source token and neuron; each [Split] of an
///   [Entry] says what its parts add up to, and what is missing.
///
/// ```java
/// Ledger ledger = Ledger.of(model, input, target, new StraightPath());
/// System.out.println(ledger.text(6, 4));                                              // six parts of each account, four levels
/// Entry token = ledger.difference().by("blocks.1").parts().get(3);                    // what token 3 carries after block 1
/// Entry head = token.by("attention").parts().get(1);                                  // of it, what head 0 wrote
/// List<Entry> sources = head.by("by source").parts();                                 // and whom it read
/// ```
///
/// [StraightPath] has the settings of all that integrate, `Walk` does it, `Place` says what an activation's numbers stand for, `Flows` has
/// the formulas of the ledger, `Books` and `Inside` make entries of them. For why a neuron itself is as large as it is, every method that
/// explains a number takes [Target.Activation][clearhead.explain.Target.Activation].
package clearhead.explain.layer;
