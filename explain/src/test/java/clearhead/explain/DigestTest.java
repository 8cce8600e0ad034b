package clearhead.explain;

import static org.assertj.core.api.Assertions.assertThat;

import clearhead.autograd.Rotation;
import clearhead.autograd.Tensor;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.EncoderHead;
import clearhead.core.model.EncoderModel;
import clearhead.core.model.Tower;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Block;
import clearhead.core.nn.Head;
import clearhead.core.nn.Part;
import clearhead.core.nn.Positions;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
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
        String tower = """
                {"block":{"attention":{"byLayer":false,"dHead":4,"heads":2,"kvHeads":2,"readBias":true,"scale":0.5,"writeBias":true},\
                "cross":%s,"dModel":8,"mlp":{"activation":"SILU","bias":true,"dMlp":12,"gated":false},\
                "norm":{"epsilon":1.0E-5,"form":"LAYER"},"order":"PRE_NORM"},"first":false,"last":true,"layers":2,\
                "positions":{"padding":null,"rows":%d},"types":0,"windows":[]}""";
        digest.update("""
                {"decoder":%s,"encoder":%s,"head":{"bias":true,"scale":1.0,"tied":false},"scale":1.0,"shared":false,\
                "sourceVocab":9,"targetVocab":7}""".formatted(tower.formatted(true, 7), tower.formatted(false, 200))
                .getBytes(StandardCharsets.UTF_8));
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
        return Stream.of(Small.config(10, 7, Block.Order.PRE_NORM, Activation.SILU),
                Small.config(9, 8, Block.Order.PRE_NORM, Activation.SILU), Small.config(9, 7, Block.Order.POST_NORM, Activation.SILU),
                Small.config(9, 7, Block.Order.PRE_NORM, Activation.GELU));
    }

    @ParameterizedTest @MethodSource("others") void everySettingCounts(EncoderDecoder.Config other) {
        assertThat(Digest.of(other, MODEL)).isNotEqualTo(DIGEST);
    }

    /// Also those that have no setting but their kind.
    @Test void everyKindCounts() {
        Tower.Config tower = MODEL.config().encoder();
        Stream<Record> positions = Stream.of(new Positions.Config.Learned(8), new Positions.Config.Learned(8, Optional.of(0)),
                        new Positions.Config.Sinusoidal(), new Positions.Config.Turned(Rotation.Pairs.HALVES, List.of(1.0), 1),
                        new Positions.Config.Turned(Rotation.Pairs.NEIGHBOURS, List.of(1.0), 1), new Positions.Config.Relative(8, 8, true, 2),
                        new Positions.Config.Relative(8, 8, false, 2))
                .map(each -> new Tower.Config(tower.block(), 2, each, 0, false, true, List.of()));
        Stream<Record> heads = Stream.of(new EncoderHead.Config.Classes(2, Optional.empty()),
                        new EncoderHead.Config.Classes(2, Optional.of(Activation.TANH)), new EncoderHead.Config.Tokens(2),
                        new EncoderHead.Config.Span(), new EncoderHead.Config.Masked(Activation.GELU, Head.Config.OWN),
                        new EncoderHead.Config.Sentence(EncoderHead.Pooling.MEAN, true),
                        new EncoderHead.Config.Sentence(EncoderHead.Pooling.FIRST, true))
                .map(each -> new EncoderModel.Config(9, tower, each));
        assertThat(Stream.concat(positions, heads).map(config -> Digest.of(config, MODEL))).hasSize(14).doesNotHaveDuplicates();
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
