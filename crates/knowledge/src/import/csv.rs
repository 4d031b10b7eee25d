//! Comma-separated rows with a header: a row is an actor, or one more term of the actor of that name; lists are parted by `|`.

use super::{Draft, Term};
use crate::actors::Actors;
use std::collections::BTreeMap;
use text::datafile::{Complaint, nearest};

const COLUMNS: [&str; 14] = [
    "id", "kind", "name", "names", "short", "demonyms", "country", "sector", "parent", "note", "office",
    "title", "from", "until",
];
const KINDS: [&str; 8] = ["state", "person", "body", "group", "igo", "ngo", "media", "company"];

pub(super) fn read(file: &str, text: &str, actors: &Actors, told: &mut Vec<Complaint>) -> Vec<Draft> {
    let mut tell = |line: usize, message: String, hint: Option<&str>| {
        let hint = hint.map(str::to_owned);
        told.push(Complaint { file: file.to_owned(), line, column: 1, message, hint });
    };
    let mut rows = rows(text).into_iter();
    let Some((_, header)) = rows.next() else {
        tell(1, "an empty file: expected a header with the column `name`".to_owned(), None);
        return Vec::new();
    };
    let header: Vec<String> =
        header.iter().map(|cell| cell.trim().trim_start_matches('\u{feff}').to_lowercase()).collect();
    for column in header.iter().filter(|column| !COLUMNS.contains(&column.as_str())) {
        tell(1, format!("unknown column `{column}`"), nearest(column, COLUMNS));
    }
    if !header.iter().any(|column| column == "name") {
        tell(1, "no column `name`".to_owned(), None);
        return Vec::new();
    }
    let mut drafts: Vec<Draft> = Vec::new();
    let mut at: BTreeMap<String, usize> = BTreeMap::new();
    for (line, row) in rows {
        if row.len() != header.len() {
            tell(line, format!("{} cells, expected {}: left out", row.len(), header.len()), None);
            continue;
        }
        let cell =
            |name: &str| header.iter().position(|h| h == name).map_or("", |at| row[at].trim()).to_owned();
        let list = |name: &str| {
            cell(name).split('|').map(|n| n.trim().to_owned()).filter(|n| !n.is_empty()).collect::<Vec<_>>()
        };
        let name = cell("name");
        if name.is_empty() {
            tell(line, "no name: left out".to_owned(), None);
            continue;
        }
        let office = cell("office");
        if !office.is_empty() && !actors.offices.contains_key(&office) {
            tell(
                line,
                format!("unknown office `{office}`: the term is left out"),
                nearest(&office, actors.offices.keys().map(String::as_str)),
            );
            continue;
        }
        let term = Term {
            office,
            title: cell("title"),
            from: cell("from"),
            until: cell("until"),
            ..Term::default()
        };
        let kind = cell("kind").to_lowercase();
        let kind = if kind.is_empty() && term == Term::default() {
            "body".to_owned()
        } else if kind.is_empty() {
            "person".to_owned()
        } else {
            kind
        };
        if !KINDS.contains(&kind.as_str()) {
            tell(line, format!("unknown kind `{kind}`: left out"), nearest(&kind, KINDS));
            continue;
        }
        let index = *at.entry(name.clone()).or_insert(drafts.len());
        if index == drafts.len() {
            drafts.push(Draft {
                line,
                id: cell("id"),
                kind,
                name,
                names: list("names").into_iter().map(|name| (line, name)).collect(),
                short: list("short"),
                demonyms: list("demonyms"),
                country: cell("country"),
                sector: cell("sector"),
                parent: cell("parent"),
                note: cell("note"),
                terms: Vec::new(),
            });
        }
        let draft = &mut drafts[index];
        if draft.country != cell("country") && !cell("country").is_empty() {
            tell(
                line,
                format!(
                    "`{}` is of {} on line {}, here of {}: left out",
                    draft.name,
                    draft.country,
                    draft.line,
                    cell("country")
                ),
                None,
            );
        } else if term != Term::default() {
            draft.terms.push(term);
        }
    }
    drafts
}

/// Rows with the line each begins on; quotes as RFC 4180 has them.
fn rows(text: &str) -> Vec<(usize, Vec<String>)> {
    let (mut found, mut row, mut cell) = (Vec::new(), Vec::new(), String::new());
    let (mut line, mut begun, mut inside) = (1, 1, false);
    let mut chars = text.chars().peekable();
    while let Some(ch) = chars.next() {
        match ch {
            '"' if inside && chars.peek() == Some(&'"') => {
                cell.push('"');
                chars.next();
            }
            '"' => inside = !inside,
            ',' if !inside => row.push(std::mem::take(&mut cell)),
            '\n' if !inside => {
                row.push(std::mem::take(&mut cell));
                found.push((begun, std::mem::take(&mut row)));
                begun = line + 1;
            }
            '\r' if !inside => {}
            ch => cell.push(ch),
        }
        line += usize::from(ch == '\n');
    }
    row.push(cell);
    found.push((begun, row));
    found.retain(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()));
    found
}
