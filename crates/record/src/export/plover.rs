//! plover: events as PLOVER JSON, an object a line, with the fields of the manual's chapter on data. What a mention's standing is (planned, possible,
//! denied) PLOVER keeps among the contexts; events here are only what is asserted.

use super::{Aside, Told, address, each_told, geonames, named};
use crate::exports::Export;
use crate::store::Error;
use extract::{Count, Where, Who};
use serde_json::{Map, Value, json};

pub(crate) fn write(export: &mut Export) -> Result<(), Error> {
    export.note("`date` is the first day an event can have happened on and `enddate` the last; where only the last is known, `date` is that and `comment` says so");
    let (mut file, mut aside) = (export.file("events.jsonl")?, Aside::new(export, "events")?);
    each_told(export, |export, told| {
        let Some(object) = object(&told) else {
            export.leave_out("an event without any date: PLOVER wants one");
            return Ok(());
        };
        file.json(&object)?;
        aside.add(&told.event.id, &told)
    })?;
    export.keep(file)?;
    aside.keep(export)
}

fn object(told: &Told) -> Option<Value> {
    let event = &told.event;
    let mut out = Map::new();
    let mut put = |field: &str, value: Value| {
        let empty = match &value {
            Value::Null => true,
            Value::Array(items) => items.is_empty(),
            Value::Object(fields) => fields.is_empty(),
            Value::String(text) => text.is_empty(),
            _ => false,
        };
        if !empty {
            out.insert(field.to_owned(), value);
        }
    };
    let first = event.date_earliest.or(event.date_latest)?;
    put("id", event.id.clone().into());
    put("date", first.to_string().into());
    put("enddate", event.date_latest.filter(|last| *last != first).map(|d| d.to_string()).into());
    out.insert("actor".into(), event.actor.iter().map(who).collect());
    let mut put = |field: &str, value: Value| {
        if !(value.is_null() || value.as_array().is_some_and(Vec::is_empty) || value.as_str() == Some("")) {
            out.insert(field.to_owned(), value);
        }
    };
    put("recipient", event.recipient.iter().map(who).collect());
    put("event", json!([event.event]));
    put("mode", event.mode.clone().into());
    put("context", event.context.clone().into());
    put("quad_code", event.quad.into());
    put("event_scale", event.score.into());
    put("event_loc", event.place.as_ref().map(place).into());
    put("size", size(event.dead, event.injured));
    if let Some((mention, source)) = told.first() {
        put("link", address(source).into());
        let (start, end) = (mention.spans.trigger.start, mention.spans.trigger.end);
        put(
            "text_info",
            json!({"sequence": mention.sentence + 1, "start": start, "end": end, "text_story": source.id}),
        );
        put(
            "cite_info",
            json!({"url": address(source), "title": source.title, "language": source.language, "publication": named(source), "version": source.coder}),
        );
        put("coder", source.coder.clone().into());
    }
    put(
        "comment",
        if event.date_earliest.is_none() { "on the date given or before".into() } else { Value::Null },
    );
    Some(Value::Object(out))
}

fn who(who: &Who) -> Value {
    let fields = [
        ("code", who.code.clone()),
        ("sector", who.sector.clone()),
        ("entity_text", Some(who.text.clone())),
        ("identifier_text", who.id.as_ref().map(|_| who.name.clone())),
        ("office", who.office.clone()),
    ];
    Value::Object(
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))).collect(),
    )
}

fn place(place: &Where) -> Value {
    let resolution = match place.precision.as_str() {
        "point" => Some(5),
        "city" => Some(4),
        "admin2" => Some(3),
        "admin1" => Some(2),
        "country" => Some(1),
        _ => None,
    };
    let mut out = Map::new();
    out.insert("resolved_place".into(), place.name.clone().into());
    let id = geonames(place);
    let fields = [
        ("geonameid", (!id.is_empty()).then_some(id)),
        ("province", place.admin1.clone()),
        ("country_code", place.country.clone()),
    ];
    out.extend(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.into()))));
    out.insert("lat".into(), place.lat.into());
    out.insert("lon".into(), place.lon.into());
    if let Some(resolution) = resolution {
        out.insert("resolution".into(), resolution.into());
    }
    Value::Object(out)
}

/// PLOVER has one number for each; the lower bound is what all agree on.
fn size(dead: Option<Count>, injured: Option<Count>) -> Value {
    let known = [("dead", dead), ("injured", injured)];
    let fields: Map<String, Value> =
        known.into_iter().filter_map(|(name, count)| Some((name.to_owned(), count?.low?.into()))).collect();
    if fields.is_empty() { Value::Null } else { Value::Object(fields) }
}
