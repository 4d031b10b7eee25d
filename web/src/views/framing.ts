// Framing: who calls whom what: each actor's descriptions, whose they are, the side they take, and the sentences behind each.

import { ask } from "../api";
import { rows } from "../download";
import { h, packed, put } from "../dom";
import { count, note, party, some } from "../format";
import { address, go, with_, type State } from "../state";
import type { Span } from "../types";

interface Line { by: string; words: string; printed: string | null; count: number; others: number; z: number; stance: string | null; sentences: (Span & { report: string; text: string })[] }
interface Panel { actor: string; actor_name: string; described: number; wordings: number; rows: Line[] }

/** The most descriptions that the server gives one by one. */
const TAKEN = 20_000;

export async function framing(box: HTMLElement, state: State, signal: AbortSignal): Promise<void> {
  const by = state.rest.by === "speaker" ? "speaker" : "outlet";
  const { panels, actors, descriptions } = await ask<{ panels: Panel[]; actors: number; descriptions: number }>("framing", state, { by, panels: 1 }, signal);
  put(
    box,
    h("section", { class: "card wide" },
      h("header", { class: "head" }, h("h1", null, "Who calls whom what"),
        h("div", { class: "choice", role: "group", "aria-label": "Whose words" }, ["outlet", "speaker"].map((name) => h("button", { type: "button", "aria-pressed": String(by === name), onclick: () => go({ rest: { by: name } }) }, `by ${name}`))),
        h("div", { class: "tools" }, descriptions <= TAKEN ? rows("framing", "framing", state, { by }) : null)),
      note(`A bar to the right: this ${by} uses the wording more than the others do for the same party; to the left: less. Open a line for its sentences.`),
      actors === 0 ? h("p", { class: "empty" }, by === "outlet" ? "No outlet describes anybody in its own voice here." : "No speaker describes anybody here.") : null,
      h("ul", { class: "key" }, h("li", null, h("i", { class: "dot coop" }), "approving words"), h("li", null, h("i", { class: "dot conf" }), "disapproving words"), h("li", null, h("i", { class: "dot none" }), "neither"))),
    packed(box, panels.map((one) => [panel(one, descriptions <= TAKEN), one.rows.length * 1.6])),
    actors > panels.length ? note(`${some(actors - panels.length, "more actor is", "more actors are")} described; choose one in the filters.${descriptions > TAKEN ? ` Up to ${count(TAKEN)} descriptions can be taken away; here are ${count(descriptions)}.` : ""}`) : null,
  );
}

function panel(one: Panel, taken: boolean): HTMLElement {
  const name = one.actor_name === one.actor ? party(one.actor) : one.actor_name;
  return h("section", { class: "card" },
    h("header", { class: "head" }, h("h2", null, h("button", { type: "button", class: "plain", onclick: () => go({ filters: { actor: one.actor.replace(/^([A-Z]{3}) ([A-Z]{3})$/, "$1:$2") } }) }, name || "without a code or a name")), h("small", null, `described ${count(one.described)}×`)),
    one.rows.map(wording),
    one.wordings > one.rows.length ? note(`${some(one.wordings - one.rows.length, "more wording")}${taken ? " in the download" : ""}.`) : null);
}

/** A line that opens; its sentences are made when it does. */
function wording(line: Line): HTMLElement {
  const details = h("details", { class: "framed" },
    h("summary", null, h("span", { class: "said" }, h("b", null, line.printed || line.words), h("small", null, line.by)), h("small", null, `${count(line.count)}×`), h("span", { class: `lean ${line.stance ?? ""}`, title: `others: ${line.others}×; weighted log-odds, z = ${line.z.toFixed(2)}`, "--z": Math.max(-1, Math.min(1, line.z / 4)) }, h("i"))));
  details.addEventListener("toggle", () => {
    const more = line.count - line.sentences.length;
    details.append(
      h("ul", null, line.sentences.map((sentence) => h("li", null, h("a", { href: address(with_({ rest: { report: sentence.report, open: undefined } })), "data-report": sentence.report, "data-at": `${sentence.in ?? "text"}:${sentence.start}-${sentence.end}` }, sentence.text)))),
      ...(more > 0 ? [note(`and ${some(more, "more sentence")}`)] : []));
  }, { once: true });
  return details;
}
