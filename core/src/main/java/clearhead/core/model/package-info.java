/// Whole models, put together from the parts in `nn` by a configuration record. One implementation serves training, inference and
/// explanation.
///
/// Read [EncoderDecoder], then the [Tower] that its encoder and its decoder both are. A [Decoder] can be read on where it stopped.
package clearhead.core.model;
