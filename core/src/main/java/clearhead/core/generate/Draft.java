package clearhead.core.generate;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.generate.Written.Finish;
import clearhead.core.model.Decoder;
import clearhead.core.nn.Cache;
import java.util.Arrays;
import java.util.List;

/// A text that is being written. It is read once, and can then go on in several ways.
///
/// @param cache    what the model remembers of it
/// @param unread   its last tokens, which the model has not read
/// @param ids      what has been written
/// @param logProbs how sure the model was of each
record Draft(Cache cache, int[] unread, int[] ids, float[] logProbs) {

    /// Nothing has been written.
    static Draft of(Cache cache, int[] prompt) {
        return new Draft(cache.fork(), prompt, new int[0], new float[0]);
    }

    /// Reads what is unread.
    ///
    /// @return the scores of the next token of each, `[drafts, vocab]`
    static Tensor next(Decoder model, List<Draft> drafts) {
        Tensor rows = model.read(drafts.stream().map(Draft::cache).toList(), drafts.stream().map(Draft::unread).toList());
        int[] last = new int[drafts.size()];
        int end = 0;
        for (int i = 0; i < last.length; i++) {
            end += drafts.get(i).unread.length;
            last[i] = end - 1;
        }
        return model.logits(rows.reshape(end, rows.dim(2)).gather(Shape.of(last.length), last));
    }

    /// How many tokens have been written.
    int size() {
        return ids.length;
    }

    /// One token longer.
    Draft and(int id, float logProb) {
        int[] longer = Arrays.copyOf(ids, ids.length + 1);
        float[] surer = Arrays.copyOf(logProbs, longer.length);
        longer[ids.length] = id;
        surer[ids.length] = logProb;
        return new Draft(cache.fork(), new int[] {id}, longer, surer);
    }

    boolean finished(Limit limit) {
        return limit.finished(size(), ids[size() - 1]);
    }

    Written written(Limit limit) {
        return new Written(ids, logProbs, limit.ends().contains(ids[size() - 1]) ? Finish.STOP : Finish.LENGTH);
    }
}
