package clearhead.explain.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assertions.within;

import clearhead.autograd.Budget;
import clearhead.core.BadInput;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Block;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Scores;
import clearhead.explain.Small;
import clearhead.explain.Target;
import clearhead.explain.Toy;
import clearhead.explain.gradient.IntegratedGradients;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The books balance at every level.
class LedgerTest {

    /// Few nodes, so that the gap of the quadrature is large, and none of the others can hide behind it.
    private static final StraightPath PATH = new StraightPath(6);

    @ParameterizedTest @MethodSource("clearhead.explain.layer.Cases#ofEachModel") void everyLevelAddsUp(Cases one) {
        balanced(Ledger.of(one.model(), one.input(), one.target(), PATH));
    }

    @Property(tries = 24, edgeCases = EdgeCasesMode.NONE)
    void everyLevelAddsUpInRandomModels(@ForAll Block.Order order, @ForAll Activation activation, @ForAll long seed,
            @ForAll @IntRange(min = 1, max = 4) int source, @ForAll @IntRange(min = 1, max = 3) int target) {
        Block.Order chosen = order == Block.Order.PARALLEL ? Block.Order.PRE_NORM : order;
        Input input = Small.input(source, target, seed);
        balanced(Ledger.of(Small.box(Small.model(chosen, activation, seed)), input, new Target.Logit(target - 1, 1), PATH));
    }

    /// All layers have one sum, whose gap is that of the explanation; below that, every account of every entry has its entry's amount.
    ///
    /// An amount is a sum of products of numbers that came through the whole model in floats, for which the project's yardstick is 10⁻⁴ of
    /// the greatest; all questions that the reference models have were within a tenth of it.
    private static void balanced(Ledger ledger) {
        Entry top = ledger.difference();
        Explanation.Balance told = ledger.explanation().scores() instanceof Scores.One one
                ? one.row().balance().orElseThrow() : ((Scores.Grid) ledger.explanation().scores()).balance().orElseThrow();
        double greatest = top.splits().stream().flatMap(split -> split.parts().stream()).mapToDouble(part -> Math.abs(part.amount())).max()
                .orElseThrow();
        double rounding = 1e-5 * greatest + 1e-6 * Math.max(Math.abs(told.value()), Math.abs(told.baseline()));
        assertThat(top.amount()).isEqualTo(told.value() - told.baseline());
        for (Split layer : top.splits()) {
            assertThat(layer.gap()).as(layer.by()).isCloseTo(told.gap(), within(rounding));
            layer.parts().forEach(part -> balanced(part, layer.by(), rounding));
        }
    }

    private static void balanced(Entry entry, String path, double rounding) {
        for (Split split : entry.splits()) {
            List<Entry> parts = split.parts();
            double gap = entry.amount() - parts.stream().mapToDouble(Entry::amount).sum();
            if (split.amount() != entry.amount() || !(Math.abs(gap) <= rounding)) {
                fail("%s / %s / %s: %s of %s is missing", path, entry.name(), split.by(), gap, entry.amount());
            }
            parts.forEach(part -> balanced(part, path, rounding));
        }
    }

    @ParameterizedTest @MethodSource("clearhead.explain.layer.Cases#ofEachModel") void theTokensHaveTheirIntegratedGradients(Cases one) {
        Explanation tokens = new IntegratedGradients(PATH.replacement(), PATH.quadrature(), PATH.steps(), PATH.tolerance(), true)
                .explain(one.model(), one.input(), one.target());
        Explanation ledger = Ledger.of(one.model(), one.input(), one.target(), PATH).explanation();
        float[][] expected = tokens.matrix();
        for (int row = 0; row < expected.length; row++) {
            assertThat(ledger.matrix()[row]).containsExactly(expected[row], within((float) Cases.rounding(expected[row], 0, 0)));
        }
    }

