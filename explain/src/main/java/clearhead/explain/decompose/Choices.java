package clearhead.explain.decompose;

import clearhead.autograd.Flow;
import clearhead.autograd.Masking;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import java.util.Arrays;

/// Ops that choose.
final class Choices {

    private Choices() {}

    /// A choice by a mask that is the same at both points is linear. If it is another one, the choice must be a function of one argument
    /// that varies, as a number kept within bounds is; then the secant says it all.
    ///
    /// @throws BadInput if the choice hangs on something else
    static void where(Masking.Where op, Masking.Where base, Pair y, Tensor m, Flow to) {
        if (new Pair(op.mask(), base.mask()).equal()) {
            op.backward(y.x(), m, to);
            return;
        }
        boolean first = op.a().isRecorded();
        Pair x = first ? new Pair(op.a(), base.a()) : new Pair(op.b(), base.b());
        Tensor step = x.delta();
        if (first && op.b().isRecorded() || !step.shape().equals(m.shape()) || hidden(step, y.delta())) {
            throw new BadInput("deeplift", "the model chooses by something that it computes from its input unseen",
                    "a model without such a choice, or integrated-gradients");
        }
        Tensor picked = Tensor.where(op.mask(), Tensor.scalar(first ? 1 : 0), Tensor.scalar(first ? 0 : 1)).expand(m.shape());
        to.add(x.x(), () -> m.mul(Tensor.where(step, y.delta().div(step), picked)));
    }

    /// Whether a result changes where the argument does not.
    private static boolean hidden(Tensor step, Tensor change) {
        return Tensor.where(step, Tensor.scalar(0), change).abs().sum().item() > 0;
    }

    /// The greatest of a row. On the straight way from x′ to x each element is a line, and the greatest of them is the upper hull: an
    /// element's multiplier is the share of the way on which it is on top. Elements that are equal all the way share evenly.
    ///
    /// @param x `[…, n]`
    /// @param m `[…, 1]`
    static Tensor max(Pair x, Tensor m) {
        int n = x.x().shape().last();
        float[] from = x.base().toArray();
        float[] to = x.x().toArray();
        Tensor share = Tensor.from(x.x().shape(), shares -> {
            for (int at = 0; at < shares.length; at += n) {
                row(Arrays.copyOfRange(from, at, at + n), Arrays.copyOfRange(to, at, at + n), shares, at);
            }
        });
        return share.mul(m);
    }

    private static void row(float[] from, float[] to, float[] shares, int at) {
        double t = 0;
        int top = 0;
        for (int i = 1; i < from.length; i++) {
            top = from[i] > from[top] || from[i] == from[top] && to[i] > to[top] ? i : top;
        }
        while (t < 1) {
            double end = 1;
            int next = top;
            for (int i = 0; i < from.length; i++) {
                double faster = ((double) to[i] - from[i]) - ((double) to[top] - from[top]);
                double meets = ((double) from[top] - from[i]) / faster;
                if (faster > 0 && (meets < end || meets == end && next != top && to[i] > to[next])) {
                    end = meets;
                    next = i;
                }
            }
            spread(from, to, top, end - t, shares, at);
            t = next == top ? 1 : end;
            top = next;
        }
    }

    private static void spread(float[] from, float[] to, int top, double way, float[] shares, int at) {
        int equal = 0;
        for (int i = 0; i < from.length; i++) {
            equal += from[i] == from[top] && to[i] == to[top] ? 1 : 0;
        }
        for (int i = 0; i < from.length; i++) {
            shares[at + i] += from[i] == from[top] && to[i] == to[top] ? (float) (way / equal) : 0;
        }
    }
}
