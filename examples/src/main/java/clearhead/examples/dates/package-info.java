/// Dates as people write them → ISO 8601: data whose right answer and right explanation are both known.
///
/// A date's text is made here out of the JDK's locale data, field by field, so that for every digit of the answer it is known which
/// characters it has to be read from. An explanation of a model trained on it can therefore be marked right or wrong, which is what
/// the main example does.
///
/// Read in this order:
///
/// 1. [clearhead.examples.dates.DatedText]: one sample, with the [clearhead.examples.dates.Span] of its year, its month and its day;
/// 2. `DateForm`: how a language writes a date in a style, taken apart and written piece by piece;
/// 3. [clearhead.examples.dates.DateCorpus]: which languages, styles and days, and what training never sees of them;
/// 4. [clearhead.examples.dates.SourceText]: what the model reads of a text.
package clearhead.examples.dates;
