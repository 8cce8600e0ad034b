package clearhead.core.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// Byte-pair encoding (Sennrich et al. 2016, arXiv 1508.07909): a word begins as its characters; again and again, the neighbours are
/// joined whose pair was learnt first, until no pair is left that was learnt.
final class Bpe implements Model {

    /// How words become characters, and what happens to those that the vocabulary does not have.
    ///
    /// @param unknown      the piece for them; without it they vanish
    /// @param prefix       what pieces inside a word begin with, or nothing
    /// @param suffix       what the last piece of a word ends with, or nothing
    /// @param fuseUnknown  whether neighbours that are unknown become one piece
    /// @param byteFallback whether unknown characters are spelled in pieces `<0x00>` to `<0xFF>` where they exist
    /// @param ignoreMerges whether a word that is a piece is taken as it is
    record Settings(Optional<String> unknown, Optional<String> prefix, Optional<String> suffix,
                    boolean fuseUnknown, boolean byteFallback, boolean ignoreMerges) {

        /// GPT-2's: every byte is a piece, so nothing is unknown.
        static final Settings BYTES = new Settings(Optional.empty(), Optional.empty(), Optional.empty(), false, false, false);
    }

    /// Two pieces that were learnt to be joined.
    record Merge(String left, String right) {
    }

    private final Vocabulary vocabulary;
    private final List<Merge> merges;
    private final Settings settings;
    private final LongMap ranks;                                        // of a pair of ids
    private final int[] joined;                                         // by rank: the id of both together

    /// @throws IllegalArgumentException if a piece of a merge, or the piece for the unknown, is not in the vocabulary
    Bpe(Vocabulary vocabulary, List<Merge> merges, Settings settings) {
        this.vocabulary = vocabulary;
        this.merges = List.copyOf(merges);
        this.settings = settings;
        ranks = new LongMap(merges.size());
        joined = new int[merges.size()];
        int prefix = settings.prefix.orElse("").length();
        for (int rank = 0; rank < joined.length; rank++) {
            Merge merge = merges.get(rank);
            String right = merge.right.substring(Math.min(prefix, merge.right.length()));
            joined[rank] = known(merge.left + right, rank);
            ranks.put(pair(known(merge.left, rank), known(merge.right, rank)), rank);
        }
        settings.unknown.filter(piece -> vocabulary.id(piece).isEmpty()).ifPresent(piece -> {
            throw new IllegalArgumentException("unk_token \"%s\" is not in the vocabulary".formatted(piece));
        });
    }

    private int known(String piece, int rank) {
        return vocabulary.id(piece).orElseThrow(() -> new IllegalArgumentException(
                "merge %d needs \"%s\", which is not in the vocabulary".formatted(rank, piece)));
    }

    private static long pair(int left, int right) {
        return (long) left << 32 | right;
    }

    @Override public Vocabulary vocabulary() {
        return vocabulary;
    }

    List<Merge> merges() {
        return merges;
    }

    Settings settings() {
        return settings;
    }

    /// The rank of the pair, or [LongMap#NONE].
    int rank(int left, int right) {
        return ranks.get(pair(left, right));
    }

    /// The id of what a merge makes.
    int joined(int rank) {
        return joined[rank];
    }

    @Override public Pieces pieces(String word) {
        int whole = settings.ignoreMerges ? vocabulary.idOr(word, Vocabulary.NONE) : Vocabulary.NONE;
        if (whole != Vocabulary.NONE) {
            return Pieces.of(whole, word, word.length());
        }
        BpeWord symbols = new BpeWord(word.length());
        spell(word, symbols);
        symbols.merge(this);
        return symbols.pieces(word, vocabulary);
    }

    private void spell(String word, BpeWord symbols) {
        int unknown = 0;                                                // bytes of unknown characters that wait to be fused
        for (int i = 0, next; i < word.length(); i = next) {
            int c = word.codePointAt(i);
            next = i + Character.charCount(c);
            String symbol = word.substring(i, next);
            if (i > 0 && settings.prefix.isPresent()) {
                symbol = settings.prefix.get() + symbol;
            }
            if (next == word.length() && settings.suffix.isPresent()) {
                symbol += settings.suffix.get();
            }
            int id = vocabulary.idOr(symbol, Vocabulary.NONE);
            int[] bytes = id == Vocabulary.NONE && settings.byteFallback ? vocabulary.spelled(symbol) : new int[0];
            if (id != Vocabulary.NONE) {
                unknown = flush(unknown, symbols);
                symbols.add(id, Characters.bytes(c));
            } else if (bytes.length > 0) {
                Arrays.stream(bytes).forEach(b -> symbols.add(b, 1));
            } else if (settings.unknown.isPresent()) {
                unknown = (settings.fuseUnknown ? unknown : flush(unknown, symbols)) + Characters.bytes(c);
            }
        }
        flush(unknown, symbols);
    }

    private int flush(int unknown, BpeWord symbols) {
        if (unknown > 0) {
            symbols.add(vocabulary.id(settings.unknown.orElseThrow()).orElseThrow(), unknown);
        }
        return 0;
    }

    /// The merges that a vocabulary with scores implies, as SentencePiece's own BPE keeps them: every way to make a piece of two others,
    /// better scores first.
    static List<Merge> merges(List<String> pieces, double[] scores) {
        Vocabulary vocabulary = Vocabulary.of(pieces);
        record Scored(Merge merge, double score, int left, int right) {
        }
        List<Scored> merges = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            String piece = pieces.get(i);
            for (int cut = 1; cut < piece.length(); cut++) {
                int left = vocabulary.idOr(piece.substring(0, cut), Vocabulary.NONE);
                int right = left == Vocabulary.NONE ? left : vocabulary.idOr(piece.substring(cut), Vocabulary.NONE);
                if (right != Vocabulary.NONE) {
                    merges.add(new Scored(new Merge(pieces.get(left), pieces.get(right)), scores[i], left, right));
                }
            }
        }
        merges.sort((a, b) -> a.score != b.score ? Double.compare(b.score, a.score)
                : a.left != b.left ? Integer.compare(a.left, b.left) : Integer.compare(a.right, b.right));
        return merges.stream().map(Scored::merge).toList();
    }
}
