package clearhead.examples.commands;

import clearhead.autograd.Budget;
import clearhead.core.BadInput;
import clearhead.explain.BlackBox;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.Limits;
import clearhead.explain.MethodCard;
import clearhead.explain.OpenModel;
import clearhead.explain.Players;
import clearhead.explain.Settings;
import clearhead.explain.Target;
import clearhead.explain.judge.Faithfulness;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine.Option;

/// What is explained, and how: the same options for every command that explains.
final class Question {

    private static final String SIDE = "side";
    private static final String LEAF = "leaf";
    private static final String GROUP = "group";

    /// Which side of a model that writes is explained from.
    enum Side { BOTH, SOURCE }

    /// Where a picture enters.
    enum LeafChoice { PATCHES, PIXELS }

    @Option(names = "--target", paramLabel = "TARGET", defaultValue = "predicted",
            description = "what is explained: predicted (default), logit:C, prob:C, logprob:C, diff:A,B, entropy, each with @P for a "
                    + "position; start:P, end:P, span:P,Q, sequence, each, similarity")
    private String target;

    @Option(names = "--set", paramLabel = "NAME=VALUE",
            description = "a setting of the method, as 'clearhead methods' lists them; side=source holds the decoder's side fixed, "
                    + "leaf=pixels explains pixels in place of patches")
    private Map<String, String> settings = new LinkedHashMap<>();

    @Option(names = "--group", paramLabel = "token|word|sentence",
            description = "what is taken away at a time, in methods that take away (default: token); the same as --set group=")
    private Optional<Players.Group> group = Optional.empty();

    @Option(names = "--memory", paramLabel = "SIZE", converter = ByteCount.class,
            description = "how much memory the work may take at a time, such as 800m or 2g (default: a quarter of the heap)")
    private Optional<Long> memory = Optional.empty();

    /// What was set.
    ///
    /// @throws BadInput if players are asked for twice
    Map<String, String> settings() {
        Map<String, String> all = new LinkedHashMap<>(settings);
        if (group.isPresent() && all.put(GROUP, Settings.id(group.get())) != null) {
            throw new BadInput("--group " + Settings.id(group.get()), "stands beside --set group=" + settings.get(GROUP), "one of them");
        }
        return all;
    }

    /// The settings that a method knows, those of all methods among them.
    static Set<String> known(MethodCard card) {
        Set<String> known = new TreeSet<>(card.settings().keySet());
        known.add(SIDE);
        if (choosesLeaf(card)) {
            known.add(LEAF);
        }
        return known;
    }

    /// Whether a method may explain the pixels of a picture in place of its squares.
    private static boolean choosesLeaf(MethodCard card) {
        return card.needs() == MethodCard.Needs.GRADIENTS;
    }

    /// The model, as far as it may take memory.
    OpenModel box(Opened opened) {
        return memory.map(bytes -> opened.box().within(new Budget(bytes))).orElse(opened.box());
    }

    /// What is explained.
    Target target(BlackBox box) {
        return Target.named(target, box);
    }

    /// What a method says.
    ///
    /// @param given  settings, those of all methods among them
    /// @param limits how much a method that only asks may ask
    Explanation answer(Subject subject, Input input, MethodCard card, Map<String, String> given, long seed, Limits limits) {
        Map<String, String> own = new LinkedHashMap<>(given);
        Map<String, Object> common = new LinkedHashMap<>();
        BlackBox box = box(subject);
        Target asked = side(target(box), card, own, common);
        Input read = leaf(input, card, own, common);
        boolean asks = card.needs() == MethodCard.Needs.ANSWERS;
        Explanation said = subject instanceof Opened opened && !asks ? card.with(own, seed).explain(box(opened), read, asked)
                : card.asking(own, seed).explain(box.within(limits), read, asked);
        return said.noted(common, subject.warnings(input));
    }

    /// The same of a model that may be behind a service.
    BlackBox box(Subject subject) {
        return switch (subject) {
            case Opened opened -> box(opened);
            case Closed closed -> closed.box();
        };
    }

    /// The same explanation, judged: how well it foretells what the model does without the tokens that it names. What was explained is not
    /// lost where the limits do not allow a judgement.
    Explanation judged(Subject subject, Explanation explanation, long seed, Limits limits) {
        try {
            return Faithfulness.of(box(subject).within(limits), explanation, seed).map(verdict -> explanation.judged(
                    new Explanation.Faithfulness(verdict.comprehensiveness(), verdict.sufficiency(), verdict.z()))).orElseGet(() ->
                    explanation.noted(Map.of(), List.of("not judged: its scores belong to no tokens that could be taken away")));
        } catch (BadInput reached) {
            return explanation.noted(Map.of(), List.of("not judged: " + reached.getMessage()));
        }
    }

    /// Takes `side` out of the settings.
    private static Target side(Target target, MethodCard card, Map<String, String> own, Map<String, Object> common) {
        if (target instanceof Target.Each each) {
            Side side = taken(SIDE, Side.BOTH, card, own, common);
            return new Target.Each(each.logs(), side == Side.BOTH);
        }
        if (own.containsKey(SIDE)) {
            throw new BadInput("--set side=" + own.get(SIDE), "stands beside the target %s".formatted(target.kind()), "--target each");
        }
        return target;
    }

    /// Takes `leaf` out of the settings.
    private static Input leaf(Input input, MethodCard card, Map<String, String> own, Map<String, Object> common) {
        if (input instanceof Input.Picture picture && choosesLeaf(card)) {
            LeafChoice leaf = taken(LEAF, LeafChoice.PATCHES, card, own, common);
            return new Input.Picture(picture.pixels(), picture.rows(), picture.columns(), leaf == LeafChoice.PIXELS);
        }
        if (own.containsKey(LEAF)) {
            throw new BadInput("--set leaf=" + own.get(LEAF), "is for pictures and methods of gradients",
                    choosesLeaf(card) ? "--image or --pixels" : "another method, such as integrated-gradients");
        }
        return input;
    }

    private static <E extends Enum<E>> E taken(String name, E otherwise, MethodCard card, Map<String, String> own,
                                               Map<String, Object> common) {
        E value = new Settings(card.id(), own, 0).choice(name, otherwise);
        own.remove(name);
        common.put(name, Settings.id(value));
        return value;
    }
}
