package clearhead.core.generate;

import clearhead.autograd.Tensor;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block;
import clearhead.core.probe.Pass;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/// Greedy decoding: the likeliest token, again and again.
public final class Greedy {

    private Greedy() {}

    /// What was written after one source.
    ///
    /// @param ids      the new tokens
    /// @param logProbs how sure the model was of each, `ln p`
    public record Written(int[] ids, float[] logProbs) {

        /// How sure the model was of all of it: the product of the probabilities.
        public double probability() {
            double sum = 0;
            for (float logProb : logProbs) {
                sum += logProb;
            }
            return Math.exp(sum);
        }
    }

    /// Writes `count` tokens for each source; of two equally likely ones the lower id.
    public static List<Written> write(EncoderDecoder model, Batch source, int start, int count) {
        int rows = source.size();
        int[][] ids = new int[rows][1];                                   // the start token, then what was written
        Arrays.fill(ids, new int[] {start});
        float[][] logProbs = new float[rows][count];
        Block.Memory memory = model.encode(source, Pass.PLAIN);
        for (int step = 0; step < count; step++) {
            Tensor next = model.decode(memory, Batch.of(ids), Pass.PLAIN).slice(1, step, step + 1).logSoftmax();  // [rows, 1, vocab]
            for (int row = 0; row < rows; row++) {
                int best = 0;
                for (int id = 1; id < next.dim(2); id++) {
                    best = next.at(row, 0, id) > next.at(row, 0, best) ? id : best;
                }
                ids[row] = Arrays.copyOf(ids[row], step + 2);
                ids[row][step + 1] = best;
                logProbs[row][step] = next.at(row, 0, best);
            }
        }
        return IntStream.range(0, rows).mapToObj(row -> new Written(Arrays.copyOfRange(ids[row], 1, count + 1), logProbs[row])).toList();
    }
}
