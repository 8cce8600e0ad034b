/// What a person sees of an explanation: one page that needs no network, and a picture in the terminal.
///
/// [Report] makes both of any [Explanation][clearhead.explain.Explanation], or of several of one input, side by side:
///
/// ```java
/// Report report = new Report(model, Methods.ALL);
/// report.page(List.of(explanation)).write(Path.of("why.html"));
/// System.out.print(report.terminal(List.of(explanation), Level.WORDS, Ink.of(isTerminal, System.getenv()), 80));
/// ```
///
/// Between the two stand data that know nothing of HTML or colours, which one may also make oneself. Read them in this order:
///
/// - [Piece], [Passage] (or [Picture]): tokens and the text they come from, which are the columns;
/// - [Row]: what is explained, and which columns are known to be right;
/// - [Method], [Sheet], [Completeness], [Cost], [View]: what one method says, with one matrix or one for each head;
/// - [Panel]: one input with all its views, over tokens, words and sentences; [Summary]: figures over many inputs;
///   [Page]: everything together.
///
/// `Panels` and `Views` make them of explanations; `Side` cuts an axis into words and sums their scores; `Question` says in words what was
/// asked. Then what is drawn of them: `PanelText` for a terminal, of which [TerminalView] draws a matrix, `ScoreList` one row and
/// `PictureText` a picture, in some [Ink] (`Columns` knows how wide a character is); and `Html`, which fills `page.html` with the style,
/// the scripts (`draw.js`: what is drawn; `page.js`: what is chosen, and what a hand can do), D3 and the data as JSON.
package clearhead.explain.report;
