//! Filter: which rows a list shows. The same words on every list: a condition that a table has no field for is asked of the event mentions its rows
//! belong to, so that `claims --event ASSAULT` lists the claims in which an assault is told.

use crate::atlas::Atlas;
use crate::packed::{SHIFT, rows_of};
use crate::schema::{label, role};
use crate::tables::Table;
use rusqlite::types::Value;

/// Conditions, all of which must hold.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Code (`SYR`), code and sector (`SYR:MIL`), catalogue id or name of a party; of claims, of the speaker.
    pub actor: Option<String>,
    /// The same, of the other party; of claims, of the one addressed.
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
    /// Sector of a party; of claims, of the speaker.
    pub sector: Option<String>,
    /// 1 to 4.
    pub quad: Option<u8>,
    /// At least so confident.
    pub min_confidence: Option<f64>,
    /// At least so many independent sources.
    pub min_sources: Option<u32>,
    /// At most so many rows.
    pub limit: Option<usize>,
    /// Only these reports, by their numbers, as a JSON list; of stories, only these, by id: what was asked and is answered already.
    pub told: Option<String>,
}

/// A row's number, and a word to SQLite not to seek rows by it: events are then walked by day off an index and the walk ends at the limit, where a
/// condition that every second event fulfils would have it open and sort them all.
const BY_DAY: &str = "+n";

/// Rows that bear a mark of a kind.
fn marked(n: &str, kind: u8) -> String {
    format!(
        "{n} IN (SELECT n FROM marks WHERE label = (SELECT n FROM labels WHERE kind = {kind} AND value = ?))"
    )
}

/// A confidence in thousandths, as events have it: a whole number where it is one but for the last bit.
fn thousandths(share: f64) -> Value {
    let whole = (share * 1000.0).round();
    if (whole - share * 1000.0).abs() < 1e-9 {
        Value::Integer(whole as i64)
    } else {
        Value::Real(share * 1000.0)
    }
}

/// A condition in SQL with its values.
pub(crate) struct Where {
    pub(crate) sql: String,
    pub(crate) values: Vec<Value>,
}

impl Filter {
    /// The condition for a table.
    pub(crate) fn condition(&self, table: &Table) -> Where {
        let mut all = Where { sql: "1".into(), values: Vec::new() };
        match table.name {
            "events" => self.of_events(&mut all),
            "event_mentions" => self.of_mentions(&mut all),
            "claims" => self.of_claims(&mut all),
            "reports" => self.of_reports(&mut all),
            "stories" => self.of_stories(&mut all),
            "descriptions" => self.of_descriptions(&mut all),
            "entity_mentions" => self.through_reports(&mut all, "entity_mentions"),
            "actors" => self.of_actors(&mut all),
            "places" => self.of_places(&mut all),
            _ => {}
        }
        all
    }

    fn of_events(&self, all: &mut Where) {
        all.parties(&role::EVENT, self.actor.as_deref());
        all.parties(&role::EVENT, self.with.as_deref());
        all.compare("event = ?", self.event.as_deref().map(str::to_uppercase));
        all.compare("quad = ?", self.quad.map(i64::from));
        self.marked(all, 0);
        all.days("date_latest", self);
        all.compare("sources >= ?", self.min_sources.map(i64::from));
        if self.own_voice {
            all.sql += " AND own_voice > 0";
        }
        let rest = Filter {
            outlet: self.outlet.clone(),
            story: self.story.clone(),
            said_by: self.said_by.clone(),
            ..Filter::default()
        };
        let aux = self.aux.as_deref().map(str::to_lowercase);
        if aux.is_some() && !rest.is_set() && self.min_confidence.is_none() {
            all.compare(&marked(BY_DAY, label::AUX), aux);
        } else if rest.is_set() || aux.is_some() {
            // All of it must hold of one mention.
            let rest = Filter { aux: self.aux.clone(), min_confidence: self.min_confidence, ..rest };
            all.through("id", "SELECT event_id FROM event_mentions", &rest, "event_id IS NOT NULL");
        } else {
            all.compare("surest >= ?", self.min_confidence.map(thousandths));
        }
    }

