// Claims: who says what, by speaker, and through which medium.

import { ask } from "../api";
import { rows } from "../download";
import { h, put } from "../dom";
import { code, count, day, days, names, note, party, some, standing } from "../format";
import { pager } from "../list";
import { address, go, with_, type State } from "../state";
import type { Claim } from "../types";

interface Speaker { name: string; code: string; sector: string; id: string; claims: number }
/** Who prints a claim, and when, by the report's id. */
type Heads = Record<string, { outlet: string | null; published_latest: string | null; title: string }>;
const EACH = 30;

export async function claims(box: HTMLElement, state: State, signal: AbortSignal): Promise<void> {
  const page = Math.max(1, Number(state.rest.page ?? 1) || 1);
  const [speakers, found, { total }] = await Promise.all([
    ask<Speaker[]>("speakers", { ...state, filters: { ...state.filters, said_by: undefined as never } }, { limit: 40 }, signal),
    ask<Claim[]>("claims", state, { limit: EACH, offset: (page - 1) * EACH, order: "newest" }, signal),
    ask<{ total: number }>("total/claims", state, {}, signal),
  ]);
  const heads = found.length > 0 ? await ask<Heads>("heads", null, { ids: [...new Set(found.map((claim) => claim.report))].join(",") }, signal) : {};
  const most = Math.max(1, ...speakers.map((speaker) => speaker.claims));
  const chosen = state.filters.said_by;
  put(
    box,
    h("h1", { class: "unseen" }, "Claims"),
    h("div", { class: "aside" },
      h("section", { class: "card" }, h("header", { class: "head" }, h("h2", null, "Speakers")),
        speakers.length === 0 ? h("p", { class: "empty" }, "Nobody named speaks.") :
        h("ul", { class: "meters" }, speakers.map((speaker) => {
          const on = chosen === (speaker.id || speaker.name);
          return h("li", null, h("button", { type: "button", "aria-pressed": String(on), onclick: () => go({ filters: { said_by: on ? undefined : speaker.id || speaker.name } }) }, speaker.name || "unnamed"), h("small", null, party([speaker.code, speaker.sector].filter(Boolean).join(" "))), h("span", { class: "meter", "--share": speaker.claims / most }, h("i")), h("b", null, count(speaker.claims)));
        }))),
      h("section", { class: "card" },
        h("header", { class: "head" }, h("h2", null, some(total, "claim")), h("div", { class: "tools" }, rows("claims", "claims", state))),
        note("What somebody says, and the report leaves to them. “via”: the medium between speaker and report. The day is that of the saying where it is told, else of the report."),
        total === 0 ? h("p", { class: "empty" }, "No claim passes these filters.") : h("ul", { class: "rows quotes" }, found.map((claim) => h("li", null, line(claim, heads[claim.report])))),
        pager(total, EACH, state))),
  );
}

function line(claim: Claim, head: Heads[string] | undefined): HTMLElement {
  const who = claim.speaker;
  const told = claim.date_earliest || claim.date_latest ? days(claim.date_earliest, claim.date_latest) : day(head?.published_latest);
  return h("a", { class: "row", href: address(with_({ rest: { report: claim.report, at: claim.id, open: undefined } })), "data-report": claim.report, "data-at": claim.id },
    h("span", { class: "when" }, told),
    h("span", { class: "what" }, h("b", null, who ? who.name || party(code(who)) : "somebody unnamed"), who && standing(who) ? h("small", null, ` ${standing(who)}`) : null, h("i", { class: "cue" }, ` ${claim.cue || claim.kind} `), claim.addressee.length > 0 ? `to ${names(claim.addressee)}: ` : "", h("q", null, claim.content_text)),
    h("span", { class: "marks" }, h("i", { title: head?.title ?? null }, head?.outlet || "no outlet named"), h("i", null, `${claim.kind}, ${claim.form}`), claim.via.map((via) => h("i", null, `via ${via}`)), claim.mentions.length > 0 ? h("i", null, some(claim.mentions.length, "event") + " inside") : null));
}
