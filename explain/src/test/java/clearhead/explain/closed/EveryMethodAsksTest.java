package clearhead.explain.closed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import clearhead.core.BadInput;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Limits;
import clearhead.explain.MethodCard;
import clearhead.explain.OpenModel;
import clearhead.explain.Target;
import clearhead.explain.methods.Methods;
import clearhead.explain.oracle.OracleCase;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every method that needs answers only works on a function, and says of it what it says of the model behind it.
class EveryMethodAsksTest {

    private static final OpenModel MODEL = OracleCase.open("bert-seqcls");
    private static final Input.Text TEXT = MODEL.read("the boxes");

    /// All but ReAGent, which takes a model that knows the tokens of a closed one: `ReAgentTest` has that.
    static List<String> methods() {
        return Methods.ALL.stream().filter(card -> card.needs() == MethodCard.Needs.ANSWERS && !card.id().equals("reagent")).map(MethodCard::id).toList();
    }

    /// The model as a function of ids; asked about nothing twice.
    private static ClosedBox<int[]> box(AtomicBoolean twice) {
        Set<List<Integer>> asked = new HashSet<>();
        return ClosedBox.of(new Ids(MODEL.special().mask(), MODEL.special().padding()), some -> some.stream().map(ids -> {
            if (!asked.add(Arrays.stream(ids).boxed().toList())) {
                twice.set(true);
            }
            return MODEL.scores(List.of(Ids.read(ids))).getFirst();
        }).toList(), Scale.LOGITS);
    }

    @ParameterizedTest @MethodSource("methods")
    void aFunctionIsExplainedAsTheModelBehindIt(String method) {
        AtomicBoolean twice = new AtomicBoolean();
        MethodCard card = Methods.named(method);
        Explanation closed = card.asking(Map.of(), 3).explain(box(twice), TEXT, new Target.Predicted());
        Explanation open = card.asking(Map.of(), 3).explain(MODEL, TEXT, new Target.Predicted());
        assertThat(closed.target()).isEqualTo(open.target());
        assertThat(closed.method().settings()).isEqualTo(open.method().settings());
        float[][] there = closed.matrix();
        float[][] here = open.matrix();
        for (int row = 0; row < here.length; row++) {
            for (int i = 0; i < here[row].length; i++) {
                assertThat((double) there[row][i]).isCloseTo(here[row][i], within(1e-4));
            }
        }
        assertThat(twice).isFalse();
        assertThat(closed.json(MODEL)).contains("\"architecture\":\"closed\"");
    }

    /// Limits far away change nothing.
    @ParameterizedTest @MethodSource("methods")
    void limitsThatAreNotReachedChangeNothing(String method) {
        MethodCard card = Methods.named(method);
        Limits wide = Limits.NONE.calls(1_000_000).time(Duration.ofDays(1)).telling(_ -> { });
        ClosedBox<int[]> box = box(new AtomicBoolean());
        assertThat(card.asking(Map.of(), 3).explain(box.within(wide), TEXT, new Target.Predicted()).matrix())
                .isDeepEqualTo(card.asking(Map.of(), 3).explain(box.batches(3), TEXT, new Target.Predicted()).matrix());
    }

    /// Somebody stops it in the middle: a method either says what it knows by then, and that it was stopped, or in one line that it is not
    /// all; those that draw samples do the first. No batch is begun after that.
    @ParameterizedTest @MethodSource("methods")
    void aMethodThatIsStoppedSaysSo(String method) {
        AtomicLong calls = new AtomicLong();
        ClosedBox<String> words = ClosedBox.of(new Texts(), texts -> texts.stream().map(text -> new double[] {text.length(), 3}).toList(),
                Scale.LOGITS).batches(16);
        Limits limits = Limits.NONE.telling(calls::set).until(() -> calls.get() > 200);
        Input.Text text = Texts.read("one two three four five six seven eight nine ten eleven twelve thirteen");
        Optional<String> said;
        try {
            said = Methods.named(method).asking(Map.of(), 3).explain(words.within(limits), text, new Target.Logit(0)).warnings().stream()
                    .filter(warning -> warning.startsWith("stopped early: cancelled after")).findFirst();
        } catch (BadInput all) {
            assertThat(all.getMessage()).startsWith("limits: cancelled after");
            assertThat(method).isNotIn("shapley-sampling", "lime");
            said = Optional.of("not all");
        }
        assertThat(calls.get()).isLessThanOrEqualTo(200 + 16);
        assertThat(said.isPresent()).isEqualTo(calls.get() > 200);
    }
}
