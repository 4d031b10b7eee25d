"""Learns models/network.bin: python train.py LESSONS.jsonl WORDS.tsv MINILM_WHEEL OUT.bin [LABELS.jsonl ...] [--epochs N]

LESSONS as `cargo xtask train DATA_DIR lessons` writes them; LABELS as label.py does: what the teacher says of the lessons without trees.
Scores on `dev` are printed now and then, before weights are cut to bytes and trees are made sure to be trees.
"""
import argparse
import json
import math
import random
import time
from collections import Counter

import torch
import torch.nn.functional as F

import network
import vectors

NAMES = ["O"] + [f"{place}-{label}" for label in ("PER", "ORG", "LOC", "OTH") for place in "BI"]
UNKNOWN = -100


def arguments():
    parser = argparse.ArgumentParser()
    for name in ("lessons", "words", "wheel", "out"):
        parser.add_argument(name)
    parser.add_argument("labels", nargs="*")
    parser.add_argument("--epochs", type=int, default=16)
    parser.add_argument("--share", type=float, default=0.5, help="of the taught sentences seen in each epoch")
    parser.add_argument("--rate", type=float, default=2.5e-3)
    parser.add_argument("--batch", type=int, default=1500, help="words, what fills up included")
    parser.add_argument("--start", help="a network.bin to go on from")
    parser.add_argument("--names", type=float, default=1.0, help="weight of names beside tags, heads and relations")
    parser.add_argument("--swaps", type=float, default=0.3, help="of the sentences with other names seen in each epoch")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--seed", type=int, default=1)
    for name, value in (("width", 96), ("state", 96), ("hidden", 64), ("layers", 2)):
        parser.add_argument(f"--{name}", type=int, default=value)
    return parser.parse_args()


def main(args):
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    random.seed(args.seed)
    with open(args.lessons, encoding="utf8") as file:
        lessons = [json.loads(line) for line in file]
    gold = [lesson for lesson in lessons if lesson["part"].startswith("train")]
    tags = frequent(tag for lesson in gold for tag in lesson["tags"] if "_" not in tag)
    relations = frequent(name for lesson in gold for name in lesson["relations"])
    number = (dict(zip(tags, range(999))), dict(zip(relations, range(999))))
    named = [lesson for lesson in lessons if lesson["part"] == "names"]
    learned = [tensors(lesson["words"], lesson, number) for lesson in gold]
    learned += [tensors(lesson["recased"], lesson, number) for lesson in gold if lesson["recased"]]
    swapped = [tensors(words, lesson, number) for lesson in gold for words in lesson["swapped"]]
    if args.start:
        learned += [only_names(words, lesson) for lesson in named for words in [lesson["words"], *lesson["swapped"]]]
    taught = []
    for path in args.labels:
        with open(path, encoding="utf8") as file:
            for line in file:
                label = json.loads(line)
                lesson = lessons[label["i"]]
                merged = dict(tags=label["tags"], heads=label["heads"], relations=label["rels"], names=lesson["names"] or label["names"])
                sure = (label["tp"], label["hp"], label["rp"], [1.0] * len(label["np"]) if lesson["names"] else label["np"])
                taught.append(tensors(lesson["words"], merged, number, sure))
                if lesson["recased"]:
                    taught.append(tensors(lesson["recased"], merged, number, sure))
    dev = {part: [tensors(l["words"], l, number) for l in lessons if l["part"] == part] for part in ("dev ewt", "dev gum")}
    del lessons
    print(f"{len(learned)} sentences learned, {len(taught)} taught, {len(tags)} tags, {len(relations)} relations", flush=True)
    with open(args.words, encoding="utf8") as file:
        rows = [line.split("\t") for line in file]
    words = [""] * network.TABLES[0]
    for word, row, *_ in rows:
        words[int(row)] = word if int(row) else ""
    if args.start:
        with open(args.start, "rb") as file:
            net = network.read(file.read(), width=args.width, state=args.state, hidden=args.hidden, layers=args.layers)
    else:
        known = vectors.of_words(args.wheel, words[1:], 96)
        net = network.Network(tags, relations, NAMES, args.width, args.state, args.hidden, args.layers, known)
    learn(net, learned, swapped, taught, dev, args)
    with open(args.out, "wb") as file:
        file.write(net.written())


def frequent(names):
    return sorted(name for name, times in Counter(names).items() if times >= 3)


def tensors(words, lesson, number, sure=None):
    """Rows, then tags, heads, relations, names and ends as numbers, then how sure each is."""
    n = len(words)
    tags = [number[0].get(tag, UNKNOWN) for tag in lesson["tags"]]
    relations = [number[1].get(name, UNKNOWN) for name in lesson["relations"]]
    names = lesson["names"] or [UNKNOWN] * n
    # The last word of a row is the end whatever it is: nothing to learn.
    ends = (lesson.get("ends") or [0] * n)[:-1] + [UNKNOWN]
    truth = torch.tensor([tags, lesson["heads"], relations, names, ends])
    return torch.tensor(words), truth, torch.ones(5, n) if sure is None else torch.tensor([*sure, [1.0] * n])


