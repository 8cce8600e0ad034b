package clearhead.core.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.SortedMap;
import java.util.function.Consumer;

/// Learns byte-pair encoding from words and how often they occur: the pair of neighbours that is most frequent becomes a piece, in all
/// words at once, again and again. Of equally frequent pairs the one with the lower ids is taken, so that the same text always gives
/// the same pieces.
final class MergeLearner {

    /// A pair as it was counted when it was put into the queue.
    private record Candidate(long count, int left, int right) {
    }

    private final String prefix;
    private final List<String> pieces = new ArrayList<>();
    private final Map<String, Integer> ids = new HashMap<>();
    private final List<Bpe.Merge> merges = new ArrayList<>();

    private final List<int[]> words = new ArrayList<>();                // their symbols
    private final List<Long> counts = new ArrayList<>();                // of words
    private final LongMap pairs = new LongMap(1024);                    // pair of ids → its number
    private long[] pairCounts = new long[1024];                         // by number
    private final List<int[]> pairWords = new ArrayList<>();            // by number: how many, then words in which it is or was
    private final PriorityQueue<Candidate> queue = new PriorityQueue<>((a, b) -> a.count != b.count ? Long.compare(b.count, a.count)
            : a.left != b.left ? Integer.compare(a.left, b.left) : Integer.compare(a.right, b.right));

    /// @param first    the first pieces: special ones
    /// @param alphabet single characters, known from the start
    /// @param prefix   what pieces inside a word begin with, or nothing
    MergeLearner(List<String> first, List<String> alphabet, String prefix) {
        this.prefix = prefix;
        first.forEach(this::id);
        alphabet.forEach(this::id);
    }

    List<String> pieces() {
        return pieces;
    }

    List<Bpe.Merge> merges() {
        return merges;
    }

    /// Learns until there are so many pieces, or no pair is frequent enough.
    ///
    /// @param wordCounts how often each word occurs
    void learn(SortedMap<String, Long> wordCounts, int wanted, int minFrequency, Consumer<TrainingProgress> progress) {
        wordCounts.forEach((word, count) -> {
            words.add(symbols(word));
            counts.add(count);
        });
        for (int word = 0; word < words.size(); word++) {
            count(word, 1);
        }
        for (int word = 0; word < words.size(); word++) {
            offer(words.get(word));
        }
        while (pieces.size() < wanted && !queue.isEmpty()) {
            Candidate best = queue.poll();
            int number = pairs.get(key(best.left, best.right));
            long count = pairCounts[number];
            if (count != best.count) {
                queue.add(new Candidate(count, best.left, best.right));
            } else if (count < Math.max(1, minFrequency)) {
                return;
            } else {
                merge(best.left, best.right, pairWords.get(number));
                progress.accept(new TrainingProgress(pieces.size(), wanted));
            }
        }
    }

    private int id(String piece) {
        return ids.computeIfAbsent(piece, fresh -> {
            pieces.add(fresh);
            return pieces.size() - 1;
        });
    }

    private int[] symbols(String word) {
        int[] characters = word.codePoints().toArray();
        int[] symbols = new int[characters.length];
        for (int i = 0; i < symbols.length; i++) {
            symbols[i] = id((i == 0 ? "" : prefix) + Character.toString(characters[i]));
        }
        return symbols;
    }

    private static long key(int left, int right) {
        return (long) left << 32 | right;
    }

    /// Counts the pairs of a word in, or with −1 out.
    private void count(int word, int sign) {
        int[] symbols = words.get(word);
        for (int i = 1; i < symbols.length; i++) {
            int number = number(symbols[i - 1], symbols[i]);
            pairCounts[number] += sign * counts.get(word);
            if (sign > 0) {
                remember(number, word);
            }
        }
    }

    private int number(int left, int right) {
        int number = pairs.get(key(left, right));
        if (number == LongMap.NONE) {
            number = pairs.size();
            pairs.put(key(left, right), number);
            pairWords.add(new int[] {0, 0});
            if (number == pairCounts.length) {
                pairCounts = Arrays.copyOf(pairCounts, 2 * number);
            }
        }
        return number;
    }

    private void remember(int number, int word) {
        int[] list = pairWords.get(number);
        int size = list[0];
        if (size > 0 && list[size] == word) {
            return;
        }
        if (size + 1 == list.length) {
            list = Arrays.copyOf(list, 2 * list.length);
            pairWords.set(number, list);
        }
        list[size + 1] = word;
        list[0] = size + 1;
    }

    private void offer(int[] symbols) {
        for (int i = 1; i < symbols.length; i++) {
            queue.add(new Candidate(pairCounts[pairs.get(key(symbols[i - 1], symbols[i]))], symbols[i - 1], symbols[i]));
        }
    }

    private void merge(int left, int right, int[] where) {
        String tail = pieces.get(right);
        int made = id(pieces.get(left) + (tail.startsWith(prefix) ? tail.substring(prefix.length()) : tail));
        merges.add(new Bpe.Merge(pieces.get(left), tail));
        int[] affected = Arrays.stream(where, 1, where[0] + 1).distinct().filter(word -> contains(words.get(word), left, right)).toArray();
        for (int word : affected) {
            count(word, -1);
            words.set(word, merged(words.get(word), left, right, made));
            count(word, 1);
        }
        for (int word : affected) {
            offerNew(words.get(word), made);
        }
    }

    private void offerNew(int[] symbols, int made) {
        for (int i = 1; i < symbols.length; i++) {
            if (symbols[i - 1] == made || symbols[i] == made) {
                queue.add(new Candidate(pairCounts[pairs.get(key(symbols[i - 1], symbols[i]))], symbols[i - 1], symbols[i]));
            }
        }
    }

    private static boolean contains(int[] symbols, int left, int right) {
        for (int i = 1; i < symbols.length; i++) {
            if (symbols[i - 1] == left && symbols[i] == right) {
                return true;
            }
        }
        return false;
    }

    private static int[] merged(int[] symbols, int left, int right, int made) {
        int[] result = new int[symbols.length];
        int size = 0;
        for (int i = 0; i < symbols.length; i++) {
            boolean both = i + 1 < symbols.length && symbols[i] == left && symbols[i + 1] == right;
            result[size++] = both ? made : symbols[i];
            i += both ? 1 : 0;
        }
        return Arrays.copyOf(result, size);
    }
}
