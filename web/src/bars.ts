// Bars: events over time, cooperation upwards, conflict downwards. A drag chooses days, a click or Enter one period.

import { scaleLinear, scaleUtc } from "d3-scale";
import { s, walk } from "./dom";
import { count, day, MONTHS, some } from "./format";
import type { Bar, Bars } from "./types";

const DAY = 86_400_000;
const STEP = { day: DAY, week: 7 * DAY, month: 30.4 * DAY, year: 365.25 * DAY } as const;

export const at = (date: string): number => Date.parse(`${date}T00:00:00Z`);
export const iso = (time: number): string => new Date(time).toISOString().slice(0, 10);

/** A moment on an axis, in as few letters as tell it: a year, a month within one, a day within a month, an hour within a day. */
function moment(time: Date): string {
  if (time.getTime() % DAY !== 0) return time.toISOString().slice(11, 16);
  const month = MONTHS[time.getUTCMonth()]!;
  if (time.getUTCDate() !== 1) return `${time.getUTCDate()} ${month}`;
  return time.getUTCMonth() === 0 ? String(time.getUTCFullYear()) : month;
}

/** Names along an axis of time, at the height given: those that have room, none cut by an edge or lying over another. */
export function ticks(all: Date[], x: (time: Date) => number, [left, right]: [number, number], y: number): SVGElement[] {
  let free = left;
  return all.flatMap((tick) => {
    const name = moment(tick), half = name.length * 3.2, middle = x(tick);
    if (middle - half < free || middle + half > right) return [];
    free = middle + half + 10;
    return [s("text", { class: "tick", x: middle, y, "text-anchor": "middle" }, name)];
  });
}

/** The first day behind a period. */
function end(bar: Bar, unit: Bars["unit"]): number {
  const from = new Date(at(bar.begins!));
  if (unit === "month") return Date.UTC(from.getUTCFullYear(), from.getUTCMonth() + 1, 1);
  if (unit === "year") return Date.UTC(from.getUTCFullYear() + 1, 0, 1);
  return from.getTime() + STEP[unit];
}

/** The time that the picture shows: all but a few events at either end that would press the rest together. */
export function span(bars: Bars): [number, number] | null {
  const rows = bars.rows.filter((bar) => bar.begins);
  if (rows.length === 0) return null;
  const all = rows.reduce((sum, bar) => sum + bar.events, 0);
  const reach = (list: Bar[]): Bar => {
    let seen = 0;
    return list.find((bar) => (seen += bar.events) > all * 0.03) ?? list[0]!;
  };
  const first = at(rows[0]!.begins!), last = end(rows[rows.length - 1]!, bars.unit);
  const low = at(reach(rows).begins!), high = end(reach([...rows].reverse()), bars.unit);
  const middle = Math.max(high - low, STEP[bars.unit] * 8);
  return [low - first > middle ? low - middle / 12 : first, last - high > middle ? high + middle / 12 : last];
}

/** Words for what lies outside. */
export function outside(bars: Bars): string {
  const shown = span(bars);
  if (!shown) return "";
  const sum = (fits: (bar: Bar) => boolean) => bars.rows.filter((bar) => bar.begins && fits(bar)).reduce((all, bar) => all + bar.events, 0);
  const early = sum((bar) => at(bar.begins!) < shown[0] - STEP[bars.unit]), late = sum((bar) => at(bar.begins!) >= shown[1]);
  return [early && `${count(early)} earlier`, late && `${count(late)} later`, bars.undated && `${count(bars.undated)} without a date`].filter(Boolean).join(", ");
}

