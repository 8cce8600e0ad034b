package clearhead.autograd.kernels;

import static clearhead.autograd.kernels.Lanes.L;
import static clearhead.autograd.kernels.Lanes.all;
import static clearhead.autograd.kernels.Lanes.at;
import static clearhead.autograd.kernels.Lanes.zero;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LE;

import jdk.incubator.vector.FloatVector;

/// [ScalarElementwise] by whole vectors; what is left at the end of an array is left to the definition.
abstract class VectorElementwise extends ScalarKernels {

    @Override public void add(float[] a, int aOff, int aStep, float[] b, int bOff, int bStep, float[] y, int yOff, int n) {
        int i = 0;
        if (aStep == 1 && bStep == 1) {
            for (; i <= n - L; i += L) at(a, aOff + i).add(at(b, bOff + i)).intoArray(y, yOff + i);
        } else if (aStep == 1 && n >= L) {
            FloatVector same = all(b[bOff]);
            for (; i <= n - L; i += L) at(a, aOff + i).add(same).intoArray(y, yOff + i);
        } else if (bStep == 1 && n >= L) {
            FloatVector same = all(a[aOff]);
            for (; i <= n - L; i += L) same.add(at(b, bOff + i)).intoArray(y, yOff + i);
        }
        super.add(a, aOff + i * aStep, aStep, b, bOff + i * bStep, bStep, y, yOff + i, n - i);
    }

    @Override public void sub(float[] a, int aOff, int aStep, float[] b, int bOff, int bStep, float[] y, int yOff, int n) {
        int i = 0;
        if (aStep == 1 && bStep == 1) {
            for (; i <= n - L; i += L) at(a, aOff + i).sub(at(b, bOff + i)).intoArray(y, yOff + i);
        } else if (aStep == 1 && n >= L) {
            FloatVector same = all(b[bOff]);
            for (; i <= n - L; i += L) at(a, aOff + i).sub(same).intoArray(y, yOff + i);
        } else if (bStep == 1 && n >= L) {
            FloatVector same = all(a[aOff]);
            for (; i <= n - L; i += L) same.sub(at(b, bOff + i)).intoArray(y, yOff + i);
        }
        super.sub(a, aOff + i * aStep, aStep, b, bOff + i * bStep, bStep, y, yOff + i, n - i);
    }

    @Override public void mul(float[] a, int aOff, int aStep, float[] b, int bOff, int bStep, float[] y, int yOff, int n) {
        int i = 0;
        if (aStep == 1 && bStep == 1) {
            for (; i <= n - L; i += L) at(a, aOff + i).mul(at(b, bOff + i)).intoArray(y, yOff + i);
        } else if (aStep == 1 && n >= L) {
            FloatVector same = all(b[bOff]);
            for (; i <= n - L; i += L) at(a, aOff + i).mul(same).intoArray(y, yOff + i);
        } else if (bStep == 1 && n >= L) {
            FloatVector same = all(a[aOff]);
            for (; i <= n - L; i += L) same.mul(at(b, bOff + i)).intoArray(y, yOff + i);
        }
        super.mul(a, aOff + i * aStep, aStep, b, bOff + i * bStep, bStep, y, yOff + i, n - i);
    }

    @Override public void div(float[] a, int aOff, int aStep, float[] b, int bOff, int bStep, float[] y, int yOff, int n) {
        int i = 0;
        if (aStep == 1 && bStep == 1) {
            for (; i <= n - L; i += L) at(a, aOff + i).div(at(b, bOff + i)).intoArray(y, yOff + i);
        } else if (aStep == 1 && n >= L) {
            FloatVector same = all(b[bOff]);
            for (; i <= n - L; i += L) at(a, aOff + i).div(same).intoArray(y, yOff + i);
        } else if (bStep == 1 && n >= L) {
            FloatVector same = all(a[aOff]);
            for (; i <= n - L; i += L) same.div(at(b, bOff + i)).intoArray(y, yOff + i);
        }
        super.div(a, aOff + i * aStep, aStep, b, bOff + i * bStep, bStep, y, yOff + i, n - i);
    }

