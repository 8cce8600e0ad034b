package clearhead.autograd.kernels;

import static clearhead.autograd.kernels.Lanes.FLOATS;
import static clearhead.autograd.kernels.Lanes.L;
import static jdk.incubator.vector.FloatVector.broadcast;
import static jdk.incubator.vector.FloatVector.fromArray;
import static jdk.incubator.vector.FloatVector.zero;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;

import jdk.incubator.vector.FloatVector;

/// [ScalarElementwise] by whole vectors; what is left at the end of an array is left to the definition.
abstract class VectorElementwise extends ScalarKernels {

    @Override public void add(float[] a, int aOff, int aStep, float[] b, int bOff, int bStep, float[] y, int yOff, int n) {
        int i = 0;
        if (aStep == 1 && bStep == 1) {
            for (; i <= n - L; i += L) fromArray(FLOATS, a, aOff + i).add(fromArray(FLOATS, b, bOff + i)).intoArray(y, yOff + i);
        } else if (aStep == 1 && n >= L) {
            FloatVector same = broadcast(FLOATS, b[bOff]);
            for (; i <= n - L; i += L) fromArray(FLOATS, a, aOff + i).add(same).intoArray(y, yOff + i);
        } else if (bStep == 1 && n >= L) {
            FloatVector same = broadcast(FLOATS, a[aOff]);
            for (; i <= n - L; i += L) same.add(fromArray(FLOATS, b, bOff + i)).intoArray(y, yOff + i);
        }
        super.add(a, aOff + i * aStep, aStep, b, bOff + i * bStep, bStep, y, yOff + i, n - i);
    }

    @Override public void sub(float[] a, int aOff, int aStep, float[] b, int bOff, int bStep, float[] y, int yOff, int n) {
        int i = 0;
        if (aStep == 1 && bStep == 1) {
            for (; i <= n - L; i += L) fromArray(FLOATS, a, aOff + i).sub(fromArray(FLOATS, b, bOff + i)).intoArray(y, yOff + i);
        } else if (aStep == 1 && n >= L) {
            FloatVector same = broadcast(FLOATS, b[bOff]);
            for (; i <= n - L; i += L) fromArray(FLOATS, a, aOff + i).sub(same).intoArray(y, yOff + i);
        } else if (bStep == 1 && n >= L) {
            FloatVector same = broadcast(FLOATS, a[aOff]);
            for (; i <= n - L; i += L) same.sub(fromArray(FLOATS, b, bOff + i)).intoArray(y, yOff + i);
        }
        super.sub(a, aOff + i * aStep, aStep, b, bOff + i * bStep, bStep, y, yOff + i, n - i);
    }

    @Override public void mul(float[] a, int aOff, int aStep, float[] b, int bOff, int bStep, float[] y, int yOff, int n) {
        int i = 0;
        if (aStep == 1 && bStep == 1) {
            for (; i <= n - L; i += L) fromArray(FLOATS, a, aOff + i).mul(fromArray(FLOATS, b, bOff + i)).intoArray(y, yOff + i);
        } else if (aStep == 1 && n >= L) {
            FloatVector same = broadcast(FLOATS, b[bOff]);
            for (; i <= n - L; i += L) fromArray(FLOATS, a, aOff + i).mul(same).intoArray(y, yOff + i);
        } else if (bStep == 1 && n >= L) {
            FloatVector same = broadcast(FLOATS, a[aOff]);
            for (; i <= n - L; i += L) same.mul(fromArray(FLOATS, b, bOff + i)).intoArray(y, yOff + i);
        }
        super.mul(a, aOff + i * aStep, aStep, b, bOff + i * bStep, bStep, y, yOff + i, n - i);
    }

    @Override public void div(float[] a, int aOff, int aStep, float[] b, int bOff, int bStep, float[] y, int yOff, int n) {
        int i = 0;
        if (aStep == 1 && bStep == 1) {
            for (; i <= n - L; i += L) fromArray(FLOATS, a, aOff + i).div(fromArray(FLOATS, b, bOff + i)).intoArray(y, yOff + i);
        } else if (aStep == 1 && n >= L) {
            FloatVector same = broadcast(FLOATS, b[bOff]);
            for (; i <= n - L; i += L) fromArray(FLOATS, a, aOff + i).div(same).intoArray(y, yOff + i);
        } else if (bStep == 1 && n >= L) {
            FloatVector same = broadcast(FLOATS, a[aOff]);
            for (; i <= n - L; i += L) same.div(fromArray(FLOATS, b, bOff + i)).intoArray(y, yOff + i);
        }
        super.div(a, aOff + i * aStep, aStep, b, bOff + i * bStep, bStep, y, yOff + i, n - i);
    }

