//! Packed: how the rows that are many are kept small. In: rows of the contract, as JSON; out: rows of the store's own tables, and the views that give the
//! rows of the contract back to whoever asks in SQL.
//!
//! Four things make a row small. A finding's number is its report's number and its place there, so that no row and no index repeats a report's id. Who is
//! meant and what is said again and again stands once, in `who` and `things`. Words that the report's text quotes are cut out of it when asked for. What is
//! seldom there stands in `more`, as JSON. Nothing is lost: what does not fit any of these is kept as it came.

use crate::schema::{label, role};
use crate::store::{found, value};
use crate::tables::{Kind, MUTUAL};
use extract::Findings;
use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, Transaction, params, params_from_iter};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use text::Report;

/// A finding's number is its report's, shifted by so many bits, and its place among the report's findings of its kind.
pub(crate) const SHIFT: i64 = 24;

/// The tables that are kept packed, each a view of the contract's name over a table of the store's own.
pub(crate) const PACKED: [(&str, &str); 5] = [
    ("event_mentions", "mention_rows"),
    ("claims", "claim_rows"),
    ("descriptions", "description_rows"),
    ("entity_mentions", "entity_rows"),
    ("events", "event_rows"),
];

/// The store's own table behind a table of the contract; the same where it is kept as it is.
pub(crate) fn rows_of(table: &str) -> &str {
    PACKED.iter().find(|(name, _)| *name == table).map_or(table, |(_, rows)| *rows)
}

