// Timeline: intervals as bars, in lanes by story, pair or place; an open end fades, what is only claimed is hollow. Wheel with Ctrl, + and - zoom, a drag moves.

import { scaleUtc } from "d3-scale";
import { select } from "d3-selection";
import { zoom, zoomIdentity, type ZoomTransform } from "d3-zoom";
import { ask } from "../api";
import { at, iso, span, ticks } from "../bars";
import { picture } from "../download";
import { h, put, s, walk } from "../dom";
import { category, count, days, headline, key, note, party, QUADS, some } from "../format";
import * as list from "../list";
import { go, type State } from "../state";
import type { Bars, EventRow } from "../types";
import { overTime } from "./overview";

interface Lane { name: string; title: string | null; events: number; shown: EventRow[] }
interface Answer { events: number; bars: Bars; lanes: Lane[] }

const LANES: [string, string][] = [["none", "together"], ["story", "by story"], ["pair", "by pair"], ["place", "by place"]];
const DAY = 86_400_000, ROW = 13;

export async function timeline(box: HTMLElement, state: State, signal: AbortSignal): Promise<void> {
  const lanes = state.rest.lanes ?? "pair";
  const found = await ask<Answer>("timeline", state, { lanes }, signal);
  const frame = h("div", { class: "frame" });
  const shown = found.lanes.reduce((sum, lane) => sum + lane.shown.length, 0);
  const below = h("section", { class: "card wide" });
  const tools = h("div", { class: "tools" });
  put(
    box,
    h("h1", { class: "unseen" }, "Timeline"),
    found.events === 0 ? null : overTime(found.bars, "How much, when"),
    found.events === 0 ? null : h("section", { class: "card wide" },
      h("header", { class: "head" },
        h("h2", null, "What, when"),
        h("div", { class: "choice", role: "group", "aria-label": "Lanes" }, LANES.map(([name, words]) => h("button", { type: "button", "aria-pressed": String(name === lanes), onclick: () => go({ rest: { lanes: name } }) }, words))),
        tools),
      frame,
      key(),
      note(`${count(shown)} of ${some(found.events, "event")}: in each lane those that most sources tell. Hollow: only claimed. Fading: no first day is known.`)),
    below,
  );
  if (found.events > 0) requestAnimationFrame(() => chart(frame, tools, found));
  await list.events(below, state, signal);
}

/** Places bars in rows so that none covers another. */
function pack(events: EventRow[], x: (time: number) => number): { event: EventRow; from: number; until: number; row: number }[] {
  const ends: number[] = [];
  return events.map((event) => {
    const last = at((event.date_latest ?? event.date_earliest)!) + DAY;
    const from = x(event.date_earliest ? at(event.date_earliest) : last - DAY * 8), until = Math.max(x(last), from + 6);
    let row = ends.findIndex((end) => end + 2 <= from);
    if (row < 0) row = ends.length < 12 ? ends.length : ends.indexOf(Math.min(...ends));
    ends[row] = until;
    return { event, from, until, row };
  });
}

