package clearhead.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Files that nobody thought of: valid ones with a few edits. Whoever reads them answers, or refuses them in one line, and in no more time
/// and memory than their size can explain.
public final class Fuzz {

    /// How many files each reader gets; profile `fuzz` sets more.
    private static final int CASES = Integer.getInteger("clearhead.fuzz.cases", 1_000);

    /// Of processor time, for one file. Bytes of memory for each byte of a file, and for what there is before its first.
    private static final long NANOS = 1_000_000_000;
    private static final long GROWTH = 64;
    private static final long START = 1 << 20;

    /// Files after which no class is loaded any more that would count as memory of one.
    private static final int WARM_UP = 200;

    private static final byte[] NUMBERS = {0, 1, 2, 8, 0x7f, (byte) 0x80, (byte) 0xff, '{', '}', '[', ']', '"', ':', ',', '\\', '-', '9',
        ' '};

    /// Reads a file. Whatever it throws but [BadInput] is a mistake.
    @FunctionalInterface
    public interface Reader {

        /// All of it.
        void read(byte[] file);
    }

    private Fuzz() {
    }

    /// Edits these files, one after the other.
    public static void run(List<byte[]> valid, Reader reader) {
        run(valid, START, reader);
    }

    /// The same.
    ///
    /// @param start how many bytes of memory a reader takes whatever the file holds
    public static void run(List<byte[]> valid, long start, Reader reader) {
        valid.forEach(reader::read);
        for (int seed = 0; seed < WARM_UP; seed++) {
            isRead(seed, broken(valid.get(seed % valid.size()), new Random(seed)), reader);
        }
        int read = 0;
        for (int seed = 0; seed < CASES; seed++) {
            byte[] file = broken(valid.get(seed % valid.size()), new Random(seed));
            long bytes = measure("getCurrentThreadAllocatedBytes");
            long nanos = measure("getCurrentThreadCpuTime");
            read += isRead(seed, file, reader) ? 1 : 0;
            assertThat(measure("getCurrentThreadCpuTime") - nanos).as("nanoseconds of seed %d", seed).isLessThan(NANOS);
            assertThat(measure("getCurrentThreadAllocatedBytes") - bytes).as("bytes for %d of seed %d", file.length, seed)
                    .isLessThan(start + GROWTH * file.length);
        }
        assertThat(read).as("files that are read, of %d", CASES).isBetween(CASES / 100, CASES * 99 / 100);
    }

    private static boolean isRead(int seed, byte[] file, Reader reader) {
        try {
            reader.read(file);
            return true;
        } catch (BadInput refused) {
            assertThat(refused.getMessage().lines()).hasSize(1);
            return false;
        } catch (RuntimeException | Error mistake) {
            throw new AssertionError("seed %d".formatted(seed), mistake);
        }
    }

    /// Bits flipped, bytes cut out, doubled, or replaced by what has a meaning somewhere; now and then the rest cut off.
    private static byte[] broken(byte[] valid, Random random) {
        byte[] bytes = valid;
        for (int edits = 1 + random.nextInt(3); edits > 0 && bytes.length > 0; edits--) {
            int at = random.nextInt(bytes.length);
            int end = Math.min(bytes.length, at + 1 + random.nextInt(8));
            byte meaningful = NUMBERS[random.nextInt(NUMBERS.length)];
            bytes = switch (random.nextInt(12)) {
                case 0 -> Arrays.copyOf(bytes, at);
                case 1, 2, 3, 4 -> spliced(bytes, at, at + 1, (byte) (bytes[at] ^ 1 << random.nextInt(8)));
                case 5, 6, 7 -> spliced(bytes, at, at + 1, meaningful);
                case 8 -> spliced(bytes, at, at, meaningful);
                case 9, 10 -> spliced(bytes, at, at, Arrays.copyOfRange(bytes, at, end));
                default -> spliced(bytes, at, end);
            };
        }
        return bytes;
    }

    private static byte[] spliced(byte[] bytes, int from, int to, byte... between) {
        byte[] spliced = new byte[bytes.length - (to - from) + between.length];
        System.arraycopy(bytes, 0, spliced, 0, from);
        System.arraycopy(between, 0, spliced, from, between.length);
        System.arraycopy(bytes, to, spliced, from + between.length, bytes.length - to);
        return spliced;
    }

    /// By reflection, so that the module under test need not require the module that measures.
    private static long measure(String what) {
        try {
            Object threads = Class.forName("java.lang.management.ManagementFactory").getMethod("getThreadMXBean").invoke(null);
            Method method = Class.forName("com.sun.management.ThreadMXBean").getMethod(what);
            return (long) method.invoke(threads);
        } catch (ReflectiveOperationException without) {
            throw new AssertionError(without);
        }
    }
}
