package clearhead.explain;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.model.CausalModel;
import java.nio.IntBuffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a model that reads forward says of many variants of an input: what they begin with alike is read once ([Prefixes]), and its head
/// is asked about no other positions than those that the target looks at. Nobody can look on.
final class Forward {

    /// How many positions the head is asked about at once, at most: it gives scores of all tokens for each.
    private static final int ROWS = 256;

    private final CausalModel causal;
    private final WhiteBox model;
    private final Meter meter;
    private final Input input;
    private final Excerpt excerpt;
    private final Prefixes prefixes;
    private final int together;
    private final Map<IntBuffer, Answer> known = new HashMap<>();
    private long counted;

    /// Reads the input as it is.
    ///
    /// @param empty what stands where a token was taken away, `[dModel]`
    Forward(CausalModel causal, WhiteBox model, Meter meter, Input input, float[] empty) {
        this.causal = causal;
        this.model = model;
        this.meter = meter;
        this.input = input;
        this.excerpt = Excerpt.of(meter.target(), model, input, input.tokens().size() + input.targets().size());
        this.prefixes = new Prefixes(causal, model.budget(), empty,
                new Line(input.ids(), new int[0], meter.target()).forward(input.targetIds(), excerpt));
        this.together = Room.rows(model.budget(), Math.max(1, ROWS / Math.max(1, excerpt.size())), (copies, dry) -> {
            Tensor logits = causal.logits(dry.input(Shape.of(copies, excerpt.size(), empty.length)));
            new Places(model, input, logits, excerpt).numbers(meter.target(), Optional.empty());
        });
    }

    /// One answer for each.
    List<Answer> answers(List<Line> lines) {
        List<IntBuffer> needed = lines.stream().map(line -> IntBuffer.wrap(line.forward(input.targetIds(), moved(line)))).toList();
        LinkedHashSet<IntBuffer> open = new LinkedHashSet<>(needed);
        open.removeAll(known.keySet());
        read(List.copyOf(open));
        return needed.stream().map(known::get).toList();
    }

    /// What is looked at where tokens have moved up.
    private Excerpt moved(Line line) {
        if (line.target() instanceof Target.Placed placed && placed.position().isPresent()) {
            int at = placed.position().getAsInt();
            return new Excerpt(at, at + 1, excerpt.of());
        }
        int gone = input.tokens().size() - line.marks().length;
        return new Excerpt(excerpt.from() - gone, excerpt.to() - gone, excerpt.of() - gone);
    }

    private void read(List<IntBuffer> open) {
        float[][] rows = prefixes.rows(open.stream().map(IntBuffer::array).toList(), excerpt.size());
        for (int from = 0; from < rows.length; from += together) {
            int to = Math.min(rows.length, from + together);
            List<Answer> answers = meter.reading().of(causal.logits(tensor(rows, from, to)), excerpt);
            for (int i = from; i < to; i++) {
                known.put(open.get(i), answers.get(i - from));
            }
        }
        meter.count(new Cost(open.size(), 0, prefixes.read() - counted, 0, 0));
        counted = prefixes.read();
    }

    /// `[copies, positions of the excerpt, dModel]`.
    private Tensor tensor(float[][] rows, int from, int to) {
        int size = rows[from].length;
        return Tensor.from(Shape.of(to - from, excerpt.size(), size / excerpt.size()), all -> {
            for (int i = from; i < to; i++) {
                System.arraycopy(rows[i], 0, all, (i - from) * size, size);
            }
        });
    }
}
