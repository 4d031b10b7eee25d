//! json-ld: reports as schema.org NewsArticle, one graph. Their texts are their publishers' and are not written; titles, dates and addresses are.

use crate::exports::Export;
use crate::store::Error;
use crate::tables::table;
use serde_json::{Map, Value, json};

pub(crate) fn write(export: &mut Export) -> Result<(), Error> {
    export.note("texts of articles are not exported: they are their publishers'");
    let mut file = export.file("reports.jsonld")?;
    file.line("{\"@context\":\"https://schema.org\",\"@graph\":[")?;
    let mut articles = Vec::new();
    if let Some(reports) = table("reports") {
        export.record.each(reports, export.filter, |row| articles.push(article(&row)))?;
    }
    let last = articles.len().saturating_sub(1);
    for (at, article) in articles.iter().enumerate() {
        file.row(&format!("{article}{}", if at == last { "" } else { "," }))?;
    }
    file.line("]}")?;
    export.keep(file)
}

fn article(row: &crate::Row) -> Value {
    let text = |field: &str| row.get(field).and_then(Value::as_str).filter(|text| !text.is_empty());
    let named = |name: &str, kind: &str| json!({"@type": kind, "name": name});
    let source = text("source_uri").unwrap_or("");
    let digest = text("source_hash").map(|hash| format!("blake3:{hash}"));
    let fields = [
        ("@type", Some("NewsArticle".into())),
        ("@id", text("id").map(|id| format!("urn:dateline:report:{id}").into())),
        ("identifier", digest.map(Value::from)),
        ("headline", text("title").map(Value::from)),
        ("datePublished", text("published").map(Value::from)),
        ("dateline", text("dateline").map(Value::from)),
        ("author", text("byline").map(|name| named(name, "Person"))),
        ("publisher", text("outlet").map(|name| named(name, "Organization"))),
        ("provider", text("agency").map(|name| named(name, "Organization"))),
        ("inLanguage", text("language").map(Value::from)),
        ("url", source.contains("://").then(|| source.into())),
        ("isBasedOn", text("near_duplicate_of").map(|id| format!("urn:dateline:report:{id}").into())),
    ];
    let fields: Map<String, Value> =
        fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect();
    Value::Object(fields)
}
