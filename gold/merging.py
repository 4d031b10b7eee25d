#!/usr/bin/env python3
"""Draws merged events, and compatible events left apart, from a record, for people to judge. Standard library only.

    merging.py RECORD joined [HOW_MANY [SEED]]     events of several mentions, drawn by chance
    merging.py RECORD apart [HOW_MANY [SEED]]      pairs of events that were not joined though story, category, days and a party would allow
                                                   it, drawn by chance; of each pair the two mentions whose sentences share most words

Judge each: one happening or not.
"""
import collections, datetime, json, random, re, sqlite3, sys, zlib


def mentions(record):
    db = sqlite3.connect(record)
    # Articles lie packed as in SQLite's own archives.
    db.create_function("sqlar_uncompress", 2, lambda z, size: z and (z if len(z) == size else zlib.decompress(z)), deterministic=True)
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


def window(m):
    """Days a mention can be of; what tells none is taken to be a week old at most."""
    last = m["date_latest"] or "9999-12-31"
    if m["date_basis"] == "publication":
        first = str(datetime.date.fromisoformat(last) - datetime.timedelta(7))
    else:
        first = m["date_earliest"] or "0001-01-01"
    return first, last


def compatible(a, b):
    """Whether two mentions of one category have a story, days and a party on one side in common, and no other mode."""
    party = lambda m, side: {w["name"].split()[-1] for w in m[side]} | {w["code"] for w in m[side] if w["code"]}
    meets = any(party(a, side) & party(b, side) for side in ("actor", "recipient"))
    (x, y), (v, w) = window(a), window(b)
    modes = not a["mode"] or not b["mode"] or set(a["mode"]) & set(b["mode"])
    return a["from"]["story"] == b["from"]["story"] and max(x, v) <= min(y, w) and meets and modes


def words(a, b):
    """Share of the longer words that two sentences have in common."""
    x, y = ({w for w in re.findall(r"\w{4,}", m["words"].lower())} for m in (a, b))
    return len(x & y) / max(1, len(x | y))


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
                pairs = [(words(a, b), a["id"], b["id"], a, b) for a in events[x] for b in events[y] if compatible(a, b)]
                if pairs:
                    near.append(max(pairs, key=lambda p: p[:3]))
    near.sort(key=lambda p: p[1:3])
    print(f"{len(near)} compatible pairs of events left apart")
    for number, (_, _, _, a, b) in enumerate(chance.sample(near, min(many, len(near))), 1):
        print(f"{number}. {a['event']}")
        show(a)
        show(b)


if __name__ == "__main__":
    main()
