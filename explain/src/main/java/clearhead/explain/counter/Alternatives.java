package clearhead.explain.counter;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.model.CausalModel;
import clearhead.core.probe.Pass;
import clearhead.explain.BlackBox;
import clearhead.explain.Input;
import clearhead.explain.OpenModel;
import clearhead.explain.Token;
import clearhead.explain.Words;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// What may stand in the place of a token.
public sealed interface Alternatives {

    /// What settings call it.
    String id();

    /// What a token is called.
    String piece(int id);

    /// How often a model is run to say so, for each token.
    int runs();

    /// The tokens that may stand in the place of this one, which is not among them; the likeliest first.
    int[] at(Input input, Token token);

    /// The same tokens everywhere.
    record Listed(Vocabulary vocabulary) implements Alternatives {

        @Override public String id() {
            return vocabulary.name();
        }

        @Override public String piece(int id) {
            return vocabulary.pieces().apply(id);
        }

        @Override public int runs() {
            return 0;
        }

        @Override public int[] at(Input input, Token token) {
            return Arrays.stream(vocabulary.ids()).filter(id -> id != token.id()).toArray();
        }
    }

    /// Words that a closed model may read in another's place: their numbers in this list are their ids for it.
    ///
    /// @param words as they would stand in the text
    record OfWords(List<String> words) implements Alternatives {

        /// Copies the list.
        ///
        /// @throws BadInput if there is none
        public OfWords {
            words = List.copyOf(words);
            if (words.isEmpty()) {
                throw new BadInput("alternatives", "are no words", "at least one");
            }
        }

        @Override public String id() {
            return String.join(",", words);
        }

        @Override public String piece(int id) {
            return words.get(id);
        }

        @Override public int runs() {
            return 0;
        }

        @Override public int[] at(Input input, Token token) {
            return IntStream.range(0, words.size()).filter(id -> !words.get(id).equals(token.piece())).toArray();
        }
    }

    /// What a language model expects there: one that fills masks reads both sides of the place, one that goes on with a text what stands
    /// before it, so that it has nothing to say of the first token.
    ///
    /// @param by  who proposes; its tokens are those of the explained model
    /// @param top how many, special tokens not among them
    record Proposed(OpenModel by, int top) implements Alternatives {

        /// Checks the model.
        ///
        /// @throws BadInput if it does not propose tokens, or none are wanted
        public Proposed {
            if (top < 1) {
                throw new BadInput("proposals:%d".formatted(top), "are none", "1 or more");
            }
            if (by.gives() != BlackBox.Gives.FILLING && !(by.model() instanceof CausalModel)) {
                throw new BadInput("proposals", "'%s' does not say what belongs between tokens".formatted(by.names().source()),
                        "a model that fills masks or goes on with a text, or a list of tokens");
            }
        }

        @Override public String id() {
            return "proposals:%d".formatted(top);
        }

        @Override public String piece(int id) {
            return by.names().shown(id);
        }

        @Override public int runs() {
            return 1;
        }

        @Override public int[] at(Input input, Token token) {
            if (!by.names().piece(token.id()).equals(token.piece())) {
                throw new BadInput("proposals", "#%d is '%s' for the model that proposes".formatted(token.id(),
                        by.names().piece(token.id())), "a model with the same tokens, of which this is '%s'".formatted(token.piece()));
            }
            return by.gives() == BlackBox.Gives.FILLING ? filling(input, token.index()) : following(input, token.index());
        }

        private int[] filling(Input input, int place) {
            int[] ids = input.ids();
            ids[place] = by.special().mask().orElseThrow(() -> new BadInput("proposals", "nobody says which token is the mask",
                    "a tokenizer_config.json, or a list of tokens"));
            return best(ids, input, place);
        }

        private int[] following(Input input, int place) {
            return place == 0 ? new int[0] : best(input.ids(), input, place - 1);
        }

        /// The likeliest tokens at a position of the output, but the one that stands there.
        private int[] best(int[] ids, Input input, int position) {
            int own = input.ids()[by.gives() == BlackBox.Gives.FILLING ? position : position + 1];
            int[] types = ((Input.Text) input).words().types();
            Tensor row = by.forward(new Input.Text(Words.of(ids, types, Optional.empty())), 1, Pass.PLAIN).slice(1, position, position + 1);
            Set<Integer> special = Vocabulary.special(by);
            int wanted = Math.min(row.dim(2), top + special.size() + 1);
            return Arrays.stream(row.topK(wanted).indices().toArray()).filter(id -> id != own && !special.contains(id)).limit(top)
                    .toArray();
        }
    }
}
