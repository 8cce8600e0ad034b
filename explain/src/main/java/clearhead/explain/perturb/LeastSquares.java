package clearhead.explain.perturb;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.ejml.dense.row.NormOps_DDRM;
import org.ejml.dense.row.factory.LinearSolverFactory_DDRM;
import org.ejml.interfaces.decomposition.CholeskyDecomposition_F64;
import org.ejml.interfaces.linsol.LinearSolverDense;

/// Weighted least squares with a ridge, in closed form:
///
/// `β = argmin Σₖ wₖ (yₖ − ⟨xₖ, β⟩)² + Σⱼ ridgeⱼ βⱼ²`,  so  `A β = Σₖ wₖ yₖ xₖ`  with the normal matrix  `A = Σₖ wₖ xₖ xₖᵀ + diag(ridge)`
///
/// Its error is one of sampling: some rows are always there, others were drawn, and another draw would have given another β. How far
/// one drawn row k pulls β is known in closed form, as if it were left out (Cook 1977), with its residual e and its leverage h:
///
/// `pₖ = β − β₍₋ₖ₎ = A⁻¹ xₖ wₖ eₖ / (1 − hₖ)`,  `hₖ = wₖ xₖᵀ A⁻¹ xₖ`
///
/// so the jackknife (Miller 1974) costs no other fit: `β + Σ hₖ pₖ` takes away the bias of a fit to few draws, which falls as 1 / draws,
/// and the spread of the pulls is the variance. The correction has noise of its own: `√(1 + hₖ)` times the pull makes up for it, as
/// `CoverageTest` measures. None of it assumes that a linear function is the right one.
final class LeastSquares {

    private final DMatrixRMaj x;                                            // [rows, p]
    private final double[] weights;
    private final int drawn;
    private final DMatrixRMaj normal;                                       // [p, p]
    private final LinearSolverDense<DMatrixRMaj> solver;
    private final DMatrixRMaj spread;                                       // [rows, p]: A⁻¹ xₖ

    /// What is found for some values of the rows.
    ///
    /// @param beta      β, corrected
    /// @param residuals what an uncorrected β leaves of the values, `[rows]`: `eₖ = yₖ − ⟨xₖ, β⟩`
    /// @param pulls     how far each drawn row pulls β, `[drawn][p]`
    record Solution(double[] beta, double[] residuals, double[][] pulls) {}

    private LeastSquares(DMatrixRMaj x, double[] weights, int drawn, DMatrixRMaj normal, LinearSolverDense<DMatrixRMaj> solver) {
        this.x = x;
        this.weights = weights;
        this.drawn = drawn;
        this.normal = normal;
        this.solver = solver;
        DMatrixRMaj inverse = new DMatrixRMaj(normal.numRows, normal.numRows);
        solver.invert(inverse);
        this.spread = new DMatrixRMaj(x.numRows, x.numCols);
        CommonOps_DDRM.mult(x, inverse, spread);
    }

    /// @param rows    `[rows][p]`
    /// @param weights of the rows
    /// @param ridge   `[p]`
    /// @param drawn   the rows from here on were drawn
    /// @return empty if that does not say what β is
    static Optional<LeastSquares> of(double[][] rows, double[] weights, double[] ridge, int drawn) {
        DMatrixRMaj x = new DMatrixRMaj(rows);
        DMatrixRMaj weighted = x.copy();
        CommonOps_DDRM.multRows(weights, weighted);
        DMatrixRMaj normal = new DMatrixRMaj(ridge.length, ridge.length);
        CommonOps_DDRM.multTransA(x, weighted, normal);
        for (int j = 0; j < ridge.length; j++) {
            normal.add(j, j, ridge[j]);
        }
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(ridge.length);
        return solver.setA(normal.copy()) && fullRank(solver.getDecomposition())
                ? Optional.of(new LeastSquares(x, weights, drawn, normal, solver)) : Optional.empty();
    }

    /// Whether the pivots of the Cholesky decomposition are more than rounding.
    private static boolean fullRank(CholeskyDecomposition_F64<DMatrixRMaj> cholesky) {
        DMatrixRMaj triangle = cholesky.getT(null);
        double[] pivots = IntStream.range(0, triangle.numRows).mapToDouble(j -> triangle.get(j, j) * triangle.get(j, j)).toArray();
        return Arrays.stream(pivots).min().orElse(1) > 1e-14 * Arrays.stream(pivots).max().orElse(1);
    }

    /// How much the normal matrix stretches at most, over at least: how many times greater an error in what it is asked may become.
    double condition() {
        return NormOps_DDRM.conditionP2(normal);
    }

    /// Degrees of freedom that the fit leaves the drawn rows: their number less their leverages, at least 1.
    int freedom() {
        double fitted = IntStream.range(drawn, x.numRows).mapToDouble(this::leverage).sum();
        return Math.max(1, (int) (x.numRows - drawn - fitted));
    }

    /// β for these values of the rows.
    Solution solve(double[] y) {
        DMatrixRMaj right = new DMatrixRMaj(normal.numRows, 1);
        CommonOps_DDRM.multTransA(x, new DMatrixRMaj(y.length, 1, true, IntStream.range(0, y.length).mapToDouble(k -> weights[k] * y[k]).toArray()),
                right);
        DMatrixRMaj beta = new DMatrixRMaj(normal.numRows, 1);
        solver.solve(right, beta);
        DMatrixRMaj fitted = new DMatrixRMaj(y.length, 1);
        CommonOps_DDRM.mult(x, beta, fitted);
        double[] residuals = IntStream.range(0, y.length).mapToDouble(k -> y[k] - fitted.data[k]).toArray();

        double[] corrected = beta.data.clone();
        double[][] pulls = new double[x.numRows - drawn][x.numCols];
        for (int k = drawn; k < x.numRows; k++) {
            double leverage = leverage(k);
            double length = weights[k] * residuals[k] / Math.max(1 - leverage, 1e-9);
            for (int j = 0; j < x.numCols; j++) {
                double pull = spread.get(k, j) * length;
                corrected[j] += leverage * pull;
                pulls[k - drawn][j] = Math.sqrt(1 + leverage) * pull;
            }
        }
        return new Solution(corrected, residuals, pulls);
    }

    private double leverage(int k) {
        return weights[k] * IntStream.range(0, x.numCols).mapToDouble(j -> x.get(k, j) * spread.get(k, j)).sum();
    }
}
