package clearhead.autograd.kernels;

import static clearhead.autograd.kernels.Lanes.FLOATS;
import static clearhead.autograd.kernels.Lanes.L;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.NE;

import jdk.incubator.vector.FloatVector;

/// [ScalarChoice] by whole vectors.
final class VectorChoice {

    private VectorChoice() {
    }

    static void positive(float[] x, int xOff, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) zero(FLOATS).blend(1f, fromArray(FLOATS, x, xOff + i).compare(GT, 0f)).intoArray(y, yOff + i);
        ScalarChoice.positive(x, xOff + i, y, yOff + i, n - i);
    }

    /// By whole vectors where the mask has an element for each; one for all is a run of a single choice, which is left to the definition.
    static void choose(float[] m, int mOff, int mStep, float[] a, int aOff, int aStep, float[] b, int bOff, int bStep,
                       float[] y, int yOff, int n) {
        int i = 0;
        if (mStep == 1 && aStep == 1 && bStep == 1) {
            for (; i <= n - L; i += L) {
                var chosen = fromArray(FLOATS, m, mOff + i).compare(NE, 0f);
                fromArray(FLOATS, b, bOff + i).blend(fromArray(FLOATS, a, aOff + i), chosen).intoArray(y, yOff + i);
            }
        } else if (mStep == 1 && n >= L) {
            FloatVector oneA = broadcast(FLOATS, a[aOff]), oneB = broadcast(FLOATS, b[bOff]);
            if (bStep == 1) {
                for (; i <= n - L; i += L) {
                    var chosen = fromArray(FLOATS, m, mOff + i).compare(NE, 0f);
                    fromArray(FLOATS, b, bOff + i).blend(oneA, chosen).intoArray(y, yOff + i);
                }
            } else if (aStep == 1) {
                for (; i <= n - L; i += L) {
                    var chosen = fromArray(FLOATS, m, mOff + i).compare(NE, 0f);
                    oneB.blend(fromArray(FLOATS, a, aOff + i), chosen).intoArray(y, yOff + i);
                }
            } else {
                for (; i <= n - L; i += L) {
                    oneB.blend(oneA, fromArray(FLOATS, m, mOff + i).compare(NE, 0f)).intoArray(y, yOff + i);
                }
            }
        }
        ScalarChoice.choose(m, mOff + i * mStep, mStep, a, aOff + i * aStep, aStep, b, bOff + i * bStep, bStep, y, yOff + i, n - i);
    }
}
