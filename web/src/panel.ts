// Panel: an event with all that is said of it, a report with its words marked, and the reasons of any row. Beside the view, or over it on a phone.

import { ask, Refused } from "./api";
import { json } from "./download";
import { h, put, type Child } from "./dom";
import { category, code, count, country, day, days, exact, headline, link, names, note, party, QUADS, range, some, standing, tag, value } from "./format";
import { marked, positions, type Mark } from "./marks";
import { address, go, with_, type State } from "./state";
import type { Claim, EventRow, Mention, Place, Reason, Report, Span, Who } from "./types";

interface Card { event: EventRow; mentions: Mention[]; denials: Mention[]; sentences: Record<string, Span & { text: string }>; reports: Report[]; claims: (Claim | null)[]; reviews: { n: number; what: string; by: string; at: string; why: string }[] }
interface Read { report: Report; mentions: Mention[]; claims: Claim[]; descriptions: { id: string; text: string; start: number; end: number; in?: "title"; stance: string | null; actor: Who }[]; entities: { id: string; start: number; end: number; in?: "title"; text: string; kind: string; resolved: { name?: string } | null; value?: string | null }[] }

/** What the address asks for, in the panel; nothing closes it. */
export async function panel(box: HTMLElement, state: State, signal: AbortSignal): Promise<void> {
  const { open, report, why } = state.rest;
  const key = JSON.stringify([open, report, why, state.rest.at]);
  if (box.dataset.key === key) return;
  box.dataset.key = key;
  box.hidden = !(open || report || why);
  document.body.classList.toggle("beside", !box.hidden);
  if (box.hidden) return put(box);
  const body = h("div", { class: "body" }, h("p", { class: "empty" }, "Reading …"));
  put(box, h("div", { class: "bar" }, back(state), h("button", { type: "button", class: "quiet close", "aria-label": "Close", onclick: close }, "Close")), body);
  try {
    if (why) await reasons(body, why, signal);
    else if (report) await reader(body, report, state.rest.at, signal);
    else await card(body, open!, state.rest.at, signal);
    if (!box.contains(document.activeElement)) body.querySelector<HTMLElement>("h2")?.focus({ preventScroll: true });
  } catch (error) {
    if (signal.aborted) return;
    put(body, h("p", { class: "wrong", role: "alert" }, error instanceof Refused ? error.message : String(error)));
  }
}

export const close = (): void => go({ rest: { open: undefined, report: undefined, at: undefined, why: undefined } });

function back(state: State): HTMLElement {
  const { open, report, why } = state.rest;
  if (why) return h("button", { type: "button", class: "quiet", onclick: () => go({ rest: { why: undefined } }) }, report || open ? "← Back" : "");
  if (report && open) return h("button", { type: "button", class: "quiet", onclick: () => go({ rest: { report: undefined } }) }, "← The event");
  return h("span");
}

/** Scrolls the panel, and the panel alone, so that a mark stands in its middle. */
function toward(box: HTMLElement, mark: Element | null): void {
  if (mark) box.scrollTop += mark.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
}

const title = (...words: Child[]): HTMLElement => h("h2", { tabindex: "-1" }, ...words);
const why = (id: string, words = "Why?"): HTMLElement => h("a", { class: "quiet", href: address(with_({ rest: { why: id } })), "data-why": id }, words);

/** Spans of a mention, by role. */
export function spans(mention: Mention, own = true): Mark[] {
  const marks: Mark[] = [];
  for (const [role, found] of Object.entries(mention.spans)) {
    for (const span of Array.isArray(found) ? found : found ? [found] : []) {
      marks.push({ ...span, role: own ? role : "other", row: mention.id, title: own ? role : `${category(mention.event)}: ${names(mention.actor)}` });
    }
  }
  return own ? marks : marks.filter((_, at) => at === 0);
}

