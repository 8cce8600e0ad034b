package clearhead.explain.gradient;

import static clearhead.autograd.Shape.LAST;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The walk of Sanyal & Ren 2021 (arXiv 2108.13654, section 3.2) from a word w to w′ over other words, in m steps. A step from the word a,
/// which stands for the corner c, looks at the nearest words of a. In a number j a word b is *monotone* if bⱼ lies between cⱼ and w′ⱼ;
/// moved to where it is, it becomes
///
/// `c⁺ⱼ = bⱼ` where it is monotone, `cⱼ + (w′ⱼ − cⱼ)/m` where it is not.
///
/// The word that is chosen is the next a, its c⁺ the next corner. No word is met twice; where there is none left, all of c moves by 1/m.
final class WordWalk {

    /// Numbers in a table of products, at most; changes no bit of the result.
    private static final int PRODUCTS = 1 << 24;
    private static final int NONE = -1;

    private final DiscretizedIntegratedGradients.Strategy strategy;
    private final Tensor table;
    private final FloatBuffer words;
    private final Tensor halfSquares;
    private final int neighbours;
    private final Shape shape;
    private final int steps;
    /// c, w′ and a of all rows, `[rows, width]`.
    private final float[] corner;
    private final float[] end;
    private final float[] anchor;

    /// @param table `[vocab, width]`
    /// @param from  `[1, rows, width]`
    /// @param to    `[1, rows, width]`
    WordWalk(Tensor table, int neighbours, DiscretizedIntegratedGradients.Strategy strategy, Tensor from, Tensor to, int steps) {
        this.strategy = strategy;
        this.table = table.detach();
        this.words = this.table.buffer();
        this.halfSquares = this.table.square().sum(LAST).scale(0.5f);                            // [vocab]
        this.neighbours = Math.min(neighbours + 1, table.dim(0));                                // each word is its own nearest
        this.shape = from.shape();
        this.steps = steps;
        this.corner = from.toArray();
        this.end = to.toArray();
        this.anchor = from.toArray();
    }

    /// The corners on the way from each row to its other, neither among them, `[1, rows, width]` each.
    List<Tensor> corners() {
        List<BitSet> met = Stream.generate(BitSet::new).limit(shape.dim(1)).toList();
        List<Tensor> corners = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            int[] nearest = nearest();
            for (int row = 0; row < shape.dim(1); row++) {
                int word = best(row, Arrays.copyOfRange(nearest, row * neighbours, (row + 1) * neighbours), met.get(row));
                if (word != NONE) {
                    met.get(row).set(word);
                }
                take(row, word);
            }
            corners.add(Tensor.of(shape, corner.clone()));
        }
        return corners;
    }

    /// The nearest words of each anchor, `[rows, neighbours]`, the nearest first: those with the greatest `⟨a, e⟩ − ½‖e‖²`.
    private int[] nearest() {
        int rows = shape.dim(1);
        Tensor anchors = Tensor.of(Shape.of(rows, shape.last()), anchor);
        int together = Math.clamp(PRODUCTS / table.dim(0), 1, rows);
        return IntStream.iterate(0, begin -> begin < rows, begin -> begin + together).mapToObj(begin ->
                anchors.slice(0, begin, Math.min(begin + together, rows)).matmulT(table).sub(halfSquares).topK(neighbours).indices())
                .flatMapToInt(found -> Arrays.stream(found.toArray())).toArray();
    }

    /// The word to go to.
    private int best(int row, int[] nearest, BitSet met) {
        int best = NONE;
        double least = Double.POSITIVE_INFINITY;
        for (int word : nearest) {
            double cost = met.get(word) || isAnchor(row, word) ? Double.POSITIVE_INFINITY : cost(row, word);
            if (cost < least) {
                best = word;
                least = cost;
            }
        }
        return best;
    }

    private boolean isAnchor(int row, int word) {
        return IntStream.range(0, shape.last()).allMatch(j -> number(word, j) == anchor[row * shape.last() + j]);
    }

    /// How far the word would be moved, or in how many numbers.
    private double cost(int row, int word) {
        double cost = 0;
        for (int j = 0; j < shape.last(); j++) {
            if (!monotone(row, word, j)) {
                double moved = number(word, j) - onTheWay(row, j);
                cost += switch (strategy) {
                    case GREEDY -> moved * moved;
                    case MAX_COUNT -> 1;
                };
            }
        }
        return cost;
    }

    private float number(int word, int j) {
        return words.get(word * shape.last() + j);
    }

    private boolean monotone(int row, int word, int j) {
        int at = row * shape.last() + j;
        return Math.min(corner[at], end[at]) <= number(word, j) && number(word, j) <= Math.max(corner[at], end[at]);
    }

    /// The difference is rounded, so the last step alone could go past the end.
    private float onTheWay(int row, int j) {
        int at = row * shape.last() + j;
        float moved = corner[at] + (end[at] - corner[at]) / steps;
        return Math.clamp(moved, Math.min(corner[at], end[at]), Math.max(corner[at], end[at]));
    }

    private void take(int row, int word) {
        for (int j = 0; j < shape.last(); j++) {
            int at = row * shape.last() + j;
            corner[at] = word != NONE && monotone(row, word, j) ? number(word, j) : onTheWay(row, j);
            anchor[at] = word != NONE ? number(word, j) : anchor[at];
        }
    }
}
