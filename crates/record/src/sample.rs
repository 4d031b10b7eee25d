//! Sample: a random choice of rows laid out for people to check, and what their answers say: precision, with its interval.

use crate::filter::Filter;
use crate::store::{Error, Record, Row};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use text::Span;

/// The columns of a sheet; `right` and `note` are for who checks it.
pub const SHEET: [&str; 12] = [
    "id",
    "report",
    "event",
    "mode",
    "aux",
    "actor",
    "recipient",
    "date",
    "place",
    "sentence",
    "right",
    "note",
];

/// How often what was checked was right.
#[derive(Clone, Debug, PartialEq)]
pub struct Precision {
    /// A category, or `all`.
    pub of: String,
    /// Answers `y`.
    pub right: u64,
    /// Answers `y` or `n`.
    pub checked: u64,
    /// Their share, and the ends of its interval at 95 %, by Wilson's score.
    pub share: f64,
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Record {
    /// `size` event mentions chosen by a seed, whatever the order in which they were read; the same seed gives the same choice.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn sample(&self, size: usize, seed: u64, filter: &Filter) -> Result<Vec<Row>, Error> {
        let rows = self.rows("event_mentions", filter)?;
        let id = |row: &Row| row.get("id").and_then(Value::as_str).unwrap_or("").to_owned();
        let mut drawn: Vec<(String, Row)> =
            rows.into_iter().map(|row| (text::id("", &[&seed.to_string(), &id(&row)]), row)).collect();
        drawn.sort_by(|a, b| a.0.cmp(&b.0));
        drawn.into_iter().take(size).map(|(_, row)| self.laid_out(&row)).collect()
    }

    fn laid_out(&self, row: &Row) -> Result<Row, Error> {
        let text = |field: &str| row.get(field).and_then(Value::as_str).unwrap_or("").to_owned();
        let list = |field: &str| row.get(field).and_then(Value::as_array).cloned().unwrap_or_default();
        let words = |field: &str| list(field).iter().filter_map(Value::as_str).collect::<Vec<_>>().join("; ");
        let names = |field: &str| {
            let part =
                |who: &Value, field: &str| who.get(field).and_then(Value::as_str).unwrap_or("").to_owned();
            let name =
                |who: &Value| format!("{} {} {}", part(who, "code"), part(who, "sector"), part(who, "name"));
            list(field).iter().map(name).collect::<Vec<_>>().join("; ")
        };
        let trigger = row.get("spans").and_then(|spans| spans.get("trigger")).cloned().unwrap_or_default();
        let span: Span = serde_json::from_value(trigger).unwrap_or_default();
        let days = match (text("date_earliest"), text("date_latest")) {
            (a, b) if a == b => a,
            (a, b) => format!("{a}..{b}"),
        };
        let place =
            row.get("place").and_then(|place| place.get("name")).and_then(Value::as_str).unwrap_or("");
        let sentence = self.quoted(&text("report"), span)?;
        let cells = [
            text("id"),
            text("report"),
            text("event"),
            words("mode"),
            words("aux"),
            names("actor"),
            names("recipient"),
            days,
            place.to_owned(),
            sentence,
            String::new(),
            String::new(),
        ];
        Ok(SHEET.iter().map(|name| (*name).to_owned()).zip(cells.map(Value::from)).collect::<Map<_, _>>())
    }
}

/// Precision over all and by category, from pairs of category and answer. An answer that is neither yes nor no counts for nothing; how many there were
/// comes second.
pub fn precision(answers: &[(String, String)]) -> (Vec<Precision>, usize) {
    let mut counts: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    let mut open = 0;
    for (category, answer) in answers {
        let right = match answer.trim().to_lowercase().as_str() {
            "y" | "yes" | "1" | "true" | "right" => true,
            "n" | "no" | "0" | "false" | "wrong" => false,
            _ => {
                open += 1;
                continue;
            }
        };
        for of in ["", category] {
            let cell = counts.entry(of).or_default();
            cell.0 += u64::from(right);
            cell.1 += 1;
        }
    }
    let named = |of: &str| if of.is_empty() { "all".to_owned() } else { of.to_owned() };
    let all = counts.into_iter().map(|(of, (right, checked))| {
        let (low, high) = wilson(right, checked);
        Precision { of: named(of), right, checked, share: right as f64 / checked as f64, low, high }
    });
    (all.collect(), open)
}

/// Wilson's score interval at 95 %.
fn wilson(right: u64, checked: u64) -> (f64, f64) {
    const Z: f64 = 1.959_963_984_540_054;
    let (n, p) = (checked as f64, right as f64 / checked as f64);
    let middle = p + Z * Z / (2.0 * n);
    let width = Z * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let over = 1.0 + Z * Z / n;
    (((middle - width) / over).max(0.0), ((middle + width) / over).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wilson_agrees_with_tables() {
        // 8 of 10: .490 to .943; 0 of 10: 0 to .278; 10 of 10: .722 to 1.
        for (right, n, low, high) in [(8, 10, 0.490, 0.943), (0, 10, 0.0, 0.278), (10, 10, 0.722, 1.0)] {
            let (a, b) = wilson(right, n);
            assert!((a - low).abs() < 0.0005 && (b - high).abs() < 0.0005, "{right}/{n}: {a} {b}");
        }
    }

    #[test]
    fn what_is_not_answered_counts_for_nothing() {
        let answers = [("A", "y"), ("A", "n"), ("B", "?"), ("B", ""), ("B", "Yes")]
            .map(|(category, answer)| (category.to_owned(), answer.to_owned()));
        let (all, open) = precision(&answers);
        assert_eq!(open, 2);
        let told: Vec<(&str, u64, u64)> = all.iter().map(|p| (p.of.as_str(), p.right, p.checked)).collect();
        assert_eq!(told, [("all", 2, 3), ("A", 1, 2), ("B", 1, 1)]);
        assert!(precision(&[]).0.is_empty());
    }
}
