//! JSONL: a line, an article. Also an array of such objects, or one alone. Unknown fields are passed over, a missing one is no error.

use crate::draft::Given;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// An article as JSON or CSV gives it.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// What came with it.
    pub given: Given,
    /// Its text, where it has one.
    pub text: Option<String>,
    /// Its page, where it has one.
    pub html: Option<String>,
}

impl Record {
    /// Builds a record from named fields; `field` gives a field's words, `None` where it is missing or empty of meaning.
    pub fn from_fields(field: impl Fn(&str) -> Option<String>) -> Record {
        let first = |names: &[&str]| names.iter().find_map(|name| field(name));
        let given = Given {
            id: field("id"),
            url: field("url"),
            title: field("title"),
            published: first(&["published", "date", "dct"]),
            outlet: field("outlet"),
            language: field("language"),
            byline: first(&["byline", "author"]),
            ..Given::default()
        };
        Record { given, text: first(&["text", "body"]), html: field("html") }
    }
}

/// Reads one object; the error says what it is instead.
pub fn record(bytes: &[u8]) -> Result<Record, String> {
    let value: Value = serde_json::from_slice(bytes).map_err(|error| format!("no JSON: {error}"))?;
    let Value::Object(object) = value else { return Err("JSON, but no object".into()) };
    Ok(of_object(&object))
}

fn of_object(object: &Map<String, Value>) -> Record {
    Record::from_fields(|name| match object.get(name)? {
        Value::String(words) => Some(words.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(many) => {
            let words: Vec<&str> = many.iter().filter_map(Value::as_str).collect();
            (!words.is_empty()).then(|| words.join(", "))
        }
        _ => None,
    })
}

/// The elements of a JSON array, each with its bytes; one object alone is an array of one.
pub fn elements(bytes: &[u8]) -> Result<Vec<&[u8]>, String> {
    let told = |error: serde_json::Error| format!("no JSON: {error}");
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        let elements: Vec<&RawValue> = serde_json::from_slice(bytes).map_err(told)?;
        return Ok(elements.into_iter().map(|raw| raw.get().as_bytes()).collect());
    }
    let one: &RawValue = serde_json::from_slice(bytes).map_err(told)?;
    Ok(vec![one.get().as_bytes()])
}
