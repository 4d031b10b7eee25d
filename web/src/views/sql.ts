// SQL: any query that reads, with the ones kept in this browser beside some to begin with.

import { Refused, sql as send } from "../api";
import { here } from "../download";
import { h, put } from "../dom";
import { count, note } from "../format";
import { address, go, with_, type State } from "../state";

interface Answer { columns: string[]; rows: Record<string, unknown>[]; more: boolean; seconds: number }

const GIVEN: [string, string][] = [
  ["Which events rest on one source only?", "SELECT day, event, actor, recipient, place, id\nFROM timeline\nWHERE sources = 1 AND quad = 4\nORDER BY day DESC\nLIMIT 200"],
  ["Who does what to whom, most often?", "SELECT actor, recipient, event, events, round(score, 1) AS score, first, last\nFROM dyads\nWHERE recipient <> ''\nORDER BY events DESC\nLIMIT 100"],
  ["Where do outlets differ?", "SELECT day, event, field, value, mentions, outlets, event_id\nFROM disputes\nORDER BY day DESC, event_id"],
  ["What does each outlet call each actor?", "SELECT actor, outlet, text, stance, times\nFROM framing\nWHERE own_voice\nORDER BY times DESC\nLIMIT 200"],
  ["Events by month and category", "SELECT substr(day, 1, 7) AS month, event, count(*) AS events\nFROM timeline\nWHERE day IS NOT NULL\nGROUP BY 1, 2\nORDER BY 1 DESC, 3 DESC"],
  ["Who speaks through which medium?", "SELECT speaker ->> 'name' AS speaker, via.value AS via, count(*) AS claims\nFROM claims, json_each(via) AS via\nGROUP BY 1, 2\nORDER BY 3 DESC"],
];
const KEY = "dateline-queries";

const kept = (): [string, string][] => {
  try {
    const all: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(all) ? all.filter((one): one is [string, string] => Array.isArray(one) && one.length === 2 && one.every((part) => typeof part === "string")) : [];
  } catch {
    return [];
  }
};
const keep = (all: [string, string][]) => localStorage.setItem(KEY, JSON.stringify(all));

export async function sql(box: HTMLElement, state: State, signal: AbortSignal): Promise<void> {
  const text = h("textarea", { "aria-label": "Query", rows: 7, spellcheck: "false", autocomplete: "off", value: state.rest.query ?? GIVEN[0]![1] });
  const answer = h("div", { "aria-live": "polite" });
  const run = () => {
    go({ rest: { query: text.value } }, true);
    void show(answer, text.value, signal);
  };
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      run();
    }
  });
  const queries = h("ul", { class: "queries" });
  const list = () => put(queries,
    kept().map(([name, query], at) => h("li", null, h("button", { type: "button", class: "plain", onclick: () => { text.value = query; run(); } }, name), " ", h("button", { type: "button", class: "quiet", "aria-label": `Forget ${name}`, onclick: () => { keep(kept().filter((_, n) => n !== at)); list(); } }, "×"))),
    GIVEN.map(([name, query]) => h("li", null, h("button", { type: "button", class: "plain", onclick: () => { text.value = query; run(); } }, name))));
  list();
  const name = h("input", { "aria-label": "Name to keep the query by", placeholder: "name to keep it by" });
  put(box, h("div", { class: "aside" },
    h("section", { class: "card" }, h("h2", null, "Queries"), queries),
    h("section", { class: "card" }, h("header", { class: "head" }, h("h1", null, "SQL")), text,
      h("div", { class: "ask" }, h("button", { type: "button", class: "main", onclick: run }, "Run"), name, h("button", { type: "button", onclick: () => { if (name.value.trim()) { keep([[name.value.trim(), text.value], ...kept().filter(([known]) => known !== name.value.trim())]); name.value = ""; list(); } } }, "Keep")),
      note("Queries that read, for at most 10 seconds and 5,000 rows; Ctrl+Enter runs. Tables: reports, events, event_mentions, claims, descriptions, entity_mentions, stories, actors, places; views: timeline, dyads, disputes, framing. The filters above do not hold here."), answer)));
  if (state.rest.query) await show(answer, state.rest.query, signal);
}

async function show(box: HTMLElement, query: string, signal: AbortSignal): Promise<void> {
  put(box, h("p", { class: "empty" }, "Running …"));
  try {
    const found = await send<Answer>(query, signal);
    put(box,
      h("header", { class: "head" }, note(`${count(found.rows.length)} ${found.more ? "rows, cut: there are more" : found.rows.length === 1 ? "row" : "rows"}, ${found.seconds.toFixed(2)} s`), h("div", { class: "tools" }, here("query", found.columns, found.rows))),
      h("div", { class: "scroll tall", tabindex: "0", role: "region", "aria-label": "Answer" }, h("table", null, h("thead", null, h("tr", null, found.columns.map((column) => h("th", { scope: "col" }, column)))), h("tbody", null, found.rows.slice(0, 1000).map((row) => h("tr", null, found.columns.map((column) => h("td", { class: typeof row[column] === "number" ? "number" : String(row[column] ?? "").length <= 16 ? "short" : "" }, cell(row[column])))))))),
      found.rows.length > 1000 ? note("The first 1,000 are shown; a download has all.") : null);
  } catch (error) {
    if (signal.aborted) return;
    put(box, h("p", { class: "wrong", role: "alert" }, error instanceof Refused ? error.message : String(error)));
  }
}

/** An id leads to its event or report. */
function cell(value: unknown) {
  const text = value === null || value === undefined ? "" : String(value);
  if (/^ev-[0-9a-f]+$/.test(text)) return h("a", { href: address(with_({ rest: { open: text } })), "data-open": text }, text);
  return text.length > 300 ? `${text.slice(0, 299)}…` : text;
}
