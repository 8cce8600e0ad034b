/// What a person sees of an explanation: one page that needs no network, and a picture in the terminal.
///
/// The data come first, and know nothing of HTML or colours. Read them in this order:
///
/// - [Piece], [Passage]: tokens and the text they come from, which are the columns;
/// - [Row]: what is explained, and which columns are known to be right;
/// - [Method], [Sheet], [Completeness], [Cost], [View]: what one method says, with one matrix or one for each head;
/// - [Panel]: one input with all its views; [Summary]: figures over many inputs; [Page]: everything together.
///
/// Then what is made of them: [TerminalView] with its [Ink] (and `Columns`, which knows how wide a character is), and `Html`, which
/// fills `page.html` with the style, the scripts (`draw.js`: what is drawn; `page.js`: what is chosen, and what a hand can do),
/// D3 and the data as JSON.
///
/// ```java
/// View view = View.of(new Method("attention", "attention", false, RawAttention.DISCLAIMER), explanation)
///     .with(View.heads(RawAttention.weights(model, input)));
/// Panel panel = new Panel("3 mars → 03", "output", "log p of the character", rows,
///     List.of(Passage.of("source", input.text(), input.tokens())), List.of(view));
/// System.out.print(new TerminalView(panel, view, view.whole()).draw(Ink.of(isTerminal, System.getenv()), 80));
/// new Page("Why 03?", "", List.of(panel), List.of()).write(Path.of("report.html"));
/// ```
package clearhead.explain.report;
