package clearhead.explain.methods;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Budget;
import clearhead.autograd.Engine;
import clearhead.autograd.Tensor;
import clearhead.autograd.Threads;
import clearhead.core.BadInput;
import clearhead.core.probe.Pass;
import clearhead.explain.Digest;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.MethodCard;
import clearhead.explain.OpenModel;
import clearhead.explain.Scores;
import clearhead.explain.Target;
import clearhead.explain.Words;
import clearhead.explain.oracle.OracleCase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every method on every kind of model, whatever it computes: a method that is added to the list is asked, too.
class EveryMethodTest {

    /// A question that a method with its defaults can answer.
    private record Question(String name, OpenModel model, Input input, Target target, MethodCard card) {

        Explanation ask(OpenModel other) {
            return card.with(Map.of(), 5).explain(other, input, target);
        }

        @Override public String toString() {
            return card.id() + " of " + name;
        }
    }

    /// A similarity takes two texts, a path from word to word takes words, a rule that keeps a decision takes one, and all sets of 16 patches
    /// take too long here; all else is for all.
    static Stream<Question> questions() {
        return Methods.ALL.stream().flatMap(card -> card.id().equals("similarity-jacobian") ? Stream.of(similarity(card))
                : Stream.of(similarity(card),
                        question("bert-seqcls", text(new int[] {2, 357, 458, 9, 3}), new Target.Predicted(), card),
                        question("gpt2", text(new int[] {5, 71, 9, 200}, 33, 16), new Target.Predicted(), card),
                        question("llama", text(new int[] {5, 71, 9}, 33, 16), new Target.Sequence(), card),
                        question("marian", text(new int[] {81, 10, 156, 0}, 215, 0), new Target.Predicted(), card),
                        question("t5", text(new int[] {81, 10, 1}, 35, 1), new Target.Predicted(), card),
                        vision(card)).filter(EveryMethodTest::possible));
    }

    private static boolean possible(Question question) {
        return switch (question.card.id()) {
            case "discretized-ig", "shapley" -> !question.name.equals("vit");
            case "anchors" -> !List.of("bert-sentence", "llama").contains(question.name);
            case "reagent" -> !List.of("bert-sentence", "llama", "vit").contains(question.name);
            default -> true;
        };
    }

    private static Question similarity(MethodCard card) {
        Input input = new Input.Text(words(2, 357, 458, 3), Optional.empty(), Optional.of(words(2, 267, 343, 3)));
        return question("bert-sentence", input, new Target.Predicted(), card);
    }

    private static Question vision(MethodCard card) {
        OpenModel model = MODELS.computeIfAbsent("vit", OracleCase::open);
        return new Question("vit", model, OracleCase.of("vit").getFirst().input(model), new Target.Predicted(), card);
    }

    private static final Map<String, OpenModel> MODELS = new ConcurrentHashMap<>();

    private static Question question(String name, Input input, Target target, MethodCard card) {
        return new Question(name, MODELS.computeIfAbsent(name, OracleCase::open), input, target, card);
    }

    private static Input text(int[] ids, int... target) {
        return new Input.Text(words(ids), target.length == 0 ? Optional.empty() : Optional.of(words(target)), Optional.empty());
    }

    private static Words words(int... ids) {
        return Words.of(ids, new int[ids.length], Optional.empty());
    }

    /// All that an explanation says but for the time it took.
    private static String said(Explanation explanation) {
        StringBuilder said = new StringBuilder().append(explanation.method()).append(explanation.target()).append(explanation.warnings());
        for (float[] row : explanation.matrix()) {
            for (float score : row) {
                said.append(' ').append(Float.floatToRawIntBits(score));
            }
        }
        explanation.rows().forEach(row -> said.append(row.value()).append(row.baseline()));
        return said.toString();
    }

    @ParameterizedTest @MethodSource("questions") void neitherThreadsNorMemoryChangeABit(Question question) {
        Explanation explanation = question.ask(question.model);
        String expected = said(explanation);
        try (Threads one = Threads.of(1)) {
            assertThat(said(question.ask(question.model.on(Engine.with(one))))).isEqualTo(expected);
        }
        assertThat(said(question.ask(question.model.within(new Budget(smallest(question)))))).isEqualTo(expected);
        assertThat(explanation.cost().forwards()).isPositive();
        assertThat(explanation.model().digest()).isEqualTo(Digest.of(OpenModel.config(question.model.model()), question.model.model()));
    }

    /// About as much as one copy of the input takes: nothing can be done together.
    private static long smallest(Question question) {
        for (long bytes = 20_000; ; bytes *= 2) {
            try {
                question.ask(question.model.within(new Budget(bytes)));
                return bytes;
            } catch (BadInput tooSmall) {
                assertThat(tooSmall).hasMessageContaining("memory");
            }
        }
    }

    @ParameterizedTest @MethodSource("questions") void scoresBelongToTheInput(Question question) {
        Explanation explanation = question.ask(question.model);
        int tokens = question.input.tokens().size();
        explanation.scores().answer().ifPresent(scores -> assertThat(scores).hasSize(tokens));
        switch (explanation.scores()) {
            case Scores.One one -> assertThat(one.row().value()).isEqualTo(value(question, explanation));
            // A similarity is a product of vectors, taken in double precision.
            case Scores.Grid grid -> assertThat(grid.value()).isCloseTo(value(question, explanation), within(1e-6 * (1 + Math.abs(grid.value()))));
            case Scores.Each _ -> throw new AssertionError("one number was asked for");
        }
        boolean promises = explanation.method().gapReason().isEmpty();
        boolean balanced = switch (explanation.scores()) {
            case Scores.One one -> one.row().balance().isPresent();
            case Scores.Grid grid -> grid.balance().isPresent();
            case Scores.Each _ -> true;
        };
        assertThat(balanced).isEqualTo(promises);
    }

    /// F(x), from the model itself.
    private static double value(Question question, Explanation explanation) {
        Tensor output = question.model.forward(question.input, 1, Pass.PLAIN);
        Optional<Tensor> with = question.input.pair().map(pair -> question.model.forward(pair, 1, Pass.PLAIN));
        return explanation.target().of(output, question.model, question.input, with).getFirst().item();
    }

    /// Ten at once, while the models answer others: the bits of one after the other, and the answers are those of a quiet hour.
    @Test void manyAtOnceDoNotDisturbEachOther() throws InterruptedException, ExecutionException {
        List<Question> all = questions().toList();
        List<String> alone = all.stream().map(question -> said(question.ask(question.model))).toList();
        List<float[]> answers = all.stream().map(EveryMethodTest::answer).toList();
        AtomicBoolean done = new AtomicBoolean();
        try (ExecutorService pool = Executors.newFixedThreadPool(11)) {
            Future<Integer> serving = pool.submit(() -> {
                int served = 0;
                while (!done.get()) {
                    int i = served++ % all.size();
                    assertThat(answer(all.get(i))).isEqualTo(answers.get(i));
                }
                return served;
            });
            List<Future<String>> together = new ArrayList<>();
            all.forEach(question -> together.add(pool.submit(() -> said(question.ask(question.model)))));
            for (int i = 0; i < together.size(); i++) {
                assertThat(together.get(i).get()).as(all.get(i).toString()).isEqualTo(alone.get(i));
            }
            done.set(true);
            assertThat(serving.get()).isPositive();
        }
    }

    private static float[] answer(Question question) {
        return question.model.forward(question.input, 1, Pass.PLAIN).toArray();
    }
}
