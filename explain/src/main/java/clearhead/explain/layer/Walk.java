package clearhead.explain.layer;

import static clearhead.autograd.Shape.LAST;

import clearhead.autograd.Gradients;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.probe.Site;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Meter;
import clearhead.explain.Quadrature;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A walk along a [StraightPath], on which some activations are watched: how large each is, how the explained numbers depend on it, and
/// how fast it moves.
final class Walk {

    /// How many rows go through the model at once, at most: more are no faster, and take more memory. Changes no bit of the result.
    private static final int ROWS = 2048;

    private final StraightPath path;
    private final Meter meter;
    private final List<Double> values;
    private final List<Double> baselines;
    private final Map<Site, Tensor> activations;
    private final Tensor from;
    private final Tensor way;

    /// Goes to both ends.
    ///
    /// @throws clearhead.core.BadInput if the model has no such site
    Walk(WhiteBox model, Input input, Target target, StraightPath path, List<Site> sites) {
        this.path = path;
        this.meter = new Meter(model, input, target);
        Watch watch = new Watch(sites);
        Meter.Look look = meter.look(watch);
        this.activations = watch.all(model, input);
        Tensor x = look.x();                                                                 // [1, rows, width]
        this.from = meter.without(x, path.replacement(), path.special());                    // [1, rows, width]
        this.way = x.sub(from);                                                              // [1, rows, width]
        this.values = look.values().stream().map(value -> (double) value.item()).toList();
        this.baselines = meter.at(from).stream().map(value -> (double) value.item()).toList();
    }

    Meter meter() {
        return meter;
    }

    /// What is watched, in the order of the computation.
    List<Site> sites() {
        return List.copyOf(activations.keySet());
    }

    /// The activation of the input itself, `[1, …]`.
    Tensor activation(Site site) {
        return activations.get(site);
    }

    /// Some points of the way, all at once.
    ///
    /// @param points    `[copies, rows, width]`
    /// @param way       x − x′, `[1, rows, width]`
    /// @param seen      the activations there, `[copies, …]` each
    /// @param gradients for each explained number ∂F/∂h of each of them, and at last ∂F/∂x
    record Step(Meter meter, Tensor points, Tensor way, Map<Site, Tensor> seen, List<List<Tensor>> gradients) {

        /// A term for each explained number.
        Map<Integer, Tensor> each(IntFunction<Tensor> term) {
            Map<Integer, Tensor> terms = new TreeMap<>();
            IntStream.range(0, gradients.size()).forEach(number -> terms.put(number, term.apply(number)));
            return terms;
        }

        /// ∂F/∂h of an explained number, `[copies, …]`.
        Tensor gradient(int number, Site site) {
            return gradients.get(number).get(List.copyOf(seen.keySet()).indexOf(site));
        }

        /// dh/dα of these activations, `[copies, …]`, zeros where one does not depend on the points. The gradient of `Σ ⟨u, h⟩` with
        /// respect to the points is linear in u; *its* gradient, weighed with x − x′, is dh/dα, whatever u is: two backward passes for all.
        Map<Site, Tensor> velocities(List<Site> sites) {
            meter.countBackwards(2L * points.dim(0));
            List<Tensor> weights = sites.stream().map(site -> seen.get(site).detach().positive().variable()).toList();
            Tensor weighed = IntStream.range(0, sites.size()).mapToObj(i -> seen.get(sites.get(i)).mul(weights.get(i)).sum())
                    .reduce(Tensor::add).orElseThrow();
            Tensor back = Gradients.of(weighed).wrt(points);                                 // [copies, rows, width]
            List<Tensor> moving = Gradients.of(back, way.expand(points.shape())).wrt(weights);
            return IntStream.range(0, sites.size()).boxed().collect(Collectors.toMap(sites::get, i -> moving.get(i).detach()));
        }

        /// What each row of the leaves adds to dF/dα, `[copies, rows]`.
        Tensor shares(int number) {
            return gradients.get(number).getLast().mul(way).sum(LAST);
        }
    }

