package clearhead.explain;

import clearhead.autograd.Layout;
import clearhead.autograd.Tensor;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/// What a graph keeps in memory.
final class Recorded {

    private Recorded() {}

    /// The bytes of everything recorded on the way to this tensor; what was only given another shape shares its numbers.
    static long bytes(Tensor result) {
        Set<Tensor> seen = new HashSet<>();
        Deque<Tensor> open = new ArrayDeque<>();
        open.push(result);
        long bytes = 0;
        while (!open.isEmpty()) {
            Tensor tensor = open.pop();
            if (tensor.isRecorded() && seen.add(tensor)) {
                bytes += tensor.op() instanceof Layout.Reshape ? 0 : (long) Float.BYTES * tensor.shape().size();
                tensor.op().inputs().forEach(open::push);
            }
        }
        return bytes;
    }
}
