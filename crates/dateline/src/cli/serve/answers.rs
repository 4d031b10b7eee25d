//! Answers: what each route gives, as the commands' `--format json` gives it: rows of a list, of `compare`, of `framing`; the figures of each picture;
//! an event with all that is said of it; a report with all that was found in it.

use super::super::{compare, framing, print};
use super::ask::{Ask, Format};
use super::reasons;
use super::shop::{Answer, Refusal, Shop};
use record::namings::{By, Most};
use record::sums::Lanes;
use record::{Filter, Limits, Order, Record, Row};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

/// One route: `/api/NAME`, or `/api/NAME/ID`.
pub struct Route {
    pub name: &'static str,
    /// Whether it is asked of one row.
    pub of_one: bool,
    /// What it knows besides filters.
    pub knows: &'static [&'static str],
    pub answer: fn(&Shop, &Record, &Ask, &str) -> Result<Answer, Refusal>,
}

type Answered = Result<Answer, Refusal>;

/// A query may run so long.
const SQL_TIME: Duration = Duration::from_secs(10);
/// A query gives at most so many rows, and so many bytes.
const SQL_ROWS: usize = 5_000;
const SQL_BYTES: usize = 16 << 20;
/// Ties of a network, sites of a map.
const TIES: usize = 300;
const SITES: usize = 2_000;
/// Events of a timeline: in one lane; lanes, and in each of them.
const IN_ONE: usize = 150;
const LANES: usize = 14;
const IN_EACH: usize = 30;
/// Reports whose heads are told at once.
const HEADS: usize = 100;
/// Descriptions that `framing` gives one by one; more are to be narrowed.
const DESCRIPTIONS: usize = 20_000;
/// How each of the actors most described is named, for who wants those alone: actors, wordings of each, sentences of each wording.
const PANELS: Most = Most { actors: 12, wordings: 10, sentences: 5 };

const fn list(name: &'static str) -> Route {
    Route {
        name,
        of_one: false,
        knows: &["total"],
        answer: |_, _, _, _| Err(Refusal::Unknown(String::new())),
    }
}

/// All routes but `sql`, which is posted.
pub const ROUTES: [Route; 26] = [
    Route { answer: |s, r, a, _| events(s, r, a), ..list("events") },
    Route { answer: |s, r, a, _| rows(s, r, a, "event_mentions"), ..list("mentions") },
    Route { answer: |s, r, a, _| claims(s, r, a), ..list("claims") },
    Route { answer: |s, r, a, _| rows(s, r, a, "reports"), ..list("reports") },
    Route { answer: |s, r, a, _| rows(s, r, a, "stories"), ..list("stories") },
    Route { answer: |s, r, a, _| rows(s, r, a, "actors"), ..list("actors") },
    Route { answer: |s, r, a, _| rows(s, r, a, "places"), ..list("places") },
    Route { answer: |s, r, a, _| rows(s, r, a, "descriptions"), ..list("descriptions") },
    Route { answer: |s, r, a, _| rows(s, r, a, "entity_mentions"), ..list("entities") },
    Route { name: "total", of_one: true, knows: &[], answer: total },
    Route { name: "status", of_one: false, knows: &[], answer: status },
    Route { name: "overview", of_one: false, knows: &[], answer: overview },
    Route { name: "bars", of_one: false, knows: &[], answer: bars },
    Route { name: "timeline", of_one: false, knows: &["lanes"], answer: timeline },
    Route { name: "map", of_one: false, knows: &[], answer: map },
    Route { name: "network", of_one: false, knows: &[], answer: network },
    Route { name: "framing", of_one: false, knows: &["by", "panels"], answer: framing },
    Route { name: "search", of_one: false, knows: &["words"], answer: search },
    Route { name: "suggest", of_one: false, knows: &["field", "letters"], answer: suggest },
    Route { name: "speakers", of_one: false, knows: &[], answer: speakers },
    Route { name: "heads", of_one: false, knows: &["ids"], answer: heads },
    Route { name: "words", of_one: false, knows: &[], answer: words },
    Route { name: "compare", of_one: true, knows: &[], answer: compare },
    Route { name: "event", of_one: true, knows: &[], answer: event },
    Route { name: "report", of_one: true, knows: &[], answer: report },
    Route {
        name: "explain",
        of_one: true,
        knows: &[],
        answer: |s, r, _, id| as_json(&reasons::of(&s.pipeline, r, id)?),
    },
];

