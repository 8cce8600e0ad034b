/// Writing with a model, token after token.
///
/// [Prompts] are the beginnings of texts. They are continued by a [Choice] of each next token (the likeliest, or one at random), or by a
/// [BeamSearch] that follows several texts at a time; a [Limit] says when a text is finished, a [Listener] hears of every token when it is
/// chosen. What a model has read it does not read again ([clearhead.core.nn.Cache]).
package clearhead.core.generate;
