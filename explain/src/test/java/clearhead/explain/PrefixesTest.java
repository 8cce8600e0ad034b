package clearhead.explain;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Budget;
import clearhead.autograd.Engine;
import clearhead.autograd.Rotation;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.autograd.Threads;
import clearhead.core.BadInput;
import clearhead.core.model.CausalModel;
import clearhead.core.model.Tower;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Block;
import clearhead.core.nn.FeedForward;
import clearhead.core.nn.Head;
import clearhead.core.nn.Norm;
import clearhead.core.nn.Parameters;
import clearhead.core.nn.Positions;
import clearhead.core.probe.Intervention;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Probe;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import clearhead.explain.oracle.OracleCase;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// What variants begin with alike is read once, and they say what each says when it is read alone, whole, to the last bit.
class PrefixesTest {

    private static final int VOCAB = 13;
    private static final Map<String, OpenModel> MODELS = new TreeMap<>();

    static {
        Stream.of("gpt2", "llama", "qwen2", "gpt_neox").forEach(name -> MODELS.put(name, OracleCase.open(name)));
        MODELS.put("windows", small(new Positions.Config.Turned(Rotation.Pairs.HALVES, List.of(1.0, 0.3), 1), List.of(4, 0, 2)));
        MODELS.put("relative", small(new Positions.Config.Relative(8, 12, false, 4), List.of()));
        MODELS.put("learned", small(new Positions.Config.Learned(300), List.of()));
    }

    private static OpenModel small(Positions.Config positions, List<Integer> windows) {
        Attention.Config attention = new Attention.Config(4, 2, 4, 0.5f, false, true, true);
        Block.Config block = new Block.Config(Block.Order.PRE_NORM, 20, attention, new FeedForward.Config(24, Activation.SILU, true, false),
                Norm.Config.LAYER, false);
        CausalModel model = CausalModel.of(new CausalModel.Config(VOCAB, new Tower.Config(block, 3, positions, 0, false, true, windows),
                new Head.Config(true, 1, false)), Parameters.random(9));
        OpenModel like = OracleCase.open("gpt2");
        return new OpenModel(model, like.names(), like.special(), like.budget(), like.about());
    }

    /// A question, drawn at random.
    private record Question(OpenModel model, Input.Text input, Target target, Players players) {

        static Question of(OpenModel model, Replacement replacement, long seed) {
            Random random = new Random(seed);
            int n = 1 + random.nextInt(9);
            int[] ids = random.ints(n, 1, 4).toArray();
            int[] targets = random.ints(random.nextInt(4), 0, VOCAB).toArray();
            List<Token> tokens = IntStream.range(0, n).mapToObj(i -> new Token(i, ids[i], "x", i, i + 1, random.nextInt(5) == 0)).toList();
            OptionalInt position = random.nextBoolean() ? OptionalInt.empty() : OptionalInt.of(random.nextInt(n + targets.length));
            List<Target> all = new ArrayList<>(List.of(new Target.Predicted(position), new Target.Logit(position, 3),
                    new Target.Probability(position, 4), new Target.LogProbability(position, 5), new Target.Difference(position, 6, 7),
                    new Target.Entropy(position)));
            if (targets.length > 0) {
                all.addAll(List.of(new Target.Sequence(), new Target.Each(), new Target.Each(false, false)));
            }
            Input.Text input = Input.of("x".repeat(n), tokens, Toy.tokens(targets));
            return new Question(model, input, all.get(random.nextInt(all.size())), new Players(replacement, Players.Group.TOKEN, random.nextBoolean()));
        }

        Game game(OpenModel other) {
            return other.game(input, target, players);
        }

        /// Some variants that can be asked, some of them twice.
        List<Variant> variants(Game game, long seed) {
            Random random = new Random(seed);
            List<Variant> variants = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                boolean other = random.nextInt(3) == 0;
                Variant variant = new Variant(IntStream.range(0, game.size()).map(_ -> random.nextInt(3) > 0 ? Variant.KEPT
                        : other ? 1 + random.nextInt(3) : Variant.AWAY).toArray());
                try {
                    alone(game, variant);
                    variants.add(variant);
                } catch (BadInput refused) {
                    assertThat(players.replacement()).isEqualTo(Replacement.Away.DELETE);
                }
            }
            return variants;
        }

