//! Schema: what makes a store, and what brings an older one up to date. Tables of the contract, the store's own tables, the indexes that lists and
//! search walk, and the views that make a user's SQL short.
//!
//! Indexes over parties, modes, contexts and places are kept by triggers, so that whoever writes a row keeps them true.

use crate::tables::{MUTUAL, TABLES, Table};

/// The schema's version; a record of an older one is migrated, of a newer one refused.
pub const VERSION: i64 = 2;

/// Roles in the table `parties`.
pub(crate) mod role {
    pub(crate) const EVENT: [u8; 2] = [1, 2];
    pub(crate) const MENTION: [u8; 2] = [3, 4];
    pub(crate) const SPEAKER: u8 = 5;
    pub(crate) const ADDRESSEE: u8 = 6;
}

/// Kinds in the table `marks`: 1 to 4 of events, 11 to 15 of mentions.
pub(crate) mod mark {
    pub(crate) const MODE: u8 = 1;
    pub(crate) const CONTEXT: u8 = 2;
    pub(crate) const COUNTRY: u8 = 3;
    pub(crate) const PLACE: u8 = 4;
    pub(crate) const AUX: u8 = 5;
    /// What is added for a mention.
    pub(crate) const OF_MENTION: u8 = 10;
}

/// Names, places and dates are many and alike: what they resolve to is kept once, and the table of the contract is a view.
pub(crate) const ENTITIES: &str = "entity_mentions";

/// The statements that make a new store of this version.
pub(crate) fn create() -> String {
    let tables: String = TABLES.iter().filter(|table| table.name != ENTITIES).map(Table::create).collect();
    format!("{tables} {OWN} {INDEXES} {} {VIEWS} PRAGMA user_version={VERSION};", triggers())
}

/// The statements that bring a store of an older version to this one, in one transaction of the caller's.
pub(crate) fn migrate(from: i64) -> String {
    let mut all = String::new();
    if from == 1 {
        // Version 1 kept rows by their ids and had no indexes: they are copied in the order in which they are listed.
        all += "DROP INDEX IF EXISTS mentions_by_report; DROP INDEX IF EXISTS mentions_by_event; DROP INDEX IF EXISTS claims_by_report;";
        for table in &TABLES {
            all += &format!("ALTER TABLE {0} RENAME TO {0}_1;", table.name);
        }
        all += &create();
        for table in &TABLES {
            let name = table.name;
            if name == ENTITIES {
                all += OLD_ENTITIES;
                continue;
            }
            let columns = table.list().replace(", \"corroboration\"", "");
            all += &format!(
                "INSERT INTO {name} ({columns}) SELECT {columns} FROM {name}_1 ORDER BY {}; DROP TABLE {name}_1;",
                table.order
            );
        }
    }
    all
}

