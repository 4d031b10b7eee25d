//! Reviews: corrections by people. Each says who, when and why; it lies over what was read and is done again after every coding and merging, so a
//! newer coder does not undo it. What a review took away or changed stays in the table `rejected`.
//!
//! A review of an event speaks of its mentions, and finds them again by report, category and trigger where a coder gave them other ids.

use crate::merged::surest;
use crate::packed::{Packer, rows_of};
use crate::store::{Error, Record, Row, read};
use crate::tables::table;
use extract::{Aux, Claim, EventMention};
use merge::{Event, Facts};
use rusqlite::{OptionalExtension, Transaction, params};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use text::{Date, Span};

/// What a review does.
pub const KINDS: [&str; 4] = ["reject", "recode", "merge", "split"];

/// Fields of a mention that a review may write anew.
pub const FIELDS: [&str; 12] = [
    "event",
    "mode",
    "context",
    "cameo",
    "quad",
    "score",
    "aux",
    "actor",
    "recipient",
    "date_earliest",
    "date_latest",
    "place",
];

/// One correction.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Review {
    /// Its number; 0 before it is kept.
    pub n: i64,
    /// When, as its author's clock says.
    pub at: String,
    /// Who.
    pub by: String,
    /// One of `KINDS`.
    pub what: String,
    /// The event, mention or claim.
    pub target: String,
    /// `recode`: fields and their new values; `merge`: `{"with": EVENT}`; `split`: `{"mentions": [...]}`.
    pub change: Value,
    /// Why.
    pub why: String,
    /// Where the mentions it speaks of stand.
    pub anchors: Vec<Anchor>,
}

/// A mention by what does not change with the coder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Anchor {
    /// Its id when the review was made.
    pub mention: String,
    /// Its report.
    pub report: String,
    /// Its category.
    pub event: String,
    /// Its trigger.
    pub trigger: Span,
    /// On which side of a merge or split it stood: 0 stays, 1 comes or goes.
    pub side: u8,
}