    /// What was added up along the way.
    ///
    /// @param sums  `Σ weight · term`, element by element
    /// @param rises `Σ weight · dF/dα` of each explained number: what integrated gradients add up to
    /// @param steps how many nodes it took
    record Integral<K>(Map<K, double[]> sums, double[] rises, int steps) {}

    /// `∫ term dα`, for terms that are functions of a step, `[copies, …]` each, found without reading a number.
    <K> Integral<K> integrate(Function<Step, Map<K, Tensor>> terms) {
        Integral<K> integral = null;
        for (int n : path.tries()) {
            if (integral == null || !warnings(integral).isEmpty()) {
                integral = integrate(n, terms);
            }
        }
        return integral;
    }

    private <K> Integral<K> integrate(int n, Function<Step, Map<K, Tensor>> terms) {
        Quadrature.Nodes nodes = path.quadrature().nodes(n);
        int chunk = meter.together(Math.clamp(ROWS / way.dim(1), 1, n), way.shape(), (points, dry) -> terms.apply(step(dry, points)));
        Map<K, double[]> sums = new LinkedHashMap<>();
        double[][] rises = new double[values.size()][1];
        for (int first = 0; first < n; first += chunk) {
            double[] alpha = Arrays.copyOfRange(nodes.at(), first, Math.min(n, first + chunk));
            double[] weights = Arrays.copyOfRange(nodes.weight(), first, first + alpha.length);
            Step step = step(meter, from.add(way.mul(Tensor.of(Shape.of(alpha.length, 1, 1), floats(alpha)))).variable());
            terms.apply(step).forEach((key, term) ->
                    add(sums.computeIfAbsent(key, _ -> new double[term.shape().size() / weights.length]), weights, term));
            for (int number = 0; number < rises.length; number++) {
                add(rises[number], weights, step.shares(number).sum(LAST));
            }
        }
        return new Integral<>(sums, Arrays.stream(rises).mapToDouble(rise -> rise[0]).toArray(), n);
    }

    private Step step(Meter counting, Tensor points) {
        Watch watch = new Watch(activations.keySet());
        List<Tensor> numbers = counting.at(points, watch);
        List<Tensor> wrt = new ArrayList<>(watch.seen().values());
        wrt.add(points);
        return new Step(counting, points, way, watch.seen(), counting.gradients(numbers, wrt));
    }

    static float[] floats(double[] numbers) {
        float[] floats = new float[numbers.length];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
        }
        return floats;
    }

    /// In the order of the nodes, so that it does not matter how many of them are worked on together.
    private static void add(double[] sums, double[] weights, Tensor term) {
        float[] flat = term.toArray();                                                       // [copies, …]
        for (int k = 0; k < weights.length; k++) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += weights[k] * flat[k * sums.length + i];
            }
        }
    }

    /// F(x) − F(x′) of an explained number.
    double difference(int number) {
        return values.get(number) - baselines.get(number);
    }

    /// F(x) and F(x′) of each explained number, with scores; with `cut`, they have to add up to the difference.
    List<Explanation.Row> rows(List<float[]> scores, boolean cut) {
        return IntStream.range(0, values.size()).mapToObj(number -> new Explanation.Row(scores.get(number), values.get(number),
                cut ? OptionalDouble.of(baselines.get(number)) : OptionalDouble.empty())).toList();
    }

    /// What the nodes were too few for.
    List<String> warnings(Integral<?> integral) {
        return IntStream.range(0, values.size())
                .filter(number -> !new Explanation.Balance(values.get(number), baselines.get(number),
                        difference(number) - integral.rises[number]).holds(path.tolerance()))
                .mapToObj(number -> "%swith %d nodes the slopes along the path sum to %s, but they should to %s, within %s %%"
                        .formatted(Explanation.Row.name(number, values.size()), integral.steps, (float) integral.rises[number], (float) difference(number),
                                (float) (100 * path.tolerance())))
                .toList();
    }
}
