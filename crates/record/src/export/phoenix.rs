//! phoenix: a row per day, source, target and code, between tabs, no header: what several events of one day say of one dyad is one row.

use super::{Aside, Told, address, cameo, compact, country, each_told, named, once, or_empty};
use crate::exports::Export;
use crate::store::Error;
use extract::Who;
use std::collections::BTreeMap;

const WIDTH: usize = 26;

/// Day, source, target, code.
type Key = (String, String, String, String);

#[derive(Default)]
struct Row {
    cells: Vec<String>,
    issues: BTreeMap<String, usize>,
    sentences: Vec<String>,
    urls: Vec<String>,
    outlets: Vec<String>,
}

pub(crate) fn write(export: &mut Export) -> Result<(), Error> {
    export.note(
        "GoldsteinScore is the score of category and mode; one row a day for each source, target and code",
    );
    let mut rows: BTreeMap<Key, Row> = BTreeMap::new();
    let mut aside = Aside::new(export, "events")?;
    each_told(export, |export, told| {
        if told.day().is_none() {
            export.leave_out("an event without any date: Phoenix wants one");
            return Ok(());
        }
        let (actors, recipients) = told.sides();
        for (source, target) in super::icews::pairs(&actors, &recipients) {
            add(&mut rows, &told, source, target);
        }
        aside.add(&told.event.id, &told)
    })?;
    let mut file = export.file("events.txt")?;
    for (at, row) in rows.into_values().enumerate() {
        file.tab(WIDTH, &row.finish(at + 1))?;
    }
    export.keep(file)?;
    aside.keep(export)
}

fn add(rows: &mut BTreeMap<Key, Row>, told: &Told, source: Option<&Who>, target: Option<&Who>) {
    let event = &told.event;
    let (from, to) = (party(source), party(target));
    let code = cameo(event.cameo.as_deref());
    let key = (compact(told.day()), from[0].clone(), to[0].clone(), code.clone());
    let row = rows.entry(key).or_insert_with(|| {
        let day = told.day();
        let root = code.get(..2).unwrap_or("").to_owned();
        let place = event.place.as_ref();
        let mut cells = vec![
            compact(day),
            or_empty(day.map(|d| d.year())),
            day.map(|d| format!("{:02}", d.month())).unwrap_or_default(),
            day.map(|d| format!("{:02}", d.day())).unwrap_or_default(),
        ];
        cells.extend(from);
        cells.extend(to);
        cells.extend([code.clone(), root.clone(), penta(&root), event.score.to_string()]);
        cells.extend([
            or_empty(place.map(|p| p.lat)),
            or_empty(place.map(|p| p.lon)),
            or_empty(place.map(|p| p.name.clone())),
            or_empty(place.and_then(|p| p.admin1.clone())),
            or_empty(place.and_then(|p| p.country.clone())),
        ]);
        Row { cells, ..Row::default() }
    });
    event.context.iter().for_each(|context| *row.issues.entry(context.clone()).or_default() += 1);
    for (mention, source) in &told.mentions {
        row.sentences.push(format!("{}_{}", source.id, mention.sentence + 1));
        row.urls.push(address(source));
        row.outlets.push(named(source));
    }
}

impl Row {
    fn finish(self, number: usize) -> Vec<String> {
        let issues: Vec<String> = self.issues.iter().map(|(name, count)| format!("{name},{count}")).collect();
        let join = |list: Vec<String>| once(list.into_iter()).join(";");
        let mut cells = vec![format!("{number}_{}", env!("CARGO_PKG_VERSION"))];
        cells.extend_from_slice(&self.cells[..16]);
        cells.push(issues.join(";"));
        cells.extend_from_slice(&self.cells[16..]);
        cells.extend([join(self.sentences), join(self.urls), join(self.outlets)]);
        cells
    }
}

/// Full code, entity, role, attributes.
fn party(who: Option<&Who>) -> Vec<String> {
    let Some(who) = who else { return vec![String::new(); 4] };
    let code = who.code.clone().unwrap_or_default();
    let sector = who.sector.clone().unwrap_or_default();
    let entity = if country(who).is_empty() { code.clone() } else { country(who) };
    vec![format!("{code}{sector}"), entity, sector, who.other_sectors.join(";")]
}

/// The five classes by CAMEO root.
fn penta(root: &str) -> String {
    let class = match root {
        "01" | "02" => "0",
        "03" | "04" | "05" => "1",
        "06" | "07" | "08" => "2",
        "09" | "10" | "11" | "12" | "13" | "16" => "3",
        "14" | "15" | "17" | "18" | "19" | "20" => "4",
        _ => "",
    };
    class.to_owned()
}
