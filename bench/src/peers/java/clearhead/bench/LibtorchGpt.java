package clearhead.bench;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.ndarray.types.SparseFormat;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// The training step of [Gpt] in libtorch's words, attention from its parts, because DJL has no other.
final class LibtorchGpt implements Contender.Job {

    /// `x · wᵀ + b`, or γ and β of a norm.
    private record Two(NDArray weight, NDArray bias) {}

    private record Block(Two selfNorm, Two qkv, Two out, Two mlpNorm, Two up, Two down) {}

    private final NDManager manager;
    private final Gpt.Size size;
    private final float[] ids;
    private final float[] next;
    private final List<NDArray> parameters = new ArrayList<>();
    private final List<Libtorch.AdamW> optimizers;
    private final NDArray tokens;
    private final NDArray positions;
    private final List<Block> blocks = new ArrayList<>();
    private final Two norm;
    private final Two head;
    private final NDArray mask;

    LibtorchGpt(NDManager manager, Gpt.Size size, List<float[]> in) {
        this.manager = manager;
        this.size = size;
        ids = in.get(0);
        next = in.get(1);
        int d = size.dModel();
        Iterator<float[]> rest = in.subList(2, in.size()).iterator();
        tokens = parameter(manager.create(rest.next(), new Shape(size.vocab(), d)));
        positions = parameter(manager.create(rest.next(), new Shape(size.seq(), d)));
        for (int layer = 0; layer < size.layers(); layer++) {
            blocks.add(new Block(norm(rest), linear(rest, d, d, 3), linear(rest, d, d, 1), norm(rest), linear(rest, d, 4 * d, 1),
                    linear(rest, 4 * d, d, 1)));
        }
        norm = norm(rest);
        head = linear(rest, d, size.vocab(), 1);
        optimizers = parameters.stream().map(Libtorch.AdamW::new).toList();
        // 0 up to the diagonal, −∞ above it
        mask = manager.full(new Shape(size.seq(), size.seq()), Float.NEGATIVE_INFINITY);
        for (int i = 0; i < size.seq(); i++) {
            mask.set(new NDIndex(i + ", :" + (i + 1)), 0);
        }
    }

    private NDArray parameter(NDArray weights) {
        weights.setRequiresGradient(true);
        parameters.add(weights);
        return weights;
    }

    private Two norm(Iterator<float[]> in) {
        return new Two(parameter(manager.create(in.next())), parameter(manager.create(in.next())));
    }

    /// Several layers that read the same, as one; theirs are `[out, in]`, ours `[in, out]`.
    private Two linear(Iterator<float[]> in, int inputs, int outputs, int layers) {
        NDList weights = new NDList();
        NDList biases = new NDList();
        for (int layer = 0; layer < layers; layer++) {
            weights.add(manager.create(in.next(), new Shape(inputs, outputs)).transpose());
            biases.add(manager.create(in.next()));
        }
        return new Two(parameter(NDArrays.concat(weights, 0)), parameter(NDArrays.concat(biases, 0)));
    }

    @Override public void run() {
        step();
    }

    @Override public float[] result() {
        float[] losses = new float[Case.Step.CHECKED];
        for (int step = 0; step < losses.length; step++) {
            losses[step] = step();
        }
        return losses;
    }

    private float step() {
        try (NDManager step = manager.newSubManager()) {
            float value;
            try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
                NDArray loss = loss(step);
                collector.backward(loss);
                value = loss.getFloat();
            }
            for (int i = 0; i < optimizers.size(); i++) {
                try (NDArray gradient = parameters.get(i).getGradient()) {
                    optimizers.get(i).step(gradient);
                }
            }
            return value;
        }
    }

    private NDArray loss(NDManager step) {
        NDArray read = step.create(ids, new Shape(size.batch(), size.seq())).toType(DataType.INT64, false);
        NDArray x = read.getNDArrayInternal().embedding(read, tokens, SparseFormat.DENSE).head().add(positions);   // [batch, seq, dModel]
        for (Block block : blocks) {
            x = x.add(attention(block, norm(x, block.selfNorm)));
            x = x.add(linear(linear(norm(x, block.mlpNorm), block.up).getNDArrayInternal().gelu(), block.down));
        }
        NDArray scores = linear(norm(x, norm), head).reshape(-1, size.vocab()).logSoftmax(-1);
        NDArray wanted = step.create(next, new Shape(next.length, 1)).toType(DataType.INT64, false);
        return scores.gather(wanted, 1).mean().neg();
    }

    private NDArray attention(Block block, NDArray x) {
        int d = size.dModel();
        NDList parts = linear(x, block.qkv).split(3, 2);
        NDArray q = heads(parts.get(0));                                                // [batch, heads, seq, dHead]
        NDArray k = heads(parts.get(1));
        NDArray v = heads(parts.get(2));
        NDArray scores = q.matMul(k.transpose(0, 1, 3, 2)).mul(1 / Math.sqrt((double) d / size.heads())).add(mask);
        NDArray z = scores.softmax(-1).matMul(v).transpose(0, 2, 1, 3).reshape(size.batch(), size.seq(), d);
        return linear(z, block.out);
    }

    private NDArray heads(NDArray x) {
        return x.reshape(size.batch(), size.seq(), size.heads(), size.dModel() / size.heads()).transpose(0, 2, 1, 3);
    }

    private static NDArray linear(NDArray x, Two layer) {
        return x.getNDArrayInternal().linear(x, layer.weight, layer.bias).head();
    }

    private static NDArray norm(NDArray x, Two norm) {
        return x.getNDArrayInternal().layerNorm(x, norm.weight.getShape(), norm.weight, norm.bias, Case.Rows.EPSILON).head();
    }
}
