package clearhead.autograd;

import static clearhead.autograd.Shape.LAST;
import static clearhead.autograd.Shape.require;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/// Numbers in a shape, and, where a gradient may be asked for, the operation that made them. Immutable; equal only to itself.
///
/// A tensor is *recorded* if it is a [#variable()] or was computed from one: it then remembers its [Op], whose inputs remember theirs,
/// and [Gradients] walks that graph backwards. What is computed from constants alone remembers nothing.
///
/// Every method below that computes is one line: it names the op, where formula, derivative and loop are found.
///
/// Longer than 300 lines because it is the list of all operations.
public final class Tensor {

    private final Shape shape;
    private final float[] data;
    private final Op op;
    private final Engine engine;

    private Tensor(Shape shape, float[] data, Op op, Engine engine) {
        this.shape = shape;
        this.data = data;
        this.op = op;
        this.engine = engine;
    }

    // ---- making

    /// A constant with a copy of these numbers.
    ///
    /// @throws IllegalArgumentException if there are not as many as the shape has elements
    public static Tensor of(Shape shape, float... values) {
        require(values.length == shape.size(), "tensor: %d values for shape %s, which has %d elements",
                values.length, shape, shape.size());
        return new Tensor(shape, values.clone(), null, Engine.standard());
    }

    /// A constant of one number.
    public static Tensor scalar(float value) {
        return of(Shape.of(), value);
    }

    /// A constant row of numbers, `[n]`.
    public static Tensor vector(float... values) {
        return of(Shape.of(values.length), values);
    }

    /// A constant that `writer` fills: it is handed the array, all zeros, once, and must not keep it.
    public static Tensor from(Shape shape, Consumer<float[]> writer) {
        float[] data = new float[shape.size()];
        writer.accept(data);
        return new Tensor(shape, data, null, Engine.standard());
    }

    /// A constant with the same number everywhere.
    public static Tensor full(Shape shape, float value) {
        return from(shape, data -> Arrays.fill(data, value));
    }

    /// Numbers of the normal distribution with mean 0 and this standard deviation, a function of the seed alone.
    public static Tensor normal(Shape shape, double deviation, long seed) {
        return from(shape, data -> {
            for (int i = 0; i < data.length; i++) {
                data[i] = (float) (deviation * Seeds.normal(seed, i));
            }
        });
    }

    /// The result of an operation.
    public static Tensor of(Op op) {
        List<Tensor> inputs = op.inputs();
        Engine engine = Engine.of(inputs);
        Shape shape = op.shape();
        float[] y = op instanceof Layout.Reshape(Tensor x, _) ? x.data : computed(op, engine, shape);
        boolean record = false;
        for (Tensor input : inputs) {
            record |= input.op != null;
        }
        return new Tensor(shape, y, record && engine.records() ? op : null, engine);
    }

    private static float[] computed(Op op, Engine engine, Shape shape) {
        float[] y = engine.take(shape.size());
        op.forward(engine, y);
        return y;
    }

    /// A gradient as a caller gets it: its numbers, and the promise that it can be differentiated.
    static Tensor gradient(Shape shape, float[] data, Deferred op, Engine engine) {
        return new Tensor(shape, data, op, engine);
    }

    /// These numbers as a new beginning, whose uses are recorded, so that gradients with respect to it can be asked for.
    public Tensor variable() {
        return new Tensor(shape, data, new Leaf(shape), engine);
    }

    /// These numbers as a constant: no gradient passes through it.
    public Tensor detach() {
        return new Tensor(shape, data, null, engine);
    }

    /// These numbers on another engine, recorded as a new variable if this is recorded; all that is computed from the result runs there.
    public Tensor on(Engine engine) {
        return new Tensor(shape, data, op == null ? null : new Leaf(shape), engine);
    }

    // ---- reading

    /// The sizes of the axes.
    public Shape shape() {
        return shape;
    }

    /// The size of one axis; negative counts from the end.
    public int dim(int axis) {
        return shape.dim(axis);
    }

    /// Whether gradients with respect to this can be asked for.
    public boolean isRecorded() {
        return op != null;
    }

    /// The operation that made this.
    ///
    /// @throws IllegalStateException if nothing was recorded
    public Op op() {
        if (op == null) {
            throw new IllegalStateException("tensor %s is a constant: nothing was recorded that made it".formatted(shape));
        }
        return op;
    }

    /// The single number of a tensor that has one.
    ///
    /// @throws IllegalArgumentException if it has more
    public float item() {
        require(data.length == 1, "item: shape %s has %d elements, not one", shape, data.length);
        return data[0];
    }

    /// The number at these positions, one for each axis.
    ///
    /// @throws IllegalArgumentException if there are too few or too many positions, or one is outside its axis
    public float at(int... index) {
        require(index.length == shape.rank(), "at: %d positions for shape %s", index.length, shape);
        int at = 0;
        for (int axis = 0; axis < index.length; axis++) {
            require(0 <= index[axis] && index[axis] < shape.dim(axis), "at: position %s outside shape %s", Arrays.toString(index), shape);
            at = at * shape.dim(axis) + index[axis];
        }
        return data[at];
    }

