//! `dateline framing`: how each outlet, or each speaker, names each actor: its words, the side they take, how much they are its own, and the
//! sentences behind every figure.

use super::picture::{Shown, write};
use super::{Filters, Global, print};
use clap::{Args, ValueEnum};
use dateline::picture::svg::{self, Canvas, INK, PALE};
use merge::framing::odds;
use record::{Filter, Record, Row};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// Whose words are held against the others'.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum By {
    /// Each outlet's own, quotations aside
    Outlet,
    /// Those of each speaker of a claim
    Speaker,
}

#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    filters: Filters,
    /// Whose words
    #[arg(long, value_enum, default_value = "outlet")]
    by: By,
}

/// What one group calls one actor.
#[derive(Default)]
struct Use {
    count: u64,
    stance: BTreeMap<String, u64>,
    sentences: Vec<Value>,
}

pub fn run(global: &Global, options: &Options) -> Result<u8, String> {
    let record = super::picture::merged(global)?;
    let mut filter = options.filters.conditions();
    let limit = filter.limit.take();
    let mut table = table(&record, &filter, options.by)?;
    if let Some(limit) = limit {
        table.truncate(limit);
    }
    let lines: Vec<String> = table.iter().map(line).collect();
    let shown = Shown {
        title: "How actors are named",
        table: "framing",
        picture: &|| picture(&table),
        lines: &|_| lines.clone(),
        rows: &table,
        header: &["by", "actor", "words", "count", "others", "z", "stance"],
        cells: &|row| {
            ["by", "actor_name", "words", "count", "others", "z", "stance"]
                .iter()
                .map(|f| print::plain(row.get(*f).unwrap_or(&Value::Null)))
                .collect()
        },
    };
    write(global, &shown)?;
    Ok(0)
}

/// How each outlet or speaker names each actor, of the descriptions that a filter lets through.
pub fn table(record: &Record, filter: &Filter, by: By) -> Result<Vec<Row>, String> {
    if let Some(story) = &filter.story {
        // A story that is none is told.
        reports_of(record, story)?;
    }
    let rows = record.rows("descriptions", filter).map_err(|e| e.to_string())?;
    named(record, &rows, by)
}

/// Ids of a story's reports.
pub fn reports_of(record: &Record, story: &str) -> Result<BTreeSet<String>, String> {
    let row = record.get("stories", story).map_err(|e| e.to_string())?;
    let row = row.ok_or_else(|| format!("no story is called `{story}`: `dateline stories` lists them"))?;
    let reports = row.get("reports").and_then(Value::as_array).into_iter().flatten();
    Ok(reports.filter_map(Value::as_str).map(str::to_owned).collect())
}

fn text<'r>(row: &'r Row, field: &str) -> &'r str {
    row.get(field).and_then(Value::as_str).unwrap_or_default()
}

/// Rows of the answer: one for each group, actor and wording, the most its own first.
fn named(record: &Record, rows: &[Row], by: By) -> Result<Vec<Row>, String> {
    let mut speakers = Speakers::default();
    let mut read: Option<Row> = None;
    let mut uses: BTreeMap<(String, String, String), Use> = BTreeMap::new();
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    for row in rows {
        let said_by = text(row, "said_by");
        let group = match (by, said_by.is_empty()) {
            (By::Outlet, true) => Some(text(row, "outlet").to_owned()).filter(|outlet| !outlet.is_empty()),
            (By::Speaker, false) => speakers.of(record, said_by)?,
            _ => None,
        };
        let Some(group) = group else { continue };
        let (actor, name) = actor(row);
        names.entry(actor.clone()).or_insert(name);
        let used = uses.entry((group, actor, wording(text(row, "text")))).or_default();
        used.count += 1;
        *used.stance.entry(text(row, "stance").to_owned()).or_default() += 1;
        used.sentences.push(sentence(record, &mut read, row)?);
    }
    // Words are held against those for the same actor alone: what differs is the choice, not the news.
    let mut counts: BTreeMap<&str, BTreeMap<(String, String), u64>> = BTreeMap::new();
    for ((group, actor, words), used) in &uses {
        counts.entry(actor).or_default().insert((group.clone(), words.clone()), used.count);
    }
    let mut out = Vec::new();
    for (actor, counts) in &counts {
        for chosen in odds(counts) {
            let key = (chosen.group.clone(), (*actor).to_owned(), chosen.word.clone());
            let Some(used) = uses.get(&key) else { continue };
            let stance =
                used.stance.iter().max_by_key(|(_, count)| **count).map(|(stance, _)| stance.as_str());
            let row = json!({"by": chosen.group, "actor": actor, "actor_name": names.get(*actor), "words": chosen.word, "count": chosen.count,
                "others": chosen.others, "z": chosen.z, "stance": stance, "sentences": used.sentences});
            if let Value::Object(row) = row {
                out.push(row);
            }
        }
    }
    out.sort_by(|a, b| {
        let key = |row: &Row| (text(row, "actor").to_owned(), text(row, "by").to_owned());
        let z = |row: &Row| row.get("z").and_then(Value::as_f64).unwrap_or_default();
        key(a).cmp(&key(b)).then(z(b).total_cmp(&z(a))).then_with(|| text(a, "words").cmp(text(b, "words")))
    });
    Ok(out)
}