/// Days are text, or 0 for the day in the other column. `more` is NULL or an object. The rest is told where it is read, in the views below.
pub(crate) const TABLES: &str = "
CREATE TABLE things (n INTEGER PRIMARY KEY, json TEXT NOT NULL, digest INTEGER NOT NULL);
CREATE INDEX things_by_digest ON things (digest);
CREATE TABLE who (n INTEGER PRIMARY KEY, code TEXT, sector TEXT, others TEXT, actor TEXT, name TEXT NOT NULL, office TEXT);
CREATE INDEX who_by_name ON who (name);
CREATE TABLE claim_rows (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sentence INTEGER, speaker INTEGER, speaker_start INTEGER, speaker_end INTEGER,
  manner INTEGER, cue_start INTEGER, cue_end INTEGER, start INTEGER, \"end\" INTEGER, date_earliest, date_latest TEXT, confidence, more TEXT);
CREATE TABLE mention_rows (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, sentence INTEGER, event TEXT, quad INTEGER, kind INTEGER, mode TEXT, context TEXT,
  aux TEXT, actor TEXT, recipient TEXT, date_earliest, date_latest TEXT, date_text TEXT, place INTEGER, dead TEXT, injured TEXT, size TEXT, said_by TEXT,
  spans TEXT, confidence, event_id TEXT, denies TEXT);
CREATE TABLE entity_rows (n INTEGER PRIMARY KEY, id, kind INTEGER, start INTEGER, long INTEGER, thing INTEGER, more TEXT);
CREATE TABLE event_rows (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, event TEXT, quad INTEGER, kind INTEGER, mode TEXT, context TEXT, actor TEXT,
  recipient TEXT, date_earliest, date_latest TEXT, place INTEGER, dead TEXT, injured TEXT, size TEXT, mentions INTEGER, reports INTEGER, outlets INTEGER,
  own_voice INTEGER, claimed_by TEXT, denied_by TEXT, sources INTEGER, first_reported, last_reported TEXT, disputes TEXT, corroboration INTEGER,
  digest INTEGER, surest REAL);";

/// An id is a number where it is one of twelve small hexadecimal digits: nothing points at a description, so no index has its id.
pub(crate) const DESCRIPTIONS: &str = "
CREATE TABLE description_rows (n INTEGER PRIMARY KEY, id, actor INTEGER, start INTEGER, \"end\" INTEGER, title INTEGER, kind INTEGER, said_by TEXT,
  more TEXT);";

/// Who stands to whom in an event: party by party, and code by code, the latter in the order in which they are summed up.
pub(crate) const PAIRS: &str = "
CREATE TABLE pairs (actor INTEGER, recipient INTEGER, n INTEGER, PRIMARY KEY (actor, recipient, n)) WITHOUT ROWID;
CREATE TABLE dyad_rows (actor TEXT, recipient TEXT, event TEXT, n INTEGER, quad INTEGER, score REAL, day TEXT,
  PRIMARY KEY (actor, recipient, event, n)) WITHOUT ROWID;";

// What leaves a table leaves the indexes that the packer keeps. A claim that goes is said by nobody any more, whichever of claim and mention goes first.
pub(crate) const TRIGGERS: &str = "
CREATE TRIGGER claim_rows_out AFTER DELETE ON claim_rows BEGIN
  DELETE FROM parties WHERE role = 7 AND who = OLD.speaker AND n IN (SELECT n FROM mention_rows WHERE said_by = OLD.id);
  DELETE FROM parties WHERE role = 5 AND who = OLD.speaker AND n = OLD.n;
  DELETE FROM parties WHERE role = 6 AND n = OLD.n AND who IN (SELECT value ->> 0 FROM json_each(ifnull(OLD.more ->> '$.addressee', '[]')));
END;
CREATE TRIGGER mention_rows_out AFTER DELETE ON mention_rows BEGIN
  DELETE FROM parties WHERE role = 3 AND n = OLD.n AND who IN (SELECT value ->> 0 FROM json_each(ifnull(OLD.actor, '[]')));
  DELETE FROM parties WHERE role = 4 AND n = OLD.n AND who IN (SELECT value ->> 0 FROM json_each(ifnull(OLD.recipient, '[]')));
  DELETE FROM parties WHERE role = 7 AND n = OLD.n AND who = (SELECT speaker FROM claim_rows WHERE id = OLD.said_by);
  DELETE FROM marks WHERE n = OLD.n AND label IN (SELECT n FROM labels WHERE kind > 10 AND (
    kind IN (11, 12, 15) AND value IN (SELECT value FROM json_each(ifnull(OLD.mode, '[]')) UNION SELECT value FROM json_each(ifnull(OLD.context, '[]'))
      UNION SELECT value FROM json_each(ifnull(OLD.aux, '[]')))
    OR kind IN (13, 14) AND value IN (SELECT lower(json ->> 'country') FROM things WHERE n = OLD.place UNION SELECT lower(json ->> 'name') FROM things
      WHERE n = OLD.place)));
END;
CREATE TRIGGER event_rows_out AFTER DELETE ON event_rows BEGIN
  DELETE FROM parties WHERE role = 1 AND n = OLD.n AND who IN (SELECT value ->> 0 FROM json_each(ifnull(OLD.actor, '[]')));
  DELETE FROM parties WHERE role = 2 AND n = OLD.n AND who IN (SELECT value ->> 0 FROM json_each(ifnull(OLD.recipient, '[]')));
  DELETE FROM marks WHERE n = OLD.n AND label IN (SELECT n FROM labels WHERE kind < 10 AND (
    kind IN (1, 2) AND value IN (SELECT value FROM json_each(ifnull(OLD.mode, '[]')) UNION SELECT value FROM json_each(ifnull(OLD.context, '[]')))
    OR kind = 5 OR kind = 6 AND value IN (SELECT lower(sector) FROM who WHERE n IN (SELECT value ->> 0 FROM json_each(ifnull(OLD.actor, '[]')) UNION ALL
      SELECT value ->> 0 FROM json_each(ifnull(OLD.recipient, '[]'))))
    OR kind IN (3, 4) AND value IN (SELECT lower(json ->> 'country') FROM things WHERE n = OLD.place UNION SELECT lower(json ->> 'name') FROM things
      WHERE n = OLD.place)));
  DELETE FROM pairs WHERE n = OLD.n AND actor IN (SELECT value ->> 0 FROM json_each(ifnull(OLD.actor, '[]')))
    AND recipient IN (SELECT value ->> 0 FROM json_each(ifnull(OLD.actor, '[]')) UNION ALL SELECT value ->> 0 FROM json_each(ifnull(OLD.recipient, '[]'))
      UNION ALL SELECT 0);
  DELETE FROM dyad_rows WHERE n = OLD.n AND event = OLD.event
    AND actor IN (SELECT ifnull(code, '') FROM who WHERE n IN (SELECT value ->> 0 FROM json_each(ifnull(OLD.actor, '[]'))))
    AND recipient IN (SELECT ifnull(code, '') FROM who WHERE n IN (SELECT value ->> 0 FROM json_each(ifnull(OLD.actor, '[]'))
      UNION ALL SELECT value ->> 0 FROM json_each(ifnull(OLD.recipient, '[]'))) UNION ALL SELECT '');
END;";

/// The views of the contract over the packed tables. Joins that give no column asked for are left out by SQLite, for they are outer and find one row.
pub(crate) fn views() -> String {
    let report = |of: &str| {
        format!(
            "LEFT JOIN reports r ON r.n = {of}.n >> {SHIFT} AND {of}.n >= r.n << {SHIFT} AND {of}.n < (r.n + 1) << {SHIFT}"
        )
    };
    let earliest = "CASE x.date_earliest WHEN 0 THEN x.date_latest ELSE x.date_earliest END AS date_earliest";
    let confidence = "CASE typeof(x.confidence) WHEN 'integer' THEN x.confidence / 1000.0 ELSE x.confidence END AS confidence";
    let list = |column: &str| format!("ifnull(x.{column}, '[]') AS {column}");
    let quoted = |column: &str| {
        parties(&format!("x.{column}"), &cut("p.value ->> 1", "p.value ->> 2", "p.value ->> 3"))
    };
    let named = |column: &str| format!("{} AS {column}", parties(&format!("x.{column}"), "w.name"));
    let body = |start: &str, end: &str| slice("r.text", start, end);
    let claims = format!(
        "CREATE VIEW claims AS SELECT x.id, r.id AS report, x.sentence,
  CASE WHEN x.speaker_start IS NOT NULL THEN {speaker} ELSE x.more -> '$.speaker' END AS speaker,
  m.json ->> 0 AS cue, CASE WHEN x.cue_start IS NULL THEN ifnull(x.more -> '$.cue_span', '[]') ELSE json_array(json_object('start', x.cue_start,
    'end', x.cue_end)) END AS cue_span, m.json ->> 1 AS kind, m.json ->> 2 AS form,
  CASE WHEN x.start IS NULL THEN x.more -> '$.content' ELSE json_object('start', x.start, 'end', x.\"end\") END AS content,
  ifnull(x.more ->> '$.content_text', {content}) AS content_text, ifnull(x.more -> '$.parts', '[]') AS parts, ifnull(x.more -> '$.via', '[]') AS via,
  {addressee} AS addressee, {earliest}, x.date_latest, ifnull(x.more -> '$.mentions', '[]') AS mentions, {confidence}, x.n
  FROM claim_rows x {report} LEFT JOIN things m ON m.n = x.manner LEFT JOIN who w ON w.n = x.speaker;",
        speaker = party(&body("x.speaker_start", "x.speaker_end"), "x.speaker_start", "x.speaker_end"),
        content = body("x.start", "x.\"end\""),
        addressee = parties("x.more -> '$.addressee'", &cut("p.value ->> 1", "p.value ->> 2", "p.value ->> 3")),
        report = report("x"),
    );
    let mentions = format!(
        "CREATE VIEW event_mentions AS SELECT x.id, r.id AS report, x.sentence, x.event, {mode}, {context}, k.json ->> 0 AS cameo, x.quad,
  k.json ->> 1 AS score, {aux}, {actor} AS actor, {recipient} AS recipient, {earliest}, x.date_latest, x.date_text, k.json ->> 3 AS date_basis,
  t.json AS place, k.json ->> 4 AS place_basis, x.dead, x.injured, x.size, x.said_by,
  json_object('trigger', json({trigger}), 'actor', json({actors}), 'recipient', json({recipients}), 'place', json({place}), 'date', json({date})) AS spans,
  k.json ->> 2 AS frame, {confidence}, x.event_id, x.denies, x.n
  FROM mention_rows x {report} LEFT JOIN things k ON k.n = x.kind LEFT JOIN things t ON t.n = x.place;",
        mode = list("mode"),
        context = list("context"),
        aux = list("aux"),
        actor = quoted("actor"),
        recipient = quoted("recipient"),
        trigger = span("x.spans -> 0"),
        actors = spans("x.spans -> 1", "x.actor"),
        recipients = spans("x.spans -> 2", "x.recipient"),
        place = span("x.spans -> 3"),
        date = span("x.spans -> 4"),
        report = report("x"),
    );
    let words = cut("x.start", "x.\"end\"", "x.title");
    let descriptions = format!(
        "CREATE VIEW descriptions AS SELECT CASE typeof(x.id) WHEN 'integer' THEN printf('d-%012x', x.id) ELSE x.id END AS id, r.id AS report,
  CASE WHEN json_type(x.more, '$.outlet') IS NULL THEN r.outlet ELSE x.more ->> '$.outlet' END AS outlet,
  ifnull(x.more -> '$.actor', CASE x.title WHEN 1 THEN json_insert({who}, '$.in', 'title') ELSE {who} END) AS actor,
  ifnull(x.more ->> '$.text', {words}) AS text, k.json ->> 0 AS head, x.start, x.\"end\", CASE x.title WHEN 1 THEN 'title' END AS \"in\", x.said_by,
  k.json ->> 1 AS stance, x.n
  FROM description_rows x {report} LEFT JOIN things k ON k.n = x.kind LEFT JOIN who w ON w.n = x.actor;",
        who = party(&words, "x.start", "x.\"end\""),
        report = report("x"),
    );
    let (title, words) = ("k.json ->> 4", cut("x.start", "x.start + x.long", "k.json ->> 4"));
    let words = format!("ifnull(x.more ->> '$.text', {words})");
    let entities = format!(
        "CREATE VIEW entity_mentions AS SELECT CASE typeof(x.id) WHEN 'integer' THEN printf('n-%012x', x.id) ELSE x.id END AS id, r.id AS report, x.start,
  x.start + x.long AS \"end\", CASE {title} WHEN 1 THEN 'title' END AS \"in\", {words} AS text, k.json ->> 0 AS kind, k.json ->> 1 AS label,
  CASE WHEN x.thing < 0 THEN CASE {title} WHEN 1 THEN json_insert({who}, '$.in', 'title') ELSE {who} END WHEN x.thing > 0 THEN t.json
    ELSE x.more -> '$.resolved' END AS resolved,
  x.more ->> '$.value' AS value, k.json ->> 2 AS type, k.json ->> 3 AS confidence, x.n
  FROM entity_rows x {report} LEFT JOIN things k ON k.n = x.kind LEFT JOIN who w ON w.n = -x.thing LEFT JOIN things t ON t.n = x.thing;",
        who = party(&words, "x.start", "x.start + x.long"),
        report = report("x"),
    );
    let events = format!(
        "CREATE VIEW events AS SELECT x.id, x.event, {mode}, {context}, k.json ->> 0 AS cameo, x.quad, k.json ->> 1 AS score, {actor}, {recipient}, {earliest},
  x.date_latest, t.json AS place, x.dead, x.injured, x.size, x.mentions, x.reports, x.outlets, x.own_voice, {claimed}, {denied}, x.sources,
  CASE x.first_reported WHEN 0 THEN x.last_reported ELSE x.first_reported END AS first_reported, x.last_reported, {disputes},
  c.json AS corroboration, x.n, x.surest
  FROM event_rows x LEFT JOIN things k ON k.n = x.kind LEFT JOIN things t ON t.n = x.place LEFT JOIN things c ON c.n = x.corroboration;",
        mode = list("mode"),
        context = list("context"),
        actor = named("actor"),
        recipient = named("recipient"),
        claimed = named("claimed_by"),
        denied = named("denied_by"),
        disputes = list("disputes"),
    );
    [claims, mentions, descriptions, entities, events].concat()
}

/// The bytes of a text, cut out.
fn slice(text: &str, start: &str, end: &str) -> String {
    format!("CAST(substr(CAST({text} AS BLOB), {start} + 1, {end} - ({start})) AS TEXT)")
}

/// The same of title or text.
fn cut(start: &str, end: &str, title: &str) -> String {
    format!(
        "CASE {title} WHEN 1 THEN {} ELSE {} END",
        slice("r.title", start, end),
        slice("r.text", start, end)
    )
}

/// A party, as the contract has it.
fn party(words: &str, start: &str, end: &str) -> String {
    format!(
        "json_object('code', w.code, 'sector', w.sector, 'other_sectors', json(ifnull(w.others, '[]')), 'id', w.actor, 'name', w.name, 'office', w.office,
    'text', {words}, 'start', {start}, 'end', {end})"
    )
}

/// A list of parties: `[who, start, end]` each, then 1 where it stands in the title, then its words where they are not those that go without saying.
fn parties(list: &str, words: &str) -> String {
    let party = party(&format!("ifnull(p.value ->> 4, {words})"), "p.value ->> 1", "p.value ->> 2");
    format!(
        "CASE WHEN {list} IS NULL THEN '[]' ELSE (SELECT json_group_array(json(CASE WHEN p.type <> 'array' THEN p.value
    WHEN p.value ->> 3 = 1 THEN json_insert({party}, '$.in', 'title') ELSE {party} END))
    FROM json_each({list}) p LEFT JOIN who w ON w.n = p.value ->> 0) END"
    )
}

