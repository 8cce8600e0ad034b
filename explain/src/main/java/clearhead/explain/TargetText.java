package clearhead.explain;

import clearhead.core.BadInput;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A target as people write it: `logit:positive`, `diff:#12,#7@-1`, `span:3,5`.
///
/// @param model knows the classes and tokens that are named
record TargetText(BlackBox model) {

    private static final String NEEDED = "predicted, logit:C, prob:C, logprob:C, diff:A,B, sequence, each, start:P, end:P, span:P,Q, entropy or "
            + "similarity, or activation:SITE@P,UNIT";
    private static final Pattern PLACE = Pattern.compile("(.*)@(-?\\d{1,9})", Pattern.DOTALL);
    private static final Pattern TWO = Pattern.compile("(-?\\d{1,9}),(-?\\d{1,9})");

    Target read(String text) {
        int colon = text.indexOf(':');
        String kind = colon < 0 ? text : text.substring(0, colon);
        Optional<String> rest = colon < 0 ? Optional.empty() : Optional.of(text.substring(colon + 1));
        return switch (kind) {
            case "logit", "prob", "logprob", "diff" -> of(kind, rest.orElseThrow(() -> wrong(text, kind + ":C, what it is of")));
            case "start" -> new Target.Start(whole(text, rest));
            case "end" -> new Target.End(whole(text, rest));
            case "activation" -> Target.Activation.named("--target " + text, rest.orElse(""));
            case "span" -> span(text, rest.orElse(""));
            default -> alone(text);
        };
    }

    private Target alone(String text) {
        Matcher placed = PLACE.matcher(text);
        OptionalInt position = placed.matches() ? OptionalInt.of(Integer.parseInt(placed.group(2))) : OptionalInt.empty();
        String kind = placed.matches() ? placed.group(1) : text;
        return switch (kind) {
            case "predicted" -> new Target.Predicted(position);
            case "entropy" -> new Target.Entropy(position);
            case "sequence", "each", "similarity" -> {
                if (position.isPresent()) {
                    throw wrong(text, kind + " without a position");
                }
                yield kind.equals("sequence") ? new Target.Sequence() : kind.equals("each") ? new Target.Each() : new Target.Similarity(true);
            }
            default -> throw wrong(text, NEEDED);
        };
    }

    /// A class may have an @ in its name.
    private Target of(String kind, String rest) {
        Matcher placed = PLACE.matcher(rest);
        boolean isPlaced = placed.matches() && (kind.equals("diff") || model.index(rest).isEmpty());
        OptionalInt position = isPlaced ? OptionalInt.of(Integer.parseInt(placed.group(2))) : OptionalInt.empty();
        String name = isPlaced ? placed.group(1) : rest;
        return switch (kind) {
            case "logit" -> new Target.Logit(position, index(kind + ":" + rest, name));
            case "prob" -> new Target.Probability(position, index(kind + ":" + rest, name));
            case "logprob" -> new Target.LogProbability(position, index(kind + ":" + rest, name));
            default -> difference(position, name);
        };
    }

    private int index(String text, String name) {
        return model.index(name).orElseThrow(() -> wrong(text, switch (model.gives()) {
            case NEXT, FILLING -> "#123 for a token's id, or the text of a single token";
            case CLASSES, POSITION_CLASSES -> "the number of a class, or its label: 0 is " + model.label(0);
            case NUMBERS -> "logit:N or diff:A,B, where N is the place of a number, or its name: 0 is " + model.label(0);
            case SPAN -> "start:P, end:P or span:P,Q: this model finds answers";
            case VECTOR -> "similarity: this model gives vectors";
            case ROWS -> "a model with a head";
        }));
    }

    /// A token may have a comma in it: the first place that leaves two names.
    private Target difference(OptionalInt position, String names) {
        for (int comma = names.indexOf(','); comma >= 0; comma = names.indexOf(',', comma + 1)) {
            OptionalInt a = model.index(names.substring(0, comma));
            OptionalInt b = model.index(names.substring(comma + 1));
            if (a.isPresent() && b.isPresent()) {
                return new Target.Difference(position, a.getAsInt(), b.getAsInt());
            }
        }
        List<String> both = List.of(names.split(",", 2));
        both.forEach(name -> index("diff:" + names, name));
        throw wrong("diff:" + names, "diff:A,B, two classes or tokens");
    }

    private static Target span(String text, String rest) {
        Matcher two = TWO.matcher(rest);
        if (!two.matches()) {
            throw wrong(text, "span:P,Q, the first and the last position of an answer");
        }
        return new Target.Span(Integer.parseInt(two.group(1)), Integer.parseInt(two.group(2)));
    }

    private static int whole(String text, Optional<String> number) {
        return Integer.parseInt(number.filter(given -> given.matches("-?\\d{1,9}")).orElseThrow(() -> wrong(text, "a position, such as start:3")));
    }

    private static BadInput wrong(String text, String needed) {
        return new BadInput("--target " + text, "is no target of this model", needed);
    }
}
