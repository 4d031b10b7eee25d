"""Dateline's language stage beside spaCy's, on the same text in the same run: python peer.py TEXT_FILE   (needs `pip install spacy`)

spaCy runs the pipeline that its own small English models have (a CNN of width 96 and depth 4, tagger, parser, lemmas by rule left out, names) with
weights as they are before training: how long a prediction takes does not depend on what was learned, though an untrained parser may
take a few steps more or less. Both are given one core, and CPU seconds are counted.
"""
import os
import resource
import subprocess
import sys
import time

TAGS = "NN NNS NNP NNPS VB VBD VBG VBN VBP VBZ MD IN TO DT JJ JJR JJS RB RBR RP PRP PRP$ CC CD WDT WP WRB EX POS UH FW , . : -LRB- -RRB- `` '' $ SYM".split()
RELATIONS = "nsubj nsubj:pass obj iobj obl obl:agent nmod nmod:poss appos amod advmod det case mark aux aux:pass cop conj cc xcomp ccomp advcl acl acl:relcl compound flat nummod punct parataxis expl dep discourse vocative".split()
ARCHITECTURE = {"@architectures": "spacy.HashEmbedCNN.v2", "width": 96, "depth": 4, "embed_size": 2000, "window_size": 1, "maxout_pieces": 3, "subword_features": True, "pretrained_vectors": None}


def pipeline():
    import spacy
    from spacy.training import Example

    nlp = spacy.blank("en")
    nlp.add_pipe("tok2vec", config={"model": ARCHITECTURE})
    listener = {"@architectures": "spacy.Tok2VecListener.v1", "width": 96, "upstream": "tok2vec"}
    nlp.add_pipe("tagger", config={"model": {"@architectures": "spacy.Tagger.v2", "nO": None, "normalize": False, "tok2vec": listener}})
    moves = {"@architectures": "spacy.TransitionBasedParser.v2", "extra_state_tokens": False, "hidden_width": 64, "maxout_pieces": 2, "use_upper": True, "nO": None}
    nlp.add_pipe("parser", config={"model": {**moves, "state_type": "parser", "tok2vec": listener}})
    nlp.add_pipe("ner", config={"model": {**moves, "state_type": "ner", "tok2vec": listener}})
    words = [f"word{at}" for at in range(len(TAGS) + len(RELATIONS))]
    doc = spacy.tokens.Doc(nlp.vocab, words=words)
    marked = {
        "words": words,
        "tags": [TAGS[at % len(TAGS)] for at in range(len(words))],
        "heads": [0] * len(words),
        "deps": ["ROOT"] + [RELATIONS[at % len(RELATIONS)] for at in range(1, len(words))],
        "entities": ["U-PER", "U-ORG", "U-LOC"] + ["O"] * (len(words) - 3),
    }
    nlp.initialize(lambda: [Example.from_dict(doc, marked)])
    return nlp


def spacy_speed(path):
    for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "BLIS_NUM_THREADS"):
        os.environ[variable] = "1"
    nlp = pipeline()
    with open(path, encoding="utf8") as file:
        texts = [text for text in file.read().split("\n\n") if text.strip()]
    list(nlp.pipe(texts[:20]))
    started = time.process_time()
    tokens = sum(len(doc) for doc in nlp.pipe(texts))
    return tokens, time.process_time() - started


def dateline_speed(path):
    command = ["cargo", "build", "--release", "--quiet", "-p", "language", "--example", "parse"]
    subprocess.run(command, check=True)
    with open(path, "rb") as file:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        told = subprocess.run(["target/release/examples/parse", "--time"], stdin=file, check=True, capture_output=True, text=True).stdout
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return int(told.split()[0]), after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main(path):
    for name, speed in (("dateline", dateline_speed), ("spaCy", spacy_speed)):
        tokens, seconds = speed(path)
        print(f"{name:10} {tokens:>9} tokens {seconds:>8.2f} CPU seconds {tokens / seconds:>10.0f} tokens a CPU second")


if __name__ == "__main__":
    main(*sys.argv[1:])
