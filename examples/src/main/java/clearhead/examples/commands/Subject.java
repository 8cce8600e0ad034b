package clearhead.examples.commands;

import clearhead.explain.BlackBox;
import clearhead.explain.Input;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/// What commands ask that need no more than answers: a model that is at hand, or one behind a door.
sealed interface Subject permits Opened, Closed {

    /// The model as explanations see it.
    BlackBox box();

    /// The input that the options ask about.
    Input input(Inputs inputs);

    /// What every result says first.
    void write(ObjectNode json, Input given);

    /// What one should know about the model, and about what it was given.
    List<String> warnings(Input given);
}
