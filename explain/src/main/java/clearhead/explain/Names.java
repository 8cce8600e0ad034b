package clearhead.explain;

import clearhead.core.BadInput;
import clearhead.core.pretrained.Pretrained;
import clearhead.core.text.Tokenizer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.IntFunction;

/// What the tokens and classes of a model are called.
///
/// @param tokenizer cuts texts into tokens; empty where inputs are made in another way
/// @param pieces    what a token is called
/// @param labels    of its classes
/// @param source    where they are from
public record Names(Optional<Tokenizer> tokenizer, IntFunction<String> pieces, List<String> labels, String source) {

    /// Copies the list.
    public Names {
        labels = List.copyOf(labels);
    }

    /// Those of a model that somebody has trained.
    public static Names of(Pretrained pretrained) {
        return new Names(pretrained.tokenizer(), id -> pretrained.tokenizer().flatMap(own -> own.piece(id)).orElse("#" + id),
                pretrained.labels(), pretrained.source());
    }

    /// What a token is called.
    public String piece(int id) {
        return pieces.apply(id);
    }

    /// The text that a token stands for; what it is called where that is none.
    public String shown(int id) {
        return tokenizer.map(own -> own.decode(new int[] {id}, false)).filter(text -> !text.isEmpty()).orElseGet(() -> piece(id));
    }

    /// What a class is called.
    public String label(int index) {
        return index >= 0 && index < labels.size() ? labels.get(index) : "LABEL_" + index;
    }

    /// What cuts texts.
    ///
    /// @throws BadInput if there is nothing
    public Tokenizer cutter() {
        return tokenizer.orElseThrow(() -> new BadInput(source, "has no tokenizer",
                "a tokenizer.json beside the weights, or ids in place of a text"));
    }

    Words words(String text) {
        return Words.of(cutter().encode(text), List.of(text));
    }

    Words words(String text, String pair) {
        return Words.of(cutter().encode(text, pair), List.of(text, pair));
    }

    /// The class of this name or number.
    OptionalInt ofClass(String name) {
        int index = labels.indexOf(name);
        return index >= 0 ? OptionalInt.of(index) : number(name);
    }

    /// The token `#123`, or the one that stands for this text; else the one of this number.
    public OptionalInt token(String name) {
        if (name.startsWith("#") && number(name.substring(1)).isPresent()) {
            return number(name.substring(1));
        }
        Optional<int[]> cut = tokenizer.map(own -> own.withoutSpecial().encode(name).ids()).filter(ids -> ids.length == 1);
        OptionalInt piece = tokenizer.map(own -> own.id(name)).orElse(OptionalInt.empty());
        return cut.isPresent() ? OptionalInt.of(cut.get()[0]) : piece.isPresent() ? piece : number(name);
    }

    private static OptionalInt number(String text) {
        return text.matches("\\d{1,9}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }
}
