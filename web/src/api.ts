// Api: asks the server, and says in words what it answers where it does not.

import { FILTERS, type State } from "./state";

/** What the server said instead of an answer. */
export class Refused extends Error {
  constructor(message: string, readonly status: number) {
    super(message);
  }
}

async function answer<T>(response: Response): Promise<T> {
  if (response.ok) return response.json() as Promise<T>;
  const text = await response.text();
  let message = text;
  try {
    message = (JSON.parse(text) as { error: string }).error;
  } catch {
    // Plain words are words too.
  }
  throw new Refused(message.trim() || response.statusText, response.status);
}

/** The address of a route with the filters and more. */
export function route(path: string, state: State | null, more: Record<string, string | number | undefined> = {}): string {
  const pairs = new URLSearchParams();
  for (const name of FILTERS) {
    const value = state?.filters[name];
    if (value) pairs.set(name, value);
  }
  for (const [name, value] of Object.entries(more)) if (value !== undefined && value !== "") pairs.set(name, String(value));
  const words = pairs.toString();
  return `/api/${path}${words ? `?${words}` : ""}`;
}

/** Asks; a server that does not answer at all is told as such. */
export async function ask<T>(path: string, state: State | null, more: Record<string, string | number | undefined> = {}, signal?: AbortSignal): Promise<T> {
  return answer<T>(await reach(route(path, state, more), signal ? { signal } : {}));
}

export async function sql<T>(query: string, signal: AbortSignal): Promise<T> {
  const body = JSON.stringify({ query });
  return answer<T>(await reach("/api/sql", { method: "POST", headers: { "content-type": "application/json" }, body, signal }));
}

async function reach(address: string, options: RequestInit): Promise<Response> {
  try {
    return await fetch(address, options);
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Refused("The server does not answer: is `dateline serve` still running?", 0);
  }
}
