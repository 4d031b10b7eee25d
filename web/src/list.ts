// List: events as rows, page by page; j and k walk them, Enter opens one.

import { ask } from "./api";
import { rows as download } from "./download";
import { h, put, type Child } from "./dom";
import { count, days, headline, none, range, some, tag } from "./format";
import { address, go, with_, type State } from "./state";
import type { EventRow } from "./types";

const EACH = 25;

export const open = (event: string, at?: string): void => go({ rest: { open: event, at, report: undefined, why: undefined } });

/** Opens an event in the panel; a link, so that it can be opened beside, too. */
export function eventLink(event: EventRow, ...words: Child[]): HTMLElement {
  return h("a", { href: address(with_({ rest: { open: event.id, report: undefined, at: undefined } })), class: "row", "data-open": event.id }, ...words);
}

/** One event in a line or two. */
export function line(event: EventRow): HTMLElement {
  const marks = [
    event.mode.length > 0 && event.mode.join(", ").replace(/-/g, " "),
    event.dead && `${range(event.dead)} dead`,
    event.injured && `${range(event.injured)} injured`,
    event.sources > 1 && some(event.sources, "source"),
    event.own_voice === 0 && "only claimed",
    event.disputes.length > 0 && "disputed",
  ].filter(Boolean) as string[];
  return eventLink(
    event,
    h("span", { class: "when" }, days(event.date_earliest, event.date_latest)),
    h("span", { class: "what" }, tag(event), " ", h("b", null, headline(event)), event.place ? h("span", { class: "where" }, ` · ${event.place.name}`) : null),
    h("span", { class: "marks" }, marks.map((mark) => h("i", null, mark))),
  );
}

export const lines = (events: EventRow[]): HTMLElement => h("ul", { class: "rows" }, events.map((event) => h("li", null, line(event))));

/** Pages of a list: buttons, and where one is. */
export function pager(total: number, each: number, state: State): HTMLElement | null {
  const page = Number(state.rest.page ?? 1);
  const last = Math.max(1, Math.ceil(total / each));
  if (last === 1) return null;
  const button = (words: string, to: number) =>
    h("button", { type: "button", disabled: to < 1 || to > last || to === page, onclick: () => go({ rest: { page: to === 1 ? undefined : String(to) } }) }, words);
  return h("nav", { class: "pager", "aria-label": "Pages" }, button("Newer", page - 1), h("span", null, `page ${count(page)} of ${count(last)}`), button("Older", page + 1));
}

/** All events that the filters let through. */
export async function events(box: HTMLElement, state: State, signal: AbortSignal): Promise<void> {
  const page = Math.max(1, Number(state.rest.page ?? 1) || 1);
  const [found, { total }] = await Promise.all([
    ask<EventRow[]>("events", state, { limit: EACH, offset: (page - 1) * EACH, order: "newest" }, signal),
    ask<{ total: number }>("total/events", state, {}, signal),
  ]);
  put(
    box,
    h("header", { class: "head" }, h("h2", null, some(total, "event")), h("div", { class: "tools" }, download("events", "events", state))),
    total === 0 ? none(Object.keys(state.filters).length > 0) : lines(found),
    pager(total, EACH, state),
    total > 20_000 ? h("p", { class: "note" }, "A download holds the first 20,000; ", h("code", null, "dateline export"), " writes all.") : null,
  );
}
