package clearhead.explain;

import clearhead.autograd.Gradients;
import clearhead.autograd.Op;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Intervention;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Probe;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/// Runs a model for an explainer and counts what it takes.
public final class Meter {

    private final WhiteBox model;
    private final Input input;
    private final long begin = System.nanoTime();
    private long forwards;
    private long backwards;
    private long peakBytes;

    /// Begins to count.
    public Meter(WhiteBox model, Input input) {
        this.model = model;
        this.input = input;
    }

    /// One copy of the input, watched by a probe: logits `[1, positions, classes]`.
    public Tensor forward(Probe probe) {
        forwards++;
        return model.forward(input, 1, Pass.watched(probe));
    }

    /// The model on these embeddings in place of its own: logits `[copies, positions, classes]`.
    ///
    /// @param points `[copies, seq, dModel]`
    public Tensor forward(Tensor points) {
        forwards += points.dim(0);
        Tensor logits = Intervention.set(model.leaf(), points).run(pass -> model.forward(input, points.dim(0), pass));
        peakBytes = Math.max(peakBytes, bytes(logits));
        return logits;
    }

    /// The gradients of each copy's number with respect to its embeddings, `[copies, seq, dModel]`.
    ///
    /// @param values `[copies]`
    public Tensor gradient(Tensor values, Tensor points) {
        backwards += points.dim(0);
        return Gradients.of(values.sum()).wrt(points).detach();
    }

    /// What it has taken so far.
    public Cost cost() {
        return new Cost(forwards, backwards, forwards * input.tokens().size(), System.nanoTime() - begin, peakBytes);
    }

    /// The bytes of every activation that the graph before this tensor holds.
    private static long bytes(Tensor result) {
        Set<Tensor> seen = new HashSet<>();
        Deque<Tensor> open = new ArrayDeque<>();
        open.push(result);
        long bytes = 0;
        while (!open.isEmpty()) {
            Tensor tensor = open.pop();
            if (seen.add(tensor)) {
                bytes += 4L * tensor.shape().size();
                if (tensor.isRecorded()) {
                    Op op = tensor.op();
                    op.inputs().forEach(open::push);
                }
            }
        }
        return bytes;
    }
}
