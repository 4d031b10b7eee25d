// Network: who acts towards whom. Thick where there are many events, blue to red by their mean score; a slider moves through time.

import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from "d3-force";
import { ask } from "../api";
import { at, iso } from "../bars";
import { picture, rows } from "../download";
import { h, later, put, s, walk } from "../dom";
import { count, day, note, party, some } from "../format";
import { go, type State } from "../state";
import type { Bars, Tie } from "../types";
import { asked } from "./overview";

interface Answer { events: number; ties: Tie[] }
interface Node extends SimulationNodeDatum { name: string; events: number; x: number; y: number }

/** Nodes drawn: those with most events. */
const NODES = 36, NODES_NARROW = 16;
const DAY = 86_400_000;
const WIDE: [string, number][] = [["a month", 30], ["a quarter", 91], ["a year", 365]];

export async function network(box: HTMLElement, state: State, signal: AbortSignal): Promise<void> {
  const [found, bars] = await Promise.all([ask<Answer>("network", state, {}, signal), ask<Bars>("bars", state, {}, signal)]);
  const frame = h("div", { class: "frame" }), when = h("div", { class: "slider" }), told = note(), tools = h("div", { class: "tools" }, picture("network", () => frame.querySelector("svg")));
  const listing = h("section", { class: "card wide" });
  put(
    box,
    h("h1", { class: "unseen" }, "Network"),
    h("section", { class: "card wide" }, h("header", { class: "head" }, h("h2", null, "Who acts towards whom"), tools), when, frame,
      h("ul", { class: "key" }, h("li", null, h("i", { class: "dot coop" }), "cooperation"), h("li", null, h("i", { class: "dot conf" }), "conflict"), h("li", null, "a disc is a state with its organs, or a group; a thick arrow is many events")), told),
    listing,
  );
  const width = frame.clientWidth || 900, height = width < 600 ? 520 : 560;
  const nodes = nodesOf(found.ties, width < 600 ? NODES_NARROW : NODES);
  layOut(nodes, found.ties, width, height);
  const show = (answer: Answer, words: string) => {
    draw(frame, nodes, answer.ties, width, height);
    const here = answer.ties.filter((tie) => nodes.some((node) => node.name === tie.actor) && nodes.some((node) => node.name === tie.recipient)).length;
    put(told, `${words}${some(answer.events, "event")}; ${count(here)} of ${some(answer.ties.length, "tie")} between the ${some(nodes.length, "party", "parties")} with most events. An event without a recipient ties nobody.`);
    put(listing, h("header", { class: "head" }, h("h2", null, "The same as a table"), h("div", { class: "tools" }, rows("network", "network", state))), table(answer.ties));
  };
  show(found, "");
  slider(when, bars, state, signal, show, found);
}

function nodesOf(ties: Tie[], most: number): Node[] {
  const events = new Map<string, number>();
  for (const tie of ties) for (const name of [tie.actor, tie.recipient]) events.set(name, (events.get(name) ?? 0) + tie.events);
  return [...events].sort((a, b) => b[1] - a[1] || a[0].localeCompare(b[0])).slice(0, most).map(([name, many]) => ({ name, events: many, x: 0, y: 0 }));
}

/** What a disc is called. */
const label = (node: Node): string => {
  const words = party(node.name);
  return words.length > 24 ? `${words.slice(0, 23)}…` : words;
};

/** Half the room that a name takes, and its height (pixels). */
const half = (node: Node): number => label(node).length * 3.25 + 2;
const HIGH = 14;

const size = (node: Node, most: number): number => 6 + 16 * Math.sqrt(node.events / most);

/** The same places for the same ties: from a circle, in a fixed number of steps. */
function layOut(nodes: Node[], ties: Tie[], width: number, height: number): void {
  const most = Math.max(1, ...nodes.map((node) => node.events));
  nodes.forEach((node, n) => {
    node.x = width / 2 + Math.cos((n / nodes.length) * 2 * Math.PI) * width * 0.3;
    node.y = height / 2 + Math.sin((n / nodes.length) * 2 * Math.PI) * height * 0.3;
  });
  const among = ties.flatMap((tie) => {
    const [source, target] = [nodes.find((node) => node.name === tie.actor), nodes.find((node) => node.name === tie.recipient)];
    return source && target ? [{ source, target, events: tie.events }] : [];
  });
  forceSimulation(nodes)
    .force("link", forceLink(among).distance(Math.min(width, height) / 4.5).strength((link) => Math.min(0.7, 0.12 * Math.log2(1 + link.events))))
    .force("apart", forceManyBody().strength(-Math.max(width, height) * 0.55))
    .force("room", forceCollide<Node>((node) => size(node, most) + 20))
    // What is wider than high is drawn together less from the sides, and the other way round.
    .force("x", forceX(width / 2).strength(0.1 * Math.min(1, height / width)))
    .force("y", forceY(height / 2).strength(0.12 * Math.min(1, width / height)))
    .stop()
    .tick(300);
  fit(nodes, width, height);
}

