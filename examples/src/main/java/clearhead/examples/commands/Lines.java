package clearhead.examples.commands;

import clearhead.core.BadInput;
import clearhead.core.json.Spot;
import clearhead.examples.terminal.Patience;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import tools.jackson.databind.JsonNode;

/// A file of inputs, each line a JSON object whose keys are long options without their dashes. What a line says is taken over what the
/// command line says; the results are lines too, in the same order.
///
/// @param spec    the options, and what the command line says of them
/// @param command whose inputs they are
/// @param subject what it has opened
record Lines<S>(CommandSpec spec, InputCommand<S> command, S subject) {

    private static final String NEEDED = "a file of lines, each a JSON object whose keys are long options without dashes";

    /// They are of the whole run.
    private static final Set<String> OUTSIDE = Set.of("--batch", "--json", "--threads", "--debug", "--help", "--version", "--endpoint", "--send",
            "--request", "--answer", "--header", "--scores", "--labels", "--mask", "--inputs", "--parallel", "--rate", "--timeout", "--retries",
            "--cache");

    /// Answers every line. One at fault does not keep the others from their answers, nor does a mistake of ours, which is thrown at the
    /// end.
    ///
    /// @param json where the results go
    /// @return     the exit code
    int run(Path file, String json) {
        List<String> lines = Spot.text(file, NEEDED).lines().toList();
        Map<String, List<String>> given = given();
        StringBuilder results = new StringBuilder();
        boolean right = true;
        Optional<RuntimeException> mistake = Optional.empty();
        AtomicInteger at = new AtomicInteger();
        try (Patience _ = new Patience(() -> "line %d of %d".formatted(at.get(), lines.size()))) {
            for (int i = 0; i < lines.size(); i++) {
                at.set(i + 1);
                if (lines.get(i).isBlank()) {
                    continue;
                }
                String result;
                try {
                    result = answer(given, Spot.of("%s: line %d".formatted(file, i + 1), lines.get(i), NEEDED));
                } catch (BadInput fault) {
                    right = false;
                    result = error(fault.getMessage(), i + 1);
                } catch (RuntimeException ours) {
                    mistake = mistake.or(() -> Optional.of(ours));
                    result = error("internal error: " + ours, i + 1);
                }
                if (json.equals("-")) {
                    InputCommand.print("-", result);                  // as soon as it is there
                } else {
                    results.append(result);
                }
            }
        }
        if (!json.equals("-")) {
            InputCommand.print(json, results.toString());
        }
        mistake.ifPresent(ours -> {
            throw ours;
        });
        return right ? 0 : InputCommand.FAULT;
    }

    private static String error(String message, int line) {
        return Json.line(Json.object().put("error", message).put("line", line));
    }

    /// What the command line says.
    private Map<String, List<String>> given() {
        Map<String, List<String>> given = new LinkedHashMap<>();
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            if (!OUTSIDE.contains(option.longestName())) {
                given.put(option.longestName(), option.originalStringValues());
            }
        }
        return given;
    }

    private String answer(Map<String, List<String>> given, Spot line) {
        Map<String, List<String>> options = new LinkedHashMap<>(given);
        for (Spot field : line.fields()) {
            String option = "--" + field.key();
            if (OUTSIDE.contains(option) || !spec.optionsMap().containsKey(option)) {
                throw new BadInput(line.key(), "has the key '%s'".formatted(field.key()), "the long options of '%s' without dashes"
                        .formatted(spec.name()));
            }
            options.put(option, values(field));
        }
        List<String> arguments = new ArrayList<>();
        options.forEach((option, values) -> values.forEach(value -> arguments.add(option + "=" + value)));
        command.model().ifPresent(model -> arguments.addAll(List.of("--", model)));
        return answer(arguments, line.key());
    }

    private String answer(List<String> arguments, String line) {
        InputCommand<S> own = command.another();
        CommandLine parser = new CommandLine(own).setExpandAtFiles(false).setCaseInsensitiveEnumValuesAllowed(true)
                .setAllowOptionsAsOptionParameters(true);
        try {
            parser.parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException problem) {
            throw new BadInput(line + ": " + problem.getMessage());
        }
        return Json.line(own.json(own.answer(subject, Optional.empty())));
    }

    /// A value as the command line has it: an array is a list with commas, an object a value for each of its keys.
    private static List<String> values(Spot field) {
        JsonNode node = field.node();
        if (node.isObject()) {
            return field.fields().stream().map(entry -> entry.key() + "=" + text(entry)).toList();
        }
        if (node.isArray()) {
            return List.of(field.items().stream().map(Lines::text).collect(Collectors.joining(",")));
        }
        return List.of(text(field));
    }

    private static String text(Spot value) {
        if (!value.isPresent() || value.node().isContainer()) {
            throw value.wrong("a text, a number, true or false");
        }
        return value.node().asString();
    }
}
