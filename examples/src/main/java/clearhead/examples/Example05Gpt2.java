package clearhead.examples;

import clearhead.autograd.AdamW;
import clearhead.autograd.Constants;
import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.autograd.TopK;
import clearhead.core.model.CausalModel;
import clearhead.core.model.Tower;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Attention;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Block;
import clearhead.core.nn.FeedForward;
import clearhead.core.nn.Head;
import clearhead.core.nn.Norm;
import clearhead.core.nn.Parameters;
import clearhead.core.nn.Positions;
import clearhead.core.pretrained.Pretrained;
import clearhead.core.probe.Pass;
import clearhead.core.text.BpeTrainer;
import clearhead.core.text.Tokenizer;
import clearhead.core.train.Schedule;
import clearhead.core.train.Trainer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/// # Example 5: one sentence through GPT-2
///
/// What happens between a text and its next word, part by part, each with its formula, its shape and some of its numbers. The parts are
/// those of the real GPT-2 (Radford et al. 2019), put together as it is; only the sizes are small, and the model has read eight lines in
/// a few seconds instead of eight million pages. Where the weights of the real one are in a folder, `GPT2=folder` in front of the command
/// below walks through that.
///
/// Nothing is repeated here that the library computes otherwise: at the end the same model runs as a whole, and must give the same
/// numbers, bit for bit.
final class Example05Gpt2 {

    private static final List<String> LINES = List.of(
            "the cat sat on the mat", "the dog sat on the log", "the cat saw the dog", "the dog saw the cat",
            "a bird sang on the roof", "the bird saw the mat", "a cat ran from the dog", "the dog ran to the log");
    private static final String SENTENCE = "the cat sat on the";

    private static final int VOCAB = 300;
    private static final int WIDTH = 32;
    private static final int HEADS = 4;
    private static final int LAYERS = 2;
    private static final int LONGEST = 16;
    private static final int STEPS = 120;

    static void main() {
        String folder = System.getenv("GPT2");
        Tokenizer tokenizer = folder == null ? tokenizer() : Pretrained.open(Path.of(folder)).tokenizer().orElseThrow();
        CausalModel model = folder == null ? trained(tokenizer)
                : (CausalModel) Pretrained.open(Path.of(folder)).model();

        // A text becomes numbers: pieces of words, a blank belonging to the word behind it (here drawn as a dot).
        int[] ids = tokenizer.encode(SENTENCE).ids();
        IO.println("\"" + SENTENCE + "\"");
        for (int id : ids) {
            IO.println(String.format(Locale.ROOT, "  %5d  %s", id, tokenizer.decode(new int[] {id}, false).replace(' ', '·')));
        }

        // Every id picks a row of the table of embeddings; every position a row of its own table. Their sum is the residual stream x: from
        // now on every part reads it, and adds to it.
        Batch batch = Batch.of(ids);
        Tensor embedded = model.tokens().forward(batch);
        show("embed", "E[ids]", embedded);
        Tensor x = embedded.add(positions(model, ids.length));
        show("x", "E[ids] + P[0, 1, 2, …]", x);

        Tensor first = null;                                // who read whom in the first block
        for (int layer = 0; layer < model.tower().blocks().size(); layer++) {
            Block block = model.tower().blocks().get(layer);
            boolean told = layer == 0;                      // the blocks are alike: the first one is told in full
            IO.println("\nblock " + layer);

            // Each position asks (q), offers itself to be found (k) and has something to say (v), in several heads side by side. Example 3
            // has this on three tokens, with a pencil.
            Attention attention = block.self();
            Tensor read = block.selfNorm().forward(x);
            Tensor q = heads(attention.query().forward(read), attention.heads());
            Tensor k = heads(attention.key().forward(read), attention.heads());
            Tensor v = heads(attention.value().forward(read), attention.heads());
            Tensor scores = q.matmulT(k).scale(attention.scale());
            Tensor causal = scores.maskedFill(Constants.upper(ids.length, ids.length, 1), Float.NEGATIVE_INFINITY);
            Tensor pattern = causal.softmax();
            first = told ? pattern : first;
            Tensor z = pattern.matmul(v);
            Tensor attended = attention.out().forward(merged(z));
            x = x.add(attended);

            // Then each position thinks for itself: wider, through a curve, and back.
            Tensor mlpRead = block.mlpNorm().forward(x);
            Tensor pre = block.mlp().up().forward(mlpRead);
            Tensor neurons = block.mlp().activation().of(pre);
            Tensor thought = block.mlp().down().forward(neurons);
            x = x.add(thought);

            if (told) {
                show("n", "(x − mean x) / √(variance x + ε) · γ + β", read);
                show("q", "n · Wq + bq, cut into heads", q);
                show("k", "n · Wk + bk", k);
                show("v", "n · Wv + bv", v);
                show("scores", "q kᵀ / √dHead, −∞ above the diagonal", causal);
                show("pattern", "softmax(scores): rows sum to 1", pattern);
                show("z", "pattern · v", z);
                show("attn_out", "heads side by side, times Wo, plus bo", attended);
                show("pre", "norm(x + attn_out) · Wup + bup", pre);
                show("post", "gelu(pre)", neurons);
                show("mlp_out", "post · Wdown + bdown", thought);
            }
            show("x", "x + attn_out + mlp_out", x);
        }

        // After the last block one norm more; then the table of embeddings, read the other way round: how much is x like each token?
        IO.println("\nhead");
        Tensor last = model.tower().last().orElseThrow().forward(x);
        show("ln_final", "norm(x)", last);
        Tensor logits = model.head().forward(last, model.tokens());
        show("logits", "ln_final · Eᵀ", logits);

        IO.println("\nwho read whom in head 0 of block 0");
        for (int i = 0; i < ids.length; i++) {
            StringBuilder row = new StringBuilder("  %-6s".formatted(tokenizer.decode(new int[] {ids[i]}, false).strip()));
            for (int j = 0; j < ids.length; j++) {
                row.append(String.format(Locale.ROOT, "%7.3f", first.at(0, 0, i, j)));
            }
            IO.println(row);
        }

        IO.println("\nnext, by softmax(logits) of the last position");
        TopK best = logits.slice(1, ids.length - 1, ids.length).softmax().topK(3);
        for (int i = 0; i < 3; i++) {
            int id = best.indices().at(i);
            IO.println(String.format(Locale.ROOT, "  %5.1f %%  %s", 100 * best.values().at(0, 0, i),
                    tokenizer.decode(new int[] {id}, false).replace(' ', '·')));
        }

        float[] whole = model.forward(batch, Pass.PLAIN).toArray();
        IO.println("\nthe model as a whole gives the same bits: " + Arrays.equals(whole, logits.toArray()));
    }

