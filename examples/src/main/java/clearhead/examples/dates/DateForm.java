package clearhead.examples.dates;

import java.time.LocalDate;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.FormatStyle;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How one language writes a date in one style: CLDR's pattern, as the JDK's locale data has it, taken apart into pieces.
///
/// The JDK's own formatter prints the same text but does not tell where a field begins and ends. It is asked only once for each
/// value of each field; from then on, writing a date is joining ready strings.
///
/// @param pattern the JDK's, such as `EEEE, d MMMM y` (letters are fields, see [DateTimeFormatter])
record DateForm(String language, FormatStyle style, String pattern, List<Piece> pieces) {

    /// A quoted literal; or a run of one letter, which is a field; or anything else up to the next of these.
    private static final Pattern PIECE = Pattern.compile("'(?<quoted>(?:[^']|'')*)'|(?<field>([A-Za-z])\\3*)|(?<plain>[^A-Za-z']+)");

    sealed interface Piece { }

    record Literal(String text) implements Piece { }

    /// @param texts one for each value, the unit's first value first
    record Field(Unit unit, List<String> texts) implements Piece {
        String text(LocalDate day) {
            return texts.get(day.get(unit.field) - unit.first);
        }
    }

    /// What a field stands for: its pattern letters, and the values it may take.
    enum Unit {
        YEAR("yu", ChronoField.YEAR, DateCorpus.FIRST.getYear(), DateCorpus.LAST.getYear()),
        MONTH("ML", ChronoField.MONTH_OF_YEAR, 1, 12),
        DAY("d", ChronoField.DAY_OF_MONTH, 1, 31),
        WEEKDAY("Eec", ChronoField.DAY_OF_WEEK, 1, 7);

        private final String letters;
        private final ChronoField field;
        private final int first;
        private final int last;

        Unit(String letters, ChronoField field, int first, int last) {
            this.letters = letters;
            this.field = field;
            this.first = first;
            this.last = last;
        }

        private static Unit of(String run, String pattern) {
            return Arrays.stream(values()).filter(unit -> unit.letters.indexOf(run.charAt(0)) >= 0).findFirst()
                    .orElseThrow(() -> new IllegalStateException("dates: no rule for the field \"" + run + "\" of the pattern \"" + pattern
                            + "\" (known are year, month, day and weekday)"));
        }

        /// The texts of all values, as the JDK prints them for this run of letters: `MMM` of `sv` is `jan.`, `feb.`, `mars`, …
        private List<String> texts(String run, Locale locale) {
            DateTimeFormatter one = DateTimeFormatter.ofPattern(run, locale);
            return IntStream.rangeClosed(first, last).mapToObj(value -> one.format(DateCorpus.FIRST.with(field, value))).toList();
        }
    }

    static DateForm of(String language, FormatStyle style) {
        Locale locale = Locale.forLanguageTag(language);
        return of(language, style, DateTimeFormatterBuilder.getLocalizedDateTimePattern(style, null, IsoChronology.INSTANCE, locale));
    }

    /// @throws IllegalStateException if the pattern has a field other than a [Unit], or not one year, one month and one day
    static DateForm of(String language, FormatStyle style, String pattern) {
        return new DateForm(language, style, pattern, split(pattern, Locale.forLanguageTag(language)));
    }

    DateForm {
        pieces = List.copyOf(pieces);
        for (Unit unit : List.of(Unit.YEAR, Unit.MONTH, Unit.DAY)) {
            long times = pieces.stream().filter(piece -> piece instanceof Field field && field.unit == unit).count();
            if (times != 1) {
                throw new IllegalStateException("dates: " + language + " " + style + ": pattern \"" + pattern + "\" has the field "
                        + unit + " " + times + " times (need once)");
            }
        }
    }

    private static List<Piece> split(String pattern, Locale locale) {
        List<Piece> pieces = new ArrayList<>();
        Matcher piece = PIECE.matcher(pattern);
        while (piece.find()) {
            if (piece.group("field") != null) {
                Unit unit = Unit.of(piece.group("field"), pattern);
                pieces.add(new Field(unit, unit.texts(piece.group("field"), locale)));
            } else if (piece.group("plain") != null) {
                pieces.add(new Literal(piece.group("plain")));
            } else {
                String quoted = piece.group("quoted").replace("''", "'");
                pieces.add(new Literal(quoted.isEmpty() ? "'" : quoted));
            }
        }
        return pieces;
    }

    /// The text of `day`, and where its fields stand in it.
    DatedText write(LocalDate day) {
        StringBuilder text = new StringBuilder(48);
        Map<Unit, Span> spans = new EnumMap<>(Unit.class);
        for (Piece piece : pieces) {
            switch (piece) {
                case Literal(String literal) -> text.append(literal);
                case Field field -> {
                    int start = text.length();
                    text.append(field.text(day));
                    spans.put(field.unit, new Span(start, text.length()));
                }
            }
        }
        return new DatedText(text.toString(), day, language, style, spans.get(Unit.YEAR), spans.get(Unit.MONTH), spans.get(Unit.DAY));
    }

    /// Everything that any date's text is made of, piece by piece.
    Stream<String> texts() {
        return pieces.stream().flatMap(piece -> switch (piece) {
            case Literal(String text) -> Stream.of(text);
            case Field(Unit _, List<String> texts) -> texts.stream();
        });
    }
}
