package clearhead.examples.dates;

import clearhead.explain.Input;
import clearhead.explain.WhiteBox;
import clearhead.explain.judge.Estimate;
import clearhead.explain.report.Balance;
import clearhead.explain.report.Ink;
import clearhead.explain.report.Page;
import clearhead.explain.report.Panel;
import clearhead.explain.report.Passage;
import clearhead.explain.report.Piece;
import clearhead.explain.report.Row;
import clearhead.explain.report.Summary;
import clearhead.explain.report.TerminalView;
import clearhead.explain.report.View;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The report of the main example: a few dates to look into, and what was measured over many.
public final class DatePage {

    private DatePage() {}

    /// One date of the corpus, whose right characters are known.
    public static Panel panel(TrainedDates dates, WhiteBox box, DateTask.Translation translation, DatedText date) {
        return panel(dates, box, translation, position -> rightOf(date, position));
    }

    /// One date that nobody has marked.
    public static Panel panel(TrainedDates dates, DateTask.Translation translation) {
        return panel(dates, dates.whiteBox(), translation, _ -> Set.of());
    }

    private static Panel panel(TrainedDates dates, WhiteBox box, DateTask.Translation translation, IntFunction<Set<Integer>> right) {
        Input input = dates.task().input(translation.text(), translation.answer());
        List<View> views = Arrays.stream(DateMethod.values()).map(method -> method.view(box, input)).toList();
        List<Balance> balances = views.get(DateMethod.INTEGRATED_GRADIENTS.ordinal()).completeness().rows();
        List<Row> rows = IntStream.range(0, DateTask.ANSWER).mapToObj(i -> new Row(
                new Piece(translation.answer().substring(i, i + 1), i, i + 1, false), (float) balances.get(i).value(), right.apply(i))).toList();
        return new Panel("%s → %s".formatted(translation.text(), translation.answer()), "answer", "logit of the character", rows,
                List.of(Passage.of("date", translation.text(), input.tokens())), views);
    }

    /// A page of one date.
    public static Page page(DateTask.Translation translation, Panel panel) {
        return new Page("Why %s?".formatted(translation.answer()), sentence(translation), List.of(panel), List.of());
    }

    /// What came out, and how sure the model is.
    public static String sentence(DateTask.Translation translation) {
        String sure = "%.1f %% sure".formatted(100 * translation.confidence());
        String caution = translation.confidence() >= 0.5 ? "" : "; it may be no date, or none of a kind that the model has learned";
        try {
            LocalDate.parse(translation.answer());
        } catch (DateTimeParseException noDay) {
            caution = "; there is no such day";
        }
        return "%s → %s (%s%s)".formatted(translation.text(), translation.answer(), sure, caution);
    }

    /// The pictures of one date for a terminal: what the decoder read, and what the answer owes to each character.
    public static String terminal(Panel panel, Ink ink, int width) {
        return Stream.of(DateMethod.ATTENTION, DateMethod.INTEGRATED_GRADIENTS).map(method -> panel.views().get(method.ordinal()))
                .map(view -> new TerminalView(panel, view, view.whole()).draw(ink, width)).collect(Collectors.joining("\n")) + gaps(panel);
    }

    /// What each row of the integrated gradients leaves unexplained.
    private static String gaps(Panel panel) {
        List<Balance> balances = panel.views().get(DateMethod.INTEGRATED_GRADIENTS.ordinal()).completeness().rows();
        return "Gaps, as shares of the difference explained: " + IntStream.range(0, balances.size()).mapToObj(i -> {
            Balance balance = balances.get(i);
            return "%s %.3f %%%s".formatted(panel.rows().get(i).piece().text(),
                    100 * Math.abs(balance.gap() / (balance.value() - balance.baseline())), balance.marked() ? " (above 1 %)" : "");
        }).collect(Collectors.joining(", ")) + "\n";
    }

    /// How often the model is right.
    public static String scores(DateStudy study) {
        return """
                days that training never saw:                 %s of %,d dates exactly right
                … in languages and styles it never saw:       %s of %,d dates exactly right
                """.formatted(percent(study.heldOut()), study.heldOutOf(), percent(study.unseen()), study.unseenOf());
    }

