"""PyTorch as a peer of the benchmarks: the same conversation as clearhead.bench.Worker. Arguments: folder, threads, eager or compiled."""
import ctypes
import os
import statistics
import sys
import time

import torch
import torch.nn.functional as F

FOLDER, THREADS, MODE = sys.argv[1], int(sys.argv[2]), sys.argv[3]
RATE, ADAM = 1e-3, dict(betas=(0.9, 0.95), eps=1e-8, weight_decay=0.1)
EPSILON = 1e-5
CHECKED = 3


def inputs():
    arrays = []
    while os.path.exists(file := f"{FOLDER}/{len(arrays)}.f32"):
        arrays.append(torch.frombuffer(bytearray(open(file, "rb").read()), dtype=torch.float32))
    return arrays


class Value:
    """A tensor that is computed anew at every call."""

    def __init__(self, formula):
        self.run = formula

    def result(self):
        return self.run()


class Adam:
    """A step of the optimizer on one tensor."""

    def __init__(self, weights, gradient):
        self.weights = torch.nn.Parameter(weights)
        self.weights.grad = gradient
        self.run = torch.optim.AdamW([self.weights], lr=RATE, fused=True, **ADAM).step

    def result(self):
        for _ in range(CHECKED):
            self.run()
        return self.weights


class Gpt(torch.nn.Module):
    """clearhead.bench.Gpt, with q, k and v in one layer, as it is done here."""

    def __init__(self, activation, layers, d, heads, vocab, seq, arrays):
        super().__init__()
        self.heads = heads
        self.approximate = "tanh" if activation == "GELU_TANH" else "none"
        rest = iter(arrays)
        self.tokens = self.parameter(next(rest).view(vocab, d))
        self.positions = self.parameter(next(rest).view(seq, d))
        self.blocks = torch.nn.ModuleList()
        for _ in range(layers):
            block = torch.nn.Module()
            block.self_norm, block.qkv, block.out = self.layer_norm(rest, d), self.affine(rest, d, d, 3), self.affine(rest, d, d)
            block.mlp_norm, block.up, block.down = self.layer_norm(rest, d), self.affine(rest, d, 4 * d), self.affine(rest, 4 * d, d)
            self.blocks.append(block)
        self.norm, self.head = self.layer_norm(rest, d), self.affine(rest, d, vocab)

    @staticmethod
    def parameter(values):
        return torch.nn.Parameter(values.contiguous().clone())

    def layer_norm(self, rest, d):
        norm = torch.nn.LayerNorm(d, eps=EPSILON)
        norm.weight, norm.bias = self.parameter(next(rest)), self.parameter(next(rest))
        return norm

    def affine(self, rest, inner, outer, layers=1):
        pairs = [(next(rest).view(inner, outer).T, next(rest)) for _ in range(layers)]
        linear = torch.nn.Linear(inner, layers * outer)
        linear.weight = self.parameter(torch.cat([weight for weight, _ in pairs]))
        linear.bias = self.parameter(torch.cat([bias for _, bias in pairs]))
        return linear

    def forward(self, ids, following):
        batch, seq = ids.shape
        x = F.embedding(ids, self.tokens) + self.positions
        for block in self.blocks:
            d = x.shape[-1]
            q, k, v = (part.view(batch, seq, self.heads, d // self.heads).transpose(1, 2)
                       for part in block.qkv(block.self_norm(x)).split(d, 2))
            z = F.scaled_dot_product_attention(q, k, v, is_causal=True)
            x = x + block.out(z.transpose(1, 2).reshape(batch, seq, d))
            x = x + block.down(F.gelu(block.up(block.mlp_norm(x)), approximate=self.approximate))
        return F.cross_entropy(self.head(self.norm(x)).flatten(0, 1), following)


class Step:
    """A training step, everything included."""

    def __init__(self, activation, layers, d, heads, vocab, seq, batch):
        arrays = inputs()
        self.ids, self.following = arrays[0].long().view(batch, seq), arrays[1].long()
        model = Gpt(activation, layers, d, heads, vocab, seq, arrays[2:])
        self.optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, fused=True, **ADAM)
        self.model = torch.compile(model) if MODE == "compiled" else model

    def run(self):
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.model(self.ids, self.following)
        loss.backward()
        self.optimizer.step()
        return loss.item()

    def result(self):
        return torch.tensor([self.run() for _ in range(CHECKED)])


