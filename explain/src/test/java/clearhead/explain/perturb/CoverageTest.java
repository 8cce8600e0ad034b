package clearhead.explain.perturb;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.explain.BlackBox;
import clearhead.explain.Explainer;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Played;
import clearhead.explain.Players;
import clearhead.explain.Target;
import clearhead.explain.Words;
import clearhead.explain.oracle.OracleCase;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The intervals that are stated hold the exact values in about 95 of 100 cases: for 30 games of 9 players, and for 30 inputs of small models.
class CoverageTest {

    private static final int SEEDS = 3;

    /// What draws, and what it would give if it drew without end.
    enum Drawing {
        PAIRS_OF_ORDERS(seed -> new ShapleySampling(seed), new Shapley()),
        ORDERS(seed -> new ShapleySampling(Players.TOKENS, 32, false, seed), new Shapley()),
        FEW_SETS(seed -> new KernelShap(Players.TOKENS, OptionalInt.of(50), seed), new Shapley()),
        SETS(seed -> new KernelShap(Players.TOKENS, OptionalInt.of(120), seed), new Shapley()),
        FEW_MASKS(seed -> lime(OptionalInt.of(60), seed), lime(OptionalInt.empty(), 0)),
        MASKS(seed -> lime(OptionalInt.of(1000), seed), lime(OptionalInt.empty(), 0));

        private final Function<Long, Explainer<BlackBox>> drawn;
        private final Explainer<BlackBox> exact;

        Drawing(Function<Long, Explainer<BlackBox>> drawn, Explainer<BlackBox> exact) {
            this.drawn = drawn;
            this.exact = exact;
        }

        private static Lime lime(OptionalInt samples, long seed) {
            return new Lime(Players.TOKENS, samples, 25, 1, seed);
        }
    }

    /// For each score with an error whether its interval holds the exact value.
    private static Stream<Boolean> holds(Explanation drawn, Explanation exact) {
        Explanation.Row row = drawn.rows().getFirst();
        float[] right = exact.rows().getFirst().scores();
        double t95 = (double) drawn.method().fit().get("t95");
        return IntStream.range(0, right.length).filter(i -> row.errors()[i] > 0)
                .mapToObj(i -> Math.abs(row.scores()[i] - right[i]) <= t95 * row.errors()[i]);
    }

    private static void cover(List<Boolean> all, int least) {
        assertThat(all).hasSizeGreaterThanOrEqualTo(least);
        assertThat(all.stream().mapToInt(held -> held ? 1 : 0).average().orElseThrow()).isBetween(0.90, 0.99);
    }

    @ParameterizedTest @EnumSource void ofGames(Drawing drawing) {
        cover(IntStream.range(0, 30).boxed().flatMap(which -> {
            Played game = RandomGame.of(9, which).played();
            Explanation exact = game.explain(drawing.exact);
            return IntStream.range(0, SEEDS).boxed().flatMap(seed -> holds(game.explain(drawing.drawn.apply((long) SEEDS * which + seed)), exact));
        }).toList(), 30 * SEEDS * 9);
    }

    @ParameterizedTest @EnumSource(names = {"PAIRS_OF_ORDERS", "SETS", "MASKS"}) void ofModels(Drawing drawing) {
        cover(Stream.of("bert-seqcls", "gpt2", "llama").map(OracleCase::open).flatMap(model -> IntStream.range(0, 10).boxed().flatMap(which -> {
            Input input = eight(which);
            Explanation exact = drawing.exact.explain(model, input, new Target.Predicted());
            return holds(drawing.drawn.apply((long) which).explain(model, input, new Target.Predicted()), exact);
        })).toList(), 30 * 8);
    }

    private static Input eight(int seed) {
        return new Input.Text(Words.of(new Random(seed).ints(8, 10, 400).toArray(), new int[8], Optional.empty()), Optional.empty(), Optional.empty());
    }
}