        /// The variant alone, from its first position to its last, with the scores of all tokens everywhere.
        Answer alone(Game game, Variant variant) {
            boolean[] away = new boolean[input.tokens().size()];
            Input.Text read = input;
            for (int player = 0; player < game.size(); player++) {
                int token = game.players().get(player)[0];
                away[token] = variant.at(player) == Variant.AWAY;
                if (variant.at(player) >= 0) {
                    read = new Input.Text(read.words().with(token, variant.at(player)), input.target(), Optional.empty());
                }
            }
            Input.Text other = read;
            return switch (game.used()) {
                case Replacement.InPlace replacement -> {
                    Leaf leaf = model.leaves(input, false).getFirst();
                    Tensor row = model.row(replacement, leaf);
                    Tensor gone = Tensor.from(Shape.of(1, away.length, 1), flags ->
                            IntStream.range(0, away.length).forEach(i -> flags[i] = away[i] ? 1 : 0));
                    Intervention edit = Intervention.at(Site.of(Stack.ONLY, Kind.EMBED), rows -> leaf.write(rows,
                            Tensor.where(gone, row.reshape(1, 1, row.dim(0)), leaf.read(rows))));
                    yield answer(other, game.target(), edit.run(Probe.NONE, pass -> model.forward(other, 1, pass)));
                }
                case Replacement.Away.HIDE -> answer(other, game.target(), model.forward(other, List.of(away), Pass.PLAIN));
                case Replacement.Away.DELETE -> {
                    Deletion deletion = new Deletion(model, other, game.target(), away);
                    yield answer(deletion.left(), deletion.moved(), model.forward(deletion.left(), 1, Pass.PLAIN));
                }
            };
        }

