package clearhead.examples.dates;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDate;
import java.time.format.FormatStyle;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Dates as people write them, in 50 languages and three styles each, and what they are in ISO 8601: the data of the main example.
/// They come from CLDR, which is in the JDK (module `jdk.localedata`). Another JDK may write some of them otherwise: see [#digest()].
///
/// Two things are kept from training, to tell two ways of not having seen a date apart:
///
/// - about one day in 50, in every language and style ([#isHeldOut(LocalDate)]): this answer was never asked for;
/// - eight of the 150 pairs of language and style ([#UNSEEN]): this language was never read in this style.
///
/// Every sample is a pure function of a seed and its number, so neither threads nor order can change the data.
public final class DateCorpus {

    public static final LocalDate FIRST = LocalDate.of(1900, 1, 1);
    public static final LocalDate LAST = LocalDate.of(2099, 12, 31);

    static final List<String> LANGUAGES = List.of(("en-US en-GB fr de es it pt-BR nl sv da fi nb pl cs sk hu ro tr el ru uk bg hr sl lt lv "
            + "et ca is ja zh-CN ko vi id sw cy ga sq mk eu gl af az be bs hy ka kk mn ms").split(" "));
    static final List<FormatStyle> STYLES = List.of(FormatStyle.FULL, FormatStyle.LONG, FormatStyle.MEDIUM);

    /// The pairs that training never reads. One of a language at most, so that two are left to learn it from; and only pairs with no
    /// text in common with a seen one (most Dutch dates are Afrikaans or Indonesian ones too), and no character of their own.
    /// What is new in them: in FULL the weekdays; in LONG nothing but the whole, for its months are those of FULL, in the same
    /// case; in Georgian MEDIUM the short months; in Korean MEDIUM (`2025. 3. 2.`) that digits can stand in this order with these signs.
    static final Map<String, FormatStyle> UNSEEN = Map.of(
            "fr", FormatStyle.FULL, "uk", FormatStyle.FULL, "tr", FormatStyle.FULL,
            "el", FormatStyle.LONG, "pl", FormatStyle.LONG, "hy", FormatStyle.LONG,
            "ka", FormatStyle.MEDIUM, "ko", FormatStyle.MEDIUM);

    private static final List<Map.Entry<String, FormatStyle>> SHOWCASE = List.of(
            Map.entry("en-US", FormatStyle.FULL), Map.entry("fr", FormatStyle.LONG), Map.entry("el", FormatStyle.MEDIUM),
            Map.entry("ru", FormatStyle.FULL), Map.entry("hy", FormatStyle.FULL), Map.entry("ja", FormatStyle.FULL),
            Map.entry("ko", FormatStyle.LONG));

    /// 2⁶⁴ divided by the golden ratio, made odd.
    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private final List<DateForm> forms;
    private final List<DateForm> seen;
    private final List<DateForm> unseen;
    private final List<LocalDate> trainingDays;
    private final List<LocalDate> heldOutDays;

    DateCorpus(List<DateForm> forms) {
        this.forms = forms;
        seen = forms.stream().filter(form -> !isUnseen(form)).toList();
        unseen = forms.stream().filter(DateCorpus::isUnseen).toList();
        trainingDays = FIRST.datesUntil(LAST.plusDays(1)).filter(day -> !isHeldOut(day)).toList();
        heldOutDays = FIRST.datesUntil(LAST.plusDays(1)).filter(DateCorpus::isHeldOut).toList();
    }

    /// Reads the patterns and names of all forms from the running JDK, which takes a quarter of a second.
    public static DateCorpus load() {
        requireKnown(LANGUAGES);
        return new DateCorpus(LANGUAGES.stream().flatMap(language -> STYLES.stream().map(style -> DateForm.of(language, style))).toList());
    }

    /// For a language that it does not know, the JDK would quietly write English or no language's dates (`2025 Mar 2`).
    static void requireKnown(Collection<String> languages) {
        Set<Locale> known = Locale.availableLocales().collect(Collectors.toSet());
        List<String> unknown = languages.stream().filter(language -> !known.contains(Locale.forLanguageTag(language))).toList();
        if (!unknown.isEmpty()) {
            throw new IllegalStateException("dates: this Java runtime has no locale data for " + String.join(", ", unknown)
                    + " (need the module jdk.localedata, and CLDR among java.locale.providers)");
        }
    }

    private static boolean isUnseen(DateForm form) {
        return UNSEEN.get(form.language()) == form.style();
    }

    /// Whether training never sees this day: its epoch day, mixed, is a multiple of 50 as an unsigned number; 1,506 of 73,049 days are.
    public static boolean isHeldOut(LocalDate day) {
        return Long.remainderUnsigned(mix(day.toEpochDay()), 50) == 0;
    }

    /// What training reads: sample number i of the seed's endless stream, each seen pair and each training day equally likely.
    public LongFunction<DatedText> training(long seed) {
        return number -> {
            long random = random(seed, number);
            return pick(seen, random >>> 32).write(pick(trainingDays, random & 0xFFFF_FFFFL));
        };
    }

    /// Days that training never saw, in pairs that it did, the pairs in turn.
    public List<DatedText> heldOutDays(int count, long seed) {
        return inTurn(seen, count, seed);
    }

    /// Days that training never saw, in pairs that it never saw, the pairs in turn.
    public List<DatedText> unseenPairs(int count, long seed) {
        return inTurn(unseen, count, seed);
    }

    /// A few dates to look at: seen pairs in six scripts, on held-out days that were drawn, not chosen.
    public List<DatedText> showcase() {
        List<DateForm> shown = SHOWCASE.stream()
                .flatMap(pair -> seen.stream().filter(form -> form.language().equals(pair.getKey()) && form.style() == pair.getValue()))
                .toList();
        return inTurn(shown, shown.size(), 0);
    }

    private List<DatedText> inTurn(List<DateForm> from, int count, long seed) {
        return IntStream.range(0, count)
                .mapToObj(i -> from.get(i % from.size()).write(pick(heldOutDays, random(seed, i) >>> 32)))
                .toList();
    }

    /// All characters that any text of the corpus has once it is normalised, in ascending order: the source vocabulary.
    public String characters() {
        return forms.stream().flatMap(DateForm::texts)
                .flatMapToInt(text -> SourceText.normalize(text).chars())
                .sorted().distinct()
                .mapToObj(Character::toString).collect(Collectors.joining());
    }

    /// SHA-256 of all that defines the corpus, in hexadecimal digits: patterns and names of every form, which forms and days are held
    /// out, and the characters after normalisation. Weights belong to one digest.
    public String digest() {
        Stream<String> lines = Stream.of(
                forms.stream().map(form -> form.language() + " " + form.style() + (isUnseen(form) ? " unseen " : " seen ")
                        + form.pattern() + " " + form.texts().toList()),
                Stream.of(FIRST + " to " + LAST + " without " + heldOutDays, characters())).flatMap(part -> part);
        try {
            byte[] definition = lines.collect(Collectors.joining("\n")).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(definition));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /// The element at `fraction / 2³²` of the list: as good as uniform for lists far shorter than 2³².
    private static <T> T pick(List<T> list, long fraction) {
        return list.get((int) (fraction * list.size() >>> 32));
    }

    /// The number-th value of the seed's SplitMix64 sequence, without the ones before.
    private static long random(long seed, long number) {
        return mix(mix(seed) + number * GAMMA);
    }

    /// SplitMix64 (Steele, Lea, Flood: Fast splittable pseudorandom number generators, OOPSLA 2014), one step from the state z.
    private static long mix(long z) {
        z += GAMMA;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
