// Download: a picture as SVG or PNG, rows as CSV or JSON, all of them made here or asked of this server.

import { h } from "./dom";
import { route } from "./api";
import type { State } from "./state";

const PAINT = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "opacity", "font-size", "font-family", "font-weight", "text-anchor", "dominant-baseline", "vector-effect", "paint-order", "stroke-linejoin", "visibility"];

function save(name: string, blob: Blob): void {
  const address = URL.createObjectURL(blob);
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A copy that needs no style sheet: what each part looks like stands on it. */
function alone(picture: SVGSVGElement): { text: string; width: number; height: number } {
  const copy = picture.cloneNode(true) as SVGSVGElement;
  const from = [picture, ...picture.querySelectorAll<SVGElement>("*")];
  const to = [copy, ...copy.querySelectorAll<SVGElement>("*")];
  from.forEach((element, at) => {
    const style = getComputedStyle(element);
    const target = to[at]!;
    for (const name of PAINT) {
      const value = style.getPropertyValue(name);
      if (value) target.setAttribute(name, value);
    }
    target.removeAttribute("class");
    target.removeAttribute("tabindex");
    if (style.display === "none" || element.classList.contains("handle")) target.setAttribute("display", "none");
  });
  const box = picture.viewBox.baseVal;
  const [width, height] = box && box.width > 0 ? [box.width, box.height] : [picture.clientWidth, picture.clientHeight];
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height));
  const ground = document.createElementNS("http://www.w3.org/2000/svg", "rect");
  ground.setAttribute("width", "100%");
  ground.setAttribute("height", "100%");
  ground.setAttribute("fill", getComputedStyle(document.body).backgroundColor);
  copy.prepend(ground);
  return { text: new XMLSerializer().serializeToString(copy), width, height };
}

async function png(picture: SVGSVGElement, name: string): Promise<void> {
  const { text, width, height } = alone(picture);
  const address = URL.createObjectURL(new Blob([text], { type: "image/svg+xml" }));
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = h("canvas", { width: width * 2, height: height * 2 });
  const context = canvas.getContext("2d");
  context?.scale(2, 2);
  context?.drawImage(image, 0, 0, width, height);
  URL.revokeObjectURL(address);
  canvas.toBlob((blob) => blob && save(name, blob), "image/png");
}

const button = (words: string, label: string, press: () => void) => h("button", { type: "button", class: "quiet", "aria-label": label, onclick: press }, words);

/** Buttons that take a picture away. */
export function picture(name: string, find: () => SVGSVGElement | null): HTMLElement[] {
  const with_ = (run: (found: SVGSVGElement) => void) => () => {
    const found = find();
    if (found) run(found);
  };
  return [
    button("SVG", `Download ${name} as SVG`, with_((found) => save(`${name}.svg`, new Blob([alone(found).text], { type: "image/svg+xml" })))),
    button("PNG", `Download ${name} as PNG`, with_((found) => void png(found, `${name}.png`))),
  ];
}

/** Links that take the rows of a route away. */
export function rows(name: string, path: string, state: State, more: Record<string, string | number | undefined> = {}): HTMLElement[] {
  return [["csv", "CSV"], ["jsonl", "JSON lines"]].map(([format, words]) =>
    h("a", { class: "quiet", href: route(path, state, { ...more, format }), download: `${name}.${format}`, "aria-label": `Download ${name} as ${words}` }, words),
  );
}

/** Buttons that take rows away that are here already. */
export function here(name: string, columns: string[], all: Record<string, unknown>[]): HTMLElement[] {
  const field = (value: unknown) => {
    const text = value === null || value === undefined ? "" : typeof value === "object" ? JSON.stringify(value) : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
  };
  const csv = () => [columns, ...all.map((row) => columns.map((column) => row[column]))].map((line) => line.map(field).join(",") + "\r\n").join("");
  return [
    button("CSV", `Download ${name} as CSV`, () => save(`${name}.csv`, new Blob([csv()], { type: "text/csv" }))),
    button("JSON", `Download ${name} as JSON`, () => save(`${name}.json`, new Blob([JSON.stringify(all, null, 1)], { type: "application/json" }))),
  ];
}

/** One thing as JSON. */
export const json = (name: string, thing: () => unknown): HTMLElement =>
  button("JSON", `Download ${name} as JSON`, () => save(`${name}.json`, new Blob([JSON.stringify(thing(), null, 1)], { type: "application/json" })));
