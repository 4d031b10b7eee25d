"""Loads every export with a reader that others wrote: Python's own csv, json and XML; pandas and networkx where they are at hand."""
import csv
import json
import pathlib
import sys
import xml.etree.ElementTree as xml

folder = pathlib.Path(sys.argv[1])


def rows(path, delimiter=","):
    with open(path, newline="", encoding="utf-8") as file:
        quoting = csv.QUOTE_MINIMAL if delimiter == "," else csv.QUOTE_NONE
        return list(csv.reader(file, delimiter=delimiter, quoting=quoting))


def lines(path):
    return [json.loads(line) for line in open(path, encoding="utf-8")]


for path in sorted(folder.glob("*/*.csv")):
    table = rows(path)
    assert len({len(row) for row in table}) == 1, path
for path in sorted(folder.glob("*/*.jsonl")) + sorted(folder.glob("*/*.geojsonl")):
    lines(path)
for path in sorted(folder.glob("*/manifest.json")):
    json.load(open(path))

events = lines(folder / "jsonl/events.jsonl")
assert len(rows(folder / "csv/events.csv")) == len(events) + 1
assert len(rows(folder / "gdelt/events.export.CSV", "\t")) == len(events)
acled = rows(folder / "acled/events.csv")
assert len(acled[0]) == 31 and len(acled) > 1
reports = list(csv.DictReader(open(folder / "event-reports/event_reports.csv", newline="")))
assert len(reports[0]) == 34 and {row["event_id"] for row in reports} == {event["id"] for event in events}
for event in lines(folder / "plover/events.jsonl"):
    assert event["id"] and event["date"] and event["event"] and isinstance(event["actor"], list)
points = json.load(open(folder / "geojson/events.geojson"))
assert points["type"] == "FeatureCollection" and len(points["features"]) == len(events)
assert len(json.load(open(folder / "json-ld/reports.jsonld"))["@graph"]) == 3
for annotation in lines(folder / "annotation/annotations.jsonl"):
    position, quote = annotation["target"]["selector"]
    assert position["end"] - position["start"] == len(quote["exact"])
graph = xml.parse(folder / "graphml/network.graphml").getroot()
assert graph.tag.endswith("graphml")
assert xml.parse(folder / "gexf/network.gexf").getroot().get("version") == "1.3"

try:
    import networkx
except ImportError:
    print("left out: no networkx here")
else:
    network = networkx.read_graphml(folder / "graphml/network.graphml")
    assert network.is_directed() and network.number_of_edges() > 0
    try:
        networkx.read_gexf(folder / "gexf/network.gexf", version="1.3")
    except networkx.NetworkXError:
        networkx.read_gexf(folder / "gexf/network.gexf")
    print("networkx read both networks")
try:
    import pandas
except ImportError:
    print("left out: no pandas here")
else:
    assert len(pandas.read_csv(folder / "csv/events.csv")) == len(events)
    gdelt = pandas.read_csv(folder / "gdelt/events.export.CSV", sep="\t", header=None, dtype=str)
    assert gdelt.shape == (len(events), 61)
    print("pandas read csv and gdelt")
try:
    import pyarrow.parquet
except ImportError:
    print("left out: no pyarrow here")
else:
    for path in sorted(folder.glob("parquet/*/*.parquet")):
        columns = pyarrow.parquet.read_table(path).to_pydict()
        given = lines(folder / f"jsonl/{path.parent.name}.jsonl")
        for name, values in columns.items():
            # Days and objects come back as text, all else as it is.
            wanted = [row.get(name) for row in given]
            wanted = [json.loads(json.dumps(value)) for value in wanted]
            for value, want in zip(values, wanted, strict=True):
                if isinstance(want, dict) or isinstance(want, list) and isinstance(value, str):
                    value = json.loads(value)
                elif hasattr(value, "isoformat"):
                    value = value.isoformat()
                assert value == want, (path, name, value, want)
    print("pyarrow read parquet")
try:
    import duckdb
except ImportError:
    print("left out: no duckdb here")
else:
    ask = lambda query: duckdb.connect().execute(query).fetchone()[0]
    tables = folder / "parquet"
    assert ask(f"SELECT count(*) FROM '{tables}/events/*.parquet' WHERE date_latest >= DATE '2021-03-09'") >= 1
    assert ask(f"SELECT list_contains(mode, 'aerial') FROM '{tables}/events/*.parquet' WHERE event = 'ASSAULT' LIMIT 1")
    print("duckdb read parquet")
