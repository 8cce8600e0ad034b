package clearhead.core.text;

import java.util.List;

/// Stage 1: makes texts that mean the same look the same, and never loses where they came from.
sealed interface Normalizer permits BertNormalizer, Precompiled, UnicodeForm, Normalizer.ByteLevel, Normalizer.Lowercase, Normalizer.Nmt,
        Normalizer.Prepend, Normalizer.Replace, Normalizer.Sequence, Normalizer.Strip, Normalizer.StripAccents {

    Aligned normalize(Aligned text);

    /// One after another; none of them leaves the text as it is.
    record Sequence(List<Normalizer> normalizers) implements Normalizer {

        @Override public Aligned normalize(Aligned text) {
            Aligned result = text;
            for (Normalizer normalizer : normalizers) {
                result = normalizer.normalize(result);
            }
            return result;
        }
    }

    /// Character by character, so that a Greek word's last sigma is a sigma like any other.
    record Lowercase() implements Normalizer {

        private static final int DOTTED_I = 0x130;

        @Override public Aligned normalize(Aligned text) {
            if (text.text().indexOf(DOTTED_I) < 0) {
                return text.map(Character::toLowerCase);
            }
            Edits edits = new Edits(text.length() + 1);   // the only character that becomes two
            text.text().codePoints().forEach(c -> {
                edits.add(c == DOTTED_I ? 'i' : Character.toLowerCase(c), 0);
                if (c == DOTTED_I) {
                    edits.add(0x307, 1);
                }
            });
            return text.edited(edits, 0);
        }
    }

    /// Takes off whatever stands on, under or around letters as a character of its own: put NFD before it.
    record StripAccents() implements Normalizer {

        @Override public Aligned normalize(Aligned text) {
            return text.keep(c -> !OldUnicode.isMark(c));
        }
    }

    /// Takes off spaces at the ends.
    record Strip(boolean left, boolean right) implements Normalizer {

        @Override public Aligned normalize(Aligned text) {
            String all = text.text();
            int begin = 0;
            while (left && begin < all.length() && Characters.isSpace(all.charAt(begin))) {
                begin++;
            }
            int end = all.length();
            while (right && end > begin && Characters.isSpace(all.charAt(end - 1))) {
                end--;
            }
            return text.without(begin, end);
        }
    }

    /// Puts `content` in the place of each match.
    record Replace(Delimiter pattern, String content) implements Normalizer {

        @Override public Aligned normalize(Aligned text) {
            return text.replace(pattern.find(text.text()), content);
        }
    }

    /// Puts a text in front, if anything follows.
    record Prepend(String prefix) implements Normalizer {

        @Override public Aligned normalize(Aligned text) {
            return text.prepend(prefix);
        }
    }

    /// What translation models of Marian's time did: control characters go, unusual spaces become usual.
    record Nmt() implements Normalizer {

        @Override public Aligned normalize(Aligned text) {
            return text.keep(c -> !(c >= 0x01 && c <= 0x08 || c == 0x0B || c >= 0x0E && c <= 0x1F || c == 0x7F || c == 0x8F || c == 0x9F))
                    .map(c -> c == '\t' || c == '\n' || c == 0x0C || c == '\r' || c == 0x1680 || c >= 0x200B && c <= 0x200F
                            || c == 0x2028 || c == 0x2029 || c == 0x2581 || c == 0xFEFF || c == 0xFFFD ? ' ' : c);
        }
    }

    /// Each byte of UTF-8 becomes a character of its own.
    record ByteLevel() implements Normalizer {

        @Override public Aligned normalize(Aligned text) {
            return ByteAlphabet.spell(text);
        }
    }
}
