// Dom: elements from names, attributes and children. Text is always text; no markup is ever parsed, so no article can bring any.

export type Child = Node | string | number | null | undefined | false | Child[];
type Value = string | number | boolean | null | undefined | ((event: never) => void);
export type Attrs = Record<string, Value>;

function fill(element: Element, attrs: Attrs | null, children: Child[]): void {
  for (const [name, value] of Object.entries(attrs ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2).toLowerCase(), value as EventListener);
    else if (name === "value" && "value" in element) (element as HTMLInputElement).value = String(value);
    else if (name.startsWith("--")) (element as HTMLElement).style.setProperty(name, String(value));
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  add(element, children);
}

function add(element: Element, children: Child[]): void {
  for (const child of children) {
    if (Array.isArray(child)) add(element, child);
    else if (child !== null && child !== undefined && child !== false) element.append(child instanceof Node ? child : String(child));
  }
}

/** An HTML element. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attrs?: Attrs | null, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  fill(element, attrs ?? null, children);
  return element;
}

/** An SVG element. */
export function s<K extends keyof SVGElementTagNameMap>(tag: K, attrs?: Attrs | null, ...children: Child[]): SVGElementTagNameMap[K] {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  fill(element, attrs ?? null, children);
  return element;
}

/** Puts these, and nothing else, into an element. */
export function put(element: Element, ...children: Child[]): void {
  element.replaceChildren();
  add(element, children);
}

/** Cards of unlike heights, each put below the column that is shortest so far; with every card, about how many lines it has. The columns of a style sheet
 *  would do the same, but lay out everything several times. */
export function packed(box: HTMLElement, cards: [HTMLElement, number][]): HTMLElement {
  const many = Math.max(1, Math.min(cards.length, Math.floor(box.clientWidth / 454)));
  const columns = Array.from({ length: many }, () => h("div")), full = columns.map(() => 0);
  for (const [card, lines] of cards) {
    const least = full.indexOf(Math.min(...full));
    columns[least]!.append(card);
    full[least]! += lines + 3;
  }
  return h("div", { class: "grid2" }, columns);
}

/** Calls once after the last of several calls. */
export function later<A extends unknown[]>(wait: number, run: (...args: A) => void): (...args: A) => void {
  let timer = 0;
  return (...args) => {
    clearTimeout(timer);
    timer = window.setTimeout(() => run(...args), wait);
  };
}

/** Arrow keys walk the marks of a picture, Enter opens one; the picture is one stop of the tab key. */
export function walk(picture: SVGElement, marks: SVGElement[], told: (at: number) => string, open: (at: number) => void): void {
  picture.setAttribute("tabindex", "0");
  picture.setAttribute("role", "application");
  const voice = h("div", { class: "unseen", "aria-live": "polite" });
  picture.after(voice);
  if (!picture.parentElement) queueMicrotask(() => picture.after(voice));
  let at = -1;
  picture.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step && marks.length > 0) {
      marks[at]?.classList.remove("at");
      at = at < 0 ? (step > 0 ? 0 : marks.length - 1) : (at + step + marks.length) % marks.length;
      marks[at]?.classList.add("at");
      voice.textContent = told(at);
      event.preventDefault();
    } else if ((event.key === "Enter" || event.key === " ") && at >= 0) {
      open(at);
      event.preventDefault();
    }
  });
  picture.addEventListener("blur", () => marks[at]?.classList.remove("at"));
}
