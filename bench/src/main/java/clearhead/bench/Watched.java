package clearhead.bench;

import java.util.List;
import java.util.Optional;

/// The vectors of [Encode], while a probe records the attention weights of every layer.
///
/// @param encode what is encoded
record Watched(Encode encode) implements Case {

    @Override public String name() {
        return "watched-" + encode.name();
    }

    @Override public String words() {
        return "watched %d %d".formatted(encode.batch(), encode.seq());
    }

    @Override public double work() {
        return encode.work();
    }

    @Override public String unit() {
        return encode.unit();
    }

    @Override public Optional<String> missing() {
        return encode.missing();
    }

    @Override public List<float[]> inputs() {
        return encode.inputs();
    }

    /// The same bits: to look on changes nothing.
    @Override public Bound bound(List<float[]> inputs, float[] result) {
        return _ -> 0;
    }
}
