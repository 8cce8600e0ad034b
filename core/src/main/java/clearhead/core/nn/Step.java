package clearhead.core.nn;

import clearhead.autograd.Engine;
import clearhead.autograd.Rotation;
import clearhead.autograd.Tensor;
import clearhead.autograd.Threads;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;

/// New positions of several sequences, of any number each, to be read together. Their rows stand one behind the other, `[1, rows, dModel]`:
/// linear layers see one matrix, and read their weights once; attention sees piece after piece, each with what came before it. Nothing is
/// filled up, so a sequence has the bits that it has alone.
///
/// @param pieces what is read
/// @param parts  where each of them stands
/// @param turn   by how much queries and keys are turned, row by row
public record Step(Pieces pieces, List<Part> parts, Optional<Rotation> turn) {

    /// The attention of a piece is at least that much work, in the terms of [Engine#share].
    private static final int PART = 8192;
    /// Pieces of fewer rows leave too little to share in each of them.
    private static final int FEW = 16;

    /// One of the pieces.
    ///
    /// @param from its first row
    /// @param to   the row behind its last
    /// @param seqK how many positions its sequence has with these rows
    /// @param mask what these rows may read of them
    public record Part(int from, int to, int seqK, Mask mask) {

        /// Its rows, `[1, to − from, width]`.
        public Tensor of(Tensor rows) {
            return to - from == rows.dim(1) ? rows : rows.slice(1, from, to);
        }
    }

    /// Copies the list.
    public Step {
        parts = List.copyOf(parts);
    }

    /// The same, reading no further back than so many positions.
    public Step within(int window) {
        return new Step(pieces, parts.stream().map(part -> new Part(part.from, part.to, part.seqK,
                part.mask.and(Mask.window(part.to - part.from, part.seqK, window)))).toList(), turn);
    }

    /// What `attention` gives for each piece, one behind the other. Where they have few rows, there is little in each to share among the
    /// threads; so the pieces are shared.
    ///
    /// @param q the queries
    Tensor each(Tensor q, IntFunction<Tensor> attention) {
        Tensor[] read = new Tensor[parts.size()];
        Threads.Range some = (from, to) -> {
            for (int i = from; i < to; i++) {
                read[i] = attention.apply(i);
            }
        };
        if (q.dim(1) < (long) FEW * read.length) {
            Engine.of(List.of(q)).share(read.length, PART, some);
        } else {
            some.run(0, read.length);
        }
        return Tensor.concat(1, read);
    }
}
