//! event-reports: one row per report of an event, with its own values, so that who aggregates them sees where reports differ.

use super::{Source, address, claims, each_told, high, low, once, or_empty};
use crate::exports::Export;
use crate::store::Error;
use extract::{Claim, EventMention, Who};
use std::collections::BTreeMap;

const HEADER: [&str; 34] = [
    "event_id",
    "mention_id",
    "report_id",
    "outlet",
    "url",
    "published",
    "date_earliest",
    "date_latest",
    "date_basis",
    "place",
    "lat",
    "lon",
    "precision",
    "actor",
    "actor_id",
    "recipient",
    "recipient_id",
    "event",
    "mode",
    "quad",
    "said_by",
    "cue",
    "aux",
    "dead_low",
    "dead_high",
    "injured_low",
    "injured_high",
    "quote",
    "start",
    "end",
    "source_hash",
    "coder",
    "confidence",
    "frame",
];

pub(crate) fn write(export: &mut Export) -> Result<(), Error> {
    let claims = claims(export)?;
    let mut file = export.file("event_reports.csv")?;
    file.line(&HEADER.join(","))?;
    each_told(export, |export, told| {
        for (mention, source) in &told.mentions {
            let quote = export.record.quoted(&source.id, mention.spans.trigger)?;
            file.comma(HEADER.len(), &row(&told.event.id, mention, source, &claims, quote))?;
        }
        Ok(())
    })?;
    export.keep(file)
}

fn row(
    event: &str,
    mention: &EventMention,
    source: &Source,
    claims: &BTreeMap<String, Claim>,
    quote: String,
) -> Vec<String> {
    let place = mention.place.as_ref();
    let claim = mention.said_by.as_ref().and_then(|id| claims.get(id));
    let names = |parties: &[Who]| parties.iter().map(|who| who.name.clone()).collect::<Vec<_>>().join("; ");
    let ids = |parties: &[Who]| once(parties.iter().filter_map(|who| who.id.clone())).join("; ");
    let word = |value: Option<serde_json::Value>| {
        value.and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    };
    let aux: Vec<String> = mention.aux.iter().map(|aux| word(serde_json::to_value(aux).ok())).collect();
    vec![
        event.to_owned(),
        mention.id.clone(),
        source.id.clone(),
        source.outlet.clone(),
        address(source),
        source.published.clone(),
        or_empty(mention.date_earliest),
        or_empty(mention.date_latest),
        word(serde_json::to_value(mention.date_basis).ok()),
        or_empty(place.map(|p| p.name.clone())),
        or_empty(place.map(|p| p.lat)),
        or_empty(place.map(|p| p.lon)),
        or_empty(place.map(|p| p.precision.clone())),
        names(&mention.actor),
        ids(&mention.actor),
        names(&mention.recipient),
        ids(&mention.recipient),
        mention.event.clone(),
        mention.mode.join("; "),
        mention.quad.to_string(),
        claim
            .map(|c| c.speaker.as_ref().map_or("somebody unnamed".to_owned(), |w| w.name.clone()))
            .unwrap_or_default(),
        or_empty(claim.map(|c| c.cue.clone())),
        aux.join("; "),
        low(mention.dead),
        high(mention.dead),
        low(mention.injured),
        high(mention.injured),
        quote,
        mention.spans.trigger.start.to_string(),
        mention.spans.trigger.end.to_string(),
        source.hash.clone(),
        source.coder.clone(),
        mention.confidence.to_string(),
        mention.frame.clone(),
    ]
}