    /// A copy of all numbers, row-major.
    public float[] toArray() {
        return data.clone();
    }

    /// All numbers, row-major, to be read where they are.
    public FloatBuffer buffer() {
        return FloatBuffer.wrap(data).asReadOnlyBuffer();
    }

    float[] data() {
        return data;
    }

    Engine engine() {
        return engine;
    }

    // ---- arithmetic, stretching shapes to fit

    /// `this + b`, see [Arithmetic.Add].
    public Tensor add(Tensor b) {
        return of(new Arithmetic.Add(this, b));
    }

    /// `this + b` with one number.
    public Tensor add(float b) {
        return add(scalar(b));
    }

    /// `this − b`, see [Arithmetic.Sub].
    public Tensor sub(Tensor b) {
        return of(new Arithmetic.Sub(this, b));
    }

    /// `this · b` element by element, see [Arithmetic.Mul].
    public Tensor mul(Tensor b) {
        return of(new Arithmetic.Mul(this, b));
    }

    /// `this / b` element by element, see [Arithmetic.Div].
    public Tensor div(Tensor b) {
        return of(new Arithmetic.Div(this, b));
    }

    /// `factor · this`, see [Arithmetic.Scale].
    public Tensor scale(float factor) {
        return of(new Arithmetic.Scale(this, factor));
    }

    /// `−this`.
    public Tensor neg() {
        return scale(-1);
    }

    /// `this²`.
    public Tensor square() {
        return mul(this);
    }

    /// `(1 − t) · this + t · end`: a point on the straight line from here to there.
    public Tensor lerp(Tensor end, float t) {
        return scale(1 - t).add(end.scale(t));
    }

    // ---- functions, element by element

    /// `eˣ`, see [Pointwise.Exp].
    public Tensor exp() {
        return of(new Pointwise.Exp(this));
    }

    /// `ln x`, see [Pointwise.Log].
    public Tensor log() {
        return of(new Pointwise.Log(this));
    }

    /// `√x`, see [Pointwise.Sqrt].
    public Tensor sqrt() {
        return of(new Pointwise.Sqrt(this));
    }

    /// `tanh x`, see [Pointwise.Tanh].
    public Tensor tanh() {
        return of(new Pointwise.Tanh(this));
    }

    /// `σ(x)`, see [Pointwise.Sigmoid].
    public Tensor sigmoid() {
        return of(new Pointwise.Sigmoid(this));
    }

    /// `erf x`, see [Pointwise.Erf].
    public Tensor erf() {
        return of(new Pointwise.Erf(this));
    }

    /// `max(x, 0)`, see [Pointwise.Relu].
    public Tensor relu() {
        return of(new Pointwise.Relu(this));
    }

    /// 1 where `x > 0`, else 0, see [Pointwise.Positive].
    public Tensor positive() {
        return of(new Pointwise.Positive(this));
    }

    /// `x Φ(x)`, see [Pointwise.Gelu].
    public Tensor gelu() {
        return of(new Pointwise.Gelu(this));
    }

    /// GELU in its tanh form, see [Pointwise.GeluTanh].
    public Tensor geluTanh() {
        return of(new Pointwise.GeluTanh(this));
    }

    /// `x σ(x)`, see [Pointwise.Silu].
    public Tensor silu() {
        return of(new Pointwise.Silu(this));
    }

    // ---- products

    /// `this · b`, matrix by matrix, see [Product.MatMul].
    public Tensor matmul(Tensor b) {
        return of(new Product.MatMul(this, false, b, false));
    }

    /// `this · bᵀ`, matrix by matrix.
    public Tensor matmulT(Tensor b) {
        return of(new Product.MatMul(this, false, b, true));
    }

    /// `this · w + b`, see [Product.Affine].
    public Tensor affine(Tensor w, Tensor b) {
        return of(new Product.Affine(this, w, b));
    }

    /// `Σ this ⊙ b`, one number.
    public Tensor dot(Tensor b) {
        return mul(b).sum();
    }

    // ---- layout

    /// The same numbers in another shape; one size may be −1 and is then computed. See [Layout.Reshape].
    public Tensor reshape(int... dims) {
        int[] sizes = dims.clone();
        for (int axis = 0; axis < sizes.length; axis++) {
            if (dims[axis] == -1) {
                sizes[axis] = 1;
                require(Arrays.stream(sizes).noneMatch(size -> size == -1),
                        "reshape: only one size of %s can be open", Arrays.toString(dims));
                int known = Shape.of(sizes).size();
                require(known != 0 && shape.size() % known == 0, "reshape: x%s does not divide into %s", shape, Arrays.toString(dims));
                sizes[axis] = shape.size() / known;
            }
        }
        return reshape(Shape.of(sizes));
    }

    /// The same numbers in another shape.
    public Tensor reshape(Shape to) {
        return to.equals(shape) ? this : of(new Layout.Reshape(this, to));
    }

    /// Axis i of the result is axis `axes[i]` of this, see [Layout.Permute].
    public Tensor permute(int... axes) {
        return of(new Layout.Permute(this, Arrays.stream(axes).boxed().toList()));
    }

