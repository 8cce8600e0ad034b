package clearhead.explain;

import clearhead.autograd.Gradients;
import clearhead.autograd.Layout;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Intervention;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Probe;
import clearhead.core.probe.Trace;
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

    /// A run whose embeddings are open to gradients.
    ///
    /// @param embeddings `[copies, seq, dModel]`
    /// @param logits     `[copies, positions, classes]`
    public record Run(Tensor embeddings, Tensor logits) {}

    /// One copy of the input, watched by a probe: logits `[1, positions, classes]`.
    public Tensor forward(Probe probe) {
        forwards++;
        return model.forward(input, 1, Pass.watched(probe));
    }

    /// One copy of the input as it is.
    public Run open() {
        Trace trace = Trace.of(model.leaf()::equals);
        Tensor logits = run(Intervention.at(model.leaf(), Tensor::variable), trace, 1);
        return new Run(trace.get(model.leaf()), logits);
    }

    /// The model on these embeddings in place of its own: logits `[copies, positions, classes]`.
    ///
    /// @param points `[copies, seq, dModel]`
    public Tensor forward(Tensor points) {
        return run(Intervention.set(model.leaf(), points), Probe.NONE, points.dim(0));
    }

    private Tensor run(Intervention intervention, Probe watcher, int copies) {
        forwards += copies;
        Tensor logits = intervention.run(watcher, pass -> model.forward(input, copies, pass));
        peakBytes = Math.max(peakBytes, bytes(logits));
        return logits;
    }

    /// The gradients of each copy's number with respect to its embeddings, `[copies, seq, dModel]`; zeros where it does not depend on them.
    ///
    /// @param values `[copies]`
    public Tensor gradient(Tensor values, Tensor points) {
        backwards += points.dim(0);
        return values.isRecorded() ? Gradients.of(values.sum()).wrt(points).detach() : Tensor.full(points.shape(), 0);
    }

    /// What it has taken so far.
    public Cost cost() {
        long tokens = forwards * (input.tokens().size() + input.targets().size());
        return new Cost(forwards, backwards, tokens, System.nanoTime() - begin, peakBytes);
    }

    /// The bytes of everything recorded on the way to this tensor; what was only given another shape shares its numbers.
    private static long bytes(Tensor result) {
        Set<Tensor> seen = new HashSet<>();
        Deque<Tensor> open = new ArrayDeque<>();
        open.push(result);
        long bytes = 0;
        while (!open.isEmpty()) {
            Tensor tensor = open.pop();
            if (tensor.isRecorded() && seen.add(tensor)) {
                bytes += tensor.op() instanceof Layout.Reshape ? 0 : (long) Float.BYTES * tensor.shape().size();
                tensor.op().inputs().forEach(open::push);
            }
        }
        return bytes;
    }
}