fn as_json(value: &impl serde::Serialize) -> Answered {
    let body = serde_json::to_vec(value).map_err(|e| Refusal::Failed(e.to_string()))?;
    Ok(Answer { kind: "application/json", body: body.into() })
}

/// Rows in the form asked for.
fn written(table: &str, rows: &[Row], ask: &Ask) -> Answered {
    let delimited = |delimiter, kind| {
        let text = print::delimited(table, rows, delimiter).map_err(Refusal::Failed)?;
        Ok(Answer { kind, body: text.into() })
    };
    match ask.format {
        Format::Json => as_json(&rows),
        Format::Jsonl => {
            let lines = rows.iter().map(|row| serde_json::to_string(row).unwrap_or_default() + "\n");
            Ok(Answer { kind: "application/jsonl", body: lines.collect::<String>().into() })
        }
        Format::Csv => delimited(b',', "text/csv; charset=utf-8"),
        Format::Tsv => delimited(b'\t', "text/tab-separated-values; charset=utf-8"),
    }
}

fn text<'r>(row: &'r Row, field: &str) -> &'r str {
    row.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn rows(shop: &Shop, record: &Record, ask: &Ask, table: &str) -> Answered {
    let rows = record.page(table, &answered(shop, record, ask, table)?, ask.order, ask.skip)?;
    written(table, &rows, ask)
}

/// The filter of a list, with what it asks of mentions answered from the atlas.
fn answered(shop: &Shop, record: &Record, ask: &Ask, table: &str) -> Result<Filter, Refusal> {
    if !(Filter { limit: None, ..ask.filter.clone() }).is_set() {
        return Ok(ask.filter.clone());
    }
    Ok(ask.filter.answered(table, &*shop.atlas(record)?))
}

/// Events are chosen in memory; only those shown are read.
fn events(shop: &Shop, record: &Record, ask: &Ask) -> Answered {
    let (atlas, chosen) = shop.chosen(record, &ask.filter)?;
    let part = atlas.part(&chosen, ask.order, ask.skip, ask.filter.limit.unwrap_or(usize::MAX));
    written("events", &record.numbered("events", &part)?, ask)
}

/// The same of claims.
fn claims(shop: &Shop, record: &Record, ask: &Ask) -> Answered {
    let (atlas, chosen) = shop.said(record, &ask.filter)?;
    let most = ask.filter.limit.unwrap_or(usize::MAX);
    let part = record.voices(&atlas)?.part(&chosen, ask.order, ask.skip, most);
    written("claims", &record.numbered("claims", &part)?, ask)
}

fn speakers(shop: &Shop, record: &Record, ask: &Ask, _: &str) -> Answered {
    let (atlas, chosen) = shop.said(record, &ask.filter)?;
    let all = record.speakers(&atlas, &chosen, ask.filter.limit.unwrap_or(usize::MAX))?;
    written("speakers", &plain(&all), ask)
}

/// Outlet, day and title of some reports, by their ids.
fn heads(_: &Shop, record: &Record, ask: &Ask, _: &str) -> Answered {
    let mut all = Map::new();
    for id in ask.get("ids").unwrap_or_default().split(',').take(HEADS) {
        if let Some(report) = record.get("reports", id)? {
            let head = ["outlet", "published_latest", "title"]
                .map(|field| (field.to_owned(), report[field].clone()));
            all.insert(id.to_owned(), Value::Object(head.into_iter().collect()));
        }
    }
    as_json(&all)
}