/// A span from `[start, end]` or `[start, end, 1]`, the latter of the title.
fn span(of: &str) -> String {
    format!(
        "CASE WHEN json_type({of}) <> 'array' OR {of} IS NULL THEN 'null' WHEN {of} ->> 2 = 1 THEN json_object('start', {of} ->> 0, 'end', {of} ->> 1,
    'in', 'title') ELSE json_object('start', {of} ->> 0, 'end', {of} ->> 1) END"
    )
}

/// Spans from a list of the same; those of the parties where it is null.
fn spans(of: &str, parties: &str) -> String {
    format!(
        "CASE WHEN json_type({of}) = 'array' THEN (SELECT json_group_array(json({})) FROM json_each({of}) s)
    ELSE (SELECT json_group_array(json(CASE s.value ->> 3 WHEN 1 THEN json_object('start', s.value ->> 1, 'end', s.value ->> 2, 'in', 'title')
      ELSE json_object('start', s.value ->> 1, 'end', s.value ->> 2) END)) FROM json_each(ifnull({parties}, '[]')) s) END",
        span("s.value")
    )
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
    /// The report's number; 0 for events.
    report: i64,
    title: Cow<'t, str>,
    text: Cow<'t, str>,
    outlet: Option<String>,
}

type Done<T> = rusqlite::Result<T>;

