package clearhead.explain.attention;

import clearhead.autograd.Tensor;
import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// A matrix of who reads whom, in double precision; every sum has a fixed order.
///
/// @param values row after row
record Matrix(int rows, int columns, double[] values) {

    /// What a tensor says behind its first numbers.
    ///
    /// @param from where in the tensor the matrix begins
    static Matrix of(Tensor tensor, int from, int rows, int columns) {
        double[] values = new double[rows * columns];
        var numbers = tensor.buffer();
        for (int i = 0; i < values.length; i++) {
            values[i] = numbers.get(from + i);
        }
        return new Matrix(rows, columns, values);
    }

    static Matrix of(double[][] rows) {
        return new Matrix(rows.length, rows[0].length, Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray());
    }

    static Matrix zero(int rows, int columns) {
        return new Matrix(rows, columns, new double[rows * columns]);
    }

    /// The identity, each row times its own factor.
    static Matrix diagonal(double... factors) {
        Matrix diagonal = zero(factors.length, factors.length);
        for (int i = 0; i < factors.length; i++) {
            diagonal.values[i * factors.length + i] = factors[i];
        }
        return diagonal;
    }

    static Matrix identity(int size) {
        double[] ones = new double[size];
        Arrays.fill(ones, 1);
        return diagonal(ones);
    }

    double at(int row, int column) {
        return values[row * columns + column];
    }

    Matrix map(DoubleUnaryOperator each) {
        return new Matrix(rows, columns, Arrays.stream(values).map(each).toArray());
    }

    /// Element by element.
    Matrix each(Matrix other, DoubleBinaryOperator with) {
        double[] both = values.clone();
        for (int i = 0; i < both.length; i++) {
            both[i] = with.applyAsDouble(both[i], other.values[i]);
        }
        return new Matrix(rows, columns, both);
    }

    Matrix plus(Matrix other) {
        return each(other, Double::sum);
    }

    /// The product; zeros, of which a causal matrix has many, are skipped.
    Matrix times(Matrix other) {
        Matrix product = zero(rows, other.columns);
        for (int i = 0; i < rows; i++) {
            for (int k = 0; k < columns; k++) {
                double factor = at(i, k);
                if (factor != 0) {
                    for (int j = 0; j < other.columns; j++) {
                        product.values[i * other.columns + j] += factor * other.values[k * other.columns + j];
                    }
                }
            }
        }
        return product;
    }

    Matrix transposed() {
        Matrix transposed = zero(columns, rows);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                transposed.values[j * rows + i] = at(i, j);
            }
        }
        return transposed;
    }

    /// Columns of this matrix, then those of another.
    Matrix beside(Matrix other) {
        Matrix both = zero(rows, columns + other.columns);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(values, i * columns, both.values, i * both.columns, columns);
            System.arraycopy(other.values, i * other.columns, both.values, i * both.columns + columns, other.columns);
        }
        return both;
    }

    /// Some of the columns.
    Matrix columns(int from, int to) {
        Matrix part = zero(rows, to - from);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(values, i * columns + from, part.values, i * part.columns, part.columns);
        }
        return part;
    }

    double[] rowSums() {
        double[] sums = new double[rows];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                sums[i] += at(i, j);
            }
        }
        return sums;
    }

    /// Every row divided by its sum; one that sums to 0 stays 0.
    Matrix rowNormalized() {
        return diagonal(Arrays.stream(rowSums()).map(sum -> sum == 0 ? 0 : 1 / sum).toArray()).times(this);
    }

    float[] row(int row) {
        float[] floats = new float[columns];
        for (int j = 0; j < columns; j++) {
            floats[j] = (float) at(row, j);
        }
        return floats;
    }

    /// `[rows][columns]`
    float[][] floats() {
        float[][] floats = new float[rows][];
        Arrays.setAll(floats, this::row);
        return floats;
    }
}
