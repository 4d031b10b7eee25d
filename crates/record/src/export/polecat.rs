//! polecat: a row per event, between tabs, with the header of 40 columns; lists inside a cell between semicolons, `None` for what is missing.

use super::{Aside, Told, each_told, geonames, once};
use crate::exports::Export;
use crate::store::Error;
use extract::{EntityMention, Resolved, Who};
use std::collections::BTreeMap;

const HEADER: [&str; 40] = [
    "Event ID",
    "Event Date",
    "Event Type",
    "Event Mode",
    "Intensity",
    "Quad Code",
    "Contexts",
    "Actor Name",
    "Actor Country",
    "Actor COW",
    "Primary Actor Sector",
    "Actor Sectors",
    "Actor Title",
    "Actor Name Raw",
    "Wikipedia Actor ID",
    "Recipient Name",
    "Recipient Country",
    "Recipient COW",
    "Primary Recipient Sector",
    "Recipient Sectors",
    "Recipient Title",
    "Recipient Name Raw",
    "Wikipedia Recipient ID",
    "Placename",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
    "GeoNames ID",
    "Raw Placename",
    "Feature Type",
    "Source",
    "Publication Date",
    "Story People",
    "Story Organizations",
    "Story Locations",
    "Language",
    "Version",
];

/// People, bodies and places of a report.
type Named = [Vec<String>; 3];

pub(crate) fn write(export: &mut Export) -> Result<(), Error> {
    export.note("codes of the Correlates of War and titles in Wikipedia are not known and written None");
    let named = named(export)?;
    let (mut file, mut aside) = (export.file("events.txt")?, Aside::new(export, "events")?);
    file.line(&HEADER.join("\t"))?;
    each_told(export, |_, told| {
        let cells = row(&told, &named);
        let id = cells[0].clone();
        let known = |cell: String| if cell.is_empty() { "None".to_owned() } else { cell };
        file.tab(HEADER.len(), &cells.into_iter().map(known).collect::<Vec<_>>())?;
        aside.add(&id, &told)
    })?;
    export.keep(file)?;
    aside.keep(export)
}

fn row(told: &Told, named: &BTreeMap<String, Named>) -> Vec<String> {
    let event = &told.event;
    let day = told.day().map(|day| day.to_string()).unwrap_or_default();
    let first = told.first();
    let quad = ["", "VERBAL COOPERATION", "MATERIAL COOPERATION", "VERBAL CONFLICT", "MATERIAL CONFLICT"];
    let place = event.place.as_ref();
    let at = |precision: &[&str]| {
        place
            .filter(|p| precision.contains(&p.precision.as_str()))
            .map(|p| p.name.clone())
            .unwrap_or_default()
    };
    let raw = first.and_then(|(mention, _)| mention.place.as_ref().map(|p| p.name.clone()));
    let people = |kind: usize| {
        first
            .and_then(|(_, source)| named.get(&source.id))
            .map(|lists| lists[kind].join(";"))
            .unwrap_or_default()
    };
    let source =
        |read: fn(&super::Source) -> String| first.map(|(_, source)| read(source)).unwrap_or_default();
    let mut row = vec![
        format!("{}-{}_{}", day.replace('-', ""), event.id.trim_start_matches("ev-"), event.event),
        day,
        event.event.clone(),
        event.mode.join(";"),
        event.score.to_string(),
        (*quad.get(usize::from(event.quad)).unwrap_or(&"")).to_owned(),
        event.context.join(";"),
    ];
    row.extend(party(&event.actor));
    row.extend(party(&event.recipient));
    row.extend([
        place.map(|p| p.name.clone()).unwrap_or_default(),
        at(&["city", "point"]),
        at(&["admin2"]),
        place.and_then(|p| p.admin1.clone()).unwrap_or_else(|| at(&["admin1"])),
        place.and_then(|p| p.country.clone()).unwrap_or_default(),
        place.map(|p| p.lat.to_string()).unwrap_or_default(),
        place.map(|p| p.lon.to_string()).unwrap_or_default(),
        place.map(geonames).unwrap_or_default(),
        raw.unwrap_or_default(),
        place.map(|p| p.precision.clone()).unwrap_or_default(),
    ]);
    row.extend([source(super::named), source(|s| s.published.clone()), people(0), people(1), people(2)]);
    row.extend([source(|s| s.language.clone()), source(|s| s.coder.clone())]);
    row
}

/// Name, country, COW, primary sector, sectors, title, words, Wikipedia.
fn party(parties: &[Who]) -> Vec<String> {
    let list = |read: fn(&Who) -> String| parties.iter().map(read).collect::<Vec<_>>().join(";");
    if parties.is_empty() {
        return vec![String::new(); 8];
    }
    vec![
        list(|w| w.name.clone()),
        list(|w| super::or_empty(w.code.clone())),
        String::new(),
        list(|w| super::or_empty(w.sector.clone())),
        list(|w| w.sector.iter().chain(&w.other_sectors).cloned().collect::<Vec<_>>().join(",")),
        list(|w| super::or_empty(w.office.clone())),
        list(|w| w.text.clone()),
        String::new(),
    ]
    .into_iter()
    .map(|cell| if cell.chars().all(|ch| ch == ';') { String::new() } else { cell })
    .collect()
}

/// Who and what each report names, by report.
fn named(export: &Export) -> Result<BTreeMap<String, Named>, Error> {
    let all: Vec<EntityMention> = export.record.typed_rows("entity_mentions", &crate::Filter::default())?;
    let mut by_report: BTreeMap<String, Named> = BTreeMap::new();
    for entity in all {
        let lists = by_report.entry(entity.report.clone()).or_default();
        let name = match &entity.resolved {
            Some(Resolved::Actor(who)) => who.name.clone(),
            Some(Resolved::Place(place)) => place.name.clone(),
            None => entity.text.clone(),
        };
        match (entity.kind.as_str(), entity.label.as_deref()) {
            ("actor", Some("PER")) => lists[0].push(name),
            ("actor", Some("ORG")) => lists[1].push(name),
            ("place", _) => lists[2].push(name),
            _ => {}
        }
    }
    for list in by_report.values_mut().flatten() {
        *list = once(std::mem::take(list).into_iter());
    }
    Ok(by_report)
}