impl<'t> Packer<'t> {
    /// For the findings of a report that is kept already.
    pub(crate) fn of(t: &'t Transaction, id: &str) -> Done<Packer<'t>> {
        let mut statement = t.prepare_cached("SELECT n, title, text, outlet FROM reports WHERE id = ?")?;
        statement.query_row([id], |row| {
            let words =
                |at: usize| row.get::<_, Option<String>>(at).map(|text| Cow::Owned(text.unwrap_or_default()));
            Ok(Packer {
                report: row.get(0)?,
                title: words(1)?,
                text: words(2)?,
                outlet: row.get(3)?,
                ..Packer::of_events(t)
            })
        })
    }

    /// The same, where the report is at hand.
    pub(crate) fn with(t: &'t Transaction, report: &'t Report, seen: &Rc<Seen>) -> Done<Packer<'t>> {
        let n = t
            .prepare_cached("SELECT n FROM reports WHERE id = ?")?
            .query_row([&report.id], |row| row.get(0))?;
        let (title, text) = (Cow::Borrowed(&*report.title), Cow::Borrowed(&*report.text));
        let (seen, outlet) = (Rc::clone(seen), report.outlet.clone());
        Ok(Packer { report: n, title, text, outlet, seen, ..Packer::of_events(t) })
    }

