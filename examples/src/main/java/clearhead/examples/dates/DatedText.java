package clearhead.examples.dates;

import java.time.LocalDate;
import java.time.format.FormatStyle;

/// A day as people of one language write it, with the true alignment: which characters are its year, its month and its day.
/// A field's span is all that the pattern's field prints, so a month may bring a particle or a counter along (Catalan "de març",
/// Vietnamese "tháng 3"). What no span covers (the weekday, punctuation, connecting words) is not needed to find the day.
///
/// @param text     as people write it, with capitals; what the model reads is [SourceText#normalize(String)] of it, char for char
/// @param language the language tag, such as `pt-BR`
public record DatedText(String text, LocalDate day, String language, FormatStyle style, Span yearSpan, Span monthSpan, Span daySpan) {

    /// The right answer, ten characters: `yyyy-MM-dd`.
    public String iso() {
        return day.toString();
    }

    /// The source characters that answer character `position` of [#iso()]; the hyphens (4 and 7) have none.
    ///
    /// @return the span of the year for 0–3, of the month for 5–6, of the day for 8–9
    public Span sourceOf(int position) {
        return switch (position) {
            case 0, 1, 2, 3 -> yearSpan;
            case 5, 6 -> monthSpan;
            case 8, 9 -> daySpan;
            default -> throw new IllegalArgumentException(
                    "dates: character " + position + " of an ISO date has no source (need 0-3, 5-6 or 8-9)");
        };
    }
}
