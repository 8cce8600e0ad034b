package clearhead.examples.dates;

import static java.lang.Character.UnicodeScript.ARMENIAN;
import static java.lang.Character.UnicodeScript.CYRILLIC;
import static java.lang.Character.UnicodeScript.GREEK;
import static java.lang.Character.UnicodeScript.HAN;
import static java.lang.Character.UnicodeScript.HANGUL;
import static java.lang.Character.UnicodeScript.LATIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.time.LocalDate;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DateCorpusTest {

    private static final DateCorpus CORPUS = DateCorpus.load();
    private static final List<DatedText> TRAINING = LongStream.range(0, 200_000).mapToObj(CORPUS.training(7)).toList();

    private static boolean isUnseen(DatedText dated) {
        return DateCorpus.UNSEEN.get(dated.language()) == dated.style();
    }

    private static String pair(DatedText dated) {
        return dated.language() + " " + dated.style();
    }

    private static Map<String, Long> counts(List<DatedText> dates) {
        return dates.stream().collect(Collectors.groupingBy(DateCorpusTest::pair, Collectors.counting()));
    }

    private static Set<Integer> characters(Collection<String> texts) {
        return texts.stream().flatMapToInt(String::chars).boxed().collect(Collectors.toSet());
    }

    /// A leap year of every pair: every month and day, and every weekday with each of them that a year brings.
    private static Stream<DatedText> wholeYear() {
        LocalDate first = LocalDate.of(2024, 1, 1);
        return DateFormTest.forms().flatMap(form -> first.datesUntil(first.plusYears(1)).map(form::write));
    }

    @Test
    void textsAreOfTheLanguageNotOfTheRootLocale() {
        LocalDate day = LocalDate.of(2025, 3, 2);

        assertThat(DateForm.of("ja", FormatStyle.FULL).write(day).text()).isEqualTo("2025年3月2日日曜日");
        assertThat(DateForm.of("hy", FormatStyle.FULL).write(day).text()).contains("մարտի").contains("կիրակի");
        assertThatIllegalStateException().isThrownBy(() -> DateCorpus.requireKnown(List.of("ja", "tlh", "x-elvish")))
                .withMessage("dates: this Java runtime has no locale data for tlh, x-elvish"
                        + " (need the module jdk.localedata, and CLDR among java.locale.providers)");
    }

    @Test
    void fiftyLanguagesInThreeStylesLessEightPairs() {
        assertThat(DateCorpus.LANGUAGES).hasSize(50).doesNotHaveDuplicates().containsAll(DateCorpus.UNSEEN.keySet());
        assertThat(DateCorpus.UNSEEN).hasSize(8);
    }

    /// The hash is pinned by its first days: another one would mix days that an old model trained on into its test.
    @Test
    void aboutOneDayInFiftyIsHeldOut() {
        List<LocalDate> heldOut = DateCorpus.FIRST.datesUntil(DateCorpus.LAST.plusDays(1)).filter(DateCorpus::isHeldOut).toList();

        assertThat(heldOut).hasSize(1506).startsWith(
                LocalDate.of(1900, 5, 19), LocalDate.of(1900, 6, 8), LocalDate.of(1900, 6, 28), LocalDate.of(1900, 7, 16));
        assertThat(heldOut.stream().map(LocalDate::getMonthValue).distinct()).hasSize(12);
        assertThat(heldOut.stream().map(LocalDate::getDayOfMonth).distinct()).hasSize(31);
    }

    @Test
    void trainingNeverSeesAHeldOutDayOrAnUnseenPair() {
        assertThat(TRAINING).noneMatch(dated -> DateCorpus.isHeldOut(dated.day())).noneMatch(DateCorpusTest::isUnseen);
        assertThat(CORPUS.heldOutDays(5000, 1)).allMatch(dated -> DateCorpus.isHeldOut(dated.day())).noneMatch(DateCorpusTest::isUnseen);
        assertThat(CORPUS.unseenPairs(5000, 1)).allMatch(dated -> DateCorpus.isHeldOut(dated.day())).allMatch(DateCorpusTest::isUnseen);
    }

    /// No seen pair writes a text of an unseen one, so none is in the training data by way of another language.
    @Test
    void unseenPairsHaveTextsOfTheirOwnButNoCharacters() {
        Map<Boolean, Set<String>> texts = wholeYear().collect(Collectors.partitioningBy(DateCorpusTest::isUnseen,
                Collectors.mapping(dated -> SourceText.normalize(dated.text()), Collectors.toSet())));

        assertThat(Collections.disjoint(texts.get(true), texts.get(false))).isTrue();
        assertThat(characters(texts.get(false))).containsAll(characters(texts.get(true)));
    }

    /// Else no model could be right about all of them.
    @Test
    void noTextStandsForTwoDays() {
        Map<String, LocalDate> days = new HashMap<>();

        wholeYear().forEach(dated -> assertThat(days.merge(SourceText.normalize(dated.text()), dated.day(), (old, _) -> old))
                .as(dated.text()).isEqualTo(dated.day()));
    }

    /// A count of n draws with probability p has the standard deviation √(np(1 − p)); of 142 counts none is 5 of them off.
    @Test
    void trainingIsBalanced() {
        int n = TRAINING.size();
        double p = 1.0 / (3 * 50 - 8);

        assertThat(counts(TRAINING)).hasSize(3 * 50 - 8);
        assertThat(counts(TRAINING).values())
                .allSatisfy(count -> assertThat((double) count).isCloseTo(n * p, within(5 * Math.sqrt(n * p * (1 - p)))));
        assertThat(TRAINING.stream().map(dated -> dated.day().getYear()).distinct()).hasSize(200);
    }

    @Test
    void testsTakeThePairsInTurn() {
        assertThat(counts(CORPUS.heldOutDays(2 * 142, 3)).values()).hasSize(142).containsOnly(2L);
        assertThat(counts(CORPUS.unseenPairs(2 * 8, 3)).values()).hasSize(8).containsOnly(2L);
    }

    @Test
    void aSampleDependsOnSeedAndNumberAlone() {
        LongFunction<DatedText> again = DateCorpus.load().training(7);

        assertThat(LongStream.range(0, 20_000).map(i -> 19_999 - i).parallel().mapToObj(again).toList().reversed())
                .isEqualTo(TRAINING.subList(0, 20_000));
        assertThat(CORPUS.training(8).apply(0)).isNotEqualTo(TRAINING.getFirst());
        assertThat(CORPUS.heldOutDays(300, 5)).isEqualTo(DateCorpus.load().heldOutDays(300, 5)).isNotEqualTo(CORPUS.heldOutDays(300, 6));
        assertThat(CORPUS.heldOutDays(300, 5).subList(0, 100)).isEqualTo(CORPUS.heldOutDays(100, 5));
    }

    @Test
    void charactersAreThoseThatOccur() {
        String characters = CORPUS.characters();
        Set<Integer> occurring = characters(wholeYear().map(dated -> SourceText.normalize(dated.text())).collect(Collectors.toSet()));

        assertThat(characters.chars().boxed()).isSorted().doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(occurring);
        assertThat(characters).hasSize((int) characters.codePoints().count());
    }

    @Test
    void textsAreComposed() {
        assertThat(wholeYear()).allMatch(dated -> Normalizer.isNormalized(dated.text(), Normalizer.Form.NFC));
    }

    @Test
    void showcaseHasHeldOutDaysInSixScripts() {
        List<DatedText> shown = CORPUS.showcase();

        assertThat(shown).extracting(DatedText::language).containsExactly("en-US", "fr", "el", "ru", "hy", "ja", "ko");
        assertThat(shown).allMatch(dated -> DateCorpus.isHeldOut(dated.day())).noneMatch(DateCorpusTest::isUnseen);
        assertThat(shown.stream().flatMapToInt(dated -> dated.text().codePoints().filter(Character::isLetter)).mapToObj(UnicodeScript::of))
                .containsOnly(LATIN, GREEK, CYRILLIC, ARMENIAN, HAN, HANGUL);
    }

    @Test
    void digestIsThatOfTheData() {
        List<DateForm> forms = DateFormTest.forms().toList();
        List<DateForm> otherPattern = new ArrayList<>(forms);
        otherPattern.set(1, DateForm.of("en-US", FormatStyle.LONG, "MMMM d y"));

        assertThat(CORPUS.digest()).matches("[0-9a-f]{64}").isEqualTo(new DateCorpus(forms).digest());
        assertThat(new DateCorpus(otherPattern).digest()).isNotEqualTo(CORPUS.digest());
        assertThat(new DateCorpus(forms.reversed()).digest()).isNotEqualTo(CORPUS.digest());
    }
}
