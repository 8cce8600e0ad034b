package clearhead.core.probe;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// One activation of a model: a place where a probe can stand.
///
/// @param stack which tower of blocks
/// @param layer which block, from 0; [#NO_LAYER] for what each stack has once
/// @param kind  which activation of it
public record Site(Stack stack, int layer, Kind kind) {

    /// The layer of a site that is not in a block.
    public static final int NO_LAYER = -1;

    private static final Pattern NAME = Pattern.compile("(encoder\\.|decoder\\.|)(?:blocks\\.(\\d{1,9})\\.)?(.+)");

    /// Checks that a layer is given where the kind has one, and only there.
    ///
    /// @throws IllegalArgumentException otherwise
    public Site {
        if (kind.perLayer() ? layer < 0 : layer != NO_LAYER) {
            throw new IllegalArgumentException(kind.perLayer()
                    ? "site %s stands in a block: it needs a layer from 0, not %d".formatted(kind.label(), layer)
                    : "site %s stands in no block: it has no layer (got %d)".formatted(kind.label(), layer));
        }
    }

    /// A site that its stack has once: `embed`, `ln_final`, `logits`.
    public static Site of(Stack stack, Kind kind) {
        return new Site(stack, NO_LAYER, kind);
    }

    /// The site with this customary name, such as `decoder.blocks.1.cross_attn.pattern`.
    ///
    /// @throws IllegalArgumentException if there is no such name
    public static Site named(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'%s' names no site; a name looks like blocks.0.attn.pattern".formatted(name));
        }
        Stack stack = switch (matcher.group(1)) {
            case "encoder." -> Stack.ENCODER;
            case "decoder." -> Stack.DECODER;
            default -> Stack.ONLY;
        };
        int layer = matcher.group(2) == null ? NO_LAYER : Integer.parseInt(matcher.group(2));
        return new Site(stack, layer, Kind.named(matcher.group(3)));
    }

    /// The customary name: `decoder.blocks.1.cross_attn.pattern`.
    public String name() {
        return stack.prefix() + (layer == NO_LAYER ? "" : "blocks." + layer + ".") + kind.label();
    }

    @Override public String toString() {
        return name();
    }
}