    /// The same, with what others of the transaction have met.
    pub(crate) fn seeing(self, seen: &Rc<Seen>) -> Packer<'t> {
        Packer { seen: Rc::clone(seen), ..self }
    }

    /// For events, which have no report of their own.
    pub(crate) fn of_events(t: &'t Transaction) -> Packer<'t> {
        Packer {
            t,
            seen: Rc::default(),
            next: RefCell::default(),
            report: 0,
            title: Cow::Borrowed(""),
            text: Cow::Borrowed(""),
            outlet: None,
        }
    }

    /// Keeps all that was found in the report.
    pub(crate) fn findings(&self, findings: &Findings) -> Done<()> {
        for (table, rows) in found(findings) {
            for row in rows.as_array().into_iter().flatten() {
                self.insert(table, row)?;
            }
        }
        Ok(())
    }

    /// Keeps one row of a packed table; one of the same id gives way.
    pub(crate) fn insert(&self, table: &str, row: &Value) -> Done<()> {
        match table {
            "claims" => self.claim(row),
            "event_mentions" => self.mention(row),
            "descriptions" => self.description(row),
            "entity_mentions" => self.entity(row),
            _ => self.event(row),
        }
    }

    fn claim(&self, row: &Value) -> Done<()> {
        let mut more = Map::new();
        let (speaker, speaker_span) = match self.plain(row.get("speaker"), &mut more, "speaker")? {
            Some((who, span)) => (Some(who), Some(span)),
            None => (self.known(row.get("speaker"))?, None),
        };
        let manner = self.intern(&json!([row.get("cue"), row.get("kind"), row.get("form")]).to_string())?;
        let cue = match row.get("cue_span").and_then(Value::as_array).map(Vec::as_slice) {
            Some([one]) => in_body(one),
            _ => None,
        };
        if cue.is_none() {
            keep(&mut more, row, "cue_span");
        }
        let content = row.get("content").and_then(in_body);
        if content.is_none() {
            keep(&mut more, row, "content");
        }
        let words = row.get("content_text").and_then(Value::as_str);
        if content.and_then(|(a, b)| cut_out(&self.text, a, b)) != words {
            keep(&mut more, row, "content_text");
        }
        for field in ["parts", "via", "mentions"] {
            keep(&mut more, row, field);
        }
        let addressee = self.parties(row.get("addressee"), true)?;
        if let Some(list) = &addressee {
            more.insert("addressee".into(), list.clone());
        }
        let (earliest, latest) = days(row, "date_earliest", "date_latest");
        let n = self.next("claim_rows")?;
        let ends =
            |span: Option<(i64, i64)>| [span.map(|span| span.0).into(), span.map(|span| span.1).into()];
        let mut values: Vec<Sql> =
            vec![n.into(), text_of(row, "id"), value(row.get("sentence"), Kind::Integer), speaker.into()];
        values.extend(ends(speaker_span));
        values.push(manner.into());
        values.extend(ends(cue));
        values.extend(ends(content));
        values.extend([earliest, latest, thousandths(row), object(more)]);
        self.put("claim_rows", values)?;
        self.party(role::SPEAKER, n, speaker)?;
        self.each_party(role::ADDRESSEE, n, addressee.as_ref())
    }

    fn mention(&self, row: &Value) -> Done<()> {
        let field = |name: &str| row.get(name).unwrap_or(&Value::Null);
        let kind = json!([
            field("cameo"),
            field("score"),
            field("frame"),
            field("date_basis"),
            field("place_basis")
        ]);
        let kind = self.intern(&kind.to_string())?;
        let [actor, recipient] =
            [self.parties(row.get("actor"), true)?, self.parties(row.get("recipient"), true)?];
        let (earliest, latest) = days(row, "date_earliest", "date_latest");
        let place = self.place(row)?;
        let n = self.next("mention_rows")?;
        let values: Vec<Sql> = vec![
            n.into(),
            text_of(row, "id"),
            value(row.get("sentence"), Kind::Integer),
            text_of(row, "event"),
            value(row.get("quad"), Kind::Integer),
            kind.into(),
            filled(row, "mode"),
            filled(row, "context"),
            filled(row, "aux"),
            listed(actor.as_ref()),
            listed(recipient.as_ref()),
            earliest,
            latest,
            text_of(row, "date_text"),
            place.into(),
            value(row.get("dead"), Kind::Json),
            value(row.get("injured"), Kind::Json),
            value(row.get("size"), Kind::Json),
            text_of(row, "said_by"),
            packed_spans(field("spans"), [&actor, &recipient]).to_string().into(),
            thousandths(row),
            text_of(row, "event_id"),
            text_of(row, "denies"),
        ];
        self.put("mention_rows", values)?;
        self.each_party(role::MENTION[0], n, actor.as_ref())?;
        self.each_party(role::MENTION[1], n, recipient.as_ref())?;
        self.marks(label::OF_MENTION, n, row)?;
        self.t
            .prepare_cached(
                "INSERT OR IGNORE INTO parties SELECT speaker, 7, ?1 FROM claim_rows WHERE id = ?2 AND speaker IS NOT NULL",
            )?
            .execute(params![n, row.get("said_by").and_then(Value::as_str)])?;
        Ok(())
    }

    /// Where a row's words stand; words that the report does not give again are kept.
    fn cut(&self, row: &Value, more: &mut Map<String, Value>) -> Cut {
        let title = in_title(row);
        let (start, end) = (whole(row, "start"), whole(row, "end"));
        let words = start.zip(end).and_then(|(a, b)| cut_out(self.part(title), a, b));
        if words.is_none() || words != row.get("text").and_then(Value::as_str) {
            keep(more, row, "text");
        }
        Cut { title, start, end, within: words.is_some() }
    }

    fn description(&self, row: &Value) -> Done<()> {
        let mut more = Map::new();
        let Cut { title, start, end, within } = self.cut(row, &mut more);
        let actor = row.get("actor").filter(|actor| !actor.is_null());
        let agrees = actor.is_some_and(|actor| stands_as(actor, row));
        let who = self.known(actor)?;
        if !(agrees && who.is_some() && within) {
            keep(&mut more, row, "actor");
        }
        if row.get("outlet").and_then(Value::as_str) != self.outlet.as_deref() {
            more.insert("outlet".into(), row.get("outlet").cloned().unwrap_or_default());
        }
        let kind = self.intern(&json!([row.get("head"), row.get("stance")]).to_string())?;
        let values: Vec<Sql> = vec![
            self.next("description_rows")?.into(),
            packed_id("d-", row),
            who.into(),
            start.into(),
            end.into(),
            title.then_some(1).into(),
            kind.into(),
            text_of(row, "said_by"),
            object(more),
        ];
        self.put("description_rows", values)
    }

    fn entity(&self, row: &Value) -> Done<()> {
        let mut more = Map::new();
        let Cut { title, start, end, .. } = self.cut(row, &mut more);
        keep(&mut more, row, "value");
        let resolved = row.get("resolved").filter(|resolved| !resolved.is_null());
        let thing = match resolved {
            Some(party) if stands_as(party, row) => self.known(Some(party))?.map(|n| -n),
            Some(place) if place.get("text").is_none() => Some(self.intern(&place.to_string())?),
            _ => None,
        };
        if thing.is_none() {
            keep(&mut more, row, "resolved");
        }
        let kind = json!([
            row.get("kind"),
            row.get("label"),
            row.get("type"),
            row.get("confidence"),
            u8::from(title)
        ]);
        let values: Vec<Sql> = vec![
            self.next("entity_rows")?.into(),
            packed_id("n-", row),
            self.intern(&kind.to_string())?.into(),
            start.into(),
            start.zip(end).map(|(start, end)| end - start).into(),
            thing.into(),
            object(more),
        ];
        self.put("entity_rows", values)
    }

    fn event(&self, row: &Value) -> Done<()> {
        let kind = self.intern(&json!([row.get("cameo"), row.get("score")]).to_string())?;
        let lists = ["actor", "recipient", "claimed_by", "denied_by"];
        let [actor, recipient, claimed, denied] = lists.map(|name| self.parties(row.get(name), false));
        let (actor, recipient, claimed, denied) = (actor?, recipient?, claimed?, denied?);
        let (earliest, latest) = days(row, "date_earliest", "date_latest");
        let (first, last) = days(row, "first_reported", "last_reported");
        let corroboration = row.get("corroboration").filter(|c| !c.is_null());
        let corroboration = corroboration.map(|c| self.intern(&c.to_string())).transpose()?;
        let number = |name: &str| value(row.get(name), Kind::Integer);
        let n: i64 = self
            .t
            .prepare_cached("SELECT ifnull(max(n), 0) + 1 FROM event_rows")?
            .query_row([], |row| row.get(0))?;
        let values: Vec<Sql> = vec![
            n.into(),
            text_of(row, "id"),
            text_of(row, "event"),
            number("quad"),
            kind.into(),
            filled(row, "mode"),
            filled(row, "context"),
            listed(actor.as_ref()),
            listed(recipient.as_ref()),
            earliest,
            latest,
            self.place(row)?.into(),
            value(row.get("dead"), Kind::Json),
            value(row.get("injured"), Kind::Json),
            value(row.get("size"), Kind::Json),
            number("mentions"),
            number("reports"),
            number("outlets"),
            number("own_voice"),
            listed(claimed.as_ref()),
            listed(denied.as_ref()),
            number("sources"),
            first,
            last,
            filled(row, "disputes"),
            corroboration.into(),
            digest(&row.to_string()).into(),
            Sql::Null,
        ];
        self.put("event_rows", values)?;
        self.each_party(role::EVENT[0], n, actor.as_ref())?;
        self.each_party(role::EVENT[1], n, recipient.as_ref())?;
        self.marks(0, n, row)?;
        for party in
            ["actor", "recipient"].iter().flat_map(|side| row[*side].as_array().into_iter().flatten())
        {
            if let Some(sector) = party.get("sector").and_then(Value::as_str) {
                self.mark(label::SECTOR, &sector.to_ascii_lowercase(), n)?;
            }
        }
        self.pairs(n, row, &numbers(actor.as_ref()), &numbers(recipient.as_ref()))
    }

    /// Who stands to whom: each actor to each recipient; in a mutual event of several actors, each to each other; one that nobody stands beside, to 0.
    fn pairs(&self, n: i64, row: &Value, actors: &[i64], recipients: &[i64]) -> Done<()> {
        let event = row.get("event").and_then(Value::as_str).unwrap_or_default();
        let mutual = recipients.is_empty() && MUTUAL.contains(&event);
        let mut pair = self.t.prepare_cached("INSERT OR IGNORE INTO pairs VALUES (?, ?, ?)")?;
        let mut dyad = self.t.prepare_cached(
            "INSERT OR IGNORE INTO dyad_rows VALUES (ifnull((SELECT code FROM who WHERE n = ?1), ''), ifnull((SELECT code FROM who WHERE n = ?2), ''),
               ?3, ?4, ?5, ?6, ?7)",
        )?;
        for actor in actors {
            let others: Vec<i64> = match mutual {
                true => actors.iter().copied().filter(|other| other != actor).collect(),
                false => recipients.to_vec(),
            };
            for other in if others.is_empty() { vec![0] } else { others } {
                pair.execute([*actor, other, n])?;
                dyad.execute(params![
                    actor,
                    other,
                    event,
                    n,
                    value(row.get("quad"), Kind::Integer),
                    value(row.get("score"), Kind::Real),
                    text_of(row, "date_latest")
                ])?;
            }
        }
        Ok(())
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
    fn intern(&self, json: &str) -> Done<i64> {
        if let Some(n) = self.seen.things.borrow().get(json) {
            return Ok(*n);
        }
        let n = self.interned(json)?;
        self.seen.things.borrow_mut().insert(json.to_owned(), n);
        Ok(n)
    }

    fn interned(&self, json: &str) -> Done<i64> {
        // Found by a number, for an index over the words themselves would hold them all again.
        let digest = digest(json);
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
        let n = self.met(params![text("code"), text("sector"), others, text("id"), name, text("office")])?;
        self.seen.who.borrow_mut().insert(key, n);
        Ok(Some(n))
    }

    fn met(&self, values: &[&dyn rusqlite::ToSql]) -> Done<i64> {
        let known = self
            .t
            .prepare_cached(
                "SELECT n FROM who WHERE name = ?5 AND code IS ?1 AND sector IS ?2 AND others IS ?3 AND actor IS ?4 AND office IS ?6",
            )?
            .query_row(values, |row| row.get(0))
            .optional()?;
        if let Some(n) = known {
            return Ok(n);
        }
        self.t
            .prepare_cached(
                "INSERT INTO who (code, sector, others, actor, name, office) VALUES (?, ?, ?, ?, ?, ?)",
            )?
            .execute(values)?;
        Ok(self.t.last_insert_rowid())
    }

    /// A party that the text quotes: its number and its bytes. One that stands otherwise goes whole into `more`.
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
                more.insert(name.into(), party.clone());
                Ok(None)
            }
        }
    }

    /// A list of parties as it is kept; nothing where it is empty. Words that the report quotes, or that are the party's name, go without saying.
    fn parties(&self, list: Option<&Value>, quoted: bool) -> Done<Option<Value>> {
        let list = list.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let mut kept = Vec::new();
        for party in list.iter().filter(|party| party.is_object()) {
            let (start, end) = (whole(party, "start"), whole(party, "end"));
            let (Some(who), Some(start), Some(end)) = (self.known(Some(party))?, start, end) else {
                kept.push(party.clone());
                continue;
            };
            let title = in_title(party);
            let words = party.get("text").and_then(Value::as_str);
            let without = if quoted {
                cut_out(self.part(title), start, end)
            } else {
                party.get("name").and_then(Value::as_str)
            };
            kept.push(match (words == without, title) {
                (true, false) => json!([who, start, end]),
                (true, true) => json!([who, start, end, 1]),
                (false, _) => json!([who, start, end, u8::from(title), words]),
            });
        }
        Ok((!kept.is_empty()).then_some(Value::Array(kept)))
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

/// Notes beside each event how sure its surest mention is, for who asks for no less.
pub(crate) fn surest(t: &Transaction) -> Done<()> {
    let surest = "(SELECT max(CASE typeof(confidence) WHEN 'integer' THEN confidence / 1000.0 ELSE confidence END) FROM mention_rows m
      WHERE m.event_id = event_rows.id)";
    t.execute(&format!("UPDATE event_rows SET surest = {surest} WHERE surest IS NOT {surest}"), []).map(drop)
}