    fn of_mentions(&self, all: &mut Where) {
        all.parties(&role::MENTION, self.actor.as_deref());
        all.parties(&role::MENTION, self.with.as_deref());
        all.sector(&role::MENTION, self.sector.as_deref());
        all.compare("event = ?", self.event.as_deref().map(str::to_uppercase));
        all.compare("quad = ?", self.quad.map(i64::from));
        self.marked(all, label::OF_MENTION);
        all.days("date_latest", self);
        all.compare("confidence >= ?", self.min_confidence);
        let sources = "event_id IN (SELECT id FROM events WHERE sources >= ?)";
        all.compare(sources, self.min_sources.map(i64::from));
        self.of_report(all, "event_mentions");
        all.parties(&[role::SAYS], self.said_by.as_deref());
        if self.own_voice {
            all.sql += " AND said_by IS NULL";
        }
    }

    fn of_claims(&self, all: &mut Where) {
        all.parties(&[role::SPEAKER], self.actor.as_deref());
        all.parties(&[role::SPEAKER], self.said_by.as_deref());
        all.parties(&[role::ADDRESSEE], self.with.as_deref());
        all.sector(&[role::SPEAKER], self.sector.as_deref());
        all.days("date_latest", self);
        all.compare("confidence >= ?", self.min_confidence);
        self.of_report(all, "claims");
        if self.own_voice {
            all.sql += " AND 0";
        }
        let rest = Filter { aux: self.aux.clone(), min_sources: self.min_sources, ..self.what() };
        // From the mentions to the claims of their reports, for no index has the ids of claims.
        let inside = format!(
            "SELECT c.n FROM event_mentions x CROSS JOIN claim_rows c ON c.n >= (x.n >> {SHIFT}) << {SHIFT} AND c.n < ((x.n >> {SHIFT}) + 1) << {SHIFT}
               AND c.id = x.said_by WHERE x.n IN (SELECT n FROM event_mentions"
        );
        if rest.is_set() {
            all.through("n", &inside, &rest, "said_by IS NOT NULL");
            all.sql += ")";
        }
    }

    fn of_reports(&self, all: &mut Where) {
        all.compare("outlet = ? COLLATE NOCASE", self.outlet.clone());
        all.compare("story = ?", self.story.clone());
        all.days("published_latest", self);
        all.compare("n IN (SELECT value FROM json_each(?))", self.told.clone());
        all.through("n", &format!("SELECT n >> {SHIFT} FROM event_mentions"), &self.beyond_reports(), "1");
    }

    fn of_stories(&self, all: &mut Where) {
        all.compare("id = ?", self.story.clone());
        all.compare("last >= ?", self.since.clone());
        all.compare("first <= ?", self.until.clone());
        all.compare("id IN (SELECT value FROM json_each(?))", self.told.clone());
        let rest = Filter { since: None, until: None, story: None, limit: None, told: None, ..self.clone() };
        if rest.is_set() {
            all.sql += " AND id IN (SELECT story FROM reports WHERE 1";
            rest.of_reports(all);
            all.sql += ")";
        }
    }

    fn of_descriptions(&self, all: &mut Where) {
        for party in [&self.actor, &self.with].into_iter().flatten() {
            all.sql += " AND n IN (SELECT n FROM description_rows WHERE actor IN (SELECT n FROM who WHERE ";
            all.matching(party);
            all.sql += "))";
        }
        let sector =
            "n IN (SELECT n FROM description_rows WHERE actor IN (SELECT n FROM who WHERE sector = ?))";
        all.compare(sector, self.sector.as_deref().map(str::to_uppercase));
        if let Some(speaker) = &self.said_by {
            // Only reports in which the speaker speaks are gone through.
            all.sql += " AND n IN (SELECT f.n FROM (SELECT DISTINCT n >> 24 AS n FROM parties WHERE role = 5 AND who IN (SELECT n FROM who WHERE ";
            all.matching(speaker);
            all.sql += ")) r CROSS JOIN description_rows f ON f.n >= r.n << 24 AND f.n < (r.n + 1) << 24)";
            all.sql += " AND said_by IN (SELECT id FROM claims WHERE 1";
            all.parties(&[role::SPEAKER], Some(speaker));
            all.sql += ")";
        }
        if self.own_voice {
            all.sql += " AND said_by IS NULL";
        }
        self.of_reports_of_descriptions().through_reports(all, "descriptions");
    }

    fn of_actors(&self, all: &mut Where) {
        if let Some(actor) = &self.actor {
            all.sql += " AND id IN (SELECT actor FROM who WHERE ";
            all.matching(actor);
            all.sql += ")";
        }
        all.compare("country = ?", self.country.as_deref().map(str::to_uppercase));
        all.compare("sector = ?", self.sector.as_deref().map(str::to_uppercase));
        let rest = Filter { actor: None, country: None, sector: None, limit: None, ..self.clone() };
        if rest.is_set() {
            all.sql += " AND id IN (SELECT w.actor FROM parties p JOIN who w ON w.n = p.who WHERE p.role IN (3, 4) AND p.n IN (SELECT n FROM event_mentions WHERE 1";
            rest.of_mentions(all);
            all.sql += "))";
        }
    }

    fn of_places(&self, all: &mut Where) {
        all.compare("name = ? COLLATE NOCASE", self.place.clone());
        all.compare("country = ?", self.country.as_deref().map(str::to_uppercase));
        let rest = Filter { place: None, country: None, ..self.clone() };
        all.through("id", "SELECT place ->> 'id' FROM event_mentions", &rest, "place IS NOT NULL");
    }

    /// What is asked of mentions alone, whatever the report.
    pub(crate) fn what(&self) -> Filter {
        Filter {
            event: self.event.clone(),
            mode: self.mode.clone(),
            context: self.context.clone(),
            place: self.place.clone(),
            country: self.country.clone(),
            quad: self.quad,
            ..Filter::default()
        }
    }

    /// What is asked of the report that a description stands in; the rest is asked of the description.
    pub(crate) fn of_reports_of_descriptions(&self) -> Filter {
        Filter {
            actor: None,
            with: None,
            sector: None,
            said_by: None,
            own_voice: false,
            limit: None,
            ..self.clone()
        }
    }

    /// The same filter for a list, with what it asks of reports and their mentions answered by an atlas.
    pub fn answered(&self, table: &str, atlas: &Atlas) -> Filter {
        // What the list answers for itself stays.
        let own = match table {
            "reports" | "entity_mentions" => Filter { limit: self.limit, ..Filter::default() },
            "stories" => Filter {
                story: self.story.clone(),
                since: self.since.clone(),
                until: self.until.clone(),
                limit: self.limit,
                ..Filter::default()
            },
            "descriptions" => Filter {
                actor: self.actor.clone(),
                with: self.with.clone(),
                sector: self.sector.clone(),
                said_by: self.said_by.clone(),
                own_voice: self.own_voice,
                limit: self.limit,
                ..Filter::default()
            },
            _ => return self.clone(),
        };
        let only = |mine: &Option<String>, own: &Option<String>| mine.clone().filter(|_| own.is_none());
        let asked = Filter {
            actor: only(&self.actor, &own.actor),
            with: only(&self.with, &own.with),
            sector: only(&self.sector, &own.sector),
            said_by: only(&self.said_by, &own.said_by),
            own_voice: self.own_voice && !own.own_voice,
            story: only(&self.story, &own.story),
            since: only(&self.since, &own.since),
            until: only(&self.until, &own.until),
            limit: None,
            ..self.clone()
        };
        if !asked.is_set() {
            return self.clone();
        }
        let told = if table == "stories" { atlas.stories_of(&asked) } else { atlas.reports_of(&asked) };
        Filter { told: Some(told), ..own }
    }

    /// All but what a report answers for itself.
    pub(crate) fn beyond_reports(&self) -> Filter {
        Filter {
            outlet: None,
            story: None,
            since: None,
            until: None,
            limit: None,
            told: None,
            ..self.clone()
        }
    }

    fn marked(&self, all: &mut Where, base: u8) {
        let marks = [
            (label::MODE, &self.mode),
            (label::CONTEXT, &self.context),
            (label::COUNTRY, &self.country),
            (label::PLACE, &self.place),
            (label::AUX, &self.aux),
            (label::SECTOR, &self.sector),
        ];
        for (kind, value) in marks {
            // Events have no standing of their own but that of their mentions, and mentions are found by sector through their parties.
            if kind == if base == 0 { label::AUX } else { label::SECTOR } {
                continue;
            }
            let n = if base == 0 && kind != label::PLACE { BY_DAY } else { "n" };
            all.compare(&marked(n, base + kind), value.as_deref().map(str::to_lowercase));
        }
    }

    /// Outlet and story, asked of the report that a finding's number begins with: from the reports to their findings, for those lie together.
    fn of_report(&self, all: &mut Where, table: &str) {
        let rows = rows_of(table);
        for (test, value) in [("r.outlet = ? COLLATE NOCASE", &self.outlet), ("r.story = ?", &self.story)] {
            let among = format!(
                "n IN (SELECT f.n FROM report_rows r CROSS JOIN {rows} f ON f.n >= r.n << {SHIFT} AND f.n < (r.n + 1) << {SHIFT} WHERE {test})"
            );
            all.compare(&among, value.clone());
        }
    }

    /// All of it asked of the report that a finding's number begins with: from the reports to their findings, as above.
    fn through_reports(&self, all: &mut Where, table: &str) {
        if (Filter { limit: None, ..self.clone() }).is_set() {
            if table == "entity_mentions" {
                all.sql += " AND page IN (SELECT n FROM reports WHERE 1";
                self.of_reports(all);
                all.sql += ")";
                return;
            }
            all.sql += " AND n IN (SELECT f.n FROM (SELECT n FROM reports WHERE 1";
            self.of_reports(all);
            all.sql += &format!(
                ") r CROSS JOIN {} f ON f.n >= r.n << {SHIFT} AND f.n < (r.n + 1) << {SHIFT})",
                rows_of(table)
            );
        }
    }

    /// True where anything but a limit is asked.
    pub fn is_set(&self) -> bool {
        let words = [
            &self.actor,
            &self.with,
            &self.event,
            &self.mode,
            &self.context,
            &self.place,
            &self.country,
            &self.outlet,
            &self.story,
            &self.since,
            &self.until,
            &self.said_by,
            &self.aux,
            &self.sector,
        ];
        words.iter().any(|word| word.is_some())
            || self.own_voice
            || self.quad.is_some()
            || self.min_confidence.is_some()
            || self.min_sources.is_some()
            || self.told.is_some()
    }
}

impl Where {
    fn compare(&mut self, test: &str, value: Option<impl Into<Value>>) {
        let Some(value) = value else { return };
        self.sql += &format!(" AND {test}");
        self.values.push(value.into());
    }

