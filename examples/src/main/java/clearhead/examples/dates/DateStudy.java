package clearhead.examples.dates;

import clearhead.core.AtomicFile;
import clearhead.core.BadInput;
import clearhead.explain.Explanation;
import clearhead.explain.Input;
import clearhead.explain.WhiteBox;
import clearhead.explain.judge.Alignment;
import clearhead.explain.judge.Estimate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntConsumer;
import java.util.function.ToDoubleFunction;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// What was measured of a trained model, kept beside its weights.
///
/// @param model      the digest of the model it was measured on
/// @param heldOut    exact match on days that training never saw
/// @param heldOutOf  on how many dates
/// @param unseen     exact match on pairs of language and style that training never saw, on days that it never saw
/// @param unseenOf   on how many dates
/// @param chance     the share of characters that are right: what scores that know nothing reach
/// @param methods    how well each method points at the right characters
/// @param cases      the completeness of integrated gradients, date by date
public record DateStudy(String model, double heldOut, int heldOutOf, double unseen, int unseenOf, Estimate chance, List<Line> methods,
                 List<Case> cases) {

    /// How much is measured.
    ///
    /// @param perPair   dates of each pair of language and style that training saw, for the exact match
    /// @param unseen    dates of pairs that it never saw
    /// @param explained dates that every method explains
    public record Size(int perPair, int unseen, int explained) {

        /// What the main example measures.
        public static final Size STANDARD = new Size(20, 400, 200);
    }

    /// The digits of an ISO date; the hyphens are written whatever the date, so nothing is right for them.
    static final int[] DIGITS = {0, 1, 2, 3, 5, 6, 8, 9};
    /// A method is worth trusting here from this many times chance.
    static final double WORTH = 3;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long TEST_SEED = 1;

    /// One method over all dates; a date counts once, with the mean over its digits.
    ///
    /// @param mass share of the absolute scores on the right characters
    /// @param hit  how often the greatest score is on one of them
    public record Line(DateMethod method, Estimate mass, Estimate byDigit, Estimate hit) {

        boolean isWorthTrusting(Estimate chance) {
            return mass.mean() >= WORTH * chance.mean();
        }
    }

    /// How well the sums of one date's integrated gradients add up.
    ///
    /// @param gaps `|gap| / |difference explained|` for each character of the answer
    public record Case(String text, String answer, List<Double> gaps) {

        double worst() {
            return gaps.stream().mapToDouble(gap -> gap).max().orElseThrow();
        }
    }

    /// From the file if it speaks of this model, else measured and put there.
    public static DateStudy open(Path file, TrainedDates dates, WhiteBox box, Size size, IntConsumer progress) {
        if (Files.exists(file)) {
            try {
                DateStudy kept = JSON.readValue(Files.readAllBytes(file), DateStudy.class);
                if (kept.model().equals(box.info().digest())) {
                    return kept;
                }
            } catch (IOException | JacksonException problem) {
                throw new BadInput(file, "cannot be read: " + problem.getMessage(), "what an earlier run wrote; delete it to measure again", problem);
            }
        }
        DateStudy study = measure(dates, box, size, progress);
        AtomicFile.write(file, out -> out.write(JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(study)));
        return study;
    }

    /// @param progress told how many dates have been explained
    private static DateStudy measure(TrainedDates dates, WhiteBox box, Size size, IntConsumer progress) {
        int heldOut = size.perPair() * (DateCorpus.LANGUAGES.size() * DateCorpus.STYLES.size() - DateCorpus.UNSEEN.size());
        double seenPairs = dates.exactMatch(dates.corpus().heldOutDays(heldOut, TEST_SEED));
        double unseenPairs = dates.exactMatch(dates.corpus().unseenPairs(size.unseen(), TEST_SEED));

        List<DatedText> sample = dates.corpus().heldOutDays(size.explained(), TEST_SEED + 1);
        Map<DateMethod, List<Marks>> marks = new EnumMap<>(DateMethod.class);
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < sample.size(); i++) {
            DatedText date = sample.get(i);
            Input input = dates.task().input(date.text(), date.iso());
            for (DateMethod method : DateMethod.values()) {
                Explanation explanation = method.explain(box, input);
                marks.computeIfAbsent(method, _ -> new ArrayList<>()).add(Marks.of(explanation, date));
                if (method == DateMethod.INTEGRATED_GRADIENTS) {
                    cases.add(new Case(date.text(), date.iso(), gaps(explanation)));
                }
            }
            progress.accept(i + 1);
        }
        List<Line> lines = marks.entrySet().stream().map(of -> new Line(of.getKey(), estimate(of.getValue(), Marks::mass),
                estimate(of.getValue(), Marks::byDigit), estimate(of.getValue(), Marks::hit))).toList();
        Estimate chance = Estimate.of(sample.stream().mapToDouble(DateStudy::chance).toArray());
        return new DateStudy(box.info().digest(), seenPairs, heldOut, unseenPairs, size.unseen(), chance, lines, cases);
    }

    /// How one explanation of one date did.
    private record Marks(double mass, double byDigit, double hit) {

        static Marks of(Explanation explanation, DatedText date) {
            List<float[]> rows = Arrays.stream(DIGITS).mapToObj(digit -> explanation.rows().get(digit).scores()).toList();
            List<Set<Integer>> right = Arrays.stream(DIGITS).mapToObj(digit -> right(date, digit)).toList();
            double byDigit = 0;
            double hit = 0;
            for (int i = 0; i < DIGITS.length; i++) {
                byDigit += Alignment.mass(rows.get(i), right.get(i)) / DIGITS.length;
                hit += Alignment.hit(rows.get(i), right.get(i)) / DIGITS.length;
            }
            return new Marks(Alignment.mass(rows, right), byDigit, hit);
        }
    }

    private static Estimate estimate(List<Marks> marks, ToDoubleFunction<Marks> mark) {
        return Estimate.of(marks.stream().mapToDouble(mark).toArray());
    }

    private static double chance(DatedText date) {
        return Arrays.stream(DIGITS).mapToDouble(digit -> Alignment.chance(date.text().length(), right(date, digit))).average().orElseThrow();
    }

    private static List<Double> gaps(Explanation explanation) {
        return explanation.rows().stream().map(row -> row.balance().orElseThrow())
                .map(balance -> Math.abs(balance.gap()) / Math.abs(balance.value() - balance.baseline())).toList();
    }

    /// The characters of the source that a digit of the answer has to be read from.
    static Set<Integer> right(DatedText date, int digit) {
        Set<Integer> right = new TreeSet<>();
        Span span = date.sourceOf(digit);
        for (int i = span.start(); i < span.end(); i++) {
            right.add(i);
        }
        return right;
    }
}