/// Notes beside each event how its mentions stand: whoever asks for the historical ones would else open every mention that is.
pub(crate) fn standing(t: &Transaction) -> Done<()> {
    let (event, mention) = (label::AUX, label::OF_MENTION + label::AUX);
    t.execute_batch(&format!(
        "DELETE FROM marks WHERE label IN (SELECT n FROM labels WHERE kind = {event});
         INSERT OR IGNORE INTO labels (kind, value) SELECT {event}, value FROM labels WHERE kind = {mention} ORDER BY value;
         INSERT OR IGNORE INTO marks SELECT o.n, e.n FROM labels l JOIN labels o ON o.kind = {event} AND o.value = l.value
           JOIN marks k ON k.label = l.n JOIN mention_rows m ON m.n = k.n JOIN event_rows e ON e.id = m.event_id WHERE l.kind = {mention};"
    ))
}

/// A number for some words: what is kept once is found by it, and an event that says what it said is told.
pub(crate) fn digest(words: &str) -> i64 {
    let id = text::id("", &[words]);
    i64::from_str_radix(&id, 16).unwrap_or_default()
}

/// An id as a number where that says it all.
fn packed_id(prefix: &str, row: &Value) -> Sql {
    let id = row.get("id").and_then(Value::as_str).unwrap_or_default();
    short(prefix, id).map_or_else(|| id.to_owned().into(), Sql::Integer)
}

