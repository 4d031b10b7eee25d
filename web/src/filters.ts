// Filters: one bar for all views. Its fields are the commands' options; what is set stands below as chips and in the address.

import { ask } from "./api";
import { h, later, put } from "./dom";
import { category, party, QUADS } from "./format";
import { current, go, type FilterName, type State } from "./state";
import type { Words } from "./types";

const NAMES: Record<FilterName, string> = {
  actor: "Actor", with: "With", event: "Category", place: "Place", outlet: "Outlet", since: "From", until: "To", said_by: "Said by", aux: "Standing",
  mode: "Mode", context: "About", country: "Country", sector: "Sector", quad: "Kind", story: "Story", min_sources: "Sources at least", min_confidence: "Confidence at least", own_voice: "Own voice only",
};
const FIRST: FilterName[] = ["actor", "with", "event", "place", "outlet", "since", "until", "said_by", "aux"];
const MORE: FilterName[] = ["quad", "mode", "context", "country", "sector", "min_sources", "min_confidence", "story", "own_voice"];
/** Whose names the server suggests. */
const SUGGEST: Partial<Record<FilterName, string>> = { actor: "actor", with: "actor", said_by: "actor", place: "place", outlet: "outlet" };
const HINT: Partial<Record<FilterName, string>> = { actor: "name or code", with: "the other party", place: "a town", outlet: "a paper", since: "2022-07", until: "2022-07-31", said_by: "a speaker", country: "UKR" };

/** The bar; called once. Gives what keeps it true to the state. */
export function filters(box: HTMLElement, words: Words): (state: State) => void {
  const fields = new Map<FilterName, HTMLInputElement | HTMLSelectElement>();
  const options: Partial<Record<FilterName, [string, string][]>> = {
    event: words.categories.map((one) => [one.name, category(one.name)]),
    aux: words.aux.map((one) => [one, one]),
    quad: [1, 2, 3, 4].map((quad) => [String(quad), QUADS[quad]!]),
    mode: [...new Set(words.categories.flatMap((one) => one.modes))].sort().map((one) => [one, one.replace(/-/g, " ")]),
    context: words.contexts.map((one) => [one.name, one.name.replace(/[-_]/g, " ")]),
    sector: words.sectors.map((one) => [one.name, party(one.name)]),
    own_voice: [["true", "yes"]],
    min_sources: [2, 3, 5, 10].map((many) => [String(many), String(many)]),
    min_confidence: ["0.5", "0.7", "0.8", "0.9"].map((share) => [share, `${Number(share) * 100} %`]),
  };
  const set = (name: FilterName, value: string) => go({ filters: { [name]: value.trim() || undefined } });
  const field = (name: FilterName) => {
    const id = `filter-${name}`;
    const list = options[name];
    let input: HTMLInputElement | HTMLSelectElement;
    if (list) {
      input = h("select", { id, onchange: (event: Event) => set(name, (event.target as HTMLSelectElement).value) }, h("option", { value: "" }, "any"), list.map(([value, label]) => h("option", { value }, label)));
    } else {
      input = h("input", { id, type: "text", placeholder: HINT[name] ?? null, autocomplete: "off", spellcheck: "false", onchange: (event: Event) => set(name, (event.target as HTMLInputElement).value), onkeydown: (event: KeyboardEvent) => event.key === "Enter" && (event.target as HTMLElement).blur() });
    }
    fields.set(name, input);
    const names = SUGGEST[name];
    const data = names ? h("datalist", { id: `${id}-names` }) : null;
    if (names && data && input instanceof HTMLInputElement) {
      input.setAttribute("list", data.id);
      const typed = input;
      typed.addEventListener("input", later(140, async () => {
        if (typed.value.length < 2) return;
        const found = await ask<string[]>("suggest", null, { field: names, letters: typed.value }).catch(() => []);
        put(data, found.map((value) => h("option", { value })));
      }));
    }
    return h("div", { class: `field ${name}` }, h("label", { for: id }, NAMES[name]), input, data);
  };
  const chips = h("ul", { class: "chips", "aria-label": "Filters set" });
  const label = h("summary", null, "Filters");
  const more = h("details", { class: "more" }, h("summary", null, "More"), h("div", { class: "fields-row" }, MORE.map(field)));
  const whole = h("details", { class: "filters", open: window.innerWidth > 700 }, label, h("form", { onsubmit: (event: Event) => { event.preventDefault(); (document.activeElement as HTMLElement | null)?.blur(); } }, h("div", { class: "fields-row" }, FIRST.map(field)), more));
  put(box, whole, chips);
  return (state) => {
    const on = Object.entries(state.filters) as [FilterName, string][];
    for (const [name, input] of fields) {
      const value = state.filters[name] ?? "";
      if (input instanceof HTMLSelectElement && value && ![...input.options].some((option) => option.value.toLowerCase() === value.toLowerCase())) input.append(h("option", { value }, value));
      const match = input instanceof HTMLSelectElement ? [...input.options].find((option) => option.value.toLowerCase() === value.toLowerCase())?.value ?? "" : value;
      if (document.activeElement !== input || input instanceof HTMLSelectElement || value === "") input.value = match;
    }
    label.textContent = on.length > 0 ? `Filters (${on.length})` : "Filters";
    chips.hidden = on.length === 0;
    put(chips,
      on.map(([name, value]) => h("li", null, h("button", { type: "button", "aria-label": `Remove ${NAMES[name]}: ${value}`, onclick: () => go({ filters: { [name]: undefined } }) }, h("small", null, NAMES[name]), " ", name === "quad" ? QUADS[Number(value)] ?? value : value, h("span", { "aria-hidden": "true" }, " ×")))),
      on.length > 1 ? h("li", null, h("button", { type: "button", class: "quiet", onclick: () => go({ filters: Object.fromEntries(Object.keys(current().filters).map((name) => [name, undefined])) }) }, "Clear all")) : null);
  };
}