/** Spreads the discs over the picture, so that none of it is left empty and no name is cut at a side. */
function fit(nodes: Node[], width: number, height: number): void {
  const spread = (axis: "x" | "y", low: number, high: number) => {
    const all = nodes.map((node) => node[axis]), first = Math.min(...all), wide = Math.max(...all) - first;
    // Two or three discs are not torn to the corners.
    const scale = Math.min(1.8, (high - low) / Math.max(1, wide)), from = (low + high - wide * scale) / 2;
    for (const node of nodes) node[axis] = from + (node[axis] - first) * scale;
  };
  spread("x", 60, width - 60);
  spread("y", 30, height - 44);
  for (const node of nodes) node.x = Math.max(half(node), Math.min(width - half(node), node.x));
}

/** Where names stand: below their disc, else above, to the right, to the left; where all that is taken, nowhere. The largest discs choose first. */
function names(nodes: Node[], most: number, width: number): ({ x: number; y: number; "text-anchor": string } | null)[] {
  type Box = [left: number, right: number, top: number, bottom: number];
  const discs = nodes.map((node): Box => [node.x - size(node, most), node.x + size(node, most), node.y - size(node, most), node.y + size(node, most)]);
  const taken: Box[] = [];
  const meet = (a: Box, b: Box) => a[0] < b[1] && b[0] < a[1] && a[2] < b[3] && b[2] < a[3];
  return nodes.map((node, n) => {
    const r = size(node, most), wide = half(node);
    const places = [[0, r + 12, "middle"], [0, -r - 5, "middle"], [r + 4, 4, "start"], [-r - 4, 4, "end"]] as const;
    for (const [x, y, anchor] of places) {
      const from = node.x + x - (anchor === "middle" ? wide : anchor === "end" ? wide * 2 : 0), base = node.y + y;
      const box: Box = [from, from + wide * 2, base - HIGH + 4, base + 4];
      if (box[0] < 0 || box[1] > width || taken.some((other) => meet(box, other)) || discs.some((disc, at) => at !== n && meet(box, disc))) continue;
      taken.push(box);
      return { x, y, "text-anchor": anchor };
    }
    return null;
  });
}