/// How long a list is: `/api/total/events`.
fn total(shop: &Shop, record: &Record, ask: &Ask, name: &str) -> Answered {
    let all = Filter { limit: None, ..ask.filter.clone() };
    let total = match name {
        "events" => shop.chosen(record, &all)?.1.len() as u64,
        "claims" => shop.said(record, &all)?.1.len() as u64,
        "mentions" => record.total("event_mentions", &all)?,
        "entities" => record.total("entity_mentions", &all)?,
        name => record.total(name, &Filter { limit: None, ..answered(shop, record, ask, name)? })?,
    };
    as_json(&json!({ "total": total }))
}

/// What the record is and holds.
fn status(shop: &Shop, record: &Record, _: &Ask, _: &str) -> Answered {
    let name = shop.path().file_name().map(|name| name.to_string_lossy().into_owned());
    as_json(&json!({
        "record": name,
        "version": env!("CARGO_PKG_VERSION"),
        "coder": shop.pipeline.coder(),
        "merged": record.is_merged()?,
        "totals": record.totals()?,
    }))
}

fn overview(shop: &Shop, record: &Record, ask: &Ask, _: &str) -> Answered {
    let (atlas, chosen) = shop.chosen(record, &ask.filter)?;
    let (claimed, disputed, several) = atlas.standing(&chosen);
    let told = |events: Vec<usize>| record.numbered("events", &atlas.numbers(&events));
    let (sites, placed) = atlas.map(&chosen, 10);
    // Of a choice of events, the stories that tell most of them; SQL would go through all mentions again.
    let mut stories = Vec::new();
    if ask.filter.is_set() {
        for story in atlas.stories(&chosen, 6) {
            stories.extend(record.get("stories", story)?);
        }
    } else {
        stories =
            record.page("stories", &Filter { limit: Some(6), ..Filter::default() }, Order::Largest, 0)?;
    }
    as_json(&json!({
        "events": chosen.len(),
        "only_claimed": claimed,
        "disputed": disputed,
        "several_sources": several,
        "placed": placed,
        "bars": atlas.bars(&chosen),
        "network": atlas.network(&chosen, 10),
        "map": sites,
        "outlets": atlas.outlets(&chosen, 12),
        "best": told(atlas.best(&chosen, 8, |_| true))?,
        "disputes": told(atlas.best(&chosen, 6, |told| told.disputed))?,
        "stories": stories,
    }))
}

fn bars(shop: &Shop, record: &Record, ask: &Ask, _: &str) -> Answered {
    let (atlas, chosen) = shop.chosen(record, &ask.filter)?;
    as_json(&atlas.bars(&chosen))
}

fn timeline(shop: &Shop, record: &Record, ask: &Ask, _: &str) -> Answered {
    let (atlas, chosen) = shop.chosen(record, &ask.filter)?;
    let by = match ask.get("lanes") {
        None | Some("none") => Lanes::None,
        Some("story") => Lanes::Story,
        Some("pair") => Lanes::Pair,
        Some("place") => Lanes::Place,
        Some(other) => return Err(Refusal::Question(format!("lanes={other}: none, story, pair or place"))),
    };
    let (most, each) = if by == Lanes::None { (1, IN_ONE) } else { (LANES, IN_EACH) };
    let mut lanes = Vec::new();
    for (name, events, shown) in atlas.lanes(&chosen, by, most, each) {
        let title = match by {
            Lanes::Story => record.get("stories", &name)?.map(|story| text(&story, "title").to_owned()),
            _ => None,
        };
        let mut rows = record.numbered("events", &atlas.numbers(&shown))?;
        rows.sort_by(|a, b| {
            (text(a, "date_latest"), text(a, "id")).cmp(&(text(b, "date_latest"), text(b, "id")))
        });
        lanes.push(json!({ "name": name, "title": title, "events": events, "shown": rows }));
    }
    as_json(&json!({ "events": chosen.len(), "bars": atlas.bars(&chosen), "lanes": lanes }))
}

