//! geojson: events as points of one FeatureCollection (RFC 7946), and line by line. An event without a place has a null geometry: it is not dropped.

use super::{Told, each_told, high, low};
use crate::exports::Export;
use crate::store::Error;
use extract::Who;
use serde_json::{Value, json};

pub(crate) fn write(export: &mut Export) -> Result<(), Error> {
    export.note("an event without a place has a null geometry");
    let (mut whole, mut lines) = (export.file("events.geojson")?, export.file("events.geojsonl")?);
    whole.line("{\"type\":\"FeatureCollection\",\"features\":[")?;
    let mut before: Option<String> = None;
    each_told(export, |_, told| {
        let feature = feature(&told);
        lines.json(&feature)?;
        if let Some(before) = before.replace(feature.to_string()) {
            whole.row(&(before + ","))?;
        }
        Ok(())
    })?;
    if let Some(last) = before {
        whole.row(&last)?;
    }
    whole.line("]}")?;
    export.keep(whole)?;
    export.keep(lines)
}

fn feature(told: &Told) -> Value {
    let event = &told.event;
    let geometry = event.place.as_ref().map(|p| json!({"type": "Point", "coordinates": [p.lon, p.lat]}));
    let names = |parties: &[Who]| parties.iter().map(|who| who.name.clone()).collect::<Vec<_>>().join("; ");
    let codes =
        |parties: &[Who]| parties.iter().filter_map(|who| who.code.clone()).collect::<Vec<_>>().join("; ");
    let whole = |text: String| text.parse::<u64>().ok();
    json!({
        "type": "Feature",
        "id": event.id,
        "geometry": geometry,
        "properties": {
            "event": event.event,
            "mode": event.mode.join("; "),
            "context": event.context.join("; "),
            "quad": event.quad,
            "score": event.score,
            "actor": names(&event.actor),
            "actor_code": codes(&event.actor),
            "recipient": names(&event.recipient),
            "recipient_code": codes(&event.recipient),
            "date_earliest": event.date_earliest,
            "date_latest": event.date_latest,
            "place": event.place.as_ref().map(|p| p.name.clone()),
            "precision": event.place.as_ref().map(|p| p.precision.clone()),
            "country": event.place.as_ref().and_then(|p| p.country.clone()),
            "dead_low": whole(low(event.dead)),
            "dead_high": whole(high(event.dead)),
            "injured_low": whole(low(event.injured)),
            "injured_high": whole(high(event.injured)),
            "mentions": event.mentions,
            "reports": event.reports,
            "outlets": event.outlets,
            "sources": event.sources,
            "own_voice": event.own_voice > 0,
            "disputed": !event.disputes.is_empty(),
            "url": told.urls().first(),
        }
    })
}
