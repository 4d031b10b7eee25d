// Main: the frame around the views: head, filters, the view that the address names, the panel; keys for all of it.

import { ask, Refused } from "./api";
import { h, put } from "./dom";
import { filters } from "./filters";
import { know, some } from "./format";
import { close, panel } from "./panel";
import { address, current, FILTERS, go, VIEWS, watch, with_, type State, type View } from "./state";
import type { Status, Words } from "./types";
import { claims } from "./views/claims";
import { framing } from "./views/framing";
import { map } from "./views/map";
import { network } from "./views/network";
import { overview } from "./views/overview";
import { search } from "./views/search";
import { sql } from "./views/sql";
import { stories } from "./views/stories";
import { timeline } from "./views/timeline";

type Show = (box: HTMLElement, state: State, signal: AbortSignal, status: Status) => Promise<void>;
const SHOW: Record<View, Show> = { overview, timeline, map, network, stories, claims, framing, search, sql };
const TITLES: Record<View, string> = { overview: "Overview", timeline: "Timeline", map: "Map", network: "Network", stories: "Stories", claims: "Claims", framing: "Framing", search: "Search", sql: "SQL" };
/** What each view is drawn from, besides filters; what belongs to the panel draws no view anew. */
const OF_PANEL = ["open", "report", "at", "why"];
const THEME = "dateline-theme";

const app = document.getElementById("app")!;
const view = h("main", { id: "view", tabindex: "-1" });
const side = h("aside", { id: "panel", "aria-label": "Event or report", hidden: true });
const bar = h("div", { id: "filters" });
const links = new Map<View, HTMLAnchorElement>();
const told = h("span", { class: "record" });
const notice = h("div", { class: "notice", role: "status", hidden: true });
let status: Status;
let running = new AbortController();
let beside = new AbortController();
let keep: (state: State) => void = () => {};
let shown = "";

