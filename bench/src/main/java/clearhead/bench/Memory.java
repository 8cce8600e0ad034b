package clearhead.bench;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import java.util.List;
import java.util.Optional;

/// Nobody's model: reads as many numbers as one has, on all cores, and only adds them up. Nothing that needs them all can be faster.
final class Memory implements Contender {

    private static final int ROW = 4096;

    static void main(String[] folder) throws Exception {
        Worker.serve(folder, new Memory());
    }

    @Override public String description() {
        return "each weight read once and added";
    }

    @Override public Optional<Job> prepare(Case work, List<float[]> inputs) {
        return work instanceof Decode decode ? Optional.of(new Sum(decode.weights(), Tensor.full(Shape.of(decode.weights() / ROW, ROW), 1)))
                : Optional.empty();
    }

    private record Sum(int weights, Tensor numbers) implements Job {

        @Override public void run() {
            numbers.sum(1);
        }

        @Override public float[] result() {
            run();
            return new float[] {weights};
        }
    }
}
