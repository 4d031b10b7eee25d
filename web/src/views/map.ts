// Map: where it happened, over outlines without tiles. A disc is as large as its events are many; the ring around it as wide as the place is vague.

import { geoArea, geoEqualEarth, geoPath, type GeoPermissibleObjects } from "d3-geo";
import { select } from "d3-selection";
import { zoom, zoomIdentity, type ZoomTransform } from "d3-zoom";
import { ask } from "../api";
import { picture, rows } from "../download";
import { h, put, s, walk } from "../dom";
import { count, country, exact, key, note, some } from "../format";
import { go, type State } from "../state";
import type { Site } from "../types";

/** How far the true place may lie from the point (km). */
const REACH: Record<string, number> = { point: 1, city: 12, admin2: 45, admin1: 130, country: 400, region: 900 };
/** Sites drawn; the map names how many are not. */
const DRAWN = 300;

let outlines: Promise<GeoPermissibleObjects> | null = null;

/** Rings of `data/map`: steps of a twentieth of a degree. */
function world(): Promise<GeoPermissibleObjects> {
  outlines ??= fetch("/outlines.tsv").then((answer) => answer.text()).then((text) => {
    const lines = text.split("\n").filter((line) => line && !line.startsWith("#"));
    const coordinates = lines.map((line) => {
      const steps = line.slice(line.indexOf("\t") + 1).split(" ").map(Number);
      const ring: [number, number][] = [];
      let x = 0, y = 0;
      for (let at = 0; at + 1 < steps.length; at += 2) {
        x += steps[at]!;
        y += steps[at + 1]!;
        ring.push([x / 20, y / 20]);
      }
      if (ring[0]) ring.push(ring[0]);
      return ring;
    });
    // The seam of the sheet at the pole holds no land. One that runs the other way round would be all the globe but itself.
    return { type: "MultiPolygon", coordinates: coordinates.filter((ring) => ring.some(([, y]) => y > -89.9)).map((ring) => [geoArea({ type: "Polygon", coordinates: [ring] }) > 2 * Math.PI ? ring.reverse() : ring]) };
  });
  return outlines;
}

/** Land and sea, for the last size they were drawn in: another filter does not project every coast anew. */
let drawn: { size: string; ground: SVGGElement } | null = null;

export async function map(box: HTMLElement, state: State, signal: AbortSignal): Promise<void> {
  const [found, land] = await Promise.all([ask<{ events: number; placed: number; sites: Site[] }>("map", state, {}, signal), world()]);
  const frame = h("div", { class: "frame map" });
  const tools = h("div", { class: "tools" });
  put(
    box,
    h("h1", { class: "unseen" }, "Map"),
    h("section", { class: "card wide" },
      h("header", { class: "head" }, h("h2", null, "Where it happened"), tools),
      frame,
      key(),
      note(`${count(found.placed)} of ${some(found.events, "event")} have a place on the map; ${some(found.sites.length, "place")}${found.sites.length > DRAWN ? `, the first ${DRAWN} drawn` : ""}. A disc grows with events and has the colour of the commonest kind; the ring shows how far off the true place may be. Lines are those of Natural Earth and take no side.`)),
    h("section", { class: "card wide" }, h("header", { class: "head" }, h("h2", null, "The same as a table"), h("div", { class: "tools" }, rows("places", "map", state))), table(found.sites)),
  );
  requestAnimationFrame(() => draw(frame, tools, found.sites.slice(0, DRAWN), land));
}

function table(sites: Site[]): HTMLElement {
  if (sites.length === 0) return h("p", { class: "empty" }, "No event with a place passes these filters.");
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Places" }, h("table", null,
    h("thead", null, h("tr", null, ["Place", "Country", "Known to the", "Events", "Cooperation", "Conflict"].map((name, at) => h("th", { scope: "col", class: at > 2 ? "number" : "" }, name)))),
    h("tbody", null, sites.slice(0, 100).map((site) => h("tr", null,
      h("td", null, h("button", { type: "button", class: "plain", onclick: () => go({ filters: { place: site.place } }) }, site.place)),
      h("td", null, country(site.country)), h("td", null, exact(site.precision)),
      [site.events, site.verbal_cooperation + site.material_cooperation, site.verbal_conflict + site.material_conflict].map((many) => h("td", { class: "number" }, many ? count(many) : "")))))));
}

const quad = (site: Site): number => {
  const all = [site.verbal_cooperation, site.material_cooperation, site.verbal_conflict, site.material_conflict];
  return all.indexOf(Math.max(...all)) + 1;
};
const told = (site: Site): string =>
  `${site.place}${site.country && country(site.country) !== site.place ? `, ${country(site.country)}` : ""} (known to the ${exact(site.precision)}): ${some(site.events, "event")}; ${count(site.verbal_cooperation + site.material_cooperation)} cooperation, ${count(site.verbal_conflict + site.material_conflict)} conflict`;

