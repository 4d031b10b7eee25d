//! annotation: the spans of mentions and claims as W3C Web Annotations, one a line. Positions count characters of the clean text, not bytes, as that
//! model has it; the words and their neighbours travel along, so that the passage is found on a page that has changed.

use super::{Source, address, sources};
use crate::exports::Export;
use crate::store::Error;
use crate::tables::table;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::rc::Rc;
use text::{Part, Span};

/// Characters before and behind the words.
const AROUND: usize = 32;

pub(crate) fn write(export: &mut Export) -> Result<(), Error> {
    export
        .note("positions count characters of the clean text (of the title where the source ends in #title)");
    let sources = sources(export)?;
    let mut file = export.file("annotations.jsonl")?;
    for (name, kind) in [("event_mentions", "mention"), ("claims", "claim")] {
        let Some(of) = table(name) else { continue };
        let mut rows = Vec::new();
        export.record.each(of, export.filter, |row| rows.push(row))?;
        for row in rows {
            let report = row.get("report").and_then(Value::as_str).unwrap_or("").to_owned();
            let Some(texts) = export.record.texts(&report)? else { continue };
            if let Some(annotation) = annotation(kind, &row, &report, &texts, &sources) {
                file.json(&annotation)?;
            }
        }
    }
    export.keep(file)
}

fn annotation(
    kind: &str,
    row: &crate::Row,
    report: &str,
    (title, body): &(String, String),
    sources: &BTreeMap<String, Rc<Source>>,
) -> Option<Value> {
    let span = if kind == "claim" { row.get("content")? } else { row.get("spans")?.get("trigger")? };
    let span: Span = serde_json::from_value(span.clone()).ok()?;
    let (text, part) = if span.part == Part::Title { (title, "#title") } else { (body, "") };
    let (before, behind) = (text.get(..span.start)?, text.get(span.end..)?);
    let exact = text.get(span.start..span.end)?;
    let start = before.chars().count();
    let source = sources.get(report)?;
    let tail: Vec<char> = before.chars().rev().take(AROUND).collect();
    let fields = [
        "event",
        "mode",
        "aux",
        "actor",
        "recipient",
        "kind",
        "speaker",
        "date_earliest",
        "date_latest",
        "said_by",
        "event_id",
        "confidence",
    ];
    let value: serde_json::Map<String, Value> = fields
        .into_iter()
        .filter_map(|field| Some((field.to_owned(), row.get(field).filter(|v| !v.is_null())?.clone())))
        .collect();
    let target = json!({
        "source": format!("{}{part}", address(source)),
        "selector": [
            {"type": "TextPositionSelector", "start": start, "end": start + exact.chars().count()},
            {"type": "TextQuoteSelector", "exact": exact, "prefix": tail.into_iter().rev().collect::<String>(),
             "suffix": behind.chars().take(AROUND).collect::<String>()},
        ],
    });
    Some(json!({
        "@context": "http://www.w3.org/ns/anno.jsonld",
        "id": format!("urn:dateline:{kind}:{}", row.get("id").and_then(Value::as_str).unwrap_or("")),
        "type": "Annotation",
        "motivation": "identifying",
        "body": {"type": "TextualBody", "value": Value::Object(value).to_string(), "format": "application/json"},
        "target": target,
        "dateline:report": report,
        "dateline:sourceDigest": format!("blake3:{}", source.hash),
        "dateline:textDigest": format!("sha256:{}", sha256(text)),
    }))
}

/// SHA-256 of the text, hexadecimal.
fn sha256(text: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