    @Override public void scale(float[] x, int xOff, float c, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) fromArray(FLOATS, x, xOff + i).mul(c).intoArray(y, yOff + i);
        super.scale(x, xOff + i, c, y, yOff + i, n - i);
    }

    @Override public void exp(float[] x, int xOff, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) VectorMath.exp(fromArray(FLOATS, x, xOff + i)).intoArray(y, yOff + i);
        super.exp(x, xOff + i, y, yOff + i, n - i);
    }

    @Override public void log(float[] x, int xOff, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) VectorMath.log(fromArray(FLOATS, x, xOff + i)).intoArray(y, yOff + i);
        super.log(x, xOff + i, y, yOff + i, n - i);
    }

    @Override public void sqrt(float[] x, int xOff, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) fromArray(FLOATS, x, xOff + i).sqrt().intoArray(y, yOff + i);
        super.sqrt(x, xOff + i, y, yOff + i, n - i);
    }

    @Override public void tanh(float[] x, int xOff, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) VectorMath.tanh(fromArray(FLOATS, x, xOff + i)).intoArray(y, yOff + i);
        super.tanh(x, xOff + i, y, yOff + i, n - i);
    }

    @Override public void tanhGradient(float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector t = fromArray(FLOATS, y, yOff + i);
            fromArray(FLOATS, dy, dyOff + i).mul(broadcast(FLOATS, 1f).sub(t.mul(t))).intoArray(dx, dxOff + i);
        }
        super.tanhGradient(y, yOff + i, dy, dyOff + i, dx, dxOff + i, n - i);
    }

    @Override public void sigmoid(float[] x, int xOff, float[] y, int yOff, int n) {
        FloatVector one = broadcast(FLOATS, 1f);
        int i = 0;
        for (; i <= n - L; i += L) one.div(VectorMath.exp(fromArray(FLOATS, x, xOff + i).neg()).add(1f)).intoArray(y, yOff + i);
        super.sigmoid(x, xOff + i, y, yOff + i, n - i);
    }

    @Override public void sigmoidGradient(float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector s = fromArray(FLOATS, y, yOff + i);
            fromArray(FLOATS, dy, dyOff + i).mul(s).mul(broadcast(FLOATS, 1f).sub(s)).intoArray(dx, dxOff + i);
        }
        super.sigmoidGradient(y, yOff + i, dy, dyOff + i, dx, dxOff + i, n - i);
    }

    @Override public void erf(float[] x, int xOff, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) VectorMath.erf(fromArray(FLOATS, x, xOff + i)).intoArray(y, yOff + i);
        super.erf(x, xOff + i, y, yOff + i, n - i);
    }

    @Override public void relu(float[] x, int xOff, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector xi = fromArray(FLOATS, x, xOff + i);
            xi.blend(0f, xi.compare(LE, 0f)).intoArray(y, yOff + i);
        }
        super.relu(x, xOff + i, y, yOff + i, n - i);
    }

    @Override public void reluGradient(float[] x, int xOff, float[] dy, int dyOff, float[] dx, int dxOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            var open = fromArray(FLOATS, x, xOff + i).compare(GT, 0f);
            zero(FLOATS).blend(fromArray(FLOATS, dy, dyOff + i), open).intoArray(dx, dxOff + i);
        }
        super.reluGradient(x, xOff + i, dy, dyOff + i, dx, dxOff + i, n - i);
    }

    @Override public void gelu(float[] x, int xOff, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector xi = fromArray(FLOATS, x, xOff + i);
            xi.mul(VectorMath.erf(xi.mul(SQRT_HALF)).add(1f).mul(0.5f)).intoArray(y, yOff + i);
        }
        super.gelu(x, xOff + i, y, yOff + i, n - i);
    }

    @Override public void geluGradient(float[] x, int xOff, float[] dy, int dyOff, float[] dx, int dxOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector xi = fromArray(FLOATS, x, xOff + i);
            FloatVector di = fromArray(FLOATS, dy, dyOff + i);
            FloatVector density = VectorMath.expOfNegative(xi.mul(-0.5f).mul(xi)).mul(BELL);
            FloatVector normal = VectorMath.erf(xi.mul(SQRT_HALF)).add(1f).mul(0.5f);
            di.mul(normal.add(xi.mul(density))).intoArray(dx, dxOff + i);
        }
        super.geluGradient(x, xOff + i, dy, dyOff + i, dx, dxOff + i, n - i);
    }

    @Override public void geluTanh(float[] x, int xOff, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector xi = fromArray(FLOATS, x, xOff + i);
            FloatVector t = VectorMath.tanh(xi.mul(xi.mul(xi).fma(U3, U1)));
            xi.mul(0.5f).mul(t.add(1f)).intoArray(y, yOff + i);
        }
        super.geluTanh(x, xOff + i, y, yOff + i, n - i);
    }

    @Override public void geluTanhGradient(float[] x, int xOff, float[] dy, int dyOff, float[] dx, int dxOff, int n) {
        FloatVector one = broadcast(FLOATS, 1f);
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector xi = fromArray(FLOATS, x, xOff + i);
            FloatVector di = fromArray(FLOATS, dy, dyOff + i);
            FloatVector xx = xi.mul(xi);
            FloatVector t = VectorMath.tanh(xi.mul(xx.fma(U3, U1)));
            FloatVector slope = xx.fma(3f * U3, U1);
            FloatVector curve = xi.mul(0.5f).mul(one.sub(t.mul(t))).mul(slope);
            di.mul(t.add(1f).mul(0.5f).add(curve)).intoArray(dx, dxOff + i);
        }
        super.geluTanhGradient(x, xOff + i, dy, dyOff + i, dx, dxOff + i, n - i);
    }

    @Override public void silu(float[] x, int xOff, float[] y, int yOff, int n) {
        FloatVector one = broadcast(FLOATS, 1f);
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector xi = fromArray(FLOATS, x, xOff + i);
            xi.mul(one.div(VectorMath.exp(xi.neg()).add(1f))).intoArray(y, yOff + i);
        }
        super.silu(x, xOff + i, y, yOff + i, n - i);
    }

    @Override public void siluGradient(float[] x, int xOff, float[] dy, int dyOff, float[] dx, int dxOff, int n) {
        FloatVector one = broadcast(FLOATS, 1f);
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector xi = fromArray(FLOATS, x, xOff + i);
            FloatVector di = fromArray(FLOATS, dy, dyOff + i);
            FloatVector s = one.div(VectorMath.exp(xi.neg()).add(1f));
            FloatVector slope = s.mul(xi.mul(one.sub(s)).add(1f));
            di.mul(slope).intoArray(dx, dxOff + i);
        }
        super.siluGradient(x, xOff + i, dy, dyOff + i, dx, dxOff + i, n - i);
    }

    @Override public void adamW(float[] w, float[] g, float[] m, float[] v, float[] y, int off, int n,
                                float lr, float beta1, float beta2, float epsilon, float decay, float c1, float c2) {
        int i = off;
        for (; i <= off + n - L; i += L) {
            FloatVector gi = fromArray(FLOATS, g, i);
            FloatVector wi = fromArray(FLOATS, w, i);
            FloatVector mi = fromArray(FLOATS, m, i).fma(broadcast(FLOATS, beta1), gi.mul(1f - beta1));
            FloatVector vi = fromArray(FLOATS, v, i).fma(broadcast(FLOATS, beta2), gi.mul(1f - beta2).mul(gi));
            mi.intoArray(m, i);
            vi.intoArray(v, i);
            FloatVector step = mi.mul(c1).div(vi.mul(c2).sqrt().add(epsilon));
            wi.fma(broadcast(FLOATS, decay), step).fma(broadcast(FLOATS, -lr), wi).intoArray(y, i);
        }
        super.adamW(w, g, m, v, y, i, off + n - i, lr, beta1, beta2, epsilon, decay, c1, c2);
    }
}
