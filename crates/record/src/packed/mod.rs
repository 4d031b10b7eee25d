//! Packed: how the rows that are many are kept small. In: rows of the contract, as JSON; out: rows of the store's own tables (`tables.rs`). The views that
//! give the rows of the contract back stand in `views.rs`.
//!
//! Four things make a row small. A finding's number is its report's number and its place there, so that no row and no index repeats a report's id. Who is
//! meant and what is said again and again stands once, in `who` and `things`. Words that the report's text quotes are cut out of it when asked for. What is
//! seldom there stands in `more`, as JSON. Nothing is lost: what does not fit any of these is kept as it came.
//!
//! Names, places and dates, which outnumber all else, stand in their report's note and have no rows.

mod fields;
mod rows;
mod tables;
mod views;

pub(crate) use fields::digest;
pub(crate) use tables::{PAIRS, TABLES, triggers};
pub(crate) use views::{NOTE, views};

use crate::schema::label;
use fields::{cut_out, in_body, in_title, numbers, short_digest, whole};
use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, Transaction, params, params_from_iter};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

/// A finding's number is its report's, shifted by so many bits, and its place among the report's findings of its kind.
pub(crate) const SHIFT: i64 = 24;

/// The tables that are kept packed, each a view of the contract's name over a table of the store's own.
const PACKED: [(&str, &str); 5] = [
    ("reports", "report_rows"),
    ("event_mentions", "mention_rows"),
    ("claims", "claim_rows"),
    ("descriptions", "description_rows"),
    ("events", "event_rows"),
];

/// The store's own table behind a table of the contract; the same where it is kept as it is, or has no rows of its own (`entity_mentions`).
pub(crate) fn rows_of(table: &str) -> &str {
    PACKED.iter().find(|(name, _)| *name == table).map_or(table, |(_, rows)| *rows)
}

/// The numbers of what is kept once, as far as one transaction has met it.
#[derive(Default)]
pub(crate) struct Seen {
    things: RefCell<HashMap<String, i64>>,
    who: RefCell<HashMap<String, i64>>,
}

/// Keeps findings of one report, or events.
pub(crate) struct Packer<'t> {
    t: &'t Transaction<'t>,
    seen: Rc<Seen>,
    /// The next free number, by table.
    next: RefCell<BTreeMap<&'static str, i64>>,
    /// Names, places and dates, which go into the report's note.
    names: RefCell<Vec<Value>>,
    /// Mentions by the claim that they stand in.
    said: HashMap<String, Vec<Value>>,
    /// The report's number; 0 for events.
    report: i64,
    id: Cow<'t, str>,
    title: Cow<'t, str>,
    text: Cow<'t, str>,
    outlet: Option<String>,
}

type Done<T> = rusqlite::Result<T>;

