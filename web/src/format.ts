// Format: rows in words for people: days, parties, numbers, the four quads.

import type { EventRow, Range, Who, Words } from "./types";
import { h, type Child } from "./dom";

export const QUADS = ["", "verbal cooperation", "material cooperation", "verbal conflict", "material conflict"] as const;
export const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** Names of states by their codes, of sectors in a word or two; known once the server has told them. */
const states = new Map<string, string>(), sectors = new Map<string, string>();

export function know(words: Words): void {
  for (const [code, name] of Object.entries(words.states)) states.set(code, name);
  // "armed forces of a state" is "armed forces" beside a country's name.
  for (const { name, what } of words.sectors) sectors.set(name, what.split(/[.;,:(]| that | of | and | whose /)[0]!.replace(/^the /, "").trim());
}

export const country = (code: string | null | undefined): string => states.get(code ?? "") ?? code ?? "";

/** A code with a sector in words: `ETH` as Ethiopia, `ETH REB` as Ethiopia, rebels; what is no code is a name already. */
export function party(node: string): string {
  const [first = "", second] = node.split(" ");
  const name = states.get(first) ?? sectors.get(first);
  if (!name || !/^[A-Z]{3}( [A-Z]{3})?$/.test(node)) return node;
  return second ? `${name}, ${sectors.get(second) ?? second}` : name;
}

export const count = (number: number): string => number.toLocaleString("en");
export const some = (number: number, one: string, many = `${one}s`): string => `${count(number)} ${number === 1 ? one : many}`;
/** `ASSAULT` as `Assault`. */
export const category = (name: string): string => name.charAt(0) + name.slice(1).toLowerCase().replace(/_/g, " ");

/** `2022-07-23` as `23 Jul 2022`. */
export function day(date: string | null | undefined): string {
  const parts = /^(-?\d+)-(\d\d)-(\d\d)$/.exec(date ?? "");
  if (!parts) return date ?? "";
  return `${Number(parts[3])} ${MONTHS[Number(parts[2]) - 1]} ${Number(parts[1])}`;
}

/** An interval: one day, two, an open end. */
export function days(earliest: string | null, latest: string | null): string {
  if (!earliest && !latest) return "no date";
  if (!earliest) return `by ${day(latest)}`;
  if (!latest) return `since ${day(earliest)}`;
  return earliest === latest ? day(earliest) : `${day(earliest)} to ${day(latest)}`;
}

export function range(value: Range | null): string {
  if (!value) return "";
  const { low, high } = value;
  if (low !== null && low === high) return count(low);
  if (low === null) return `at most ${count(high ?? 0)}`;
  return high === null ? `at least ${count(low)}` : `${count(low)} to ${count(high)}`;
}

export const code = (who: Who): string => [who.code, who.sector].filter(Boolean).join(" ");

/** The same in words, where it says more than the name. */
export const standing = (who: Who): string => {
  const words = party(code(who));
  return words === who.name ? "" : words;
};

/** Names of parties, each once. */
export const names = (parties: Who[]): string => [...new Set(parties.map((who) => who.name || party(code(who))))].join(", ");

export function headline(event: Pick<EventRow, "event" | "actor" | "recipient">): string {
  const to = event.recipient.length > 0 ? ` → ${names(event.recipient)}` : "";
  return `${names(event.actor) || "Somebody"}${to}`;
}

/** A value of a dispute, whatever it is. */
export function value(thing: unknown): string {
  if (thing === null || thing === undefined) return "not said";
  if (Array.isArray(thing)) return thing.map(value).join(", ");
  if (typeof thing === "object") {
    const fields = thing as Record<string, unknown>;
    if ("low" in fields) return range(fields as unknown as Range);
    if ("earliest" in fields || "latest" in fields) return days((fields.earliest as string) ?? null, (fields.latest as string) ?? null);
    if ("name" in fields) return String(fields.name);
    return Object.values(fields).filter((field) => field !== null).map(value).join(" ");
  }
  return typeof thing === "string" ? day(thing) : String(thing);
}

/** A category with the colour of its quad. */
export const tag = (event: { event: string; quad: number }): HTMLElement =>
  h("span", { class: `tag q${event.quad}`, title: QUADS[event.quad] ?? "" }, category(event.event));

/** How exactly a place is known: divisions by what people call them. */
export const exact = (precision: string): string => ({ city: "town", admin1: "province", admin2: "district" })[precision] ?? precision;

/** Where no event is to be shown, why. */
export const none = (chosen: boolean): HTMLElement => h("p", { class: "empty" }, chosen ? "No event passes these filters." : "The record holds no event yet.");

/** A line that says what a list or picture leaves out. */
export const note = (...words: Child[]): HTMLElement => h("p", { class: "note" }, ...words);

/** The address of a web page, if it is one; no other scheme becomes a link. */
export function link(uri: string): HTMLElement {
  if (/^https?:\/\//.test(uri)) return h("a", { href: uri, rel: "noreferrer noopener external", target: "_blank" }, uri);
  return h("code", null, uri);
}

/** Quads from wide to narrow words, for keys of pictures. */
export const key = (): HTMLElement =>
  h("ul", { class: "key" }, QUADS.slice(1).map((name, at) => h("li", null, h("i", { class: `dot q${at + 1}` }), name)));
