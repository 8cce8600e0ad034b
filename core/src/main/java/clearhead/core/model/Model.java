package clearhead.core.model;

import clearhead.core.nn.Part;

/// A whole transformer. There are four kinds; what differs between GPT-2 and Llama, or BERT and RoBERTa, is configuration.
///
/// @param <M> the model's own type
public sealed interface Model<M extends Model<M>> extends Part<M> permits CausalModel, EncoderModel, EncoderDecoder, VisionModel {
}
