//! Search: full text of titles and texts, best first, with the bytes of each hit.

use crate::filter::Filter;
use crate::store::{Error, Record};
use crate::tables::table;
use serde::Serialize;
use text::{Part, Span};

/// One report that answers.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Hit {
    /// The report's id.
    pub report: String,
    /// Its outlet.
    pub outlet: Option<String>,
    /// The last day it can have been published.
    pub published: Option<String>,
    /// Its title.
    pub title: String,
    /// Some words around the first hits, each hit in square brackets.
    pub snippet: String,
    /// The bytes of every hit in title and text.
    pub hits: Vec<Span>,
}

/// What stands before and behind a hit; no text has them, for the reader takes control characters out.
const MARKS: [char; 2] = ['\u{1}', '\u{2}'];

impl Record {
    /// Reports whose words answer a query, best first; a filter is asked of the reports.
    ///
    /// Words all have to be there; `"a phrase"`, `NEAR(a b, 5)`, `begin*`, `AND`, `OR`, `NOT` and brackets as in FTS5.
    ///
    /// # Errors
    /// Where the query is none, or the file cannot be read.
    pub fn search(&self, words: &str, filter: &Filter) -> Result<Vec<Hit>, Error> {
        let Some(reports) = table("reports") else { return Ok(Vec::new()) };
        let query = query(words);
        if query.is_empty() {
            return Err(Error::Query("no word to look for".into()));
        }
        let unlimited = Filter { limit: None, ..filter.clone() };
        let condition = unlimited.condition(reports);
        let limit = filter.limit.map_or(-1, |limit| i64::try_from(limit).unwrap_or(-1));
        let among = if unlimited.told.is_some() && !(Filter { told: None, ..unlimited.clone() }).is_set() {
            // The reports are known already: none of them is opened to be asked.
            "AND +t.rowid IN (SELECT value FROM json_each(?))".to_owned()
        } else if unlimited.is_set() {
            format!("AND +t.rowid IN (SELECT n FROM reports WHERE {})", condition.sql)
        } else {
            String::new()
        };
        // The best are found first; only they are read and marked.
        let sql = format!(
            "SELECT r.id, r.outlet, r.published_latest, r.title, highlight(reports_text, 0, char(1), char(2)), highlight(reports_text, 1, char(1), char(2)),
               snippet(reports_text, 1, char(1), char(2), '…', 24)
             FROM reports_text JOIN report_rows r ON r.n = reports_text.rowid
             WHERE reports_text MATCH ? AND reports_text.rowid IN
               (SELECT t.rowid FROM reports_text t WHERE t.reports_text MATCH ? {among} ORDER BY t.rank, t.rowid LIMIT {limit})
             ORDER BY round(reports_text.rank, 9), r.id"
        );
        let mut values = vec![query.clone().into(), query.into()];
        values.extend(condition.values);
        let told = |e: rusqlite::Error| Error::Query(told(words, &e.to_string()));
        let mut statement = self.db().prepare(&sql).map_err(told)?;
        let rows = statement.query_map(rusqlite::params_from_iter(values), |row| {
            let marked = [row.get::<_, String>(4)?, row.get::<_, String>(5)?];
            let snippet: String = row.get(6)?;
            Ok(Hit {
                report: row.get(0)?,
                outlet: row.get(1)?,
                published: row.get(2)?,
                title: row.get(3)?,
                snippet: snippet.replace(MARKS[0], "[").replace(MARKS[1], "]").replace('\n', " "),
                hits: [Part::Title, Part::Body].into_iter().zip(&marked).flat_map(spans).collect(),
            })
        });
        rows.and_then(Iterator::collect).map_err(told)
    }
}

/// The spans that marks enclose, in the text without them.
fn spans((part, marked): (Part, &String)) -> Vec<Span> {
    let (mut at, mut start, mut found) = (0, 0, Vec::new());
    for ch in marked.chars() {
        match ch {
            ch if ch == MARKS[0] => start = at,
            ch if ch == MARKS[1] => found.push(Span::new(part, start, at)),
            ch => at += ch.len_utf8(),
        }
    }
    found
}

fn told(words: &str, message: &str) -> String {
    format!(
        "cannot search for `{words}`: {message}; expected words, \"a phrase\", NEAR(a b, 5), begin*, AND, OR, NOT"
    )
}

/// What the user writes, as FTS5 wants it: operators stay, and every other word is quoted, so that `U.S.` is no mistake.
fn query(words: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    let mut rest = words.trim();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' => rest[1..].find('"').map_or(rest.len(), |at| at + 2),
            '(' | ')' => 1,
            _ if rest.starts_with("NEAR(") => rest.find(')').map_or(rest.len(), |at| at + 1),
            _ => rest.find([' ', '\n', '\t', '(', ')', '"']).unwrap_or(rest.len()),
        };
        let (piece, after) = rest.split_at(end);
        rest = after.trim_start();
        out.push(match piece {
            "AND" | "OR" | "NOT" | "(" | ")" => piece.to_owned(),
            _ if piece.starts_with('"') && piece.len() > 1 && piece.ends_with('"') => piece.to_owned(),
            _ if piece.starts_with("NEAR(") => near(piece),
            _ => word(piece),
        });
    }
    out.join(" ")
}

/// `NEAR(a "b c", 5)`, its words quoted.
fn near(piece: &str) -> String {
    let inside = piece.trim_start_matches("NEAR(").trim_end_matches(')');
    let (words, distance) = inside.rsplit_once(',').unwrap_or((inside, "10"));
    format!("NEAR({}, {})", query(words), distance.trim())
}

fn word(piece: &str) -> String {
    let (body, star) = match piece.strip_suffix('*') {
        Some(body) if !body.is_empty() => (body, "*"),
        _ => (piece, ""),
    };
    format!("\"{}\"{star}", body.replace('"', ""))
}

#[cfg(test)]
mod tests {
    use super::query;

    #[test]
    fn words_are_quoted_and_operators_stay() {
        for (given, wanted) in [
            ("grain ships", r#""grain" "ships""#),
            ("U.S. said", r#""U.S." "said""#),
            (r#""Black Sea" AND grain*"#, r#""Black Sea" AND "grain"*"#),
            ("NEAR(ship port, 5)", r#"NEAR("ship" "port", 5)"#),
            ("(a OR b) NOT c", r#"( "a" OR "b" ) NOT "c""#),
            ("  ", ""),
            ("*", r#""*""#),
        ] {
            assert_eq!(query(given), wanted);
        }
    }
}
