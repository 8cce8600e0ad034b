package clearhead.explain.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

/// What a small model of dates might say about two of them: nothing was trained here, but it looks as if.
final class FakeDates {

    static final int LAYERS = 2, HEADS = 4;

    private FakeDates() {}

    static Page page() {
        return new Page("Why did the model write this date?",
            """
            A transformer with 2 + 2 layers of width 64 learned to write the dates of 60 languages as ISO 8601. \
            Here are two that it never saw, and what five methods say about each character it wrote.

            The right characters are known here: those of year, month and day.""",
            List.of(
                panel("Montag, 3. März 2025", "2025-03-03", new int[][] {{16, 20}, {11, 15}, {8, 9}}, 1),
                panel("2025年3月3日", "2025-03-03", new int[][] {{0, 4}, {5, 6}, {7, 8}}, 2)),
            List.of(onTheRight(), adding()));
    }

    /// @param parts where year, month and day stand in the source: first character, one past the last
    static Panel panel(String source, String output, int[][] parts, long seed) {
        Random random = new Random(seed);
        Passage passage = Passage.characters("source", source).plus(Piece.special("</s>"));
        int columns = passage.pieces().size();
        List<Row> rows = new ArrayList<>();
        for (int i = 0, part = 0; i < output.length(); i++) {
            boolean hyphen = output.charAt(i) == '-';
            if (hyphen) part++;
            Set<Integer> right = hyphen ? Set.of() : new TreeSet<>(IntStream.range(parts[part][0], parts[part][1]).boxed().toList());
            rows.add(new Row(new Piece(output.substring(i, i + 1), i, i + 1, false), -Math.abs((float) random.nextGaussian()) / 20, right));
        }

        float[][][][] weights = new float[LAYERS][HEADS][][];
        for (int layer = 0; layer < LAYERS; layer++) {
            for (int head = 0; head < HEADS; head++) {
                int sharp = (layer * HEADS + head) % 5;
                weights[layer][head] = matrix(rows, columns, (right, _) ->
                    (float) Math.exp((right ? sharp : 0) + random.nextGaussian()));
                for (float[] row : weights[layer][head]) {
                    float sum = 0;
                    for (float weight : row) sum += weight;
                    for (int j = 0; j < columns; j++) row[j] /= sum;
                }
            }
        }
        float[][] integrated = matrix(rows, columns, (right, _) ->
            (float) ((right ? 1.4 * Math.abs(random.nextGaussian()) : 0) + 0.12 * random.nextGaussian()));
        float[][] product = matrix(rows, columns, (right, j) ->
            (float) ((right ? 0.4 : 0) * random.nextGaussian() + 0.2 * random.nextGaussian() + (j == columns - 1 ? 2 : 0)));
        float[][] saliency = matrix(rows, columns, (right, _) -> (float) Math.abs((right ? 0.5 : 0.25) * random.nextGaussian()));
        float[][] noise = matrix(rows, columns, (_, _) -> (float) random.nextGaussian());

        List<Balance> balances = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            float sum = 0;
            for (float score : integrated[i]) sum += score;
            float gap = i == 4 ? 0.05f * sum : 0.0004f * sum;
            balances.add(new Balance(rows.get(i).value(), rows.get(i).value() - sum - gap, gap));
        }
        return new Panel(source + " → " + output, "output", "log p of the character", rows, List.of(passage), List.of(
            new View(new Method("attention", "attention", false,
                "What was read, not what it did: attention weight is not attribution (Jain & Wallace 2019; Wiegreffe & Pinter 2019)."),
                View.heads(weights), Completeness.none("attention weights sum to 1, whatever the answer"), new Cost(1, 0, 32), List.of()),
            new View(new Method("integrated-gradients", "integrated gradients", true,
                "From an embedding of zeros to the character's own, along a straight line (Sundararajan et al. 2017)."),
                List.of(Sheet.of(integrated)), Completeness.of(balances), new Cost(320, 320, 10_240), List.of()),
            new View(new Method("input-x-gradient", "input × gradient", true, ""), List.of(Sheet.of(product)),
                Completeness.none("the gradient is that of one point; the model is not linear"), new Cost(1, 10, 352),
                List.of("Do not trust it here: over 200 dates it puts no more on the right characters than chance would.")),
            new View(new Method("saliency", "saliency", false, "The length of the gradient."), List.of(Sheet.of(saliency)),
                Completeness.none("a length has no sign, and sums to nothing"), new Cost(1, 10, 352), List.of()),
            new View(new Method("random", "random", true, "The control: noise from a seed."), List.of(Sheet.of(noise)),
                Completeness.none("it knows nothing of the model"), new Cost(0, 0, 0), List.of("This is noise, on purpose."))));
    }

    private interface Cell {
        float of(boolean right, int column);
    }

    private static float[][] matrix(List<Row> rows, int columns, Cell cell) {
        float[][] matrix = new float[rows.size()][columns];
        for (int i = 0; i < matrix.length; i++) {
            for (int j = 0; j < columns; j++) matrix[i][j] = cell.of(rows.get(i).right().contains(j), j);
        }
        return matrix;
    }

    private static Summary onTheRight() {
        return new Summary("How much falls on the right characters?",
            "Share of all |score| on the characters of year, month or day, over 200 held-out dates, with 95 % intervals (bootstrap over "
                + "dates). The dashed tick is chance.",
            List.of("method", "on the right characters", "chance", "beside chance"),
            List.of(
                line("integrated gradients", 0.724f, 0.701f, 0.748f, ""),
                line("attention", 0.583f, 0.561f, 0.604f, ""),
                line("saliency", 0.297f, 0.281f, 0.315f,
                    "less than three times chance: the gradient's length says how steep, not what counted."),
                line("input × gradient", 0.139f, 0.117f, 0.161f, "do not trust it here: it is no better than chance."),
                line("random", 0.121f, 0.117f, 0.126f, "")));
    }

    private static Summary.Line line(String label, float value, float low, float high, String caution) {
        float chance = 0.121f;
        return new Summary.Line(label, List.of(
            new Summary.Estimate(value, low, high, chance, Summary.Unit.SHARE),
            new Summary.Figure(chance, Summary.Unit.SHARE),
            new Summary.Figure(value / chance, Summary.Unit.TIMES)), caution);
    }

    private static Summary adding() {
        return new Summary("Do integrated gradients add up?", "Over 2,000 characters of 200 dates.",
            List.of("gap", "explanations", "largest"),
            List.of(new Summary.Line("below 1 % of the difference", List.of(new Summary.Figure(0.975f, Summary.Unit.SHARE),
                new Summary.Words("4.9 %")), "")));
    }
}
