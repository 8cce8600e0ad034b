package clearhead.core.text;

import clearhead.core.BadInput;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// One token for each character (UTF-16 unit), numbered in the order of the alphabet given; after them the special tokens.
public final class CharVocabulary {

    private final String alphabet;
    private final List<String> specials;
    private final Map<Character, Integer> ids = new HashMap<>();

    /// Characters 0 … n − 1, then these special tokens.
    ///
    /// @throws IllegalArgumentException if a character stands twice in the alphabet, or a special token among the others
    public CharVocabulary(String alphabet, String... specials) {
        this.alphabet = alphabet;
        this.specials = List.of(specials);
        for (int i = 0; i < alphabet.length(); i++) {
            if (ids.put(alphabet.charAt(i), i) != null) {
                throw new IllegalArgumentException("vocabulary: '%c' stands twice in the alphabet".formatted(alphabet.charAt(i)));
            }
        }
        if (Set.copyOf(this.specials).size() < specials.length) {
            throw new IllegalArgumentException("vocabulary: a special token stands twice in %s".formatted(this.specials));
        }
    }

    /// How many tokens, the special ones included.
    public int size() {
        return alphabet.length() + specials.size();
    }

    /// The id of a special token.
    ///
    /// @throws IllegalArgumentException if there is none of that name
    public int special(String name) {
        int index = specials.indexOf(name);
        if (index < 0) {
            throw new IllegalArgumentException("vocabulary: no special token '%s'; there are %s".formatted(name, specials));
        }
        return alphabet.length() + index;
    }

    /// The ids of a text's characters; token i is character i.
    ///
    /// @throws BadInput if the text is empty, or has a character that is not in the alphabet; the message says which and where
    public int[] encode(String text) {
        if (text.isEmpty()) {
            throw new BadInput("the text is empty; need at least one character");
        }
        int[] encoded = new int[text.length()];
        for (int i = 0; i < encoded.length; i++) {
            Integer id = ids.get(text.charAt(i));
            if (id == null) {
                int point = text.codePointAt(i);
                throw new BadInput("character '%s' (U+%04X, position %d) is in none of the texts that the model was trained on"
                        .formatted(Character.toString(point), point, i));
            }
            encoded[i] = id;
        }
        return encoded;
    }

    /// The token as text: its character, or the special token's name.
    ///
    /// @throws IllegalArgumentException if there is no such token
    public String piece(int id) {
        return isCharacter(id) ? alphabet.substring(id, id + 1) : specials.get(id - alphabet.length());
    }

    /// The text of these ids; special tokens are left out.
    ///
    /// @throws IllegalArgumentException if one of them is no token
    public String decode(int... encoded) {
        StringBuilder text = new StringBuilder();
        for (int id : encoded) {
            if (isCharacter(id)) {
                text.append(alphabet.charAt(id));
            }
        }
        return text.toString();
    }

    private boolean isCharacter(int id) {
        if (id < 0 || id >= size()) {
            throw new IllegalArgumentException("vocabulary: no token has id %d (there are 0 to %d)".formatted(id, size() - 1));
        }
        return id < alphabet.length();
    }
}
