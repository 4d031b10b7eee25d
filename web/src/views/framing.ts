// Framing: who calls whom what: each actor's descriptions, whose they are, the side they take, and the sentences behind each.

import { ask } from "../api";
import { here } from "../download";
import { h, put } from "../dom";
import { count, note, party, some } from "../format";
import { address, go, with_, type State } from "../state";
import type { Span } from "../types";

interface Line { by: string; actor: string; actor_name: string; words: string; count: number; others: number; z: number; stance: string | null; sentences: (Span & { report: string; text: string })[] }
const PANELS = 12, WORDS = 10;

export async function framing(box: HTMLElement, state: State, signal: AbortSignal): Promise<void> {
  const by = state.rest.by === "speaker" ? "speaker" : "outlet";
  const found = await ask<Line[]>("framing", state, { by }, signal);
  const panels = new Map<string, Line[]>();
  for (const line of found) panels.set(line.actor, [...(panels.get(line.actor) ?? []), line]);
  const many = (lines: Line[]) => lines.reduce((sum, line) => sum + line.count, 0);
  const order = [...panels.values()].sort((a, b) => many(b) - many(a));
  put(
    box,
    h("section", { class: "card wide" },
      h("header", { class: "head" }, h("h1", null, "Who calls whom what"),
        h("div", { class: "choice", role: "group", "aria-label": "Whose words" }, ["outlet", "speaker"].map((name) => h("button", { type: "button", "aria-pressed": String(by === name), onclick: () => go({ rest: { by: name } }) }, `by ${name}`))),
        h("div", { class: "tools" }, here("framing", ["by", "actor", "actor_name", "words", "count", "others", "z", "stance", "sentences"], found as never))),
      note(`A bar to the right: this ${by} uses the wording more than the others do for the same party; to the left: less. Open a line for its sentences.`),
      found.length === 0 ? h("p", { class: "empty" }, by === "outlet" ? "No outlet describes anybody in its own voice here." : "No speaker describes anybody here.") : null,
      h("ul", { class: "key" }, h("li", null, h("i", { class: "dot coop" }), "approving words"), h("li", null, h("i", { class: "dot conf" }), "disapproving words"), h("li", null, h("i", { class: "dot none" }), "neither"))),
    h("div", { class: "grid2 packed" }, order.slice(0, PANELS).map(panel)),
    order.length > PANELS ? note(`${count(order.length - PANELS)} more actors are described; choose one in the filters.`) : null,
  );
}

function panel(lines: Line[]): HTMLElement {
  const first = lines[0]!;
  const shown = [...lines].sort((a, b) => b.count - a.count || b.z - a.z).slice(0, WORDS);
  return h("section", { class: "card" },
    h("header", { class: "head" }, h("h2", null, h("button", { type: "button", class: "plain", onclick: () => go({ filters: { actor: first.actor.replace(/^([A-Z]{3}) ([A-Z]{3})$/, "$1:$2") } }) }, first.actor_name || party(first.actor)))),
    shown.map((line) => h("details", { class: "framed" },
      h("summary", null, h("span", { class: "said" }, h("b", null, line.words), h("small", null, line.by)), h("small", null, `${line.count}×`), h("span", { class: `lean ${line.stance ?? ""}`, title: `others: ${line.others}×; weighted log-odds, z = ${line.z.toFixed(2)}`, "--z": Math.max(-1, Math.min(1, line.z / 4)) }, h("i"))),
      h("ul", null, line.sentences.slice(0, 8).map((sentence) => h("li", null, h("a", { href: address(with_({ rest: { report: sentence.report, open: undefined } })), "data-report": sentence.report, "data-at": `${sentence.in ?? "text"}:${sentence.start}-${sentence.end}` }, sentence.text)))),
      line.sentences.length > 8 ? note(`and ${some(line.sentences.length - 8, "more sentence")}`) : null)),
    lines.length > WORDS ? note(`${count(lines.length - WORDS)} more wordings in the download.`) : null);
}