    /// The methods side by side.
    public static String comparison(DateStudy study) {
        StringBuilder table = new StringBuilder("%-22s %25s %8s %22s %25s%n".formatted("", "mass on right characters", "÷ chance",
                "digit by digit", "greatest score is right"));
        for (DateStudy.Line line : study.methods()) {
            table.append("%-22s %25s %8.1f %22s %25s%n".formatted(line.method().label(), interval(line.mass()),
                    line.mass().mean() / study.chance().mean(), interval(line.byDigit()), interval(line.hit())));
        }
        table.append("%-22s %25s%n".formatted("chance", percent(study.chance().mean())));
        study.methods().stream().filter(line -> !line.isWorthTrusting(study.chance()))
                .forEach(line -> table.append("%s: %s%n".formatted(line.method().label(), caution(line, study))));
        return table.append("Do the integrated gradients add up? ").append(completenessLine(study)).append('\n').toString();
    }

    private static String interval(Estimate estimate) {
        return "%s (%.1f–%.1f)".formatted(percent(estimate.mean()), 100 * estimate.low(), 100 * estimate.high());
    }

    private static Set<Integer> rightOf(DatedText date, int position) {
        return Arrays.stream(DateStudy.DIGITS).anyMatch(digit -> digit == position) ? DateStudy.right(date, position) : Set.of();
    }

    /// The whole report.
    public static Page page(List<Panel> panels, DateStudy study) {
        String intro = """
                A transformer of our own learned to read dates as people write them in 50 languages, and to write them as ISO 8601. On days \
                that it never saw it is right in %s of %,d dates; on pairs of language and style that it never saw, in %s of %,d.

                Which characters of the date does each character of the answer come from? Here the truth is known: a digit of the year has to be \
                read from the year. So explanations can be marked.""".formatted(percent(study.heldOut()), study.heldOutOf(),
                percent(study.unseen()), study.unseenOf());
        return new Page("Why did it translate the date so?", intro, panels, List.of(alignment(study), completeness(study)));
    }

    private static Summary alignment(DateStudy study) {
        float chance = (float) study.chance().mean();
        List<Summary.Line> lines = study.methods().stream().map(line -> new Summary.Line(line.method().label(), List.of(
                estimate(line.mass(), chance),
                new Summary.Figure((float) (line.mass().mean() / chance), Summary.Unit.TIMES),
                estimate(line.byDigit(), chance), estimate(line.hit(), chance)), caution(line, study))).toList();
        return new Summary("Do the methods point at the right characters?", """
                %d dates of days that training never saw. How much of the absolute scores of a date's eight digits falls on the characters of the \
                right field (year, month or day): of all scores together, and digit by digit; and how often a digit's greatest score is one of \
                them. Means over dates with 95 %% intervals. Scores that know nothing reach the share of characters that are right: %s. The second \
                digit of the year follows from the first (20.., 19..), so it owes the date next to nothing: digit by digit its noise counts in \
                full. Cross-attention is the last layer's, mean over its heads.""".formatted(
                study.cases().size(), percent(chance)),
                List.of("method", "mass on the right characters", "times chance", "digit by digit", "greatest score is right"),
                lines);
    }

    /// What to say of a method that does not reach [DateStudy#WORTH] times chance.
    static String caution(DateStudy.Line line, DateStudy study) {
        return line.isWorthTrusting(study.chance()) ? "" : "Do not trust it here: less than %.0f times chance; %s."
                .formatted(DateStudy.WORTH, line.method().weakness());
    }

    private static Summary completeness(DateStudy study) {
        List<Summary.Line> lines = study.cases().stream().map(one -> new Summary.Line(one.text(), List.of(
                new Summary.Words(one.answer()),
                new Summary.Figure((float) one.worst(), Summary.Unit.SHARE)), one.worst() <= 0.01 ? "" : "gap above 1 %")).toList();
        return new Summary("Do the integrated gradients add up?", """
                For each of these dates, the largest gap of its ten characters: what the scores leave unexplained, as a share of the difference \
                that they explain. %s""".formatted(completenessLine(study)), List.of("date", "answer", "largest gap"), lines);
    }

    static String completenessLine(DateStudy study) {
        long characters = study.cases().stream().flatMap(one -> one.gaps().stream()).filter(gap -> gap <= 0.01).count();
        return "Below 1 %% in %,d of %,d characters, and throughout in %d of %d dates.".formatted(characters,
                study.cases().size() * DateTask.ANSWER, study.cases().stream().filter(one -> one.worst() <= 0.01).count(), study.cases().size());
    }

    private static Summary.Estimate estimate(Estimate estimate, float chance) {
        return new Summary.Estimate((float) estimate.mean(), (float) estimate.low(), (float) estimate.high(), chance, Summary.Unit.SHARE);
    }

    static String percent(double share) {
        return "%.1f %%".formatted(100 * share);
    }
}
