package clearhead.core.checkpoint;

import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A jar that Maven knows, and where it is on this computer. Nothing is downloaded.
record MavenArtifact(String group, String artifact, String version) {

    private static final Pattern LOCAL = Pattern.compile("<localRepository>\\s*([^<]+?)\\s*</localRepository>");
    private static final Pattern COMMENT = Pattern.compile("(?s)<!--.*?-->");

    /// From `group:artifact:version`.
    static MavenArtifact of(String coordinates) {
        String[] parts = coordinates.split(":");
        return new MavenArtifact(parts[0], parts[1], parts[2]);
    }

    /// The command that fetches it.
    String command() {
        return "mvn dependency:get -Dartifact=%s:%s:%s -Dtransitive=false".formatted(group, artifact, version);
    }

    /// The jar that brought `resource` into this program, else the one in the local repository.
    Optional<Path> find(String resource) {
        return loaded(resource).or(() -> Optional.of(repository().resolve(group.replace('.', '/')).resolve(artifact).resolve(version)
                .resolve("%s-%s.jar".formatted(artifact, version))).filter(Files::isRegularFile));
    }

    private static Optional<Path> loaded(String resource) {
        URL url = ClassLoader.getSystemResource(resource);
        try {
            return url != null && url.openConnection() instanceof JarURLConnection jar
                    ? Optional.of(Path.of(jar.getJarFileURL().toURI())) : Optional.empty();
        } catch (IOException | URISyntaxException | IllegalArgumentException elsewhere) {
            return Optional.empty();                                    // not a file of this computer
        }
    }

    /// Where Maven keeps what it fetched: as it is told on its command line, in its settings, or by default.
    private static Path repository() {
        String told = System.getProperty("maven.repo.local");
        if (told != null) {
            return Path.of(told);
        }
        Path home = Path.of(System.getProperty("user.home"), ".m2");
        try {
            Matcher set = LOCAL.matcher(COMMENT.matcher(Files.readString(home.resolve("settings.xml"))).replaceAll(""));
            if (set.find()) {
                return Path.of(set.group(1).replace("${user.home}", System.getProperty("user.home")));
            }
        } catch (IOException none) {
            // Then the default holds.
        }
        return home.resolve("repository");
    }
}