impl Record {
    /// All reviews, in the order in which they were made.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn reviews(&self) -> Result<Vec<Review>, Error> {
        let query = "SELECT n, at, by, what, target, change, why, anchors FROM reviews ORDER BY n";
        let mut statement = self.sql(self.db().prepare_cached(query))?;
        let json = |text: Option<String>| text.and_then(|text| serde_json::from_str(&text).ok());
        let rows = self.sql(statement.query_map([], |row| {
            Ok(Review {
                n: row.get(0)?,
                at: row.get(1)?,
                by: row.get(2)?,
                what: row.get(3)?,
                target: row.get(4)?,
                change: json(row.get(5)?).unwrap_or_default(),
                why: row.get(6)?,
                anchors: row
                    .get::<_, String>(7)
                    .map(|text| serde_json::from_str(&text).unwrap_or_default())?,
            })
        }))?;
        self.sql(rows.collect())
    }

    /// Keeps a review and does what it says; the record is to be merged after it.
    ///
    /// # Errors
    /// Where its target is not there, its change makes no sense, or the file cannot be written.
    pub fn review(&mut self, mut review: Review) -> Result<(), Error> {
        review.anchors = self.anchors(&review)?;
        let path = self.path().to_owned();
        let wrap = |error| Error::Sql(path.clone(), error);
        let transaction = self.db_mut().transaction().map_err(wrap)?;
        let known: Option<i64> =
            transaction.query_row("SELECT max(n) FROM reviews", [], |row| row.get(0)).map_err(wrap)?;
        review.n = known.unwrap_or(0) + 1;
        put(&transaction, &review).map_err(wrap)?;
        apply_to_mentions(&transaction, &review).map_err(wrap)?;
        transaction.execute("INSERT OR REPLACE INTO meta VALUES ('merged', 'no')", []).map_err(wrap)?;
        transaction.commit().map_err(wrap)
    }

    /// The mentions that a review speaks of; told where there are none.
    fn anchors(&self, review: &Review) -> Result<Vec<Anchor>, Error> {
        let field = |name: &str| review.change.get(name).cloned().unwrap_or_default();
        if review.what == "recode" {
            let fields = review.change.as_object().filter(|fields| !fields.is_empty());
            let fields = fields.ok_or_else(|| Error::Query("a recode needs FIELD=VALUE".into()))?;
            if let Some(other) = fields.keys().find(|name| !FIELDS.contains(&name.as_str())) {
                return Err(Error::Query(format!(
                    "no field `{other}` to recode: expected {}",
                    FIELDS.join(", ")
                )));
            }
        }
        let missing = |id: &str| Error::Query(format!("no event, mention or claim is called `{id}`"));
        if self.get("claims", &review.target)?.is_some() {
            return match review.what.as_str() {
                "reject" => Ok(Vec::new()),
                _ => Err(Error::Query("a claim can only be rejected".into())),
            };
        }
        let mut anchors = self.mentions_under(&review.target, 0)?;
        if anchors.is_empty() {
            return Err(missing(&review.target));
        }
        match review.what.as_str() {
            "merge" => {
                let other = field("with").as_str().unwrap_or("").to_owned();
                let more = self.mentions_under(&other, 1)?;
                if more.is_empty() {
                    return Err(missing(&other));
                }
                anchors.extend(more);
            }
            "split" => {
                let ids = field("mentions");
                let ids: BTreeSet<&str> =
                    ids.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
                for anchor in anchors.iter_mut().filter(|anchor| ids.contains(anchor.mention.as_str())) {
                    anchor.side = 1;
                }
                let gone = anchors.iter().filter(|anchor| anchor.side == 1).count();
                if gone == 0 || gone != ids.len() || gone == anchors.len() {
                    return Err(Error::Query(format!(
                        "a split needs some of the event's own mentions, and not all: {}",
                        anchors.iter().map(|anchor| anchor.mention.as_str()).collect::<Vec<_>>().join(", ")
                    )));
                }
            }
            _ => {}
        }
        Ok(anchors)
    }

    fn mentions_under(&self, id: &str, side: u8) -> Result<Vec<Anchor>, Error> {
        let mentions = match self.get("events", id)? {
            Some(event) => self.mentions_of(event.get("id").and_then(Value::as_str).unwrap_or(""))?,
            None => {
                let row = self.get("event_mentions", id)?;
                let Some(of) = table("event_mentions") else { return Ok(Vec::new()) };
                row.map(|row| crate::read::typed(of, row)).transpose()?.into_iter().collect()
            }
        };
        let anchor = |m: EventMention| Anchor {
            mention: m.id,
            report: m.report,
            event: m.event,
            trigger: m.spans.trigger,
            side,
        };
        Ok(mentions.into_iter().map(anchor).collect())
    }

    /// Joins and splits the events that reviews say so of. To be called when the record has been merged.
    ///
    /// # Errors
    /// Where the file cannot be read or written.
    pub fn apply_reviews(&mut self) -> Result<(), Error> {
        for review in self.reviews()?.iter().filter(|r| matches!(r.what.as_str(), "merge" | "split")) {
            let mut sides: [Vec<EventMention>; 2] = Default::default();
            for anchor in &review.anchors {
                if let Some(mention) = self.found_again(anchor)? {
                    sides[usize::from(anchor.side.min(1))].push(mention);
                }
            }
            let [stays, other] = &sides;
            let (Some(a), Some(b)) = (
                stays.first().and_then(|m| m.event_id.clone()),
                other.first().and_then(|m| m.event_id.clone()),
            ) else {
                continue;
            };
            match review.what.as_str() {
                "merge" if a != b => self.unite(&a, &b)?,
                "split" if a == b => self.part(&a, other)?,
                _ => {}
            }
        }
        Ok(())
    }

    fn found_again(&self, anchor: &Anchor) -> Result<Option<EventMention>, Error> {
        let Some(of) = table("event_mentions") else { return Ok(None) };
        let mut statement = self.sql(self.db().prepare_cached(&format!(
            "SELECT {} FROM event_mentions WHERE report = ?1 AND (id = ?2 OR event = ?3) ORDER BY id <> ?2, id",
            of.list()
        )))?;
        let rows: rusqlite::Result<Vec<Row>> = statement
            .query_map(params![anchor.report, anchor.mention, anchor.event], |row| Ok(read(of, row)))
            .and_then(Iterator::collect);
        for row in self.sql(rows)? {
            let mention: EventMention = crate::read::typed(of, row)?;
            if mention.id == anchor.mention || mention.spans.trigger.overlaps(anchor.trigger) {
                return Ok(Some(mention));
            }
        }
        Ok(None)
    }

    /// Event `b` goes into event `a`: the parts of both, counted anew.
    fn unite(&mut self, a: &str, b: &str) -> Result<(), Error> {
        let (Some(x), Some(y)) = (self.event(a)?, self.event(b)?) else { return Ok(()) };
        let mentions = [self.mentions_of(a)?, self.mentions_of(b)?].concat();
        let mut event = self.counted(&mentions, x)?;
        event.id = a.to_owned();
        event.mode.extend(y.mode);
        event.context.extend(y.context);
        for list in [&mut event.mode, &mut event.context] {
            list.sort();
            list.dedup();
        }
        for (mine, theirs) in [(&mut event.actor, y.actor), (&mut event.recipient, y.recipient)] {
            let new: Vec<_> = theirs
                .into_iter()
                .filter(|who| !mine.iter().any(|m| m.name == who.name || m.id.is_some() && m.id == who.id))
                .collect();
            mine.extend(new);
        }
        event.place = event.place.or(y.place);
        self.rewrite(&[(event, &mentions)], &[b])
    }

    /// The given mentions leave event `a` and become one of their own.
    fn part(&mut self, a: &str, leaving: &[EventMention]) -> Result<(), Error> {
        let Some(whole) = self.event(a)? else { return Ok(()) };
        let gone: BTreeSet<&str> = leaving.iter().map(|m| m.id.as_str()).collect();
        let stays: Vec<EventMention> =
            self.mentions_of(a)?.into_iter().filter(|m| !gone.contains(m.id.as_str())).collect();
        if stays.is_empty() {
            return Ok(());
        }
        let mut halves = Vec::new();
        for half in [&stays[..], leaving] {
            let content = self.merged(half)?.into_iter().next().unwrap_or_else(|| whole.clone());
            halves.push((self.counted(half, content)?, half));
        }
        self.rewrite(&halves, &[a])
    }

    fn event(&self, id: &str) -> Result<Option<Event>, Error> {
        let Some(of) = table("events") else { return Ok(None) };
        self.get("events", id)?.map(|row| crate::read::typed(of, row)).transpose()
    }

    /// What the merge room makes of some mentions alone.
    fn merged(&self, mentions: &[EventMention]) -> Result<Vec<Event>, Error> {
        let reports: BTreeSet<&str> = mentions.iter().map(|m| m.report.as_str()).collect();
        let facts: Vec<Facts> = reports
            .into_iter()
            .filter_map(|id| self.report(id).transpose())
            .map(|report| report.map(|report| Facts::of(&report)))
            .collect::<Result<_, _>>()?;
        let claims: BTreeSet<&str> = mentions.iter().filter_map(|m| m.said_by.as_deref()).collect();
        let of = table("claims");
        let claims: Vec<Claim> = claims
            .into_iter()
            .filter_map(|id| Some((of?, self.get("claims", id).transpose()?)))
            .map(|(of, row)| crate::read::typed(of, row?))
            .collect::<Result<_, _>>()?;
        Ok(merge::merge(&facts, mentions, &claims).events)
    }

    /// An event's content with the counts of these mentions: what the merge room counts where nothing holds them apart.
    fn counted(&self, mentions: &[EventMention], content: Event) -> Result<Event, Error> {
        let day: Option<Date> = "2000-01-01".parse().ok();
        let bare: Vec<EventMention> = mentions
            .iter()
            .map(|m| EventMention {
                event: content.event.clone(),
                mode: Vec::new(),
                actor: Vec::new(),
                recipient: Vec::new(),
                place: None,
                date_earliest: day,
                date_latest: day,
                date_basis: None,
                aux: m.aux.iter().copied().filter(|aux| *aux == Aux::Historical).collect(),
                ..m.clone()
            })
            .collect();
        // What stands apart in the merge room even so is one here all the same: its counts are taken from the mentions.
        let mut counted = self.merged(&bare)?.into_iter().next().unwrap_or_else(|| content.clone());
        if counted.mentions != mentions.len() {
            let reports: BTreeSet<&str> = mentions.iter().map(|m| m.report.as_str()).collect();
            let read: Vec<_> =
                reports.iter().filter_map(|id| self.report(id).transpose()).collect::<Result<_, _>>()?;
            let outlets: BTreeSet<&String> =
                read.iter().filter_map(|report| report.outlet.as_ref()).collect();
            let origins: BTreeSet<&String> =
                read.iter().map(|r| r.agency.as_ref().or(r.outlet.as_ref()).unwrap_or(&r.id)).collect();
            counted.id = text::id("ev-", &[mentions.iter().map(|m| m.id.as_str()).min().unwrap_or_default()]);
            (counted.mentions, counted.reports) = (mentions.len(), reports.len());
            (counted.outlets, counted.sources) = (outlets.len(), origins.len());
            counted.own_voice = mentions.iter().filter(|m| m.said_by.is_none()).count();
            counted.first_reported = read.iter().filter_map(|r| r.published_latest).min();
            counted.last_reported = read.iter().filter_map(|r| r.published_latest).max();
        }
        Ok(Event {
            event: content.event,
            mode: content.mode,
            context: content.context,
            cameo: content.cameo,
            quad: content.quad,
            score: content.score,
            actor: content.actor,
            recipient: content.recipient,
            date_earliest: content.date_earliest,
            date_latest: content.date_latest,
            place: content.place,
            denied_by: content.denied_by,
            ..counted
        })
    }

    /// Puts events with their mentions in the place of those that go; the ids of these lead to the first.
    fn rewrite(&mut self, events: &[(Event, &[EventMention])], gone: &[&str]) -> Result<(), Error> {
        let path = self.path().to_owned();
        let wrap = |error| Error::Sql(path.clone(), error);
        let t = self.db_mut().transaction().map_err(wrap)?;
        rewrite(&t, events, gone).map_err(wrap)?;
        t.commit().map_err(wrap)
    }
}

