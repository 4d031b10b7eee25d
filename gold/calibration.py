#!/usr/bin/env python3
"""How often rows of a confidence are right, on the gold news. Standard library only.

    dateline code --as-is --format jsonl articles_dev.jsonl | calibration.py NEWS_FOLDER [--json]

NEWS_FOLDER holds score.py, gold_dev.json and articles_dev.jsonl. A row is right when category, all parties and standing are.
Without --json: a row for each tenth of confidence. With it: the share right of rows at 0.8 and above, and the mean gap between
what rows claim and what holds (each tenth weighed by its rows).
"""
import collections, json, sys


def rows(folder, lines):
    """(confidence, category right, all right) of every counted mention."""
    sys.path.insert(0, folder)
    import score as scorer

    gold = {a["id"]: a for a in json.load(open(folder + "/gold_dev.json", encoding="utf-8"))}
    texts = {r["id"]: r["text"] for r in map(json.loads, open(folder + "/articles_dev.jsonl", encoding="utf-8"))}
    for line in lines:
        d = json.loads(line)
        article = gold.get(d["report"].get("given_id"))
        if article is None:
            continue
        text = texts[article["id"]]
        opens = text.startswith(d["report"].get("title") or "\0")
        mentions = [m for m in d["event_mentions"] if opens or m["spans"]["trigger"].get("in", "text") == "text"]
        events, got = scorer.gold_events(article, text), scorer.coded(d)[0]
        paired = {j: i for i, j in scorer.pair(events, got)}
        for j, mention in enumerate(mentions):
            right = False
            if j in paired:
                g, p = events[paired[j]], got[j]
                right = scorer.who(g, p) and set(p["aux"]) & scorer.KEPT_AUX == set(g["aux"]) & scorer.KEPT_AUX
            yield mention["confidence"], j in paired, right


def main():
    folder = sys.argv[1]
    bins = collections.defaultdict(lambda: [0, 0.0, 0, 0])
    high = [0, 0]
    for confidence, category, right in rows(folder, sys.stdin):
        at = bins[int(confidence * 10 + 1e-9)]
        at[0] += 1; at[1] += confidence; at[2] += category; at[3] += right
        if confidence >= 0.8:
            high[0] += right; high[1] += 1
    total = sum(b[0] for b in bins.values())
    gap = sum(abs(b[1] - b[3]) for b in bins.values()) / max(1, total)
    if "--json" in sys.argv:
        print(json.dumps({"high": high if high[1] else 1.0, "fit": 1 - gap}))
        return
    print("confidence  rows  category  all")
    for at in sorted(bins):
        n, claimed, category, right = bins[at]
        print("%.1f (%.2f)  %4d     %.2f   %.2f" % (at / 10, claimed / n, n, category / n, right / n))
    print("0.8 and above: %d of %d right; mean gap %.3f" % (high[0], high[1], gap))


main()