/// The number in an id of twelve small hexadecimal digits behind a prefix.
pub(crate) fn short(prefix: &str, id: &str) -> Option<i64> {
    let digits = id.strip_prefix(prefix)?;
    let plain =
        digits.len() == 12 && digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
    plain.then(|| i64::from_str_radix(digits, 16).ok())?
}

fn numbers(list: Option<&Value>) -> Vec<i64> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|party| party.get(0)?.as_i64()).collect()
}

/// Where words stand: in the title or not, from and to which byte, and whether the report reaches so far.
struct Cut {
    title: bool,
    start: Option<i64>,
    end: Option<i64>,
    within: bool,
}

/// True where a party quotes just the words of its row.
fn stands_as(party: &Value, row: &Value) -> bool {
    ["text", "start", "end", "in"].iter().all(|name| party.get(name) == row.get(name))
}

fn in_title(row: &Value) -> bool {
    row.get("in").and_then(Value::as_str) == Some("title")
}

fn whole(row: &Value, name: &str) -> Option<i64> {
    row.get(name).and_then(Value::as_i64)
}

/// The ends of a span of the text.
fn in_body(span: &Value) -> Option<(i64, i64)> {
    let plain = span.get("in").is_none_or(Value::is_null);
    whole(span, "start").zip(whole(span, "end")).filter(|_| plain)
}

