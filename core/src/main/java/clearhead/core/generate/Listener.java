package clearhead.core.generate;

/// Is told of every token as soon as it is chosen.
@FunctionalInterface
public interface Listener {

    /// Does not listen.
    Listener NONE = (_, _, _) -> { };

    /// Called in the order of the choices.
    ///
    /// @param sequence the number of the text
    /// @param id       its next token
    /// @param logProb  how sure the model was of it
    void token(int sequence, int id, float logProb);
}
