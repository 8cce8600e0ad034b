package clearhead.core.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Stage 2: cuts a text into words, which the model then cuts further, each by itself.
sealed interface PreTokenizer {

    /// Hands the words of one stretch on, in their order. Empty ones do not count.
    void cut(Aligned stretch, Consumer<Aligned> words);

    /// The words of one stretch, without the empty ones.
    default List<Aligned> words(Aligned stretch) {
        List<Aligned> words = new ArrayList<>();
        cut(stretch, word -> {
            if (!word.isEmpty()) {
                words.add(word);
            }
        });
        return words;
    }

    private static void slices(Aligned stretch, List<Span> pieces, Consumer<Aligned> words) {
        pieces.forEach(span -> words.accept(stretch.slice(span.start(), span.end())));
    }

    private static List<Span> inverted(List<Span> spans) {
        return spans.stream().map(span -> new Span(span.start(), span.end(), !span.match())).toList();
    }

    /// One after another, each on the words of the one before; none of them leaves the stretch whole.
    record Sequence(List<PreTokenizer> preTokenizers) implements PreTokenizer {

        @Override public void cut(Aligned stretch, Consumer<Aligned> words) {
            List<Aligned> pieces = List.of(stretch);
            for (PreTokenizer each : preTokenizers) {
                pieces = pieces.stream().flatMap(piece -> each.words(piece).stream()).toList();
            }
            pieces.forEach(words);
        }
    }

    /// BERT's: at spaces, which go, and around each punctuation mark.
    record Bert() implements PreTokenizer {

        @Override public void cut(Aligned stretch, Consumer<Aligned> words) {
            String text = stretch.text();
            int begin = 0;
            for (int i = 0, next; i < text.length(); i = next) {
                int c = text.codePointAt(i);
                next = i + Character.charCount(c);
                boolean space = Characters.isSpace(c);
                if (space || OldUnicode.isPunctuation(c)) {
                    words.accept(stretch.slice(begin, i));
                    words.accept(stretch.slice(space ? next : i, next));
                    begin = next;
                }
            }
            words.accept(stretch.slice(begin, text.length()));
        }
    }

    /// At spaces, which go.
    record WhitespaceSplit() implements PreTokenizer {

        @Override public void cut(Aligned stretch, Consumer<Aligned> words) {
            slices(stretch, Behavior.REMOVED.pieces(Delimiter.each(stretch.text(), Characters::isSpace)), words);
        }
    }

    /// At spaces, which go, and between words and what is neither.
    record Whitespace() implements PreTokenizer {

        @Override public void cut(Aligned stretch, Consumer<Aligned> words) {
            String text = stretch.text();
            int begin = 0;
            int before = SPACE;
            for (int i = 0, next; i < text.length(); i = next) {
                int c = text.codePointAt(i);
                next = i + Character.charCount(c);
                int kind = Characters.isWord(c) ? WORD : Characters.isSpace(c) ? SPACE : OTHER;
                if (kind != before) {
                    words.accept(stretch.slice(begin, before == SPACE ? begin : i));
                    begin = i;
                    before = kind;
                }
            }
            words.accept(stretch.slice(begin, before == SPACE ? begin : text.length()));
        }

        private static final int SPACE = 0;
        private static final int WORD = 1;
        private static final int OTHER = 2;
    }

    /// Around punctuation.
    record Punctuation(Behavior behavior) implements PreTokenizer {

        @Override public void cut(Aligned stretch, Consumer<Aligned> words) {
            slices(stretch, behavior.pieces(Delimiter.each(stretch.text(), OldUnicode::isPunctuation)), words);
        }
    }

    /// Around numbers, or around each digit.
    record Digits(boolean individual) implements PreTokenizer {

        @Override public void cut(Aligned stretch, Consumer<Aligned> words) {
            Behavior behavior = individual ? Behavior.ISOLATED : Behavior.CONTIGUOUS;
            slices(stretch, behavior.pieces(Delimiter.each(stretch.text(), Characters::isNumeric)), words);
        }
    }

    /// At one character, which goes.
    record CharDelimiter(int delimiter) implements PreTokenizer {

        @Override public void cut(Aligned stretch, Consumer<Aligned> words) {
            slices(stretch, Behavior.REMOVED.pieces(Delimiter.each(stretch.text(), c -> c == delimiter)), words);
        }
    }

    /// Every so many characters.
    record FixedLength(int length) implements PreTokenizer {

        @Override public void cut(Aligned stretch, Consumer<Aligned> words) {
            for (int i = 0, next; i < stretch.length(); i = next) {
                int left = stretch.text().codePointCount(i, stretch.length());
                next = stretch.text().offsetByCodePoints(i, Math.min(length, left));
                words.accept(stretch.slice(i, next));
            }
        }
    }

    /// At what a pattern matches, or does not match.
    record Split(Delimiter pattern, Behavior behavior, boolean invert) implements PreTokenizer {

        @Override public void cut(Aligned stretch, Consumer<Aligned> words) {
            List<Span> spans = pattern.find(stretch.text());
            slices(stretch, behavior.pieces(invert ? inverted(spans) : spans), words);
        }
    }

    /// GPT-2's: words with the space before them, spelled in bytes.
    ///
    /// @param addPrefixSpace whether a stretch that begins without a space gets one
    /// @param trimOffsets    says nothing here; the file has it, for its post-processor
    /// @param useRegex       whether words are cut at all, or another pre-tokenizer has done it
    record ByteLevel(boolean addPrefixSpace, boolean trimOffsets, boolean useRegex) implements PreTokenizer {

        private static final Delimiter WORDS = Oniguruma.regex(
                "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+");

        @Override public void cut(Aligned stretch, Consumer<Aligned> words) {
            Aligned whole = addPrefixSpace && !stretch.text().startsWith(" ") ? stretch.prepend(" ") : stretch;
            if (useRegex) {
                slices(whole, WORDS.find(whole.text()), word -> words.accept(ByteAlphabet.spell(word)));
            } else {
                words.accept(ByteAlphabet.spell(whole));
            }
        }
    }

    /// SentencePiece's: a space is a visible `▁` at the beginning of its word.
    ///
    /// @param replacement what a space becomes
    /// @param scheme      whether a stretch that begins without one gets one
    /// @param split       whether words are cut
    record Metaspace(int replacement, Scheme scheme, boolean split) implements PreTokenizer {

        private static final Delimiter SPACES = new Delimiter.Literal(" ");

        /// Which stretches get a `▁` in front.
        enum Scheme { FIRST, NEVER, ALWAYS }

        @Override public void cut(Aligned stretch, Consumer<Aligned> words) {
            String mark = Character.toString(replacement);
            Aligned marked = stretch.text().indexOf(' ') < 0 ? stretch : stretch.replace(SPACES.find(stretch.text()), mark);
            boolean wanted = switch (scheme) {
                case ALWAYS -> true;
                case FIRST -> stretch.origin() == 0;
                case NEVER -> false;
            };
            Aligned whole = wanted && !marked.text().startsWith(mark) ? marked.prepend(mark) : marked;
            slices(whole, split ? Behavior.MERGED_WITH_NEXT.pieces(Delimiter.each(whole.text(), c -> c == replacement))
                    : List.of(new Span(0, whole.length(), false)), words);
        }
    }
}
