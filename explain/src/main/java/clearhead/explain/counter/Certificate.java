package clearhead.explain.counter;

/// How far it is proven that no smaller change does it, over the alternatives that were allowed.
///
/// @param atLeast     so many edits are needed: all sets of fewer were tried
/// @param minimal     whether what was found is as small as can be
/// @param irreducible whether no part of it would do: all parts were tried
/// @param text        the same for people
public record Certificate(int atLeast, boolean minimal, boolean irreducible, String text) {}
