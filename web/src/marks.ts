// Marks: spans of bytes on a text. The server counts in bytes of UTF-8, the page in letters of UTF-16; this is the one place that turns one into the other.

import { h } from "./dom";
import type { Span } from "./types";

/** A span with what it stands for: a role, and the row it belongs to. */
export interface Mark extends Span { role: string; row?: string; title?: string }

/** For each byte that begins a letter, where the letter stands. */
export function positions(text: string): (byte: number) => number {
  // Plain ASCII needs no table.
  if (!/[^\x00-\x7f]/.test(text)) return (byte) => Math.min(byte, text.length);
  const table = new Map<number, number>();
  let bytes = 0, at = 0;
  for (const letter of text) {
    table.set(bytes, at);
    const point = letter.codePointAt(0)!;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
    at += letter.length;
  }
  table.set(bytes, at);
  return (byte) => table.get(byte) ?? text.length;
}

/** The text of `from` to `until` (letters), cut wherever a mark begins or ends; each piece bears all marks that cover it. */
export function marked(text: string, marks: Mark[], place = positions(text), from = 0, until = text.length): Node[] {
  const placed = marks.map((mark) => ({ mark, start: Math.max(from, place(mark.start)), end: Math.min(until, place(mark.end)) })).filter(({ start, end }) => start < end);
  const cuts = [...new Set([from, until, ...placed.flatMap(({ start, end }) => [start, end])])].sort((a, b) => a - b);
  const nodes: Node[] = [];
  for (let n = 0; n + 1 < cuts.length; n++) {
    const [start, end] = [cuts[n]!, cuts[n + 1]!];
    const over = placed.filter((one) => one.start <= start && end <= one.end).map(({ mark }) => mark);
    const words = document.createTextNode(text.slice(start, end));
    if (over.length === 0) {
      nodes.push(words);
      continue;
    }
    const rows = [...new Set(over.map((mark) => mark.row).filter(Boolean))].join(" ");
    nodes.push(h("mark", {
      class: [...new Set(over.map((mark) => mark.role))].join(" "),
      "data-rows": rows || null,
      "data-marks": over.map((mark) => `${mark.role}:${mark.start}-${mark.end}`).join(" "),
      title: over.map((mark) => mark.title).filter(Boolean).join("; ") || null,
    }, words));
  }
  return nodes;
}
