package clearhead.explain.report;

import java.util.Set;

/// One matrix of scores, `[rows][columns]`, and which heads of the model it comes from.
///
/// @param layer  counted from 0, or [#MEAN] over the layers
/// @param head   counted from 0, or [#MEAN] over the heads; methods that do not look at heads have one sheet, of means
/// @param values copied on the way in and on the way out
public record Sheet(int layer, int head, float[][] values) {

    /// In place of a layer or a head: the mean over all of them.
    public static final int MEAN = -1;

    public Sheet {
        if (layer < MEAN || head < MEAN || layer == MEAN && head != MEAN) {
            throw new IllegalArgumentException("sheet of layer " + layer + ", head " + head
                + " (need numbers from 0, −1 for a mean, and no head without its layer)");
        }
        values = copy(values);
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < values[i].length; j++) {
                requireFinite(values[i][j], "score of row " + i + ", column " + j);
            }
        }
    }

    /// The only sheet of a method that does not look at heads.
    public static Sheet of(float[][] values) {
        return new Sheet(MEAN, MEAN, values);
    }

    @Override public float[][] values() {
        return copy(values);
    }

    /// How much of a row falls on some columns: `Σ_{j ∈ columns} |s[row, j]| / Σⱼ |s[row, j]|`, 0 for a row of zeros.
    public double share(int row, Set<Integer> columns) {
        double on = 0, all = 0;
        for (int j = 0; j < values[row].length; j++) {
            double amount = Math.abs(values[row][j]);
            all += amount;
            if (columns.contains(j)) on += amount;
        }
        return all == 0 ? 0 : on / all;
    }

    float[] row(int row) {
        return values[row];
    }

    /// What a person calls it: `layer 0, head 3`, `layer 0, mean of its heads`, `mean of all heads`.
    String place() {
        if (layer == MEAN) return "mean of all heads";
        return "layer " + layer + (head == MEAN ? ", mean of its heads" : ", head " + head);
    }

    void requireSize(int rows, int columns, String what) {
        if (values.length != rows) {
            throw new IllegalArgumentException(what + ": " + values.length + " rows of scores for " + rows + " rows");
        }
        for (int i = 0; i < rows; i++) {
            if (values[i].length != columns) {
                throw new IllegalArgumentException(
                    what + ": " + values[i].length + " scores in row " + i + " for " + columns + " columns");
            }
        }
    }

    static void requireFinite(double value, String what) {
        if (!Double.isFinite(value)) throw new IllegalArgumentException(what + " is " + value + " (need a finite number)");
    }

    private static float[][] copy(float[][] values) {
        float[][] copy = new float[values.length][];
        for (int i = 0; i < values.length; i++) copy[i] = values[i].clone();
        return copy;
    }
}