    /// The three ways from a source to a reader, one by one, against what autograd says of values, keys and queries.
    @ParameterizedTest @MethodSource("clearhead.explain.layer.Cases#ofEachModel") void everyWayIsWhatItsActivationCarries(Cases one) {
        Stack stack = one.model().towers().lastKey();
        boolean cross = stack == Stack.DECODER;
        Entry top = Ledger.of(one.model(), one.input(), one.target(), PATH).difference();
        List<Entry> rows = top.by(stack.prefix() + "blocks.0").parts().stream().filter(row -> !row.name().startsWith("memory")).toList();
        boolean parallel = rows.getFirst().splits().getFirst().by().equals("attention and feed-forward");
        String account = cross ? "cross-attention" : parallel ? "attention and feed-forward" : "attention";
        List<List<Entry>> heads = rows.stream().map(row -> row.by(account).parts().stream()
                .filter(part -> part.name().startsWith("head")).toList()).toList();
        check(one, new Site(stack, 0, cross ? Kind.CROSS_Q : Kind.Q), heads, 2, true);
        check(one, new Site(stack, 0, cross ? Kind.CROSS_K : Kind.K), heads, 1, false);
        check(one, new Site(stack, 0, cross ? Kind.CROSS_V : Kind.V), heads, 0, false);
    }

    /// @param heads of each reader
    private static void check(Cases one, Site site, List<List<Entry>> heads, int way, boolean byReader) {
        float[][] carried = new Conductance(Optional.of(site), PATH).explain(one.model(), one.input(), one.target()).matrix();
        double[][] found = new double[carried.length][carried[0].length];
        for (int reader = 0; reader < heads.size(); reader++) {
            int shared = heads.getFirst().size() / carried.length;
            for (int head = 0; head < heads.getFirst().size(); head++) {
                List<Entry> sources = heads.get(reader).get(head).by("by source").parts();
                for (int source = 0; source < sources.size(); source++) {
                    found[head / shared][byReader ? reader : source] += sources.get(source).by("by way").parts().get(way).amount();
                }
            }
        }
        for (int head = 0; head < carried.length; head++) {
            for (int i = 0; i < carried[head].length; i++) {
                assertThat(found[head][i]).as("%s %d %d", site, head, i)
                        .isCloseTo(carried[head][i], within(Cases.rounding(carried[head], 0.1, 0)));
            }
        }
    }

    /// Leaving a row by one block's account is entering another's: what all rows hand on to a head is what all rows have from it.
    @Test void whatIsHandedOnArrives() {
        Cases one = Cases.named("gpt2");
        Entry top = Ledger.of(one.model(), one.input(), one.target(), PATH).difference();
        for (String head : List.of("head 0", "head 3")) {
            assertThat(total(top.by("blocks.0"), "handed on in blocks.1", head))
                    .isCloseTo(total(top.by("blocks.1"), "attention", head), within(1e-4));
        }
    }

    private static double total(Split rows, String split, String part) {
        return rows.parts().stream().flatMap(row -> row.by(split).parts().stream()).filter(one -> one.name().equals(part))
                .mapToDouble(Entry::amount).sum();
    }

    @Test void whatIsWorkedOnTogetherChangesNoBit() {
        Cases one = Cases.named("marian");
        Ledger all = Ledger.of(one.model(), one.input(), one.target(), PATH);
        Ledger few = Ledger.of(one.model().within(new Budget(3_000_000)), one.input(), one.target(), PATH);
        assertThat(few.explanation().cost().peakBytes()).isLessThan(all.explanation().cost().peakBytes());
        assertThat(few.text(100, 9)).isEqualTo(all.text(100, 9));
        assertThat(amounts(few.difference())).isEqualTo(amounts(all.difference()));
    }

    private static List<Double> amounts(Entry entry) {
        List<Double> amounts = new ArrayList<>(List.of(entry.amount()));
        entry.splits().forEach(split -> split.parts().forEach(part -> amounts.addAll(amounts(part))));
        return amounts;
    }

