package clearhead.core.text;

import clearhead.core.BadInput;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;

/// SentencePiece's unigram model (Kudo 2018, arXiv 1804.10959): each piece has a log-probability, and of all ways to cut a text the one
/// with the greatest sum is taken (Viterbi: the best way to each position is the best over the pieces that end there).
final class Unigram implements Model {

    /// How much less likely than the least likely piece a character is that no piece covers.
    private static final double PENALTY = 10;

    private final List<String> pieces;
    private final double[] scores;
    private final int unknown;
    private final boolean byteFallback;
    private final Vocabulary vocabulary;
    private final Trie trie = new Trie();
    private final double unknownScore;

    /// @param pieces       in the order of their ids
    /// @param scores       their log-probabilities
    /// @param unknown      the id for what no piece covers, or [Vocabulary#NONE]
    /// @param byteFallback whether what is unknown is spelled in pieces `<0x00>` to `<0xFF>` where they exist
    Unigram(List<String> pieces, double[] scores, int unknown, boolean byteFallback) {
        this.pieces = List.copyOf(pieces);
        this.scores = scores;
        this.unknown = unknown;
        this.byteFallback = byteFallback;
        vocabulary = Vocabulary.of(pieces);
        for (int i = 0; i < scores.length; i++) {
            if (!pieces.get(i).isEmpty()) {
                trie.put(pieces.get(i), i);
            }
        }
        unknownScore = Arrays.stream(scores).min().orElse(0) - PENALTY;
    }

    List<String> inOrder() {
        return pieces;
    }

    double score(int id) {
        return scores[id];
    }

    int unknown() {
        return unknown;
    }

    boolean byteFallback() {
        return byteFallback;
    }

    @Override public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override public Pieces pieces(String word) {
        int[] begins = new int[word.length() + 1];                     // by end: where the last piece of the best way begins
        int[] ids = new int[word.length() + 1];                        // and which it is
        best(word, begins, ids);

        Deque<Span> cuts = new ArrayDeque<>();                          // a match is known
        for (int end = word.length(); end > 0; end = begins[end]) {
            boolean known = ids[end] != unknown;
            Span next = cuts.peek();
            boolean fuses = !known && next != null && !next.match();
            cuts.push(new Span(begins[end], fuses ? cuts.pop().end() : end, known));
        }
        Pieces result = new Pieces();
        cuts.forEach(cut -> add(word.substring(cut.start(), cut.end()), cut, result));
        return result;
    }

    private void best(String word, int[] begins, int[] ids) {
        double[] sums = new double[word.length() + 1];
        Arrays.fill(begins, Vocabulary.NONE);
        for (int start = 0, next; start < word.length(); start = next) {
            next = start + Character.charCount(word.codePointAt(start));
            boolean covered = false;
            int node = Trie.ROOT;
            for (int end = start + 1; end <= word.length(); end++) {
                node = trie.step(node, word.charAt(end - 1));
                if (node == Trie.NONE) {
                    break;
                }
                int id = trie.id(node);
                if (id != Trie.NONE) {
                    offer(start, end, id, sums[start] + scores[id], sums, begins, ids);
                    covered |= end == next;
                }
            }
            if (!covered) {
                offer(start, next, unknown, sums[start] + unknownScore, sums, begins, ids);
            }
        }
    }

    private static void offer(int start, int end, int id, double sum, double[] sums, int[] begins, int[] ids) {
        if (begins[end] < 0 || sum > sums[end]) {
            sums[end] = sum;
            begins[end] = start;
            ids[end] = id;
        }
    }

    private void add(String text, Span cut, Pieces result) {
        int id = vocabulary.idOr(text, Vocabulary.NONE);
        if (id != Vocabulary.NONE) {
            result.add(id, text, cut.start(), cut.end());
            return;
        }
        int[] bytes = byteFallback ? vocabulary.spelled(text) : new int[0];
        for (int b : bytes) {
            result.add(b, vocabulary.piece(b).orElseThrow(), cut.start(), cut.end());
        }
        if (bytes.length == 0) {
            if (unknown == Vocabulary.NONE) {
                throw new BadInput("the vocabulary of the tokenizer",
                        "has no piece for \"%s\", and none for what is unknown".formatted(text), "a text that it covers");
            }
            result.add(unknown, text, cut.start(), cut.end());
        }
    }
}
