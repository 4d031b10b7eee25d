//! Pictures of the record. In: rows of events; out: SVG, a page that needs nothing else, or lines for a terminal. Draws what the rows say:
//! intervals as intervals, what is only claimed as hollow, a country that is all that is known as a country.

pub mod map;
pub mod network;
pub mod svg;
pub mod timeline;

use record::Row;
use serde_json::Value;
use text::{Date, Days};

/// What a picture needs of an event.
#[derive(Clone, Debug, Default)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// Category, and the parties and place for people.
    pub label: String,
    /// When.
    pub days: Days,
    /// 1 to 4; 0 where it is not told.
    pub quad: usize,
    /// -10 to 10.
    pub score: f64,
    /// Independent sources.
    pub sources: u64,
    /// True where no outlet says it in its own voice.
    pub claimed: bool,
    /// Where.
    pub spot: Option<Spot>,
}

/// A place on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Spot {
    /// Its name.
    pub name: String,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// True for a country, province or region: its middle stands for all of it.
    pub wide: bool,
}

impl Item {
    /// Its days in words.
    pub fn when(&self) -> String {
        days(self.days)
    }

    /// Of a row of the table `events`.
    pub fn of(row: &Row) -> Item {
        let text = |field: &str| row.get(field).and_then(Value::as_str).unwrap_or_default();
        let number = |field: &str| row.get(field).and_then(Value::as_u64).unwrap_or_default();
        let day = |field: &str| text(field).parse::<Date>().ok();
        let spot = row.get("place").and_then(spot);
        Item {
            id: text("id").to_owned(),
            label: label(row, spot.as_ref()),
            days: Days { earliest: day("date_earliest"), latest: day("date_latest") },
            quad: number("quad") as usize,
            score: row.get("score").and_then(Value::as_f64).unwrap_or_default(),
            sources: number("sources"),
            claimed: number("own_voice") == 0,
            spot,
        }
    }
}

fn spot(place: &Value) -> Option<Spot> {
    let degrees = |field: &str| place.get(field).and_then(Value::as_f64);
    let text = |field: &str| place.get(field).and_then(Value::as_str);
    Some(Spot {
        name: text("name")?.to_owned(),
        lat: degrees("lat")?,
        lon: degrees("lon")?,
        wide: !matches!(text("precision"), Some("city" | "point")),
    })
}

fn parties<'r>(row: &'r Row, field: &str) -> impl Iterator<Item = &'r Value> {
    row.get(field).and_then(Value::as_array).into_iter().flatten()
}

fn word<'v>(who: &'v Value, field: &str) -> &'v str {
    who.get(field).and_then(Value::as_str).unwrap_or_default()
}

fn label(row: &Row, spot: Option<&Spot>) -> String {
    let names = |field: &str| parties(row, field).map(|who| word(who, "name")).collect::<Vec<_>>().join(", ");
    let (actor, recipient) = (names("actor"), names("recipient"));
    let event = row.get("event").and_then(Value::as_str).unwrap_or_default();
    let mut label = format!("{event} {actor}");
    if !recipient.is_empty() {
        label += &format!(" → {recipient}");
    }
    if let Some(spot) = spot {
        label += &format!(" · {}", spot.name);
    }
    label.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// At most so many letters, with a mark where some are left out.
pub(crate) fn cut(words: &str, most: usize) -> String {
    if words.chars().count() <= most {
        return words.to_owned();
    }
    words.chars().take(most.saturating_sub(1)).collect::<String>().trim_end().to_owned() + "…"
}

/// Days since the first of January 2000, for drawing.
pub(crate) fn number(date: Date) -> i64 {
    date.since(Date::constant(2000, 1, 1)).map_or(0, |span| i64::from(span.get_days()))
}

/// The interval in words: one day, two days, or an open end.
pub(crate) fn days(days: Days) -> String {
    match (days.earliest, days.latest) {
        (None, None) => "no date".into(),
        (None, Some(latest)) => format!("by {latest}"),
        (Some(earliest), None) => format!("since {earliest}"),
        (Some(a), Some(b)) if a == b => a.to_string(),
        (Some(a), Some(b)) => format!("{a} to {b}"),
    }
}
