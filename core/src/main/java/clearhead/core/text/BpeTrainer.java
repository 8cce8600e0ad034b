package clearhead.core.text;

import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/// Makes a tokenizer like GPT-2's out of a text: words are spelled in bytes, so that no text is unknown to it, and the pieces are learnt
/// by byte-pair encoding. The same texts always give the same tokenizer.
///
/// @param vocabularySize how many tokens, the special ones and 256 bytes among them
/// @param minFrequency   how often a pair must occur to become a piece
/// @param special        special tokens, which get the first ids
/// @param addPrefixSpace whether a text that begins without a space is taken as if it had one
public record BpeTrainer(int vocabularySize, int minFrequency, List<String> special, boolean addPrefixSpace) {

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException if the vocabulary has no room for the bytes and the special tokens
    public BpeTrainer {
        special = List.copyOf(special);
        if (vocabularySize < 256 + special.size() || minFrequency < 0) {
            throw new IllegalArgumentException("BPE: %d tokens, min frequency %d (need at least 256 + %d tokens, min frequency ≥ 0)"
                    .formatted(vocabularySize, minFrequency, special.size()));
        }
    }

    /// Learns.
    ///
    /// @param texts    each by itself: no piece reaches from one into the next
    /// @param progress told after each piece
    public Tokenizer train(Iterator<String> texts, Consumer<TrainingProgress> progress) {
        PreTokenizer words = new PreTokenizer.ByteLevel(addPrefixSpace, true, true);
        List<String> bytes = IntStream.range(0, 256).mapToObj(ByteAlphabet::character).sorted().map(String::valueOf).toList();
        MergeLearner learner = new MergeLearner(special, bytes, "");
        learner.learn(count(texts, new Normalizer.Sequence(List.of()), words), vocabularySize, minFrequency, progress);

        Model model = new Bpe(Vocabulary.of(learner.pieces()), learner.merges(), Bpe.Settings.BYTES);
        List<AddedToken> added = IntStream.range(0, special.size()).mapToObj(id -> AddedToken.special(special.get(id), id)).toList();
        return new Tokenizer(new Tokenizer.Stages(new Normalizer.Sequence(List.of()), words, model,
                new PostProcessor.ByteLevel(true, addPrefixSpace), new Decoder.ByteLevel(), added), Optional.empty(), Optional.empty());
    }

    /// How often each word occurs.
    static SortedMap<String, Long> count(Iterator<String> texts, Normalizer normalizer, PreTokenizer words) {
        SortedMap<String, Long> counts = new TreeMap<>();
        texts.forEachRemaining(text -> words.words(normalizer.normalize(Aligned.of(text)))
                .forEach(word -> counts.merge(word.text(), 1L, Long::sum)));
        return counts;
    }
}
