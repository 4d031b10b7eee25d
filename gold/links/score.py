#!/usr/bin/env python3
"""Score links: whom pronouns and nouns with "the" mean. Standard library only; README.md says what the gold is.

    score.py text GUM/dev.conllu                       the treebank's documents as articles (JSONL), to be coded
    score.py score links.tsv [GUM/dev.conllu] < LINES  LINES: `dateline code --links` of the examples and of those articles
    ... --errors                                       what is wrong, a line each, on standard error

A link is right where everybody of the answer is found among those whom the program names, or in the words that it says are meant, and, for
an answer that is nobody, where the program names nobody with a code. For the treebank: where the words meant stand in a mention of the same chain.
"""
import json
import re
import sys

PRONOUNS = set("he him his himself she her hers herself it its itself they them their theirs themselves".split())


def documents(path):
    """(name, text, tokens): a token is (start, end, form, upos, entity brackets), offsets in characters."""
    docs, name, text, tokens, skip = [], None, "", [], 0
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("# newdoc id = "):
            if name:
                docs.append((name, text.strip(), tokens))
            name, text, tokens = line[14:], "", []
        elif line.startswith("# newpar") and text and not text.endswith("\n\n"):
            text = text.rstrip() + "\n\n"
        if not line or line.startswith("#"):
            continue
        at, form, _, upos, _, _, _, _, _, misc = line.split("\t")
        if "." in at:
            continue
        if "-" in at:
            skip, spaced = int(at.split("-")[1]), "SpaceAfter=No" not in misc
            start = len(text)
            text += form + (" " if spaced else "")
            inner = start
            continue
        entity = re.search(r"Entity=([^|]*)", misc)
        if skip and int(at) <= skip:
            tokens.append((inner, min(inner + len(form), len(text.rstrip())), form, upos, entity and entity[1]))
            inner += len(form)
            if int(at) == skip:
                skip = 0
            continue
        start = len(text)
        text += form + ("" if "SpaceAfter=No" in misc else " ")
        tokens.append((start, start + len(form), form, upos, entity and entity[1]))
    docs.append((name, text.strip(), tokens))
    return docs


def mentions(tokens):
    """{chain: [(first, last token, type)]} from the brackets."""
    chains, open_ = {}, []
    for at, token in enumerate(tokens):
        for bracket in re.findall(r"\([^()]*\)?|[^()]+\)", token[4] or ""):
            group = re.match(r"\(?([0-9]+)", bracket)[1]
            if bracket.startswith("("):
                open_.append((group, at, bracket.split("-")[1]))
            if bracket.endswith(")"):
                for found in reversed(open_):
                    if found[0] == group:
                        open_.remove(found)
                        chains.setdefault(group, []).append((found[1], at, found[2]))
                        break
    return chains


def treebank(path):
    """Pronouns whose chain has a named person, organisation or place before them: (document, start, end, spans of the chain)."""
    for name, text, tokens in documents(path):
        for spans in mentions(tokens).values():
            spans.sort()
            plain = [s for s in spans if not (s[0] == s[1] and tokens[s[0]][2].lower() in PRONOUNS | {"i", "you", "we", "my", "your", "our", "me", "us", "who", "which", "that"})]
            named = any(any(tokens[t][3] == "PROPN" for t in range(a, b + 1)) and kind in ("person", "organization", "place") for a, b, kind in plain)
            for first, last, _ in spans:
                if first != last or tokens[first][2].lower() not in PRONOUNS or not named:
                    continue
                before = [(tokens[a][0], tokens[b][1]) for a, b, _ in plain if b < first]
                if before:
                    yield name, tokens[first][0], tokens[first][1], before, text


def annotated(path):
    for line in open(path, encoding="utf-8"):
        if line.strip() and not line.startswith("#"):
            article, context, answer = line.rstrip("\n").split("\t")
            yield article, context, answer


def read(lines):
    """{article: (text, {(start, end): link})}, offsets in characters."""
    coded = {}
    for line in lines:
        row = json.loads(line)
        report = row["report"]
        raw = report["text"].encode()
        chars = lambda b: len(raw[:b].decode(errors="ignore"))
        links = {}
        for link in row["links"]:
            if link.get("in", "text") == "text":
                link["from"] = [(chars(s["start"]), chars(s["end"])) for s in link["from"] if s.get("in", "text") == "text"]
                links[chars(link["start"]), chars(link["end"])] = link
        name = report.get("given_id") or re.sub(r"\.[a-z]+(#\d+)?$", "", report["source_uri"].split("/")[-1])
        coded[name] = (report["text"], links)
    return coded


def find(text, context):
    """Where the bracketed words stand."""
    before, word, after = re.match(r"(.*)\[(.*)\](.*)", context).groups()
    plain = re.sub(r"\s", " ", text.replace("“", '"').replace("”", '"').replace("’", "'"))
    bare = lambda s: s.replace("“", '"').replace("”", '"').replace("’", "'")
    at = plain.find(bare(before + word + after))
    if at < 0:
        return None
    return at + len(before), at + len(before) + len(word)


def right(link, answer, text):
    parties = [w for w in link["to"] if w.get("code")] if link else []
    if answer == "-":
        return not parties
    told = [w["name"] + " " + w["text"] for w in link["to"]] + [text[a:b] for a, b in link["from"]] if link else []
    words = " | ".join(told).lower()
    return all(part.strip().lower() in words for part in answer.split("+"))


def main():
    task, path = sys.argv[1], sys.argv[2]
    if task == "text":
        for name, text, _ in documents(path):
            print(json.dumps({"id": name, "title": "", "text": text}))
        return
    bank = next((arg for arg in sys.argv[3:] if arg.endswith(".conllu")), None)
    coded = read(sys.stdin)
    tell = lambda *words: print(*words, file=sys.stderr) if "--errors" in sys.argv else None
    own, tree = [0, 0], [0, 0]
    for article, context, answer in annotated(path):
        text, links = coded.get(article, ("", {}))
        where = find(text, context)
        if where is None:
            sys.exit(f"{path}: not in {article}: {context}")
        exact = links.get(where)
        if not exact and " " in text[where[0]:where[1]]:
            # "his counterpart" where the program takes the whole phrase, "his counterpart Ann Moe"; else the words in it without "the".
            around = [(s[1] - s[0], s) for s in links if s[0] <= where[0] and where[1] <= s[1]]
            within = [(s[0] - s[1], s) for s in links if where[0] <= s[0] and s[1] == where[1]]
            exact = links[min(around or within)[1]] if around or within else None
        ok = right(exact, answer, text)
        own[0] += ok
        own[1] += 1
        if not ok:
            tell(article, "|", context, "|", answer, "| found:", [w["name"] for w in exact["to"]] if exact else None, [text[a:b] for a, b in exact["from"]] if exact else None)
    for name, start, end, chain, text in treebank(bank) if bank else []:
        links = coded.get(name, ("", {}))[1]
        link = links.get((start, end))
        meets = lambda a, b: any(a < y and x < b for x, y in chain)
        ok = bool(link) and any(meets(a, b) and not any(a < x and y < b - 40 for x, y in chain) for a, b in link["from"])
        tree[0] += ok
        tree[1] += 1
        if not ok:
            tell(name, "|", text[max(0, start - 60):start] + "[" + text[start:end] + "]" + text[end:end + 20], "|", [text[a:b] for a, b in chain[-2:]], "| found:", [text[a:b] for a, b in link["from"]] if link else None)
    print(json.dumps({"own": own, "treebank": tree, "all": [own[0] + tree[0], own[1] + tree[1]]}))


if __name__ == "__main__":
    main()
