package clearhead.examples.commands;

import clearhead.autograd.Engine;
import clearhead.core.BadInput;
import clearhead.core.json.Spot;
import clearhead.core.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Stream;

/// A tokenizer without its model.
///
/// @param digest       of its file, or of the model that it comes with: `sha256:…`
/// @param architecture the family of the model beside it; `tokenizer` where there is none
/// @param source       where it came from
record TokenizerFile(Tokenizer tokenizer, String digest, String architecture, String source) {

    /// A folder with a tokenizer, a `tokenizer.json`, or a model that brings its own.
    static TokenizerFile open(String name) {
        Path path = InputCommand.path("MODEL", name);
        if (!Files.exists(path) || Files.isRegularFile(path) && !name.endsWith(".json")) {
            Opened model = Opened.open(name, Engine.standard());
            return new TokenizerFile(model.tokenizer(), model.info().digest(), model.info().architecture(), name);
        }
        Tokenizer tokenizer = Tokenizer.read(path);
        Path file = !Files.isDirectory(path) ? path : Stream.of("tokenizer.json", "vocab.txt").map(path::resolve).filter(Files::exists)
                .findFirst().orElseThrow();
        Path config = path.resolve("config.json");
        return new TokenizerFile(tokenizer, digest(file),
                Files.exists(config) ? Spot.read(config, "a config.json").get("model_type").textOr("tokenizer") : "tokenizer", name);
    }

    private static String digest(Path file) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(Files.readAllBytes(file));
            return "sha256:" + HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        } catch (IOException problem) {
            throw new BadInput(file, "cannot be read: " + problem.getMessage(), "a tokenizer", problem);
        }
    }
}
