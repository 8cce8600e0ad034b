package clearhead.core.text;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/// Pieces and their ids, which need not be without gaps.
final class Vocabulary {

    private final Map<String, Integer> ids;
    private final Map<Integer, String> pieces;
    private final int[] bytes = new int[256];                           // by byte: the id of its piece `<0x00>` to `<0xFF>`

    /// @throws IllegalArgumentException if two pieces have one id
    Vocabulary(Map<String, Integer> ids) {
        this.ids = ids;
        pieces = HashMap.newHashMap(ids.size());
        ids.forEach((piece, id) -> {
            String other = pieces.put(id, piece);
            if (other != null) {
                throw new IllegalArgumentException("\"%s\" and \"%s\" both have the id %d".formatted(other, piece, id));
            }
        });
        Arrays.setAll(bytes, b -> idOr("<0x%02X>".formatted(b), NONE));
    }

    /// Numbered in their order. Of a piece that comes twice the last counts, and the first id is nobody's.
    static Vocabulary of(List<String> pieces) {
        Map<String, Integer> ids = HashMap.newHashMap(pieces.size());
        for (int i = 0; i < pieces.size(); i++) {
            ids.put(pieces.get(i), i);
        }
        return new Vocabulary(ids);
    }

    int size() {
        return ids.size();
    }

    /// The id of a piece, or `otherwise`. Not boxed: asked for every few characters of every word.
    int idOr(String piece, int otherwise) {
        Integer id = ids.get(piece);
        return id == null ? otherwise : id;
    }

    static final int NONE = -1;

    OptionalInt id(String piece) {
        int id = idOr(piece, NONE);
        return id == NONE ? OptionalInt.empty() : OptionalInt.of(id);
    }

    Optional<String> piece(int id) {
        return Optional.ofNullable(pieces.get(id));
    }

    /// The greatest id.
    int max() {
        return ids.values().stream().mapToInt(Integer::intValue).max().orElse(NONE);
    }

    /// The ids of the pieces `<0x00>` to `<0xFF>` that spell a text in UTF-8, or none if one of them does not exist.
    int[] spelled(String text) {
        byte[] utf8 = text.getBytes(UTF_8);
        int[] spelled = new int[utf8.length];
        for (int i = 0; i < utf8.length; i++) {
            spelled[i] = bytes[utf8[i] & 0xFF];
            if (spelled[i] == NONE) {
                return NOTHING;
            }
        }
        return spelled;
    }

    private static final int[] NOTHING = {};

    /// All pieces by their ids, ascending.
    Map<Integer, String> byId() {
        return new TreeMap<>(pieces);
    }
}