    fn days(&mut self, column: &str, filter: &Filter) {
        self.compare(&format!("{column} >= ?"), filter.since.clone());
        self.compare(&format!("{column} <= ?"), filter.until.clone());
    }

    /// Rows that mentions of that kind point at.
    fn through(&mut self, column: &str, select: &str, rest: &Filter, known: &str) {
        if !rest.is_set() {
            return;
        }
        self.sql += &format!(" AND {column} IN ({select} WHERE {known}");
        rest.of_mentions(self);
        self.sql += ")";
    }

    /// The number of the row stands among the parties of one of these roles.
    fn parties(&mut self, roles: &[u8], party: Option<&str>) {
        let Some(party) = party else { return };
        // A bare code may be that of every second event; a person is in few.
        let common = *roles == role::EVENT && party.len() == 3;
        self.begin(roles, if common { BY_DAY } else { "n" });
        self.matching(party);
        self.sql += "))";
    }

    fn sector(&mut self, roles: &[u8], sector: Option<&str>) {
        let Some(sector) = sector else { return };
        self.begin(roles, "n");
        self.sql += "sector = ?";
        self.values.push(sector.to_uppercase().into());
        self.sql += "))";
    }

    fn begin(&mut self, roles: &[u8], n: &str) {
        let roles: Vec<String> = roles.iter().map(u8::to_string).collect();
        self.sql += &format!(
            " AND {n} IN (SELECT n FROM parties WHERE role IN ({}) AND who IN (SELECT n FROM who WHERE ",
            roles.join(", ")
        );
    }

    /// A party given as `SYR`, `SYR:MIL`, a catalogue id or a name.
    fn matching(&mut self, party: &str) {
        if let Some((code, sector)) = party.split_once(':') {
            self.sql += "(code = ? AND sector = ?)";
            self.values.extend([code.to_uppercase().into(), sector.to_uppercase().into()]);
            return;
        }
        // A name holds as a whole or in whole words: `Assad` is `Bashar al-Assad`, `Syria` is not the Syrian army.
        let words = "instr(' ' || replace(lower(name), '-', ' ') || ' ', ' ' || replace(lower(?), '-', ' ') || ' ') > 0";
        self.sql += &format!("(code = upper(?) OR actor = ? OR length(?) > 3 AND {words})");
        self.values.extend(std::iter::repeat_n(Value::from(party.to_owned()), 4));
    }
}
