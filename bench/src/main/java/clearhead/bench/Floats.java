package clearhead.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Numbers in files, as every language reads them: four bytes each, the lowest first, nothing else.
final class Floats {

    private Floats() {}

    static void write(Path file, float[] values) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(values.length, Float.BYTES)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(values);
        Files.write(file, bytes.array());
    }

    static float[] read(Path file) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / Float.BYTES];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    /// Numbers that are whole.
    static int[] ints(float[] values) {
        int[] whole = new int[values.length];
        for (int i = 0; i < whole.length; i++) {
            whole[i] = (int) values[i];
        }
        return whole;
    }

    /// The other way round.
    static float[] of(int[] whole) {
        float[] values = new float[whole.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = whole[i];
        }
        return values;
    }

    /// The inputs of a case: `0.f32`, `1.f32`, … in one folder.
    static void writeAll(Path folder, List<float[]> inputs) throws IOException {
        for (int i = 0; i < inputs.size(); i++) {
            write(folder.resolve(i + ".f32"), inputs.get(i));
        }
    }

    static List<float[]> readAll(Path folder) throws IOException {
        List<float[]> inputs = new ArrayList<>();
        for (Path file = folder.resolve("0.f32"); Files.exists(file); file = folder.resolve(inputs.size() + ".f32")) {
            inputs.add(read(file));
        }
        return inputs;
    }
}
