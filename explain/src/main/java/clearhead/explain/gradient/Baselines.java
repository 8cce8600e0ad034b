package clearhead.explain.gradient;

import clearhead.autograd.Seeds;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.explain.Leaf;
import clearhead.explain.Meter;
import clearhead.explain.WhiteBox;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.LongFunction;
import java.util.stream.IntStream;

/// What a baseline is drawn from, for methods that take the mean over several.
public sealed interface Baselines {

    /// Its name in settings.
    String id();

    /// Whether special tokens are exchanged, too; else they stay what they are.
    boolean special();

    /// For a number of random bits the baseline that they stand for, `[1, rows, width]`.
    ///
    /// @param x the rows explained, `[1, rows, width]`
    LongFunction<Tensor> drawn(WhiteBox model, Meter meter, Tensor x);

    /// A text of random tokens: each row is one of the embedding table's, each as likely as another, drawn for itself. A picture has no
    /// such table; its baselines are its own squares or pixels in random places.
    record Random(boolean special) implements Baselines {

        @Override public String id() {
            return "random";
        }

        @Override public LongFunction<Tensor> drawn(WhiteBox model, Meter meter, Tensor x) {
            List<Tensor> tables = new ArrayList<>();
            int begin = 0;
            for (Leaf leaf : meter.leaves()) {
                Tensor own = x.slice(1, begin, begin + leaf.size()).reshape(leaf.size(), x.dim(2));
                tables.add(model.table(leaf).orElse(own));                                       // [vocab, width]
                begin += leaf.size();
            }
            return stream -> {
                List<Tensor> parts = new ArrayList<>();
                int row = 0;
                for (int i = 0; i < tables.size(); i++) {
                    int[] ids = new int[meter.leaves().get(i).size()];
                    for (int k = 0; k < ids.length; k++) {
                        ids[k] = (int) (Seeds.uniform(stream, row++) * tables.get(i).dim(0));
                    }
                    parts.add(tables.get(i).gather(Shape.of(1, ids.length), ids));
                }
                Tensor rows = Tensor.concat(1, parts.toArray(Tensor[]::new));
                return special ? rows : Leaf.sparingSpecial(meter.leaves(), x, rows);
            };
        }
    }

    /// Texts that somebody chose, each as likely as another.
    ///
    /// @param source where they came from
    /// @param texts  ids of each: as many as the input has, or as there are rows with those of its targets; in the first case what is
    ///               written stays what it is
    record Texts(String source, List<List<Integer>> texts, boolean special) implements Baselines {

        /// Copies the lists.
        ///
        /// @throws BadInput if there is no text
        public Texts {
            texts = texts.stream().map(List::copyOf).toList();
            if (texts.isEmpty()) {
                throw new BadInput(source, "there is no baseline", "lines of ids such as 101,7592,102");
            }
        }

        /// From a file: a line of ids with commas for each text; empty lines are skipped.
        ///
        /// @throws BadInput if it cannot be read, or holds something else
        static Texts read(Path file, boolean special) {
            try {
                List<String> lines = Files.readAllLines(file);
                return new Texts(file.toString(), IntStream.range(0, lines.size()).filter(i -> !lines.get(i).isBlank())
                        .mapToObj(i -> ids(file + ", line " + (i + 1), lines.get(i))).toList(), special);
            } catch (IOException problem) {
                throw new BadInput(file, "cannot be read", "a text file with lines of ids such as 101,7592,102", problem);
            }
        }

        private static List<Integer> ids(String where, String line) {
            return Arrays.stream(line.split(",", -1)).map(String::strip).map(word -> {
                if (!word.matches("\\d{1,9}")) {
                    throw new BadInput(where, "'%s' is no id".formatted(word), "ids with commas such as 101,7592,102");
                }
                return Integer.valueOf(word);
            }).toList();
        }

        @Override public String id() {
            return source;
        }

        @Override public LongFunction<Tensor> drawn(WhiteBox model, Meter meter, Tensor x) {
            List<Tensor> baselines = IntStream.range(0, texts.size()).mapToObj(i -> {
                Tensor rows = rows(i, model, meter.leaves(), x);
                return special ? rows : Leaf.sparingSpecial(meter.leaves(), x, rows);
            }).toList();
            return stream -> baselines.get((int) (Seeds.uniform(stream, 0) * baselines.size()));
        }

        /// The rows of text i, `[1, rows, width]`.
        private Tensor rows(int i, WhiteBox model, List<Leaf> leaves, Tensor x) {
            List<Integer> ids = texts.get(i);
            String where = "%s, baseline %d".formatted(source, i + 1);
            int tokens = leaves.getFirst().axes().getFirst().size();
            if (ids.size() != tokens && ids.size() != x.dim(1)) {
                throw new BadInput(where, ids.size() + " ids", "%d, as many as the input has%s".formatted(tokens,
                        tokens == x.dim(1) ? "" : ", or %d with those that are written".formatted(x.dim(1))));
            }
            List<Tensor> parts = new ArrayList<>();
            int begin = 0;
            for (Leaf leaf : leaves) {
                int end = begin + leaf.size();
                int given = Math.clamp(ids.size(), begin, end);
                Tensor table = model.table(leaf).orElseThrow(() ->
                        new BadInput(where, "has ids", "baselines=random: a picture has no tokens"));
                int[] own = ids.subList(begin, given).stream().mapToInt(id -> id).toArray();
                Arrays.stream(own).filter(id -> id >= table.dim(0)).findFirst().ifPresent(id -> {
                    throw new BadInput(where, "%d is no token of this model".formatted(id), "0 to %d".formatted(table.dim(0) - 1));
                });
                parts.add(table.gather(Shape.of(1, own.length), own));
                parts.add(x.slice(1, given, end));
                begin = end;
            }
            return Tensor.concat(1, parts.toArray(Tensor[]::new));
        }
    }
}
