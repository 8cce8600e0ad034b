/// Transformers, text, training and checkpoints.
@SuppressWarnings("module")   // clearhead.examples, whose command line reads JSON with places too, is built later
module clearhead.core {
    requires transitive clearhead.autograd;
    requires tools.jackson.databind;

    exports clearhead.core;
    exports clearhead.core.checkpoint;
    exports clearhead.core.generate;
    exports clearhead.core.json to clearhead.explain, clearhead.examples;
    exports clearhead.core.model;
    exports clearhead.core.nn;
    exports clearhead.core.pretrained;
    exports clearhead.core.probe;
    exports clearhead.core.text;
    exports clearhead.core.train;
}
