package clearhead.explain;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/// Who plays in a [Game], and what stands for a player who is away.
///
/// @param replacement what stands for "removed"
/// @param group       what a player is
/// @param special     whether special tokens can be removed, too, each a player of its own
public record Players(Replacement replacement, Group group, boolean special) {

    /// What a player is.
    public enum Group {
        /// A token.
        TOKEN,
        /// All tokens of a word.
        WORD,
        /// All tokens of a sentence.
        SENTENCE;

        Level level() {
            return switch (this) {
                case TOKEN -> Level.TOKENS;
                case WORD -> Level.WORDS;
                case SENTENCE -> Level.SENTENCES;
            };
        }
    }

    /// Tokens, special ones not among them, removed by what suits the model.
    public static final Players TOKENS = new Players(Replacement.AUTO, Group.TOKEN, false);

    /// Those that the settings `replacement`, `group` and `special` ask for.
    public static Players of(Settings settings) {
        return new Players(settings.replacement(), settings.choice("group", Group.TOKEN), settings.flag("special", false));
    }

    /// The same, removed in another way.
    public Players by(Replacement other) {
        return new Players(other, group, special);
    }

    /// These and other settings, as they were used in a game.
    public Map<String, Object> settings(Game game, Map<String, Object> others) {
        Map<String, Object> all = new TreeMap<>(others);
        all.put("replacement", game.used().id());
        all.put("group", Settings.id(group));
        all.put("special", special);
        return all;
    }

    /// For each player the tokens that it is, in the order of their first ones.
    public List<int[]> in(Input input) {
        return switch (input) {
            case Input.Text text when group != Group.TOKEN -> {
                List<int[]> players = new ArrayList<>();
                IntStream.range(0, text.words().texts().size()).forEach(source -> Stretch.of(group.level(), text.words().texts().get(source),
                        input.tokens().stream().filter(token -> text.words().text(token.index()) == source).toList()).stream()
                        .filter(stretch -> special || !stretch.special())
                        .map(stretch -> stretch.tokens().stream().mapToInt(Token::index).toArray()).forEach(players::add));
                players.sort((a, b) -> Integer.compare(a[0], b[0]));
                yield players;
            }
            case Input.Text _, Input.Picture _, Input.Row _ -> input.tokens().stream().filter(token -> special || !token.special())
                    .map(token -> new int[] {token.index()}).toList();
        };
    }
}
