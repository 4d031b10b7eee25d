//! Reasons: one row back to its words, as a tree: what `dateline explain` tells, with the bytes each reason read.

use super::super::explain::{Explainer, headline, sentence, voice};
use super::super::pages;
use super::shop::Refusal;
use dateline::Pipeline;
use record::{Coded, Record, Row};
use serde_json::{Map, Value, json};
use text::{Because, Part, Span};

/// Mentions of one event that are explained; more of them say the same.
const MENTIONS: usize = 40;

/// The tree of an event, mention, claim or report, by its id; or the page of a rule, category, mode, sector or actor, by its name.
pub fn of(pipeline: &Pipeline, record: &Record, what: &str) -> Result<Value, Refusal> {
    if let Some(page) = pages::page(pipeline, what) {
        return Ok(json!({ "kind": "page", "name": what, "text": page }));
    }
    let explainer = Explainer { pipeline, record };
    if let Some(event) = record.get("events", what)? {
        let mentions = record.belonging("event_mentions", "event_id", text(&event, "id"))?;
        let left = mentions.len().saturating_sub(MENTIONS);
        let told: Result<Vec<Value>, Refusal> =
            mentions.iter().take(MENTIONS).map(|row| mention(&explainer, row)).collect();
        return Ok(
            json!({ "kind": "event", "id": event["id"], "headline": headline(&event), "mentions": told?, "left_out": left }),
        );
    }
    if let Some(row) = record.get("event_mentions", what)? {
        return mention(&explainer, &row);
    }
    if let Some(row) = record.get("claims", what)? {
        return claim(&explainer, &row);
    }
    if let Some(row) = record.get("reports", what)? {
        return report(record, &row);
    }
    Err(Refusal::Unknown(format!("nothing is called `{what}`")))
}

fn text<'r>(row: &'r Row, field: &str) -> &'r str {
    row.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// Another coder's rows cannot be explained exactly; that is told in the reasons' place.
fn mention(explainer: &Explainer, row: &Row) -> Result<Value, Refusal> {
    let mut out = json!({ "kind": "mention", "id": row["id"], "report": row["report"], "headline": headline(row), "confidence": row["confidence"] });
    let coded = match explainer.coded(row) {
        Ok(coded) => coded,
        Err(why) => return Ok(with(out, [("refused", why.into())])),
    };
    let Some(mention) = coded.findings.event_mentions.iter().find(|mention| mention.id == text(row, "id"))
    else {
        return Ok(with(out, [("refused", "it is not found again".into())]));
    };
    if let Some(span) = sentence(explainer.pipeline, &coded, mention) {
        out = with(out, [("sentence", quoted(&coded, span))]);
    }
    let because = trees(&mention.because, &coded);
    Ok(with(
        out,
        [
            ("voice", voice(&coded, mention).into()),
            ("because", because),
            ("source_uri", coded.report.source_uri.as_str().into()),
        ],
    ))
}

fn claim(explainer: &Explainer, row: &Row) -> Result<Value, Refusal> {
    let out = json!({ "kind": "claim", "id": row["id"], "report": row["report"], "headline": text(row, "content_text"), "confidence": row["confidence"] });
    let coded = match explainer.coded(row) {
        Ok(coded) => coded,
        Err(why) => return Ok(with(out, [("refused", why.into())])),
    };
    let Some(claim) = coded.findings.claims.iter().find(|claim| claim.id == text(row, "id")) else {
        return Ok(with(out, [("refused", "it is not found again".into())]));
    };
    let because = trees(&claim.because, &coded);
    Ok(with(out, [("because", because), ("source_uri", coded.report.source_uri.as_str().into())]))
}

/// How each field of a report was found.
fn report(record: &Record, row: &Row) -> Result<Value, Refusal> {
    let id = text(row, "id");
    let coded = Coded { report: record.report(id)?.unwrap_or_default(), ..Coded::default() };
    let evidence = record.evidence(id)?;
    let fields: Map<String, Value> =
        evidence.into_iter().map(|(field, because)| (field, tree(&because, &coded))).collect();
    Ok(json!({ "kind": "report", "id": id, "headline": row["title"], "evidence": fields }))
}

fn with<const N: usize>(mut value: Value, fields: [(&str, Value); N]) -> Value {
    for (name, field) in fields {
        value[name] = field;
    }
    value
}

fn quoted(coded: &Coded, span: Span) -> Value {
    with(json!(span), [("text", coded.report.slice(span).into())])
}

fn trees(all: &[Because], coded: &Coded) -> Value {
    all.iter().map(|because| tree(because, coded)).collect()
}

/// A reason, the words it read, and those below it.
fn tree(because: &Because, coded: &Coded) -> Value {
    json!({
        "rule": because.rule,
        "note": because.note,
        "span": because.span.map(|span| quoted(coded, span)),
        "considered": because.considered,
        "reasons": trees(&because.reasons, coded),
    })
}

/// The sentence around a span of a report's row, as far as line ends and full stops tell, with its bytes.
pub fn around(report: &Row, span: &Value) -> Value {
    let Ok(span) = serde_json::from_value::<Span>(span.clone()) else { return Value::Null };
    let body = text(report, if span.part == Part::Title { "title" } else { "text" });
    let (Some(before), Some(behind)) = (body.get(..span.start), body.get(span.end..)) else {
        return Value::Null;
    };
    let stops = |text: &str| {
        text.match_indices(['\n', '.', '!', '?']).map(|(at, stop)| at + stop.len()).collect::<Vec<_>>()
    };
    // A stop ends a sentence where a space or line follows: "U.S." and "3.5" go on more often than not.
    let ends = |text: &str, at: usize| {
        text[..at].ends_with('\n') || text[at..].starts_with([' ', '\n', '"', '”']) || text.len() == at
    };
    let whole = |at: &usize| ends(body, *at);
    let start = stops(before).into_iter().rev().find(whole).unwrap_or(0);
    let end = stops(behind).into_iter().map(|at| span.end + at).find(whole).unwrap_or(body.len());
    let words = body.get(start..end).unwrap_or_default();
    let (left, right) = (words.len() - words.trim_start().len(), words.len() - words.trim_end().len());
    let (start, end) = (start + left, (end - right).max(start + left));
    json!({ "in": if span.part == Part::Title { "title" } else { "text" }, "start": start, "end": end, "text": body.get(start..end) })
}
