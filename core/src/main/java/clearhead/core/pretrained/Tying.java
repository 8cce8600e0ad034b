package clearhead.core.pretrained;

import clearhead.core.checkpoint.Weights;
import java.util.Arrays;
import java.util.Optional;

/// Whether one table serves where there might be two: for reading and for writing, or for both sides of an encoder-decoder.
final class Tying {

    private Tying() {}

    /// Whether the table of embeddings serves for writing too. A configuration that says so is not believed if the file has both tables
    /// and their numbers differ; Hugging Face's library does not believe it either.
    ///
    /// @param otherwise what a configuration means that says nothing
    /// @param table     the end of the name of the table of embeddings
    /// @param head      the end of the name of the last layer's
    static boolean of(Settings settings, Weights weights, boolean otherwise, String table, String head) {
        return settings.flag("tie_word_embeddings", otherwise) && !differ(weights, table, head);
    }

    /// Whether there are both of two tables, with different numbers.
    ///
    /// @param a the end of the name of one
    /// @param b the end of the name of the other
    static boolean differ(Weights weights, String a, String b) {
        Optional<String> one = named(weights, a);
        Optional<String> other = named(weights, b);
        return one.isPresent() && other.isPresent() && !same(weights, one.get(), other.get());
    }

    private static Optional<String> named(Weights weights, String end) {
        return weights.entries().keySet().stream().filter(name -> name.endsWith(end)).findFirst();
    }

    private static boolean same(Weights weights, String a, String b) {
        return weights.entries().get(a).shape().equals(weights.entries().get(b).shape())
                && Arrays.equals(weights.tensor(a).toArray(), weights.tensor(b).toArray());
    }
}
