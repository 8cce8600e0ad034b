package clearhead.core.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LearningTest {

    private static final List<String> TEXTS = List.of("low low low low low", "lower lower", "newest newest newest newest newest newest",
            "widest widest widest");

    @TempDir private Path folder;

    /// The example of Sennrich et al. 2016, without their mark for the end of a word. Counted by hand: `e s` 9 times, `es t` 9, `l o` 7,
    /// `lo w` 7.
    @Test void theMostFrequentPairIsLearntFirst() {
        MergeLearner learner = new MergeLearner(List.of(), List.of(), "");
        Normalizer none = new Normalizer.Sequence(List.of());
        learner.learn(BpeTrainer.count(TEXTS.iterator(), none, new PreTokenizer.Whitespace()), 15, 1, _ -> { });
        assertThat(learner.merges()).startsWith(new Bpe.Merge("e", "s"), new Bpe.Merge("es", "t"));
        assertThat(learner.merges()).contains(new Bpe.Merge("l", "o"), new Bpe.Merge("lo", "w"));
    }

    @Test void whatIsLearntIsUsedWrittenAndRead() {
        List<TrainingProgress> told = new ArrayList<>();
        Tokenizer learnt = new BpeTrainer(270, 2, List.of("<s>"), true).train(TEXTS.iterator(), told::add);
        assertThat(told).hasSize(270 - 257).last().isEqualTo(new TrainingProgress(270, 270));
        assertThat(learnt.encode("<s>newest").pieces()).containsExactly("<s>", "Ġnewest");

        Path file = folder.resolve("tokenizer.json");
        learnt.write(file);
        assertThat(Tokenizer.read(file).vocabulary()).isEqualTo(learnt.vocabulary());
        assertThat(Tokenizer.read(file).encode("lowest, ünd 東")).isEqualTo(learnt.encode("lowest, ünd 東"));
    }

    @Test void wordPieceMarksWhatIsInsideAWord() {
        Tokenizer learnt = new WordPieceTrainer(40, 2, true).train(TEXTS.iterator(), _ -> { });
        assertThat(learnt.encode("Lowest WIDEST x").pieces()).containsExactly("[CLS]", "low", "##est", "widest", "[UNK]", "[SEP]");
    }

    @Test void itEndsWhereNoPairIsFrequentEnough() {
        Tokenizer learnt = new BpeTrainer(10_000, 4, List.of(), false).train(TEXTS.iterator(), _ -> { });
        Bpe model = (Bpe) learnt.stages().model();
        assertThat(model.merges()).contains(new Bpe.Merge("es", "t")).doesNotContain(new Bpe.Merge("Ġlow", "er"));
    }
}
