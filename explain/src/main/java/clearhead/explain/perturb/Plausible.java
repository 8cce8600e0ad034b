package clearhead.explain.perturb;

import clearhead.autograd.Seeds;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.model.CausalModel;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.EncoderModel;
import clearhead.core.model.VisionModel;
import clearhead.core.pretrained.Pretrained;
import clearhead.core.probe.Pass;
import clearhead.core.text.AddedToken;
import clearhead.explain.BlackBox;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Token;
import clearhead.explain.Words;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Other tokens that may stand in a token's place, drawn as a language model expects them there: one that fills masks reads both sides of
/// the place, one that goes on with a text what stands before it, so that it has nothing to say of the first token. Where no model says
/// anything, every token of the vocabulary is as likely. Special tokens are never drawn, nor the token that stands there.
final class Plausible {

    private final Optional<OpenModel> by;
    private final int vocabulary;
    private final Set<Integer> special;
    private final Map<Integer, double[]> sums = new HashMap<>();

    /// @param vocabulary how many tokens may be drawn
    private Plausible(Optional<OpenModel> by, OpenModel names, int vocabulary) {
        this.by = by;
        this.vocabulary = vocabulary;
        this.special = names.names().tokenizer().stream().flatMap(own -> own.addedTokens().stream()).filter(AddedToken::special)
                .map(AddedToken::id).collect(Collectors.toSet());
    }

    /// Drawn by the model of this name; else by the explained model itself, if it is open and knows what belongs into a text; else evenly.
    ///
    /// @throws BadInput if the model's tokens are others, as far as the input's have names, or nobody knows any tokens
    static Plausible of(Optional<String> name, BlackBox explained, Input input) {
        if (name.isPresent()) {
            OpenModel model = OpenModel.of(Pretrained.open(name.get()));
            for (Token token : input.tokens()) {
                if (!token.piece().equals("#" + token.id()) && !model.names().piece(token.id()).equals(token.piece())) {
                    String other = model.names().piece(token.id());
                    throw new BadInput("replacement-model=" + name.get(), "#%d is '%s' there".formatted(token.id(), other), "a model with the same tokens, of which this is '%s'".formatted(token.piece()));
                }
            }
            if (!proposes(model)) {
                throw new BadInput("replacement-model=" + name.get(), "does not say what belongs between tokens",
                        "a model that fills masks, or goes on with a text");
            }
            int known = explained.unlimited() instanceof OpenModel open ? size(open) : Integer.MAX_VALUE;
            return new Plausible(Optional.of(model), model, Math.min(size(model), known));
        }
        if (!(explained.unlimited() instanceof OpenModel model)) {
            throw new BadInput("replacement-model", "is not given, and nobody knows the tokens of a model that is closed",
                    "replacement-model=FOLDER, a model with its tokens that fills masks or goes on with a text");
        }
        return new Plausible(Optional.of(model).filter(Plausible::proposes), model, size(model));
    }

    private static boolean proposes(OpenModel model) {
        return model.gives() == BlackBox.Gives.FILLING && model.special().mask().isPresent() || model.model() instanceof CausalModel;
    }

    /// Whether every token is as likely.
    boolean evenly() {
        return by.isEmpty();
    }

    /// How often a model was run to know what is plausible.
    int runs() {
        return by.isEmpty() ? 0 : sums.size();
    }

    /// A token for a place, another than its own.
    ///
    /// @param u of [0, 1)
    int draw(Input input, int place, double u) {
        double[] sums = this.sums.computeIfAbsent(place, at -> sums(input, at));
        int from = 0;
        for (int to = sums.length - 1; from < to; ) {                             // the first whose sum is above u of all
            int middle = (from + to) / 2;
            if (sums[middle] > u * sums[sums.length - 1]) {
                to = middle;
            } else {
                from = middle + 1;
            }
        }
        return from;
    }

    /// `Σ_{v ≤ token} p(v)` for each token.
    private double[] sums(Input input, int place) {
        Optional<float[]> likely = by.filter(model -> model.gives() == BlackBox.Gives.FILLING || place > 0)
                .map(model -> probabilities(model, input, place));
        double[] sums = new double[vocabulary];
        double sum = 0;
        for (int id = 0; id < sums.length; id++) {
            boolean possible = id != input.ids()[place] && !special.contains(id);
            sum += possible ? likely.isPresent() ? likely.get()[id] : 1 : 0;
            sums[id] = sum;
        }
        return sums;
    }

    private static float[] probabilities(OpenModel model, Input input, int place) {
        int[] ids = input.ids();
        boolean fills = model.gives() == BlackBox.Gives.FILLING;
        if (fills) {
            ids[place] = model.special().mask().orElseThrow();
        }
        int position = fills ? place : place - 1;
        Tensor rows = model.forward(new Input.Text(Words.of(ids, ((Input.Text) input).words().types(), Optional.empty())), 1, Pass.PLAIN);
        return rows.slice(1, position, position + 1).softmax().toArray();
    }

    private static int size(OpenModel model) {
        return switch (model.model()) {
            case CausalModel causal -> causal.config().vocab();
            case EncoderModel encoder -> encoder.config().vocab();
            case EncoderDecoder both -> both.config().sourceVocab();
            case VisionModel _ -> throw new BadInput("input", "is a picture, which has no tokens to put in", "a text");
        };
    }
}
