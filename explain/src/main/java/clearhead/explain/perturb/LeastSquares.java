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
/// `β − β₍₋ₖ₎ = A⁻¹ xₖ wₖ eₖ / (1 − hₖ)`,  `hₖ = wₖ xₖᵀ A⁻¹ xₖ`
///
/// so the variance is the jackknife's (Miller 1974) without fitting again. It holds whether or not a linear function is the right one.
final class LeastSquares {

    private final DMatrixRMaj x;                                            // [rows, p]
    private final double[] weights;
    private final DMatrixRMaj normal;                                       // [p, p]
    private final LinearSolverDense<DMatrixRMaj> solver;
    private final DMatrixRMaj spread;                                       // [rows, p]: A⁻¹ xₖ

    private LeastSquares(DMatrixRMaj x, double[] weights, DMatrixRMaj normal, LinearSolverDense<DMatrixRMaj> solver) {
        this.x = x;
        this.weights = weights;
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
    /// @return empty if that does not say what β is
    static Optional<LeastSquares> of(double[][] rows, double[] weights, double[] ridge) {
        DMatrixRMaj x = new DMatrixRMaj(rows);
        DMatrixRMaj weighted = x.copy();
        CommonOps_DDRM.multRows(weights, weighted);
        DMatrixRMaj normal = new DMatrixRMaj(ridge.length, ridge.length);
        CommonOps_DDRM.multTransA(x, weighted, normal);
        for (int j = 0; j < ridge.length; j++) {
            normal.add(j, j, ridge[j]);
        }
        LinearSolverDense<DMatrixRMaj> solver = LinearSolverFactory_DDRM.chol(ridge.length);
        return solver.setA(normal.copy()) && fullRank(solver.getDecomposition()) ? Optional.of(new LeastSquares(x, weights, normal, solver))
                : Optional.empty();
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

    /// β for these values of the rows.
    double[] solve(double[] y) {
        DMatrixRMaj right = new DMatrixRMaj(normal.numRows, 1);
        CommonOps_DDRM.multTransA(x, DMatrixRMaj.wrap(y.length, 1, times(weights, y)), right);
        DMatrixRMaj beta = new DMatrixRMaj(normal.numRows, 1);
        solver.solve(right, beta);
        return beta.data;
    }

    /// What β leaves of the values: `eₖ = yₖ − ⟨xₖ, β⟩`.
    double[] residuals(double[] y, double[] beta) {
        DMatrixRMaj fitted = new DMatrixRMaj(y.length, 1);
        CommonOps_DDRM.mult(x, DMatrixRMaj.wrap(beta.length, 1, beta), fitted);
        return IntStream.range(0, y.length).mapToDouble(k -> y[k] - fitted.data[k]).toArray();
    }

    /// How far each drawn row pulls β, `[drawn][p]`.
    ///
    /// @param first the drawn rows are those from here on
    double[][] pulls(int first, double[] y, double[] beta) {
        double[] residuals = residuals(y, beta);
        double[][] pulls = new double[x.numRows - first][x.numCols];
        for (int k = first; k < x.numRows; k++) {
            double pull = weights[k] * residuals[k] / Math.max(1 - leverage(k), 1e-9);
            for (int j = 0; j < x.numCols; j++) {
                pulls[k - first][j] = spread.get(k, j) * pull;
            }
        }
        return pulls;
    }

    /// Degrees of freedom that the fit leaves the drawn rows: their number less their leverages, at least 1.
    int freedom(int first) {
        double fitted = IntStream.range(first, x.numRows).mapToDouble(this::leverage).sum();
        return Math.max(1, (int) (x.numRows - first - fitted));
    }

    private double leverage(int k) {
        return weights[k] * IntStream.range(0, x.numCols).mapToDouble(j -> x.get(k, j) * spread.get(k, j)).sum();
    }

    private static double[] times(double[] a, double[] b) {
        double[] product = new double[a.length];
        for (int i = 0; i < a.length; i++) {
            product[i] = a[i] * b[i];
        }
        return product;
    }
}