async function card(box: HTMLElement, id: string, at: string | undefined, signal: AbortSignal): Promise<void> {
  const found = await ask<Card>(`event/${encodeURIComponent(id)}`, null, {}, signal);
  const { event } = found;
  const field = (name: string, words: Child) => (words === "" || words === null ? null : [h("dt", null, name), h("dd", null, words)]);
  put(
    box,
    title(tag(event), " ", headline(event)),
    h("p", { class: "lead" }, [days(event.date_earliest, event.date_latest), event.place && placed(event.place)].filter(Boolean).join(" · ")),
    h("div", { class: "tools" }, why(event.id, "Why is this here?"), json(event.id, () => found), copyLink()),
    h("dl", { class: "fields" },
      field("Kind", `${category(event.event)}, ${QUADS[event.quad]}${event.mode.length > 0 ? `; ${event.mode.join(", ").replace(/-/g, " ")}` : ""}`),
      field("Actor", parties(event.actor)),
      field("Recipient", parties(event.recipient)),
      field("About", event.context.join(", ").replace(/[-_]/g, " ")),
      field("Dead", range(event.dead)),
      field("Injured", range(event.injured)),
      field("Size", range(event.size)),
      field("Score", `${event.score} (−10 hostile to 10 cooperative)${event.cameo ? `; CAMEO ${event.cameo}` : ""}`),
      field("Stands on", `${some(event.sources, "independent source")}, ${some(event.reports, "report")} of ${event.outlets > 0 ? some(event.outlets, "outlet") : "no named outlet"}; ${event.own_voice > 0 ? `${count(event.own_voice)} of ${some(event.mentions, "mention")} in an outlet's own voice` : "only claimed, in no outlet's own voice"}`),
      field("Claimed by", names(event.claimed_by)),
      field("Denied by", names(event.denied_by)),
      field("Reported", event.first_reported === event.last_reported ? day(event.first_reported) : `${day(event.first_reported)} to ${day(event.last_reported)}`)),
    event.disputes.length > 0 ? h("section", null, h("h3", null, "Reports differ"), h("ul", { class: "disputes" }, event.disputes.map((dispute) => h("li", null, h("b", null, dispute.field.replace(/_/g, " ")), ": ", dispute.values.map((said, n) => [n > 0 ? " / " : "", value(said.value), h("small", null, ` (${outlets(found, said.mentions)})`)]))))) : null,
    found.reviews.length > 0 ? h("section", null, h("h3", null, "Corrected by hand"), h("ul", null, found.reviews.map((review) => h("li", null, `${review.what}, by ${review.by} on ${review.at}: ${review.why}`)))) : null,
    h("h3", null, found.mentions.length === 1 ? "The one mention" : `All ${count(found.mentions.length)} mentions`),
    h("div", { class: "mentions" }, found.mentions.map((mention) => said(found, mention, false))),
    found.denials.length > 0 ? [h("h3", null, "Denied"), h("div", { class: "mentions" }, found.denials.map((mention) => said(found, mention, true)))] : null,
  );
  if (at) toward(box, box.querySelector(`[data-mention="${CSS.escape(at)}"]`));
}

const placed = (place: Place): string => [...new Set([place.name, place.admin1, country(place.country)].filter(Boolean))].join(", ") + (place.precision === "city" || place.precision === "point" ? "" : ` (known to the ${exact(place.precision)})`);

function parties(all: Who[]): Child {
  if (all.length === 0) return "";
  return h("ul", null, all.map((who) => h("li", null, h("button", { type: "button", class: "plain", title: "Only events with this party", onclick: () => go({ filters: { actor: who.id || (who.code ? [who.code, who.sector].filter(Boolean).join(":") : who.name) } }) }, who.name || party(code(who))), h("small", { title: code(who) }, ` ${[who.office, standing(who)].filter(Boolean).join("; ")}`))));
}

function outlets(found: Card, mentions: string[]): string {
  const of = (id: string) => found.reports.find((report) => report.id === [...found.mentions, ...found.denials].find((mention) => mention.id === id)?.report)?.outlet;
  return [...new Set(mentions.map((id) => of(id) || "unnamed"))].join(", ");
}

/** One mention: who prints it, whose words, the sentence with its spans, and what was read off it. */
function said(found: Card, mention: Mention, denied: boolean): HTMLElement {
  const report = found.reports.find((one) => one.id === mention.report);
  const claim = mention.said_by ? found.claims.find((one) => one?.id === mention.said_by) : null;
  const sentence = found.sentences[mention.id];
  const facts = [
    days(mention.date_earliest, mention.date_latest) + (mention.date_basis && mention.date_basis !== "clause" ? ` (from ${mention.date_basis === "publication" ? "the day of publication" : `the ${mention.date_basis} text`})` : ""),
    mention.place && placed(mention.place),
    mention.dead && `${range(mention.dead)} dead`,
    mention.injured && `${range(mention.injured)} injured`,
    mention.aux.join(", "),
    `confidence ${mention.confidence.toFixed(2)}`,
  ].filter(Boolean) as string[];
  return h("article", { class: "mention", "data-mention": mention.id },
    h("header", null, h("b", null, report?.outlet || "unnamed outlet"), report?.agency ? ` (${report.agency})` : "", h("span", { class: "when" }, ` ${day(report?.published_latest)}`)),
    h("p", { class: "voice" }, denied ? "denies it: " : "", claim?.speaker ? `said by ${claim.speaker.name || code(claim.speaker)}${claim.via.length > 0 ? ` via ${claim.via.join(", ")}` : ""}` : mention.said_by ? "said by somebody unnamed" : "in its own voice"),
    sentence?.text ? h("blockquote", null, cut(sentence, spans(mention))) : null,
    h("p", { class: "facts" }, facts.join(" · ")),
    h("p", { class: "tools" }, h("a", { class: "quiet", href: address(with_({ rest: { report: mention.report, at: mention.id } })), "data-report": mention.report, "data-at": mention.id }, "Read it in its article"), why(mention.id)));
}

/** A sentence that stands alone: its bytes begin where the article's did. */
function cut(sentence: Span & { text: string }, marks: Mark[]): Node[] {
  const inside = marks.filter((mark) => (mark.in ?? "text") === (sentence.in ?? "text") && mark.start >= sentence.start && mark.end <= sentence.end);
  return marked(sentence.text, inside.map((mark) => ({ ...mark, start: mark.start - sentence.start, end: mark.end - sentence.start })));
}

const copyLink = (): HTMLElement =>
  h("button", { type: "button", class: "quiet", onclick: (event: Event) => { const pressed = event.currentTarget as HTMLElement; void navigator.clipboard?.writeText(location.href).then(() => (pressed.textContent = "Copied"), () => (pressed.textContent = "Copy the address above")); } }, "Copy link");

const LAYERS: [string, string, boolean][] = [["events", "Events", true], ["claims", "Claims", true], ["names", "Names, places, dates", false], ["descriptions", "Descriptions", false]];

async function reader(box: HTMLElement, id: string, at: string | undefined, signal: AbortSignal): Promise<void> {
  const found = await ask<Read>(`report/${encodeURIComponent(id)}`, null, {}, signal);
  const { report } = found;
  const chosen = found.mentions.find((mention) => mention.id === at);
  const claim = found.claims.find((one) => one.id === at);
  const range_ = /^(title|text):(\d+)-(\d+)$/.exec(at ?? "");
  const layers = new Set(LAYERS.filter(([, , on]) => on).map(([name]) => name));
  const text = report.text ?? "";
  const place = { title: positions(report.title), text: positions(text) };
  const article = h("article", { class: "article", lang: "en" });
  const marks = (): Mark[] => [
    ...(layers.has("claims") ? found.claims.flatMap((one) => [{ ...one.content, role: "content", row: one.id, title: `claim of ${one.speaker ? one.speaker.name || code(one.speaker) : "somebody unnamed"}` }, ...one.cue_span.map((span) => ({ ...span, role: "cue", row: one.id }))]) : []),
    ...(layers.has("names") ? found.entities.map((one) => ({ start: one.start, end: one.end, in: one.in, role: `name ${one.kind}`, row: one.id, title: one.resolved?.name ?? one.value ?? one.kind }) as Mark) : []),
    ...(layers.has("descriptions") ? found.descriptions.map((one) => ({ start: one.start, end: one.end, in: one.in, role: `described ${one.stance ?? ""}`.trim(), row: one.id, title: `${one.actor.name}: ${one.stance ?? "neutral"}` }) as Mark) : []),
    ...(layers.has("events") ? found.mentions.filter((mention) => mention !== chosen).flatMap((mention) => spans(mention, false)) : []),
    ...(chosen ? spans(chosen) : []),
    ...(claim ? [{ ...claim.content, role: "chosen", row: claim.id }, ...(claim.speaker?.start !== undefined && claim.speaker.end !== undefined ? [{ ...(claim.speaker as Span), role: "actor", row: claim.id, title: "speaker" }] : [])] : []),
    ...(range_ ? [{ in: range_[1] as "title" | "text", start: Number(range_[2]), end: Number(range_[3]), role: "chosen" }] : []),
  ];
  const paint = () => {
    const all = marks();
    const paragraphs: HTMLElement[] = [];
    let from = 0;
    for (const words of text.split("\n")) {
      if (words.trim()) paragraphs.push(h("p", null, marked(text, all.filter((mark) => mark.in !== "title"), place.text, from, from + words.length)));
      from += words.length + 1;
    }
    put(article, h("h3", null, marked(report.title, all.filter((mark) => mark.in === "title"), place.title)), paragraphs);
  };
  paint();
  article.addEventListener("click", (event) => {
    const rows = (event.target as Element).closest<HTMLElement>("mark[data-rows]")?.dataset.rows?.split(" ") ?? [];
    const mention = found.mentions.find((one) => rows.includes(one.id) && one.id !== at) ?? found.mentions.find((one) => rows.includes(one.id));
    const said = found.claims.find((one) => rows.includes(one.id));
    if (mention) go({ rest: { report: report.id, at: mention.id, open: mention.event_id ?? undefined } });
    else if (said) go({ rest: { report: report.id, at: said.id } });
  });
  const toggles = LAYERS.map(([name, words, on]) => h("label", null, h("input", { type: "checkbox", checked: on, onchange: (event: Event) => { layers[(event.target as HTMLInputElement).checked ? "add" : "delete"](name); paint(); } }), words));
  put(
    box,
    title(report.outlet || "unnamed outlet"),
    h("p", { class: "lead" }, [day(report.published) || (report.published_latest ? `by ${day(report.published_latest)}` : "no date"), report.agency, report.byline].filter(Boolean).join(" · ")),
    h("p", { class: "source" }, link(report.source_uri)),
    h("div", { class: "tools" }, why(report.id, "How its fields were found"), report.near_duplicate_of ? h("a", { class: "quiet", href: address(with_({ rest: { report: report.near_duplicate_of, at: undefined } })), "data-report": report.near_duplicate_of }, "A copy of another report") : null, report.story ? h("button", { type: "button", class: "quiet", onclick: () => go({ view: "stories", rest: { compare: report.story!, open: undefined, report: undefined, at: undefined } }) }, "Its story") : null, json(report.id, () => found)),
    chosen ? h("p", { class: "chosen-row" }, tag(chosen), ` ${headline(chosen)}, ${days(chosen.date_earliest, chosen.date_latest)} `, chosen.event_id ? h("a", { class: "quiet", href: address(with_({ rest: { open: chosen.event_id, report: undefined } })), "data-open": chosen.event_id }, "The event") : null, why(chosen.id)) : null,
    claim ? h("p", { class: "chosen-row" }, h("b", null, claim.speaker ? claim.speaker.name || code(claim.speaker) : "somebody unnamed"), ` ${claim.cue} `, why(claim.id)) : null,
    h("div", { class: "layers", role: "group", "aria-label": "Marks shown" }, toggles),
    chosen ? h("ul", { class: "key" }, ["trigger", "actor", "recipient", "date", "place"].map((role) => h("li", null, h("mark", { class: role }, role)))) : null,
    article,
    report.warnings.length > 0 ? h("details", null, h("summary", null, some(report.warnings.length, "thing") + " cut or repaired in reading"), h("ul", null, report.warnings.map((warning) => h("li", null, warning)))) : null,
  );
  toward(box, article.querySelector("mark.trigger, mark.chosen"));
}

interface Told { kind: string; id: string; headline: string; name?: string; text?: string; mentions?: Told[]; left_out?: number; because?: Reason[]; refused?: string; sentence?: Span & { text: string }; voice?: string; confidence?: number; report?: string; source_uri?: string; evidence?: Record<string, Reason> }

async function reasons(box: HTMLElement, id: string, signal: AbortSignal): Promise<void> {
  const told = await ask<Told>(`explain/${encodeURIComponent(id)}`, null, {}, signal);
  put(box, title(told.kind === "page" ? told.name : "Why?"), h("p", { class: "lead" }, told.kind === "page" ? "From the file that decides" : `${told.kind} ${told.id}`), h("div", { class: "tools" }, json(`explain-${id.replace(/\W+/g, "-")}`, () => told)), why_(told));
}

function why_(told: Told): Child {
  if (told.kind === "page") return h("pre", null, told.text ?? "");
  if (told.mentions) return [h("p", null, told.headline), told.mentions.map((mention) => h("section", { class: "mention" }, h("h3", null, mention.headline), why_(mention))), told.left_out ? note(`${told.left_out} more mentions.`) : null];
  if (told.evidence) return Object.entries(told.evidence).map(([field, reason]) => h("section", null, h("h3", null, field.replace(/_/g, " ")), h("ul", { class: "tree" }, tree(reason))));
  return [
    told.source_uri ? h("p", { class: "source" }, link(told.source_uri)) : null,
    told.voice ? h("p", { class: "voice" }, told.voice) : null,
    told.sentence ? h("blockquote", null, told.sentence.text) : null,
    told.refused ? h("p", { class: "wrong" }, told.refused) : h("ul", { class: "tree" }, (told.because ?? []).map(tree)),
    told.confidence !== undefined ? note(`confidence ${told.confidence.toFixed(2)}`) : null,
  ];
}

/** A reason, the words it read, and the reasons below it, each of which folds. */
function tree(reason: Reason): HTMLElement {
  const rule = /[/#]/.test(reason.rule) ? h("a", { class: "rule", href: address(with_({ rest: { why: reason.rule } })), "data-why": reason.rule }, reason.rule) : h("span", { class: "rule" }, reason.rule);
  const line = (rule: Child) => [reason.span ? h("q", { title: `bytes ${reason.span.start} to ${reason.span.end}` }, reason.span.text) : null, reason.span && reason.note ? " → " : "", reason.note || (reason.span ? "" : "decided"), " ", rule];
  const also = reason.considered.length > 0 ? h("p", { class: "considered" }, "also considered: ", reason.considered.join("; ")) : null;
  if (reason.reasons.length === 0) return h("li", null, line(rule), also);
  // What folds is a control itself, so that the link stands below it.
  return h("li", null, h("details", { open: true }, h("summary", null, line(null)), rule, also, h("ul", null, reason.reasons.map(tree))));
}
