package clearhead.autograd;

import java.util.function.Supplier;

/// What several gradients of one op have in common, made when the first of them is asked for.
final class Once implements Supplier<Tensor> {

    private final Supplier<Tensor> maker;
    private Tensor made;

    Once(Supplier<Tensor> maker) {
        this.maker = maker;
    }

    @Override public Tensor get() {
        if (made == null) {
            made = maker.get();
        }
        return made;
    }
}
