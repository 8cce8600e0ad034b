package clearhead.examples.dates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.LocalDate;
import java.time.Period;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DateFormTest {

    static Stream<DateForm> forms() {
        return DateCorpus.LANGUAGES.stream().flatMap(language -> DateCorpus.STYLES.stream().map(style -> DateForm.of(language, style)));
    }

    /// With a prime above 7 as step every weekday comes by, and soon every value of every field.
    static Stream<LocalDate> everyNthDay(int step) {
        return DateCorpus.FIRST.datesUntil(DateCorpus.LAST.plusDays(1), Period.ofDays(step));
    }

    @ParameterizedTest
    @MethodSource("forms")
    void piecesMakeTheTextThatTheJdkPrints(DateForm form) {
        DateTimeFormatter jdk = DateTimeFormatter.ofLocalizedDate(form.style()).withLocale(Locale.forLanguageTag(form.language()));

        everyNthDay(13).forEach(day -> assertThat(form.write(day).text()).isEqualTo(jdk.format(day)));
    }

    /// What a field prints holds, beside letters, no other digits than its value's: Korean "3월", Vietnamese "tháng 3", but also "März".
    @ParameterizedTest
    @MethodSource("forms")
    void spansPointAtYearMonthAndDay(DateForm form) {
        everyNthDay(97).forEach(day -> {
            DatedText dated = form.write(day);
            String text = dated.text();
            String month = dated.monthSpan().of(text);

            assertThat(dated.yearSpan().of(text)).isEqualTo(String.valueOf(day.getYear()));
            assertThat(Integer.parseInt(dated.daySpan().of(text))).isEqualTo(day.getDayOfMonth());
            if (month.chars().anyMatch(Character::isDigit)) {
                assertThat(Integer.parseInt(month.replaceAll("\\D", ""))).isEqualTo(day.getMonthValue());
            } else {
                assertThat(month).matches("[\\p{L}\\p{M}.’ ]+");
            }
            assertThat(Stream.of(dated.yearSpan(), dated.monthSpan(), dated.daySpan())
                    .flatMapToInt(span -> IntStream.range(span.start(), span.end())).boxed()).doesNotHaveDuplicates();
        });
    }

    @ParameterizedTest
    @MethodSource("forms")
    void theMonthIsToldByItsSpanAlone(DateForm form) {
        List<String> months = Stream.iterate(LocalDate.of(2025, 1, 3), day -> day.plusMonths(1)).limit(12)
                .map(form::write).map(dated -> SourceText.normalize(dated.monthSpan().of(dated.text()))).toList();

        assertThat(months).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "en-US | FULL   | Sunday, March 2, 2025          | 2025 | March   | 2",
        "ja    | FULL   | 2025年3月2日日曜日               | 2025 | 3       | 2",
        "ko    | LONG   | 2025년 3월 2일                  | 2025 | 3월     | 2",
        "de    | MEDIUM | 02.03.2025                     | 2025 | 03      | 02",
        "pl    | LONG   | 2 marca 2025                   | 2025 | marca   | 2",
        "ca    | LONG   | 2 de març del 2025             | 2025 | de març | 2",
        "eu    | LONG   | 2025(e)ko martxoaren 2(a)      | 2025 | martxoa | 2",
        "vi    | FULL   | Chủ Nhật, 2 tháng 3, 2025      | 2025 | tháng 3 | 2",
        "el    | FULL   | Κυριακή 2 Μαρτίου 2025         | 2025 | Μαρτίου | 2",
    })
    void datesAsPeopleWriteThem(String language, FormatStyle style, String text, String year, String month, String day) {
        DatedText dated = DateForm.of(language, style).write(LocalDate.of(2025, 3, 2));

        assertThat(dated.text()).isEqualTo(text);
        assertThat(dated.iso()).isEqualTo("2025-03-02");
        assertThat(Stream.of(0, 3, 5, 6, 8, 9).map(i -> dated.sourceOf(i).of(text))).containsExactly(year, year, month, month, day, day);
    }

    @Property
    void anyPatternIsTakenApartAsTheJdkDoes(@ForAll("patterns") String pattern, @ForAll("daysOf200Years") LocalDate day) {
        assertThat(DateForm.of("fi", FormatStyle.LONG, pattern).write(day).text())
                .as(pattern).isEqualTo(DateTimeFormatter.ofPattern(pattern, Locale.of("fi")).format(day));
    }

    @Provide
    Arbitrary<LocalDate> daysOf200Years() {
        return Arbitraries.longs().between(DateCorpus.FIRST.toEpochDay(), DateCorpus.LAST.toEpochDay()).map(LocalDate::ofEpochDay);
    }

    @Provide
    Arbitrary<String> patterns() {
        Arbitrary<String> literal = Arbitraries.of("", " ", "/", ". ", "年", "''", "'de'", "' o''clock '", "'d''y'", "'''y'", "('e')'ko' ");
        Arbitrary<String> year = Arbitraries.of("y", "yyyy", "u");
        Arbitrary<String> month = Arbitraries.of("M", "MM", "MMM", "MMMM", "L", "LLLL");
        Arbitrary<String> day = Arbitraries.of("d", "dd");
        Arbitrary<String> weekday = Arbitraries.of("E", "EEEE", "cccc");
        return literal.list().ofSize(4).flatMap(between -> Combinators.combine(year, month, day, weekday)
                .as((y, m, d, w) -> List.of(y, m, d, w))
                .flatMap(Arbitraries::shuffle)
                .map(fields -> fields.get(0) + between.get(0) + fields.get(1) + between.get(1) + fields.get(2) + between.get(2)
                        + fields.get(3) + between.get(3)));
    }

    @Test
    void patternsWithoutARuleAreRefused() {
        assertThatIllegalStateException().isThrownBy(() -> DateForm.of("en", FormatStyle.LONG, "d MMMM y G"))
                .withMessage("dates: no rule for the field \"G\" of the pattern \"d MMMM y G\" (known are year, month, day and weekday)");
        assertThatIllegalStateException().isThrownBy(() -> DateForm.of("en", FormatStyle.LONG, "d MMMM"))
                .withMessage("dates: en LONG: pattern \"d MMMM\" has the field YEAR 0 times (need once)");
        assertThatIllegalStateException().isThrownBy(() -> DateForm.of("en", FormatStyle.LONG, "d d MMMM y"))
                .withMessage("dates: en LONG: pattern \"d d MMMM y\" has the field DAY 2 times (need once)");
    }

    @Test
    void aSpanContainsItsStartButNotItsEnd() {
        assertThat(IntStream.range(0, 12).filter(new Span(3, 6)::contains)).containsExactly(3, 4, 5);
    }

    @Test
    void hyphensHaveNoSourceAndSpansAreNotEmpty() {
        DatedText dated = DateForm.of("en-GB", FormatStyle.LONG).write(LocalDate.of(2025, 3, 2));

        assertThatIllegalArgumentException().isThrownBy(() -> dated.sourceOf(4))
                .withMessage("dates: character 4 of an ISO date has no source (need 0-3, 5-6 or 8-9)");
        assertThatIllegalArgumentException().isThrownBy(() -> new Span(3, 3))
                .withMessage("span: [3, 3) is not a stretch of a text (need 0 <= start < end)");
    }
}
