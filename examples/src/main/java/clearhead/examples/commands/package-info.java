/// The commands that ask a model something, whatever model it is.
///
/// Read in this order:
///
/// 1. `InputCommand`: opens a model, asks it about an input and tells the `Answer` to people or to programs; with `Lines`, about each
///    line of a file
/// 2. `Inputs`: the options of an input, and all that can be wrong with them; `Limits`: what a model can read; `Image`, `Resampling`,
///    `Preprocessor` and `Pixels`: a picture that it can
/// 3. `PredictCommand` with a class for each kind of finding (`Classes`, `LikelyTokens`, `AnswerSpan`, `Entities`, `SentenceVector`,
///    `TargetScore`), `GenerateCommand` with `Telling` and `Generation`, `TraceCommand` with `Glob`, `TokenizeCommand`
/// 4. `ExplainCommand` and `CompareCommand`: `Question` is what they ask, of a `Subject` (a model, `Opened`, or a service, `Closed`, where
///    `Endpoint` says), `Asking` how often, `Showing` how they show what they are told; `AttentionCommand`
///    with `Weights`, `LedgerCommand`, and `MethodsCommand`, which lists what there is to ask; `CounterfactualCommand`, and `ContextCommand`
///    with `ContextPage`
/// 5. `DataCommand`, which asks about all examples of a table: `ImportanceCommand`, `SurrogateCommand`; and `SummaryCommand`, which reads what
///    `explain --batch` has written
/// 6. `InspectCommand` with `ModelReport`, `Sizes`, `Diagram`, `WeightsReport` and `TokenizerReport`
///
/// The results as JSON are described by the files `clearhead-COMMAND-1.schema.json` beside these classes; those of explanations,
/// counterfactuals, contexts and of what is said of data sets are in the module that makes them.
package clearhead.examples.commands;
