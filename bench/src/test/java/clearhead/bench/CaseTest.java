package clearhead.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.core.nn.Activation;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CaseTest {

    private static final Gpt.Size TINY = new Gpt.Size(1, 8, 2, 5, 3, 2);

    static Stream<Case> small() {
        return Stream.concat(
                Stream.of(new Case.MatMul(3, 4, 5), new Case.Adam(7), new Case.Step(Activation.GELU, TINY), new Decode(TINY)),
                Stream.concat(Stream.of(Case.Rows.Op.values()).map(op -> new Case.Rows(op, 2, 9)),
                        Stream.of(Case.Each.Op.values()).map(op -> new Case.Each(op, 11))));
    }

    static Stream<Case> table() {
        return Table.rows().stream().map(Table.Row::work);
    }

    @ParameterizedTest
    @MethodSource({"small", "table"})
    void wordsSayAll(Case work) {
        assertThat(Case.of(work.words())).isEqualTo(work);
    }

    @Test
    void otherWordsAreRefused() {
        assertThatThrownBy(() -> Case.of("sort 3")).isInstanceOf(IllegalArgumentException.class).hasMessage("no case is called sort 3");
    }

    @ParameterizedTest
    @MethodSource("small")
    void weDoItAndNoticeWhoDoesNot(Case work) {
        List<float[]> inputs = work.inputs();
        float[] first = new Ours().prepare(work, inputs).orElseThrow().result();
        float[] again = new Ours().prepare(work, inputs).orElseThrow().result();
        Check check = new Check(first, work.bound(inputs, first));
        assertThat(check.against(again)).isEmpty();

        again[0] += 1e-3f;
        assertThat(check.against(again)).hasValueSatisfying(text -> assertThat(text).startsWith("gives " + again[0] + " for number 0"));
        again[0] = Float.NaN;
        assertThat(check.against(again)).isPresent();
        assertThat(check.against(new float[0])).hasValue("gives 0 numbers, we " + first.length);
    }

    /// The definition in double precision is a right computation, too.
    @Test
    void productsLieWithinTheirBound() {
        Case.MatMul work = new Case.MatMul(3, 4, 50);
        List<float[]> in = work.inputs();
        float[] ours = new Ours().prepare(work, in).orElseThrow().result();
        float[] exact = new float[12];
        for (int i = 0; i < exact.length; i++) {
            double sum = 0;
            for (int k = 0; k < 50; k++) {
                sum += (double) in.get(0)[i / 4 * 50 + k] * in.get(1)[k * 4 + i % 4];
            }
            exact[i] = (float) sum;
        }
        assertThat(new Check(ours, work.bound(in, ours)).against(exact)).isEmpty();
    }

    /// What the limit is the limit of.
    @Test
    void modelAndMemoryReadEquallyMuch() {
        for (Decode work : List.of(new Decode(TINY), new Decode(new Gpt.Size(3, 12, 3, 700, 9, 1)))) {
            float[] model = new Ours().prepare(work, List.of()).orElseThrow().result();
            assertThat(new Memory().prepare(work, List.of()).orElseThrow().result()).isEqualTo(model);
        }
        assertThat(Decode.GPT2.weights()).isEqualTo(124_439_808 - 1024 * 768);
    }

    @Test
    void sentencesAreCutFromAllTokens() {
        int[][] rows = new Encode(2, 3).rows(List.of(new float[] {1, 2, 3, 4, 5, 6}));
        assertThat(rows).isDeepEqualTo(new int[][] {{1, 2, 3}, {4, 5, 6}});
    }

    @Test
    void namesAreDifferent() {
        assertThat(table().map(Case::name)).doesNotHaveDuplicates().contains("matmul-256x512x128", "gelu-erf", "adamw-10M", "step-large-tanh");
    }

    @Test
    void trainingLearns() {
        GptTraining training = new GptTraining(TINY, Activation.GELU);
        float before = training.step();
        float after = before;
        for (int step = 0; step < 200; step++) {
            after = training.step();
        }
        assertThat(after).isLessThan(before / 4);
    }
}