fn rewrite(t: &Transaction, events: &[(Event, &[EventMention])], gone: &[&str]) -> rusqlite::Result<()> {
    for id in gone {
        t.execute("DELETE FROM event_rows WHERE id = ?", [id])?;
    }
    for (event, mentions) in events {
        Packer::of_events(t).insert("events", &serde_json::to_value(event).unwrap_or_default())?;
        for mention in *mentions {
            let link = "UPDATE mention_rows SET event_id = ?2 WHERE id = ?1";
            t.prepare_cached(link)?.execute(params![mention.id, event.id])?;
        }
    }
    surest(t)?;
    for id in gone {
        let first = events.first().map(|(event, _)| event.id.as_str());
        t.execute("INSERT OR IGNORE INTO event_aliases VALUES (?1, ?2)", params![id, first])?;
    }
    t.execute("DELETE FROM event_aliases WHERE alias IN (SELECT id FROM event_rows)", [])?;
    Ok(())
}

fn put(t: &Transaction, review: &Review) -> rusqlite::Result<()> {
    t.execute(
        "INSERT INTO reviews VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            review.n,
            review.at,
            review.by,
            review.what,
            review.target,
            review.change.to_string(),
            review.why,
            serde_json::to_string(&review.anchors).unwrap_or_default()
        ],
    )?;
    Ok(())
}

