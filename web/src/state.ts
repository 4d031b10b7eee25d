// State: what is shown, all of it in the address, so that every view can be linked and the browser's arrows work.

export const VIEWS = ["overview", "timeline", "map", "network", "stories", "claims", "framing", "search", "sql"] as const;
export type View = (typeof VIEWS)[number];

/** The filters, by the names that the server and the commands give them. */
export const FILTERS = [
  "actor", "with", "event", "place", "outlet", "since", "until", "said_by", "aux",
  "mode", "context", "country", "sector", "quad", "story", "min_sources", "min_confidence", "own_voice",
] as const;
export type FilterName = (typeof FILTERS)[number];

export interface State {
  view: View;
  filters: Partial<Record<FilterName, string>>;
  /** An open event, report and mention in it, and what views keep: lanes, by, compare, words, page, query. */
  rest: Record<string, string>;
}

export function read(address = location.search): State {
  const pairs = new URLSearchParams(address);
  const state: State = { view: "overview", filters: {}, rest: {} };
  for (const [name, value] of pairs) {
    if (!value) continue;
    if (name === "view") state.view = VIEWS.find((view) => view === value) ?? "overview";
    else if ((FILTERS as readonly string[]).includes(name)) state.filters[name as FilterName] = value;
    else state.rest[name] = value;
  }
  return state;
}

export function address(state: State): string {
  const pairs = new URLSearchParams();
  if (state.view !== "overview") pairs.set("view", state.view);
  for (const name of FILTERS) if (state.filters[name]) pairs.set(name, state.filters[name]!);
  for (const [name, value] of Object.entries(state.rest)) if (value) pairs.set(name, value);
  const words = pairs.toString();
  return words ? `/?${words}` : "/";
}

let now = read();
const listeners: ((state: State, before: State) => void)[] = [];

export const current = (): State => now;
export const watch = (listener: (state: State, before: State) => void): void => void listeners.push(listener);

function show(state: State): void {
  const before = now;
  now = state;
  for (const listener of listeners) listener(now, before);
}

/** Goes to a state; an undefined value leaves the address. */
export function go(change: { view?: View; filters?: Partial<Record<FilterName, string | undefined>>; rest?: Record<string, string | undefined> }, replace = false): void {
  const next = with_(change);
  if (address(next) === address(now)) return;
  history[replace ? "replaceState" : "pushState"](null, "", address(next));
  show(next);
}

/** What a change would make of the state. */
export function with_(change: { view?: View; filters?: Partial<Record<FilterName, string | undefined>>; rest?: Record<string, string | undefined> }): State {
  const clean = (all: Record<string, string | undefined>) => Object.fromEntries(Object.entries(all).filter(([, value]) => value)) as Record<string, string>;
  const moved = change.view !== undefined && change.view !== now.view;
  // What a view keeps for itself does not follow to another, nor does a page of a list that is another now.
  const kept = moved ? { open: now.rest.open, report: now.rest.report, at: now.rest.at } : now.rest;
  const rest = change.filters ? { ...kept, page: undefined } : kept;
  return { view: change.view ?? now.view, filters: clean({ ...now.filters, ...change.filters }), rest: clean({ ...rest, ...change.rest }) };
}

window.addEventListener("popstate", () => show(read()));
