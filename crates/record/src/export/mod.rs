//! One file per format, and what several share: an event with all that tells of it, and how its parts are written.

pub(crate) mod acled;
pub(crate) mod annotation;
pub(crate) mod event_reports;
pub(crate) mod gdelt;
pub(crate) mod geojson;
pub(crate) mod graph;
pub(crate) mod icews;
pub(crate) mod json_ld;
pub(crate) mod parquet;
pub(crate) mod phoenix;
pub(crate) mod plain;
pub(crate) mod plover;
pub(crate) mod polecat;

use crate::exports::{Export, File};
use crate::store::Error;
use crate::tables::{MUTUAL, table};
use extract::{Claim, Count, EventMention, Where, Who};
use merge::Event;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::rc::Rc;
use text::Date;

/// What exports need of a report.
#[derive(Clone, Debug, Default)]
pub(crate) struct Source {
    pub(crate) id: String,
    pub(crate) uri: String,
    /// The first of its places that is an address.
    pub(crate) url: String,
    pub(crate) outlet: String,
    pub(crate) title: String,
    pub(crate) published: String,
    pub(crate) language: String,
    pub(crate) hash: String,
    pub(crate) story: String,
    pub(crate) coder: String,
    /// Characters of its text.
    pub(crate) length: usize,
    /// Where its first paragraph ends, in bytes.
    pub(crate) lead: usize,
}

/// An event with its mentions, each with its report, in the order in which they were published.
pub(crate) struct Told {
    pub(crate) event: Event,
    pub(crate) mentions: Vec<(EventMention, Rc<Source>)>,
}

/// All reports by id.
pub(crate) fn sources(export: &Export) -> Result<BTreeMap<String, Rc<Source>>, Error> {
    let mut all = BTreeMap::new();
    let Some(reports) = table("reports") else { return Ok(all) };
    export.record.each(reports, &crate::Filter::default(), |row| {
        let text = |field: &str| row.get(field).and_then(Value::as_str).unwrap_or("").to_owned();
        let also =
            row.get("also_at").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        let uri = text("source_uri");
        let url = std::iter::once(uri.as_str()).chain(also).find(|place| place.contains("://")).unwrap_or("");
        let body = row.get("text").and_then(Value::as_str).unwrap_or("");
        let source = Source {
            id: text("id"),
            url: url.to_owned(),
            outlet: text("outlet"),
            title: text("title"),
            published: text("published_latest"),
            language: text("language"),
            hash: text("source_hash"),
            story: text("story"),
            coder: text("coder"),
            length: body.chars().count(),
            lead: body.find("\n\n").unwrap_or(body.len()),
            uri,
        };
        all.insert(source.id.clone(), Rc::new(source));
    })?;
    Ok(all)
}

/// All events that the filter lets through, each with what tells of it, in the record's order.
pub(crate) fn each_told(
    export: &mut Export,
    mut take: impl FnMut(&mut Export, Told) -> Result<(), Error>,
) -> Result<(), Error> {
    let sources = sources(export)?;
    let events: Vec<Event> = export.record.typed_rows("events", export.filter)?;
    for event in events {
        let mut mentions: Vec<(EventMention, Rc<Source>)> = export
            .record
            .mentions_of(&event.id)?
            .into_iter()
            .filter_map(|mention| Some((mention.clone(), Rc::clone(sources.get(&mention.report)?))))
            .collect();
        let key = |(mention, source): &(EventMention, Rc<Source>)| {
            (
                source.published.is_empty(),
                source.published.clone(),
                source.id.clone(),
                mention.sentence,
                mention.id.clone(),
            )
        };
        mentions.sort_by_key(key);
        take(export, Told { event, mentions })?;
    }
    Ok(())
}

/// Claims by id.
pub(crate) fn claims(export: &Export) -> Result<BTreeMap<String, Claim>, Error> {
    let claims: Vec<Claim> = export.record.typed_rows("claims", &crate::Filter::default())?;
    Ok(claims.into_iter().map(|claim| (claim.id.clone(), claim)).collect())
}

/// A side file, keyed by event, with what a format of one row an event cannot say: who says so, who denies it, where reports differ, which bytes.
pub(crate) struct Aside(File);

impl Aside {
    pub(crate) fn new(export: &Export, name: &str) -> Result<Aside, Error> {
        Ok(Aside(export.file(&format!("{name}.claims.jsonl"))?))
    }

    pub(crate) fn add(&mut self, key: &str, told: &Told) -> Result<(), Error> {
        let mention = |(m, source): &(EventMention, Rc<Source>)| {
            json!({"id": m.id, "report": m.report, "source": source.uri, "said_by": m.said_by, "aux": m.aux, "spans": m.spans, "frame": m.frame,
                   "confidence": m.confidence})
        };
        let event = &told.event;
        self.0.json(&json!({
            "id": key,
            "event_id": event.id,
            "own_voice": event.own_voice,
            "claimed_by": event.claimed_by,
            "denied_by": event.denied_by,
            "sources": event.sources,
            "disputes": event.disputes,
            "mentions": told.mentions.iter().map(mention).collect::<Vec<_>>(),
        }))
    }