/// Does to the mentions and claims what a review says of them. Doing it again changes nothing.
pub(crate) fn apply_to_mentions(t: &Transaction, review: &Review) -> rusqlite::Result<()> {
    match review.what.as_str() {
        "reject" if review.anchors.is_empty() => take(t, review, "claims", &review.target),
        "reject" => review.anchors.iter().try_for_each(|anchor| match found(t, anchor)? {
            Some(row) => {
                take(t, review, "event_mentions", row.get("id").and_then(Value::as_str).unwrap_or(""))
            }
            None => Ok(()),
        }),
        "recode" => review.anchors.iter().try_for_each(|anchor| match found(t, anchor)? {
            Some(row) => recode(t, review, row),
            None => Ok(()),
        }),
        _ => Ok(()),
    }
}

/// The mention of an anchor, by its id, else by its trigger and category.
fn found(t: &Transaction, anchor: &Anchor) -> rusqlite::Result<Option<Row>> {
    let Some(of) = table("event_mentions") else { return Ok(None) };
    let query = format!(
        "SELECT {} FROM event_mentions WHERE report = ?1 AND (id = ?2 OR event = ?3) ORDER BY id <> ?2, id",
        of.list()
    );
    let mut statement = t.prepare_cached(&query)?;
    let rows: Vec<Row> = statement
        .query_map(params![anchor.report, anchor.mention, anchor.event], |row| Ok(read(of, row)))?
        .collect::<rusqlite::Result<_>>()?;
    let here = |row: &Row| {
        let span = row.get("spans").and_then(|spans| spans.get("trigger")).cloned().unwrap_or_default();
        row.get("id").and_then(Value::as_str) == Some(&anchor.mention)
            || serde_json::from_value::<Span>(span).is_ok_and(|span| span.overlaps(anchor.trigger))
    };
    Ok(rows.into_iter().find(here))
}

