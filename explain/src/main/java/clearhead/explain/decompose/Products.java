package clearhead.explain.decompose;

import clearhead.autograd.Arithmetic;
import clearhead.autograd.Flow;
import clearhead.autograd.Heads;
import clearhead.autograd.Op;
import clearhead.autograd.Product;
import clearhead.autograd.Tensor;
import java.util.function.BinaryOperator;

/// Products: `Δ(ab) = Δa · (b + b′)/2 + (a + a′)/2 · Δb`, exactly. So a product's rule is its own derivative, half way.
final class Products {

    private Products() {}

    static void send(Arithmetic.Mul op, Arithmetic.Mul base, Tensor m, Flow to) {
        halfWay(new Pair(op.a(), base.a()), new Pair(op.b(), base.b()), m, to, Arithmetic.Mul::new);
    }

    static void send(Product op, Product base, Tensor m, Flow to) {
        Pair a = new Pair(op.inputs().get(0), base.inputs().get(0));
        Pair b = new Pair(op.inputs().get(1), base.inputs().get(1));
        halfWay(a, b, m, to, switch (op) {
            case Product.MatMul(Tensor _, boolean aT, Tensor _, boolean bT) -> (x, y) -> new Product.MatMul(x, aT, y, bT);
            case Product.Affine(Tensor _, Tensor _, Tensor bias) -> (x, w) -> new Product.Affine(x, w, bias);
        });
    }

    static void send(Heads op, Heads base, Tensor m, Flow to) {
        Pair a = new Pair(op.inputs().get(0), base.inputs().get(0));
        Pair b = new Pair(op.inputs().get(1), base.inputs().get(1));
        halfWay(a, b, m, to, switch (op) {
            case Heads.Scores(Tensor _, Tensor _, Heads.Form form) -> (x, y) -> new Heads.Scores(x, y, form);
            case Heads.Mix(Tensor _, Tensor _, Heads.Form form) -> (x, y) -> new Heads.Mix(x, y, form);
            case Heads.MixT(Tensor _, Tensor _, Heads.Form form) -> (x, y) -> new Heads.MixT(x, y, form);
        });
    }

    /// The product's own way back, from the middle of the way. Where one factor stays what it is, nobody asks for the other's middle.
    private static void halfWay(Pair a, Pair b, Tensor m, Flow to, Middle product) {
        Tensor aMid = b.varies() ? a.mid() : a.x();
        Tensor bMid = a.varies() ? b.mid() : b.x();
        product.of(aMid, bMid).backward(m, m, (input, multiplier) ->
                to.add(input == aMid ? a.x() : input == bMid ? b.x() : input, multiplier));
    }

    /// A product of other factors.
    @FunctionalInterface
    private interface Middle {
        Op of(Tensor a, Tensor b);
    }

    /// `Δ(a/b) = Δa · ½(1/b + 1/b′) − Δb · ½(a + a′)/(b b′)`: the product of a with 1/b, whose secant is `−1/(b b′)`.
    static void quotient(Arithmetic.Div op, Arithmetic.Div base, Tensor m, Flow to) {
        Pair a = new Pair(op.a(), base.a());
        Pair b = new Pair(op.b(), base.b());
        Tensor inverse = b.mid().div(b.x().detach().mul(b.base().detach()));                            // ½(1/b + 1/b′) = b̄ / (b b′)
        Tensor slope = a.mid().div(b.x().detach().mul(b.base().detach())).neg();
        to.add(a.x(), () -> m.mul(inverse).sumTo(a.x().shape()));
        to.add(b.x(), () -> m.mul(slope).sumTo(b.x().shape()));
    }
}