/// What was found in a report, as rows by table; claims before the mentions that stand in them.
pub(crate) type Found = Vec<(&'static str, Vec<Value>)>;

impl<'t> Packer<'t> {
    /// For findings of a report that is kept already.
    pub(crate) fn of(t: &'t Transaction, id: &str) -> Done<Packer<'t>> {
        let mut statement = t.prepare_cached("SELECT n, title, text, outlet FROM reports WHERE id = ?")?;
        statement.query_row([id], |row| {
            let words =
                |at: usize| row.get::<_, Option<String>>(at).map(|text| Cow::Owned(text.unwrap_or_default()));
            Ok(Packer {
                report: row.get(0)?,
                id: Cow::Owned(id.to_owned()),
                title: words(1)?,
                text: words(2)?,
                outlet: row.get(3)?,
                ..Packer::of_events(t)
            })
        })
    }

    /// The same, where the report is at hand, as a row.
    pub(crate) fn with(t: &'t Transaction, n: i64, report: &'t Value, seen: &Rc<Seen>) -> Packer<'t> {
        let words = |name: &str| report.get(name).and_then(Value::as_str).unwrap_or_default();
        Packer {
            report: n,
            id: Cow::Borrowed(words("id")),
            title: Cow::Borrowed(words("title")),
            text: Cow::Borrowed(words("text")),
            outlet: report.get("outlet").and_then(Value::as_str).map(str::to_owned),
            seen: Rc::clone(seen),
            ..Packer::of_events(t)
        }
    }

    /// For events, which have no report of their own.
    pub(crate) fn of_events(t: &'t Transaction) -> Packer<'t> {
        Packer {
            t,
            seen: Rc::default(),
            next: RefCell::default(),
            names: RefCell::default(),
            said: HashMap::new(),
            report: 0,
            id: Cow::Borrowed(""),
            title: Cow::Borrowed(""),
            text: Cow::Borrowed(""),
            outlet: None,
        }
    }

    /// Keeps all that was found in the report; gives the names, places and dates, for its note.
    pub(crate) fn findings(mut self, found: &Found) -> Done<Vec<Value>> {
        let mentions =
            found.iter().filter(|(table, _)| *table == "event_mentions").flat_map(|(_, rows)| rows);
        for (claim, mention) in
            mentions.filter_map(|row| Some((row.get("said_by")?.as_str()?, row.get("id")?)))
        {
            self.said.entry(claim.to_owned()).or_default().push(mention.clone());
        }
        for (table, rows) in found {
            rows.iter().try_for_each(|row| self.insert(table, row))?;
        }
        Ok(self.names.into_inner())
    }

    /// Keeps one row of a packed table; one of the same id gives way.
    pub(crate) fn insert(&self, table: &str, row: &Value) -> Done<()> {
        match table {
            "claims" => self.claim(row),
            "event_mentions" => self.mention(row),
            "descriptions" => self.description(row),
            "entity_mentions" => self.name(row),
            _ => self.event(row),
        }
    }

    fn put(&self, table: &str, values: Vec<Sql>) -> Done<()> {
        let marks = vec!["?"; values.len()].join(", ");
        let mut statement =
            self.t.prepare_cached(&format!("INSERT OR REPLACE INTO {table} VALUES ({marks})"))?;
        statement.execute(params_from_iter(values))?;
        Ok(())
    }

    /// The next free number of the report's findings in a table.
    fn next(&self, table: &'static str) -> Done<i64> {
        let (first, past) = (self.report << SHIFT, (self.report + 1) << SHIFT);
        let taken = self.next.borrow().get(table).copied();
        let next = match taken {
            Some(next) => next,
            None => {
                let query = format!("SELECT max(n) FROM {table} WHERE n >= ? AND n < ?");
                let last: Option<i64> =
                    self.t.prepare_cached(&query)?.query_row([first, past], |row| row.get(0))?;
                last.map_or(first, |last| last + 1)
            }
        };
        self.next.borrow_mut().insert(table, next + 1);
        if next < past { Ok(next) } else { Err(rusqlite::Error::IntegralValueOutOfRange(0, next)) }
    }

    fn part(&self, title: bool) -> &str {
        if title { &self.title } else { &self.text }
    }

    /// The number of a thing that is kept once.
    pub(crate) fn intern(&self, json: &str) -> Done<i64> {
        if let Some(n) = self.seen.things.borrow().get(json) {
            return Ok(*n);
        }
        let n = self.interned(json)?;
        self.seen.things.borrow_mut().insert(json.to_owned(), n);
        Ok(n)
    }

    /// The same of a thing that may be none.
    fn intern_some(&self, thing: Option<Value>) -> Done<Option<i64>> {
        thing.map(|thing| self.intern(&thing.to_string())).transpose()
    }

    fn interned(&self, json: &str) -> Done<i64> {
        // Found by a number, for an index over the words themselves would hold them all again.
        let digest = short_digest(json);
        let known = self
            .t
            .prepare_cached("SELECT n FROM things WHERE digest = ? AND json = ?")?
            .query_row(params![digest, json], |row| row.get(0))
            .optional()?;
        if let Some(n) = known {
            return Ok(n);
        }
        let new = "INSERT INTO things (json, digest) VALUES (?, ?)";
        self.t.prepare_cached(new)?.execute(params![json, digest])?;
        Ok(self.t.last_insert_rowid())
    }

    fn place(&self, row: &Value) -> Done<Option<i64>> {
        let place = row.get("place").filter(|place| !place.is_null());
        place.map(|place| self.intern(&place.to_string())).transpose()
    }

    /// The number of a party, without the words and bytes of the passage; nothing where it is none that the contract knows.
    fn known(&self, party: Option<&Value>) -> Done<Option<i64>> {
        const FIELDS: [&str; 9] =
            ["code", "sector", "other_sectors", "id", "name", "office", "text", "start", "end"];
        let Some(fields) = party.and_then(Value::as_object) else { return Ok(None) };
        let text = |name: &str| fields.get(name).and_then(Value::as_str);
        let all = FIELDS.iter().all(|name| fields.contains_key(*name))
            && fields.keys().all(|name| FIELDS.contains(&name.as_str()) || name == "in")
            && ["code", "sector", "id", "office"]
                .iter()
                .all(|n| fields[*n].is_null() || fields[*n].is_string());
        let Some(name) = text("name").filter(|_| all) else { return Ok(None) };
        let others =
            fields.get("other_sectors").filter(|list| list.as_array().is_none_or(|list| !list.is_empty()));
        let others = others.map(Value::to_string);
        let key = format!(
            "{name}\n{:?}",
            [text("code"), text("sector"), others.as_deref(), text("id"), text("office")]
        );
        if let Some(n) = self.seen.who.borrow().get(&key) {
            return Ok(Some(*n));
        }
        let digest = short_digest(&key);
        let n = self.met(params![
            text("code"),
            text("sector"),
            others,
            text("id"),
            name,
            text("office"),
            digest
        ])?;
        self.seen.who.borrow_mut().insert(key, n);
        Ok(Some(n))
    }

    fn met(&self, values: &[&dyn rusqlite::ToSql]) -> Done<i64> {
        let known = self
            .t
            .prepare_cached(
                "SELECT n FROM who WHERE digest = ?7 AND name = ?5 AND code IS ?1 AND sector IS ?2 AND others IS ?3 AND actor IS ?4 AND office IS ?6",
            )?
            .query_row(values, |row| row.get(0))
            .optional()?;
        if let Some(n) = known {
            return Ok(n);
        }
        self.t
            .prepare_cached(
                "INSERT INTO who (code, sector, others, actor, name, office, digest) VALUES (?, ?, ?, ?, ?, ?, ?)",
            )?
            .execute(values)?;
        Ok(self.t.last_insert_rowid())
    }

    /// A party that the text quotes: its number and its bytes. One that stands otherwise goes into `more`.
    fn plain(
        &self,
        party: Option<&Value>,
        more: &mut Map<String, Value>,
        name: &str,
    ) -> Done<Option<(i64, (i64, i64))>> {
        let Some(party) = party.filter(|party| !party.is_null()) else { return Ok(None) };
        let words = party.get("text").and_then(Value::as_str);
        let span = in_body(party).filter(|(a, b)| cut_out(&self.text, *a, *b) == words);
        match (span, self.known(Some(party))?) {
            (Some(span), Some(who)) => Ok(Some((who, span))),
            _ => {
                more.insert(name.into(), self.one(party, true)?);
                Ok(None)
            }
        }
    }

    /// A list of parties as it is kept; nothing where it is empty.
    fn parties(&self, list: Option<&Value>, quoted: bool) -> Done<Option<Value>> {
        let list = list.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let parties = list.iter().filter(|party| party.is_object());
        let kept: Vec<Value> = parties.map(|party| self.one(party, quoted)).collect::<Done<_>>()?;
        Ok((!kept.is_empty()).then_some(Value::Array(kept)))
    }

    /// One party as it is kept: by its number and its bytes. Words that the report quotes, or that are the party's name, go without saying.
    fn one(&self, party: &Value, quoted: bool) -> Done<Value> {
        let (start, end) = (whole(party, "start"), whole(party, "end"));
        let (Some(who), Some(start), Some(end)) = (self.known(Some(party))?, start, end) else {
            return Ok(party.clone());
        };
        let title = in_title(party);
        let words = party.get("text").and_then(Value::as_str);
        let without = if quoted {
            cut_out(self.part(title), start, end)
        } else {
            party.get("name").and_then(Value::as_str)
        };
        Ok(match (words == without, title) {
            (true, false) => json!([who, start, end]),
            (true, true) => json!([who, start, end, 1]),
            (false, _) => json!([who, start, end, u8::from(title), words]),
        })
    }

    fn party(&self, role: u8, n: i64, who: Option<i64>) -> Done<()> {
        let Some(who) = who else { return Ok(()) };
        let mut statement = self.t.prepare_cached("INSERT OR IGNORE INTO parties VALUES (?, ?, ?)")?;
        statement.execute(params![who, role, n]).map(drop)
    }

    fn each_party(&self, role: u8, n: i64, list: Option<&Value>) -> Done<()> {
        numbers(list).into_iter().try_for_each(|who| self.party(role, n, Some(who)))
    }

    /// What a mention or an event can be found by beside its parties.
    fn marks(&self, base: u8, n: i64, row: &Value) -> Done<()> {
        let list = |name: &str| {
            row.get(name).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
        };
        let place = |name: &str| row.get("place").and_then(|place| place.get(name)).and_then(Value::as_str);
        let lists = [(label::MODE, "mode"), (label::CONTEXT, "context"), (label::AUX, "aux")];
        for (kind, name) in lists {
            list(name).try_for_each(|value| self.mark(base + kind, value, n))?;
        }
        for (kind, name) in [(label::COUNTRY, "country"), (label::PLACE, "name")] {
            // As SQLite folds case: letters of English alone.
            place(name)
                .into_iter()
                .try_for_each(|value| self.mark(base + kind, &value.to_ascii_lowercase(), n))?;
        }
        Ok(())
    }

    fn mark(&self, kind: u8, value: &str, n: i64) -> Done<()> {
        let query = "SELECT n FROM labels WHERE kind = ? AND value = ?";
        let known =
            self.t.prepare_cached(query)?.query_row(params![kind, value], |row| row.get(0)).optional()?;
        let label: i64 = match known {
            Some(label) => label,
            None => {
                let new = "INSERT INTO labels (kind, value) VALUES (?, ?)";
                self.t.prepare_cached(new)?.execute(params![kind, value])?;
                self.t.last_insert_rowid()
            }
        };
        let mut statement = self.t.prepare_cached("INSERT OR IGNORE INTO marks VALUES (?, ?)")?;
        statement.execute([label, n]).map(drop)
    }
}
