package clearhead.bench;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Optional;

/// OpenBLAS through the JDK's foreign functions: `cblas_sgemm` from and into memory that is there already.
@SuppressWarnings("restricted")   // that is what it is for
final class OpenBlas implements Contender {

    private static final String LIBRARY = "libopenblas.so.0";
    private static final int ROW_MAJOR = 101;
    private static final int AS_IT_IS = 111;

    private final SymbolLookup library;
    private final MethodHandle sgemm;

    private OpenBlas(SymbolLookup library) {
        this.library = library;
        MemoryLayout[] arguments = {JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT,
            JAVA_FLOAT, ADDRESS, JAVA_INT, ADDRESS, JAVA_INT, JAVA_FLOAT, ADDRESS, JAVA_INT};
        sgemm = function("cblas_sgemm", FunctionDescriptor.ofVoid(arguments));
        call(function("openblas_set_num_threads", FunctionDescriptor.ofVoid(JAVA_INT)), Runtime.getRuntime().availableProcessors());
    }

    static void main(String[] folder) throws Exception {
        Worker.serve(folder, new OpenBlas(SymbolLookup.libraryLookup(LIBRARY, Arena.global())));
    }

    /// Whether this machine has it.
    static boolean isThere() {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(LIBRARY, arena);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    @Override public String description() {
        MethodHandle config = function("openblas_get_config", FunctionDescriptor.of(ADDRESS));
        MethodHandle core = function("openblas_get_corename", FunctionDescriptor.of(ADDRESS));
        return text(config).strip() + ", kernels for " + text(core).strip();
    }

    @Override public Optional<Job> prepare(Case work, List<float[]> in) {
        return work instanceof Case.MatMul(int m, int n, int k) ? Optional.of(new Product(m, n, k, in.get(0), in.get(1)))
                : Optional.empty();
    }

    private final class Product implements Job {

        private final int m;
        private final int n;
        private final int k;
        private final MemorySegment a;
        private final MemorySegment b;
        private final MemorySegment c;

        Product(int m, int n, int k, float[] a, float[] b) {
            this.m = m;
            this.n = n;
            this.k = k;
            this.a = Arena.global().allocateFrom(JAVA_FLOAT, a);
            this.b = Arena.global().allocateFrom(JAVA_FLOAT, b);
            this.c = Arena.global().allocate(JAVA_FLOAT, (long) m * n);
        }

        @Override public void run() {
            try {
                sgemm.invokeExact(ROW_MAJOR, AS_IT_IS, AS_IT_IS, m, n, k, 1f, a, k, b, n, 0f, c, n);
            } catch (Throwable e) {
                throw new IllegalStateException("cblas_sgemm", e);
            }
        }

        @Override public float[] result() {
            run();
            return c.toArray(JAVA_FLOAT);
        }
    }

    private MethodHandle function(String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
    }

    private static String text(MethodHandle function) {
        return ((MemorySegment) call(function)).reinterpret(Long.MAX_VALUE).getString(0);
    }

    private static Object call(MethodHandle function, Object... arguments) {
        try {
            return function.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }
}