/// Claims to the names of who says them, as far as they were asked for.
#[derive(Default)]
struct Speakers(BTreeMap<String, Option<String>>);

impl Speakers {
    fn of(&mut self, record: &Record, claim: &str) -> Result<Option<String>, String> {
        if let Some(known) = self.0.get(claim) {
            return Ok(known.clone());
        }
        let row = record.get("claims", claim).map_err(|e| e.to_string())?;
        let name = row.and_then(|row| Some(row.get("speaker")?.get("name")?.as_str()?.to_owned()));
        self.0.insert(claim.to_owned(), name.clone());
        Ok(name)
    }
}

/// An actor's key and name: by id, else by code and sector.
fn actor(row: &Row) -> (String, String) {
    let who = row.get("actor").cloned().unwrap_or_default();
    let part = |field: &str| who.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    let class = [part("code"), part("sector")].join(" ").trim().to_owned();
    match part("id") {
        id if id.is_empty() => (class.clone(), class),
        id => (id, part("name")),
    }
}

/// A description without what every noun may carry: article, possessive, case.
fn wording(description: &str) -> String {
    const BARE: [&str; 14] = [
        "the", "a", "an", "its", "his", "her", "their", "our", "my", "this", "that", "these", "those", "some",
    ];
    let lower = description.to_lowercase();
    let words = lower.split_whitespace().enumerate().filter(|(at, word)| *at > 0 || !BARE.contains(word));
    words.map(|(_, word)| word.trim_matches(|ch: char| !ch.is_alphanumeric())).collect::<Vec<_>>().join(" ")
}

/// Where a description stands: its report, its bytes, and the words around it.
fn sentence(record: &Record, read: &mut Option<Row>, row: &Row) -> Result<Value, String> {
    // Descriptions come by report: each is read once.
    if read.as_ref().is_none_or(|report| text(report, "id") != text(row, "report")) {
        *read = record.get("reports", text(row, "report")).map_err(|e| e.to_string())?;
    }
    let none = Row::new();
    let report = read.as_ref().unwrap_or(&none);
    let title = row.get("in").is_some_and(|part| part == "title");
    let body = text(report, if title { "title" } else { "text" });
    let at = |field: &str| row.get(field).and_then(Value::as_u64).unwrap_or_default() as usize;
    let (start, end) = (at("start").min(body.len()), at("end").min(body.len()));
    let from =
        body.get(..start).and_then(|before| before.rfind(['\n', '.', '!', '?'])).map_or(0, |stop| stop + 1);
    let until = body
        .get(end..)
        .and_then(|after| after.find(['\n', '.', '!', '?']))
        .map_or(body.len(), |stop| end + stop + 1);
    let words = body.get(from..until).unwrap_or_default().trim();
    Ok(
        json!({"report": text(row, "report"), "in": if title { "title" } else { "text" }, "start": start, "end": end, "text": words}),
    )
}