    @Override public void scale(float[] x, int xOff, float c, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) at(x, xOff + i).mul(c).intoArray(y, yOff + i);
        super.scale(x, xOff + i, c, y, yOff + i, n - i);
    }

    @Override public void exp(float[] x, int xOff, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) VectorMath.exp(at(x, xOff + i)).intoArray(y, yOff + i);
        super.exp(x, xOff + i, y, yOff + i, n - i);
    }

    @Override public void log(float[] x, int xOff, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) VectorMath.log(at(x, xOff + i)).intoArray(y, yOff + i);
        super.log(x, xOff + i, y, yOff + i, n - i);
    }

    @Override public void sqrt(float[] x, int xOff, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) at(x, xOff + i).sqrt().intoArray(y, yOff + i);
        super.sqrt(x, xOff + i, y, yOff + i, n - i);
    }

    @Override public void tanh(float[] x, int xOff, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) VectorMath.tanh(at(x, xOff + i)).intoArray(y, yOff + i);
        super.tanh(x, xOff + i, y, yOff + i, n - i);
    }

    @Override public void tanhGradient(float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector t = at(y, yOff + i);
            at(dy, dyOff + i).mul(all(1f).sub(t.mul(t))).intoArray(dx, dxOff + i);
        }
        super.tanhGradient(y, yOff + i, dy, dyOff + i, dx, dxOff + i, n - i);
    }

    @Override public void sigmoid(float[] x, int xOff, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) VectorMath.sigmoid(at(x, xOff + i)).intoArray(y, yOff + i);
        super.sigmoid(x, xOff + i, y, yOff + i, n - i);
    }

    @Override public void sigmoidGradient(float[] y, int yOff, float[] dy, int dyOff, float[] dx, int dxOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector s = at(y, yOff + i);
            at(dy, dyOff + i).mul(s).mul(all(1f).sub(s)).intoArray(dx, dxOff + i);
        }
        super.sigmoidGradient(y, yOff + i, dy, dyOff + i, dx, dxOff + i, n - i);
    }

    @Override public void erf(float[] x, int xOff, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) VectorMath.erf(at(x, xOff + i)).intoArray(y, yOff + i);
        super.erf(x, xOff + i, y, yOff + i, n - i);
    }

    @Override public void relu(float[] x, int xOff, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector xi = at(x, xOff + i);
            xi.blend(0f, xi.compare(LE, 0f)).intoArray(y, yOff + i);
        }
        super.relu(x, xOff + i, y, yOff + i, n - i);
    }

    @Override public void reluGradient(float[] x, int xOff, float[] dy, int dyOff, float[] dx, int dxOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            zero().blend(at(dy, dyOff + i), at(x, xOff + i).compare(GT, 0f)).intoArray(dx, dxOff + i);
        }
        super.reluGradient(x, xOff + i, dy, dyOff + i, dx, dxOff + i, n - i);
    }

    @Override public void gelu(float[] x, int xOff, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector xi = at(x, xOff + i);
            xi.mul(normal(xi)).intoArray(y, yOff + i);
        }
        super.gelu(x, xOff + i, y, yOff + i, n - i);
    }

    @Override public void geluGradient(float[] x, int xOff, float[] dy, int dyOff, float[] dx, int dxOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector xi = at(x, xOff + i);
            FloatVector density = VectorMath.exp(xi.mul(-0.5f).mul(xi)).mul(BELL);
            at(dy, dyOff + i).mul(normal(xi).add(xi.mul(density))).intoArray(dx, dxOff + i);
        }
        super.geluGradient(x, xOff + i, dy, dyOff + i, dx, dxOff + i, n - i);
    }

    private static FloatVector normal(FloatVector x) {
        return VectorMath.erf(x.mul(SQRT_HALF)).add(1f).mul(0.5f);
    }

    @Override public void geluTanh(float[] x, int xOff, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector xi = at(x, xOff + i);
            FloatVector t = VectorMath.tanh(xi.mul(xi.mul(xi).fma(all(U3), all(U1))));
            xi.mul(0.5f).mul(t.add(1f)).intoArray(y, yOff + i);
        }
        super.geluTanh(x, xOff + i, y, yOff + i, n - i);
    }

    @Override public void geluTanhGradient(float[] x, int xOff, float[] dy, int dyOff, float[] dx, int dxOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector xi = at(x, xOff + i);
            FloatVector xx = xi.mul(xi);
            FloatVector t = VectorMath.tanh(xi.mul(xx.fma(all(U3), all(U1))));
            FloatVector slope = xx.fma(all(3f * U3), all(U1));
            FloatVector curve = xi.mul(0.5f).mul(all(1f).sub(t.mul(t))).mul(slope);
            at(dy, dyOff + i).mul(t.add(1f).mul(0.5f).add(curve)).intoArray(dx, dxOff + i);
        }
        super.geluTanhGradient(x, xOff + i, dy, dyOff + i, dx, dxOff + i, n - i);
    }

    @Override public void silu(float[] x, int xOff, float[] y, int yOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector xi = at(x, xOff + i);
            xi.mul(VectorMath.sigmoid(xi)).intoArray(y, yOff + i);
        }
        super.silu(x, xOff + i, y, yOff + i, n - i);
    }

    @Override public void siluGradient(float[] x, int xOff, float[] dy, int dyOff, float[] dx, int dxOff, int n) {
        int i = 0;
        for (; i <= n - L; i += L) {
            FloatVector xi = at(x, xOff + i);
            FloatVector s = VectorMath.sigmoid(xi);
            FloatVector slope = s.mul(xi.mul(all(1f).sub(s)).add(1f));
            at(dy, dyOff + i).mul(slope).intoArray(dx, dxOff + i);
        }
        super.siluGradient(x, xOff + i, dy, dyOff + i, dx, dxOff + i, n - i);
    }

    @Override public void adamW(float[] w, float[] g, float[] m, float[] v, float[] y, int off, int n,
                                float lr, float beta1, float beta2, float epsilon, float decay, float c1, float c2) {
        int i = off;
        for (; i <= off + n - L; i += L) {
            FloatVector gi = at(g, i);
            FloatVector wi = at(w, i);
            FloatVector mi = at(m, i).fma(all(beta1), gi.mul(1f - beta1));
            FloatVector vi = at(v, i).fma(all(beta2), gi.mul(1f - beta2).mul(gi));
            mi.intoArray(m, i);
            vi.intoArray(v, i);
            FloatVector step = mi.mul(c1).div(vi.mul(c2).sqrt().add(epsilon));
            wi.fma(all(decay), step).fma(all(-lr), wi).intoArray(y, i);
        }
        super.adamW(w, g, m, v, y, i, off + n - i, lr, beta1, beta2, epsilon, decay, c1, c2);
    }
}
