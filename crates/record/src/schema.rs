//! Schema: what makes a store, and what brings an older one up to date. Tables of the contract, the store's own tables, the indexes that lists and
//! search walk, and the views that make a user's SQL short.
//!
//! The tables that are many are views over packed ones (`packed.rs`), which keep the indexes over parties, modes, contexts and places as well; what leaves
//! a table leaves them by triggers.

use crate::packed::{self, Packer};
use crate::tables::TABLES;
use rusqlite::Transaction;
use serde_json::Value;
use std::rc::Rc;

/// The schema's version; a record of an older one is migrated, of a newer one refused.
pub const VERSION: i64 = 5;

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
    let plain = TABLES.iter().filter(|table| packed::rows_of(table.name) == table.name);
    let tables: String = plain.map(crate::tables::Table::create).collect();
    format!(
        "{tables} {} {} {} {OWN} {INDEXES} {} PRAGMA user_version={VERSION};",
        packed::TABLES,
        packed::DESCRIPTIONS,
        packed::PAIRS,
        over()
    )
}

/// What lies over the tables and can be made anew at any time: triggers and views.
fn over() -> String {
    format!("{TRIGGERS} {} {} {VIEWS}", packed::TRIGGERS, packed::views())
}

/// The store's own tables that every version has alike: they stay as they are.
const KEPT: [&str; 3] = ["event_aliases", "report_sources", "meta"];
/// Those that came with version 2.
const KEPT_2: [&str; 4] = ["runs", "superseded", "reviews", "rejected"];

/// Brings a store of an older version to this one: every row is read as the contract has it and kept anew, in the order in which it is listed.
pub(crate) fn migrate(t: &Transaction, from: i64) -> rusqlite::Result<()> {
    match from {
        3 => migrate_3(t)?,
        4 => renew(t)?,
        _ => migrate_2(t, from)?,
    }
    packed::standing(t)
}

/// From version 4: events are found by the standing of their mentions as by mode.
fn renew(t: &Transaction) -> rusqlite::Result<()> {
    drop_all(t, &["trigger", "view"])?;
    t.execute_batch(&format!("{} PRAGMA user_version={VERSION};", over()))
}

/// From versions 1 and 2.
fn migrate_2(t: &Transaction, from: i64) -> rusqlite::Result<()> {
    let kept: Vec<&str> = KEPT.into_iter().chain(KEPT_2.into_iter().filter(|_| from > 1)).collect();
    // What a view told is made a table first, for the tables below it go.
    if from > 1 {
        t.execute_batch("CREATE TABLE old_entity_mentions AS SELECT * FROM entity_mentions;")?;
    }
    drop_all(t, &["trigger", "view", "index"])?;
    if from > 1 {
        t.execute_batch(
            "DROP TABLE reports_text; DROP TABLE entities; DROP TABLE things; DROP TABLE who; DROP TABLE parties; DROP TABLE pairs; DROP TABLE marks;",
        )?;
    }
    for table in TABLES.iter().filter(|table| from == 1 || table.name != "entity_mentions") {
        t.execute_batch(&format!("ALTER TABLE {0} RENAME TO old_{0};", table.name))?;
    }
    for name in &kept {
        t.execute_batch(&format!("ALTER TABLE {name} RENAME TO old_{name};"))?;
    }
    t.execute_batch(&create())?;
    for name in &kept {
        t.execute_batch(&format!("INSERT INTO {name} SELECT * FROM old_{name}; DROP TABLE old_{name};"))?;
    }
    for table in TABLES.iter().filter(|table| packed::rows_of(table.name) == table.name) {
        let (name, columns, order) = (table.name, table.list(), table.order);
        t.execute_batch(&format!(
            "INSERT INTO {name} ({columns}) SELECT {columns} FROM old_{name} ORDER BY {order}; DROP TABLE old_{name};"
        ))?;
    }
    // Claims before mentions, for a mention is found by who makes the claim it stands in.
    for name in ["claims", "event_mentions", "descriptions", "entity_mentions", "events"] {
        repack(t, name, from)?;
    }
    packed::surest(t)
}

fn drop_all(t: &Transaction, kinds: &[&str]) -> rusqlite::Result<()> {
    for kind in kinds {
        let query = format!("SELECT name FROM sqlite_master WHERE type = '{kind}' AND sql IS NOT NULL");
        let names: Vec<String> =
            t.prepare(&query)?.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        for name in names {
            t.execute_batch(&format!("DROP {kind} \"{name}\";"))?;
        }
    }
    Ok(())
}

/// From version 3: descriptions lose the index of their ids, events are summed up by code off a table of their own and found by sector as by mode.
fn migrate_3(t: &Transaction) -> rusqlite::Result<()> {
    drop_all(t, &["trigger", "view"])?;
    t.execute_batch(&format!(
        "ALTER TABLE description_rows RENAME TO old_descriptions; ALTER TABLE pairs RENAME TO old_pairs; {} {}
         INSERT INTO description_rows SELECT * FROM old_descriptions ORDER BY n; DROP TABLE old_descriptions;
         INSERT OR IGNORE INTO pairs SELECT actor, recipient, n FROM old_pairs;
         INSERT OR IGNORE INTO dyad_rows SELECT ifnull(a.code, ''), ifnull(r.code, ''), p.event, p.n, p.quad, p.score, p.day
           FROM old_pairs p LEFT JOIN who a ON a.n = p.actor LEFT JOIN who r ON r.n = p.recipient;
         DROP TABLE old_pairs;
         INSERT OR IGNORE INTO labels (kind, value) SELECT DISTINCT {sector}, lower(sector) FROM who WHERE sector IS NOT NULL;
         INSERT OR IGNORE INTO marks SELECT l.n, p.n FROM parties p JOIN who w ON w.n = p.who
           JOIN labels l ON l.kind = {sector} AND l.value = lower(w.sector) WHERE p.role IN (1, 2);",
        packed::DESCRIPTIONS,
        packed::PAIRS,
        sector = label::SECTOR
    ))?;
    let ids: Vec<(i64, String)> = t
        .prepare("SELECT n, id FROM description_rows")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<_>>()?;
    let mut number = t.prepare("UPDATE description_rows SET id = ?2 WHERE n = ?1")?;
    for (n, id) in ids {
        if let Some(id) = packed::short("d-", &id) {
            number.execute([n, id])?;
        }
    }
    drop(number);
    t.execute_batch(&format!("{} PRAGMA user_version={VERSION};", over()))
}