function draw(frame: HTMLElement, nodes: Node[], ties: Tie[], width: number, height: number): void {
  const svg = s("svg", { class: "network", viewBox: `0 0 ${width} ${height}`, "aria-label": "Network of parties. Arrow keys walk them, Enter shows one's events." });
  const most = Math.max(1, ...nodes.map((node) => node.events)), thick = Math.max(1, ...ties.map((tie) => tie.events));
  const find = (name: string) => nodes.find((node) => node.name === name);
  const links = s("g");
  for (const tie of [...ties].reverse()) {
    const [a, b] = [find(tie.actor), find(tie.recipient)];
    if (!a || !b) continue;
    const dx = b.x - a.x, dy = b.y - a.y, far = Math.hypot(dx, dy) || 1, end = size(b, most) + 3;
    // Bent to one side, so that each direction is seen; the arrow stops before the disc.
    const mx = (a.x + b.x) / 2 - dy * 0.14, my = (a.y + b.y) / 2 + dx * 0.14;
    const ex = b.x - ((b.x - mx) / Math.hypot(b.x - mx, b.y - my)) * end, ey = b.y - ((b.y - my) / Math.hypot(b.x - mx, b.y - my)) * end;
    const wide = 1 + 7 * Math.sqrt(tie.events / thick) * Math.min(1, far / 60);
    const link = s("path", { class: "tie", d: `M${a.x},${a.y}Q${mx},${my} ${ex},${ey}`, "stroke-width": wide, onclick: () => go({ filters: { actor: asked(tie.actor), with: asked(tie.recipient) } }) }, s("title", null, told(tie)));
    link.style.setProperty("--conflict", String(tie.conflict / Math.max(1, tie.events)));
    const turn = (Math.atan2(ey - my, ex - mx) * 180) / Math.PI, head = 3 + wide * 0.9;
    const arrow = s("path", { class: "arrow", d: `M0,0L${-head * 1.6},${head * 0.75}L${-head * 1.6},${-head * 0.75}Z`, transform: `translate(${ex},${ey})rotate(${turn})` });
    arrow.style.setProperty("--conflict", String(tie.conflict / Math.max(1, tie.events)));
    links.append(link, arrow);
  }
  const of = (node: Node) => ties.filter((tie) => tie.actor === node.name || tie.recipient === node.name);
  const words = (node: Node) => `${party(node.name)}: ${some(of(node).reduce((sum, tie) => sum + tie.events, 0), "event")} with ${count(new Set(of(node).flatMap((tie) => [tie.actor, tie.recipient])).size - 1)} others`;
  const choose = (node: Node) => go({ filters: { actor: asked(node.name) } });
  const places = names(nodes, most, width);
  const marks = nodes.map((node, n) => {
    const idle = of(node).length === 0;
    return s("g", { class: `node${idle ? " idle" : ""}`, transform: `translate(${node.x},${node.y})`, onclick: () => choose(node) },
      s("title", null, words(node)), s("circle", { r: size(node, most) }), s("text", places[n] ?? { class: "crowded", y: size(node, most) + 12, "text-anchor": "middle" }, label(node)));
  });
  svg.append(links, s("g", null, marks));
  put(frame, nodes.length > 0 ? svg : h("p", { class: "empty" }, "No two parties meet in these events."));
  walk(svg, marks, (n) => words(nodes[n]!), (n) => choose(nodes[n]!));
}

const told = (tie: Tie): string => `${party(tie.actor)} → ${party(tie.recipient)}: ${some(tie.events, "event")}, ${count(tie.cooperation)} cooperation, ${count(tie.conflict)} conflict, mean score ${tie.score}`;

function slider(box: HTMLElement, bars: Bars, state: State, signal: AbortSignal, show: (answer: Answer, words: string) => void, all: Answer): void {
  const known = bars.rows.filter((bar) => bar.begins);
  if (known.length < 2) return;
  const first = at(known[0]!.begins!), last = at(known[known.length - 1]!.begins!);
  const length = Math.max(1, Math.round((last - first) / DAY));
  const range = h("input", { type: "range", min: 0, max: length, step: 1, value: length, "aria-label": "Last day of the time shown", disabled: true });
  const width = h("select", { "aria-label": "Length of the time shown" }, h("option", { value: "" }, "all the time"), WIDE.filter(([, wide]) => wide < length * 1.5).map(([words, wide]) => h("option", { value: wide }, words)));
  const label = h("output", null, `${day(iso(first))} to ${day(iso(last))}`);
  const run = async () => {
    const wide = Number(width.value);
    range.disabled = !wide;
    if (!wide) {
      label.textContent = `${day(iso(first))} to ${day(iso(last))}`;
      return show(all, "");
    }
    const until = first + Number(range.value) * DAY, since = until - wide * DAY;
    label.textContent = `${day(iso(since))} to ${day(iso(until))}`;
    const within = { ...state, filters: { ...state.filters, since: iso(since), until: iso(until) } };
    try {
      show(await ask<Answer>("network", within, {}, signal), `${label.textContent}: `);
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  };
  range.addEventListener("input", later(40, () => void run()));
  width.addEventListener("change", () => void run());
  put(box, width, range, label);
}

function table(ties: Tie[]): HTMLElement {
  if (ties.length === 0) return h("p", { class: "empty" }, "No two parties meet in these events.");
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Ties" }, h("table", null,
    h("thead", null, h("tr", null, ["Actor", "Recipient", "Events", "Cooperation", "Conflict", "Mean score"].map((name, n) => h("th", { scope: "col", class: n > 1 ? "number" : "" }, name)))),
    h("tbody", null, ties.slice(0, 100).map((tie) => h("tr", null, h("td", null, h("button", { type: "button", class: "plain", onclick: () => go({ filters: { actor: asked(tie.actor), with: asked(tie.recipient) } }) }, party(tie.actor))), h("td", null, party(tie.recipient)), [tie.events, tie.cooperation, tie.conflict].map((many) => h("td", { class: "number" }, many ? count(many) : "")), h("td", { class: "number" }, String(tie.score)))))));
}
