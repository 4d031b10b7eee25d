//! acled: events of violence and protest in the shape of an ACLED file, by the crosswalk `data/exports/acled.tsv`, each tagged `dateline`. It is not
//! ACLED's data, and was coded by no one of theirs. The order of the two actors carries no direction there; here the first one acted.

use super::{Aside, Told, each_told, lookup, low, or_empty};
use crate::exports::Export;
use crate::store::Error;
use extract::Who;

const HEADER: [&str; 31] = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
];

pub(crate) fn write(export: &mut Export) -> Result<(), Error> {
    export.note("in the shape of ACLED, by the crosswalk data/exports/acled.tsv; this is not ACLED data");
    let (mut file, mut aside) = (export.file("events.csv")?, Aside::new(export, "events")?);
    file.line(&HEADER.join(","))?;
    each_told(export, |export, told| {
        match row(&told) {
            Ok(cells) => {
                file.comma(HEADER.len(), &cells)?;
                aside.add(&told.event.id, &told)?;
            }
            Err(reason) => export.leave_out(reason),
        }
        Ok(())
    })?;
    export.keep(file)?;
    aside.keep(export)
}

fn row(told: &Told) -> Result<Vec<String>, &'static str> {
    let event = &told.event;
    let crosswalk = include_str!("../../../../data/exports/acled.tsv");
    let mut types = event.mode.iter().filter_map(|mode| lookup(crosswalk, &[&event.event, mode]));
    let types = types.next().ok_or("an event that the crosswalk has no type for")?;
    let day = told.day().ok_or("an event without any date")?;
    let place = event.place.as_ref();
    let at = |precision: &str| {
        place.filter(|p| p.precision == precision).map(|p| p.name.clone()).unwrap_or_default()
    };
    let home = place.and_then(|p| p.country.clone()).unwrap_or_default();
    let mut cells = vec![
        format!("{home}{}", super::number(&event.id)),
        day.to_string(),
        day.year().to_string(),
        precision(told),
    ];
    cells.extend(types[2..5].iter().map(|cell| (*cell).to_owned()));
    let (actors, recipients) = told.sides();
    cells.extend(side(&actors));
    cells.extend(side(&recipients));
    cells.extend([String::new(), String::new(), String::new(), String::new(), home]);
    cells.extend([
        place.and_then(|p| p.admin1.clone()).unwrap_or_else(|| at("admin1")),
        at("admin2"),
        String::new(),
        place.map(|p| p.name.clone()).unwrap_or_default(),
        or_empty(place.map(|p| p.lat)),
        or_empty(place.map(|p| p.lon)),
        place.map(|p| where_precision(&p.precision)).unwrap_or_default(),
        told.outlets().join("; "),
        String::new(),
        String::new(),
        low(event.dead),
        "dateline".to_owned(),
        String::new(),
    ]);
    Ok(cells)
}

/// 1 the day is known, 2 it lies within a week, 3 within a month; nothing for what is wider or open.
fn precision(told: &Told) -> String {
    let days = text::Days { earliest: told.event.date_earliest, latest: told.event.date_latest };
    match days.width() {
        Some(width) if width <= 1 => "1",
        Some(width) if width <= 7 => "2",
        Some(width) if width <= 31 => "3",
        _ => "",
    }
    .to_owned()
}

fn where_precision(precision: &str) -> String {
    match precision {
        "point" | "city" => "1",
        "admin2" => "2",
        "admin1" | "country" => "3",
        _ => "",
    }
    .to_owned()
}

/// Name, other names, kind of actor.
fn side(parties: &[&Who]) -> Vec<String> {
    let names: Vec<String> = parties.iter().skip(1).map(|who| who.name.clone()).collect();
    let first = parties.first();
    let kind = first.and_then(|who| who.sector.as_deref()).map(|sector| match sector {
        "GOV" | "MIL" | "COP" | "JUD" | "LEG" | "SPY" => "State forces",
        "REB" => "Rebel group",
        "CVL" => "Civilians",
        _ => "",
    });
    vec![or_empty(first.map(|who| who.name.clone())), names.join("; "), or_empty(kind)]
}
