package clearhead.core.model;

import clearhead.autograd.Seeds;
import java.util.Arrays;

/// What one row holds, for whichever model.
///
/// @param ids    what is read; a model that sees is shown a picture that follows from them
/// @param types  the segment of each
/// @param target what is written, for those that write another text than they read
record Text(int[] ids, int[] types, int[] target) {

    @Override public String toString() {
        return "%s of %s → %s".formatted(Arrays.toString(ids), Arrays.toString(types), Arrays.toString(target));
    }

    static Text random(int source, int target, long seed) {
        return new Text(Models.row(Models.SOURCE_VOCAB, Seeds.mix(seed, 1), source), Models.row(2, Seeds.mix(seed, 2), source),
                Models.row(Models.TARGET_VOCAB, Seeds.mix(seed, 3), target));
    }
}
