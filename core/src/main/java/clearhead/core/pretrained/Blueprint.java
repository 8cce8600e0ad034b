package clearhead.core.pretrained;

import clearhead.core.model.Model;
import clearhead.core.nn.Parameters;
import java.util.List;
import java.util.function.Function;

/// How to make a model of a family, and what its parameters are called in files.
///
/// @param make   makes it of parameters from anywhere
/// @param names  what they are called
/// @param labels the names of its classes; empty if it has none
record Blueprint(Function<Parameters, Model<?>> make, Names names, List<String> labels) {

    /// Of a model without classes.
    Blueprint(Function<Parameters, Model<?>> make, Names names) {
        this(make, names, List.of());
    }

    /// The same model in files that call its parameters otherwise.
    Blueprint with(Names others) {
        return new Blueprint(make, others, labels);
    }
}
