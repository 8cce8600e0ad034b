/// Models behind a door: any function from token ids, a text, words, a row of a table or a picture to scores is a
/// [clearhead.explain.BlackBox].
///
/// ```java
/// ClosedBox<String> box = ClosedBox.of(new Texts("…"), texts -> service(texts), Scale.PROBABILITIES, "negative", "positive");
/// Explanation why = new Occlusion().explain(box, Texts.read("A good film."), new Target.Predicted());
/// ```
///
/// Read in this order: [ClosedBox] (what is known of a function); [Form], what it reads and what "removed" means there: [Ids], [Texts],
/// [WordLists], [Rows], [Pictures]; [Scale], what its numbers are, and `Reading`, what can be explained of them; `ClosedSide`, its side of
/// a [clearhead.explain.Game]. Models behind a network are in `http`.
package clearhead.explain.closed;
