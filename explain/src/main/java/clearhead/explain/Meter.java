package clearhead.explain;

import clearhead.autograd.Gradients;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.probe.Intervention;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// One question to a model, as a function of the rows of its leaves: runs the model for an explainer, and counts what it takes.
///
/// ```java
/// Meter meter = new Meter(model, input, target);
/// Meter.Look look = meter.look(Probe.NONE);               // the model on the input as it is
/// List<Tensor> f = meter.at(points);                      // the explained numbers at other points, [copies] each
/// return meter.explanation(method, meter.scores(rows), List.of());
/// ```
///
/// A meter serves one explanation, and one thread.
public final class Meter {

    private final WhiteBox model;
    private final Input input;
    private final Optional<Tensor> with;
    private final List<Leaf> leaves;
    private final Tally tally = new Tally();
    private Target target;
    private List<String> warnings = List.of();

    /// Begins to count. What a similarity is measured to is read here.
    public Meter(WhiteBox model, Input input, Target target) {
        this.model = model;
        this.input = input;
        this.target = target;
        this.leaves = model.leaves(input, target instanceof Target.Each each && each.both());
        this.with = input.pair().map(pair -> {
            tally.forward(pair, 1);
            return model.forward(pair, 1, Pass.PLAIN).detach();
        });
    }

    /// The same question, counted apart.
    private Meter(Meter like) {
        this.model = like.model;
        this.input = like.input;
        this.target = like.target;
        this.leaves = like.leaves;
        this.with = like.with;
    }

    /// The input as it is.
    ///
    /// @param parts  the rows of each leaf, `[1, rows, width]`
    /// @param values the explained numbers, `[1]` each
    /// @param output what the model gives, `[1, positions, classes]`, or the activation that is explained
    public record Look(List<Tensor> parts, List<Tensor> values, Tensor output) {

        /// The rows of all leaves, `[1, rows, width]`, as numbers.
        public Tensor x() {
            return joined(parts.stream().map(Tensor::detach).toList());
        }
    }

    /// The model on the input as it is, watched by a probe.
    public Look look(Probe probe) {
        return look(probe, false);
    }

    /// The same, its leaves open to gradients.
    public Look open(Probe probe) {
        return look(probe, true);
    }

    private Look look(Probe probe, boolean open) {
        requireMemory(open);
        List<Tensor> parts = new ArrayList<>();
        List<Intervention> edits = new ArrayList<>();
        for (Leaf leaf : leaves) {
            edits.add(Intervention.at(leaf.site(), activation -> {
                Tensor rows = open ? leaf.read(activation).variable() : leaf.read(activation);
                parts.add(rows);
                return open ? leaf.write(activation, rows) : activation;
            }));
        }
        Tensor output = run(edits.stream().reduce(Intervention::and).orElseThrow(), probe, 1);
        Prediction prediction = new Prediction(model, input, output);
        target = prediction.resolve(target);
        Look look = new Look(List.copyOf(parts), target.of(output, model, input, with), output);
        warnings = prediction.warnings(target);
        return look;
    }

    /// Refuses an input of which a single copy does not fit into the budget.
    private void requireMemory(boolean open) {
        int rows = leaves.stream().mapToInt(Leaf::size).sum();
        int width = model.row(Replacement.Plain.ZERO, leaves.getFirst()).dim(0);
        together(1, Shape.of(1, rows, width), (points, meter) -> {
            Tensor output = meter.output(open ? points : points.detach(), Probe.NONE);
            if (output.isRecorded()) {
                Gradients.of(output.sum()).wrt(points);
            }
        });
    }

    /// The model at these rows in place of the input's own, its leaves open to gradients.
    ///
    /// @param point `[1, rows, width]`
    public Look open(Tensor point) {
        List<Tensor> parts = parts(point).stream().map(Tensor::variable).toList();
        Tensor output = output(parts, Probe.NONE);
        return new Look(parts, target.of(output, model, input, with), output);
    }

    /// The explained numbers at these rows in place of the input's own; for each of the numbers, `[copies]`.
    ///
    /// @param points `[copies, rows, width]`
    public List<Tensor> at(Tensor points) {
        return at(points, Probe.NONE);
    }

    /// The same, watched by a probe, which sees all copies at once.
    ///
    /// @throws IllegalStateException before the first look, which knows what a prediction is
    public List<Tensor> at(Tensor points, Probe probe) {
        if (target instanceof Target.Predicted) {
            throw new IllegalStateException("meter: look at the input first");
        }
        return target.of(output(points, probe), model, input, with);
    }

    Reading reading() {
        return new Reading(model, input, target, with);
    }

    /// All that the model gives at these rows where nobody may read some of the input's tokens.
    ///
    /// @param hidden for each copy, for each token, whether it is hidden
    Tensor hiding(Tensor points, List<boolean[]> hidden) {
        return run(input, hidden.size(), Probe.NONE, probe -> edits(parts(points)).run(probe, pass -> model.forward(input, hidden, pass)));
    }

    /// What the model says of other inputs than its own.
    ///
    /// @param others of one shape
    /// @param asked  what is explained of them
    List<Answer> answers(List<? extends Input> others, Target asked) {
        Tensor output = run(others.getFirst(), others.size(), Probe.NONE, probe -> model.forward(others, Pass.watched(probe)));
        return new Reading(model, others.getFirst(), asked, with).of(output);
    }

    /// All that the model gives at these rows, `[copies, positions, classes]`.
    public Tensor output(Tensor points, Probe probe) {
        return output(parts(points), probe);
    }

