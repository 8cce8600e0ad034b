/// Transformers, text, training and checkpoints.
module clearhead.core {
    requires transitive clearhead.autograd;
    requires tools.jackson.databind;

    exports clearhead.core;
    exports clearhead.core.checkpoint;
}
