//! gdelt: events (61 columns) and mentions (16) as GDELT 2.0 has them: between tabs, no header. `GoldsteinScale` holds the record's own score, which
//! is a function of category and mode and of the same range; tone is not measured and stays empty.

use super::{
    Aside, Source, Told, address, cameo, compact, country, domain, each_told, fips, full_name, number,
    or_empty,
};
use crate::exports::Export;
use crate::store::Error;
use extract::{EventMention, Where, Who};
use text::{Date, Part};

const EVENTS: usize = 61;
const MENTIONS: usize = 16;

pub(crate) fn write(export: &mut Export) -> Result<(), Error> {
    export.note("GoldsteinScale is the score of category and mode, not Goldstein's; tone is not measured");
    export.note("an event of several actors has the first one in its row and all in events.claims.jsonl");
    let mut events = export.file("events.export.CSV")?;
    let mut mentions = export.file("events.mentions.CSV")?;
    let mut aside = Aside::new(export, "events")?;
    each_told(export, |_, told| {
        events.tab(EVENTS, &event(&told))?;
        for (at, source) in &told.mentions {
            mentions.tab(MENTIONS, &mention(&told, at, source))?;
        }
        aside.add(&number(&told.event.id), &told)
    })?;
    export.keep(events)?;
    export.keep(mentions)?;
    aside.keep(export)
}

fn event(told: &Told) -> Vec<String> {
    let event = &told.event;
    let (actors, recipients) = told.sides();
    let day = told.day();
    let code = cameo(event.cameo.as_deref());
    let cut = |length: usize| code.get(..length).unwrap_or(&code).to_owned();
    let mut row = vec![
        number(&event.id),
        compact(day),
        day.map(|d| format!("{:04}{:02}", d.year(), d.month())).unwrap_or_default(),
        or_empty(day.map(|d| d.year())),
        day.map(fraction).unwrap_or_default(),
    ];
    row.extend(party(actors.first().copied()));
    row.extend(party(recipients.first().copied()));
    row.extend([u8::from(is_root(told)).to_string(), code.clone(), cut(3), cut(2)]);
    row.extend([event.quad.to_string(), event.score.to_string()]);
    row.extend([
        event.mentions.to_string(),
        event.outlets.to_string(),
        event.reports.to_string(),
        String::new(),
    ]);
    // Where the parties themselves are is not read.
    row.extend(std::iter::repeat_n(String::new(), 16));
    row.extend(geo(event.place.as_ref()));
    row.push(stamp(event.first_reported));
    row.push(told.first().map(|(_, source)| address(source)).unwrap_or_default());
    row
}

fn mention(told: &Told, mention: &EventMention, source: &Source) -> Vec<String> {
    let offset = |spans: &[text::Span]| spans.first().map_or("-1".to_owned(), |span| span.start.to_string());
    let body = mention.spans.trigger.part == Part::Body;
    vec![
        number(&told.event.id),
        stamp(told.event.first_reported),
        stamp(source.published.parse().ok()),
        if source.url.is_empty() { "2" } else { "1" }.to_owned(),
        domain(source),
        address(source),
        (mention.sentence + 1).to_string(),
        offset(&mention.spans.actor),
        offset(&mention.spans.recipient),
        mention.spans.trigger.start.to_string(),
        u8::from(body).to_string(),
        format!("{:.0}", (mention.confidence * 100.0).clamp(10.0, 100.0)),
        source.length.to_string(),
        String::new(),
        String::new(),
        String::new(),
    ]
}

/// Year and the part of it that is over, by GDELT's own formula.
fn fraction(day: Date) -> String {
    let part = f64::from(i32::from(day.month()) * 30 + i32::from(day.day())) / 365.0;
    format!("{:.4}", f64::from(day.year()) + part)
}

fn stamp(day: Option<Date>) -> String {
    let day = compact(day);
    if day.is_empty() { day } else { day + "000000" }
}

/// In the title or the first paragraph of the first report.
fn is_root(told: &Told) -> bool {
    let lead = |(mention, source): &(EventMention, std::rc::Rc<Source>)| {
        mention.spans.trigger.part == Part::Title || mention.spans.trigger.start < source.lead
    };
    told.first().is_some_and(lead)
}

fn party(who: Option<&Who>) -> Vec<String> {
    let mut row = vec![String::new(); 10];
    let Some(who) = who else { return row };
    let sectors: Vec<&String> = who.sector.iter().chain(&who.other_sectors).collect();
    row[0] = format!("{}{}", who.code.as_deref().unwrap_or(""), who.sector.as_deref().unwrap_or(""));
    row[1] = who.name.to_uppercase();
    row[2] = country(who);
    for (at, sector) in sectors.into_iter().take(3).enumerate() {
        row[7 + at] = sector.clone();
    }
    row
}

fn geo(place: Option<&Where>) -> Vec<String> {
    let mut row = vec![String::new(); 8];
    let Some(place) = place else { return row };
    let home = place.country.as_deref() == Some("USA");
    let kind = match place.precision.as_str() {
        "country" => "1",
        "admin1" if home => "2",
        "city" | "point" if home => "3",
        "city" | "point" => "4",
        "admin1" => "5",
        _ => "",
    };
    row[0] = kind.to_owned();
    row[1] = full_name(place);
    row[2] = place.country.as_deref().and_then(fips).unwrap_or("").to_owned();
    row[5] = place.lat.to_string();
    row[6] = place.lon.to_string();
    row
}
