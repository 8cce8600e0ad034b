package clearhead.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import clearhead.core.BadInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;

/// Files that are wrong, and the one line that says so.
class TokenizerFileTest {

    @TempDir private Path folder;

    @Test void aFileThatIsCutIsRefused() {
        Path file = Cases.resource("hostile/tokenizer-cut.json");
        assertThatThrownBy(() -> Tokenizer.read(file)).isInstanceOf(BadInput.class)
                .hasMessage("%s: is not valid JSON near character 2327 (need a tokenizer.json)".formatted(file));
    }

    /// A small file with ' for ", in which the first text is replaced by the second.
    @ParameterizedTest
    @CsvFileSource(resources = "refused.csv", delimiter = '|', quoteCharacter = '`', maxCharsPerColumn = 1000)
    void theEditIsRefused(String old, String edit, String message) {
        String valid = """
                {'version': '1.0', 'truncation': {'max_length': 8, 'strategy': 'LongestFirst', 'stride': 0, 'direction': 'Right'},
                 'padding': {'strategy': {'Fixed': 4}, 'direction': 'Right', 'pad_to_multiple_of': null, 'pad_id': 0, 'pad_type_id': 0,
                 'pad_token': '<u>'}, 'added_tokens': [{'id': 0, 'content': '<u>', 'single_word': false, 'lstrip': false, 'rstrip': false,
                 'normalized': false, 'special': true}], 'normalizer': {'type': 'Sequence', 'normalizers': [{'type': 'NFC'}]},
                 'pre_tokenizer': {'type': 'Split', 'pattern': {'Regex': '[0-9]'}, 'behavior': 'Isolated', 'invert': false},
                 'post_processor': {'type': 'TemplateProcessing', 'single': [{'Sequence': {'id': 'A', 'type_id': 0}}],
                 'pair': [{'SpecialToken': {'id': '<u>', 'type_id': 0}}], 'special_tokens': {'<u>': {'id': '<u>', 'ids': [0],
                 'tokens': ['<u>']}}}, 'decoder': {'type': 'Fuse'}, 'model': {'type': 'BPE', 'dropout': null, 'unk_token': '<u>',
                 'vocab': {'<u>': 0, 'a': 1, 'b': 2, 'ab': 3}, 'merges': [['a', 'b']]}}
                """;
        assertThat(Tokenizer.of("f", valid.replace('\'', '"')).encode("ab").ids()).startsWith(3);
        assertThat(valid).contains(old);
        String broken = valid.replace(old, edit == null ? "" : edit).replace('\'', '"');
        assertThatThrownBy(() -> Tokenizer.of("f", broken).encode("ab")).isInstanceOf(BadInput.class).hasMessage(message);
    }

    @Test void whatIsNotThereIsSaid() {
        assertThatThrownBy(() -> Tokenizer.read(folder)).isInstanceOf(BadInput.class)
                .hasMessage("%s: does not exist (need a tokenizer.json)".formatted(folder.resolve("tokenizer.json")));
    }

    @Test void onlyUtf8IsText() throws IOException {
        Path file = Files.write(folder.resolve("tokenizer.json"), new byte[] {'{', '"', (byte) 0xFF, '"', '}'});
        assertThatThrownBy(() -> Tokenizer.read(folder)).isInstanceOf(BadInput.class)
                .hasMessage("%s: is not UTF-8 (need a tokenizer.json)".formatted(file));
    }

    @Test void aVocabularyNeedsItsSpecialTokens() throws IOException {
        Path file = Files.writeString(folder.resolve("vocab.txt"), "[UNK]\n[CLS]\nthe\n");
        assertThatThrownBy(() -> Tokenizer.read(folder)).isInstanceOf(BadInput.class)
                .hasMessage("%s: has no line [SEP] (need a vocabulary of BERT's)".formatted(file));
    }

    @Test void aFolderWithAVocabularyIsBerts() throws IOException {
        Files.writeString(folder.resolve("vocab.txt"), "[UNK]\r\n[CLS]\r\n[SEP]\r\nthe\r\nThe\r\n");
        assertThat(Tokenizer.read(folder).encode("The").ids()).containsExactly(1, 3, 2);
        Files.writeString(folder.resolve("tokenizer_config.json"), "{\"do_lower_case\": false}");
        assertThat(Tokenizer.read(folder).encode("The").ids()).containsExactly(1, 4, 2);
    }

    @Test void whatCannotBeCutThatShortIsTheInputsFault() {
        Tokenizer bert = Cases.oracle("wordpiece-uncased");
        assertThatThrownBy(() -> bert.withTruncation(Optional.of(Truncation.to(1))).encode("the cat")).isInstanceOf(BadInput.class)
                .hasMessage("truncation: 1 tokens have no room for 2 special ones (need a length of at least 2)");
        Truncation second = new Truncation(4, Truncation.Strategy.ONLY_SECOND, 0, Truncation.Direction.RIGHT);
        assertThatThrownBy(() -> bert.withTruncation(Optional.of(second)).encode("the cat sat on")).isInstanceOf(BadInput.class)
                .hasMessage("truncation: the second text is to be cut, and there is only one (need a pair)");
        Truncation stride = new Truncation(4, Truncation.Strategy.LONGEST_FIRST, 2, Truncation.Direction.RIGHT);
        assertThatThrownBy(() -> bert.withTruncation(Optional.of(stride)).encode("the cat sat on")).isInstanceOf(BadInput.class)
                .hasMessage("truncation: windows of 2 tokens cannot have 2 in common (need a stride of less than 2)");
    }

    @Test void settingsThatMakeNoSenseAreRefused() {
        assertThatThrownBy(() -> Truncation.to(-1)).hasMessage("truncation: length -1, stride 0 (need both ≥ 0)");
        assertThatThrownBy(() -> new BpeTrainer(200, 0, java.util.List.of(), false))
                .hasMessage("BPE: 200 tokens, min frequency 0 (need at least 256 + 0 tokens, min frequency ≥ 0)");
        assertThatThrownBy(() -> new WordPieceTrainer(3, 0, false))
                .hasMessage("WordPiece: 3 tokens, min frequency 0 (need at least 5 tokens, min frequency ≥ 0)");
    }
}