fn line(row: &Row) -> String {
    let mark = match text(row, "stance") {
        "positive" => '+',
        "negative" => '-',
        _ => ' ',
    };
    let cut = |field: &str, most: usize| text(row, field).chars().take(most).collect::<String>();
    format!(
        "{:22} {:22} {mark} {:34} {:>4} {:>6} {:>7.2}",
        cut("actor_name", 22),
        cut("by", 22),
        cut("words", 34),
        row.get("count").and_then(Value::as_u64).unwrap_or_default(),
        row.get("others").and_then(Value::as_u64).unwrap_or_default(),
        row.get("z").and_then(Value::as_f64).unwrap_or_default()
    )
}

/// One panel an actor, most described first: a line for each wording, its group, and a bar to either side of the others' use.
fn picture(rows: &[Row]) -> String {
    let mut panels: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    rows.iter().for_each(|row| panels.entry(text(row, "actor_name")).or_default().push(row));
    let count =
        |rows: &[&Row]| rows.iter().filter_map(|r| r.get("count").and_then(Value::as_u64)).sum::<u64>();
    let mut panels: Vec<(&str, Vec<&Row>)> = panels.into_iter().collect();
    panels.sort_by_key(|(name, rows)| (std::cmp::Reverse(count(rows)), *name));
    panels.truncate(8);
    for (_, rows) in &mut panels {
        rows.sort_by(|a, b| {
            number(b, "count").total_cmp(&number(a, "count")).then(number(b, "z").total_cmp(&number(a, "z")))
        });
        rows.truncate(12);
    }
    let height = 76.0 + panels.iter().map(|(_, rows)| 46.0 + 19.0 * rows.len() as f64).sum::<f64>() + 40.0;
    let mut canvas = Canvas::new(1000.0, height);
    canvas.words((24.0, 30.0), 17.0, "start", INK, "How actors are named");
    canvas.words((24.0, 49.0), 11.5, "start", PALE, "bars: how much a wording is this outlet's or speaker's own, against all others on the same actor (z of the log-odds)");
    let mut y = 84.0;
    for (name, rows) in &panels {
        canvas.words((24.0, y), 13.5, "start", INK, name);
        canvas.line((24.0, y + 7.0), (976.0, y + 7.0), "#d6dadd", 1.0);
        y += 25.0;
        for row in rows {
            wording_line(&mut canvas, row, y);
            y += 19.0;
        }
        y += 21.0;
    }
    let sides = [("#1f6fae", "words for it"), ("#c0392b", "words against it"), ("#9aa0a5", "neither")];
    canvas.legend((24.0, height - 17.0), &sides);
    canvas.finish("How actors are named")
}

fn number(row: &Row, field: &str) -> f64 {
    row.get(field).and_then(Value::as_f64).unwrap_or_default()
}

fn wording_line(canvas: &mut Canvas, row: &Row, y: f64) {
    let colour = match text(row, "stance") {
        "positive" => "#1f6fae",
        "negative" => "#c0392b",
        _ => "#9aa0a5",
    };
    let cut = |field: &str, most: usize| text(row, field).chars().take(most).collect::<String>();
    canvas.words((24.0, y), 11.5, "start", INK, &cut("by", 30));
    canvas.words((230.0, y), 11.5, "start", INK, &cut("words", 52));
    canvas.words((590.0, y), 11.5, "end", PALE, &format!("{}×", number(row, "count")));
    let z = number(row, "z").clamp(-6.0, 6.0);
    let (from, to) = if z < 0.0 { (780.0 + z * 28.0, 780.0) } else { (780.0, 780.0 + z * 28.0) };
    let told = svg::escape(&format!("z {z:+.2}; others {}×", number(row, "others")));
    canvas.put(&format!("<rect x=\"{from:.1}\" y=\"{:.1}\" width=\"{:.1}\" height=\"10\" rx=\"2\" fill=\"{colour}\"><title>{told}</title></rect>", y - 9.0, (to - from).max(1.5)));
    canvas.line((780.0, y - 12.0), (780.0, y + 4.0), "#9aa0a5", 1.0);
}