/// Takes a row out of its table into `rejected`.
fn take(t: &Transaction, review: &Review, name: &str, id: &str) -> rusqlite::Result<()> {
    let Some(of) = table(name) else { return Ok(()) };
    let query = format!("SELECT {} FROM {name} WHERE id = ?", of.list());
    let row = t.prepare_cached(&query)?.query_row([id], |row| Ok(read(of, row))).optional()?;
    if let Some(row) = row {
        t.execute(
            "INSERT OR REPLACE INTO rejected VALUES (?, ?, ?, ?)",
            params![name, id, review.n, Value::Object(row).to_string()],
        )?;
        t.execute(&format!("DELETE FROM {} WHERE id = ?", rows_of(name)), [id])?;
    }
    Ok(())
}

fn recode(t: &Transaction, review: &Review, mut row: Row) -> rusqlite::Result<()> {
    let before = Value::Object(row.clone());
    for (field, value) in review.change.as_object().into_iter().flatten() {
        row.insert(field.clone(), value.clone());
    }
    let after = Value::Object(row);
    if after == before {
        return Ok(());
    }
    let id = after.get("id").and_then(Value::as_str).unwrap_or("");
    t.execute(
        "INSERT OR IGNORE INTO rejected VALUES ('event_mentions before', ?, ?, ?)",
        params![id, review.n, before.to_string()],
    )?;
    // Out and in again, so that the indexes follow.
    t.execute("DELETE FROM mention_rows WHERE id = ?", [id])?;
    let report = after.get("report").and_then(Value::as_str).unwrap_or("");
    Packer::of(t, report)?.insert("event_mentions", &after)
}

/// A party by code and sector, as a review names one that the text does not.
pub fn party(code: &str) -> Value {
    let (code, sector) = code.split_once(':').map_or((code, None), |(code, sector)| (code, Some(sector)));
    json!({"code": code, "sector": sector, "other_sectors": [], "id": null, "name": code, "office": null, "text": "", "start": 0, "end": 0})
}

/// Which reviews speak of mentions, claims or events by a given id.
pub fn of<'r>(reviews: &'r [Review], id: &str) -> Vec<&'r Review> {
    let speaks =
        |review: &&Review| review.target == id || review.anchors.iter().any(|anchor| anchor.mention == id);
    reviews.iter().filter(speaks).collect()
}