fn cut_out(text: &str, start: i64, end: i64) -> Option<&str> {
    text.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
}

/// Puts a field that says something into `more`.
fn keep(more: &mut Map<String, Value>, row: &Value, name: &str) {
    let says = |value: &&Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
    if let Some(value) = row.get(name).filter(says) {
        more.insert(name.into(), value.clone());
    }
}

fn object(more: Map<String, Value>) -> Sql {
    if more.is_empty() { Sql::Null } else { Value::Object(more).to_string().into() }
}

fn text_of(row: &Value, name: &str) -> Sql {
    value(row.get(name), Kind::Text)
}

fn listed(list: Option<&Value>) -> Sql {
    list.map_or(Sql::Null, |list| list.to_string().into())
}

/// A list as JSON text; nothing for an empty one.
fn filled(row: &Value, name: &str) -> Sql {
    let empty = row.get(name).is_none_or(|list| list.as_array().is_some_and(Vec::is_empty));
    if empty { Sql::Null } else { value(row.get(name), Kind::Json) }
}

/// Two days; the first is 0 where it is the second.
fn days(row: &Value, first: &str, last: &str) -> (Sql, Sql) {
    let (first, last) = (text_of(row, first), text_of(row, last));
    if first == last && first != Sql::Null { (Sql::Integer(0), last) } else { (first, last) }
}

/// A confidence in thousandths where that is exact.
fn thousandths(row: &Value) -> Sql {
    let Some(share) = row.get("confidence").and_then(Value::as_f64) else { return Sql::Null };
    let whole = (share * 1000.0).round();
    if (0.0..=1000.0).contains(&whole) && whole / 1000.0 == share {
        Sql::Integer(whole as i64)
    } else {
        Sql::Real(share)
    }
}

/// A mention's spans: trigger, actors, recipients, place, date; null for those of the parties themselves and for what is not told.
fn packed_spans(spans: &Value, parties: [&Option<Value>; 2]) -> Value {
    let one = |span: &Value| match (whole(span, "start"), whole(span, "end")) {
        (Some(start), Some(end)) if in_title(span) => json!([start, end, 1]),
        (Some(start), Some(end)) => json!([start, end]),
        _ => Value::Null,
    };
    let field = |name: &str| spans.get(name).unwrap_or(&Value::Null);
    let many = |name: &str, parties: &Option<Value>| {
        let list: Vec<Value> = field(name).as_array().into_iter().flatten().map(one).collect();
        let of = |party: &Value| match (party.get(1), party.get(2), party.get(3).and_then(Value::as_i64)) {
            (Some(start), Some(end), Some(1)) => json!([start, end, 1]),
            (Some(start), Some(end), _) => json!([start, end]),
            _ => Value::Null,
        };
        let theirs: Vec<Value> = parties.iter().flat_map(|list| list.as_array()).flatten().map(of).collect();
        if list == theirs { Value::Null } else { Value::Array(list) }
    };
    let mut all = vec![
        one(field("trigger")),
        many("actor", parties[0]),
        many("recipient", parties[1]),
        one(field("place")),
        one(field("date")),
    ];
    while all.len() > 1 && all.last().is_some_and(Value::is_null) {
        all.pop();
    }
    Value::Array(all)
}
