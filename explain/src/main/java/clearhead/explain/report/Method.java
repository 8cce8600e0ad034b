package clearhead.explain.report;

import java.util.Objects;

/// Who gave the scores.
///
/// @param id     the method's name on the command line, for instance `integrated-gradients`
/// @param label  its name for people
/// @param signed true where a score may speak against what is explained; false for amounts such as attention weights
/// @param note   what one must know to read its scores, one or two sentences; may be empty
public record Method(String id, String label, boolean signed, String note) {

    public Method {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(note, "note");
    }
}