fn map(shop: &Shop, record: &Record, ask: &Ask, _: &str) -> Answered {
    let (atlas, chosen) = shop.chosen(record, &ask.filter)?;
    let (sites, placed) = atlas.map(&chosen, SITES);
    match ask.format {
        Format::Json => as_json(&json!({ "events": chosen.len(), "placed": placed, "sites": sites })),
        _ => written("map", &plain(&sites), ask),
    }
}

fn network(shop: &Shop, record: &Record, ask: &Ask, _: &str) -> Answered {
    let (atlas, chosen) = shop.chosen(record, &ask.filter)?;
    let ties = atlas.network(&chosen, TIES);
    match ask.format {
        Format::Json => as_json(&json!({ "events": chosen.len(), "ties": ties })),
        _ => written("network", &plain(&ties), ask),
    }
}

/// Rows of what is no table of the record.
fn plain(rows: &impl serde::Serialize) -> Vec<Row> {
    let Ok(Value::Array(rows)) = serde_json::to_value(rows) else { return Vec::new() };
    rows.into_iter()
        .filter_map(|row| match row {
            Value::Object(row) => Some(row),
            _ => None,
        })
        .collect()
}

fn framing(shop: &Shop, record: &Record, ask: &Ask, _: &str) -> Answered {
    let by = match ask.get("by") {
        None | Some("outlet") => By::Outlet,
        Some("speaker") => By::Speaker,
        Some(other) => return Err(Refusal::Question(format!("by={other}: outlet or speaker"))),
    };
    let (atlas, all) = (shop.described(record)?, Filter { limit: None, ..ask.filter.clone() });
    if ask.get("panels").is_some() {
        return as_json(&record.framing(&atlas, &all, by, PANELS)?);
    }
    if record.described(&atlas, &all, by)? > DESCRIPTIONS {
        return Err(Refusal::Question(format!(
            "more than {DESCRIPTIONS} descriptions are too many to be given one by one: choose an actor, a story or an outlet"
        )));
    }
    written("framing", &framing::table(record, &atlas, &all, by)?, ask)
}

fn search(shop: &Shop, record: &Record, ask: &Ask, _: &str) -> Answered {
    let Some(words) = ask.get("words") else { return written("hits", &[], ask) };
    written("hits", &plain(&record.search(words, &answered(shop, record, ask, "reports")?)?), ask)
}

fn suggest(_: &Shop, record: &Record, ask: &Ask, _: &str) -> Answered {
    let found =
        record.suggest(ask.get("field").unwrap_or_default(), ask.get("letters").unwrap_or_default(), 12)?;
    as_json(&found)
}

/// The words that filters take: categories with quad and modes, contexts, sectors; and the names of states.
fn words(shop: &Shop, _: &Record, _: &Ask, _: &str) -> Answered {
    let ontology = &shop.pipeline.knowledge.tables.ontology;
    let categories = ontology.categories.iter().map(|(name, category)| {
        json!({ "name": name, "what": category.what, "quad": category.quad, "modes": category.modes.keys().collect::<Vec<_>>() })
    });
    let what = |name: &String, what: &String| json!({ "name": name, "what": what });
    let actors = shop.pipeline.knowledge.tables.actors.actors.iter();
    let states: Map<String, Value> = actors
        .filter(|actor| actor.kind == knowledge::Kind::State)
        .filter_map(|actor| Some((actor.country.clone()?, actor.name.clone().into())))
        .collect();
    as_json(&json!({
        "states": states,
        "categories": categories.collect::<Vec<_>>(),
        "contexts": ontology.contexts.iter().map(|(name, context)| what(name, &context.what)).collect::<Vec<_>>(),
        "sectors": ontology.sectors.iter().map(|(name, sector)| what(name, &sector.what)).collect::<Vec<_>>(),
        "aux": ["future", "hypothetical", "negation", "historical"],
    }))
}

