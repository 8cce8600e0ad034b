package clearhead.bench;

import clearhead.autograd.Arena;
import clearhead.autograd.Pool;
import clearhead.autograd.Tensor;
import clearhead.core.model.EncoderModel;
import clearhead.core.nn.Batch;
import clearhead.core.pretrained.Pretrained;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Trace;

/// We, making vectors of sentences.
final class Encoding implements Contender.Job {

    private final EncoderModel model;
    private final Batch sentences;
    private final Pool pool = new Pool();

    /// Whether a probe records the weights of attention.
    private final boolean watched;

    Encoding(int[][] rows, boolean watched) {
        this.watched = watched;
        model = (EncoderModel) Pretrained.open("jar:minilm").model();
        sentences = Batch.of(rows);
    }

    @Override public void run() {
        try (Arena arena = pool.open()) {
            vectors(model.on(arena.engine()));
        }
    }

    @Override public float[] result() {
        return vectors(model).toArray();
    }

    private Tensor vectors(EncoderModel model) {
        return model.forward(sentences, watched ? Pass.watched(Trace.of(site -> site.kind() == Kind.PATTERN)) : Pass.PLAIN);
    }
}
