package clearhead.core.text;

import clearhead.core.BadInput;
import java.util.ArrayList;
import java.util.List;

/// How texts are cut that are too long. What is cut off is kept beside, in windows of the same length.
///
/// @param maxLength how many tokens there may be, special tokens and both texts of a pair counted together
/// @param strategy  which text of a pair is cut
/// @param stride    how many tokens a window has in common with the one before
/// @param direction at which end is cut
public record Truncation(int maxLength, Strategy strategy, int stride, Direction direction) {

    /// Which text of a pair is cut.
    public enum Strategy {
        /// The longer one, as far as it is longer; then both.
        LONGEST_FIRST,
        /// The first.
        ONLY_FIRST,
        /// The second.
        ONLY_SECOND
    }

    /// An end of a text.
    public enum Direction {
        /// Its beginning.
        LEFT,
        /// Its end.
        RIGHT
    }

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException if a length is negative
    public Truncation {
        if (maxLength < 0 || stride < 0) {
            throw new IllegalArgumentException("truncation: length %d, stride %d (need both ≥ 0)".formatted(maxLength, stride));
        }
    }

    /// At the end, the longer one first.
    public static Truncation to(int maxLength) {
        return new Truncation(maxLength, Strategy.LONGEST_FIRST, 0, Direction.RIGHT);
    }

    /// @param texts one or two
    /// @param added how many special tokens will come to them
    /// @throws BadInput if they cannot be cut that short
    List<Encoding> cut(List<Encoding> texts, int added) {
        int room = maxLength - added;
        if (room < 0) {
            throw new BadInput("truncation", "%d tokens have no room for %d special ones".formatted(maxLength, added),
                    "a length of at least %d".formatted(added));
        }
        if (room == 0) {
            return texts.stream().map(text -> cut(text, 0)).toList();
        }
        int surplus = texts.stream().mapToInt(Encoding::size).sum() - room;
        if (surplus <= 0) {
            return texts;
        }
        Encoding first = texts.getFirst();
        Encoding second = texts.getLast();
        return switch (strategy) {
            case LONGEST_FIRST -> {
                if (texts.size() == 1) {
                    yield List.of(cut(first, room));
                }
                int shorter = Math.min(first.size(), second.size());
                int longer = Math.max(shorter, room - shorter);
                boolean both = shorter + longer > room;
                int less = both ? room / 2 : shorter;
                int more = both ? room - room / 2 : longer;
                boolean firstIsLonger = first.size() > second.size();
                yield List.of(cut(first, firstIsLonger ? more : less), cut(second, firstIsLonger ? less : more));
            }
            case ONLY_FIRST -> {
                Encoding shortened = cut(first, left(first, surplus, room));
                yield texts.size() == 1 ? List.of(shortened) : List.of(shortened, second);
            }
            case ONLY_SECOND -> {
                if (texts.size() == 1) {
                    throw new BadInput("truncation", "the second text is to be cut, and there is only one", "a pair");
                }
                yield List.of(first, cut(second, left(second, surplus, room)));
            }
        };
    }

    private static int left(Encoding text, int surplus, int room) {
        if (text.size() <= surplus) {
            throw new BadInput("truncation", "%d tokens are too many by %d, and the text to be cut has only %d"
                    .formatted(room + surplus, surplus, text.size()), "a greater length, or another strategy");
        }
        return text.size() - surplus;
    }

    private Encoding cut(Encoding text, int length) {
        if (length >= text.size()) {
            return text;
        }
        if (length == 0) {
            return new Encoding(List.of(), List.of(text));
        }
        if (stride >= length) {
            throw new BadInput("truncation", "windows of %d tokens cannot have %d in common".formatted(length, stride),
                    "a stride of less than %d".formatted(length));
        }
        List<Encoding> windows = new ArrayList<>();
        int size = text.size();
        boolean last = false;
        for (int done = 0; !last; done += length - stride) {
            int near = Math.min(done + length, size);
            last = near == size;
            windows.add(new Encoding(direction == Direction.RIGHT ? text.tokens().subList(done, near)
                    : text.tokens().subList(size - near, size - done)));
        }
        return new Encoding(windows.getFirst().tokens(), windows.subList(1, windows.size()));
    }
}
