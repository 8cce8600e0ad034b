/// Whole models, put together from the parts in `nn` by a configuration record. One implementation serves training, inference and
/// explanation.
///
/// Read [EncoderDecoder], then the [Tower] that its encoder and its decoder both are.
package clearhead.core.model;
