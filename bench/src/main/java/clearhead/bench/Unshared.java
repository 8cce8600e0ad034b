package clearhead.bench;

import clearhead.autograd.Engine;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.model.CausalModel;
import clearhead.core.nn.Batch;
import clearhead.core.probe.Intervention;
import clearhead.core.probe.Kind;
import clearhead.core.probe.Pass;
import clearhead.core.probe.Probe;
import clearhead.core.probe.Site;
import clearhead.core.probe.Stack;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// We, reading every text of a [Leave] case from its first position on. All else is as good: some texts together, and the head is asked
/// about their last positions alone.
final class Unshared implements Contender {

    private static final int ROWS = 2048;

    static void main(String[] folder) throws Exception {
        Worker.serve(folder, new Unshared());
    }

    @Override public String description() {
        return "Clearhead reading each text whole, " + Engine.standard().description();
    }

    @Override public Optional<Job> prepare(Case work, List<float[]> in) {
        return work instanceof Leave leave ? Optional.of(new Reading(Leaving.model(leave.size()).frozen(),
                Floats.ints(in.getFirst()), leave.kept())) : Optional.empty();
    }

    private record Reading(CausalModel model, int[] ids, List<BitSet> kept) implements Job {

        @Override public void run() {
            result();
        }

        @Override public float[] result() {
            float[] logits = new float[kept.size()];
            int some = Math.max(1, ROWS / ids.length);
            for (int from = 0; from < logits.length; from += some) {
                int to = Math.min(logits.length, from + some);
                System.arraycopy(logits(kept.subList(from, to)), 0, logits, from, to - from);
            }
            return logits;
        }

        private float[] logits(List<BitSet> some) {
            Tensor there = Tensor.from(Shape.of(some.size(), ids.length, 1), flags -> {
                for (int copy = 0; copy < some.size(); copy++) {
                    int at = copy * ids.length;
                    some.get(copy).stream().forEach(i -> flags[at + i] = 1);
                }
            });
            Tensor rows = Intervention.at(Site.of(Stack.ONLY, Kind.EMBED), embedded -> Tensor.where(there, embedded, Tensor.scalar(0)))
                    .run(Probe.NONE, pass -> model.rows(Batch.repeated(ids, some.size()), pass));
            return model.logits(rows.slice(1, ids.length - 1, ids.length)).slice(2, Leave.EXPLAINED, Leave.EXPLAINED + 1).toArray();
        }
    }
}
