package clearhead.examples.dates;

import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.generate.Choice;
import clearhead.core.generate.Limit;
import clearhead.core.generate.Prompts;
import clearhead.core.generate.Written;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.nn.Batch;
import clearhead.core.text.CharVocabulary;
import clearhead.explain.Input;
import clearhead.explain.Token;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// What the model reads and writes: a character of the date is a token, and so is a character of the answer.
///
/// @param source the characters of all dates, normalised
/// @param target the digits, the hyphen, and the start token
public record DateTask(CharVocabulary source, CharVocabulary target) {

    /// `yyyy-MM-dd`.
    static final int ANSWER = 10;
    /// No date of the corpus is longer; the model has learned no position behind it.
    static final int LONGEST = 48;
    private static final String START = "<s>";

    /// The alphabets of this corpus.
    public static DateTask of(DateCorpus corpus) {
        return new DateTask(new CharVocabulary(corpus.characters()), new CharVocabulary("-0123456789", START));
    }

    int start() {
        return target.special(START);
    }

    /// Dates with their answers, as a training step reads them.
    ///
    /// @param source  `[batch, seq]`
    /// @param written `[batch, 10]`, the start token and all but the last character of the answer
    /// @param answers the character that follows each of these, row by row
    record Examples(Batch source, Batch written, int[] answers) {

        /// How many rows the logits get right, every character of them.
        ///
        /// @param logits `[batch, 10, vocab]`
        int right(Tensor logits) {
            int vocab = logits.dim(2);
            var values = logits.buffer();
            int right = 0;
            for (int row = 0; row < source.size(); row++) {
                boolean all = true;
                for (int at = row * ANSWER; all && at < (row + 1) * ANSWER; at++) {
                    float answer = values.get(at * vocab + answers[at]);
                    for (int id = 0; id < vocab; id++) {
                        all &= id == answers[at] || values.get(at * vocab + id) < answer;
                    }
                }
                right += all ? 1 : 0;
            }
            return right;
        }
    }

    Examples examples(List<DatedText> dates) {
        int[][] answers = dates.stream().map(date -> target.encode(date.iso())).toArray(int[][]::new);
        List<int[]> written = Arrays.stream(answers).map(this::shifted).toList();
        return new Examples(sources(dates.stream().map(DatedText::text).toList()), Batch.of(0, written),
                Arrays.stream(answers).flatMapToInt(Arrays::stream).toArray());
    }

    private Batch sources(List<String> texts) {
        return Batch.of(0, texts.stream().map(this::encode).toList());
    }

    private int[] shifted(int[] answer) {
        int[] written = new int[ANSWER];
        written[0] = start();
        System.arraycopy(answer, 0, written, 1, ANSWER - 1);
        return written;
    }

    /// The characters of a text as the encoder reads them.
    ///
    /// @throws BadInput if the text is empty or too long, or has a character that no date has
    public int[] encode(String text) {
        if (text.isBlank()) {
            throw new BadInput("date", "is empty", "a date such as \"3 mars 2025\"");
        }
        if (text.length() > LONGEST) {
            throw new BadInput("date", "has %,d characters".formatted(text.length()),
                    "at most %d, as the longest date of any of the languages".formatted(LONGEST));
        }
        return source.encode(SourceText.normalize(text));
    }

    /// What a model made of a text.
    ///
    /// @param text       as it was asked, composed
    /// @param answer     ten characters
    /// @param confidence the product of the probabilities of its characters
    public record Translation(String text, String answer, double confidence) {}

    /// Translates one text after the other, many at a time; texts of about the same length share a batch.
    public List<Translation> translate(EncoderDecoder model, List<String> texts) {
        Translation[] done = new Translation[texts.size()];
        List<Integer> byLength = IntStream.range(0, done.length).boxed()
                .sorted(Comparator.comparingInt(i -> texts.get(i).length())).toList();
        for (int from = 0; from < done.length; from += 256) {
            List<Integer> some = byLength.subList(from, Math.min(done.length, from + 256));
            Batch sources = sources(some.stream().map(texts::get).toList());
            List<Written> written = Prompts.of(model, sources, start()).write(Choice.GREEDY, new Limit(ANSWER));
            for (int i = 0; i < some.size(); i++) {
                String text = texts.get(some.get(i));
                done[some.get(i)] = new Translation(text, target.decode(written.get(i).ids()), written.get(i).probability());
            }
        }
        return List.of(done);
    }

    /// A text and an answer, as explainers want them.
    public Input input(String text, String answer) {
        return Input.of(text, tokens(encode(text), text), tokens(target.encode(answer), answer));
    }

    private static List<Token> tokens(int[] ids, String text) {
        return IntStream.range(0, ids.length)
                .mapToObj(i -> new Token(i, ids[i], text.substring(i, i + 1), i, i + 1, false)).toList();
    }
}
