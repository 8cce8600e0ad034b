package clearhead.explain;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Tensor;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Block;
import clearhead.core.nn.Part;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DigestTest {

    private static final EncoderDecoder MODEL = Small.model(Block.Order.PRE_NORM, Activation.SILU, 1);
    private static final String DIGEST = Digest.of(MODEL.config(), MODEL);
    private static final List<String> NAMES = List.copyOf(MODEL.parameters().keySet());

    /// The format, once more, from its description.
    @Test void itIsWhatItSays() throws NoSuchAlgorithmException {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        digest.update("""
                {"activation":"SILU","dMlp":12,"dModel":8,"decoderLayers":2,"encoderLayers":2,"heads":2,"maxSource":200,"maxTarget":6,\
                "order":"PRE_NORM","sourceVocab":9,"targetVocab":7}""".getBytes(StandardCharsets.UTF_8));
        MODEL.parameters().forEach((name, parameter) -> {
            digest.update((name + parameter.shape()).getBytes(StandardCharsets.UTF_8));
            ByteBuffer bytes = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            for (float value : parameter.toArray()) {
                digest.update(bytes.putFloat(0, value).array());
            }
        });
        assertThat(DIGEST).isEqualTo("sha256:" + HexFormat.of().formatHex(digest.digest()));
    }

    @Test void theSameModelHasTheSameOne() {
        assertThat(Digest.of(MODEL.config(), MODEL.trainable())).isEqualTo(DIGEST);
        assertThat(Small.box(1).info().digest()).isEqualTo(DIGEST);
        assertThat(Small.box(2).info().digest()).isNotEqualTo(DIGEST);
    }

    /// Signs of zeros and bits of numbers that are none, too.
    @Property(tries = 200) void everyBitOfEveryWeightCounts(@ForAll int which, @ForAll int where, @ForAll @IntRange(max = 31) int bit) {
        String name = NAMES.get(Math.floorMod(which, NAMES.size()));
        EncoderDecoder changed = MODEL.map((other, parameter) -> {
            if (!other.equals(name)) {
                return parameter;
            }
            return Tensor.from(parameter.shape(), data -> {
                parameter.buffer().get(data);
                int at = Math.floorMod(where, data.length);
                data[at] = Float.intBitsToFloat(Float.floatToRawIntBits(data[at]) ^ 1 << bit);
            });
        });
        assertThat(Digest.of(MODEL.config(), changed)).isNotEqualTo(DIGEST);
    }

    static Stream<EncoderDecoder.Config> others() {
        EncoderDecoder.Config c = MODEL.config();
        return Stream.of(config(c, 10, 0, Block.Order.PRE_NORM, Activation.SILU), config(c, 9, 1, Block.Order.PRE_NORM, Activation.SILU),
                config(c, 9, 0, Block.Order.POST_NORM, Activation.SILU), config(c, 9, 0, Block.Order.PRE_NORM, Activation.GELU));
    }

    private static EncoderDecoder.Config config(EncoderDecoder.Config c, int sourceVocab, int more, Block.Order order,
                                                Activation activation) {
        return EncoderDecoder.Config.of(sourceVocab, c.targetVocab() + more, c.maxSource(), c.maxTarget(), c.dModel(), c.heads(), c.dMlp(),
                c.encoderLayers(), c.decoderLayers(), order, activation);
    }

    @ParameterizedTest @MethodSource("others") void everySettingCounts(EncoderDecoder.Config other) {
        assertThat(Digest.of(other, MODEL)).isNotEqualTo(DIGEST);
    }

    /// Two numbers that swap places are another model, and so is the same row of numbers under another name.
    @Test void namesAndOrderCount() {
        Tensor a = Tensor.vector(1, 2);
        assertThat(Stream.of(new One("x", a), new One("y", a), new One("x", Tensor.vector(2, 1)), new One("x", a.reshape(1, 2)))
                .map(part -> Digest.of(MODEL.config(), part))).doesNotHaveDuplicates();
    }

    private record One(String name, Tensor tensor) implements Part<One> {
        @Override public One map(Mapping each) {
            return new One(name, each.at(name, tensor));
        }
    }
}
