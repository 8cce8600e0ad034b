package clearhead.autograd.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The law: vector kernels write the same bits as the definition. One lambda is run on both.
class VectorKernelsTest {

    private static final Kernels VECTOR = KernelChoice.choose("vector", true);
    private static final int L = Lanes.L;
    private static final int[] SIZES = {0, 1, 2, L - 1, L, L + 1, 15, 16, 17, 31, 32, 33, 3 * L + 5, 3 * 16 + 5, 1000, 1500};

    static List<KernelTable.Entry> kernels() {
        return KernelTable.ENTRIES;
    }

    @ParameterizedTest
    @MethodSource("kernels")
    void sameBits(KernelTable.Entry kernel) {
        for (int n : SIZES) {
            for (Numbers.Kind kind : Numbers.Kind.values()) {
                for (int seed = 0; seed < 5; seed++) {
                    float[] scalar = kernel.run().on(Kernels.scalar(), new Numbers(kind, seed), n);
                    float[] vector = kernel.run().on(VECTOR, new Numbers(kind, seed), n);
                    assertSameBits(vector, scalar, kernel + " of " + n + " " + kind + " numbers, seed " + seed);
                }
            }
        }
    }

    /// A NaN is a NaN: Java does not say which of its bits an operation hands on.
    private static void assertSameBits(float[] got, float[] want, String what) {
        int at = Arrays.mismatch(got, want);
        if (at >= 0) {
            throw new AssertionError(what + ": differs first at " + at + ": " + got[at] + ", but the definition says " + want[at]);
        }
    }

    @Test void everyKernelIsInTheTable() {
        TreeSet<String> wanted = new TreeSet<>();
        for (Method method : Kernels.class.getMethods()) {
            if (Modifier.isAbstract(method.getModifiers())) wanted.add(method.getName());
        }
        wanted.removeAll(List.of("name", "matmul"));
        assertThat(KernelTable.ENTRIES.stream().map(KernelTable.Entry::name)).containsExactlyInAnyOrderElementsOf(wanted);
    }

    @Test void everyKernelHasAVectorForm() throws NoSuchMethodException {
        for (Method method : Kernels.class.getMethods()) {
            if (!Modifier.isAbstract(method.getModifiers())) continue;
            Method used = VectorKernels.class.getMethod(method.getName(), method.getParameterTypes());
            assertThat(used.getDeclaringClass().getSimpleName()).as(method.getName()).startsWith("Vector");
        }
    }

    /// Sizes around the edges of tiles and panels, and beyond the blocks of the vector form.
    @Test void productsOfAllShapes() {
        int[] some = {1, 2, 3, 5, 8, 9, 15, 16, 17, 31, 33};
        for (int m : some) {
            for (int n : some) {
                for (int k : new int[] {0, 1, 2, 7, 16, 33}) product(m, n, k, m + n + k, (m + n + k) % WAYS);
            }
        }
        int[][] large = {{0, 5, 3}, {5, 0, 3}, {9, 400, 3}, {13, 33, 300}, {13, 801, 270}, {9, 33, 530}, {70, 256, 64}, {64, 64, 1400}};
        for (int[] size : large) {
            for (int way : new int[] {0, 6, 9, 15}) product(size[0], size[1], size[2], 1, way);
        }
    }

    /// Enough rows and columns for packed rows, and a few more of each.
    @Test void productsOfPackedRows() {
        int[][] sizes = {{16, 129, 5}, {17, 160, 33}, {31, 200, 18}, {50, 144, 7}, {37, 149, 400}, {48, 400, 66}, {33, 790, 9}, {24, 832, 150}};
        for (int[] size : sizes) {
            for (int way = 0; way < WAYS; way++) product(size[0], size[1], size[2], 2, way);
        }
    }

    /// One row, a few rows, one column: what generating text a token at a time is made of.
    @Test void productsOfFewRowsOrOneColumn() {
        int[][] sizes = {{1, 40, 35}, {1, 4100, 23}, {2, 600, 9}, {3, 513, 16}, {7, 530, 25}, {8, 70, 20}, {1, 1, 50}, {60, 1, 37},
            {9, 1, 400}, {3, 70, 4650}, {15, 150, 48}};
        for (int[] size : sizes) {
            for (int way = 0; way < WAYS; way++) product(size[0], size[1], size[2], 3, way);
        }
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void productsOfRandomShapes(@ForAll @IntRange(max = 70) int m, @ForAll @IntRange(max = 70) int n, @ForAll @IntRange(max = 70) int k,
                                @ForAll @IntRange(max = WAYS - 1) int way, @ForAll int seed) {
        product(m, n, k, seed, way);
    }

    /// Both operands straight and transposed, from nothing, from a bias, from a matrix, and added to what is there.
    private static void product(int m, int n, int k, int seed, int way) {
        for (Numbers.Kind kind : Numbers.Kind.values()) {
            float[] scalar = product(Kernels.scalar(), new Numbers(kind, seed), m, n, k, way);
            float[] vector = product(VECTOR, new Numbers(kind, seed), m, n, k, way);
            assertSameBits(vector, scalar, "[%d, %d]·[%d, %d] of %s numbers, seed %d, way %d".formatted(m, k, k, n, kind, seed, way));
        }
    }

    private static final int WAYS = 16;

    private static float[] product(Kernels kernels, Numbers numbers, int m, int n, int k, int way) {
        boolean aTransposed = (way & 1) != 0, bTransposed = (way & 2) != 0;
        int aWide = (aTransposed ? m : k) + 1, bWide = (bTransposed ? k : n) + 2, cWide = n + 3;
        float[] a = numbers.array(4 + (aTransposed ? k : m) * aWide);
        float[] b = numbers.array(2 + (bTransposed ? n : k) * bWide);
        float[] c = numbers.array(1 + m * cWide);
        float[] init = switch (way >> 2) {
            case 0 -> null;
            case 3 -> c;
            default -> numbers.array(1 + Math.max(m, 1) * cWide);
        };
        kernels.matmul(m, n, k, a, 4, aTransposed ? 1 : aWide, aTransposed ? aWide : 1,
                       b, 2, bTransposed ? 1 : bWide, bTransposed ? bWide : 1, init, 1, way >> 2 == 1 ? 0 : cWide, c, 1, cWide);
        return c;
    }
}
