package clearhead.bench;

import java.util.List;
import java.util.Optional;

/// Somebody who can do the work of a [Case]: we, or a peer.
interface Contender {

    /// What it is, for people: name, version, what it runs on.
    String description();

    /// Gets ready for this work, or knows no such work.
    Optional<Job> prepare(Case work, List<float[]> inputs);

    /// Work that can be done again and again.
    interface Job {

        /// Does it once, as a user would call it.
        void run();

        /// What came out, to be compared before anything is timed; asked for once, before the first [#run].
        float[] result();

        /// What else is to be said of a call, for people; asked for after the result.
        default String remark() {
            return "";
        }
    }
}
