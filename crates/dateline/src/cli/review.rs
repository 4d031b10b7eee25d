//! `dateline review`: a correction by hand, with who, when and why; without one, the list of those that were made.

use super::{Global, print};
use clap::{Args, Subcommand};
use record::Review;
use serde_json::{Map, Value, json};
use std::time::{SystemTime, UNIX_EPOCH};
use text::datafile::nearest;

/// What to correct.
#[derive(Debug, Subcommand)]
pub enum Correction {
    /// This event, mention or claim is wrong: take it out
    Reject {
        /// An id
        id: String,
        #[command(flatten)]
        signed: Signed,
    },
    /// These fields of an event or mention are wrong: write them anew
    Recode {
        /// An id
        id: String,
        /// event, mode, context, aux, actor, recipient, date, date_earliest, date_latest; lists with commas, parties as CODE or CODE:SECTOR
        #[arg(required = true, value_name = "FIELD=VALUE")]
        change: Vec<String>,
        #[command(flatten)]
        signed: Signed,
    },
    /// These two events are one
    Merge {
        /// The event that stays
        id: String,
        /// The event that goes into it
        other: String,
        #[command(flatten)]
        signed: Signed,
    },
    /// These mentions of an event are of another one
    Split {
        /// The event
        id: String,
        /// Its mentions that are of another
        #[arg(required = true)]
        mentions: Vec<String>,
        #[command(flatten)]
        signed: Signed,
    },
}

/// Who says so.
#[derive(Debug, Args)]
pub struct Signed {
    /// Who
    #[arg(long, env = "DATELINE_REVIEWER")]
    by: String,
    /// Why
    #[arg(long)]
    why: String,
    /// When, YYYY-MM-DD; today if not given
    #[arg(long)]
    at: Option<String>,
}

pub fn run(global: &Global, correction: Option<&Correction>) -> Result<u8, String> {
    let Some(correction) = correction else { return list(global) };
    let mut record = global.merged()?;
    let review = match correction {
        Correction::Reject { id, signed } => made("reject", id, Value::Null, signed)?,
        Correction::Recode { id, change, signed } => made("recode", id, changed(global, change)?, signed)?,
        Correction::Merge { id, other, signed } => made("merge", id, json!({"with": other}), signed)?,
        Correction::Split { id, mentions, signed } => {
            made("split", id, json!({"mentions": mentions}), signed)?
        }
    };
    record.review(review).map_err(|e| e.to_string())?;
    global.pipeline()?.merge(&mut record).map_err(|e| e.to_string())?;
    Ok(0)
}

fn list(global: &Global) -> Result<u8, String> {
    let reviews = global.open()?.reviews().map_err(|e| e.to_string())?;
    let rows: Vec<record::Row> =
        reviews.iter().filter_map(|r| serde_json::to_value(r).ok()?.as_object().cloned()).collect();
    print::rows("reviews", &rows, global.format)?;
    Ok(0)
}

fn made(what: &str, target: &str, change: Value, signed: &Signed) -> Result<Review, String> {
    let at = match &signed.at {
        Some(at) => text::Days::parse(at)
            .and_then(|days| days.single())
            .ok_or_else(|| format!("--at {at}: a day is wanted, YYYY-MM-DD"))?
            .to_string(),
        None => today(),
    };
    Ok(Review {
        at,
        by: signed.by.clone(),
        what: what.into(),
        target: target.into(),
        change,
        why: signed.why.clone(),
        ..Review::default()
    })
}

/// The day of the clock, UTC.
pub fn today() -> String {
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_secs());
    let days = i64::try_from(seconds / 86_400).unwrap_or(0);
    let first = text::Date::new(1970, 1, 1).ok();
    first
        .and_then(|day| day.checked_add(jiff::Span::new().days(days)).ok())
        .map_or(String::new(), |day| day.to_string())
}

/// `FIELD=VALUE` as fields of a mention; a new category brings its quad, score and CAMEO code along.
fn changed(global: &Global, change: &[String]) -> Result<Value, String> {
    let pipeline = global.pipeline()?;
    let ontology = &pipeline.knowledge.tables.ontology;
    let mut fields = Map::new();
    for pair in change {
        let (field, value) =
            pair.split_once('=').ok_or_else(|| format!("`{pair}`: FIELD=VALUE is wanted"))?;
        let list = || value.split(',').map(str::trim).filter(|word| !word.is_empty());
        match field {
            "event" => {
                let known = ontology.categories.get(value).ok_or_else(|| {
                    let near = nearest(value, ontology.category_names());
                    format!(
                        "no category `{value}`{}",
                        near.map(|n| format!("; did you mean `{n}`?")).unwrap_or_default()
                    )
                })?;
                fields.insert("quad".into(), known.quad.into());
                fields.insert("event".into(), value.into());
            }
            "mode" | "context" | "aux" => drop(fields.insert(field.into(), list().collect())),
            "actor" | "recipient" => {
                fields.insert(field.into(), list().map(record::reviews::party).collect());
            }
            "date" => {
                let days = text::Days::parse(value)
                    .ok_or_else(|| format!("`{value}`: YYYY-MM-DD, YYYY-MM or YYYY is wanted"))?;
                fields.insert("date_earliest".into(), json!(days.earliest));
                fields.insert("date_latest".into(), json!(days.latest));
            }
            "date_earliest" | "date_latest" => {
                let day: text::Date =
                    value.parse().map_err(|_| format!("`{value}`: a day is wanted, YYYY-MM-DD"))?;
                fields.insert(field.into(), json!(day));
            }
            "place" => drop(fields.insert("place".into(), place(pipeline, value)?)),
            other => {
                let known = [
                    "event",
                    "mode",
                    "context",
                    "aux",
                    "actor",
                    "recipient",
                    "date",
                    "date_earliest",
                    "date_latest",
                    "place",
                ];
                let near =
                    nearest(other, known).map(|n| format!("; did you mean `{n}`?")).unwrap_or_default();
                return Err(format!("no field `{other}` to recode: expected {}{near}", known.join(", ")));
            }
        }
    }
    let event = fields.get("event").and_then(Value::as_str).map(str::to_owned);
    let mode = fields.get("mode").and_then(|modes| modes.get(0)).and_then(Value::as_str).map(str::to_owned);
    if let Some(event) = event {
        fields.entry("mode").or_insert_with(|| json!([]));
        fields.insert("score".into(), ontology.score(&event, mode.as_deref()).into());
        fields.insert("cameo".into(), json!(ontology.cameo(&event, mode.as_deref())));
    }
    Ok(Value::Object(fields))
}

/// A place of the gazetteer by its id or name; nothing takes it away.
fn place(pipeline: &dateline::Pipeline, value: &str) -> Result<Value, String> {
    if value.is_empty() {
        return Ok(Value::Null);
    }
    let places = &pipeline.knowledge.places;
    let found = places.get(value).or_else(|| match places.find(value)[..] {
        [one] => places.open(one),
        _ => None,
    });
    let place = found.ok_or_else(|| {
        format!("no one place is called `{value}`: give its id, as `dateline places` lists it")
    })?;
    Ok(
        json!({"id": place.id.to_string(), "name": place.name, "admin1": place.admin1, "country": place.country, "lat": place.lat, "lon": place.lon,
              "precision": place.precision.as_str()}),
    )
}
