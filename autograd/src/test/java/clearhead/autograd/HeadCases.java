package clearhead.autograd;

import clearhead.autograd.Heads.Form;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// The part of the [Catalogue] that is about heads: grouped or not, causal or not, more keys than queries, with every shape of a bias.
record HeadCases(Shapes shapes) {

    /// The sizes of one attention.
    private record Sizes(Form form, int batch, int seqQ, int seqK, int dHead) {

        Shape queries() {
            return Shape.of(batch, seqQ, form.heads() * dHead);
        }

        Shape keys() {
            return Shape.of(batch, seqK, form.kvHeads() * dHead);
        }

        Shape weights() {
            return Shape.of(batch, form.heads(), seqQ, seqK);
        }
    }

    List<Catalogue.Entry> entries() {
        return List.of(
                entry(Heads.Scores.class, s -> in -> new Heads.Scores(in.get(0), in.get(1), s.form), Sizes::queries, Sizes::keys),
                entry(Heads.Mix.class, s -> in -> new Heads.Mix(in.get(0), in.get(1), s.form), Sizes::weights, Sizes::keys),
                entry(Heads.MixT.class, s -> in -> new Heads.MixT(in.get(0), in.get(1), s.form), Sizes::weights, Sizes::queries),
                new Catalogue.Entry(Attention.Weights.class, sizes().flatMap(s -> biases(s).flatMap(bias -> drawn(
                        in -> new Attention.Weights(in.get(0), in.get(1), in.stream().skip(2).findFirst(), 0.4f, s.form),
                        Stream.concat(Stream.of(s.queries(), s.keys()), bias.stream()).toList())))),
                entry(Attention.WeightsGradient.class, s -> in -> new Attention.WeightsGradient(in.get(0), in.get(1), 0.4f, s.form),
                        Sizes::weights, Sizes::weights));
    }

    private Catalogue.Entry entry(Class<? extends Op> type, Function<Sizes, Function<List<Tensor>, Op>> make,
                                  Function<Sizes, Shape> first, Function<Sizes, Shape> second) {
        return new Catalogue.Entry(type, sizes().flatMap(s -> drawn(make.apply(s), List.of(first.apply(s), second.apply(s)))));
    }

    private Arbitrary<Sizes> sizes() {
        Arbitrary<Integer> few = Arbitraries.integers().between(1, 2);
        Arbitrary<Form> forms = Combinators.combine(few, few, Arbitraries.of(true, false)).as((kvHeads, group, causal) ->
                new Form(kvHeads * group, kvHeads, causal));
        return Combinators.combine(forms, few, shapes.axis(), shapes.axis(), shapes.axis()).as((form, batch, seqQ, seqK, dHead) ->
                new Sizes(form, batch, form.causal() ? Math.min(seqQ, seqK) : seqQ, seqK, dHead));
    }

    private static Arbitrary<List<Shape>> biases(Sizes sizes) {
        return Arbitraries.oneOf(Arbitraries.just(List.of()), Shapes.stretchingTo(sizes.weights()).map(List::of));
    }

    private static Arbitrary<Case> drawn(Function<List<Tensor>, Op> make, List<Shape> inputs) {
        return Arbitraries.longs().map(seed -> new Case(
                IntStream.range(0, inputs.size()).mapToObj(i -> Numbers.ANY.tensor(inputs.get(i), seed + i)).toList(), make));
    }
}
