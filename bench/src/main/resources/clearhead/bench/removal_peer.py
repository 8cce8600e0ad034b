"""shap and lime as peers of the benchmarks, asking a model that PyTorch runs. Arguments: folder, threads, shap or lime."""
import importlib.metadata
import logging
import math
import time
import warnings

import numpy as np
import torch
import torch.nn.functional as F

import torch_peer

GOAL, FIRST, LEAST, RUNS = 0.1, 512, 64, 4
MASK = 103


class Similarity:
    """How similar a text is to another, as a function of which of its words are kept: rows of ones and zeros. Counts its calls."""

    def __init__(self, text, other, bert):
        self.bert, self.text, self.calls = bert, text.long(), 0
        self.players = len(text) - 2
        self.other = F.normalize(bert.vector(bert.tokens[other.long()][None]), dim=-1)
        self.batch = min((16, 32, 64, 128, 256), key=self.seconds)

    def seconds(self, batch):
        self.batch = batch
        begin = [self.timed() for _ in range(3)]
        return min(begin)

    def timed(self):
        begin = time.perf_counter()
        self(np.zeros((256, self.players)))
        return time.perf_counter() - begin

    def __call__(self, kept):
        return self.of(np.where(np.asarray(kept) > 0.5, self.text[1:-1].numpy(), MASK))

    def of(self, words):
        self.calls += len(words)
        ids = self.text.repeat(len(words), 1)
        ids[:, 1:-1] = torch.from_numpy(words)
        vectors = torch.cat([self.bert.vector(self.bert.tokens[some]) for some in ids.split(self.batch)])
        return (F.normalize(vectors, dim=-1) * self.other).sum(-1).double().numpy()


def kernel_shap(f, samples, seed):
    import shap
    np.random.seed(seed)
    return shap.KernelExplainer(f, np.zeros((1, f.players))).shap_values(np.ones((1, f.players)), nsamples=samples, l1_reg=False, silent=True)[0]


def shapley_sampling(f, samples, seed):
    import shap
    masker = shap.maskers.Independent(np.zeros((1, f.players)))
    explainer = shap.PermutationExplainer(f, masker, seed=seed)
    pairs = max(1, samples // (2 * f.players))
    return explainer(np.ones((1, f.players)), max_evals=pairs * (2 * f.players + 1), silent=True).values[0]


class Halves:
    """A text whose words are put together by halves, for PartitionExplainer."""

    def __init__(self, players):
        self.shape, self.mask_shapes, self.clustering = (1, players), lambda x: [(players,)], []
        self.join(0, players)
        self.clustering = np.array(self.clustering, float)

    def join(self, begin, end):
        if end - begin == 1:
            return begin
        middle = begin + (end - begin) // 2
        self.clustering.append([self.join(begin, middle), self.join(middle, end), 1, end - begin])
        return self.shape[1] + len(self.clustering) - 1

    def __call__(self, mask, x):
        return (mask[None].astype(float),)


def owen(f, samples, seed):
    import shap
    return shap.PartitionExplainer(f, Halves(f.players))(np.ones((1, f.players)), max_evals=100_000, batch_size=f.batch, silent=True).values[0]


def lime(f, samples, seed):
    """Every word is written as its id, so that nothing has to be tokenised again."""
    from lime.lime_text import LimeTextExplainer

    def classify(texts):
        values = f.of(np.array([text.split() for text in texts], dtype=np.int64))
        return np.stack([-values, values], 1)

    explainer = LimeTextExplainer(bow=False, mask_string=str(MASK), split_expression=r"\s+", feature_selection="none", random_state=seed)
    text = " ".join(str(word) for word in f.text[1:-1].tolist())
    found = explainer.explain_instance(text, classify, labels=(1,), num_features=f.players, num_samples=samples).as_map()[1]
    scores = np.zeros(f.players)
    for word, score in found:
        scores[word] = score
    return scores


class Estimate:
    """clearhead.bench.Estimating, with another's method."""

    def __init__(self, how):
        text, other, sizes, exact, *arrays = torch_peer.inputs()
        self.f, self.how, self.seed = Similarity(text, other, torch_peer.Bert(sizes, arrays)), how, 0
        self.exact = exact.double().numpy()
        if how == "OWEN":
            self.budget, self.mean = 0, self.scores(0)
            self.remark = f"{self.calls:,} calls, complete"
            return
        first = self.error(self.runs(FIRST))
        at_first = f"{100 * first:.1f} % with {self.calls:,} calls"
        self.budget = max(LEAST, math.ceil(FIRST * (first / GOAL) ** 2))
        runs = self.runs(self.budget)
        self.mean = np.mean(runs, 0)
        self.remark = f"{self.calls:,} calls for an error of {100 * self.error(runs):.1f} % ({at_first})"

    def runs(self, budget):
        return [self.scores(budget) for _ in range(RUNS)]

    def scores(self, budget):
        self.seed += 1
        before = self.f.calls
        method = {"KERNEL_SHAP": kernel_shap, "SHAPLEY_SAMPLING": shapley_sampling, "OWEN": owen, "LIME": lime}[self.how]
        scores = method(self.f, budget, self.seed)
        self.calls = self.f.calls - before
        return scores

    def error(self, runs):
        exact, free = (np.mean(runs, 0), len(runs) - 1) if self.how == "LIME" else (self.exact, len(runs))
        return math.sqrt(((np.array(runs) - exact) ** 2).sum() / free / len(exact)) / np.abs(exact).max()

    def run(self):
        return self.scores(self.budget)

    def result(self):
        return torch.from_numpy(self.mean).float()


def prepare(words):
    return Estimate(words.split()[1])


if __name__ == "__main__":
    warnings.simplefilter("ignore")
    logging.disable(logging.WARNING)
    torch.set_grad_enabled(False)
    torch_peer.serve(f"{torch_peer.MODE} {importlib.metadata.version(torch_peer.MODE)}", prepare)