// What version 1 resolved names to is kept as it stood.
const OLD_ENTITIES: &str = "
INSERT INTO things (json, actor) SELECT DISTINCT resolved, 0 FROM entity_mentions_1 WHERE resolved IS NOT NULL ORDER BY 1;
INSERT INTO entities (report, start, \"end\", title, id, text, kind, label, thing, value, type, confidence)
  SELECT r.n, e.start, e.\"end\", ifnull(e.\"in\" = 'title', 0), e.id, e.text, e.kind, e.label, t.n, e.value, e.type, e.confidence
  FROM entity_mentions_1 e JOIN reports r ON r.id = e.report LEFT JOIN things t ON t.json = e.resolved AND t.actor = 0 ORDER BY e.report, e.start, e.id;
DROP TABLE entity_mentions_1;";

const OWN: &str = "
CREATE TABLE things (n INTEGER PRIMARY KEY, json TEXT NOT NULL, actor INTEGER NOT NULL, UNIQUE (json, actor));
CREATE TABLE entities (n INTEGER PRIMARY KEY, report INTEGER NOT NULL, start INTEGER, \"end\" INTEGER, title INTEGER, id TEXT NOT NULL, text TEXT,
  kind TEXT, label TEXT, thing INTEGER, value TEXT, type TEXT, confidence REAL);
CREATE VIEW entity_mentions AS SELECT e.id, r.id AS report, e.start, e.\"end\", CASE e.title WHEN 1 THEN 'title' END AS \"in\", e.text, e.kind, e.label,
  CASE t.actor WHEN 0 THEN t.json WHEN 1 THEN CASE e.title
    WHEN 1 THEN json_insert(t.json, '$.text', e.text, '$.start', e.start, '$.end', e.\"end\", '$.in', 'title')
    ELSE json_insert(t.json, '$.text', e.text, '$.start', e.start, '$.end', e.\"end\") END END AS resolved,
  e.value, e.type, e.confidence, e.n
  FROM entities e JOIN reports r ON r.n = e.report LEFT JOIN things t ON t.n = e.thing;
CREATE TABLE IF NOT EXISTS event_aliases (alias TEXT PRIMARY KEY, id TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS report_sources (id TEXT PRIMARY KEY, dateline TEXT, evidence TEXT, sketch TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE who (n INTEGER PRIMARY KEY, code TEXT NOT NULL, sector TEXT NOT NULL, actor TEXT NOT NULL, name TEXT NOT NULL,
  UNIQUE (code, sector, actor, name));
CREATE TABLE parties (who INTEGER, role INTEGER, n INTEGER, PRIMARY KEY (who, role, n)) WITHOUT ROWID;
CREATE TABLE pairs (actor INTEGER, recipient INTEGER, event TEXT, n INTEGER, quad INTEGER, score REAL, day TEXT,
  PRIMARY KEY (actor, recipient, event, n)) WITHOUT ROWID;
CREATE TABLE marks (kind INTEGER, value TEXT, n INTEGER, PRIMARY KEY (kind, value, n)) WITHOUT ROWID;
CREATE TABLE runs (n INTEGER PRIMARY KEY, coder TEXT, at TEXT, reports INTEGER);
CREATE TABLE superseded (run INTEGER, kind TEXT, id TEXT, report TEXT, coder TEXT, row TEXT);
CREATE TABLE reviews (n INTEGER PRIMARY KEY, at TEXT NOT NULL, by TEXT NOT NULL, what TEXT NOT NULL, target TEXT NOT NULL, change TEXT,
  why TEXT NOT NULL, anchors TEXT NOT NULL);
CREATE TABLE rejected (kind TEXT, id TEXT, review INTEGER, row TEXT, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE VIRTUAL TABLE reports_text USING fts5(title, text, content='reports', content_rowid='n',
  tokenize=\"unicode61 remove_diacritics 2\");";

// The first columns give a list its order, the others answer its commonest conditions without opening the row.
const INDEXES: &str = "
CREATE INDEX events_by_day ON events (date_latest, date_earliest, id, event, quad, sources, own_voice);
CREATE INDEX mentions_by_day ON event_mentions (date_latest, date_earliest, id, event, quad, confidence);
CREATE INDEX claims_by_day ON claims (date_latest, date_earliest, id, confidence);
CREATE INDEX reports_by_day ON reports (published_latest, id, outlet, story);
CREATE INDEX reports_by_outlet ON reports (outlet COLLATE NOCASE, id);
CREATE INDEX reports_by_story ON reports (story, id);
CREATE INDEX mentions_by_event ON event_mentions (event_id, id) WHERE event_id IS NOT NULL;
CREATE INDEX mentions_by_report ON event_mentions (report, event_id);
CREATE INDEX mentions_by_claim ON event_mentions (said_by, event_id) WHERE said_by IS NOT NULL;
CREATE INDEX claims_by_report ON claims (report, id);
CREATE INDEX descriptions_by_report ON descriptions (report, start, id);
CREATE INDEX entities_by_report ON entities (report);
CREATE INDEX events_disputed ON events (id) WHERE disputes <> '[]';";

const VIEWS: &str = "
CREATE VIEW timeline AS SELECT e.date_latest AS day, e.date_earliest, e.date_latest, e.id, e.event,
  (SELECT group_concat(value, ',') FROM json_each(e.mode)) AS mode,
  (SELECT group_concat(value ->> 'name', '; ') FROM json_each(e.actor)) AS actor,
  (SELECT group_concat(value ->> 'name', '; ') FROM json_each(e.recipient)) AS recipient,
  e.place ->> 'name' AS place, e.place ->> 'country' AS country, e.quad, e.score,
  e.dead ->> 'low' AS dead_low, e.dead ->> 'high' AS dead_high, e.reports, e.outlets, e.sources, e.own_voice,
  e.disputes <> '[]' AS disputed
  FROM events e ORDER BY e.date_latest, e.date_earliest, e.id;
CREATE VIEW dyads AS SELECT a.code AS actor, ifnull(r.code, '') AS recipient, p.event, p.quad, sum(p.events) AS events,
  sum(p.score) / sum(p.events) AS score, min(p.first) AS first, max(p.last) AS last
  FROM (SELECT actor, recipient, event, quad, count(*) AS events, sum(score) AS score, min(day) AS first, max(day) AS last
        FROM pairs GROUP BY actor, recipient, event) p
  JOIN who a ON a.n = p.actor LEFT JOIN who r ON r.n = p.recipient
  GROUP BY a.code, ifnull(r.code, ''), p.event;
CREATE VIEW disputes AS SELECT e.id AS event_id, e.event, e.date_latest AS day, d.value ->> 'field' AS field, v.value ->> 'value' AS value,
  json_array_length(v.value, '$.mentions') AS mentions,
  (SELECT group_concat(outlet, '; ') FROM (SELECT DISTINCT ifnull(r.outlet, r.source_uri) AS outlet FROM json_each(v.value, '$.mentions') m
   JOIN event_mentions em ON em.id = m.value JOIN reports r ON r.id = em.report ORDER BY 1)) AS outlets
  FROM events e, json_each(e.disputes) d, json_each(d.value, '$.values') v WHERE e.disputes <> '[]';
CREATE VIEW framing AS SELECT coalesce(actor ->> 'id', actor ->> 'name') AS actor, outlet, lower(text) AS text, head, stance,
  said_by IS NULL AS own_voice, count(*) AS times, count(DISTINCT report) AS reports
  FROM descriptions GROUP BY 1, 2, 3, 4, 5, 6;";

fn triggers() -> String {
    let one = |column: &str| format!("json_array(json({column}))");
    let lists = [
        ("events", "actor".to_owned(), role::EVENT[0], false),
        ("events", "recipient".to_owned(), role::EVENT[1], false),
        ("event_mentions", "actor".to_owned(), role::MENTION[0], false),
        ("event_mentions", "recipient".to_owned(), role::MENTION[1], false),
        ("claims", "speaker".to_owned(), role::SPEAKER, true),
        ("claims", "addressee".to_owned(), role::ADDRESSEE, false),
    ];
    let mut all = String::from(
        "CREATE TRIGGER reports_in AFTER INSERT ON reports BEGIN
           INSERT INTO reports_text (rowid, title, text) VALUES (NEW.n, NEW.title, NEW.text); END;
         CREATE TRIGGER reports_out AFTER DELETE ON reports BEGIN
           INSERT INTO reports_text (reports_text, rowid, title, text) VALUES ('delete', OLD.n, OLD.title, OLD.text); END;",
    );
    for table in ["events", "event_mentions", "claims"] {
        let (mut into, mut out) = (String::new(), String::new());
        for (_, column, role, single) in lists.iter().filter(|(of, ..)| *of == table) {
            let list = |row: &str| {
                let column = format!("{row}.{column}");
                if *single { one(&column) } else { column }
            };
            into += &known(&list("NEW"));
            into += &format!(
                "INSERT INTO parties SELECT DISTINCT w.n, {role}, NEW.n FROM {};",
                joined(&list("NEW"), "w")
            );
            out += &format!(
                "DELETE FROM parties WHERE role = {role} AND n = OLD.n AND who IN (SELECT w.n FROM {});",
                joined(&list("OLD"), "w")
            );
        }
        if table != "claims" {
            let base = if table == "events" { 0 } else { mark::OF_MENTION };
            for (kind, values) in marks(table) {
                into += &format!(
                    "INSERT INTO marks SELECT DISTINCT {}, v, NEW.n FROM ({}) WHERE v IS NOT NULL;",
                    base + kind,
                    values.replace("ROW", "NEW")
                );
                out += &format!(
                    "DELETE FROM marks WHERE kind = {} AND n = OLD.n AND value IN ({});",
                    base + kind,
                    values.replace("ROW", "OLD")
                );
            }
        }
        if table == "events" {
            into += &pairs();
            out += &format!(
                "DELETE FROM pairs WHERE n = OLD.n AND actor IN (SELECT w.n FROM {});",
                joined("OLD.actor", "w")
            );
        }
        all += &format!("CREATE TRIGGER {table}_in AFTER INSERT ON {table} BEGIN {into} END;");
        all += &format!("CREATE TRIGGER {table}_out AFTER DELETE ON {table} BEGIN {out} END;");
    }
    all
}

/// Makes the parties of a list known. `OR IGNORE` would give way to the `OR REPLACE` of the statement outside, hence the long form.
fn known(list: &str) -> String {
    format!(
        "INSERT INTO who (code, sector, actor, name) SELECT DISTINCT {PARTY} FROM json_each({list}) j WHERE j.type = 'object'
         AND NOT EXISTS (SELECT 1 FROM who k WHERE {});",
        same("k", "j")
    )
}

const PARTY: &str = "ifnull(j.value ->> 'code', ''), ifnull(j.value ->> 'sector', ''), ifnull(j.value ->> 'id', ''), ifnull(j.value ->> 'name', '')";

fn same(who: &str, json: &str) -> String {
    let part =
        |(column, field): (&str, &str)| format!("{who}.{column} = ifnull({json}.value ->> '{field}', '')");
    [("code", "code"), ("sector", "sector"), ("actor", "id"), ("name", "name")].map(part).join(" AND ")
}

fn joined(list: &str, who: &str) -> String {
    format!(
        "json_each({list}) j{who} JOIN who {who} ON j{who}.type = 'object' AND {}",
        same(who, &format!("j{who}"))
    )
}

/// Who stands to whom: each actor to each recipient; in a mutual event of several actors, each to each other.
fn pairs() -> String {
    let mutual = MUTUAL.map(|event| format!("'{event}'")).join(", ");
    let others = joined("NEW.recipient", "r");
    let actors = joined("NEW.actor", "a");
    let alike = joined("NEW.actor", "r");
    let columns = "NEW.event, NEW.n, NEW.quad, NEW.score, NEW.date_latest";
    format!(
        "INSERT INTO pairs SELECT DISTINCT a.n, r.n, {columns} FROM {actors} JOIN (SELECT r.n FROM {others}) r;
         INSERT INTO pairs SELECT DISTINCT a.n, r.n, {columns} FROM {actors} JOIN (SELECT r.n FROM {alike}) r ON r.n <> a.n
           WHERE NEW.recipient = '[]' AND NEW.event IN ({mutual});
         INSERT INTO pairs SELECT DISTINCT a.n, 0, {columns} FROM {actors}
           WHERE NOT EXISTS (SELECT 1 FROM pairs p WHERE p.actor = a.n AND p.event = NEW.event AND p.n = NEW.n);"
    )
}

fn marks(table: &str) -> Vec<(u8, String)> {
    let list = |column: &str| format!("SELECT value AS v FROM json_each(ROW.{column})");
    let place = |field: &str| format!("SELECT lower(ROW.place ->> '{field}') AS v");
    let mut all = vec![
        (mark::MODE, list("mode")),
        (mark::CONTEXT, list("context")),
        (mark::COUNTRY, place("country")),
        (mark::PLACE, place("name")),
    ];
    if table == "event_mentions" {
        all.push((mark::AUX, list("aux")));
    }
    all
}
