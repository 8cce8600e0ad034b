package clearhead.autograd;

import static clearhead.autograd.Shape.LAST;
import static clearhead.autograd.Shape.require;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
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
    private final Storage storage;
    private final Op op;
    private final Engine engine;

    private Tensor(Shape shape, Storage storage, Op op, Engine engine) {
        this.shape = shape;
        this.storage = storage;
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
        return new Tensor(shape, Storage.of(values.clone()), null, Engine.standard());
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
        return new Tensor(shape, Storage.of(data), null, Engine.standard());
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
        Storage y = op.sharesNumbers() ? inputs.getFirst().storage : engine.compute(op, shape);
        boolean record = false;
        for (Tensor input : inputs) {
            record |= input.op != null;
        }
        return new Tensor(shape, y, record && engine.records() ? op : null, engine);
    }

    /// A constant without numbers.
    static Tensor dry(Shape shape, Engine engine) {
        return new Tensor(shape, new Storage(null, shape.size()), null, engine);
    }

    /// A constant of the first numbers of this array. Whoever has the array changes none of them any more.
    static Tensor over(float[] array, Shape shape, Engine engine) {
        return new Tensor(shape, new Storage(array, shape.size()), null, engine);
    }

    /// A gradient as a caller gets it: its numbers, and the promise that it can be differentiated.
    static Tensor gradient(Tensor values, Deferred op, Engine engine) {
        return new Tensor(values.shape, values.storage, op, engine);
    }

    /// These numbers as a new beginning, whose uses are recorded, so that gradients with respect to it can be asked for.
    public Tensor variable() {
        return new Tensor(shape, storage, new Leaf(shape), engine);
    }

    /// These numbers as a constant: no gradient passes through it.
    public Tensor detach() {
        return new Tensor(shape, storage, null, engine);
    }

    /// These numbers on another engine, recorded as a new variable if this is recorded; all that is computed from the result runs there.
    public Tensor on(Engine engine) {
        boolean stays = this.engine.memory() == Memory.HEAP || this.engine.memory() == engine.memory();
        Storage there = stays ? storage : engine.compute(new Layout.Reshape(this, shape), shape);        // a copy
        return new Tensor(shape, there, op == null ? null : new Leaf(shape), engine);
    }

    /// These numbers outside any [Arena], to be read when it is closed: a copy, or this if it is in none.
    public Tensor keep() {
        return engine.outside() == engine ? this : on(engine.outside());
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
        require(shape.size() == 1, "item: shape %s has %d elements, not one", shape, shape.size());
        return data()[0];
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
        return data()[at];
    }

    /// A copy of all numbers, row-major.
    public float[] toArray() {
        return Arrays.copyOf(data(), shape.size());
    }

    /// All numbers, row-major, to be read where they are.
    public FloatBuffer buffer() {
        return FloatBuffer.wrap(data(), 0, shape.size()).slice().asReadOnlyBuffer();
    }

    /// The numbers where they are.
    ///
    /// @throws IllegalStateException if they are no longer there
    float[] data() {
        String refusal = engine.memory().refusal();
        if (refusal != null) {
            throw new IllegalStateException("tensor %s %s".formatted(shape, refusal));
        }
        return storage.array();
    }

    Storage storage() {
        return storage;
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

    /// 1 where an element is greater than that of b, else 0, also where one is NaN.
    public Tensor greater(Tensor b) {
        return sub(b).positive();
    }

    /// 1 where an element is less than that of b, else 0, also where one is NaN.
    public Tensor less(Tensor b) {
        return b.greater(this);
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

    /// `xᵉ` with a fixed exponent, see [Pointwise.Pow].
    public Tensor pow(double exponent) {
        return of(new Pointwise.Pow(this, exponent));
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

    /// `|x|`; flat at 0.
    public Tensor abs() {
        return relu().add(neg().relu());
    }

    /// `min(max(x, low), high)`; the gradient passes where x is not beyond either bound. NaN stays NaN.
    public Tensor clamp(float low, float high) {
        require(low <= high, "clamp: from %s to %s is empty", low, high);
        Tensor least = scalar(low);
        Tensor most = scalar(high);
        return where(less(least), least, where(greater(most), most, this));
    }

    /// The nearest whole numbers, of two equally near ones the even one; flat, so a constant. See [#straightThrough].
    public Tensor rounded() {
        float[] x = data();
        return from(shape, y -> {
            for (int i = 0; i < y.length; i++) {
                y[i] = (float) Math.rint(x[i]);
            }
        }).on(engine);
    }

    /// These values, differentiated as if they were this: `x.straightThrough(x.positive())` is a step, `x.straightThrough(x.rounded())`
    /// a rounding that can be trained through. See [Masking.StraightThrough].
    public Tensor straightThrough(Tensor value) {
        return of(new Masking.StraightThrough(this, value));
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

    /// How much each query (a row of this) reads of each key: `softmax(scale · this · keysᵀ + bias)`, see [Attention.Weights].
    public Tensor attentionWeights(Tensor keys, Optional<Tensor> bias, float scale, Heads.Form form) {
        return of(new Attention.Weights(this, keys, bias, scale, form));
    }

    /// The rows of `values` in the proportions of these weights, head by head, see [Heads.Mix].
    public Tensor mix(Tensor values, Heads.Form form) {
        return of(new Heads.Mix(this, values, form));
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

    /// One beside the other along a new axis: n tensors `[…]` make a tensor with n on that axis.
    public static Tensor stack(int axis, Tensor... parts) {
        return concat(axis, Arrays.stream(parts).map(part -> part.reshape(part.shape.insert(axis, 1))).toArray(Tensor[]::new));
    }

    /// Cut along one axis into parts of these sizes.
    ///
    /// @throws IllegalArgumentException if they do not make up the axis
    public List<Tensor> split(int axis, int... sizes) {
        require(Arrays.stream(sizes).sum() == dim(axis), "split: %s does not make up axis %d of x%s", Arrays.toString(sizes), axis, shape);
        List<Tensor> parts = new ArrayList<>();
        int from = 0;
        for (int size : sizes) {
            parts.add(slice(axis, from, from + size));
            from += size;
        }
        return parts;
    }

    /// Cut along one axis into n equal parts.
    ///
    /// @throws IllegalArgumentException if the axis does not divide
    public List<Tensor> chunk(int axis, int n) {
        require(n > 0 && dim(axis) % n == 0, "chunk: axis %d of x%s does not divide into %d", axis, shape, n);
        int[] sizes = new int[n];
        Arrays.fill(sizes, dim(axis) / n);
        return split(axis, sizes);
    }

    /// Rows of this table by number, `[rows, width] → [ids…, width]`, see [Lookup.Gather].
    public Tensor gather(Indices ids) {
        return of(new Lookup.Gather(this, ids));
    }

    /// Rows of this table by number, `[rows, width] → [ids…, width]`.
    public Tensor gather(Shape idsShape, int... ids) {
        return gather(Indices.of(idsShape, ids));
    }

    /// Elements of every row by number, `[…, n] → […, k]`, see [Lookup.Take].
    public Tensor take(Indices ids) {
        return of(new Lookup.Take(this, ids));
    }

    /// Every head turned by its position, `[…, seq, heads · dHead]`, the first row being at position `from`; see [Rotary].
    public Tensor rotary(Rotation by, int dHead, int from) {
        return of(new Rotary(this, by, dHead, from, false));
    }

    /// Repeated to this shape, see [Layout.Expand].
    public Tensor expand(Shape to) {
        return to.equals(shape) ? this : of(new Layout.Expand(this, to));
    }

    /// a where the mask is not 0, b where it is, see [Masking.Where].
    public static Tensor where(Tensor mask, Tensor a, Tensor b) {
        return of(new Masking.Where(mask, a, b));
    }

    /// `value` where the mask is not 0, in this shape.
    public Tensor maskedFill(Tensor mask, float value) {
        require(mask.shape.stretchesTo(shape), "maskedFill: the mask%s does not stretch to x%s (need equal sizes, or 1, on the last axes)",
                mask.shape, shape);
        return where(mask, scalar(value), this);
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

    /// `mean (x − mean x)²` along one axis, which goes.
    public Tensor variance(int axis) {
        return sub(meanKeep(axis)).square().mean(axis);
    }

    /// The standard deviation `√variance` along one axis, which goes. It has no derivative where all elements are equal: NaN.
    public Tensor deviation(int axis) {
        return variance(axis).sqrt();
    }

    /// Sums so far along one axis, see [Reduction.CumSum].
    public Tensor cumSum(int axis) {
        return of(new Reduction.CumSum(this, axis, false));
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

    /// The minimum along one axis, which goes.
    public Tensor min(int axis) {
        return neg().max(axis).neg();
    }

    /// Where the maximum along one axis stands: the first of equal ones, NaN before all. `[…, n, …] → […, …]`
    public Indices argmax(int axis) {
        return TopK.first(this, axis);
    }

    /// Where the minimum along one axis stands: the first of equal ones, NaN before all. `[…, n, …] → […, …]`
    public Indices argmin(int axis) {
        return detach().neg().argmax(axis);
    }

    /// The k greatest along the last axis, see [TopK].
    public TopK topK(int k) {
        return TopK.of(this, k);
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

    /// `ln Σ exp(xᵢ)` along the last axis, which stays with size 1. A row of −∞ has −∞ (and no derivative: NaN).
    ///
    /// The maximum is taken out, as it is in [#softmax], so that nothing overflows; an infinite one is replaced by the nearest number.
    public Tensor logSumExp() {
        Tensor max = maxKeep().detach().clamp(-Float.MAX_VALUE, Float.MAX_VALUE);
        return sub(max).exp().sumKeep(LAST).log().add(max);
    }

    /// `x / max(‖x‖, ε)` along the last axis: length 1, but for rows shorter than ε; a row of zeros stays one.
    public Tensor normalize(float epsilon) {
        require(epsilon >= 1e-18f, "normalize: ε = %s (need at least 1e-18, so that ε² is a number)", epsilon);
        return div(square().sumKeep(LAST).clamp(epsilon * epsilon, Float.POSITIVE_INFINITY).sqrt());
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
        return crossEntropy(Indices.of(targets));
    }

    /// Mean of `−ln softmax(x)[target]`, one target for each row; a negative one does not count.
    public Tensor crossEntropy(Indices targets) {
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
        if (engine.memory().refusal() != null) {
            return "Tensor" + shape + " " + engine.memory().refusal();
        }
        int shown = Math.min(shape.size(), 8);
        return "Tensor" + shape + " " + Arrays.toString(Arrays.copyOf(data(), shown)) + (shown < shape.size() ? " …" : "");
    }
}