function theme(): HTMLElement {
  const set = (name: string) => (name ? (document.documentElement.dataset.theme = name) : delete document.documentElement.dataset.theme);
  set(localStorage.getItem(THEME) ?? "");
  const dark = () => (document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const button = h("button", { type: "button", class: "quiet", onclick: () => {
    const name = dark() ? "light" : "dark";
    localStorage.setItem(THEME, name);
    set(name);
    words();
  } });
  const words = () => (button.textContent = dark() ? "Light" : "Dark");
  words();
  return button;
}

function frame(): void {
  const nav = h("nav", { "aria-label": "Views" }, h("ul", null, VIEWS.map((name) => {
    const link = h("a", { href: "/", "data-view": name }, TITLES[name]);
    links.set(name, link);
    return h("li", null, link);
  })));
  put(app,
    h("header", { class: "top" }, h("a", { class: "mark", href: "/" }, "Dateline"), told, nav, h("div", { class: "tools" }, theme(), h("button", { type: "button", class: "quiet", onclick: help, "aria-label": "Keys", title: "Keys (?)" }, "?"))),
    notice, bar, h("div", { class: "columns" }, view, side));
}

/** A record that is being written, or was left unmerged, says so. */
async function look(): Promise<void> {
  status = await ask<Status>("status", null);
  const { totals } = status;
  put(told, h("b", null, status.record), h("span", null, ` ${some(totals.reports ?? 0, "report")}, ${some(totals.events ?? 0, "event")}`));
  notice.hidden = status.merged && (totals.reports ?? 0) > 0;
  if ((totals.reports ?? 0) === 0) put(notice, "This record is empty. ", h("code", null, "dateline read INPUT..."), " reads news into it; then load this page again.");
  else if (!status.merged) put(notice, "This record is being written, or a run stopped before it merged: events are those of the last merging. When the run is done, load this page again; where none runs, ", h("code", null, "dateline events"), " finishes it.");
}

function fail(box: HTMLElement, error: unknown): void {
  const gone = error instanceof Refused && error.status === 410;
  put(box, h("section", { class: "card wide", role: "alert" },
    h("h1", null, gone ? "The record is gone" : error instanceof Refused && error.status === 400 ? "This has to be asked otherwise" : "This cannot be shown"),
    gone ? h("p", null, "The file ", h("code", null, (status as Status | undefined)?.record ?? ""), " was moved or deleted while this page was open. Put it back, or make a new one with ", h("code", null, "dateline read INPUT..."), "; the page then goes on.")
      : h("p", { class: "wrong" }, error instanceof Error ? error.message : String(error)),
    h("p", null, h("button", { type: "button", onclick: () => { shown = ""; void start(); } }, "Try again"))));
}

async function render(state: State): Promise<void> {
  document.title = `${TITLES[state.view]} · Dateline`;
  for (const [name, link] of links) {
    link.href = address(with_({ view: name }));
    link.toggleAttribute("aria-current", name === state.view);
    if (name === state.view) {
      link.setAttribute("aria-current", "page");
      // On a phone the views are wider than the window.
      const row = link.closest("nav")!;
      row.scrollLeft = link.offsetLeft - (row.clientWidth - link.offsetWidth) / 2;
    }
  }
  keep(state);
  const own = Object.entries(state.rest).filter(([name]) => !OF_PANEL.includes(name) && !(state.view === "sql" && name === "query"));
  const next = JSON.stringify([state.view, state.filters, own]);
  const jobs: Promise<void>[] = [];
  if (next !== shown) {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    const moved = !shown.startsWith(`["${state.view}"`);
    shown = next;
    view.setAttribute("aria-busy", "true");
    // What is there stays until the new is: nothing flickers. A new view starts at its top.
    if (moved) {
      put(view, h("p", { class: "empty wait" }, "Reading …"));
      scrollTo(0, 0);
    }
    jobs.push(SHOW[state.view](view, state, signal, status).catch((error: unknown) => { if (!signal.aborted) fail(view, error); }).finally(() => { if (!signal.aborted) view.removeAttribute("aria-busy"); }));
  }
  beside.abort();
  beside = new AbortController();
  jobs.push(panel(side, state, beside.signal));
  await Promise.all(jobs);
  // The row that is open is seen in its list.
  for (const row of view.querySelectorAll<HTMLElement>("a.row[data-open]")) {
    if (row.dataset.open === current().rest.open) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
}

/** Links within the page change the state and load nothing; with a modifier they open beside, as links do. */
document.addEventListener("click", (event) => {
  if (event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest<HTMLAnchorElement>("a");
  if (!link || link.target || link.hasAttribute("download")) return;
  const { open, report, at, why, view: to } = link.dataset;
  if (to) go({ view: to as View });
  else if (link.dataset.go) go(JSON.parse(link.dataset.go) as Parameters<typeof go>[0]);
  else if (why) go({ rest: { why } });
  else if (report) go({ rest: { report, at, why: undefined, ...(link.closest("#panel") ? {} : { open: undefined }) } });
  else if (open) go({ rest: { open, report: undefined, at: undefined, why: undefined } });
  else if (link.classList.contains("mark")) go({ view: "overview", filters: Object.fromEntries(FILTERS.map((name) => [name, undefined])), rest: { open: undefined, report: undefined, at: undefined, why: undefined } });
  else return;
  event.preventDefault();
});

const KEYS: [string, string][] = [["1 … 9", "the views, in their order"], ["/", "filter by actor"], ["s", "search"], ["j, k", "next, former row"], ["Enter", "open it"], ["Esc", "close the panel"], ["← →", "walk a picture that has the focus; Enter chooses"], ["+ −", "zoom a timeline or map that has the focus"], ["?", "this list"]];

function help(): void {
  const dialog = h("dialog", { class: "help", "aria-label": "Keys" }, h("h2", null, "Keys"), h("dl", null, KEYS.map(([key, what]) => [h("dt", null, h("kbd", null, key)), h("dd", null, what)])), h("form", { method: "dialog" }, h("button", null, "Close")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function rows(step: number): void {
  const all = [...view.querySelectorAll<HTMLElement>("a.row")];
  const at = all.indexOf(document.activeElement as HTMLElement);
  const next = all[at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.max(0, Math.min(all.length - 1, at + step))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const typing = (event.target as Element).matches("input, textarea, select");
  if (event.key === "Escape") {
    if (typing) (event.target as HTMLElement).blur();
    else close();
    return;
  }
  if (typing) return;
  const number = Number(event.key);
  if (number >= 1 && number <= VIEWS.length) go({ view: VIEWS[number - 1]! });
  else if (event.key === "/") {
    bar.querySelector("details")?.setAttribute("open", "");
    bar.querySelector("input")?.focus();
  } else if (event.key === "s") go({ view: "search" });
  else if (event.key === "j") rows(1);
  else if (event.key === "k") rows(-1);
  else if (event.key === "?") help();
  else return;
  event.preventDefault();
});

async function start(): Promise<void> {
  try {
    const [, words] = await Promise.all([look(), ask<Words>("words", null)]);
    know(words);
    keep = filters(bar, words);
    await render(current());
  } catch (error) {
    fail(view, error);
  }
}

// Pictures are drawn for a width; another width draws them anew.
let wide = innerWidth;
addEventListener("resize", () => {
  if (Math.abs(innerWidth - wide) < 40) return;
  wide = innerWidth;
  shown = shown.replace(/^\[/, "[ ");
  void render(current());
});

frame();
watch((state) => void render(state));
void start();
