//! Entities: names, places and dates of a text as the store keeps them. They are most of all rows; what they resolve to is kept once in `things`,
//! without the words and bytes that the row has already.

use crate::store::{Row, value};
use crate::tables::Kind;
use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, Transaction, params};
use serde_json::Value;

/// Keeps one entity mention; its report must be kept already.
pub(crate) fn insert(t: &Transaction, row: &Value) -> rusqlite::Result<()> {
    let field = |name: &str| row.get(name);
    let thing = field("resolved")
        .filter(|resolved| !resolved.is_null())
        .map(|resolved| thing(t, row, resolved))
        .transpose()?;
    let mut statement = t.prepare_cached(
        "INSERT INTO entities (report, start, \"end\", title, id, text, kind, label, thing, value, type, confidence)
         VALUES ((SELECT n FROM reports WHERE id = ?), ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )?;
    statement.execute(params![
        value(field("report"), Kind::Text),
        value(field("start"), Kind::Integer),
        value(field("end"), Kind::Integer),
        field("in").and_then(Value::as_str) == Some("title"),
        value(field("id"), Kind::Text),
        value(field("text"), Kind::Text),
        value(field("kind"), Kind::Text),
        value(field("label"), Kind::Text),
        thing.map_or(Sql::Null, Sql::Integer),
        value(field("value"), Kind::Text),
        value(field("type"), Kind::Text),
        value(field("confidence"), Kind::Real),
    ])?;
    Ok(())
}

/// The number of what a name resolves to. An actor's own words and bytes are those of the row, and left out where they agree.
fn thing(t: &Transaction, row: &Value, resolved: &Value) -> rusqlite::Result<i64> {
    let own = ["text", "start", "end", "in"];
    let agrees = resolved.get("text").is_some() && own.iter().all(|name| resolved.get(name) == row.get(name));
    let json = match resolved.as_object().filter(|_| agrees) {
        Some(fields) => {
            let rest = fields.iter().filter(|(name, _)| !own.contains(&name.as_str()));
            Value::Object(rest.map(|(name, value)| (name.clone(), value.clone())).collect::<Row>())
                .to_string()
        }
        None => resolved.to_string(),
    };
    let known = t
        .prepare_cached("SELECT n FROM things WHERE json = ? AND actor = ?")?
        .query_row(params![json, agrees], |row| row.get(0))
        .optional()?;
    if let Some(n) = known {
        return Ok(n);
    }
    t.prepare_cached("INSERT INTO things (json, actor) VALUES (?, ?)")?.execute(params![json, agrees])?;
    Ok(t.last_insert_rowid())
}

/// Takes out those of a report.
pub(crate) fn remove(t: &Transaction, report: &str) -> rusqlite::Result<()> {
    t.execute("DELETE FROM entities WHERE report = (SELECT n FROM reports WHERE id = ?)", [report])?;
    Ok(())
}
