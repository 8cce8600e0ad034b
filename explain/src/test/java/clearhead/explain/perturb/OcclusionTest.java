package clearhead.explain.perturb;

import static clearhead.explain.Toy.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.core.BadInput;
import clearhead.explain.Players;
import clearhead.explain.Replacement;
import clearhead.explain.Toy;
import clearhead.explain.perturb.Occlusion.Leave;
import org.junit.jupiter.api.Test;

/// By hand; `OracleExplanationsTest` has the numbers of whole models.
class OcclusionTest {

    private static float[] scores(Occlusion method, float... x) {
        return Toy.of(points -> token(points, 0).scale(2).add(token(points, 1)).add(token(points, 2).mul(token(points, 3))), x)
                .explain(method).rows().getFirst().scores();
    }

    private static Occlusion of(int window, int stride, Leave leave) {
        return new Occlusion(Players.TOKENS.by(Replacement.Plain.ZERO), window, stride, leave);
    }

    /// F = 2a + b + cd at (1, 3, 2, 4): each of c and d is missed for all that they do together.
    @Test void whatIsMissed() {
        assertThat(scores(of(1, 1, Leave.ONE_OUT), 1, 3, 2, 4)).containsExactly(2, 3, 8, 8);
        assertThat(scores(of(1, 1, Leave.ONE_IN), 1, 3, 2, 4)).as("alone, c and d do nothing").containsExactly(2, 3, 0, 0);
    }

    /// Windows {a, b}, {b, c}, {c, d}: 5, 11 and 8, shared evenly. With a stride of 3 the second is shorter: {d}.
    @Test void windowsOverlapAndTheLastIsShorter() {
        assertThat(scores(of(2, 1, Leave.ONE_OUT), 1, 3, 2, 4)).containsExactly(2.5f, 2.5f + 5.5f, 5.5f + 4, 4);
        assertThat(scores(of(3, 3, Leave.ONE_OUT), 1, 3, 2, 4)).containsExactly(13 / 3f, 13 / 3f, 13 / 3f, 8);
        assertThat(scores(of(9, 1, Leave.ONE_OUT), 1, 3, 2, 4)).as("all at once").containsOnly(13 / 4f);
    }

    /// Windows {a} and {d}, and {a} alone where the next one would begin behind the end.
    @Test void aLongStrideLeavesTokensOut() {
        assertThat(scores(of(1, 3, Leave.ONE_OUT), 1, 3, 2, 4)).containsExactly(2, 0, 0, 8);
        assertThat(scores(of(1, 5, Leave.ONE_OUT), 1, 3, 2, 4)).containsExactly(2, 0, 0, 0);
    }

    /// A disjunction hides from it: either will do.
    @Test void aRedundantPairIsMissedByNobody() {
        assertThat(Toy.of(x -> token(x, 0).add(token(x, 1)).add(-1).relu().neg().add(token(x, 0)).add(token(x, 1)), 1, 1)
                .explain(of(1, 1, Leave.ONE_OUT)).rows().getFirst().scores()).containsExactly(0, 0);
    }

    @Test void aWindowHasATokenAndMoves() {
        assertThatThrownBy(() -> of(0, 1, Leave.ONE_OUT)).isInstanceOf(BadInput.class)
                .hasMessage("occlusion: window 0, stride 1 (need at least 1)");
        assertThatThrownBy(() -> of(1, 0, Leave.ONE_OUT)).isInstanceOf(BadInput.class)
                .hasMessage("occlusion: window 1, stride 0 (need at least 1)");
    }
}
