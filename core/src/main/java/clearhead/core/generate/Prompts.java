package clearhead.core.generate;

import clearhead.autograd.Shape;
import clearhead.autograd.Tensor;
import clearhead.core.BadInput;
import clearhead.core.model.CausalModel;
import clearhead.core.model.Decoder;
import clearhead.core.model.EncoderDecoder;
import clearhead.core.nn.Batch;
import clearhead.core.nn.Cache;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/// Beginnings of texts, and the model that shall go on with them. Several are written at once, since a model reads its weights once for all
/// of them; each gets the bits that it gets alone.
///
/// ```java
/// List<Written> texts = Prompts.of(gpt2, List.of(ids)).write(Choice.GREEDY, new Limit(64, end));
/// List<List<Beam>> translations = Prompts.of(marian, Batch.of(source), start).search(new BeamSearch(4, 1, false), new Limit(64, end));
/// ```
public final class Prompts {

    private final Decoder model;
    private final List<Cache> caches;
    private final List<int[]> ids;
    private final Set<Integer> never;

    private Prompts(Decoder model, List<Cache> caches, List<int[]> ids, Set<Integer> never) {
        this.model = model;
        this.caches = caches;
        this.ids = ids.stream().map(int[]::clone).toList();
        this.never = Set.copyOf(never);
        for (int row = 0; row < ids.size(); row++) {
            if (ids.get(row).length == 0) {
                throw new BadInput("prompt " + row, "is empty", "at least one token");
            }
        }
    }

    /// Texts to be continued.
    ///
    /// @throws BadInput if one is empty
    public static Prompts of(CausalModel model, List<int[]> texts) {
        return new Prompts(model.frozen(), texts.stream().map(_ -> new Cache()).toList(), texts, Set.of());
    }

    /// Texts to be written for these sources.
    ///
    /// @param start the token that every text begins with
    /// @throws BadInput if a source is longer than the model can read
    public static Prompts of(EncoderDecoder model, Batch sources, int start) {
        OptionalInt most = model.encoder().positions().most();
        if (most.isPresent() && sources.seq() > most.getAsInt()) {
            throw new BadInput("source", "has %,d tokens".formatted(sources.seq()),
                    "at most %,d, which the model knows".formatted(most.getAsInt()));
        }
        EncoderDecoder frozen = model.frozen();
        return new Prompts(frozen, frozen.begin(sources), Collections.nCopies(sources.size(), new int[] {start}), Set.of());
    }

    /// The same, but these tokens are never written, however likely they are.
    public Prompts without(Set<Integer> tokens) {
        return new Prompts(model, caches, ids, tokens);
    }

    /// Goes on with each, until it is finished.
    ///
    /// @throws BadInput if one would get longer than the model can read
    public List<Written> write(Choice choice, Limit limit) {
        return write(choice, limit, Listener.NONE);
    }

    /// The same, and tells of each token when it is chosen.
    ///
    /// @throws BadInput if one would get longer than the model can read
    public List<Written> write(Choice choice, Limit limit, Listener listener) {
        List<Draft> drafts = drafts(limit.tokens());
        List<Integer> running = IntStream.range(0, drafts.size()).boxed().toList();
        while (!running.isEmpty()) {
            Tensor logits = Draft.next(model, running.stream().map(drafts::get).toList());                       // [running, vocab]
            Tensor logProbs = logits.logSoftmax();
            for (int row = 0; row < running.size(); row++) {
                int number = running.get(row);
                Draft draft = drafts.get(number);
                OptionalInt forced = limit.forced(draft.size());
                int id = forced.isPresent() ? forced.getAsInt()
                        : choice.token(allowed(logits.slice(0, row, row + 1)).reshape(logits.dim(1)), number, draft.size());
                float logProb = forced.isPresent() ? 0 : logProbs.at(row, id);
                drafts.set(number, draft.and(id, logProb));
                listener.token(number, id, logProb);
            }
            running = running.stream().filter(number -> !drafts.get(number).finished(limit)).toList();
        }
        return drafts.stream().map(draft -> draft.written(limit)).toList();
    }

    /// Looks for likely continuations of each.
    ///
    /// @return for each prompt what was found, the best first
    /// @throws BadInput if one would get longer than the model can read
    public List<List<Beam>> search(BeamSearch search, Limit limit) {
        List<BeamSearch.Search> searches = drafts(limit.tokens()).stream().map(draft -> search.new Search(draft, limit)).toList();
        for (List<BeamSearch.Search> open = searches; !open.isEmpty(); open = BeamSearch.open(open)) {
            List<Draft> drafts = open.stream().flatMap(each -> each.drafts().stream()).toList();
            BeamSearch.step(open, allowed(Draft.next(model, drafts).logSoftmax()));
        }
        return searches.stream().map(BeamSearch.Search::found).toList();
    }

    /// How sure the model is of each token of given continuations, `ln p`.
    ///
    /// @param continuations one for each prompt
    /// @throws BadInput if one is longer than the model can read
    public List<float[]> score(List<int[]> continuations) {
        if (continuations.size() != ids.size()) {
            throw new IllegalArgumentException("score: %d continuations of %d prompts (need one for each)"
                    .formatted(continuations.size(), ids.size()));
        }
        return IntStream.range(0, ids.size()).mapToObj(row -> score(row, continuations.get(row))).toList();
    }

    private float[] score(int row, int[] continuation) {
        if (continuation.length == 0) {
            return new float[0];
        }
        room(row, continuation.length);
        int[] prompt = ids.get(row);
        int[] read = IntStream.concat(IntStream.of(prompt), IntStream.of(continuation).limit(continuation.length - 1)).toArray();
        Tensor rows = model.read(List.of(caches.get(row).fork()), List.<int[]>of(read));                         // [1, read, dModel]
        Tensor logProbs = model.logits(rows.slice(1, prompt.length - 1, read.length)).logSoftmax();              // [1, continuation, vocab]
        float[] scores = new float[continuation.length];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = logProbs.at(0, i, continuation[i]);
        }
        return scores;
    }

    /// With −∞ for each token that is never written. The others are as likely as the model says.
    private Tensor allowed(Tensor scores) {
        return never.isEmpty() ? scores : scores.maskedFill(Tensor.from(Shape.of(scores.dim(1)), mask -> {
            for (int id = 0; id < mask.length; id++) {
                mask[id] = never.contains(id) ? 1 : 0;
            }
        }), Float.NEGATIVE_INFINITY);
    }

    private List<Draft> drafts(int tokens) {
        return new ArrayList<>(IntStream.range(0, ids.size()).mapToObj(row -> {
            room(row, tokens);
            return Draft.of(caches.get(row), ids.get(row));
        }).toList());
    }

    /// Checks that the model knows enough positions. The last new token is never read.
    private void room(int row, int tokens) {
        int length = ids.get(row).length;
        OptionalInt most = model.positions();
        if (most.isPresent() && (long) length + tokens - 1 > most.getAsInt()) {
            throw new BadInput("prompt " + row, "%,d read and %,d to be written".formatted(length, tokens),
                    "at most %,d tokens together, since the model knows %,d positions".formatted(most.getAsInt() + 1, most.getAsInt()));
        }
    }
}
