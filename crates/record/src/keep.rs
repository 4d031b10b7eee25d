//! Keep: whole reports into the store, each with its text, its note and all that was found in it; and out of another store into this one.

use crate::packed::{Found, NOTE, Packer, Seen};
use crate::pages::{Pages, Spot};
use crate::store::{Coded, read, value};
use crate::tables::{Kind, table};
use extract::Findings;
use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, Transaction, params, params_from_iter};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use text::Report;

type Done<T> = rusqlite::Result<T>;

/// Keeps the reports of one transaction. What it lays down is on its page when `done` has been called.
pub(crate) struct Keeper<'t> {
    t: &'t Transaction<'t>,
    seen: Rc<Seen>,
    texts: Pages,
    notes: Pages,
}

/// Columns that stand in `report_rows` as they come.
const PLAIN: [&str; 15] = [
    "given_id",
    "source_uri",
    "outlet",
    "outlet_country",
    "agency",
    "byline",
    "title",
    "dateline",
    "dateline_place",
    "published_latest",
    "published_evidence",
    "language",
    "near_duplicate_of",
    "story",
    "id",
];

impl<'t> Keeper<'t> {
    pub(crate) fn of(t: &'t Transaction) -> Keeper<'t> {
        Keeper { t, seen: Rc::default(), texts: Pages::of("texts"), notes: Pages::of("notes") }
    }

    /// Keeps one report; false where it was there already, and only gains the place it was found at.
    pub(crate) fn coded(&mut self, coded: &Coded) -> Done<bool> {
        let report = &coded.report;
        let known: Option<(String, String)> = self
            .t
            .prepare_cached("SELECT source_uri, ifnull(also_at, '[]') FROM report_rows WHERE id = ?")?
            .query_row([&report.id], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        if let Some((uri, also)) = known {
            seen_again(self.t, report, uri, &also)?;
            return Ok(false);
        }
        self.row(
            &serde_json::to_value(report).unwrap_or_default(),
            note_of(report),
            &found(&coded.findings),
        )?;
        Ok(true)
    }

    /// Keeps one report, given as a row, with what its note says beside names and warnings.
    pub(crate) fn row(&mut self, report: &Value, mut note: Map<String, Value>, found: &Found) -> Done<()> {
        let n: i64 = self
            .t
            .prepare_cached("SELECT ifnull(max(n), 0) + 1 FROM report_rows")?
            .query_row([], |row| row.get(0))?;
        let packer = Packer::with(self.t, n, report, &self.seen);
        let coder = packer.intern(&json!([report.get("coder")]).to_string())?;
        let names = packer.findings(found)?;
        let many = names.len();
        write_into(&mut note, report.get("warnings"), names);
        let text = report.get("text").and_then(Value::as_str).unwrap_or_default();
        let words = self.texts.lay(self.t, n, text.as_bytes())?;
        let note = self.notes.lay(self.t, n, Value::Object(note).to_string().as_bytes())?;
        let mut columns: Vec<(&str, Sql)> =
            PLAIN.iter().map(|name| (*name, value(report.get(*name), Kind::Text))).collect();
        columns.extend([("n", n.into()), ("coder", coder.into()), ("names", number(many))]);
        columns.push(("also_at", list(report.get("also_at"))));
        columns.push(("source_hash", hash(report.get("source_hash"))));
        for name in ["published", "published_earliest"] {
            columns.push((name, day(report, name)));
        }
        let spots =
            [("text_back", "text_at", "text_size", words), ("note_back", "note_at", "note_size", note)];
        for (back, at, size, Spot { back: b, at: a, size: s }) in spots {
            columns.extend([(back, b.into()), (at, number(a)), (size, number(s))]);
        }
        let names: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
        let marks = vec!["?"; columns.len()].join(", ");
        self.t
            .prepare_cached(&format!("INSERT INTO report_rows ({}) VALUES ({marks})", names.join(", ")))?
            .execute(params_from_iter(columns.into_iter().map(|(_, value)| value)))?;
        self.t
            .prepare_cached("INSERT INTO reports_text (rowid, title, text) VALUES (?, ?, ?)")?
            .execute(params![n, report.get("title").and_then(Value::as_str), text])
            .map(drop)
    }

    /// Takes reports over from tables or views of the contract's names behind a prefix (`other.`, `old_`), with what was found in them in this order. `note`
    /// gives the evidence and the span of the dateline; `links` says whether they stay merged as they are there.
    pub(crate) fn take(
        &mut self,
        from: &str,
        ids: &[String],
        order: &str,
        links: bool,
        note: impl Fn(&str) -> Done<Map<String, Value>>,
    ) -> Done<()> {
        let Some(reports) = table("reports") else { return Ok(()) };
        let query = format!("SELECT {} FROM {from}reports WHERE id = ?", reports.list());
        for id in ids {
            let row = self.t.prepare_cached(&query)?.query_row([id], |row| Ok(read(reports, row)))?;
            let mut found = Found::new();
            for name in ["claims", "event_mentions", "descriptions", "entity_mentions"] {
                found.push((name, findings(self.t, (from, order), name, id, links)?));
            }
            self.row(&Value::Object(row), note(id)?, &found)?;
        }
        Ok(())
    }

    /// Closes the pages.
    pub(crate) fn done(mut self) -> Done<()> {
        self.texts.close(self.t)?;
        self.notes.close(self.t)
    }
}

/// A report's findings of one table, in the order in which they were kept.
fn findings(
    t: &Transaction,
    (from, order): (&str, &str),
    name: &str,
    report: &str,
    links: bool,
) -> Done<Vec<Value>> {
    let Some(of) = table(name) else { return Ok(Vec::new()) };
    let query = format!("SELECT {} FROM {from}{name} WHERE report = ? ORDER BY {order}", of.list());
    let mut statement = t.prepare_cached(&query)?;
    let mut rows = statement.query([report])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let mut row = read(of, row);
        for merged in ["event_id", "denies"].into_iter().filter(|_| !links) {
            row.get_mut(merged).map(Value::take);
        }
        all.push(Value::Object(row));
    }
    Ok(all)
}

/// Findings as rows, by table; claims before the mentions that stand in them.
pub(crate) fn found(f: &Findings) -> Found {
    let rows = |json: serde_json::Result<Value>| match json {
        Ok(Value::Array(rows)) => rows,
        _ => Vec::new(),
    };
    vec![
        ("claims", rows(serde_json::to_value(&f.claims))),
        ("event_mentions", rows(serde_json::to_value(&f.event_mentions))),
        ("descriptions", rows(serde_json::to_value(&f.descriptions))),
        ("entity_mentions", rows(serde_json::to_value(&f.entity_mentions))),
    ]
}

/// Why each field of a report is what it is, and where its dateline stands.
fn note_of(report: &Report) -> Map<String, Value> {
    let mut note = Map::new();
    let evidence = serde_json::to_value(&report.evidence).unwrap_or_default();
    note.insert("evidence".into(), evidence);
    if let Some(span) = report.dateline_span {
        note.insert("dateline".into(), serde_json::to_value(span).unwrap_or_default());
    }
    note
}

fn write_into(note: &mut Map<String, Value>, warnings: Option<&Value>, names: Vec<Value>) {
    for (name, list) in [("warnings", warnings.cloned().unwrap_or_default()), ("names", Value::Array(names))]
    {
        match list.as_array().is_some_and(|list| !list.is_empty()) {
            true => note.insert(name.into(), list),
            false => note.remove(name),
        };
    }
}

/// The note of a report, by its number.
pub(crate) fn note(t: &rusqlite::Connection, from: &str, id: &str) -> Done<Map<String, Value>> {
    let query = format!(
        "SELECT {NOTE} FROM {from}report_rows r JOIN {from}notes d ON d.n = r.n - r.note_back WHERE r.id = ?"
    );
    let json: Option<String> =
        t.prepare_cached(&query)?.query_row([id], |row| row.get(0)).optional()?.flatten();
    Ok(json.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())
}

/// Puts what a newer coder finds in the place of what a report has: rows, names and warnings.
pub(crate) fn recoded(t: &Transaction, batch: &[Coded]) -> Done<()> {
    let (seen, mut notes) = (Rc::default(), BTreeMap::new());
    for Coded { report, findings } in batch {
        let n: i64 = t.query_row("SELECT n FROM report_rows WHERE id = ?", [&report.id], |row| row.get(0))?;
        let row = serde_json::to_value(report).unwrap_or_default();
        let packer = Packer::with(t, n, &row, &seen);
        let coder = packer.intern(&json!([report.coder]).to_string())?;
        let names = packer.findings(&found(findings))?;
        let mut note = note(t, "", &report.id)?;
        let many = names.len();
        write_into(&mut note, row.get("warnings"), names);
        notes.insert(n, Value::Object(note).to_string());
        // What the coder itself tells of the report; all else is as it was read.
        t.prepare_cached(
            "UPDATE report_rows SET coder = ?2, names = ?3, dateline_place = ?4, published = ?5, published_earliest = ?6, published_latest = ?7,
               published_evidence = ?8 WHERE n = ?1",
        )?
        .execute(params![
            n,
            coder,
            number(many),
            value(row.get("dateline_place"), Kind::Text),
            day(&row, "published"),
            day(&row, "published_earliest"),
            value(row.get("published_latest"), Kind::Text),
            value(row.get("published_evidence"), Kind::Text)
        ])?;
    }
    write_anew(t, &notes)
}

/// Writes the pages anew on which these notes stand.
fn write_anew(t: &Transaction, notes: &BTreeMap<i64, String>) -> Done<()> {
    let mut pages = BTreeSet::new();
    for n in notes.keys() {
        let first = "SELECT n - note_back FROM report_rows WHERE n = ?";
        pages.insert(t.prepare_cached(first)?.query_row([n], |row| row.get::<_, i64>(0))?);
    }
    for first in pages {
        let on_it = format!(
            "SELECT r.n, {NOTE} FROM report_rows r JOIN notes d ON d.n = ?1 WHERE r.n >= ?1
               AND r.n < ifnull((SELECT min(n) FROM notes WHERE n > ?1), r.n + 1) AND r.n - r.note_back = ?1 ORDER BY r.n"
        );
        let known: Vec<(i64, Option<String>)> = t
            .prepare_cached(&on_it)?
            .query_map([first], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect::<Done<_>>()?;
        let mut bytes = Vec::new();
        for (n, old) in known {
            let note = notes.get(&n).cloned().or(old).unwrap_or_default();
            t.prepare_cached("UPDATE report_rows SET note_at = ?2, note_size = ?3 WHERE n = ?1")?
                .execute(params![n, number(bytes.len()), number(note.len())])?;
            bytes.extend_from_slice(note.as_bytes());
        }
        let z = crate::pages::packed(&bytes);
        t.prepare_cached("INSERT OR REPLACE INTO notes VALUES (?, ?, ?)")?.execute(params![
            first,
            number(bytes.len()),
            z
        ])?;
    }
    Ok(())
}

/// Notes that a report that is kept was found at these places too.
pub(crate) fn found_at(t: &Transaction, id: &str, uri: &str, also: &str) -> Done<()> {
    let query = "SELECT source_uri, ifnull(also_at, '[]') FROM report_rows WHERE id = ?";
    let (kept, kept_also): (String, String) =
        t.query_row(query, [id], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let also_at: Vec<String> = serde_json::from_str(also).unwrap_or_default();
    let report = Report { id: id.to_owned(), source_uri: uri.to_owned(), also_at, ..Report::default() };
    seen_again(t, &report, kept, &kept_also)
}

/// The same article at another place: the smallest place is its `source_uri`, the others stand in `also_at`.
fn seen_again(t: &Transaction, report: &Report, uri: String, also: &str) -> Done<()> {
    let mut places: Vec<String> = serde_json::from_str(also).unwrap_or_default();
    places.extend([uri, report.source_uri.clone()]);
    places.extend(report.also_at.iter().cloned());
    places.sort();
    places.dedup();
    let first = places.remove(0);
    t.execute(
        "UPDATE report_rows SET source_uri = ?, also_at = ? WHERE id = ?",
        params![first, list(Some(&json!(places))), report.id],
    )
    .map(drop)
}

/// A list as JSON text; nothing for an empty one.
fn list(list: Option<&Value>) -> Sql {
    list.filter(|list| list.as_array().is_some_and(|list| !list.is_empty()))
        .map_or(Sql::Null, |list| list.to_string().into())
}

/// A day; 0 where it is the last day of publication.
fn day(report: &Value, name: &str) -> Sql {
    match (report.get(name), report.get("published_latest")) {
        (Some(day), Some(last)) if day == last && !day.is_null() => Sql::Integer(0),
        (day, _) => value(day, Kind::Text),
    }
}

/// A hash by its bytes, where it is written in small digits of sixteen.
fn hash(field: Option<&Value>) -> Sql {
    let text = field.and_then(Value::as_str).unwrap_or_default();
    let digits = |pair: &[u8]| {
        let nibble = |b: u8| char::from(b).to_digit(16).filter(|_| !b.is_ascii_uppercase());
        u8::try_from(nibble(pair[0])? * 16 + nibble(pair[1])?).ok()
    };
    let bytes: Option<Vec<u8>> =
        text.as_bytes().chunks(2).map(|pair| (pair.len() == 2).then(|| digits(pair))?).collect();
    bytes.filter(|bytes| !bytes.is_empty()).map_or_else(|| value(field, Kind::Text), Sql::Blob)
}

fn number(many: usize) -> Sql {
    Sql::Integer(i64::try_from(many).unwrap_or(i64::MAX))
}
