"""Turns the countries of a TopoJSON world atlas into rows of rings: python outlines.py COUNTRIES_JSON OUT.tsv

In: `countries-50m.json` of the npm package world-atlas (Natural Earth). Out: a row for each ring: the country's name on its largest ring,
else empty; then points in steps of a twentieth of a degree, the first from 0 0, each further one from the last: `lon lat lon lat ...`.
Rings that are less than four points at that resolution are left out.
"""
import json
import sys

STEP = 20


def main(source, out):
    topology = json.load(open(source, encoding="utf-8"))
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((round((x * sx + tx) * STEP), round((y * sy + ty) * STEP)))
        arcs.append(points)

    def ring(indexes):
        points = []
        for index in indexes:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            for point in arc:
                if not points or points[-1] != point:
                    points.append(point)
        return points

    rows = []
    for country in topology["objects"]["countries"]["geometries"]:
        polygons = country["arcs"] if country["type"] == "MultiPolygon" else [country["arcs"]]
        rings = [r for r in (ring(indexes) for polygon in polygons for indexes in polygon) if len(r) >= 4]
        largest = max(rings, key=lambda r: (max(x for x, _ in r) - min(x for x, _ in r)) * (max(y for _, y in r) - min(y for _, y in r)), default=None)
        for points in rings:
            x = y = 0
            steps = []
            for px, py in points:
                steps += [str(px - x), str(py - y)]
                x, y = px, py
            rows.append((country["properties"]["name"] if points is largest else "") + "\t" + " ".join(steps))
    with open(out, "w", encoding="utf-8") as file:
        file.write("# largest ring's country\tsteps of 1/20 degree\n" + "\n".join(rows) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