        private Answer answer(Input read, Target asked, Tensor output) {
            return new Reading(model, read, asked, Optional.empty()).of(output).getFirst();
        }
    }

    @Provide Arbitrary<String> models() {
        return Arbitraries.of(MODELS.keySet());
    }

    @Provide Arbitrary<Replacement> replacements() {
        return Arbitraries.of(Replacement.Plain.ZERO, Replacement.Plain.MEAN, new Replacement.OfToken(2), Replacement.Away.HIDE,
                Replacement.Away.DELETE);
    }

    /// Together, in pieces, in any order, within any budget.
    @Property(tries = 120, edgeCases = EdgeCasesMode.NONE)
    void reuseChangesNoBit(@ForAll("models") String name, @ForAll("replacements") Replacement replacement, @ForAll boolean tight,
            @ForAll long seed) {
        Question question = Question.of(MODELS.get(name), replacement, seed);
        Game game = question.game(tight ? question.model.within(new Budget(needed(question))) : question.model);
        List<Variant> variants = new ArrayList<>(question.variants(game, seed));
        Map<Variant, Answer> alone = new HashMap<>();
        variants.forEach(variant -> alone.put(variant, question.alone(game, variant)));
        Collections.shuffle(variants, new Random(seed));
        for (List<Variant> some : List.of(variants.subList(0, variants.size() / 3), variants)) {
            List<Answer> answers = game.answers(some);
            for (int i = 0; i < some.size(); i++) {
                assertThat(answers.get(i)).as("%s %s %s", question.input.tokens(), game.target(), some.get(i)).usingRecursiveComparison()
                        .isEqualTo(alone.get(some.get(i)));
            }
        }
    }

    /// What a single copy takes.
    private static long needed(Question question) {
        for (long bytes = 1024; ; bytes += bytes / 8) {
            try {
                question.game(question.model.within(new Budget(bytes)));
                return bytes;
            } catch (BadInput tooFew) {
                assertThat(tooFew).hasMessageStartingWith("memory");
            }
        }
    }

    @Example void theNumberOfThreadsChangesNoBit() {
        Question question = Question.of(MODELS.get("llama"), Replacement.Plain.ZERO, 11);
        List<Variant> variants = question.variants(question.game(question.model), 5);
        List<List<Answer>> all = IntStream.of(1, 2, 3).mapToObj(threads -> {
            try (Threads team = Threads.of(threads)) {
                return question.game(question.model.on(Engine.with(team))).answers(variants);
            }
        }).toList();
        assertThat(variants).hasSizeGreaterThan(5);
        assertThat(all).allSatisfy(run -> assertThat(run).usingRecursiveComparison().isEqualTo(all.getFirst()));
    }

    private static Cost cost(String model, int[] ids, Replacement replacement, List<BitSet> sets) {
        Input input = Input.of("x".repeat(ids.length), Toy.tokens(ids), List.of());
        Game game = MODELS.get(model).game(input, new Target.Logit(3), Players.TOKENS.by(replacement));
        game.values(sets);
        return game.explanation(new Explanation.Method("none", Map.of(), ""), game.scores(List.of(game.row(0, new double[game.size()],
                new double[0], OptionalDouble.empty()))), 0, List.of()).cost();
    }

    private static List<BitSet> leavingOneOut(int n) {
        return IntStream.range(0, n).mapToObj(i -> {
            BitSet kept = new BitSet();
            kept.set(0, n);
            kept.clear(i);
            return kept;
        }).toList();
    }

    /// To leave out one of n tokens: the look, the input as it is once more, and from each token on what comes from there.
    @Example void leavingOneOutCostsHalf() {
        int n = 64;
        int[] ids = IntStream.range(0, n).map(i -> 1 + i % 5).toArray();
        Cost zero = cost("learned", ids, Replacement.Plain.ZERO, leavingOneOut(n));
        assertThat(zero.forwards()).isEqualTo(1 + n);
        assertThat(zero.tokens()).isEqualTo(n + n + n * (n + 1) / 2);
        Cost hidden = cost("learned", ids, Replacement.Away.HIDE, leavingOneOut(n));
        assertThat(hidden.tokens()).as("but for the last, which is looked at, what is hidden is not read").isEqualTo(n + n + n * (n - 1) / 2 + 1);
        Cost deleted = cost("learned", ids, Replacement.Away.DELETE, leavingOneOut(n));
        assertThat(deleted.tokens()).as("and moves up what follows").isEqualTo(n + n + n * (n - 1) / 2);
    }

    /// All coalitions of the last four tokens behind a prompt: each node of the tree is read once.
    @Example void coalitionsShareTheirBeginnings() {
        int prompt = 40;
        int[] ids = IntStream.range(0, prompt + 4).map(i -> 1 + i % 5).toArray();
        List<BitSet> sets = IntStream.range(0, 16).mapToObj(bits -> {
            BitSet kept = BitSet.valueOf(new long[] {(long) bits << prompt});
            kept.set(0, prompt);
            return kept;
        }).toList();
        assertThat(cost("windows", ids, Replacement.Plain.ZERO, sets).tokens()).isEqualTo(ids.length + ids.length + (2 + 4 + 8 + 16) - 4);
    }

    /// Of two equal neighbours it is the same which of them is gone; and a token that is what is put in its place is not removed.
    @Example void whatIsTheSameIsReadOnce() {
        int[] ids = {4, 2, 2, 2, 5};
        Cost one = cost("gpt2", ids, Replacement.Away.DELETE, leavingOneOut(5).subList(1, 2));
        Cost all = cost("gpt2", ids, Replacement.Away.DELETE, leavingOneOut(5).subList(1, 4));
        assertThat(all.tokens()).isEqualTo(one.tokens());
        Cost none = cost("gpt2", ids, new Replacement.OfToken(2), leavingOneOut(5).subList(1, 4));
        assertThat(none.tokens()).as("the look, and the input once more").isEqualTo(10);
    }

    /// What the target does not look at is not read.
    @Example void nothingBehindTheTargetIsRead() {
        OpenModel model = MODELS.get("gpt2");
        Input input = Input.of("x".repeat(8), Toy.tokens(1, 2, 3, 4, 1, 2, 3, 4), List.of());
        Game game = model.game(input, new Target.Logit(2, 3), Players.TOKENS.by(Replacement.Plain.ZERO));
        List<double[]> values = game.values(leavingOneOut(8).subList(3, 8));
        assertThat(values).allSatisfy(value -> assertThat(value).isEqualTo(game.whole().values()));
    }
}
