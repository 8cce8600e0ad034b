/// The commands that ask a model something, whatever model it is.
///
/// Read in this order:
///
/// 1. `InputCommand`: opens a model, asks it about an input and tells the `Answer` to people or to programs; with `Lines`, about each
///    line of a file
/// 2. `Inputs`: the options of an input, and all that can be wrong with them; `Words`, `Given` and `Limits`: an input that the model can
///    read; `Image`, `Resampling`, `Preprocessor` and `Pixels`: a picture that it can
/// 3. `PredictCommand` with a class for each kind of finding (`Classes`, `LikelyTokens`, `AnswerSpan`, `Entities`, `SentenceVector`,
///    `TargetScore`), `GenerateCommand` with `Telling` and `Generation`, `TraceCommand` with `Glob`, `TokenizeCommand`
/// 4. `InspectCommand` with `ModelReport`, `Sizes`, `Diagram`, `WeightsReport` and `TokenizerReport`
///
/// The results as JSON are described by the files `clearhead-COMMAND-1.schema.json` beside these classes.
package clearhead.examples.commands;