    private Tensor output(List<Tensor> parts, Probe probe) {
        return run(edits(parts), probe, parts.getFirst().dim(0));
    }

    private Intervention edits(List<Tensor> parts) {
        return IntStream.range(0, parts.size()).mapToObj(i -> Intervention.at(leaves.get(i).site(),
                activation -> leaves.get(i).write(activation, parts.get(i)))).reduce(Intervention::and).orElseThrow();
    }

    /// The rows of each leaf.
    private List<Tensor> parts(Tensor points) {
        return leaves.size() == 1 ? List.of(points) : points.split(1, leaves.stream().mapToInt(Leaf::size).toArray());
    }

    private Tensor run(Intervention intervention, Probe watcher, int copies) {
        return run(input, copies, watcher, probe -> intervention.run(probe, pass -> model.forward(input, copies, pass)));
    }

    private Tensor run(Input read, int copies, Probe watcher, Function<Probe, Tensor> forward) {
        tally.forward(read, copies);
        Caught caught = new Caught(target, watcher);
        Tensor output = caught.or(forward.apply(caught));
        tally.holds(output);
        return output;
    }

    /// The gradients of each number with respect to these tensors, of their shapes; zeros where it does not depend on one.
    ///
    /// @param values the explained numbers, `[copies]` each
    public List<List<Tensor>> gradients(List<Tensor> values, List<Tensor> wrt) {
        tally.backward(values.stream().mapToLong(value -> value.shape().size()).sum());
        List<Tensor> recorded = values.stream().filter(Tensor::isRecorded).map(Tensor::sum).toList();
        List<List<Tensor>> known = recorded.isEmpty() ? List.of() : Gradients.ofEach(recorded).wrt(wrt);
        List<List<Tensor>> all = new ArrayList<>();
        int next = 0;
        for (Tensor value : values) {
            all.add(value.isRecorded() ? known.get(next++).stream().map(Tensor::detach).toList()
                    : wrt.stream().map(x -> Tensor.full(x.shape(), 0)).toList());
        }
        return all;
    }

    /// The gradient of a number, `[copies]`, of the shape of `wrt`; itself open to gradients.
    public Tensor gradient(Tensor value, Tensor wrt) {
        tally.backward(value.shape().size());
        Tensor gradient = value.isRecorded() ? Gradients.of(value.sum()).wrt(wrt) : Tensor.full(wrt.shape(), 0);
        tally.holds(gradient);
        return gradient;
    }

    /// The gradient of each number with respect to the rows of all leaves, `[copies, rows, width]`.
    public List<Tensor> gradients(Look look) {
        return gradients(look.values, look.parts).stream().map(Meter::joined).toList();
    }

    private static Tensor joined(List<Tensor> parts) {
        return parts.size() == 1 ? parts.getFirst() : Tensor.concat(1, parts.toArray(Tensor[]::new));
    }

    /// The input with its rows removed.
    ///
    /// @param x       `[1, rows, width]`
    /// @param special whether those of special tokens are removed, too
    /// @return        `[1, rows, width]`
    public Tensor without(Tensor x, Replacement.InPlace replacement, boolean special) {
        return Leaf.without(leaves, x, leaf -> model.row(used(replacement), leaf).detach(), special);
    }

    /// What a replacement is for this model: never [Replacement#AUTO].
    public Replacement.InPlace used(Replacement.InPlace replacement) {
        return replacement == Replacement.AUTO ? model.automatic(leaves.getFirst()) : replacement;
    }

    /// What a replacement is where tokens are taken away: never [Replacement#AUTO].
    public Replacement removal(Replacement replacement) {
        return replacement == Replacement.AUTO ? model.removal() : replacement;
    }

    /// How many copies of the input can be worked on together, forward and back, within the model's budget, at most so many.
    public int together(int most, Shape rows) {
        return together(most, rows, (points, meter) -> {
            List<Tensor> values = meter.at(points);
            if (values.getFirst().isRecorded()) {
                Gradients.of(values.getFirst().sum()).wrt(points);
            }
        });
    }

    /// The same for other work.
    ///
    /// @param rows `[1, rows, width]`
    /// @param work what is to be done at such points, `[copies, rows, width]`, with a meter that does not count
    /// @throws BadInput if there is not enough for one
    public int together(int most, Shape rows, BiConsumer<Tensor, Meter> work) {
        return Room.rows(model.budget(), most, (copies, dry) ->
                work.accept(dry.input(Shape.of(copies, rows.dim(1), rows.dim(2))).variable(), new Meter(this)));
    }

    /// Where the input enters.
    public List<Leaf> leaves() {
        return leaves;
    }

    /// What is explained: after the first look no prediction any more.
    public Target target() {
        return target;
    }

    /// Rows of scores, one for each explained number, in the form that the target asks for.
    public Scores scores(List<Explanation.Row> rows) {
        return Scores.of(target, input, leaves, rows);
    }

    /// The result.
    ///
    /// @param seed     where its random numbers came from
    /// @param cautions of the method
    public Explanation explanation(Explanation.Method method, Scores scores, long seed, List<String> cautions) {
        return new Explanation(method, model.info(), input, target, scores, seed, cost(),
                Stream.concat(warnings.stream(), cautions.stream()).toList());
    }

    /// Counts gradients that somebody has taken without its help: of so many numbers.
    public void countBackwards(long numbers) {
        tally.backward(numbers);
    }

    /// Counts what another has taken for the same explanation.
    public void count(Cost other) {
        tally.add(other);
    }

    /// What it has taken so far.
    public Cost cost() {
        return tally.cost();
    }
}