function chart(frame: HTMLElement, tools: HTMLElement, found: Answer): void {
  const width = frame.clientWidth || 900;
  const narrow = width < 600;
  const left = narrow ? 8 : 262;
  const shown = span(found.bars);
  if (!shown) return;
  const base = scaleUtc().domain(shown).range([left, width - 12]);
  let now: ZoomTransform = zoomIdentity;
  const svg = s("svg", { class: "lanes", "aria-label": "Events as bars in time. Arrow keys walk them, Enter opens one, plus and minus zoom." });
  let order: EventRow[] = [];
  const paint = () => {
    const x = now.rescaleX(base);
    const [low, high] = x.domain().map(Number) as [number, number];
    svg.replaceChildren(s("defs", null, [1, 2, 3, 4].map((quad) => s("linearGradient", { id: `open${quad}` }, s("stop", { class: `s${quad}`, offset: "0", "stop-opacity": "0" }), s("stop", { class: `s${quad}`, offset: "1" })))));
    const ground = s("g"), marks: SVGElement[] = [], body = s("g");
    order = [];
    let y = 30;
    for (const lane of found.lanes) {
      const inside = lane.shown.filter((event) => at((event.date_latest ?? event.date_earliest)!) >= low && at((event.date_earliest ?? event.date_latest)!) <= high);
      const placed = pack(inside, (time) => Math.min(width - 10, Math.max(left, x(time))));
      const rows = Math.max(1, ...placed.map((bar) => bar.row + 1));
      const title = lane.title || lane.name.split(" – ").map(party).join(" – ");
      if (title) {
        if (narrow) y += 15;
        const words = title.length > 34 && !narrow ? `${title.slice(0, 33)}…` : title;
        body.append(s("text", { class: "lane", x: narrow ? left : left - 12, y: narrow ? y - 4 : y + 10, "text-anchor": narrow ? "start" : "end" }, s("title", null, `${title}: ${some(lane.events, "event")}`), words));
        if (!narrow) body.append(s("text", { class: "tick", x: left - 12, y: y + 23, "text-anchor": "end" }, some(lane.events, "event")));
      }
      for (const bar of placed) {
        const claimed = bar.event.own_voice === 0, open = !bar.event.date_earliest;
        const mark = s("rect", { class: `mark q${bar.event.quad}${claimed ? " hollow" : ""}`, x: bar.from, y: y + bar.row * ROW, width: bar.until - bar.from, height: ROW - 3, rx: 2.5, onclick: () => list.open(bar.event.id) },
          s("title", null, told(bar.event)));
        // A style outranks the class's colour.
        if (open && !claimed) mark.style.fill = `url(#open${bar.event.quad})`;
        marks.push(mark);
        order.push(bar.event);
        body.append(mark);
      }
      y += Math.max(rows * ROW, title && !narrow ? 28 : 0) + 10;
      ground.append(s("line", { class: "grid", x1: 0, x2: width, y1: y - 5, y2: y - 5 }));
    }
    const named = x.ticks(narrow ? 4 : 8);
    for (const tick of named) ground.append(s("line", { class: "grid", x1: x(tick), x2: x(tick), y1: 22, y2: y }));
    ground.append(...ticks(named, x, [0, width], 14));
    svg.append(ground, body);
    svg.setAttribute("viewBox", `0 0 ${width} ${y}`);
    svg.setAttribute("height", String(y));
    return marks;
  };
  let marks = paint();
  put(frame, svg);
  // The list of marks stays one and the same while its contents change with the zoom.
  walk(svg, marks, (n) => told(order[n]!), (n) => list.open(order[n]!.id));
  const zooming = zoom<SVGSVGElement, unknown>()
    .scaleExtent([0.5, 400])
    .filter((event: Event) => !(event instanceof WheelEvent) || event.ctrlKey || event.metaKey)
    .on("zoom", (event: { transform: ZoomTransform }) => {
      now = event.transform;
      marks.splice(0, marks.length, ...paint());
    });
  const picked = select(svg).call(zooming).on("dblclick.zoom", null);
  const by = (factor: number) => () => picked.call(zooming.scaleBy, factor);
  svg.addEventListener("keydown", (event) => {
    if (event.key === "+" || event.key === "=") by(1.6)();
    else if (event.key === "-") by(1 / 1.6)();
  });
  put(tools,
    h("button", { type: "button", class: "quiet", "aria-label": "Zoom in", onclick: by(1.6) }, "+"),
    h("button", { type: "button", class: "quiet", "aria-label": "Zoom out", onclick: by(1 / 1.6) }, "−"),
    h("button", { type: "button", class: "quiet", onclick: () => { const [low, high] = now.rescaleX(base).domain().map(Number) as [number, number]; go({ filters: { since: iso(low), until: iso(high) } }); } }, "Only these days"),
    picture("timeline", () => frame.querySelector("svg")));
}

const told = (event: EventRow): string =>
  `${category(event.event)} (${QUADS[event.quad] ?? ""}): ${headline(event)}, ${days(event.date_earliest, event.date_latest)}${event.place ? `, ${event.place.name}` : ""}, ${some(event.sources, "source")}${event.own_voice === 0 ? ", only claimed" : ""}`;
