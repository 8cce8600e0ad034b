package clearhead.core.text;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;

/// How encodings are filled up to one length.
///
/// @param length     the length; without it, that of the longest of a batch
/// @param direction  the end that is filled
/// @param multipleOf the length is rounded up to a multiple of this; 0 and 1 do nothing
/// @param id         of the token to fill with
/// @param typeId     its segment
/// @param piece      its piece
public record Padding(OptionalInt length, Truncation.Direction direction, int multipleOf, int id, int typeId, String piece) {

    /// More tokens than this nobody means.
    static final int MAX = 1 << 20;

    /// Checks the ranges.
    ///
    /// @throws IllegalArgumentException if a length is negative or absurd
    public Padding {
        if (length.orElse(0) < 0 || length.orElse(0) > MAX || multipleOf < 0 || multipleOf > MAX) {
            throw new IllegalArgumentException("padding: length %d, a multiple of %d (need both between 0 and %d)"
                    .formatted(length.orElse(0), multipleOf, MAX));
        }
    }

    /// All filled up to one length; those that are longer stay as they are.
    public List<Encoding> pad(List<Encoding> batch) {
        int wanted = length.orElseGet(() -> batch.stream().mapToInt(Encoding::size).max().orElse(0));
        int rest = multipleOf == 0 ? 0 : wanted % multipleOf;
        int target = wanted + (rest == 0 ? 0 : multipleOf - rest);
        return batch.stream().map(encoding -> encoding.map(tokens -> filled(tokens, target))).toList();
    }

    private List<Token> filled(List<Token> tokens, int target) {
        if (tokens.size() >= target) {
            return tokens;
        }
        Token padding = new Token(id, piece, 0, 0, typeId, true, Token.NO_SEQUENCE, false);
        List<Token> fill = Collections.nCopies(target - tokens.size(), padding);
        List<Token> result = new ArrayList<>(target);
        result.addAll(direction == Truncation.Direction.LEFT ? fill : tokens);
        result.addAll(direction == Truncation.Direction.LEFT ? tokens : fill);
        return result;
    }
}
