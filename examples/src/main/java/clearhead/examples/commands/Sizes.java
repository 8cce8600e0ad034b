package clearhead.examples.commands;

import clearhead.core.model.CausalModel;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.model.EncoderModel;
import clearhead.core.model.Model;
import clearhead.core.model.Tower;
import clearhead.core.model.VisionModel;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// The sizes of a model, and how many parameters each of its parts has.
final class Sizes {

    /// What a parameter belongs to.
    enum Part { EMBEDDINGS, ATTENTION, MLP, NORMS, HEAD }

    private Sizes() {}

    /// The sizes by their names, in the house's words.
    static Map<String, Object> of(Model<?> model) {
        Map<String, Object> sizes = new LinkedHashMap<>();
        switch (model) {
            case CausalModel causal -> {
                sizes.put("vocab", causal.config().vocab());
                tower(sizes, "", causal.config().tower(), Limits.of(causal.config().vocab(), causal.tower()));
            }
            case EncoderModel encoder -> {
                sizes.put("vocab", encoder.config().vocab());
                tower(sizes, "", encoder.config().tower(), Limits.of(encoder.config().vocab(), encoder.tower()));
            }
            case EncoderDecoder both -> {
                sizes.put("sourceVocab", both.config().sourceVocab());
                sizes.put("targetVocab", both.config().targetVocab());
                tower(sizes, "encoder.", both.config().encoder(), Limits.of(both.config().sourceVocab(), both.encoder()));
                tower(sizes, "decoder.", both.config().decoder(), Limits.of(both.config().targetVocab(), both.decoder()));
            }
            case VisionModel vision -> {
                sizes.put("channels", vision.config().channels());
                sizes.put("height", vision.config().height());
                sizes.put("width", vision.config().width());
                sizes.put("patch", vision.config().patch());
                tower(sizes, "", vision.config().tower(), Limits.of(Integer.MAX_VALUE, vision.tower()));
            }
        }
        return sizes;
    }

    private static void tower(Map<String, Object> sizes, String prefix, Tower.Config tower, Limits limits) {
        sizes.put(prefix + "layers", tower.layers());
        sizes.put(prefix + "dModel", tower.dModel());
        sizes.put(prefix + "heads", tower.block().attention().heads());
        sizes.put(prefix + "kvHeads", tower.block().attention().kvHeads());
        sizes.put(prefix + "dHead", tower.block().attention().dHead());
        sizes.put(prefix + "dMlp", tower.block().mlp().dMlp());
        sizes.put(prefix + "activation", tower.block().mlp().activation().name().toLowerCase(Locale.ROOT)
                + (tower.block().mlp().gated() ? ", gated" : ""));
        sizes.put(prefix + "norm", tower.block().norm().form().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        sizes.put(prefix + "order", tower.block().order().name().toLowerCase(Locale.ROOT).replace('_', ' '));
        limits.positions().ifPresent(positions -> sizes.put(prefix + "positions", positions));
        if (limits.types() > 0) {
            sizes.put(prefix + "segments", limits.types());
        }
    }

    /// How many numbers the parameters of each part have.
    static Map<Part, Long> parameters(Model<?> model) {
        Map<Part, Long> counts = new LinkedHashMap<>();
        for (Part part : Part.values()) {
            counts.put(part, 0L);
        }
        model.parameters().forEach((name, parameter) -> counts.merge(part(name), (long) parameter.shape().size(), Long::sum));
        return counts;
    }

    private static Part part(String name) {
        if (name.startsWith("head.")) {
            return Part.HEAD;
        }
        if (name.contains("norm.")) {
            return Part.NORMS;
        }
        if (name.contains(".mlp.")) {
            return Part.MLP;
        }
        return name.contains(".blocks.") ? Part.ATTENTION : Part.EMBEDDINGS;
    }
}