class Bert:
    """MiniLM by its parameters in the order of their listing. Attention is PyTorch's fused one."""

    def __init__(self, sizes, arrays):
        d, self.heads, layers, self.epsilon = int(sizes[0]), int(sizes[1]), int(sizes[2]), float(sizes[3])
        rest = iter(arrays)
        self.tokens, self.positions, types = (next(rest).view(-1, d) for _ in range(3))
        self.type, self.first = types[0], (next(rest), next(rest))
        self.blocks = [self.block(rest, d) for _ in range(layers)]

    @staticmethod
    def block(rest, d):
        def pair(inner=1):
            weight, bias = next(rest), next(rest)
            return (weight.view(inner, -1).T.contiguous() if inner > 1 else weight), bias
        norm, q, k, v, out, mlp_norm, up = pair(), pair(d), pair(d), pair(d), pair(d), pair(), pair(d)
        down = pair(len(up[1]))
        return norm, (torch.cat([q[0], k[0], v[0]]), torch.cat([q[1], k[1], v[1]])), out, mlp_norm, up, down

    def vector(self, x):
        batch, seq, d = x.shape
        x = F.layer_norm(x + self.positions[:seq] + self.type, (d,), *self.first, self.epsilon)
        for norm, qkv, out, mlp_norm, up, down in self.blocks:
            q, k, v = (part.view(batch, seq, self.heads, -1).transpose(1, 2) for part in F.linear(x, *qkv).split(d, 2))
            z = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(batch, seq, d)
            x = F.layer_norm(x + F.linear(z, *out), (d,), *norm, self.epsilon)
            x = F.layer_norm(x + F.linear(F.gelu(F.linear(x, *up)), *down), (d,), *mlp_norm, self.epsilon)
        return x.mean(1)


class Attribute:
    """Captum's integrated gradients of a similarity, at the internal batch size that is fastest here."""

    def __init__(self, seq, steps):
        from captum.attr import IntegratedGradients
        text, other, sizes, *arrays = inputs()
        self.bert = Bert(sizes, arrays)
        self.x = self.bert.tokens[text.long()][None]
        self.other = F.normalize(self.bert.vector(self.bert.tokens[other.long()][None]), dim=-1)
        self.method, self.steps = IntegratedGradients(self.similarity), steps or 50
        self.batch = min((5, 10, 25, 50), key=self.seconds)

    def similarity(self, x):
        return (F.normalize(self.bert.vector(x), dim=-1) * self.other).sum(-1)

    def seconds(self, batch):
        self.batch = batch
        self.run()
        begin = time.perf_counter()
        self.run()
        return time.perf_counter() - begin

    def run(self):
        return self.method.attribute(self.x, torch.zeros_like(self.x), n_steps=self.steps, internal_batch_size=self.batch)

    def result(self):
        return self.run().sum(-1)


def prepare(words):
    kind, *rest = words.split()
    if kind == "step":
        return Step(rest[0], *map(int, rest[1:]))
    torch.set_grad_enabled(True)
    if kind == "attribute":
        return Attribute(*map(int, rest))
    arrays = inputs()
    if kind == "adamw":
        return Adam(*arrays)
    torch.set_grad_enabled(False)
    if kind == "matmul":
        m, n, k = map(int, rest)
        a, b = arrays[0].view(m, k), arrays[1].view(k, n)
        return Value(lambda: a @ b)
    x = arrays[0]
    if kind == "rows":
        x = x.view(int(rest[1]), int(rest[2]))
    return {
        "SOFTMAX": Value(lambda: F.softmax(x, -1)),
        "LAYERNORM": Value(lambda: F.layer_norm(x, x.shape[-1:], arrays[1], arrays[2], EPSILON)),
        "EXP": Value(x.exp),
        "TANH": Value(x.tanh),
        "GELU_ERF": Value(lambda: F.gelu(x)),
        "GELU_TANH": Value(lambda: F.gelu(x, approximate="tanh")),
    }[rest[0]]


def median(job, milliseconds, calls):
    job.run()
    times, end = [], time.perf_counter()
    last = end + milliseconds / 1000
    while len(times) < calls or end < last:
        begin = end
        job.run()
        end = time.perf_counter()
        times.append(end - begin)
    return statistics.median(times)


def serve(description, prepare):
    torch.set_num_threads(THREADS)
    print(f"hello {description}, PyTorch {torch.__version__}, {torch.get_num_threads()} threads", flush=True)
    for line in sys.stdin:
        question, _, words = line.strip().partition(" ")
        try:
            if question == "prepare":
                job = prepare(words)
                print("ready", flush=True)
            elif question == "result":
                values = job.result().detach().contiguous().flatten()
                open(f"{FOLDER}/{words}", "wb").write(ctypes.string_at(values.data_ptr(), 4 * len(values)))
                print("written", flush=True)
            elif question == "remark":
                print("says", getattr(job, "remark", ""), flush=True)
            elif question == "run":
                milliseconds, calls = map(int, words.split())
                print("took", median(job, milliseconds, calls), flush=True)
        except Exception as e:
            print("failed", type(e).__name__, str(e).replace("\n", " "), flush=True)


if __name__ == "__main__":
    serve(MODE, prepare)
