package clearhead.explain;

import clearhead.autograd.Tensor;
import clearhead.core.nn.Part;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/// The fingerprint of a model: which weights, in which configuration.
public final class Digest {

    /// Sorted by name, so that a setting may move within its record.
    private static final JsonMapper SORTED = JsonMapper.builder().enable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
            .disable(MapperFeature.SORT_CREATOR_PROPERTIES_FIRST).build();

    private Digest() {}

    /// SHA-256 over the configuration as JSON, keys sorted, then every parameter's name, shape and little-endian floats: `sha256:…`.
    public static String of(Record config, Part<?> model) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(SORTED.writeValueAsBytes(config));
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
        ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * tensor.shape().size()).order(ByteOrder.LITTLE_ENDIAN);
        bytes.asFloatBuffer().put(tensor.buffer());
        return bytes.array();
    }
}
