"""Makes a table of inflected words: python lemmas.py LOOKUPS_WHEEL OUT.tsv

In: the verbs, nouns and adjectives of WordNet 3.0 with their irregular forms, from the wheel of spacy-lookups-data.
Out: a line for each form: form, Penn tag, lemma. Regular verbs are inflected here; nouns and adjectives give their irregular forms alone.
"""
import gzip, json, sys, zipfile

VOWELS = "aeiou"
# Verbs whose past is no other word.
SAME = "bet bid broadcast burst cast cost cut forecast hit hurt let offset overcut outbid put quit recast reset rid set shed shut slit split spread thrust undercut upset".split()

def table(wheel, name):
    with zipfile.ZipFile(wheel) as archive:
        return json.loads(gzip.decompress(archive.read(f"spacy_lookups_data/data/en_lemma_{name}.json.gz")))

def third(verb):
    if verb.endswith("y") and verb[-2:-1] not in VOWELS:
        return verb[:-1] + "ies"
    return verb + ("es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")

def past(verb):
    if verb.endswith("e"):
        return verb + "d"
    return verb[:-1] + "ied" if verb.endswith("y") and verb[-2:-1] not in VOWELS else verb + "ed"

def going(verb):
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    return (verb[:-1] if verb.endswith("e") and not verb.endswith(("ee", "oe", "ye")) else verb) + "ing"

def verb_forms(verbs, irregular):
    """Form and tags for every verb; a verb with irregular forms of a kind has no regular ones of it."""
    special = {}
    for form, (lemma, *others) in sorted(irregular.items()):
        if others or not form.isalpha():
            continue
        kind = "VBG" if form.endswith("ing") else "VBZ" if form.endswith("s") and not form.endswith("ss") else "VBD"
        special.setdefault((lemma, kind), []).append(form)
    for verb in sorted(verbs):
        if not (verb.isalpha() and verb.isascii() and verb.islower()) or verb in ("be", "have", "do"):
            continue
        past_ = (lambda verb: verb) if verb in SAME else past
        for kind, regular in (("VBZ", third), ("VBG", going), ("VBD", past_)):
            for form in special.get((verb, kind), [regular(verb)]):
                for tag in ("VBD", "VBN") if kind == "VBD" else (kind,):
                    yield form, tag, verb
        yield verb, "VB", verb
        yield verb, "VBP", verb

def main(wheel, out):
    index, irregular = table(wheel, "index"), table(wheel, "exc")
    rows = list(verb_forms(index["verb"], irregular["verb"]))
    for kind, tags in (("noun", ("NNS",)), ("adj", ("JJR", "JJS"))):
        for form, (lemma, *others) in sorted(irregular[kind].items()):
            if form.isalpha() and not others and lemma.isalpha():
                rows += [(form, tag, lemma) for tag in tags if kind == "noun" or form.endswith("est") == (tag == "JJS")]
    with open(out, "w", encoding="utf8") as file:
        for row in rows:
            print(*row, sep="\t", file=file)

if __name__ == "__main__":
    main(*sys.argv[1:])
