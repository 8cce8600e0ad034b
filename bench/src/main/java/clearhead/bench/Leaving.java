package clearhead.bench;

import clearhead.core.model.CausalModel;
import clearhead.core.nn.Activation;
import clearhead.core.nn.Head;
import clearhead.core.nn.Parameters;
import clearhead.core.pretrained.Special;
import clearhead.explain.Game;
import clearhead.explain.Input;
import clearhead.explain.Names;
import clearhead.explain.OpenModel;
import clearhead.explain.Players;
import clearhead.explain.Replacement;
import clearhead.explain.Target;
import clearhead.explain.WhiteBox;
import clearhead.explain.Words;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/// We, taking tokens away, as every method does that asks a model so.
final class Leaving implements Contender.Job {

    private static final Head.Config TIED = new Head.Config(true, 1, false);

    private final OpenModel model;
    private final Input input;
    private final List<BitSet> kept;

    Leaving(Leave leave, int[] ids) {
        model = new OpenModel(model(leave.size()), new Names(Optional.empty(), id -> "#" + id, List.of(), "a benchmark"), Special.start(0),
                OpenModel.standardBudget(), () -> new WhiteBox.ModelInfo("sha256:" + "0".repeat(64), "gpt", "a benchmark"));
        input = new Input.Text(Words.of(ids, new int[ids.length], Optional.empty()));
        kept = leave.kept();
    }

    static CausalModel model(Gpt.Size size) {
        return Gpt.of(size, Activation.GELU_TANH, TIED, Parameters.random(1));
    }

    @Override public void run() {
        result();
    }

    @Override public float[] result() {
        Game game = model.game(input, new Target.Logit(Leave.EXPLAINED), Players.TOKENS.by(Replacement.Plain.ZERO));
        List<double[]> values = game.values(kept);
        float[] logits = new float[values.size()];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = (float) values.get(i)[0];
        }
        return logits;
    }
}
