package clearhead.explain;

import clearhead.autograd.Tensor;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.nn.Batch;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// An encoder-decoder model, opened: the source is what is explained from, the targets are held fixed (teacher forcing).
///
/// @param model  its parameters are constants here, so that nothing is recorded for them
/// @param start  the token in front of every target
/// @param labels what each target token is called
/// @param info   what it is
public record Seq2Seq(EncoderDecoder model, int start, IntFunction<String> labels, ModelInfo info) implements WhiteBox {

    /// Freezes the model.
    public Seq2Seq {
        model = model.frozen();
    }

    /// Opens a model that came from `source`.
    public static Seq2Seq of(EncoderDecoder model, int start, IntFunction<String> labels, String source) {
        return new Seq2Seq(model, start, labels, new ModelInfo(Digest.of(model.config(), model), "encoder-decoder", source));
    }

    @Override public Site leaf() {
        return Site.of(Stack.ENCODER, Kind.EMBED);
    }

    /// @throws IllegalArgumentException if the input has no targets
    @Override public Tensor forward(Input input, int copies, Pass pass) {
        int[] targets = input.targetIds();
        if (targets.length == 0) {
            throw new IllegalArgumentException("an encoder-decoder model explains what it writes: the input needs targets");
        }
        int[] written = new int[targets.length];
        written[0] = start;
        System.arraycopy(targets, 0, written, 1, targets.length - 1);
        return model.forward(Batch.repeated(input.ids(), copies), Batch.repeated(written, copies), pass);
    }

    @Override public Tensor embeddings() {
        Tensor table = model.tokens().weight();
        return model.config().scale() == 1 ? table : table.scale(model.config().scale());
    }

    @Override public List<Site> alignments() {
        return IntStream.range(0, model.decoder().blocks().size())
                .mapToObj(layer -> new Site(Stack.DECODER, layer, Kind.CROSS_PATTERN)).toList();
    }

    @Override public String label(int index) {
        return labels.apply(index);
    }
}
