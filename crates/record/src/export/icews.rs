//! icews: a row for each pair of source and target, between tabs, with a header. The id repeats where an event has several parties, as it does there;
//! id and date together are the key. A mutual event is two rows.

use super::{Aside, Told, cameo, country, each_told, lookup, named, number, or_empty};
use crate::exports::Export;
use crate::store::Error;
use crate::tables::MUTUAL;
use extract::Who;

const HEADER: [&str; 20] = [
    "Event ID",
    "Event Date",
    "Source Name",
    "Source Sectors",
    "Source Country",
    "Event Text",
    "CAMEO Code",
    "Intensity",
    "Target Name",
    "Target Sectors",
    "Target Country",
    "Story ID",
    "Sentence Number",
    "Publisher",
    "City",
    "District",
    "Province",
    "Country",
    "Latitude",
    "Longitude",
];

pub(crate) fn write(export: &mut Export) -> Result<(), Error> {
    export.note("Intensity is the score of category and mode; Source Country and Target Country are ISO 3166 alpha-3 codes");
    let (mut file, mut aside) = (export.file("events.tab")?, Aside::new(export, "events")?);
    file.line(&HEADER.join("\t"))?;
    each_told(export, |_, told| {
        let (actors, recipients) = told.sides();
        for (source, target) in pairs(&actors, &recipients) {
            file.tab(HEADER.len(), &row(&told, source, target))?;
            if MUTUAL.contains(&told.event.event.as_str()) && source.is_some() && target.is_some() {
                file.tab(HEADER.len(), &row(&told, target, source))?;
            }
        }
        aside.add(&number(&told.event.id), &told)
    })?;
    export.keep(file)?;
    aside.keep(export)
}

/// Every source with every target; one side may be unknown.
pub(super) fn pairs<'w>(
    actors: &[&'w Who],
    recipients: &[&'w Who],
) -> Vec<(Option<&'w Who>, Option<&'w Who>)> {
    let some = |side: &[&'w Who]| -> Vec<Option<&'w Who>> {
        if side.is_empty() { vec![None] } else { side.iter().copied().map(Some).collect() }
    };
    let targets = some(recipients);
    some(actors).into_iter().flat_map(|source| targets.iter().map(move |target| (source, *target))).collect()
}

fn row(told: &Told, source: Option<&Who>, target: Option<&Who>) -> Vec<String> {
    let event = &told.event;
    let code = cameo(event.cameo.as_deref());
    let name = lookup(include_str!("../../../../data/exports/cameo.tsv"), &[code.get(..2).unwrap_or("")]);
    let (story, sentence, publisher) = told.first().map_or(Default::default(), |(mention, source)| {
        (number(&source.story), (mention.sentence + 1).to_string(), named(source))
    });
    let place = event.place.as_ref();
    let at = |precision: &[&str]| {
        place
            .filter(|p| precision.contains(&p.precision.as_str()))
            .map(|p| p.name.clone())
            .unwrap_or_default()
    };
    let province = place.and_then(|p| p.admin1.clone()).unwrap_or_else(|| at(&["admin1"]));
    vec![
        number(&event.id),
        or_empty(told.day()),
        or_empty(source.map(|w| w.name.clone())),
        source.map(sectors).unwrap_or_default(),
        source.map(country).unwrap_or_default(),
        name.map(|row| row[1].to_owned()).unwrap_or_default(),
        code,
        event.score.to_string(),
        or_empty(target.map(|w| w.name.clone())),
        target.map(sectors).unwrap_or_default(),
        target.map(country).unwrap_or_default(),
        story,
        sentence,
        publisher,
        at(&["city", "point"]),
        at(&["admin2"]),
        province,
        place.and_then(|p| p.country.clone()).unwrap_or_default(),
        or_empty(place.map(|p| p.lat)),
        or_empty(place.map(|p| p.lon)),
    ]
}

fn sectors(who: &Who) -> String {
    who.sector.iter().chain(&who.other_sectors).cloned().collect::<Vec<_>>().join(",")
}