    private static Tensor positions(CausalModel model, int n) {
        return ((Positions.Learned) model.tower().positions()).table().rows(0, n);
    }

    /// `[1, seq, heads · dHead] → [1, heads, seq, dHead]`.
    private static Tensor heads(Tensor x, int heads) {
        return x.reshape(1, x.dim(1), heads, x.dim(2) / heads).permute(0, 2, 1, 3);
    }

    /// `[1, heads, seq, dHead] → [1, seq, heads · dHead]`.
    private static Tensor merged(Tensor z) {
        return z.permute(0, 2, 1, 3).reshape(1, z.dim(2), z.dim(1) * z.dim(3));
    }

    /// The last three numbers are those of the last position.
    private static void show(String name, String formula, Tensor value) {
        int n = value.shape().size();
        IO.println(String.format(Locale.ROOT, "  %-9s %-16s … %8.3f %8.3f %8.3f   %s", name, value.shape(), value.buffer().get(n - 3),
                value.buffer().get(n - 2), value.buffer().get(n - 1), formula));
    }

    // ---- a small GPT-2 that has read eight lines

    private static Tokenizer tokenizer() {
        return new BpeTrainer(VOCAB, 1, List.of("<|endoftext|>"), false).train(LINES.iterator(), _ -> { });
    }

    private static CausalModel untrained() {
        Block.Config block = new Block.Config(Block.Order.PRE_NORM, WIDTH, Attention.Config.plain(WIDTH, HEADS),
                new FeedForward.Config(4 * WIDTH, Activation.GELU_TANH, false, true), Norm.Config.LAYER, false);
        Tower.Config tower = new Tower.Config(block, LAYERS, new Positions.Config.Learned(LONGEST), 0, false, true, List.of());
        CausalModel model = CausalModel.of(new CausalModel.Config(VOCAB, tower, new Head.Config(true, 1, false)), Parameters.random(0));
        return model.map((_, parameter) -> parameter.shape().rank() > 1 ? parameter.scale(0.5f).detach() : parameter);
    }

    /// Every line is one row; what is asked of each position is the token behind it, and of the last one the end.
    private static CausalModel trained(Tokenizer tokenizer) {
        List<int[]> rows = new ArrayList<>();
        for (String line : LINES) {
            rows.add(IntStream.concat(IntStream.of(tokenizer.encode(line).ids()), IntStream.of(0)).toArray());
        }
        Trainer trainer = new Trainer(STEPS, Schedule.cosine(1e-2f, 0.1), new AdamW.Settings(0.9f, 0.95f, 1e-8f, 0.01f), 1);
        return trainer.train(untrained(), step -> rows.get(step % rows.size()), (model, row, step) -> {
            int[] read = Arrays.copyOf(row, row.length - 1);
            int[] next = Arrays.copyOfRange(row, 1, row.length);
            Tensor logits = model.forward(Batch.of(read), Pass.PLAIN);
            return new Trainer.Judged(logits.reshape(Shape.of(read.length, VOCAB)).crossEntropy(next), 0);
        }, _ -> { }).frozen();
    }

    // What you should see: five tokens that become five rows of 32 numbers; a stream x that is read and added to, and has the same shape
    // all the way up; attention that is 0 right of the diagonal; and at the end the word that follows "sat on the" most often in what the
    // model has read, and two words that it saw behind other things "on the":
    //
    //       93.6 %  ·mat
    //
    // and `true`: the model as a whole is nothing but these lines.
    //
    // Run it from the root of the project:
    //
    //     mvn -q compile exec:exec -Dmain.class=clearhead.examples.Example05Gpt2
}
