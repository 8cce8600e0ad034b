package clearhead.autograd;

import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;

/// One op with inputs to run it on, again and again: as constants, as variables, on any engine.
///
/// @param inputs the tensors that can vary; what cannot (ids, masks, targets) is part of `make`
record Case(List<Tensor> inputs, Function<List<Tensor>, Op> make) {

    /// Every input a variable.
    List<Tensor> variables() {
        return inputs.stream().map(Tensor::variable).toList();
    }

    Tensor run(List<Tensor> on) {
        return Tensor.of(make.apply(on));
    }

    /// The result on this engine, without recording.
    Tensor on(Engine engine) {
        return run(inputs.stream().map(x -> x.on(engine)).toList());
    }

    /// The op on constants.
    Op op() {
        return make.apply(inputs);
    }

    /// The same op with another number at one place of one input.
    Case with(int input, int place, float number) {
        return new Case(IntStream.range(0, inputs.size()).mapToObj(i -> {
            float[] data = inputs.get(i).toArray();
            if (i == input) {
                data[place] = number;
            }
            return Tensor.of(inputs.get(i).shape(), data);
        }).toList(), make);
    }

    @Override public String toString() {
        return op().getClass().getName() + inputs + " -> " + op().shape();
    }
}