/// The row of an id, or that there is none.
fn one(record: &Record, table: &str, id: &str) -> Result<Row, Refusal> {
    let what = table.trim_end_matches('s').replace('_', " ");
    record.get(table, id)?.ok_or_else(|| Refusal::Unknown(format!("the record has no {what} `{id}`")))
}

fn compare(_: &Shop, record: &Record, ask: &Ask, id: &str) -> Answered {
    let story = one(record, "stories", id)?;
    let (columns, rows) = compare::table(record, text(&story, "id"))?;
    match ask.format {
        Format::Json => as_json(&json!({ "story": story, "outlets": columns, "rows": rows })),
        _ => written("compare", &rows, ask),
    }
}

/// An event, its mentions, their reports without texts, the claims they stand in, the corrections that speak of it.
fn event(_: &Shop, record: &Record, _: &Ask, id: &str) -> Answered {
    let event = one(record, "events", id)?;
    let id = text(&event, "id");
    let mentions = record.belonging("event_mentions", "event_id", id)?;
    let denials = record.denials(id)?;
    let all = || mentions.iter().chain(&denials);
    let reports: BTreeSet<&str> = all().map(|mention| text(mention, "report")).collect();
    let claims: BTreeSet<&str> =
        all().map(|mention| text(mention, "said_by")).filter(|id| !id.is_empty()).collect();
    let mut told = Vec::new();
    for report in &reports {
        told.extend(record.get("reports", report)?);
    }
    let mut sentences = Map::new();
    for mention in all() {
        let report = told.iter().find(|report| text(report, "id") == text(mention, "report"));
        let span = mention.get("spans").and_then(|spans| spans.get("trigger"));
        if let (Some(report), Some(span)) = (report, span) {
            sentences.insert(text(mention, "id").to_owned(), reasons::around(report, span));
        }
    }
    told.iter_mut().for_each(|report| {
        report.remove("text");
    });
    let claims: Result<Vec<Option<Row>>, _> = claims.into_iter().map(|id| record.get("claims", id)).collect();
    let reviews = record.reviews()?;
    let reviews: Vec<Value> = record::reviews::of(&reviews, id)
        .into_iter()
        .map(|r| json!({ "n": r.n, "what": r.what, "by": r.by, "at": r.at, "why": r.why }))
        .collect();
    as_json(&json!({
        "event": event,
        "mentions": mentions,
        "denials": denials,
        "sentences": sentences,
        "reports": told,
        "claims": claims?,
        "reviews": reviews,
    }))
}

/// A report and all that was found in it.
fn report(_: &Shop, record: &Record, _: &Ask, id: &str) -> Answered {
    let report = one(record, "reports", id)?;
    let of = |table: &str| record.belonging(table, "report", text(&report, "id"));
    let (mentions, claims, descriptions, entities) =
        (of("event_mentions")?, of("claims")?, of("descriptions")?, of("entity_mentions")?);
    as_json(
        &json!({ "report": report, "mentions": mentions, "claims": claims, "descriptions": descriptions, "entities": entities }),
    )
}

/// Any query that reads, within limits.
pub fn sql(record: &Record, query: &str) -> Answered {
    let started = Instant::now();
    let limits = Limits { rows: Some(SQL_ROWS), time: Some(SQL_TIME), bytes: Some(SQL_BYTES) };
    let answer = record.query_within(query, limits)?;
    let rows: Vec<Row> =
        answer.rows.into_iter().map(|row| answer.columns.iter().cloned().zip(row).collect()).collect();
    as_json(
        &json!({ "columns": answer.columns, "rows": rows, "more": answer.more, "seconds": started.elapsed().as_secs_f64() }),
    )
}
