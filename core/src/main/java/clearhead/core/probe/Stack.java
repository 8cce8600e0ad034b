package clearhead.core.probe;

/// Which tower of blocks a site belongs to; its prefix in a site's name.
public enum Stack {
    /// The only one, of a decoder-only or encoder-only model: no prefix.
    ONLY(""),
    /// The encoder of an encoder-decoder model.
    ENCODER("encoder."),
    /// The decoder of an encoder-decoder model.
    DECODER("decoder.");

    private final String prefix;

    Stack(String prefix) {
        this.prefix = prefix;
    }

    /// What stands in front of the names of its sites.
    public String prefix() {
        return prefix;
    }
}
