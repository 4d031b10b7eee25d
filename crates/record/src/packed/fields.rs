//! Fields: one value of a row at a time, as it is kept: spans, days, lists, ids, and what says nothing.

use crate::store::value;
use crate::tables::Kind;
use rusqlite::types::Value as Sql;
use serde_json::{Map, Value, json};

/// A number for some words: what is kept once is found by it, and an event that says what it said is told.
pub(crate) fn digest(words: &str) -> i64 {
    let id = text::id("", &[words]);
    i64::from_str_radix(&id, 16).unwrap_or_default()
}

/// The same in three bytes, for an index: of two that share it the words tell which is meant.
pub(super) fn short_digest(words: &str) -> i64 {
    digest(words) & 0x7f_ffff
}

pub(super) fn numbers(list: Option<&Value>) -> Vec<i64> {
    let list = list.and_then(Value::as_array).into_iter().flatten();
    list.filter_map(|party| party.get(0)?.as_i64()).collect()
}

/// Where words stand: in the title or not, from and to which byte, and whether the report reaches so far.
pub(super) struct Cut {
    pub(super) title: bool,
    pub(super) start: Option<i64>,
    pub(super) end: Option<i64>,
    pub(super) within: bool,
}

/// True where a party quotes just the words of its row.
pub(super) fn stands_as(party: &Value, row: &Value) -> bool {
    ["text", "start", "end", "in"].iter().all(|name| party.get(name) == row.get(name))
}

pub(super) fn in_title(row: &Value) -> bool {
    row.get("in").and_then(Value::as_str) == Some("title")
}

pub(super) fn whole(row: &Value, name: &str) -> Option<i64> {
    row.get(name).and_then(Value::as_i64)
}

/// The ends of a span of the text.
pub(super) fn in_body(span: &Value) -> Option<(i64, i64)> {
    let plain = span.get("in").is_none_or(Value::is_null);
    whole(span, "start").zip(whole(span, "end")).filter(|_| plain)
}

pub(super) fn cut_out(text: &str, start: i64, end: i64) -> Option<&str> {
    text.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
}

/// Puts a field that says something into `more`.
pub(super) fn keep(more: &mut Map<String, Value>, row: &Value, name: &str) {
    let says = |value: &&Value| !value.is_null() && value.as_array().is_none_or(|list| !list.is_empty());
    if let Some(value) = row.get(name).filter(says) {
        more.insert(name.into(), value.clone());
    }
}

pub(super) fn object(more: Map<String, Value>) -> Sql {
    if more.is_empty() { Sql::Null } else { Value::Object(more).to_string().into() }
}

pub(super) fn text_of(row: &Value, name: &str) -> Sql {
    value(row.get(name), Kind::Text)
}

pub(super) fn listed(list: Option<&Value>) -> Sql {
    list.map_or(Sql::Null, |list| list.to_string().into())
}

/// A list as JSON text; nothing for an empty one.
pub(super) fn filled(row: &Value, name: &str) -> Sql {
    let empty = row.get(name).is_none_or(|list| list.as_array().is_some_and(Vec::is_empty));
    if empty { Sql::Null } else { value(row.get(name), Kind::Json) }
}

/// Two days; the first is 0 where it is the second.
pub(super) fn days(row: &Value, first: &str, last: &str) -> (Sql, Sql) {
    let (first, last) = (text_of(row, first), text_of(row, last));
    if first == last && first != Sql::Null { (Sql::Integer(0), last) } else { (first, last) }
}

/// A confidence in thousandths where that is exact.
pub(super) fn thousandths(row: &Value) -> Sql {
    let Some(share) = row.get("confidence").and_then(Value::as_f64) else { return Sql::Null };
    let whole = (share * 1000.0).round();
    if (0.0..=1000.0).contains(&whole) && whole / 1000.0 == share {
        Sql::Integer(whole as i64)
    } else {
        Sql::Real(share)
    }
}

/// Spans as they are kept: `[start, end]`, of the title `[start, end, 1]`; null for what is none.
pub(super) fn spot(span: &Value) -> Value {
    match (whole(span, "start"), whole(span, "end")) {
        (Some(start), Some(end)) if in_title(span) => json!([start, end, 1]),
        (Some(start), Some(end)) => json!([start, end]),
        _ => Value::Null,
    }
}

/// A mention's spans: trigger, actors, recipients, place, date; null for those of the parties themselves and for what is not told.
pub(super) fn packed_spans(spans: &Value, parties: [&Option<Value>; 2]) -> Value {
    let field = |name: &str| spans.get(name).unwrap_or(&Value::Null);
    let many = |name: &str, parties: &Option<Value>| {
        let list: Vec<Value> = field(name).as_array().into_iter().flatten().map(spot).collect();
        let of = |party: &Value| match (party.get(1), party.get(2), party.get(3).and_then(Value::as_i64)) {
            (Some(start), Some(end), Some(1)) => json!([start, end, 1]),
            (Some(start), Some(end), _) => json!([start, end]),
            _ => Value::Null,
        };
        let theirs: Vec<Value> = parties.iter().flat_map(|list| list.as_array()).flatten().map(of).collect();
        if list == theirs { Value::Null } else { Value::Array(list) }
    };
    let mut all = vec![
        spot(field("trigger")),
        many("actor", parties[0]),
        many("recipient", parties[1]),
        spot(field("place")),
        spot(field("date")),
    ];
    while all.len() > 1 && all.last().is_some_and(Value::is_null) {
        all.pop();
    }
    Value::Array(all)
}

/// Lists of a row together, as they are kept once; nothing where all are empty.
pub(super) fn lists(row: &Value, names: &[&str]) -> Option<Value> {
    let lists: Vec<Value> = names
        .iter()
        .map(|name| row.get(*name).filter(|list| list.is_array()).cloned().unwrap_or_else(|| json!([])))
        .collect();
    lists
        .iter()
        .any(|list| list.as_array().is_some_and(|list| !list.is_empty()))
        .then_some(Value::Array(lists))
}
