// Search: words in titles and texts, the hits marked.

import { ask } from "../api";
import { rows } from "../download";
import { h, put } from "../dom";
import { day, note } from "../format";
import { address, go, with_, type State } from "../state";
import type { Span } from "../types";

interface Hit { report: string; outlet: string | null; published: string | null; title: string; snippet: string; hits: Span[] }
const EACH = 50;

export async function search(box: HTMLElement, state: State, signal: AbortSignal): Promise<void> {
  const words = state.rest.words ?? "";
  const field = h("input", { type: "search", name: "words", value: words, "aria-label": "Words to look for", placeholder: "grain ships, \"Black Sea\", NEAR(drone depot, 8), corridor*", autocomplete: "off", spellcheck: "false" });
  const form = h("form", { class: "ask", role: "search", onsubmit: (event: Event) => { event.preventDefault(); go({ rest: { words: field.value.trim() || undefined } }); } }, field, h("button", { type: "submit" }, "Search"));
  const answer = h("div");
  put(box, h("section", { class: "card wide" }, h("header", { class: "head" }, h("h1", null, "Search"), words ? h("div", { class: "tools" }, rows("hits", "search", state, { words })) : null), form,
    note("All words must be there. A ", h("q", null, "phrase"), ", NEAR(a b, 5), begin*, AND, OR, NOT and brackets work. The filters above hold here too."), answer));
  if (!box.contains(document.activeElement) && !words) field.focus();
  if (!words) return;
  const hits = await ask<Hit[]>("search", state, { words, limit: EACH }, signal);
  put(answer,
    hits.length === 0 ? h("p", { class: "empty" }, "No report answers.") : h("ul", { class: "rows" }, hits.map((hit) => {
      const first = hit.hits.find((span) => span.in !== "title") ?? hit.hits[0];
      const place = first ? `${first.in ?? "text"}:${first.start}-${first.end}` : undefined;
      return h("li", null, h("a", { class: "row", href: address(with_({ rest: { report: hit.report, at: place, open: undefined } })), "data-report": hit.report, "data-at": place },
        h("span", { class: "when" }, day(hit.published)), h("span", { class: "what" }, h("b", null, hit.title), h("span", { class: "where" }, hit.outlet ? ` · ${hit.outlet}` : ""), h("span", { class: "snippet" }, marked(hit.snippet)))));
    })),
    hits.length === EACH ? note(`The best ${EACH}; a download has more.`) : null);
}

/** Hits stand in square brackets. */
const marked = (snippet: string) => snippet.split(/(\[[^\]]*\])/).map((part) => (part.startsWith("[") && part.endsWith("]") ? h("mark", null, part.slice(1, -1)) : part));
