//! Filter: which rows a list shows. The same words on every list; a condition that a table has no column for leaves it empty of matches.

use crate::tables::Table;

/// Conditions, all of which must hold.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Code (`SYR`), code and sector (`SYR:MIL`), catalogue id or name of an actor.
    pub actor: Option<String>,
    /// The same, of the other party.
    pub with: Option<String>,
    /// Category.
    pub event: Option<String>,
    /// Mode.
    pub mode: Option<String>,
    /// Context.
    pub context: Option<String>,
    /// Place name.
    pub place: Option<String>,
    /// Country of the place, ISO 3166 alpha-3.
    pub country: Option<String>,
    /// Outlet.
    pub outlet: Option<String>,
    /// Story id.
    pub story: Option<String>,
    /// First day, `YYYY-MM-DD`.
    pub since: Option<String>,
    /// Last day.
    pub until: Option<String>,
    /// Who says it.
    pub said_by: Option<String>,
    /// Only what an outlet says itself.
    pub own_voice: bool,
    /// Standing (`future` ...).
    pub aux: Option<String>,
    /// Sector of a party.
    pub sector: Option<String>,
    /// 1 to 4.
    pub quad: Option<u8>,
    /// At least so confident.
    pub min_confidence: Option<f64>,
    /// At least so many independent sources.
    pub min_sources: Option<u32>,
    /// At most so many rows.
    pub limit: Option<usize>,
}

/// A condition in SQL with its values.
pub(crate) struct Where {
    pub(crate) sql: String,
    pub(crate) values: Vec<rusqlite::types::Value>,
}

impl Filter {
    /// The condition for a table.
    pub(crate) fn condition(&self, table: &Table) -> Where {
        let mut all = Where { sql: "1".into(), values: Vec::new() };
        let has = |name: &str| table.columns.iter().any(|(column, _)| *column == name);
        let parties: Vec<&str> = ["actor", "recipient", "speaker"].into_iter().filter(|c| has(c)).collect();
        for party in [&self.actor, &self.with].into_iter().flatten() {
            all.party(&parties, party);
        }
        all.equals(has("event"), "event", self.event.as_deref());
        all.member(has("mode"), "mode", self.mode.as_deref());
        all.member(has("context"), "context", self.context.as_deref());
        all.member(has("aux"), "aux", self.aux.as_deref());
        all.field(has("place"), "place", "name", self.place.as_deref());
        all.field(has("place"), "place", "country", self.country.as_deref());
        all.equals(has("outlet"), "outlet", self.outlet.as_deref());
        all.equals(has("story"), "story", self.story.as_deref());
        let day = ["date_latest", "published_latest", "last"].into_iter().find(|c| has(c));
        all.compare(day, ">=", self.since.clone().map(Into::into));
        all.compare(day, "<=", self.until.clone().map(Into::into));
        all.compare(has("quad").then_some("quad"), "=", self.quad.map(i64::from).map(Into::into));
        all.compare(has("confidence").then_some("confidence"), ">=", self.min_confidence.map(Into::into));
        all.compare(
            has("sources").then_some("sources"),
            ">=",
            self.min_sources.map(i64::from).map(Into::into),
        );
        if let Some(sector) = &self.sector {
            all.any(&parties, "json_extract(j.value, '$.sector') = ?", std::slice::from_ref(sector));
        }
        if let Some(speaker) = &self.said_by {
            all.said_by(table.name, has("said_by"), speaker);
        }
        if self.own_voice {
            all.sql.push_str(match (has("own_voice"), has("said_by")) {
                (true, _) => " AND own_voice > 0",
                (_, true) => " AND said_by IS NULL",
                _ => " AND 0",
            });
        }
        all
    }
}

impl Where {
    fn equals(&mut self, known: bool, column: &str, value: Option<&str>) {
        let Some(value) = value else { return };
        self.sql.push_str(&if known {
            format!(" AND lower(\"{column}\") = lower(?)")
        } else {
            " AND ? IS NULL".into()
        });
        self.values.push(value.to_owned().into());
    }

    fn compare(&mut self, column: Option<&str>, sign: &str, value: Option<rusqlite::types::Value>) {
        let Some(value) = value else { return };
        self.sql.push_str(
            &column.map_or(" AND ? IS NULL".into(), |column| format!(" AND \"{column}\" {sign} ?")),
        );
        self.values.push(value);
    }

    fn member(&mut self, known: bool, column: &str, value: Option<&str>) {
        let Some(value) = value else { return };
        let test = format!(" AND EXISTS (SELECT 1 FROM json_each(\"{column}\") j WHERE j.value = ?)");
        self.sql.push_str(if known { &test } else { " AND ? IS NULL" });
        self.values.push(value.to_owned().into());
    }

    fn field(&mut self, known: bool, column: &str, field: &str, value: Option<&str>) {
        let Some(value) = value else { return };
        let test = format!(" AND lower(json_extract(\"{column}\", '$.{field}')) = lower(?)");
        self.sql.push_str(if known { &test } else { " AND ? IS NULL" });
        self.values.push(value.to_owned().into());
    }

    /// A party given as `SYR`, `SYR:MIL`, a catalogue id or a name.
    fn party(&mut self, columns: &[&str], party: &str) {
        if let Some((code, sector)) = party.split_once(':') {
            let test = "json_extract(j.value, '$.code') = ? AND json_extract(j.value, '$.sector') = ?";
            self.any(columns, test, &[code.to_uppercase(), sector.to_uppercase()]);
            return;
        }
        let test = "? IN (json_extract(j.value, '$.code'), json_extract(j.value, '$.id')) OR instr(lower(json_extract(j.value, '$.name')), lower(?)) > 0 AND length(?) > 3";
        self.any(columns, test, &[party.to_owned(), party.to_owned(), party.to_owned()]);
    }

    /// The test holds for some party in one of the columns; a single object counts as a list of one.
    fn any(&mut self, columns: &[&str], test: &str, values: &[String]) {
        let each = |column: &&str| {
            format!(
                "EXISTS (SELECT 1 FROM json_each(CASE WHEN \"{column}\" LIKE '{{%' THEN '[' || \"{column}\" || ']' ELSE \"{column}\" END) j WHERE {test})"
            )
        };
        let tests: Vec<String> = columns.iter().map(each).collect();
        self.sql
            .push_str(&format!(" AND ({})", if tests.is_empty() { "0".into() } else { tests.join(" OR ") }));
        for _ in columns {
            self.values.extend(values.iter().cloned().map(Into::into));
        }
    }

    fn said_by(&mut self, table: &str, known: bool, speaker: &str) {
        let claim = "lower(json_extract(c.speaker, '$.name')) = lower(?) OR json_extract(c.speaker, '$.id') = ? OR json_extract(c.speaker, '$.code') = ?";
        let test = match table {
            "claims" => claim.replace("c.speaker", "speaker"),
            "events" => format!(
                "id IN (SELECT m.event_id FROM event_mentions m JOIN claims c ON m.said_by = c.id WHERE {claim})"
            ),
            _ if !known => "? IS NULL AND ? IS NULL AND ? IS NULL".to_owned(),
            _ => format!("said_by IN (SELECT c.id FROM claims c WHERE {claim})"),
        };
        self.sql.push_str(&format!(" AND ({test})"));
        self.values.extend(std::iter::repeat_n(speaker.to_owned().into(), 3));
    }
}