    pub(crate) fn keep(self, export: &mut Export) -> Result<(), Error> {
        export.keep(self.0)
    }
}

impl Told {
    /// Who and to whom; in a mutual event without a recipient the first actor and the others.
    pub(crate) fn sides(&self) -> (Vec<&Who>, Vec<&Who>) {
        let (actor, recipient) = (&self.event.actor, &self.event.recipient);
        if recipient.is_empty() && actor.len() > 1 && MUTUAL.contains(&self.event.event.as_str()) {
            return (vec![&actor[0]], actor[1..].iter().collect());
        }
        (actor.iter().collect(), recipient.iter().collect())
    }

    /// The last day it can have happened, else the first.
    pub(crate) fn day(&self) -> Option<Date> {
        self.event.date_latest.or(self.event.date_earliest)
    }

    /// What was read first.
    pub(crate) fn first(&self) -> Option<&(EventMention, Rc<Source>)> {
        self.mentions.first()
    }

    /// Outlets that tell it, each once, by name.
    pub(crate) fn outlets(&self) -> Vec<String> {
        once(self.mentions.iter().map(|(_, source)| named(source)))
    }

    /// Its reports' addresses, each once.
    pub(crate) fn urls(&self) -> Vec<String> {
        once(self.mentions.iter().map(|(_, source)| address(source)))
    }
}

/// An outlet's name, else the place the report was read at.
pub(crate) fn named(source: &Source) -> String {
    if source.outlet.is_empty() { source.uri.clone() } else { source.outlet.clone() }
}

/// A report's address, else the place it was read at.
pub(crate) fn address(source: &Source) -> String {
    if source.url.is_empty() { source.uri.clone() } else { source.url.clone() }
}

/// The domain of a report's address; its outlet's name where it has none.
pub(crate) fn domain(source: &Source) -> String {
    let host = source.url.split("://").nth(1).and_then(|rest| rest.split('/').next());
    host.map_or_else(|| named(source), |host| host.trim_start_matches("www.").to_owned())
}

pub(crate) fn once(values: impl Iterator<Item = String>) -> Vec<String> {
    let mut all: Vec<String> = values.filter(|value| !value.is_empty()).collect();
    all.sort();
    all.dedup();
    all
}

/// A value, or nothing.
pub(crate) fn or_empty<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

/// `20180517`.
pub(crate) fn compact(day: Option<Date>) -> String {
    day.map(|day| day.to_string().replace('-', "")).unwrap_or_default()
}

/// A whole number for formats that want one: the id's hexadecimal digits, read as a number.
pub(crate) fn number(id: &str) -> String {
    let digits = id.rsplit('-').next().unwrap_or(id);
    u64::from_str_radix(digits, 16).map(|number| number.to_string()).unwrap_or_default()
}

/// A country's code; nothing for classes of international actors (IGO ...) and the unknown.
pub(crate) fn country(who: &Who) -> String {
    who.code.clone().filter(|code| fips(code).is_some() || iso_only(code)).unwrap_or_default()
}

/// Two territories that FIPS 10-4 had under several codes or none.
fn iso_only(code: &str) -> bool {
    matches!(code, "PSE" | "ESH")
}

/// CAMEO as files write it: three digits at least.
pub(crate) fn cameo(code: Option<&str>) -> String {
    match code {
        Some(root) if root.len() == 2 => format!("{root}0"),
        Some(code) => code.to_owned(),
        None => String::new(),
    }
}

pub(crate) fn low(count: Option<Count>) -> String {
    or_empty(count.and_then(|count| count.low))
}

pub(crate) fn high(count: Option<Count>) -> String {
    or_empty(count.and_then(|count| count.high))
}

/// `Sochi, Krasnodar Krai, RUS`.
pub(crate) fn full_name(place: &Where) -> String {
    let parts = [Some(&place.name), place.admin1.as_ref(), place.country.as_ref()];
    let mut parts: Vec<&String> = parts.into_iter().flatten().collect();
    parts.dedup();
    parts.into_iter().cloned().collect::<Vec<_>>().join(", ")
}

/// GeoNames' number, where the place is one of theirs.
pub(crate) fn geonames(place: &Where) -> String {
    place.id.as_deref().and_then(|id| id.strip_prefix("geonames:")).unwrap_or("").to_owned()
}

/// FIPS 10-4 of an ISO 3166 alpha-3 code.
pub(crate) fn fips(code: &str) -> Option<&'static str> {
    lookup(include_str!("../../../../data/exports/fips.tsv"), &[code]).map(|row| row[1])
}

/// The row of a crosswalk whose first cells are these.
pub(crate) fn lookup(file: &'static str, keys: &[&str]) -> Option<Vec<&'static str>> {
    let rows = file.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    rows.map(|line| line.split('\t').collect::<Vec<_>>()).find(|row| row.starts_with(keys))
}
