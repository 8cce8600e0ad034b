package clearhead.explain;

import java.util.Arrays;
import java.util.BitSet;

/// An input with some players away, or others in their places.
///
/// @param at for each player [#KEPT], [#AWAY], or the id of the token that stands in its place
public record Variant(int[] at) {

    /// The player is there.
    public static final int KEPT = -1;
    /// It is not.
    public static final int AWAY = -2;

    /// Copies the array.
    public Variant {
        at = at.clone();
    }

    /// With these of `n` players kept, and nobody in the others' places.
    public static Variant keeping(BitSet kept, int n) {
        int[] at = new int[n];
        Arrays.setAll(at, player -> kept.get(player) ? KEPT : AWAY);
        return new Variant(at);
    }

    /// The input as it is.
    public static Variant whole(int n) {
        int[] at = new int[n];
        Arrays.fill(at, KEPT);
        return new Variant(at);
    }

    /// The same with a token in a player's place, or the player [#KEPT] or [#AWAY].
    public Variant with(int player, int token) {
        int[] other = at.clone();
        other[player] = token;
        return new Variant(other);
    }

    /// How many players.
    public int size() {
        return at.length;
    }

    /// What stands in a player's place.
    public int at(int player) {
        return at[player];
    }

    /// Whether another token stands in some player's place.
    public boolean substitutes() {
        return Arrays.stream(at).anyMatch(token -> token >= 0);
    }

    @Override public int[] at() {
        return at.clone();
    }

    @Override public boolean equals(Object other) {
        return other instanceof Variant variant && Arrays.equals(at, variant.at);
    }

    @Override public int hashCode() {
        return Arrays.hashCode(at);
    }

    @Override public String toString() {
        return Arrays.toString(at);
    }
}
