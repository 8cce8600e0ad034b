package clearhead.explain.closed.http;

import clearhead.core.BadInput;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/// Where a service is, and what is said to it beside the question. What stands in the query, in the user's part and in the headers may be
/// secret: no error, result or file shows it.
///
/// @param uri     `http` or `https`
/// @param headers such as `Authorization`
public record Address(URI uri, Map<String, String> headers) {

    private static final String NEEDED = "an address such as https://example.org/model";
    private static final int SHOWN = 100;

    /// Copies the headers.
    public Address {
        headers = Map.copyOf(headers);
    }

    /// An address without headers.
    ///
    /// @throws BadInput if it is none
    public static Address of(String url) {
        try {
            URI uri = new URI(url);
            boolean http = uri.getScheme() != null && uri.getScheme().toLowerCase(Locale.ROOT).matches("https?");
            if (!http || uri.getHost() == null) {
                throw new BadInput("endpoint", "is no address of a service", NEEDED);
            }
            return new Address(uri, Map.of());
        } catch (URISyntaxException wrong) {
            throw new BadInput("endpoint", "is no address: " + wrong.getReason(), NEEDED, wrong);
        }
    }

    /// The same with a header, written as `Name: value`.
    ///
    /// @throws BadInput if it is none
    public Address header(String line) {
        int colon = line.indexOf(':');
        String name = colon < 0 ? "" : line.substring(0, colon).strip();
        String value = line.substring(colon + 1).strip();
        if (!name.matches("[!#$%&'*+.^_`|~0-9A-Za-z-]+") || value.chars().anyMatch(c -> c < ' ' && c != '\t' || c == 0x7f)) {
            throw new BadInput("header", name.isEmpty() ? "has no name" : "'%s' is no header".formatted(name), "Name:value");
        }
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put(name, value);
        return new Address(uri, all);
    }

    /// The address without what may be secret.
    public String shown() {
        return "%s://%s%s%s".formatted(uri.getScheme(), uri.getHost(), uri.getPort() < 0 ? "" : ":" + uri.getPort(),
                uri.getRawPath() == null ? "" : uri.getRawPath());
    }

    /// The first words of what a service says, without what was secret when it was said to it.
    String quoted(String text) {
        String safe = text;
        for (String secret : secrets().toList()) {
            safe = safe.replace(secret, "***");
        }
        String line = safe.strip().replaceAll("\\s+", " ");
        return line.isEmpty() ? "nothing" : "'%s'".formatted(line.length() <= SHOWN ? line : line.substring(0, SHOWN) + "…");
    }

    private Stream<String> secrets() {
        Stream<String> said = headers.values().stream().flatMap(value -> Stream.concat(Stream.of(value), Stream.of(value.split("\\s+"))));
        Stream<String> query = Stream.of(uri.getQuery(), uri.getRawQuery()).filter(part -> part != null)
                .flatMap(part -> Stream.of(part.split("&"))).map(part -> part.substring(part.indexOf('=') + 1));
        return Stream.concat(Stream.concat(said, query), Stream.ofNullable(uri.getUserInfo()))
                .filter(secret -> secret.length() > 3).distinct()
                .sorted((a, b) -> b.length() - a.length());
    }

    /// Without its secrets: it is printed somewhere sooner or later.
    @Override public String toString() {
        return shown();
    }
}
