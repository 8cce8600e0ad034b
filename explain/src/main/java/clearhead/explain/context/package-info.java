/// Which words of a text were written because of what stood before the question? PECoRe (Sarti et al. 2024, arXiv 2310.01188): a model that
/// writes reads a question with a context and without; where its expectations differ most, the difference is explained by tokens of the
/// context.
///
/// ```java
/// Contextual input = Contextual.of(model, "Mary is a surgeon.", "Then", " ");
/// ContextReliance found = new Pecore(Selection.STANDARD, new Occlusion()).of(model, input, input.written(model, 20));
/// System.out.println(found.text());
/// ```
///
/// Read in this order: [Contextual] (what is asked), [Selection] (which tokens count as sensitive to the context), [Pecore] (the two
/// steps), [ContextReliance] (the result).
package clearhead.explain.context;
