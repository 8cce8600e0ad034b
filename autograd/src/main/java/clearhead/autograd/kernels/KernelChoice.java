package clearhead.autograd.kernels;

import java.lang.System.Logger.Level;

/// Which kernels [Kernels#best] gives: chosen once, when first asked for. Nothing here but [#vector] mentions the vector kernels,
/// so that without the module `jdk.incubator.vector` no class that needs it is ever loaded.
final class KernelChoice {

    static final Kernels SCALAR = new ScalarKernels();

    private static final Kernels BEST;
    private static final String PROBLEM;

    static {
        Kernels best = null;
        String problem = null;
        try {
            best = choose(System.getProperty("clearhead.kernels"), ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent());
        } catch (IllegalStateException e) {
            problem = e.getMessage();
        }
        BEST = best;
        PROBLEM = problem;
    }

    private KernelChoice() {
    }

    static Kernels best() {
        if (BEST == null) throw new IllegalStateException(PROBLEM);
        return BEST;
    }

    /// @param word what the property `clearhead.kernels` says, or null
    static Kernels choose(String word, boolean vectorModule) {
        return switch (word) {
            case "scalar" -> SCALAR;
            case "vector" -> {
                if (!vectorModule) {
                    throw new IllegalStateException("clearhead.kernels=vector needs the module jdk.incubator.vector: "
                            + "start java with --add-modules jdk.incubator.vector");
                }
                yield vector();
            }
            case null -> {
                if (vectorModule) yield vector();
                System.getLogger("clearhead.autograd").log(Level.INFO, "scalar kernels in use; "
                        + "for the fast ones start java with --add-modules jdk.incubator.vector");
                yield SCALAR;
            }
            default -> throw new IllegalStateException("clearhead.kernels=" + word + ": need scalar or vector, or leave the property out");
        };
    }

    private static Kernels vector() {
        return new VectorKernels();
    }
}
