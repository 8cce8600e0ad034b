package clearhead.core.pretrained;

import clearhead.autograd.Rotation;
import clearhead.core.nn.Positions;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/// The frequencies of rotary positions as a configuration describes them: new files in `rope_parameters`, old ones in `rope_theta` and
/// `rope_scaling`.
///
/// @param settings the whole configuration
/// @param dHead    the elements of a head
/// @param base     its base where the file says nothing
/// @param share    the share of a head that is turned where the file says nothing
record Rope(Settings settings, int dHead, double base, double share) {

    /// Texts of this length are the longest that a model knows that does not say.
    private static final int LONGEST = 2048;

    Positions.Config positions() {
        Settings own = settings.has("rope_parameters") ? settings.inside("rope_parameters")
                : settings.has("rope_scaling") ? settings.inside("rope_scaling") : settings;
        double theta = own.number("rope_theta", settings.number("rope_theta", base));
        double turned = own.number("partial_rotary_factor", settings.number("partial_rotary_factor", share));
        int dims = (int) (dHead * turned);
        if (!(theta > 0) || dims < 0 || dims + dims % 2 > dHead) {
            throw new IllegalArgumentException("rotary positions: base %s, %d of %d elements of a head (need a base above 0, and pairs)"
                    .formatted(theta, dims, dHead));
        }
        List<Double> plain = new ArrayList<>();
        for (int i = 0; i < dims; i += 2) {                           // of an odd number, the last has the next one for its pair
            plain.add(StrictMath.pow(theta, -(double) i / dims));
        }
        Rotation.Pairs pairs = settings.flag("rope_neighbours", false) ? Rotation.Pairs.NEIGHBOURS : Rotation.Pairs.HALVES;
        String type = own == settings ? "default" : own.text("rope_type", own.text("type", "default"));
        return switch (type) {
            case "default" -> new Positions.Config.Turned(pairs, plain, 1);
            case "linear" -> stretched(pairs, plain, frequency -> frequency / positive(own, "factor"));
            case "llama3" -> stretched(pairs, plain, frequency -> llama3(own, frequency));
            case "yarn" -> yarn(own, pairs, plain, dims, theta);
            case "factors" -> new Positions.Config.Turned(pairs, divided(own, plain), 1);
            default -> throw own.top().get(own.has("rope_type") ? "rope_type" : "type").wrong("default, linear, llama3 or yarn");
        };
    }

    private static Positions.Config stretched(Rotation.Pairs pairs, List<Double> plain, DoubleUnaryOperator each) {
        return new Positions.Config.Turned(pairs, plain.stream().map(each::applyAsDouble).toList(), 1);
    }

    /// Each frequency divided by a number of its own, which is how GGUF files say `llama3`.
    private static List<Double> divided(Settings own, List<Double> plain) {
        List<Double> factors = own.numbers("factors");
        if (factors.size() != plain.size()) {
            throw own.top().get("factors").wrong("%d numbers, one for each pair of elements".formatted(plain.size()));
        }
        List<Double> divided = new ArrayList<>();
        for (int i = 0; i < plain.size(); i++) {
            divided.add(plain.get(i) / factors.get(i));
        }
        return divided;
    }

    /// Llama 3.1 (Grattafiori et al. 2024, arXiv 2407.21783): waves longer than the text that it first learned are stretched by `factor`,
    /// short ones stay, those between are mixed: `f′ = (1 − s) f / factor + s f` with s from 0 to 1.
    private double llama3(Settings own, double frequency) {
        double factor = positive(own, "factor");
        double low = positive(own, "low_freq_factor");
        double high = positive(own, "high_freq_factor");
        if (high <= low) {
            throw own.top().get("high_freq_factor").wrong("a number above low_freq_factor");
        }
        double waves = original(own) * frequency / (2 * Math.PI);     // how often it turns within the text it first learned
        double share = Math.clamp((waves - low) / (high - low), 0, 1);
        return (1 - share) * frequency / factor + share * frequency;
    }

    /// YaRN (Peng et al. 2023, arXiv 2309.00071): waves that turn less than `beta_slow` times within the text that was first learned are
    /// stretched by `factor`, those that turn more than `beta_fast` times stay, those between are mixed by the number of their pair; and
    /// the scores get a little sharper.
    private Positions.Config yarn(Settings own, Rotation.Pairs pairs, List<Double> plain, int dims, double theta) {
        double factor = positive(own, "factor");
        double low = pairOf(own.number("beta_fast", 32), own, dims, theta);
        double high = pairOf(own.number("beta_slow", 1), own, dims, theta);
        boolean whole = own.flag("truncate", true);
        double first = Math.max(0, whole ? Math.floor(low) : low);
        double last = Math.min(dims - 1, whole ? Math.ceil(high) : high);
        double width = first == last ? 0.001 : last - first;
        List<Double> mixed = new ArrayList<>();
        for (int i = 0; i < plain.size(); i++) {
            double stretched = Math.clamp((i - first) / width, 0, 1);
            mixed.add(stretched * plain.get(i) / factor + (1 - stretched) * plain.get(i));
        }
        double all = own.number("mscale_all_dim", 0);
        double magnitude = own.number("mscale", 0) != 0 && all != 0 ? sharper(factor, own.number("mscale", 0)) / sharper(factor, all)
                : sharper(factor, 1);
        return new Positions.Config.Turned(pairs, mixed, (float) own.number("attention_factor", magnitude));
    }

    /// A number that such positions cannot do without.
    private static double positive(Settings own, String key) {
        double number = own.top().get(key).number();
        if (number <= 0) {
            throw own.top().get(key).wrong("a number above 0");
        }
        return number;
    }

    /// Which pair turns this often within the text that was first learned.
    private double pairOf(double turns, Settings own, int dims, double theta) {
        return dims * Math.log(original(own) / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
    }

    private static double sharper(double factor, double scale) {
        return factor <= 1 ? 1 : 0.1 * scale * Math.log(factor) + 1;
    }

    private int original(Settings own) {
        return own.size("original_max_position_embeddings", settings.size("max_position_embeddings", LONGEST));
    }
}
