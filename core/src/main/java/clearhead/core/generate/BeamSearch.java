package clearhead.core.generate;

import clearhead.autograd.Tensor;
import clearhead.autograd.TopK;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Looks for likely texts by following several at a time: where the likeliest next token leads to nothing, another may lead on.
///
/// At every step the likeliest continuations of all beams are looked at, `max(2, 1 + number of ends)` for each beam, so that enough go on
/// however many end. One that ends is kept if it is among the best `beams`; the best that do not end run on. A kept text counts
/// `log-probability / length ^ lengthPenalty`.
///
/// @param beams         how many texts are followed, and found
/// @param lengthPenalty 0 prefers short texts, since every token costs something; 1 takes the mean over the tokens, more prefers long ones
/// @param early         whether it ends as soon as it has kept `beams` texts; otherwise when it has and no running one, were it to end as
///                      it is, would be better than the worst of them
public record BeamSearch(int beams, double lengthPenalty, boolean early) {

    /// Checks the settings.
    ///
    /// @throws IllegalArgumentException if there is no beam, or the penalty is no number
    public BeamSearch {
        if (beams < 1 || !Double.isFinite(lengthPenalty)) {
            throw new IllegalArgumentException("beam search: %d beams, length penalty %s (need at least 1, and a number)"
                    .formatted(beams, lengthPenalty));
        }
    }

    /// A text that may run on.
    ///
    /// @param sum its log-probability
    private record Running(Draft draft, double sum) {}

    /// A continuation, not yet made.
    private record Candidate(Running from, int id, float logProb, double sum) {}

    /// The search after one prompt.
    final class Search {

        private final Limit limit;
        private List<Running> running;
        private List<Beam> kept = List.of();

        Search(Draft prompt, Limit limit) {
            this.running = List.of(new Running(prompt, 0));
            this.limit = limit;
        }

        List<Draft> drafts() {
            return running.stream().map(Running::draft).toList();
        }

        /// What was found, the best first.
        List<Beam> found() {
            return kept;
        }

        /// Goes on by a token.
        ///
        /// @param logProbs of the next token of each draft, `[drafts, vocab]`
        void step(Tensor logProbs) {
            List<Candidate> best = candidates(logProbs);
            List<Running> next = new ArrayList<>();
            List<Beam> ended = new ArrayList<>(kept);
            for (int rank = 0; rank < best.size(); rank++) {
                Candidate candidate = best.get(rank);
                boolean ends = limit.finished(candidate.from.draft.size() + 1, candidate.id);
                if (ends ? rank < beams : next.size() < beams) {
                    Draft draft = candidate.from.draft.and(candidate.id, candidate.logProb);
                    if (ends) {
                        ended.add(new Beam(draft.written(limit), score(candidate.sum, draft.size())));
                    } else {
                        next.add(new Running(draft, candidate.sum));
                    }
                }
            }
            kept = ended.stream().sorted(Comparator.comparingDouble(Beam::score).reversed()).limit(beams).toList();
            running = done(next) ? List.of() : next;
        }

        private List<Candidate> candidates(Tensor logProbs) {
            int looked = beams * Math.max(2, 1 + limit.ends().size());
            int each = Math.min(logProbs.dim(1), looked);
            TopK top = TopK.of(logProbs, each);
            List<Candidate> all = new ArrayList<>();
            for (int row = 0; row < running.size(); row++) {
                Running from = running.get(row);
                if (limit.forced(from.draft.size()).isPresent()) {
                    all.add(new Candidate(from, limit.forced(from.draft.size()).getAsInt(), 0, from.sum));
                    continue;
                }
                for (int i = 0; i < each; i++) {
                    float logProb = top.values().at(row, i);
                    all.add(new Candidate(from, top.indices().at(row * each + i), logProb, from.sum + logProb));
                }
            }
            return all.stream().sorted(Comparator.comparingDouble(Candidate::sum).reversed()).limit(looked).toList();
        }

        private boolean done(List<Running> next) {
            return kept.size() == beams && (early || next.isEmpty()
                    || score(next.getFirst().sum, next.getFirst().draft.size()) <= kept.getLast().score());
        }

        private double score(double sum, int length) {
            return sum / Math.pow(length, lengthPenalty);
        }
    }

    /// Whether anything runs on in one of these.
    static List<Search> open(List<Search> searches) {
        return searches.stream().filter(search -> !search.running.isEmpty()).toList();
    }

    /// The rows of a tensor that belong to each of these.
    static void step(List<Search> searches, Tensor logProbs) {
        int from = 0;
        for (Search search : searches) {
            int to = from + search.running.size();
            search.step(logProbs.slice(0, from, to));
            from = to;
        }
    }
}
