package clearhead.explain.data;

import java.util.List;

/// A model that a person can follow, and what it is worth.
public final class Surrogate {

    private final Distillation method;
    private final RowModel model;
    private final Distillation.View view;
    private final List<Feature> features;
    private final Distilled distilled;
    private final List<Share> regions;
    private final Parts parts;
    private final Quality quality;
    private final List<String> warnings;

    /// @param view    what it looks at: never [Distillation.View#AUTO]
    /// @param regions of held-out examples, how often each region says what the model says
    Surrogate(Distillation method, RowModel model, Distillation.View view, List<Feature> features, Distilled distilled,
            List<Share> regions, Parts parts,
              Quality quality, List<String> warnings) {
        this.method = method;
        this.model = model;
        this.view = view;
        this.features = List.copyOf(features);
        this.distilled = distilled;
        this.regions = List.copyOf(regions);
        this.parts = parts;
        this.quality = quality;
        this.warnings = List.copyOf(warnings);
    }

    /// How it was taught.
    public Distillation method() {
        return method;
    }

    /// How good it is.
    public Quality quality() {
        return quality;
    }

    /// Why not to trust it, in sentences.
    public List<String> warnings() {
        return warnings;
    }

    /// What it is, for people.
    public String title() {
        String what = switch (distilled) {
            case Distilled.Questions questions -> "tree, answers: %d".formatted(questions.leaves().size());
            case Distilled.Rules rules -> "rules: %d".formatted(rules.rules().size());
            case Distilled.Weights _ -> "weights: %d".formatted(features.size());
        };
        return "%s; taught by %,d examples, chosen by %,d others; the figures are of %,d that were held out".formatted(what,
                parts.training().length,
                parts.validation().length, parts.heldOut().length);
    }

    /// What it says, for people: questions, rules or weights.
    public String text() {
        return new SurrogateText(model.box(), features, regions, parts.heldOut().length).of(distilled);
    }

    /// This as JSON, schema `clearhead/surrogate/1`.
    public String json() {
        return SurrogateJson.of(this);
    }

    RowModel model() {
        return model;
    }

    Distillation.View view() {
        return view;
    }

    List<Feature> features() {
        return features;
    }

    Distilled distilled() {
        return distilled;
    }

    List<Share> regions() {
        return regions;
    }

    Parts parts() {
        return parts;
    }
}
