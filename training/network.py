"""The network of crates/language/src/network.rs, to be learned with PyTorch; and how it is written down for that crate to read."""
import struct

import torch
import torch.nn as nn
import torch.nn.functional as F

# Rows of each table but the last, as `TABLES` in crates/language/src/word.rs has them; the last has a row for each bit of a mask.
TABLES = [30_001, 1_001, 1_025, 65, 17, 4_096, 3_072, 1_024, 256, 2_048, 512, 128, 384, 4_096]
BITS = 16
OWN = (1 << 10) - 1  # the bits that stand for word lists; those above are hints that a name is known


class Network(nn.Module):
    """Tags, names, heads and relations of the words of a batch of sentences.

    In: `words` (sentences, words, 15) rows and mask; `mask` (sentences, words) 1 for words, 0 for what fills up; `lengths` (sentences,).
    Out: scores of tags, of names, of heads (the root first), what `relations` needs, and log odds that a word ends a sentence.
    """

    def __init__(self, tags, relations, names, width=96, state=96, hidden=64, layers=2, vectors=None, drop=0.25, blur=0.2):
        super().__init__()
        self.tags, self.names_of_relations, self.names = tags, relations, names
        self.width, self.drop, self.blur = width, drop, blur
        self.tables = nn.ModuleList([nn.Embedding(rows, width) for rows in TABLES])
        for table in self.tables:
            nn.init.normal_(table.weight, std=0.1)
        self.lists = nn.Linear(BITS, width, bias=False)
        self.register_buffer("vectors", vectors, persistent=False)
        self.mixed = nn.Linear(vectors.shape[1], width, bias=False) if vectors is not None else None
        self.first = nn.LayerNorm(width)
        self.convolutions = nn.ModuleList([nn.Linear(3 * width, 2 * width) for _ in range(layers)])
        self.normals = nn.ModuleList([nn.LayerNorm(width) for _ in range(layers)])
        self.forward_lstm = nn.LSTM(width, state, batch_first=True)
        self.backward_lstm = nn.LSTM(width, state, batch_first=True)
        seen = 2 * state
        self.tag = nn.Linear(seen, len(tags))
        self.name = nn.Linear(seen, len(names))
        self.arc_dependent = nn.Linear(seen, hidden)
        self.arc_head = nn.Linear(seen, hidden)
        self.arcs = nn.Parameter(torch.eye(hidden) * 0.3 + torch.randn(hidden, hidden) * 0.02)
        self.arc_bias = nn.Linear(hidden, 1, bias=False)
        self.distances = nn.Embedding(33, 1)
        nn.init.zeros_(self.distances.weight)
        self.label_dependent = nn.Linear(seen, hidden)
        self.label_head = nn.Linear(seen, hidden)
        self.labels = nn.Linear(hidden, len(relations))
        self.root = nn.Parameter(torch.randn(seen) * 0.1)
        self.end = nn.Linear(seen, 1)

    def encoded(self, words, mask, lengths):
        rows = words[..., 0]
        if self.training:
            # Now and then a known word is not known: what its ends and neighbours tell is learned too.
            # What may be a name is unknown more often: most names of tomorrow will be.
            rows = rows.masked_fill(torch.rand(rows.shape) < torch.where(words[..., 14] > OWN, 0.3, 0.12), 0)
        x = self.tables[0](rows)
        if self.mixed is not None:
            x = x + self.mixed(self.vectors[rows])
        for at, table in enumerate(self.tables):
            if at > 0:
                x = x + table(words[..., at])
        marks = words[..., 14]
        if self.training:
            # And a known name is not: in three sentences of ten all hints are kept back, and elsewhere some.
            kept = (torch.rand(marks.shape[0], 1) > 0.3) & (torch.rand(marks.shape) > 0.1)
            marks = torch.where(kept, marks, marks & OWN)
        bits = torch.stack([(marks >> bit) & 1 for bit in range(BITS)], -1).float()
        x = self.first(x + self.lists(bits))
        here = mask.unsqueeze(-1)
        x = F.dropout(x, self.blur, self.training) * here
        for layer, normal in zip(self.convolutions, self.normals):
            padded = F.pad(x, (0, 0, 1, 1))
            pieces = layer(torch.cat([padded[:, :-2], padded[:, 1:-1], padded[:, 2:]], -1))
            best = torch.maximum(pieces[..., : self.width], pieces[..., self.width :])
            x = normal(x + F.dropout(best, self.drop, self.training)) * here
        ahead = torch.arange(words.shape[1])[None, :]
        turned = lengths[:, None] - 1 - ahead
        turned = torch.where(turned < 0, ahead, turned)[..., None]
        forward, _ = self.forward_lstm(x)
        backward, _ = self.backward_lstm(torch.gather(x, 1, turned.expand_as(x)))
        backward = torch.gather(backward, 1, turned.expand_as(backward))
        return F.dropout(torch.cat([forward, backward], -1), self.drop, self.training)

    def forward(self, words, mask, lengths):
        x = self.encoded(words, mask, lengths)
        count, n, _ = x.shape
        rooted = torch.cat([self.root.expand(count, 1, -1), x], 1)
        dependent = self.hidden(self.arc_dependent(x))
        head = self.hidden(self.arc_head(rooted))
        arcs = (dependent @ self.arcs) @ head.transpose(1, 2) + self.arc_bias(head).squeeze(-1)[:, None, :]
        arcs = arcs + self.distances(buckets(n)).squeeze(-1)
        there = torch.cat([torch.ones(count, 1), mask], 1).bool()
        arcs = arcs.masked_fill(~there[:, None, :], -1e4) - torch.eye(n + 1)[1:] * 1e4
        return self.tag(x), self.name(x), arcs, self.label_dependent(x), self.label_head(rooted), self.end(x).squeeze(-1)

    def hidden(self, x):
        return F.dropout(F.relu(x), self.drop, self.training)

    def relations(self, dependent, head, heads):
        """Scores of the relations, given the heads (0 for the root)."""
        chosen = torch.gather(head, 1, heads[..., None].expand(-1, -1, head.shape[-1]))
        return self.labels(self.hidden(dependent + chosen))

    def written(self):
        """The bytes of models/network.bin."""
        with torch.no_grad():
            tables = [table.weight for table in self.tables] + [self.lists.weight.T]
            if self.mixed is not None:
                tables[0] = tables[0] + self.mixed(self.vectors)
            rows = torch.cat(tables)
            # The sum is normalised at once, so one scale for all rows is none; the few values beyond the limit are cut.
            limit = rows.abs().flatten().kthvalue(int(rows.numel() * 0.9999)).values
            out = {
                "tags": "\n".join(self.tags).encode(),
                "relations": "\n".join(self.names_of_relations).encode(),
                "names": "\n".join(self.names).encode(),
                "tables": (rows / limit * 127).round().clamp(-127, 127).to(torch.int8).numpy().tobytes(),
            }
            normal(out, "first", self.first)
            for at, (layer, norm) in enumerate(zip(self.convolutions, self.normals)):
                layered(out, f"convolution {at}", layer.weight, layer.bias)
                normal(out, f"normal {at}", norm)
            for name, lstm in (("forward", self.forward_lstm), ("backward", self.backward_lstm)):
                layered(out, f"{name} input", lstm.weight_ih_l0, lstm.bias_ih_l0 + lstm.bias_hh_l0)
                layered(out, f"{name} state", lstm.weight_hh_l0, torch.zeros_like(lstm.bias_hh_l0))
            heads = [self.tag, self.name, self.arc_dependent, self.arc_head, self.label_dependent, self.label_head, self.end]
            layered(out, "heads", torch.cat([h.weight for h in heads]), torch.cat([h.bias for h in heads]))
            layered(out, "arcs", self.arcs.T, torch.zeros(self.arcs.shape[1]))
            layered(out, "labels", self.labels.weight, self.labels.bias)
            floats(out, "arc bias", self.arc_bias.weight.flatten())
            floats(out, "root as head", F.relu(self.arc_head(self.root)))
            floats(out, "root as label", self.label_head(self.root))
            floats(out, "distances", self.distances.weight.flatten())
        bytes_ = b"DLN2"
        for name, value in out.items():
            bytes_ += struct.pack("<I", len(name)) + name.encode() + struct.pack("<I", len(value)) + value
        return bytes_