function draw(frame: HTMLElement, tools: HTMLElement, sites: Site[], land: GeoPermissibleObjects): void {
  const width = frame.clientWidth || 900, height = Math.round(Math.max(280, Math.min(width * 0.56, 640, window.innerHeight - 260)));
  const projection = geoEqualEarth().fitExtent([[4, 4], [width - 4, height - 4]], { type: "Sphere" });
  const measure = `${width}x${height}`;
  if (drawn?.size !== measure) {
    // A tenth of a pixel is as fine as anyone sees.
    const path = geoPath(projection).digits(1);
    drawn = { size: measure, ground: s("g", null, s("path", { class: "sea", d: path({ type: "Sphere" }) ?? "" }), s("path", { class: "coast", d: path(land) ?? "", "vector-effect": "non-scaling-stroke" })) };
  }
  const { ground } = drawn;
  const svg = s("svg", { class: "world", viewBox: `0 0 ${width} ${height}`, "aria-label": "Map of events. Arrow keys walk the places, Enter chooses one, plus and minus zoom." });
  const most = Math.max(1, ...sites.map((site) => site.events));
  const spots = sites.flatMap((site) => {
    const point = projection([site.lon, site.lat]);
    // A degree of latitude is 111 km; how many pixels it is here is asked of the projection.
    const north = projection([site.lon, Math.min(89, site.lat + 1)]);
    if (!point || !north) return [];
    return [{ site, point, ring: (Math.hypot(north[0] - point[0], north[1] - point[1]) / 111) * (REACH[site.precision] ?? 12), size: 2.5 + 13 * Math.sqrt(site.events / most) }];
  });
  const choose = (site: Site) => go({ filters: { place: site.place } });
  const marks = spots.map(({ site, point }) => s("g", { class: `spot q${quad(site)}`, transform: `translate(${point})`, onclick: () => choose(site) }, s("title", null, told(site)), s("circle", { class: "disc" })));
  const names = spots.slice(0, 40).map(({ site }) => s("text", { class: "name", "text-anchor": "middle" }, site.place));
  const labels = s("g", { "aria-hidden": "true" }, names);
  const over = s("g", null, [...marks].reverse());
  svg.append(ground, over, labels);
  put(frame, svg);
  const place = (t: ZoomTransform) => {
    ground.setAttribute("transform", t.toString());
    const taken: [number, number, number][] = [];
    spots.forEach(({ site, point, ring, size }, at) => {
      const [x, y] = t.apply(point);
      const mark = marks[at]!;
      mark.setAttribute("transform", `translate(${x},${y})`);
      const disc = mark.lastElementChild!;
      disc.setAttribute("r", String(size));
      // A ring that its disc would cover is none: most places are known to the town.
      const wide = ring * t.k > size;
      const around = mark.children.length > 2 ? mark.children[1]! : null;
      if (wide) (around ?? mark.insertBefore(s("circle", { class: "ring" }), disc)).setAttribute("r", String(ring * t.k));
      else around?.remove();
      const name = names[at];
      if (!name) return;
      const half = site.place.length * 3.4, top = y - size - 4;
      const free = x > half && x < width - half && top > 10 && top < height && taken.every(([a, b, c]) => Math.abs(a - x) > half + c || Math.abs(b - top) > 13);
      name.setAttribute("x", String(x));
      name.setAttribute("y", String(top));
      name.setAttribute("visibility", free ? "visible" : "hidden");
      if (free) taken.push([x, top, half]);
    });
  };
  const zooming = zoom<SVGSVGElement, unknown>().scaleExtent([1, 60]).translateExtent([[0, 0], [width, height]])
    .filter((event: Event) => (event instanceof WheelEvent ? event.ctrlKey || event.metaKey : !(event instanceof TouchEvent) || event.touches.length > 1))
    .on("zoom", (event: { transform: ZoomTransform }) => place(event.transform));
  const picked = select(svg).call(zooming).on("dblclick.zoom", null);
  const near = around(spots.map(({ point }) => point), spots.map(({ site }) => site.events), width, height);
  picked.call(zooming.transform, near);
  place(near);
  const by = (factor: number) => () => picked.call(zooming.scaleBy, factor);
  svg.addEventListener("keydown", (event) => {
    if (event.key === "+" || event.key === "=") by(1.6)();
    else if (event.key === "-") by(1 / 1.6)();
  });
  walk(svg, marks, (at) => told(spots[at]!.site), (at) => choose(spots[at]!.site));
  put(tools,
    h("button", { type: "button", class: "quiet", "aria-label": "Zoom in", onclick: by(1.6) }, "+"),
    h("button", { type: "button", class: "quiet", "aria-label": "Zoom out", onclick: by(1 / 1.6) }, "−"),
    h("button", { type: "button", class: "quiet", onclick: () => picked.call(zooming.transform, zoomIdentity) }, "World"),
    h("button", { type: "button", class: "quiet", onclick: () => picked.call(zooming.transform, near) }, "Fit"),
    picture("map", () => frame.querySelector("svg")));
}

/** The view that holds nine in ten events. */
function around(points: [number, number][], weights: number[], width: number, height: number): ZoomTransform {
  if (points.length === 0) return zoomIdentity;
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const reach = (axis: 0 | 1, share: number): number => {
    const order = points.map((point, at) => [point[axis], weights[at]!] as const).sort((a, b) => a[0] - b[0]);
    let seen = 0;
    return (order.find(([, weight]) => (seen += weight) >= all * share) ?? order[order.length - 1]!)[0];
  };
  const [x0, x1, y0, y1] = [reach(0, 0.04), reach(0, 0.96), reach(1, 0.04), reach(1, 0.96)];
  const k = Math.max(1, Math.min(14, 0.72 / Math.max((x1 - x0) / width, (y1 - y0) / height, 0.02)));
  const clamp = (shift: number, size: number) => Math.min(0, Math.max(size * (1 - k), shift));
  return zoomIdentity.translate(clamp(width / 2 - (k * (x0 + x1)) / 2, width), clamp(height / 2 - (k * (y0 + y1)) / 2, height)).scale(k);
}
