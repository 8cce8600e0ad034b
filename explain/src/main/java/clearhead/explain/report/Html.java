package clearhead.explain.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Puts a page together out of `page.html`, its style, its scripts and the data.
///
/// Two locks keep foreign text from becoming markup: it is escaped wherever it stands, and the page's own policy lets only the
/// scripts and the style with these very hashes run, and nothing be fetched.
final class Html {

    private static final Pattern SLOT = Pattern.compile("\\{\\{(\\w+)}}");
    private static final int TEXT_WIDTH = 120;   // of what a browser without scripts shows: the pictures as a terminal would

    private Html() {}

    static String of(Page page) {
        String style = resource("page.css");
        String d3 = resource("d3.min.js");
        String draw = resource("draw.js");
        String script = resource("page.js");
        Map<String, String> slots = Map.ofEntries(
            Map.entry("title", escape(page.title())),
            Map.entry("intro", paragraphs(page.intro())),
            Map.entry("text", escape(new PanelText(Ink.PLAIN, TEXT_WIDTH).of(page.panels()))),
            Map.entry("piece", page.panels().getFirst().unit().isEmpty() ? "character" : "token"),
            Map.entry("policy", "default-src 'none'; img-src data:; style-src " + hash(style) + "; script-src "
                + Stream.of(d3, draw, script).map(Html::hash).collect(Collectors.joining(" "))),
            Map.entry("licence", resource("d3.LICENSE").strip()),
            Map.entry("style", style), Map.entry("d3", d3), Map.entry("draw", draw), Map.entry("script", script),
            Map.entry("data", page.json().replace("<", "\\u003c")));   // so that no "</script>" can end the data
        return fill(resource("page.html"), slots);
    }

    /// In one pass, so that what was put in is never read as a slot itself.
    private static String fill(String template, Map<String, String> slots) {
        return SLOT.matcher(template).replaceAll(slot -> Matcher.quoteReplacement(slots.get(slot.group(1))));
    }

    private static String paragraphs(String text) {
        return Stream.of(text.strip().split("\\n\\s*\\n"))
            .map(paragraph -> "<p>" + escape(paragraph) + "</p>").collect(Collectors.joining("\n"));
    }

    static String escape(String text) {
        StringBuilder safe = new StringBuilder();
        text.codePoints().forEach(c -> {
            switch (c) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(Character.getType(c) == Character.SURROGATE ? 0xFFFD : c);
            }
        });
        return safe.toString();
    }

    private static String hash(String content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
            return "'sha256-" + Base64.getEncoder().encodeToString(digest) + "'";
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Html.class.getResourceAsStream(name)) {
            if (in == null) throw new IllegalStateException("the resource " + name + " is missing beside " + Html.class.getName());
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
