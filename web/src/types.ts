// Types: rows as the server gives them, the fields that the page reads.

export interface Who { code: string | null; sector: string | null; id: string | null; name: string; office?: string | null; text?: string; start?: number; end?: number }
export interface Place { id: string | null; name: string; admin1: string | null; country: string | null; lat: number; lon: number; precision: string }
export interface Range { low: number | null; high: number | null }
export interface Span { start: number; end: number; in?: "title" | "text" }
export interface Dispute { field: string; values: { value: unknown; mentions: string[] }[] }

export interface EventRow {
  id: string; event: string; mode: string[]; context: string[]; cameo: string | null; quad: number; score: number;
  actor: Who[]; recipient: Who[]; date_earliest: string | null; date_latest: string | null; place: Place | null;
  dead: Range | null; injured: Range | null; size: Range | null; mentions: number; reports: number; outlets: number;
  own_voice: number; claimed_by: Who[]; denied_by: Who[]; sources: number; first_reported: string | null; last_reported: string | null;
  disputes: Dispute[]; corroboration: unknown;
}
export interface Mention {
  id: string; report: string; event: string; mode: string[]; context: string[]; aux: string[]; quad: number; actor: Who[]; recipient: Who[];
  date_earliest: string | null; date_latest: string | null; date_text: string | null; date_basis: string | null; place: Place | null; place_basis: string | null;
  dead: Range | null; injured: Range | null; size: Range | null; said_by: string | null; frame: string; confidence: number; event_id: string | null;
  spans: { trigger: Span; actor: Span[]; recipient: Span[]; place: Span | null; date: Span | null } & Record<string, Span | Span[] | null>;
}
export interface Claim {
  id: string; report: string; speaker: Who | null; cue: string; cue_span: Span[]; kind: string; form: string; content: Span; content_text: string;
  parts: Span[]; via: string[]; addressee: Who[]; date_latest: string | null; date_earliest: string | null; mentions: string[]; confidence: number;
}
export interface Report {
  id: string; source_uri: string; outlet: string | null; outlet_country: string | null; agency: string | null; byline: string | null; title: string;
  dateline: string | null; published: string | null; published_earliest: string | null; published_latest: string | null; published_evidence: string | null;
  text?: string; near_duplicate_of: string | null; story: string | null; warnings: string[];
}
export interface Story { id: string; title: string; first: string | null; last: string | null; reports: string[]; outlets: string[] }
export interface Quads { events: number; verbal_cooperation: number; material_cooperation: number; verbal_conflict: number; material_conflict: number }
export interface Bar extends Quads { period: string; begins: string | null }
export interface Bars { unit: "day" | "week" | "month" | "year"; undated: number; rows: Bar[] }
export interface Tie { actor: string; recipient: string; events: number; cooperation: number; conflict: number; score: number }
export interface Site extends Quads { place: string; country: string; lat: number; lon: number; precision: string }
export interface Outlet { outlet: string; reports: number; events: number }
export interface Reason { rule: string; note: string; span: (Span & { text: string }) | null; considered: string[]; reasons: Reason[] }
export interface Status { record: string; version: string; coder: string; merged: boolean; totals: Record<string, number> }
export interface Words {
  /** Names of states, by code. */
  states: Record<string, string>;
  categories: { name: string; what: string; quad: number; modes: string[] }[];
  contexts: { name: string; what: string }[]; sectors: { name: string; what: string }[]; aux: string[];
}
