"""Makes the table of words: python words.py DATA_DIR LOOKUPS_WHEEL OUT.tsv

In: the train parts of the treebanks, and the frequencies and clusters of English words in the wheel of spacy-lookups-data.
Out: a line for each word in lower case, frequent ones first: word, row of the network's table (0: none of its own), cluster, way to it.
"""
import gzip, json, sys, zipfile
from collections import Counter

ROWS = 30_000     # words with a row of their own; crates/language/src/word.rs knows this number
CLUSTERED = 130_000  # words whose cluster is kept

def lower(form):
    return form.replace("’", "'").lower()

def treebank_words(folder):
    for treebank in ("ewt", "gum"):
        with open(f"{folder}/ud/{treebank}/train.conllu", encoding="utf8") as file:
            for line in file:
                fields = line.rstrip("\n").split("\t")
                if len(fields) == 10 and fields[0].isdigit():
                    yield lower(fields[1])

def table(wheel, name):
    with zipfile.ZipFile(wheel) as archive:
        return json.loads(gzip.decompress(archive.read(f"spacy_lookups_data/data/en_lexeme_{name}.json.gz")))

def main(folder, wheel, out):
    clusters, chances = table(wheel, "cluster"), table(wheel, "prob")
    seen = Counter(treebank_words(folder))
    words = [word for word, times in seen.most_common() if times >= 2]
    known = set(words)
    for word, _ in sorted(chances.items(), key=lambda item: (-item[1], item[0])):
        word = lower(word)
        if word not in known and not any(ch.isspace() for ch in word):
            known.add(word)
            words.append(word)
        if len(words) >= CLUSTERED:
            break
    words += sorted(word for word in seen if word not in known)
    number = {path: at + 1 for at, path in enumerate(sorted(set(clusters.values()) - {0}))}
    with open(out, "w", encoding="utf8") as file:
        for at, word in enumerate(words):
            forms = (word, word.capitalize(), word.upper())
            path = next((clusters[form] for form in forms if clusters.get(form)), 0)
            row = at + 1 if at < ROWS else 0
            if row or path:
                print(word, row, number.get(path, 0), path % 1024 + 1 if path else 0, sep="\t", file=file)

if __name__ == "__main__":
    main(*sys.argv[1:])
