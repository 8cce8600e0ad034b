package clearhead.explain.closed.http;

import clearhead.core.BadInput;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What was answered before: in memory, and where a folder is given, in a file there to which every answer is appended, a line of JSON
/// each. A run that was aborted goes on from it; a line that was half written when it was is passed over.
final class Answers implements AutoCloseable {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final Map<String, JsonNode> known = new ConcurrentHashMap<>();
    private final Optional<Path> file;
    private final Optional<FileChannel> channel;

    /// @throws BadInput if the folder cannot be used
    Answers(Optional<Path> folder) {
        file = folder.map(path -> path.resolve("answers.jsonl"));
        channel = file.map(this::open);
    }

    private FileChannel open(Path path) {
        try {
            Files.createDirectories(path.getParent());
            FileChannel opened = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);
            String before = Files.readString(path, StandardCharsets.UTF_8);
            before.lines().forEach(this::remember);
            if (!before.isEmpty() && !before.endsWith("\n")) {
                opened.write(ByteBuffer.wrap(new byte[] {'\n'}));
            }
            return opened;
        } catch (IOException problem) {
            throw new BadInput(path, "cannot be used: " + problem, "a folder for answers that one may write to", problem);
        }
    }

    private void remember(String line) {
        try {
            JsonNode entry = MAPPER.readTree(line);
            if (entry.path("key").isString() && entry.has("answer")) {
                known.put(entry.get("key").asString(), entry.get("answer"));
            }
        } catch (JacksonException halfWritten) {
            known.remove(line);                                              // asked again, then written anew
        }
    }

    Optional<JsonNode> get(String key) {
        return Optional.ofNullable(known.get(key));
    }

    /// Keeps answers, all lines in one write: of two runs at once, none breaks the other's.
    synchronized void put(Map<String, JsonNode> answers) {
        known.putAll(answers);
        if (channel.isPresent() && !answers.isEmpty()) {
            StringBuilder lines = new StringBuilder();
            answers.forEach((key, answer) -> lines.append(MAPPER.createObjectNode().put("key", key).set("answer", answer)).append('\n'));
            try {
                ByteBuffer bytes = ByteBuffer.wrap(lines.toString().getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    channel.get().write(bytes);
                }
            } catch (IOException problem) {
                throw new BadInput(file.orElseThrow(), "cannot be written: " + problem, "space, and the permission", problem);
            }
        }
    }

    /// What an answer is kept under: SHA-256 of all that it depends on.
    static String key(String... parts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            Stream.of(parts).forEach(part -> digest.update((part + "\0").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    @Override public void close() {
        channel.ifPresent(open -> {
            try {
                open.close();
            } catch (IOException problem) {
                throw new BadInput(file.orElseThrow(), "cannot be closed: " + problem, "a file", problem);
            }
        });
    }
}
