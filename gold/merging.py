#!/usr/bin/env python3
"""Draws merged events, and mentions left apart that lie nearest, from a record, for people to judge. Standard library only.

    merging.py RECORD joined [HOW_MANY [SEED]]     events of several mentions, drawn by chance
    merging.py RECORD apart [HOW_MANY [SEED]]      pairs of events of one category that were not joined, drawn by chance from the
                                                   four times as many that are nearest

A pair is nearer the more it shares: story, actor, recipient, place, day, mode, toll, words of its sentences. Of two events only their nearest
mentions are shown. Judge each: one happening or not.
"""
import collections, json, random, re, sqlite3, sys


def mentions(record):
    db = sqlite3.connect(record)
    db.row_factory = sqlite3.Row
    texts = {r["id"]: dict(r) for r in db.execute("SELECT id, title, text, outlet, published_latest, story FROM reports")}
    for row in db.execute("SELECT * FROM event_mentions WHERE event_id IS NOT NULL ORDER BY id"):
        m = dict(row)
        for field in ("mode", "actor", "recipient", "place", "dead", "injured", "spans"):
            m[field] = json.loads(m[field]) if m[field] else None
        m["from"] = texts[m["report"]]
        m["words"] = sentence(m)
        yield m


def sentence(m):
    """The sentence about the trigger, the trigger in brackets: cut at stops, so now and then too long or short."""
    trigger = m["spans"]["trigger"]
    whole = m["from"]["title" if trigger.get("in") == "title" else "text"].encode()
    start, end = trigger["start"], trigger["end"]
    before, after = whole[:start].decode(errors="replace"), whole[end:].decode(errors="replace")
    before = re.split(r"(?<=[a-z0-9\"'”’)][.!?])\s+|\n", before)[-1][-260:]
    after = re.split(r"(?<=[a-z0-9\"'”’)][.!?])\s+|\n", after)[0][:260]
    return f"{before}[{whole[start:end].decode(errors='replace')}]{after}"


def show(m):
    names = lambda side: "+".join(f"{w['code'] or '-'}:{w['sector'] or '-'}:{w['name']}" for w in m[side] or [])
    place = (m["place"] or {}).get("name")
    toll = "".join(f" {k} {m[k]['low']}-{m[k]['high']}" for k in ("dead", "injured") if m[k])
    day = m["date_latest"] if m["date_earliest"] == m["date_latest"] else f"{m['date_earliest'] or ''}..{m['date_latest'] or ''}"
    said = " said" if m["said_by"] else ""
    print(f"  {m['from']['outlet']} {m['from']['published_latest']} {m['report'][:6]} s{m['sentence']} {m['frame'].split('#')[1]} {'/'.join(m['mode'])} | {names('actor')} -> {names('recipient')} | {day} {m['date_basis']} | {place}{toll}{said}")
    print(f"      {m['words'].strip()}")


def content(m):
    return {w for w in re.findall(r"\w{4,}", m["words"].lower())}


def nearness(a, b):
    """None where the two could not be one for reasons anyone sees: no party, story or day in common."""
    party = lambda m, side: {w["name"].split()[-1] for w in m[side]} | {w["code"] for w in m[side] if w["code"]}
    meets = lambda side: bool(party(a, side) & party(b, side))
    story = a["from"]["story"] == b["from"]["story"]
    days = [m["date_earliest"] or m["date_latest"] or "" for m in (a, b)], [m["date_latest"] or "9" for m in (a, b)]
    overlap = max(days[0]) <= min(days[1])
    if not overlap and not story or not (meets("actor") or meets("recipient")):
        return None
    common, both = content(a) & content(b), content(a) | content(b)
    place = a["place"] and b["place"] and a["place"]["name"] == b["place"]["name"]
    toll = a["dead"] and a["dead"] == b["dead"]
    mode = a["mode"] and a["mode"] == b["mode"]
    return 2 * story + 2 * meets("actor") + 2 * meets("recipient") + bool(place) + overlap + bool(mode) + bool(toll) + 6 * len(common) / max(1, len(both))


def main():
    record, what = sys.argv[1], sys.argv[2]
    many = int(sys.argv[3]) if len(sys.argv) > 3 else 50
    chance = random.Random(int(sys.argv[4]) if len(sys.argv) > 4 else 9)
    events = collections.defaultdict(list)
    for m in mentions(record):
        events[m["event_id"]].append(m)
    if what == "joined":
        joined = sorted(e for e, all in events.items() if len(all) > 1)
        print(f"{len(events)} events, {len(joined)} of several mentions")
        for number, event in enumerate(chance.sample(joined, min(many, len(joined))), 1):
            print(f"{number}. {event} {events[event][0]['event']}")
            for m in events[event]:
                show(m)
        return
    kinds = collections.defaultdict(list)
    for event, all in events.items():
        kinds[all[0]["event"]].append(event)
    near = []
    for kind in kinds.values():
        for i, x in enumerate(kind):
            for y in kind[i + 1:]:
                pairs = ((nearness(a, b), a["id"], b["id"], a, b) for a in events[x] for b in events[y])
                pairs = [p for p in pairs if p[0] is not None]
                if pairs:
                    near.append(max(pairs, key=lambda p: p[:3]))
    near.sort(key=lambda p: (-p[0], p[1], p[2]))
    near = near[: 4 * many]
    for number, (score, _, _, a, b) in enumerate(chance.sample(near, min(many, len(near))), 1):
        print(f"{number}. {a['event']} nearness {score:.1f}")
        show(a)
        show(b)


if __name__ == "__main__":
    main()
