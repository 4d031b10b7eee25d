//! Schema: what makes a store. Tables of the contract, the store's own tables, the indexes that lists and search walk, and the views that make a user's
//! SQL short. `migrate.rs` brings older stores to it.
//!
//! The tables that are many are views over packed ones (`packed/`), which keep the indexes over parties, modes, contexts and places as well; what leaves
//! a table leaves them by triggers.

use crate::tables::table;
use crate::{packed, pages};

/// The schema's version; a record of an older one is migrated, of a newer one refused.
pub const VERSION: i64 = 6;

/// Roles in the table `parties`.
pub(crate) mod role {
    pub(crate) const EVENT: [u8; 2] = [1, 2];
    pub(crate) const MENTION: [u8; 2] = [3, 4];
    pub(crate) const SPEAKER: u8 = 5;
    pub(crate) const ADDRESSEE: u8 = 6;
    /// The speaker of the claim that a mention stands in.
    pub(crate) const SAYS: u8 = 7;
}

/// Kinds in the table `labels`: 1 to 6 of events, 11 to 15 of mentions.
pub(crate) mod label {
    pub(crate) const MODE: u8 = 1;
    pub(crate) const CONTEXT: u8 = 2;
    pub(crate) const COUNTRY: u8 = 3;
    pub(crate) const PLACE: u8 = 4;
    /// Of an event: that of one of its mentions.
    pub(crate) const AUX: u8 = 5;
    /// Of a party of an event.
    pub(crate) const SECTOR: u8 = 6;
    /// What is added for a mention.
    pub(crate) const OF_MENTION: u8 = 10;
}

/// The statements that make a new store of this version.
pub(crate) fn create() -> String {
    format!("{} {KEPT} {}", plain(), packed_tables())
}

/// The tables of the contract that are kept as they are.
pub(crate) fn plain() -> String {
    PLAIN.iter().filter_map(|name| table(name)).map(crate::tables::Table::create).collect()
}

/// The tables that are kept packed, with what lies over them: indexes, triggers, views.
pub(crate) fn packed_tables() -> String {
    format!(
        "{} {} {} {OWN} {INDEXES} {} {} {VIEWS} PRAGMA user_version={VERSION};",
        packed::TABLES,
        pages::TABLES,
        packed::PAIRS,
        packed::triggers(),
        packed::views()
    )
}

/// They are few, and stand as the contract has them.
pub(crate) const PLAIN: [&str; 3] = ["stories", "actors", "places"];

/// What is written beside the tables of the contract and not found again by coding: every version has them alike.
pub(crate) const KEPT: &str = "
CREATE TABLE IF NOT EXISTS event_aliases (alias TEXT PRIMARY KEY, id TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS runs (n INTEGER PRIMARY KEY, coder TEXT, at TEXT, reports INTEGER);
CREATE TABLE IF NOT EXISTS superseded (run INTEGER, kind TEXT, id TEXT, report TEXT, coder TEXT, row TEXT);
CREATE TABLE IF NOT EXISTS reviews (n INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, what TEXT NOT NULL, target TEXT NOT NULL, change TEXT,
  why TEXT NOT NULL, anchors TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS rejected (kind TEXT, id TEXT, review INTEGER, row TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;";

const OWN: &str = "
CREATE TABLE parties (who INTEGER, role INTEGER, n INTEGER, PRIMARY KEY (who, role, n)) WITHOUT ROWID;
CREATE TABLE labels (n INTEGER PRIMARY KEY, kind INTEGER, value TEXT, UNIQUE (kind, value));
CREATE TABLE marks (label INTEGER, n INTEGER, PRIMARY KEY (label, n)) WITHOUT ROWID;
CREATE TABLE likenesses (n INTEGER PRIMARY KEY, row BLOB);
CREATE VIRTUAL TABLE reports_text USING fts5(title, text, content='reports', content_rowid='n',
  tokenize=\"unicode61 remove_diacritics 2\");";

// The first column gives a list its order, the others answer its commonest conditions without opening the row.
const INDEXES: &str = "
CREATE INDEX events_by_day ON event_rows (date_latest, event, quad, sources, own_voice, surest);
CREATE INDEX mentions_by_day ON mention_rows (date_latest, event, quad);
CREATE INDEX claims_by_day ON claim_rows (date_latest);
CREATE INDEX reports_by_day ON report_rows (published_latest);
CREATE INDEX reports_by_outlet ON report_rows (outlet COLLATE NOCASE);
CREATE INDEX reports_by_story ON report_rows (story);
CREATE INDEX mentions_by_event ON mention_rows (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX events_disputed ON event_rows (date_latest) WHERE disputes IS NOT NULL;";

const VIEWS: &str = "
CREATE VIEW timeline AS SELECT e.date_latest AS day, e.date_earliest, e.date_latest, e.id, e.event,
  (SELECT group_concat(value, ',') FROM json_each(e.mode)) AS mode,
  (SELECT group_concat(value ->> 'name', '; ') FROM json_each(e.actor)) AS actor,
  (SELECT group_concat(value ->> 'name', '; ') FROM json_each(e.recipient)) AS recipient,
  e.place ->> 'name' AS place, e.place ->> 'country' AS country, e.quad, e.score,
  e.dead ->> 'low' AS dead_low, e.dead ->> 'high' AS dead_high, e.reports, e.outlets, e.sources, e.own_voice,
  e.disputes <> '[]' AS disputed
  FROM events e ORDER BY e.date_latest, e.date_earliest, e.id;
CREATE VIEW dyads AS SELECT actor, recipient, event, quad, count(*) AS events, sum(score) / count(*) AS score, min(day) AS first, max(day) AS last
  FROM dyad_rows GROUP BY actor, recipient, event;
CREATE VIEW disputes AS SELECT e.id AS event_id, e.event, e.date_latest AS day, d.value ->> 'field' AS field, v.value ->> 'value' AS value,
  json_array_length(v.value, '$.mentions') AS mentions,
  (SELECT group_concat(outlet, '; ') FROM (SELECT DISTINCT ifnull(r.outlet, r.source_uri) AS outlet FROM json_each(v.value, '$.mentions') m
   JOIN mention_rows em ON em.id = m.value JOIN report_rows r ON r.n = em.n >> 24 ORDER BY 1)) AS outlets
  FROM event_rows e, json_each(e.disputes) d, json_each(d.value, '$.values') v WHERE e.disputes IS NOT NULL;
CREATE VIEW framing AS SELECT coalesce(actor ->> 'id', actor ->> 'name') AS actor, outlet, lower(text) AS text, head, stance,
  said_by IS NULL AS own_voice, count(*) AS times, count(DISTINCT report) AS reports
  FROM descriptions GROUP BY 1, 2, 3, 4, 5, 6;";