def read(bytes_, **sizes):
    """The network that these bytes were written from, but for what cutting to bytes has lost: to learn on from."""
    tensors, at = {}, 4
    while at < len(bytes_):
        for part in ("name", "value"):
            (length,) = struct.unpack_from("<I", bytes_, at)
            piece = bytes_[at + 4 : at + 4 + length]
            at += 4 + length
            if part == "name":
                name = piece.decode()
        tensors[name] = piece
    lines = lambda name: tensors[name].decode().split("\n")
    floats_of = lambda name: torch.frombuffer(bytearray(tensors[name]), dtype=torch.float32)
    whole = lambda name, rows: torch.frombuffer(bytearray(tensors[name]), dtype=torch.int8).float().view(rows, -1)
    weights = lambda name: whole(name, -1 if name == "tables" else len(floats_of(f"{name} scale"))) * floats_of(f"{name} scale")[:, None]
    net = Network(lines("tags"), lines("relations"), lines("names"), **sizes)
    with torch.no_grad():
        rows = whole("tables", sum(TABLES) + BITS)
        # The sum is normalised, so any scale will do that a learner's steps are made for.
        parts = (rows * (0.1 / rows.std())).split([*TABLES, BITS])
        for table, part in zip(net.tables, parts):
            table.weight.copy_(part)
        net.lists.weight.copy_(parts[-1].T)
        pairs = [("first", net.first)] + [(f"normal {at}", normal) for at, normal in enumerate(net.normals)]
        for name, normal_ in pairs:
            normal_.weight.copy_(floats_of(f"{name} gain"))
            normal_.bias.copy_(floats_of(f"{name} bias"))
        for at, layer in enumerate(net.convolutions):
            layer.weight.copy_(weights(f"convolution {at}"))
            layer.bias.copy_(floats_of(f"convolution {at} bias"))
        for name, lstm in (("forward", net.forward_lstm), ("backward", net.backward_lstm)):
            lstm.weight_ih_l0.copy_(weights(f"{name} input"))
            lstm.bias_ih_l0.copy_(floats_of(f"{name} input bias"))
            lstm.bias_hh_l0.zero_()
            lstm.weight_hh_l0.copy_(weights(f"{name} state"))
        heads = [net.tag, net.name, net.arc_dependent, net.arc_head, net.label_dependent, net.label_head, net.end]
        sizes_of = [len(head.bias) for head in heads]
        for head, weight, bias in zip(heads, weights("heads").split(sizes_of), floats_of("heads bias").split(sizes_of)):
            head.weight.copy_(weight)
            head.bias.copy_(bias)
        net.arcs.copy_(weights("arcs").T)
        net.labels.weight.copy_(weights("labels"))
        net.labels.bias.copy_(floats_of("labels bias"))
        net.arc_bias.weight.copy_(floats_of("arc bias")[None])
        net.distances.weight.copy_(floats_of("distances")[:, None])
        # What is written of the root is what comes of it: the vector nearest to give that again.
        above = floats_of("root as head") > 0
        given = torch.cat([net.arc_head.weight[above], net.label_head.weight])
        wanted = torch.cat([floats_of("root as head")[above] - net.arc_head.bias[above], floats_of("root as label") - net.label_head.bias])
        net.root.copy_(torch.linalg.pinv(given) @ wanted)
    return net


def floats(out, name, tensor):
    out[name] = tensor.float().contiguous().numpy().astype("<f4").tobytes()


def normal(out, name, norm):
    floats(out, f"{name} gain", norm.weight)
    floats(out, f"{name} bias", norm.bias)


def layered(out, name, weight, bias):
    """Weights as bytes, with a scale for each row."""
    scale = weight.abs().amax(1).clamp(min=1e-8) / 127
    out[name] = (weight / scale[:, None]).round().to(torch.int8).numpy().tobytes()
    floats(out, f"{name} scale", scale)
    floats(out, f"{name} bias", bias)


def buckets(n):
    """The bucket of the distance from each word (rows) to each head (columns, the root first)."""
    distance = torch.arange(1, n + 1)[:, None] - torch.arange(0, n + 1)[None, :]
    far = distance.abs()
    bucket = torch.full_like(far, 12)
    for limit, place in ((30, 11), (20, 10), (15, 9), (11, 8), (8, 7)):
        bucket = torch.where(far <= limit, place, bucket)
    bucket = torch.where(far <= 6, far, bucket) + 16 * (distance < 0).long()
    bucket[:, 0] = 32
    return bucket
