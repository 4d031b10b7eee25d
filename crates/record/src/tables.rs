//! The tables of the contract: names, columns and kinds, in the order in which rows are written out. The one list that store, lists and exports follow.

/// How a field is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text, null where unknown. Dates are text, `YYYY-MM-DD`.
    Text,
    /// A whole number.
    Integer,
    /// A number.
    Real,
    /// A list or an object, as JSON text.
    Json,
}

/// One table.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// Its columns; the first is the key.
    pub columns: &'static [(&'static str, Kind)],
    /// How its rows are sorted.
    pub order: &'static str,
    /// What its rows are, in a line.
    pub what: &'static str,
}

use Kind::{Integer, Json, Real, Text};

/// Categories whose parties are on a par: where no recipient is named, each actor is the other's.
pub const MUTUAL: [&str; 2] = ["CONSULT", "COOPERATE"];

/// All tables that hold rows for users.
pub const TABLES: [Table; 9] = [
    Table {
        name: "reports",
        what: "one row per article read",
        order: "published_latest, id",
        columns: &[
            ("id", Text),
            ("given_id", Text),
            ("source_uri", Text),
            ("also_at", Json),
            ("source_hash", Text),
            ("outlet", Text),
            ("outlet_country", Text),
            ("agency", Text),
            ("byline", Text),
            ("title", Text),
            ("dateline", Text),
            ("dateline_place", Text),
            ("published", Text),
            ("published_earliest", Text),
            ("published_latest", Text),
            ("published_evidence", Text),
            ("language", Text),
            ("text", Text),
            ("near_duplicate_of", Text),
            ("story", Text),
            ("warnings", Json),
            ("coder", Text),
        ],
    },
    Table {
        name: "event_mentions",
        what: "what one passage of one report says happened",
        order: "date_latest, date_earliest, id",
        columns: &[
            ("id", Text),
            ("report", Text),
            ("sentence", Integer),
            ("event", Text),
            ("mode", Json),
            ("context", Json),
            ("cameo", Text),
            ("quad", Integer),
            ("score", Real),
            ("aux", Json),
            ("actor", Json),
            ("recipient", Json),
            ("date_earliest", Text),
            ("date_latest", Text),
            ("date_text", Text),
            ("date_basis", Text),
            ("place", Json),
            ("place_basis", Text),
            ("dead", Json),
            ("injured", Json),
            ("size", Json),
            ("said_by", Text),
            ("spans", Json),
            ("frame", Text),
            ("confidence", Real),
            ("event_id", Text),
            ("denies", Text),
        ],
    },
    Table {
        name: "events",
        what: "one row per thing that happened, merged from its mentions",
        order: "date_latest, date_earliest, id",
        columns: &[
            ("id", Text),
            ("event", Text),
            ("mode", Json),
            ("context", Json),
            ("cameo", Text),
            ("quad", Integer),
            ("score", Real),
            ("actor", Json),
            ("recipient", Json),
            ("date_earliest", Text),
            ("date_latest", Text),
            ("place", Json),
            ("dead", Json),
            ("injured", Json),
            ("size", Json),
            ("mentions", Integer),
            ("reports", Integer),
            ("outlets", Integer),
            ("own_voice", Integer),
            ("claimed_by", Json),
            ("denied_by", Json),
            ("sources", Integer),
            ("first_reported", Text),
            ("last_reported", Text),
            ("disputes", Json),
            ("corroboration", Json),
        ],
    },
    Table {
        name: "claims",
        what: "who says what",
        order: "date_latest, date_earliest, id",
        columns: &[
            ("id", Text),
            ("report", Text),
            ("sentence", Integer),
            ("speaker", Json),
            ("cue", Text),
            ("cue_span", Json),
            ("kind", Text),
            ("form", Text),
            ("content", Json),
            ("content_text", Text),
            ("parts", Json),
            ("via", Json),
            ("addressee", Json),
            ("date_earliest", Text),
            ("date_latest", Text),
            ("mentions", Json),
            ("confidence", Real),
        ],
    },
    Table {
        name: "descriptions",
        what: "how a report names an actor",
        order: "report, start, id",
        columns: &[
            ("id", Text),
            ("report", Text),
            ("outlet", Text),
            ("actor", Json),
            ("text", Text),
            ("head", Text),
            ("start", Integer),
            ("end", Integer),
            ("in", Text),
            ("said_by", Text),
            ("stance", Text),
        ],
    },
    Table {
        name: "entity_mentions",
        what: "every name, place and date of the text",
        order: "report, start, id",
        columns: &[
            ("id", Text),
            ("report", Text),
            ("start", Integer),
            ("end", Integer),
            ("in", Text),
            ("text", Text),
            ("kind", Text),
            ("label", Text),
            ("resolved", Json),
            ("value", Text),
            ("type", Text),
            ("confidence", Real),
        ],
    },
    Table {
        name: "stories",
        what: "reports on one matter",
        order: "first, id",
        columns: &[
            ("id", Text),
            ("title", Text),
            ("first", Text),
            ("last", Text),
            ("reports", Json),
            ("outlets", Json),
        ],
    },
    Table {
        name: "actors",
        what: "the catalogue entries used",
        order: "id",
        columns: &[
            ("id", Text),
            ("name", Text),
            ("kind", Text),
            ("country", Text),
            ("sector", Text),
            ("mentions", Integer),
            ("rule", Text),
        ],
    },
    Table {
        name: "places",
        what: "the places used",
        order: "id",
        columns: &[
            ("id", Text),
            ("name", Text),
            ("admin1", Text),
            ("country", Text),
            ("lat", Real),
            ("lon", Real),
            ("precision", Text),
            ("mentions", Integer),
        ],
    },
];

/// The table of that name.
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

impl Table {
    /// `CREATE TABLE` for it; names are quoted, since `end` and `in` are words of SQL.
    pub(crate) fn create(&self) -> String {
        let column = |(at, (name, kind)): (usize, &(&str, Kind))| {
            let sort = match kind {
                Integer => "INTEGER",
                Real => "REAL",
                Text | Json => "TEXT",
            };
            format!("\"{name}\" {sort}{}", if at == 0 { " NOT NULL UNIQUE" } else { "" })
        };
        let columns: Vec<String> = self.columns.iter().enumerate().map(column).collect();
        // A number of its own, behind the contract's columns, keeps rows in the order they came and makes indexes small.
        format!("CREATE TABLE {} ({}, n INTEGER PRIMARY KEY);", self.name, columns.join(", "))
    }

    /// Its columns, quoted.
    pub(crate) fn list(&self) -> String {
        self.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
    }
}