fn repack(t: &Transaction, name: &str, from: i64) -> rusqlite::Result<()> {
    let Some(table) = crate::tables::table(name) else { return Ok(()) };
    let columns = table.list();
    let columns =
        if from == 1 { columns.replace(", \"corroboration\"", ", NULL AS corroboration") } else { columns };
    // A report's findings together, each report's words read once.
    let order = if name == "events" { "" } else { "report, " };
    let mut statement =
        t.prepare(&format!("SELECT {columns} FROM old_{name} ORDER BY {order}{}", table.order))?;
    let mut rows = statement.query([])?;
    let (seen, mut packer): (_, Option<(String, Packer)>) = (Rc::default(), None);
    while let Some(row) = rows.next()? {
        let row = Value::Object(crate::store::read(table, row));
        let report = row.get("report").and_then(Value::as_str).unwrap_or_default();
        if packer.as_ref().is_none_or(|(id, _)| id != report) {
            let new =
                if name == "events" { Packer::of_events(t) } else { Packer::of(t, report)?.seeing(&seen) };
            packer = Some((report.to_owned(), new));
        }
        if let Some((_, packer)) = &packer {
            packer.insert(name, &row)?;
        }
    }
    drop(rows);
    drop(statement);
    t.execute_batch(&format!("DROP TABLE old_{name};"))
}

const OWN: &str = "
CREATE TABLE event_aliases (alias TEXT PRIMARY KEY, id TEXT) WITHOUT ROWID;
CREATE TABLE report_sources (id TEXT PRIMARY KEY, dateline TEXT, evidence TEXT, sketch TEXT) WITHOUT ROWID;
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE parties (who INTEGER, role INTEGER, n INTEGER, PRIMARY KEY (who, role, n)) WITHOUT ROWID;
CREATE TABLE labels (n INTEGER PRIMARY KEY, kind INTEGER, value TEXT, UNIQUE (kind, value));
CREATE TABLE marks (label INTEGER, n INTEGER, PRIMARY KEY (label, n)) WITHOUT ROWID;
CREATE TABLE runs (n INTEGER PRIMARY KEY, coder TEXT, at TEXT, reports INTEGER);
CREATE TABLE superseded (run INTEGER, kind TEXT, id TEXT, report TEXT, coder TEXT, row TEXT);
CREATE TABLE reviews (n INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, what TEXT NOT NULL, target TEXT NOT NULL, change TEXT,
  why TEXT NOT NULL, anchors TEXT NOT NULL);
CREATE TABLE rejected (kind TEXT, id TEXT, review INTEGER, row TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE VIRTUAL TABLE reports_text USING fts5(title, text, content='reports', content_rowid='n',
  tokenize=\"unicode61 remove_diacritics 2\");";

// The first column gives a list its order, the others answer its commonest conditions without opening the row.
const INDEXES: &str = "
CREATE INDEX events_by_day ON event_rows (date_latest, event, quad, sources, own_voice, surest);
CREATE INDEX mentions_by_day ON mention_rows (date_latest, event, quad);
CREATE INDEX claims_by_day ON claim_rows (date_latest);
CREATE INDEX reports_by_day ON reports (published_latest);
CREATE INDEX reports_by_outlet ON reports (outlet COLLATE NOCASE);
CREATE INDEX reports_by_story ON reports (story);
CREATE INDEX mentions_by_event ON mention_rows (event_id) WHERE event_id IS NOT NULL;
CREATE INDEX mentions_by_claim ON mention_rows (said_by) WHERE said_by IS NOT NULL;
CREATE INDEX events_disputed ON event_rows (date_latest) WHERE disputes IS NOT NULL;";

const TRIGGERS: &str = "
CREATE TRIGGER reports_in AFTER INSERT ON reports BEGIN
  INSERT INTO reports_text (rowid, title, text) VALUES (NEW.n, NEW.title, NEW.text); END;
CREATE TRIGGER reports_out AFTER DELETE ON reports BEGIN
  INSERT INTO reports_text (reports_text, rowid, title, text) VALUES ('delete', OLD.n, OLD.title, OLD.text); END;";

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
   JOIN event_mentions em ON em.id = m.value JOIN reports r ON r.id = em.report ORDER BY 1)) AS outlets
  FROM event_rows e, json_each(e.disputes) d, json_each(d.value, '$.values') v WHERE e.disputes IS NOT NULL;
CREATE VIEW framing AS SELECT coalesce(actor ->> 'id', actor ->> 'name') AS actor, outlet, lower(text) AS text, head, stance,
  said_by IS NULL AS own_voice, count(*) AS times, count(DISTINCT report) AS reports
  FROM descriptions GROUP BY 1, 2, 3, 4, 5, 6;";