/** The picture. */
export function draw(bars: Bars, width: number, height: number, choose: (since: string, until: string) => void): SVGSVGElement {
  const picture = s("svg", { class: "bars", viewBox: `0 0 ${width} ${height}`, "aria-label": "Events over time, cooperation above the line, conflict below. Arrow keys walk the periods, Enter chooses one." });
  const shown = span(bars);
  if (!shown) return picture;
  const [left, right, top, bottom] = [38, width - 8, 10, height - 22];
  const x = scaleUtc().domain(shown).range([left, right]);
  const rows = bars.rows.filter((bar) => bar.begins && end(bar, bars.unit) > shown[0] && at(bar.begins) < shown[1]);
  const up = Math.max(1, ...rows.map((bar) => bar.verbal_cooperation + bar.material_cooperation));
  const down = Math.max(1, ...rows.map((bar) => bar.verbal_conflict + bar.material_conflict));
  const y = scaleLinear().domain([up, -down]).range([top, bottom]).nice(5);
  for (const tick of y.ticks(5).filter(Number.isInteger)) {
    picture.append(s("line", { class: tick === 0 ? "zero" : "grid", x1: left, x2: right, y1: y(tick), y2: y(tick) }), s("text", { class: "tick", x: left - 6, y: y(tick) + 3.5, "text-anchor": "end" }, count(Math.abs(tick))));
  }
  picture.append(...ticks(x.ticks(width < 500 ? 4 : 8), x, [0, width], height - 6));
  const marks = rows.map((bar) => {
    const from = x(Math.max(at(bar.begins!), shown[0])), until = x(Math.min(end(bar, bars.unit), shown[1]));
    const wide = Math.max(1.5, until - from - (until - from > 4 ? 1 : 0));
    const mark = s("g", { class: "bar" }, s("title", null, told(bar)));
    mark.append(s("rect", { class: "touch", x: from, y: top, width: Math.max(wide, until - from), height: bottom - top }));
    const stack = (quad: number, many: number, from_: number) =>
      many > 0 && mark.append(s("rect", { class: `f${quad}`, x: from, width: wide, y: Math.min(y(from_), y(from_ + (quad < 3 ? many : -many))), height: Math.abs(y(many) - y(0)) }));
    stack(2, bar.material_cooperation, 0);
    stack(1, bar.verbal_cooperation, bar.material_cooperation);
    stack(4, bar.material_conflict, 0);
    stack(3, bar.verbal_conflict, -bar.material_conflict);
    return mark;
  });
  marks.forEach((mark) => picture.append(mark));
  const take = (bar: Bar) => choose(bar.begins!, iso(end(bar, bars.unit) - DAY));
  drag(picture, [left, right, top, bottom], (a, b) => {
    const [from, until] = [x.invert(a).getTime(), x.invert(b).getTime()];
    if (Math.abs(b - a) < 4) {
      const hit = rows.find((bar) => at(bar.begins!) <= from && from < end(bar, bars.unit));
      if (hit) take(hit);
    } else choose(iso(from), iso(until));
  });
  walk(picture, marks, (n) => told(rows[n]!), (n) => take(rows[n]!));
  return picture;
}

function told(bar: Bar): string {
  const begins = bar.period.includes("W") ? `week of ${day(bar.begins)}` : bar.period.length === 10 ? day(bar.period) : bar.period;
  return `${begins}: ${some(bar.events, "event")}; ${count(bar.verbal_cooperation + bar.material_cooperation)} cooperation, ${count(bar.verbal_conflict + bar.material_conflict)} conflict`;
}

/** A drag over a picture, in its own measure. */
function drag(picture: SVGSVGElement, [left, right, top, bottom]: [number, number, number, number], done: (from: number, until: number) => void): void {
  const shade = s("rect", { class: "shade handle", y: top, height: bottom - top, width: 0, x: left });
  picture.append(shade);
  let start: number | null = null;
  const place = (event: PointerEvent) => {
    const box = picture.getBoundingClientRect();
    return Math.min(right, Math.max(left, ((event.clientX - box.left) / box.width) * picture.viewBox.baseVal.width));
  };
  picture.addEventListener("pointerdown", (event) => {
    start = place(event);
    picture.setPointerCapture(event.pointerId);
  });
  picture.addEventListener("pointermove", (event) => {
    if (start === null) return;
    const now = place(event);
    shade.setAttribute("x", String(Math.min(start, now)));
    shade.setAttribute("width", String(Math.abs(now - start)));
  });
  const stop = (event: PointerEvent) => {
    if (start === null) return;
    const [from, until] = [Math.min(start, place(event)), Math.max(start, place(event))];
    start = null;
    shade.setAttribute("width", "0");
    done(from, until);
  };
  picture.addEventListener("pointerup", stop);
  picture.addEventListener("pointercancel", () => {
    start = null;
    shade.setAttribute("width", "0");
  });
}
