package clearhead.core.text;

import java.util.Arrays;

/// How one text is made of another, character by character of the new one. The number beside a character says what it does to the old:
///
/// - `0`: it takes the place of the next character;
/// - `−n`: of the next, and the `n` after that are gone;
/// - `1`: it is new, and stands at the place of the one before.
final class Edits {

    private int[] characters;
    private int[] changes;
    private int size;

    Edits(int room) {
        characters = new int[Math.max(room, 4)];
        changes = new int[characters.length];
    }

    void add(int character, int change) {
        if (size == characters.length) {
            characters = Arrays.copyOf(characters, 2 * size);
            changes = Arrays.copyOf(changes, 2 * size);
        }
        characters[size] = character;
        changes[size++] = change;
    }

    int size() {
        return size;
    }

    int character(int i) {
        return characters[i];
    }

    int change(int i) {
        return changes[i];
    }

    void change(int i, int change) {
        changes[i] = change;
    }
}