    /// The last two axes exchanged.
    public Tensor transpose() {
        int rank = shape.rank();
        require(rank >= 2, "transpose: shape %s has fewer than two axes", shape);
        int[] axes = new int[rank];
        Arrays.setAll(axes, axis -> axis < rank - 2 ? axis : 2 * rank - 3 - axis);
        return permute(axes);
    }

    /// The elements `from ≤ i < to` of one axis, see [Layout.Slice].
    public Tensor slice(int axis, int from, int to) {
        return of(new Layout.Slice(this, axis, from, to));
    }

    /// One after the other along one axis, see [Layout.Concat].
    public static Tensor concat(int axis, Tensor... parts) {
        return of(new Layout.Concat(List.of(parts), axis));
    }

    /// Rows of this table by number, `[rows, width] → [ids…, width]`, see [Layout.Gather].
    public Tensor gather(Shape idsShape, int... ids) {
        return of(new Layout.Gather(this, ids, idsShape));
    }

    /// Repeated to this shape, see [Layout.Expand].
    public Tensor expand(Shape to) {
        return to.equals(shape) ? this : of(new Layout.Expand(this, to));
    }

    /// `value` where the mask is not 0, see [Masking.MaskedFill].
    public Tensor maskedFill(Tensor mask, float value) {
        return of(new Masking.MaskedFill(this, mask, value));
    }

    /// Some elements dropped, the others scaled up, see [Masking.Dropout].
    public Tensor dropout(float rate, long seed) {
        return rate == 0 ? this : of(new Masking.Dropout(this, rate, seed));
    }

    // ---- sums and maxima

    /// Summed to a shape that stretches to this one, see [Reduction.SumTo].
    public Tensor sumTo(Shape to) {
        return to.equals(shape) ? this : of(new Reduction.SumTo(this, to));
    }

    /// The sum of all elements.
    public Tensor sum() {
        return sumTo(Shape.of());
    }

    /// The sum along one axis, which goes.
    public Tensor sum(int axis) {
        return sumKeep(axis).reshape(shape.without(axis));
    }

    /// The sum along one axis, which stays with size 1.
    public Tensor sumKeep(int axis) {
        return sumTo(shape.with(axis, 1));
    }

    /// The mean of all elements.
    public Tensor mean() {
        return sum().scale(1f / shape.size());
    }

    /// The mean along one axis, which goes.
    public Tensor mean(int axis) {
        return sum(axis).scale(1f / dim(axis));
    }

    /// The mean along one axis, which stays with size 1.
    public Tensor meanKeep(int axis) {
        return sumKeep(axis).scale(1f / dim(axis));
    }

    /// The maximum along one axis, which goes, see [Reduction.Max].
    public Tensor max(int axis) {
        int last = shape.rank() - 1;
        int chosen = shape.axis(axis);
        if (chosen == last) {
            return maxKeep().reshape(shape.without(LAST));
        }
        int[] axes = new int[last + 1];                      // the chosen axis goes last, the others keep their order
        Arrays.setAll(axes, i -> i == last ? chosen : i < chosen ? i : i + 1);
        return permute(axes).max(LAST);
    }

    /// The maximum along the last axis, which stays with size 1.
    public Tensor maxKeep() {
        return of(new Reduction.Max(this));
    }

    // ---- rows

    /// `exp(xᵢ) / Σ exp(xⱼ)` along the last axis, see [RowOp.Softmax].
    public Tensor softmax() {
        return of(new RowOp.Softmax(this));
    }

    /// `ln softmax(x)` along the last axis, see [RowOp.LogSoftmax].
    public Tensor logSoftmax() {
        return of(new RowOp.LogSoftmax(this));
    }

    /// Mean 0 and variance 1 along the last axis, then scaled and shifted, see [RowOp.LayerNorm].
    public Tensor layerNorm(Tensor gamma, Tensor beta, float epsilon) {
        return of(new RowOp.LayerNorm(this, gamma, beta, epsilon));
    }

    /// Mean square 1 along the last axis, then scaled, see [RowOp.RmsNorm].
    public Tensor rmsNorm(Tensor gamma, float epsilon) {
        return of(new RowOp.RmsNorm(this, gamma, epsilon));
    }

    // ---- losses

    /// Mean of `−ln softmax(x)[target]`, see [Loss.CrossEntropy].
    public Tensor crossEntropy(int... targets) {
        return of(new Loss.CrossEntropy(this, targets));
    }

    /// Mean of `−t ln σ(x) − (1 − t) ln(1 − σ(x))`, see [Loss.BinaryCrossEntropy].
    public Tensor binaryCrossEntropy(Tensor targets) {
        return of(new Loss.BinaryCrossEntropy(this, targets));
    }

    /// Mean of `(x − target)²`.
    public Tensor meanSquaredError(Tensor target) {
        return sub(target).square().mean();
    }

    @Override public String toString() {
        int shown = Math.min(data.length, 8);
        return "Tensor" + shape + " " + Arrays.toString(Arrays.copyOf(data, shown)) + (shown < data.length ? " …" : "");
    }
}