def only_names(words, lesson):
    """A sentence of which nothing is known but its names."""
    n = len(words)
    unknown = [UNKNOWN] * n
    return torch.tensor(words), torch.tensor([unknown, unknown, unknown, lesson["names"], unknown]), torch.ones(5, n)


def batches(items, size, mixed=True):
    items = sorted(items, key=lambda item: len(item[0]) * (1 + 0.2 * random.random() * mixed))
    found, batch, longest = [], [], 0
    for item in items:
        if batch and max(longest, len(item[0])) * (len(batch) + 1) > size:
            found.append(batch)
            batch, longest = [], 0
        batch.append(item)
        longest = max(longest, len(item[0]))
    found.append(batch)
    if mixed:
        random.shuffle(found)
    return found


def filled(batch):
    n, count = max(len(item[0]) for item in batch), len(batch)
    words = torch.zeros(count, n, 15, dtype=torch.long)
    truth = torch.full((5, count, n), UNKNOWN)
    sure = torch.zeros(5, count, n)
    lengths = torch.tensor([len(item[0]) for item in batch])
    for at, (rows, right, weight) in enumerate(batch):
        words[at, : len(rows)] = rows
        truth[:, at, : len(rows)] = right
        sure[:, at, : len(rows)] = weight
    mask = (torch.arange(n)[None] < lengths[:, None]).float()
    return words, mask, lengths, truth, sure


def loss_of(scores, truth, sure):
    losses = F.cross_entropy(scores.flatten(0, 1), truth.flatten(), ignore_index=UNKNOWN, reduction="none")
    known = (truth != UNKNOWN).flatten().float()
    return (losses * sure.flatten()).sum() / known.sum().clamp(min=1)


def learn(net, learned, swapped, taught, dev, args):
    adam = torch.optim.Adam(net.parameters(), lr=args.rate, betas=(0.9, 0.98))
    steps = args.epochs * sum(len(batches(items, args.batch)) * share for items, share in ((learned, 1), (swapped, args.swaps), (taught, args.share)) if items)
    step, started = 0, time.time()
    for epoch in range(args.epochs):
        net.train()
        items = learned + random.sample(swapped, int(len(swapped) * args.swaps)) + random.sample(taught, int(len(taught) * args.share))
        total = 0.0
        for batch in batches(items, args.batch):
            words, mask, lengths, truth, sure = filled(batch)
            step += 1
            rate = args.rate * min(1, step / 400) * (0.02 + 0.49 * (1 + math.cos(math.pi * min(1, step / steps))))
            for group in adam.param_groups:
                group["lr"] = rate
            tags, names, arcs, dependent, head, ends = net(words, mask, lengths)
            relations = net.relations(dependent, head, truth[1].clamp(min=0))
            loss = sum(loss_of(s, t, w) for s, t, w in zip((tags, arcs, relations, names), truth, sure))
            loss = loss + (args.names - 1) * loss_of(names, truth[3], sure[3])
            inner = (truth[4] != UNKNOWN).float()
            loss = loss + F.binary_cross_entropy_with_logits(ends, truth[4].clamp(min=0).float(), weight=inner)
            adam.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            adam.step()
            total += float(loss.detach())
        told = scores(net, dev) if epoch % 3 == 2 or epoch + 1 == args.epochs else ""
        print(f"epoch {epoch}, loss {total / max(1, len(items)):.4f}, {time.time() - started:.0f} s {told}", flush=True)
        with open(args.out, "wb") as file:
            file.write(net.written())


def scores(net, dev):
    net.eval()
    basic = torch.tensor([net.names_of_relations.index(name.split(":")[0]) if name.split(":")[0] in net.names_of_relations else at for at, name in enumerate(net.names_of_relations)])
    told = {}
    with torch.no_grad():
        for part, items in dev.items():
            right = torch.zeros(3)
            for batch in batches(items, 3000, mixed=False):
                words, mask, lengths, truth, _ = filled(batch)
                tags, _, arcs, dependent, head, _ = net(words, mask, lengths)
                here, heads = mask.bool(), arcs.argmax(-1)
                relations = basic[net.relations(dependent, head, heads).argmax(-1)]
                attached = (heads == truth[1]) & here
                labelled = attached & (relations == basic[truth[2].clamp(min=0)])
                right += torch.tensor([((tags.argmax(-1) == truth[0]) & here).sum(), attached.sum(), labelled.sum()])
            told[part] = [round(100 * float(x) / sum(len(item[0]) for item in items), 2) for x in right]
    return told


if __name__ == "__main__":
    main(arguments())
