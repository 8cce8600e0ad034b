package clearhead.autograd;

import java.util.function.IntToDoubleFunction;

/// What the elements of an input are drawn from.
enum Numbers {

    /// Both signs, up to 4, more of the small ones.
    ANY {
        @Override double number(long seed, int i) {
            double x = 4 * Seeds.uniform(seed, i) - 2;
            return x * Math.abs(x);
        }
    },
    /// Either sign, never near 0, where a quotient ends and `relu` has its kink.
    NOT_ZERO {
        @Override double number(long seed, int i) {
            double x = ANY.number(seed, i);
            return x + Math.copySign(0.3, x);
        }
    },
    /// From 0.3 on, where logarithm and root are smooth.
    POSITIVE {
        @Override double number(long seed, int i) {
            return Math.abs(NOT_ZERO.number(seed, i));
        }
    },
    /// Between 0 and 1.
    SHARE {
        @Override double number(long seed, int i) {
            return 0.05 + 0.9 * Seeds.uniform(seed, i);
        }
    },
    /// Far enough apart that the greatest stays the greatest, and in no order: 40503 is odd, so that all 2¹⁶ places are met, and the golden
    /// section of 2¹⁶, so that neighbours are far from each other.
    APART {
        @Override double number(long seed, int i) {
            return ((40503L * i + (seed & 0xFF)) % 0x10000) * 0.125 - 3;
        }
    };

    abstract double number(long seed, int i);

    Tensor tensor(Shape shape, long seed) {
        return fill(shape, i -> number(seed, i));
    }

    private static Tensor fill(Shape shape, IntToDoubleFunction number) {
        return Tensor.from(shape, data -> {
            for (int i = 0; i < data.length; i++) {
                data[i] = (float) number.applyAsDouble(i);
            }
        });
    }
}
