#!/usr/bin/env python3
"""How well mentions of one happening are put together, against people who told it. Standard library only.

    coref.py RECORD COREF.jsonl [--json | --wrong | --missed]

RECORD: the articles of COREF.jsonl as `dateline read --as-is` keeps them. COREF.jsonl: `{id, text, mentions: [{kind, start, end, chain,
selected}]}`, offsets in characters; only selected mentions of kind `event` count. A mention is matched with the gold mention its trigger
overlaps. Over all pairs of matched mentions of one category: precision is the share of pairs in one event that people put in one chain,
recall the share of pairs of one chain that are in one event.
"""
import collections, itertools, json, sqlite3, sys, zlib


def matched(record, gold):
    """(report, event, category, chain, sentence about it) of every mention that meets a gold one."""
    db = sqlite3.connect(record)
    # Articles lie packed as in SQLite's own archives.
    db.create_function("sqlar_uncompress", 2, lambda z, size: z and (z if len(z) == size else zlib.decompress(z)), deterministic=True)
    reports = {given: (own, text) for own, given, text in db.execute("SELECT id, given_id, text FROM reports")}
    rows = collections.defaultdict(list)
    for report, category, event, spans in db.execute("SELECT report, event, event_id, spans FROM event_mentions WHERE event_id IS NOT NULL ORDER BY id"):
        trigger = json.loads(spans)["trigger"]
        if trigger.get("in", "text") == "text":
            rows[report].append((trigger["start"], trigger["end"], category, event))
    for line in open(gold, encoding="utf-8"):
        article = json.loads(line)
        own, text = reports.get(article["id"], (None, None))
        if own is None or text != article["text"]:
            continue
        told = [(m["start"], m["end"], m["chain"]) for m in article["mentions"] if m["kind"] == "event" and m["selected"]]
        whole = text.encode()
        for start, end, category, event in rows[own]:
            first, last = len(whole[:start].decode()), len(whole[:end].decode())
            chains = [c for s, e, c in told if s < last and first < e]
            if chains:
                line_start = text.rfind("\n", 0, first) + 1
                words = text[line_start:first] + "[" + text[first:last] + "]" + text[last:].split("\n")[0]
                yield own, event, category, chains[0], words


def main():
    record, gold = sys.argv[1], sys.argv[2]
    joined = right = chained = 0
    for a, b in itertools.combinations(list(matched(record, gold)), 2):
        if a[2] != b[2]:
            continue
        one, told = a[1] == b[1], a[3] == b[3]
        joined += one
        chained += told
        right += one and told
        if "--wrong" in sys.argv and one and not told or "--missed" in sys.argv and told and not one:
            print(a[2], a[0][:6], a[4].strip(), "\n   ", b[0][:6], b[4].strip())
    if "--json" in sys.argv:
        print(json.dumps({"precision": [right, joined], "recall": [right, chained]}))
    else:
        print(f"precision {right}/{joined} = {right / max(1, joined):.3f}, recall {right}/{chained} = {right / max(1, chained):.3f}")


if __name__ == "__main__":
    main()
