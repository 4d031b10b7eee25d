//! Filters: what a user asks, as conditions of the record. A value that means nothing is told with the nearest right word, not answered with an
//! empty list.

use super::{Args, Filters, Global};
use clap::CommandFactory;
use clap::error::ErrorKind;
use dateline::Pipeline;
use record::{Filter, Record};
use text::Days;
use text::datafile::nearest;

impl Filters {
    /// The conditions, days written out: `2018-05` begins on the first and ends on the 31st.
    pub fn conditions(&self) -> Filter {
        let day = |given: &Option<String>, option: &str, last: bool| {
            given.as_ref().map(|words| match Days::parse(words) {
                Some(days) => {
                    if last { days.latest } else { days.earliest }.map_or(String::new(), |d| d.to_string())
                }
                None => wrong(option, words, "a day is wanted: YYYY-MM-DD, YYYY-MM or YYYY", None),
            })
        };
        let mut filter = self.filter();
        filter.since = day(&self.since, "--since", false);
        filter.until = day(&self.until, "--until", true);
        if let Some(quad) = self.quad.filter(|quad| !(1..=4).contains(quad)) {
            wrong(
                "--quad",
                &quad.to_string(),
                "1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict",
                None,
            );
        }
        if let Some(least) = self.min_confidence.filter(|least| !(0.0..=1.0).contains(least)) {
            wrong("--min-confidence", &least.to_string(), "a number from 0 to 1 is wanted", None);
        }
        filter
    }
}

/// Ends the program with what is wrong with an option's value, as wrong usage.
pub fn wrong(option: &str, value: &str, wanted: &str, near: Option<&str>) -> ! {
    let near = near.map(|word| format!("; did you mean `{word}`?")).unwrap_or_default();
    let message = format!("invalid value '{value}' for '{option}': {wanted}{near}");
    Args::command().error(ErrorKind::InvalidValue, message).exit()
}

/// Where nothing was found: is it because a value means nothing? Then it is told, and the program ends.
pub fn check_empty(global: &Global, record: &Record, filter: &Filter) -> Result<(), String> {
    if !filter.is_set() {
        return Ok(());
    }
    let pipeline = global.pipeline()?;
    let ontology = &pipeline.knowledge.tables.ontology;
    let modes = ontology.categories.values().flat_map(|category| category.modes.keys().map(String::as_str));
    one_of("--event", &filter.event, "no such category", ontology.category_names(), true);
    one_of("--mode", &filter.mode, "no category has such a mode", modes, false);
    one_of(
        "--context",
        &filter.context,
        "no such context",
        ontology.contexts.keys().map(String::as_str),
        false,
    );
    one_of("--sector", &filter.sector, "no such sector", ontology.sectors.keys().map(String::as_str), true);
    one_of(
        "--aux",
        &filter.aux,
        "expected future, hypothetical, negation or historical",
        AUX.into_iter(),
        false,
    );
    one_of(
        "--country",
        &filter.country,
        "no such country (ISO 3166 alpha-3 is wanted)",
        states(pipeline),
        true,
    );
    for (option, party) in
        [("--actor", &filter.actor), ("--with", &filter.with), ("--said-by", &filter.said_by)]
    {
        if let Some(party) = party {
            check_party(pipeline, record, option, party)?;
        }
    }
    check_place(pipeline, record, filter)?;
    check_outlet(pipeline, record, filter)?;
    if let Some(story) = filter.story.as_ref()
        && record.get("stories", story).map_err(|e| e.to_string())?.is_none()
    {
        wrong("--story", story, "the record has no such story: `dateline stories` lists them", None);
    }
    Ok(())
}

const AUX: [&str; 4] = ["future", "hypothetical", "negation", "historical"];

fn states(pipeline: &Pipeline) -> impl Iterator<Item = &str> {
    let actors = pipeline.knowledge.tables.actors.actors.iter();
    actors.filter(|actor| actor.kind == knowledge::Kind::State).filter_map(|actor| actor.country.as_deref())
}

fn one_of<'k>(
    option: &str,
    value: &Option<String>,
    wanted: &str,
    known: impl Iterator<Item = &'k str>,
    upper: bool,
) {
    let Some(value) = value else { return };
    let word = if upper { value.to_uppercase() } else { value.to_lowercase() };
    let known: Vec<&str> = known.collect();
    if !known.contains(&word.as_str()) {
        wrong(option, value, wanted, nearest(&word, known));
    }
}

/// A code, a code with a sector, a catalogue id, or a name that the catalogue or the record knows.
fn check_party(pipeline: &Pipeline, record: &Record, option: &str, party: &str) -> Result<(), String> {
    let tables = &pipeline.knowledge.tables;
    let sectors = || tables.ontology.sectors.keys().map(String::as_str);
    let codes: Vec<&str> = states(pipeline).chain(sectors()).collect();
    if let Some((code, sector)) = party.split_once(':') {
        one_of(option, &Some(code.to_owned()), "no such code before the colon", codes.iter().copied(), true);
        one_of(option, &Some(sector.to_owned()), "no such sector behind the colon", sectors(), true);
        return Ok(());
    }
    let known = codes.contains(&party.to_uppercase().as_str())
        || tables.actors.get(party).is_some()
        || !tables.actors.named(&knowledge::fold(party)).is_empty();
    if known {
        return Ok(());
    }
    let names = column(record, "SELECT name FROM who UNION SELECT actor FROM who WHERE actor IS NOT NULL")?;
    if names.iter().any(|name| name.eq_ignore_ascii_case(party)) {
        return Ok(());
    }
    let catalogue = tables.actors.actors.iter().flat_map(|actor| [actor.id.as_str(), actor.name.as_str()]);
    let near = nearest(party, catalogue.chain(names.iter().map(String::as_str)).chain(codes));
    wrong(option, party, "neither catalogue nor record knows such an actor", near)
}

fn check_place(pipeline: &Pipeline, record: &Record, filter: &Filter) -> Result<(), String> {
    let Some(place) = filter.place.as_ref().filter(|name| pipeline.knowledge.places.find(name).is_empty())
    else {
        return Ok(());
    };
    let names = column(record, "SELECT DISTINCT name FROM places")?;
    if !names.iter().any(|name| name.eq_ignore_ascii_case(place)) {
        wrong(
            "--place",
            place,
            "neither gazetteer nor record knows such a place",
            nearest(place, names.iter().map(String::as_str)),
        );
    }
    Ok(())
}

fn check_outlet(pipeline: &Pipeline, record: &Record, filter: &Filter) -> Result<(), String> {
    let Some(outlet) = filter.outlet.as_ref().filter(|name| pipeline.outlets.named(name).is_none()) else {
        return Ok(());
    };
    let names = column(record, "SELECT DISTINCT outlet FROM reports WHERE outlet IS NOT NULL")?;
    if !names.iter().any(|name| name.eq_ignore_ascii_case(outlet)) {
        let known = pipeline.outlets.iter().map(|entry| entry.value.name.as_str());
        wrong(
            "--outlet",
            outlet,
            "the record has no such outlet",
            nearest(outlet, names.iter().map(String::as_str).chain(known)),
        );
    }
    Ok(())
}

fn column(record: &Record, query: &str) -> Result<Vec<String>, String> {
    let (_, rows) = record.query(query).map_err(|e| e.to_string())?;
    Ok(rows.into_iter().filter_map(|row| row.first()?.as_str().map(str::to_owned)).collect())
}
