// Stories: reports on one matter; one of them with its outlets in columns: agreed, only here, differing, named differently.

import { ask } from "../api";
import { rows } from "../download";
import { h, put, type Child } from "../dom";
import { days, headline, note, party, some, tag, value } from "../format";
import { pager } from "../list";
import { address, go, with_, type State } from "../state";
import type { EventRow, Story } from "../types";
import { storyLink } from "./overview";

interface Line { kind: string; what: string; event: string | null; outlets: Record<string, string> }
const EACH = 20;
const KINDS: Record<string, string> = {
  agreed: "What several outlets tell",
  differing: "Where they differ",
  "named differently": "Whom they name differently",
  "only here": "What one alone tells",
};

export async function stories(box: HTMLElement, state: State, signal: AbortSignal): Promise<void> {
  if (state.rest.compare) return compare(box, state, state.rest.compare, signal);
  const page = Math.max(1, Number(state.rest.page ?? 1) || 1);
  const [found, { total }] = await Promise.all([
    ask<Story[]>("stories", state, { limit: EACH, offset: (page - 1) * EACH, order: "largest" }, signal),
    ask<{ total: number }>("total/stories", state, {}, signal),
  ]);
  put(
    box,
    h("section", { class: "card wide" },
      h("header", { class: "head" }, h("h1", null, some(total, "story", "stories")), h("div", { class: "tools" }, rows("stories", "stories", state))),
      note("Reports on one matter, the largest first. Open one to hold its outlets against each other."),
      total === 0 ? h("p", { class: "empty" }, "No story passes these filters.") : h("ul", { class: "rows" }, found.map((story) => h("li", null, storyLink(story)))),
      pager(total, EACH, state)),
  );
}

async function compare(box: HTMLElement, state: State, id: string, signal: AbortSignal): Promise<void> {
  const [found, events] = await Promise.all([
    ask<{ story: Story; outlets: string[]; rows: Line[] }>(`compare/${encodeURIComponent(id)}`, null, {}, signal),
    ask<EventRow[]>("events", null, { story: id, limit: 1000 }, signal),
  ]);
  const { story, outlets } = found;
  const known = new Map(events.map((event) => [event.id, event]));
  const kinds = Object.keys(KINDS).map((kind) => [kind, found.rows.filter((row) => row.kind === kind)] as const).filter(([, lines]) => lines.length > 0);
  put(
    box,
    h("section", { class: "card wide" },
      h("p", null, h("button", { type: "button", class: "quiet", onclick: () => go({ rest: { compare: undefined } }) }, "← All stories")),
      h("header", { class: "head" }, h("h1", null, story.title), h("div", { class: "tools" }, h("button", { type: "button", class: "quiet", onclick: () => go({ view: "timeline", filters: { story: story.id } }) }, "Its timeline"), rows("compare", `compare/${encodeURIComponent(id)}`, { ...state, filters: {} }))),
      note(`${days(story.first, story.last)}; ${some(story.reports.length, "report")} of ${some(outlets.length, "outlet")}. “says”: in its own voice; “quotes”: only as somebody's claim. A report without a named outlet stands under its title.${kinds.some(([kind]) => kind === "named differently") ? " (+) approving words, (-) disapproving ones." : ""}`),
      kinds.length === 0 ? h("p", { class: "empty" }, "Nothing to compare: one outlet alone tells this story, or no event was found in it.") : null,
      kinds.map(([kind, lines]) => [
        h("h2", null, `${KINDS[kind]} (${lines.length})`),
        h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": KINDS[kind]! }, kind === "only here" ? alone(lines, known) : columns(kind, lines, outlets, known)),
      ])),
  );
}

/** What a line is on: an event, which opens, or a party. */
function what(line: Line, known: Map<string, EventRow>): Child {
  const event = known.get(line.event ?? "");
  if (!line.event) return party(line.what);
  // A line on what differs names the field before the event.
  const field = line.kind === "differing" ? `${line.what.split(":")[0]!.replace(/_/g, " ")}: ` : "";
  const words = event ? [field, tag(event), " ", headline(event), h("small", null, ` ${days(event.date_earliest, event.date_latest)}${event.place ? `, ${event.place.name}` : ""}`)] : line.what;
  return h("a", { class: "told", href: address(with_({ rest: { open: line.event } })), "data-open": line.event }, words);
}

/** Each outlet has a column. */
function columns(kind: string, lines: Line[], outlets: string[], known: Map<string, EventRow>): HTMLElement {
  return h("table", { class: "compare" },
    h("thead", null, h("tr", null, h("th", { scope: "col" }, kind === "named differently" ? "Who" : "What"), outlets.map((outlet) => h("th", { scope: "col" }, outlet)))),
    h("tbody", null, lines.map((line) => h("tr", null, h("th", { scope: "row" }, what(line, known)), outlets.map((outlet) => {
      const said = line.outlets[outlet];
      return h("td", { class: said === "says" ? "says" : said === "quotes" ? "quotes" : "", "data-of": outlet }, said === undefined ? null : value(said));
    })))));
}

/** Where one outlet alone tells a thing, columns would be empty: it is named in the line. */
function alone(lines: Line[], known: Map<string, EventRow>): HTMLElement {
  const told = (line: Line) => Object.entries(line.outlets)[0] ?? ["", ""];
  const order = [...lines].sort((a, b) => told(a)[0].localeCompare(told(b)[0]));
  return h("table", { class: "compare" },
    h("thead", null, h("tr", null, ["Outlet", "What", "How"].map((name) => h("th", { scope: "col" }, name)))),
    h("tbody", null, order.map((line, at) => {
      const [outlet, said] = told(line);
      return h("tr", null, h("td", { class: "of" }, at > 0 && told(order[at - 1]!)[0] === outlet ? h("span", { class: "unseen" }, outlet) : outlet), h("th", { scope: "row" }, what(line, known)), h("td", { class: said === "says" ? "says" : "quotes" }, said));
    })));
}
