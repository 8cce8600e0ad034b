package clearhead.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;

/// The child's side of the conversation with the [Bench]: one line asks, one line answers.
///
/// | the child hears           | and says                         |                                                      |
/// |---------------------------|----------------------------------|------------------------------------------------------|
/// |                           | `hello DESCRIPTION`              | unasked, when it is there                            |
/// | `prepare WORDS`           | `ready`, or `unknown`            | the [Case] with these words, its inputs in the folder |
/// | `result FILE`             | `written`                        | what the first call gives, in the folder             |
/// | `remark`                  | `says TEXT`                      | what else is to be said of a call, perhaps nothing   |
/// | `run MILLISECONDS CALLS`  | `took SECONDS`                   | the median call, after at least so much of both      |
///
/// Instead of each answer it may say `failed WHY`. It ends with its input.
record Worker(Path folder, Contender contender) {

    /// Serves the parent that started this process.
    ///
    /// @param arguments the folder that parent and child share
    static void serve(String[] arguments, Contender contender) throws IOException {
        PrintStream answers = System.out;
        System.setOut(System.err);                            // whatever a native library has to say, it is no answer
        new Worker(Path.of(arguments[0]), contender).serve(
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), answers);
    }

    void serve(BufferedReader questions, PrintStream answers) throws IOException {
        answers.println("hello " + contender.description());
        answers.flush();
        Optional<Contender.Job> job = Optional.empty();
        for (String line = questions.readLine(); line != null; line = questions.readLine()) {
            String[] word = line.split(" ", 2);
            try {
                if (word[0].equals("prepare")) {
                    job = contender.prepare(Case.of(word[1]), Floats.readAll(folder));
                    answers.println(job.isPresent() ? "ready" : "unknown");
                } else {
                    answers.println(answer(job.orElseThrow(), word[0], word.length > 1 ? word[1] : ""));
                }
            } catch (Exception | LinkageError e) {
                answers.println("failed " + e.toString().replace('\n', ' '));
            }
            answers.flush();
        }
    }

    private String answer(Contender.Job job, String question, String words) throws IOException {
        return switch (question) {
            case "result" -> {
                Floats.write(folder.resolve(words), job.result());
                yield "written";
            }
            case "remark" -> "says " + job.remark();
            case "run" -> {
                String[] number = words.split(" ");
                yield "took " + Stopwatch.median(job, Long.parseLong(number[0]), Integer.parseInt(number[1]));
            }
            default -> throw new IllegalArgumentException("no such question: " + question);
        };
    }
}
