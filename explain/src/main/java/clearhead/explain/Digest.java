package clearhead.explain;

import clearhead.autograd.Tensor;
import clearhead.core.nn.Part;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The fingerprint of a model: which weights, in which configuration.
public final class Digest {

    private Digest() {}

    /// SHA-256 over the configuration as text, then every parameter's name, shape and little-endian floats: `sha256:…`.
    public static String of(Record config, Part<?> model) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(config.toString().getBytes(StandardCharsets.UTF_8));
            model.parameters().forEach((name, parameter) -> {
                digest.update((name + parameter.shape()).getBytes(StandardCharsets.UTF_8));
                digest.update(bytes(parameter));
            });
            return "sha256:" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static byte[] bytes(Tensor tensor) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * tensor.shape().size()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(tensor.buffer());
        return bytes.array();
    }
}
