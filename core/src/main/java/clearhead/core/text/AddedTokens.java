package clearhead.core.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Finds the added tokens of a text: first those that stand in it as they are, then, in what lies between, normalised, the others.
final class AddedTokens {

    /// A part of a text: an added token, or what lies between two.
    ///
    /// @param id of the added token, or [Vocabulary#NONE]
    record Stretch(Aligned text, int id) {
    }

    private final List<AddedToken> tokens;
    private final Normalizer normalizer;
    private final Trie asTheyAre = new Trie();
    private final Trie normalized = new Trie();
    private final boolean anyAsTheyAre;
    private final boolean anyNormalized;
    private final Map<Integer, AddedToken> byId = new HashMap<>();
    private final Map<Integer, String> pieces = new HashMap<>();
    private final Set<String> special = new HashSet<>();

    /// Of two with the same content or id, the last counts.
    AddedTokens(List<AddedToken> tokens, Normalizer normalizer) {
        this.tokens = List.copyOf(tokens);
        this.normalizer = normalizer;
        for (AddedToken token : tokens) {
            byId.put(token.id(), token);
            pieces.put(token.id(), written(token));
            if (token.special()) {
                special.add(token.content());
            }
        }
        pieces.forEach((id, piece) -> {
            if (!piece.isEmpty()) {
                (byId.get(id).normalized() ? normalized : asTheyAre).put(piece, id);
            }
        });
        anyAsTheyAre = byId.values().stream().anyMatch(token -> !token.normalized());
        anyNormalized = byId.values().stream().anyMatch(AddedToken::normalized);
    }

    private String written(AddedToken token) {
        return token.normalized() ? normalizer.normalize(Aligned.of(token.content())).text() : token.content();
    }

    List<AddedToken> tokens() {
        return tokens;
    }

    /// The piece of an added token, as it is looked for, or null if none has this id.
    String piece(int id) {
        return pieces.get(id);
    }

    /// Whether decoding may leave a piece out.
    boolean isSpecial(String piece) {
        return special.contains(piece);
    }

    /// The whole text in stretches that are not empty; those that are no token are normalised.
    List<Stretch> stretches(Aligned text) {
        List<Stretch> result = new ArrayList<>();
        for (Stretch stretch : anyAsTheyAre ? cut(text, asTheyAre) : List.of(new Stretch(text, Vocabulary.NONE))) {
            if (stretch.id != Vocabulary.NONE) {
                result.add(stretch);
            } else if (!stretch.text.isEmpty()) {
                Aligned normal = normalizer.normalize(stretch.text);
                result.addAll(anyNormalized ? cut(normal, normalized) : List.of(new Stretch(whole(normal), Vocabulary.NONE)));
            }
        }
        result.removeIf(stretch -> stretch.text.isEmpty());
        return result;
    }

    private static Aligned whole(Aligned text) {
        return text.slice(0, text.length());
    }

    private List<Stretch> cut(Aligned stretch, Trie trie) {
        String text = stretch.text();
        List<Stretch> result = new ArrayList<>();
        int done = 0;
        for (int i = 0; i < text.length(); ) {
            int end = longest(text, i, trie);
            if (end == Trie.NONE) {
                i++;
                continue;
            }
            AddedToken token = byId.get(found(text, i, end, trie));
            if (!token.singleWord() || standsAlone(text, i, end)) {
                int from = token.lstrip() ? Math.max(done, spacesBefore(text, i)) : i;
                int to = token.rstrip() ? spacesBehind(text, end) : end;
                if (done < from) {
                    result.add(new Stretch(stretch.slice(done, from), Vocabulary.NONE));
                }
                result.add(new Stretch(stretch.slice(Math.min(from, to), to), token.id()));
                done = to;
            }
            i = end;
        }
        if (done < text.length()) {
            result.add(new Stretch(stretch.slice(done, text.length()), Vocabulary.NONE));
        }
        return result;
    }

    /// Where the longest token ends that begins at `i`, or [Trie#NONE].
    private static int longest(String text, int i, Trie trie) {
        int longest = Trie.NONE;
        int node = Trie.ROOT;
        for (int end = i + 1; end <= text.length(); end++) {
            node = trie.step(node, text.charAt(end - 1));
            if (node == Trie.NONE) {
                break;
            }
            longest = trie.id(node) == Trie.NONE ? longest : end;
        }
        return longest;
    }

    private static int found(String text, int start, int end, Trie trie) {
        int node = Trie.ROOT;
        for (int i = start; i < end; i++) {
            node = trie.step(node, text.charAt(i));
        }
        return trie.id(node);
    }

    private static boolean standsAlone(String text, int start, int end) {
        return (start == 0 || !Characters.isWord(text.codePointBefore(start)))
                && (end == text.length() || !Characters.isWord(text.codePointAt(end)));
    }

    private static int spacesBefore(String text, int end) {
        int start = end;
        while (start > 0 && Characters.isSpace(text.charAt(start - 1))) {
            start--;
        }
        return start;
    }

    private static int spacesBehind(String text, int start) {
        int end = start;
        while (end < text.length() && Characters.isSpace(text.charAt(end))) {
            end++;
        }
        return end;
    }
}
