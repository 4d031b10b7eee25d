// Overview: what the record holds, and what stands out of it: events over time, busiest pairs, places, stories, disputes, outlets.

import { ask } from "../api";
import * as bars from "../bars";
import { here, picture } from "../download";
import { h, packed, put } from "../dom";
import { count, country, days, headline, key, none, note, party, some, value } from "../format";
import { eventLink, lines } from "../list";
import { address, go, with_, type State } from "../state";
import type { Bars, EventRow, Outlet, Site, Status, Story, Tie } from "../types";

interface Overview {
  events: number; only_claimed: number; disputed: number; several_sources: number; placed: number;
  bars: Bars; network: Tie[]; map: Site[]; outlets: Outlet[]; best: EventRow[]; disputes: EventRow[]; stories: Story[];
}

export async function overview(box: HTMLElement, state: State, signal: AbortSignal, status: Status): Promise<void> {
  const all = await ask<Overview>("overview", state, {}, signal);
  const figure = (number: number, words: string) => h("li", null, h("b", null, count(number)), " ", words);
  const chosen = Object.keys(state.filters).length > 0;
  const nothing = all.events === 0;
  put(
    box,
    h("h1", { class: "unseen" }, "Overview"),
    h("ul", { class: "figures" },
      figure(all.events, chosen ? `of ${some(status.totals.events ?? 0, "event")}` : all.events === 1 ? "event" : "events"),
      figure(all.several_sources, "on several sources"),
      figure(all.only_claimed, "only claimed"),
      figure(all.disputed, "disputed"),
      chosen ? null : [figure(status.totals.claims ?? 0, "claims"), figure(status.totals.reports ?? 0, "reports"), figure(status.totals.stories ?? 0, "stories")]),
    nothing ? h("section", { class: "card wide" }, none(chosen)) : overTime(all.bars, "Events over time"),
    nothing ? null : packed(box, [
      [section("Best told", "Events that most independent sources tell", lines(all.best), null), all.best.length * 2.2],
      [section("Where reports differ", null, all.disputes.length > 0 ? h("ul", { class: "rows" }, all.disputes.map(dispute)) : h("p", { class: "empty" }, "No two reports contradict each other on a date, a toll or a place."), null), Math.max(2, all.disputes.length * 2)],
      [section("Busiest pairs", "Who acts towards whom; red is conflict, blue cooperation", pairs(all.network), here("pairs", ["actor", "recipient", "events", "cooperation", "conflict", "score"], all.network as never)), all.network.length],
      [section("Places", `${count(all.placed)} of ${some(all.events, "event")} have one`, meters(all.map.map((site) => [site.place, site.place === country(site.country) ? "" : country(site.country), site.events, () => go({ filters: { place: site.place } })])), here("places", ["place", "country", "lat", "lon", "events"], all.map as never)), all.map.length],
      [section("Largest stories", "Reports on one matter", stories(all.stories), null), Math.max(2, all.stories.length * 3)],
      [section("Outlets", "Events that each tells of", meters(all.outlets.map((outlet) => [outlet.outlet || "no outlet named", some(outlet.reports, "report"), outlet.events, outlet.outlet ? () => go({ filters: { outlet: outlet.outlet } }) : null])), here("outlets", ["outlet", "reports", "events"], all.outlets as never)), all.outlets.length],
    ]),
  );
}

/** The bars with their key; wide as the page. */
export function overTime(found: Bars, title: string): HTMLElement {
  const frame = h("div", { class: "frame" });
  const section = h("section", { class: "card wide" },
    h("header", { class: "head" }, h("h2", null, title), h("div", { class: "tools" }, picture("events-over-time", () => frame.querySelector("svg")), here("events-over-time", ["period", "events", "verbal_cooperation", "material_cooperation", "verbal_conflict", "material_conflict"], found.rows as never))),
    frame,
    key(),
    note(["Drag to choose days", bars.outside(found)].filter(Boolean).join("; not shown: "), "."));
  requestAnimationFrame(() => {
    const width = frame.clientWidth || 900;
    put(frame, bars.draw(found, width, width < 500 ? 170 : 210, (since, until) => go({ filters: { since, until } })));
  });
  return section;
}

const section = (title: string, words: string | null, body: HTMLElement, tools: HTMLElement[] | null) =>
  h("section", { class: "card" }, h("header", { class: "head" }, h("h2", null, title), tools ? h("div", { class: "tools" }, tools) : null), words ? note(words) : null, body);

/** Names with a bar for how many. */
function meters(all: [string, string, number, (() => void) | null][]): HTMLElement {
  const most = Math.max(1, ...all.map(([, , many]) => many));
  if (all.length === 0) return h("p", { class: "empty" }, "None.");
  return h("ul", { class: "meters" }, all.map(([name, more, many, press]) =>
    h("li", null, press ? h("button", { type: "button", onclick: press, title: `Only ${name}` }, name) : h("span", null, name), h("small", null, more), h("span", { class: "meter", "--share": many / most }, h("i")), h("b", null, count(many)))));
}

function pairs(ties: Tie[]): HTMLElement {
  const most = Math.max(1, ...ties.map((tie) => tie.events));
  if (ties.length === 0) return h("p", { class: "empty" }, "No pair.");
  return h("ul", { class: "meters pairs" }, ties.map((tie) =>
    h("li", null,
      h("button", { type: "button", title: `Only events between ${party(tie.actor)} and ${party(tie.recipient)}`, onclick: () => go({ filters: { actor: asked(tie.actor), with: asked(tie.recipient) } }) }, `${party(tie.actor)} → ${party(tie.recipient)}`),
      h("span", { class: "meter two", title: `mean score ${tie.score}: −10 hostile to 10 cooperative`, "--share": tie.events / most, "--conflict": tie.conflict / Math.max(1, tie.events) }, h("i")),
      h("b", null, count(tie.events)))));
}

/** A node of the network as a filter takes it. */
export const asked = (node: string): string => node.replace(/^([A-Z]{3}) ([A-Z]{3})$/, "$1:$2");

function stories(all: Story[]): HTMLElement {
  if (all.length === 0) return h("p", { class: "empty" }, "No report shares its matter with another.");
  return h("ul", { class: "rows" }, all.map((story) => h("li", null, storyLink(story))));
}

export const storyLink = (story: Story): HTMLElement => {
  const to = { view: "stories" as const, rest: { compare: story.id } };
  return h("a", { class: "row", href: address(with_(to)), "data-go": JSON.stringify(to) },
    h("span", { class: "when" }, days(story.first, story.last)),
    h("span", { class: "what" }, h("b", null, story.title)),
    h("span", { class: "marks" }, h("i", null, some(story.reports.length, "report")), story.outlets.length > 0 ? h("i", null, some(story.outlets.length, "outlet")) : null));
};

const dispute = (event: EventRow): HTMLElement =>
  h("li", null, eventLink(event, h("span", { class: "when" }, days(event.date_earliest, event.date_latest)), h("span", { class: "what" }, h("b", null, headline(event))), h("span", { class: "marks" },
    event.disputes.map((one) => h("i", null, `${one.field.replace(/_/g, " ")}: ${one.values.map((said) => value(said.value)).join(" / ")}`)))));
