package clearhead.explain.closed;

import clearhead.core.BadInput;
import clearhead.explain.Input;
import clearhead.explain.Replacement;
import clearhead.explain.Token;
import clearhead.explain.Variant;
import java.nio.IntBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// Token ids. Removed is a token in whose place the mask token stands, the padding token or a given one, or that is gone, later ones moving
/// up; [Replacement#AUTO] is the mask token where there is one, else `delete`. What stands in another's place is named by its id.
///
/// @param mask the mask token, if there is one
/// @param pad  the padding token, if there is one
public record Ids(OptionalInt mask, OptionalInt pad) implements Form<int[]> {

    /// With neither.
    public Ids() {
        this(OptionalInt.empty(), OptionalInt.empty());
    }

    /// An input of these ids, whose pieces are their numbers.
    public static Input.Text read(int... ids) {
        StringBuilder text = new StringBuilder();
        return Texts.input(text, IntStream.range(0, ids.length).mapToObj(i -> {
            String piece = "#" + ids[i];
            text.append(i == 0 ? "" : " ").append(piece);
            return new Token(i, ids[i], piece, text.length() - piece.length(), text.length(), false);
        }).toList());
    }

    @Override public Replacement used(Replacement wanted) {
        return switch (wanted) {
            case Replacement.Auto _ -> mask.isPresent() ? Replacement.Plain.MASK : Replacement.Away.DELETE;
            case Replacement.OfToken one -> one;
            case Replacement.Plain plain -> switch (plain) {
                case MASK -> known(mask, plain);
                case PAD -> known(pad, plain);
                case ZERO, MEAN ->
                        throw Form.senseless(plain, "this model takes token ids, and no embeddings", "mask, pad, token:#123 or delete");
            };
            case Replacement.Away away -> switch (away) {
                case DELETE -> away;
                case HIDE -> throw Form.senseless(away, "nobody sees this model's attention", "mask, pad, token:#123 or delete");
            };
        };
    }

    private static Replacement known(OptionalInt token, Replacement.Plain which) {
        if (token.isEmpty()) {
            throw Form.senseless(which, "no such token is known of this model", "token:#123 or delete");
        }
        return which;
    }

    @Override public List<int[]> questions(Input input, int[] at, Replacement used) {
        int[] ids = Form.text(input).ids();
        int gone = used.equals(Replacement.Plain.MASK) ? mask.getAsInt() : used.equals(Replacement.Plain.PAD) ? pad.getAsInt()
                : used instanceof Replacement.OfToken(int token) ? token : Variant.AWAY;
        int[] left = IntStream.range(0, ids.length).map(i -> at[i] == Variant.KEPT ? ids[i] : at[i] == Variant.AWAY ? gone : at[i])
                .filter(id -> id != Variant.AWAY).toArray();
        if (left.length == 0) {
            throw new BadInput("replacement=delete", "no token is left", "mask, pad or token:#123");
        }
        return List.of(left);
    }

    @Override public Object key(int[] ids) {
        return IntBuffer.wrap(ids.clone());
    }

    @Override public String shown(int[] ids) {
        return Arrays.toString(ids);
    }
}