    @Test void whatDoesNotFitIsRefused() {
        Cases one = Cases.named("bert-seqcls");
        OpenModel small = one.model().within(new Budget(40_000));
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> Ledger.of(small, one.input(), one.target(), PATH))
                .withMessageMatching("memory: 40000 bytes are too few \\(need \\d+, what a single copy of the input takes, or a shorter input\\)");
        assertThatExceptionOfType(BadInput.class).isThrownBy(() -> Ledger.of(Small.box(1), Small.input(3, 2, 1), new Target.Each(), PATH))
                .withMessage("ledger: there are books of one number, and the target has several (need a target of one number)");
    }

    @Test void theOthersKeepTheSum() {
        Split split = Books.split("by neuron", 10, 5, i -> new Entry("neuron " + i, i));
        assertThat(split.greatest(2)).containsExactly(new Entry("neuron 3", 3), new Entry("neuron 4", 4), new Entry("3 others", 3));
        assertThat(split.greatest(5)).isEqualTo(split.parts());
        assertThat(split.gap()).isEqualTo(0);
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> new Entry("F", 10, List.of(split)).by("by head"))
                .withMessage("ledger: no account 'by head' of 'F'; there are [by neuron]");
    }

    @Test void itIsATreeOnTheTerminal() {
        OpenModel model = Small.box(8);
        String text = Ledger.of(model, Small.input(2, 1, 3), new Target.Logit(0, 2), new StraightPath(32)).text(2, 3);
        assertThat(text.lines().limit(13).map(line -> line.replaceAll("-?\\d\\.\\de[-+]\\d+", "±").replaceAll("[-+]\\d\\.\\d{4}", "±")))
                .containsExactly(
                        "F(x) − F(x′) = ±",
                        "├─ embed: Σ ±, gap ±",
                        "│  ├─ ±  0 x",
                        "│  └─ ±  1 x",
                        "│     └─ handed on in encoder.blocks.0: Σ ±, gap ±",
                        "│        ├─ ±  stream",
                        "│        ├─ ±  head 0",
                        "│        │  └─ by reader: Σ ±, gap ±",
                        "│        │     ├─ ±  to 0 x",
                        "│        │     ├─ ±  to 1 x",
                        "│        │     └─ ±  1 others",
                        "│        └─ ±  1 others",
                        "├─ encoder.blocks.0: Σ ±, gap ±");
    }

    @Test void itIsATreeInJson() {
        OpenModel model = Small.box(8);
        Ledger ledger = Ledger.of(model, Small.input(2, 1, 3), new Target.Logit(0, 2), new StraightPath(32));
        JsonNode json = JsonMapper.shared().readTree(ledger.json(model, 3, 9));
        assertThat(json.get("schema").asString()).isEqualTo("clearhead/ledger/1");
        double difference = json.get("value").asDouble() - json.get("baselineValue").asDouble();
        assertThat(json.get("ledger").get("amount").asDouble()).isEqualTo(difference);
        check(json.get("ledger"));
        Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(
                Ledger.class.getResourceAsStream("/clearhead/explain/clearhead-ledger-1.schema.json"));
        assertThat(schema.validate(json)).isEmpty();
        ((ObjectNode) json.get("ledger").get("splits").get(0).get("parts").get(0)).remove("amount");
        assertThat(schema.validate(json)).hasSize(1);
    }

    /// A function that has no blocks has tokens.
    @Test void whatHasNoBlocksHasTokens() {
        Toy toy = Toy.of(x -> Toy.token(x, 0).mul(Toy.token(x, 1)), 3, 5);
        Entry top = Ledger.of(toy, Toy.input(2), new Target.Logit(0, 0), PATH).difference();
        assertThat(top.amount()).isEqualTo(15);
        assertThat(top.splits()).singleElement().satisfies(split -> {
            assertThat(split.by()).isEqualTo("embed");
            assertThat(split.parts()).extracting(Entry::amount)
                    .allSatisfy(half -> assertThat(half).isCloseTo(7.5, within(15 * 16 * 0x1p-24)));
        });
    }

    private static void check(JsonNode entry) {
        for (JsonNode split : entry.path("splits")) {
            double sum = split.get("parts").valueStream().mapToDouble(part -> part.get("amount").asDouble()).sum();
            assertThat(sum).isCloseTo(split.get("sum").asDouble(), within(1e-12));
            assertThat(split.get("gap").asDouble()).isEqualTo(entry.get("amount").asDouble() - split.get("sum").asDouble());
            split.get("parts").forEach(LedgerTest::check);
        }
    }
}
