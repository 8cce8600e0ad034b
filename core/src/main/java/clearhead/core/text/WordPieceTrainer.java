package clearhead.core.text;

import java.util.Iterator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/// Makes a tokenizer like BERT's out of a text. The pieces are learnt as byte-pair encoding learns them (as most do who train WordPiece
/// today; the original's measure was never published), and used as WordPiece uses them. The same texts always give the same tokenizer.
///
/// @param vocabularySize how many tokens, the five special ones among them; every character of the texts is one, however many there are
/// @param minFrequency   how often a pair must occur to become a piece
/// @param lowercase      whether capitals and accents go
public record WordPieceTrainer(int vocabularySize, int minFrequency, boolean lowercase) {

    private static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]");
    private static final String PREFIX = "##";

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException if the vocabulary has no room for the special tokens
    public WordPieceTrainer {
        if (vocabularySize < SPECIAL.size() || minFrequency < 0) {
            throw new IllegalArgumentException("WordPiece: %d tokens, min frequency %d (need at least %d tokens, min frequency ≥ 0)"
                    .formatted(vocabularySize, minFrequency, SPECIAL.size()));
        }
    }

    /// Learns.
    ///
    /// @param texts    each by itself
    /// @param progress told after each piece
    public Tokenizer train(Iterator<String> texts, Consumer<TrainingProgress> progress) {
        Normalizer normalizer = new BertNormalizer(true, true, lowercase, lowercase);
        SortedMap<String, Long> words = BpeTrainer.count(texts, normalizer, new PreTokenizer.Bert());
        TreeSet<Integer> characters = new TreeSet<>();
        words.keySet().forEach(word -> word.codePoints().forEach(characters::add));

        MergeLearner learner = new MergeLearner(SPECIAL, characters.stream().map(Character::toString).toList(), PREFIX);
        learner.learn(words, vocabularySize, minFrequency, progress);
        return BertVocabulary.tokenizer(new WordPiece(Vocabulary.of(learner.pieces()), "[UNK]", PREFIX, 100), lowercase);
    }
}
