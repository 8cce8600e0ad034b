package clearhead.bench;

import clearhead.autograd.Engine;
import java.util.List;
import java.util.Optional;

/// We, without the probe of a [Watched] case.
final class Unwatched implements Contender {

    static void main(String[] folder) throws Exception {
        Worker.serve(folder, new Unwatched());
    }

    @Override public String description() {
        return "Clearhead without a probe, " + Engine.standard().description();
    }

    @Override public Optional<Job> prepare(Case work, List<float[]> in) {
        return work instanceof Watched(Encode encode) ? Optional.of(new Encoding(encode.rows(in), false)) : Optional.empty();
    }
}
