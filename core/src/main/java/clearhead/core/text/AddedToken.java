package clearhead.core.text;

/// A token that is found in the text before the model sees it, and is never cut.
///
/// @param content    how it is written
/// @param id         its number
/// @param singleWord whether it counts only where no letter, digit or mark touches it
/// @param lstrip     whether it takes the spaces before it along
/// @param rstrip     whether it takes the spaces behind it along
/// @param normalized whether it is looked for, normalised itself, in the normalised text, or as it stands in the user's
/// @param special    whether it steers the model and is no text: decoding may leave it out
public record AddedToken(String content, int id, boolean singleWord, boolean lstrip, boolean rstrip, boolean normalized, boolean special) {

    /// A special token that is found wherever it stands.
    static AddedToken special(String content, int id) {
        return new AddedToken(content, id, false, false, false, false, true);
    }
}
