//! `dateline explain`: one row back to its words. Codes the stored report again, with the same coder only, and shows the reasons as they were
//! when each decision was made; or the page of a frame, category, mode, sector, office or actor.

use super::{Global, pages, print};
use dateline::Pipeline;
use extract::{Claim, EventMention};
use record::{Coded, Record, Row};
use serde_json::Value;
use text::{Because, Span};

pub fn run(global: &Global, what: &str) -> Result<u8, String> {
    let pipeline = global.pipeline()?;
    if let Some(page) = pages::page(pipeline, what) {
        print::say(&page);
        return Ok(0);
    }
    let record = global.open()?;
    let explainer = Explainer { pipeline, record: &record };
    let text = explainer.row(what)?;
    match text {
        Some(text) => print::say(&text),
        None => {
            return Err(format!(
                "nothing is called `{what}`: give the id of an event, mention or claim, or the name of a frame, category or code"
            ));
        }
    }
    Ok(0)
}

/// Who explains rows of a record.
pub struct Explainer<'e> {
    pub pipeline: &'e Pipeline,
    pub record: &'e Record,
}

impl Explainer<'_> {
    fn row(&self, id: &str) -> Result<Option<String>, String> {
        let get = |table: &str| self.record.get(table, id).map_err(|e| e.to_string());
        if let Some(event) = get("events")? {
            return self.event(&event).map(Some);
        }
        if let Some(mention) = get("event_mentions")? {
            return self.mention(&mention).map(Some);
        }
        if let Some(claim) = get("claims")? {
            return self.claim(&claim).map(Some);
        }
        match get("reports")? {
            Some(report) => self.report(&report).map(Some),
            None => self.rejected(id),
        }
    }

    /// A report: where it was read, what is known of it and by which evidence, and what was found in it.
    fn report(&self, report: &Row) -> Result<String, String> {
        let id = text(report, "id");
        let mut out = format!("report {id}: {}\n", text(report, "title"));
        let fields = [
            "source_uri",
            "outlet",
            "agency",
            "byline",
            "dateline",
            "published",
            "published_earliest",
            "published_latest",
            "language",
            "coder",
        ];
        for field in fields.iter().filter(|field| !text(report, field).is_empty()) {
            out += &format!("  {field:20} {}\n", text(report, field));
        }
        for warning in
            report.get("warnings").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str)
        {
            out += &format!("  warning              {warning}\n");
        }
        for (field, because) in self.record.evidence(id).map_err(|e| e.to_string())? {
            out += &format!("  {field}:\n");
            let coded = Coded {
                report: self.record.report(id).map_err(|e| e.to_string())?.unwrap_or_default(),
                ..Coded::default()
            };
            out += &tree(&because, &coded, 2);
        }
        for table in ["event_mentions", "claims", "descriptions", "entity_mentions"] {
            let query = format!("SELECT count(*) FROM {table} WHERE report = '{id}'");
            let (_, rows) = self.record.query(&query).map_err(|e| e.to_string())?;
            let count = rows.first().and_then(|row| row.first()).and_then(Value::as_i64).unwrap_or(0);
            out += &format!("  {table:20} {count}\n");
        }
        Ok(out)
    }

    /// What a review took out, and why.
    fn rejected(&self, id: &str) -> Result<Option<String>, String> {
        let reviews = self.record.reviews().map_err(|e| e.to_string())?;
        let speaking = record::reviews::of(&reviews, id);
        let lines: Vec<String> = speaking
            .iter()
            .map(|r| {
                format!("review {} of {id}: {} by {} on {}: {} {}", r.n, r.what, r.by, r.at, r.why, r.change)
            })
            .collect();
        Ok((!lines.is_empty()).then(|| lines.join("\n")))
    }

    /// Corrections that speak of a row, below it.
    fn reviewed(&self, id: &str) -> Result<String, String> {
        Ok(self.rejected(id)?.map_or(String::new(), |lines| format!("{lines}\n")))
    }

    fn event(&self, event: &Row) -> Result<String, String> {
        let id = text(event, "id");
        let mut out = format!("event {id}: {}\n", headline(event));
        let number = |field: &str| event.get(field).and_then(Value::as_u64).unwrap_or(0);
        out += &format!(
            "merged    {} mentions in {} reports of {} outlets; independent sources: {}; in an outlet's own voice: {}\n",
            number("mentions"),
            number("reports"),
            number("outlets"),
            number("sources"),
            number("own_voice")
        );
        for dispute in event.get("disputes").and_then(Value::as_array).into_iter().flatten() {
            out += &format!("disputed  {dispute}\n");
        }
        out += &self.reviewed(id)?;
        let query = format!("SELECT id FROM event_mentions WHERE event_id = '{id}' ORDER BY id");
        let (_, rows) = self.record.query(&query).map_err(|e| e.to_string())?;
        for row in rows {
            let mention = row.first().and_then(Value::as_str).unwrap_or("");
            if let Some(mention) = self.record.get("event_mentions", mention).map_err(|e| e.to_string())? {
                out += &format!("\n{}", self.mention(&mention)?);
            }
        }
        Ok(out)
    }

    /// The report of a row, coded anew; refuses where another coder made the row.
    pub fn coded(&self, row: &Row) -> Result<Coded, String> {
        let id = text(row, "report");
        let report = self
            .record
            .report(id)
            .map_err(|e| e.to_string())?
            .ok_or_else(|| format!("report {id} is not in the record"))?;
        let now = self.pipeline.coder();
        if report.coder != now {
            return Err(format!(
                "this row was made by `{}`, and this is `{now}`: its reasons cannot be given exactly",
                report.coder
            ));
        }
        Ok(self.pipeline.code(report))
    }

    fn mention(&self, row: &Row) -> Result<String, String> {
        let coded = self.coded(row)?;
        let id = text(row, "id");
        let mention = coded
            .findings
            .event_mentions
            .iter()
            .find(|m| m.id == id)
            .ok_or_else(|| format!("{id} is not found again"))?;
        let mut out = format!("mention {id}: {}\n", headline(row));
        out += &format!(
            "  said in   {}, bytes {}..{}, {}\n",
            coded.report.source_uri,
            mention.spans.trigger.start,
            mention.spans.trigger.end,
            voice(&coded, mention)
        );
        out += &quoted(self.pipeline, &coded, mention);
        mention.because.iter().for_each(|because| out += &tree(because, &coded, 1));
        out += &format!("  confidence {:.2}\n", mention.confidence);
        Ok(out)
    }

    fn claim(&self, row: &Row) -> Result<String, String> {
        let coded = self.coded(row)?;
        let id = text(row, "id");
        let claim: &Claim = coded
            .findings
            .claims
            .iter()
            .find(|c| c.id == id)
            .ok_or_else(|| format!("{id} is not found again"))?;
        let speaker = claim.speaker.as_ref().map_or("somebody unnamed".to_owned(), |w| {
            format!(
                "{} ({} {})",
                w.name,
                w.code.as_deref().unwrap_or("-"),
                w.sector.as_deref().unwrap_or("-")
            )
        });
        let mut out = format!("claim {id}: {} by {speaker}\n", claim.kind);
        out += &format!(
            "  said in   {}, bytes {}..{}\n",
            coded.report.source_uri, claim.content.start, claim.content.end
        );
        out += &format!("  content   \"{}\"\n", claim.content_text);
        if !claim.via.is_empty() {
            out += &format!("  via       {}\n", claim.via.join(", "));
        }
        claim.because.iter().for_each(|because| out += &tree(because, &coded, 1));
        Ok(out)
    }
}

fn text<'r>(row: &'r Row, field: &str) -> &'r str {
    row.get(field).and_then(Value::as_str).unwrap_or("")
}

/// An event or mention in a line.
pub fn headline(row: &Row) -> String {
    let parties = |field: &str| {
        let list = row.get(field).and_then(Value::as_array).into_iter().flatten();
        let name = |who: &Value| {
            let part = |f: &str| who.get(f).and_then(Value::as_str).unwrap_or("");
            [part("code"), part("sector"), part("name")]
                .into_iter()
                .filter(|p| !p.is_empty())
                .collect::<Vec<_>>()
                .join(" ")
        };
        list.map(name).collect::<Vec<_>>().join(" + ")
    };
    let list = |field: &str| {
        row.get(field)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect::<Vec<_>>()
            .join(",")
    };
    let place =
        row.get("place").and_then(|p| p.get("name")).and_then(Value::as_str).unwrap_or("place not said");
    let days = match (text(row, "date_earliest"), text(row, "date_latest")) {
        ("", "") => "date not said".to_owned(),
        ("", latest) => format!("by {latest}"),
        (earliest, "") => format!("since {earliest}"),
        (a, b) if a == b => a.to_owned(),
        (a, b) => format!("{a} to {b}"),
    };
    let (actor, recipient) = (parties("actor"), parties("recipient"));
    let arrow = if recipient.is_empty() { String::new() } else { format!("  ->  {recipient}") };
    format!("{} {} {}  {actor}{arrow}  {days}  {place}", text(row, "event"), list("mode"), list("aux"))
}

/// Who says it.
pub fn voice(coded: &Coded, mention: &EventMention) -> String {
    let claim = mention.said_by.as_ref().and_then(|id| coded.findings.claims.iter().find(|c| c.id == *id));
    match claim {
        Some(claim) => format!("said by {}", claim.speaker.as_ref().map_or("somebody unnamed", |w| &w.name)),
        None => "in the outlet's own voice".into(),
    }
}

/// The sentence that a mention stands in.
pub fn sentence(pipeline: &Pipeline, coded: &Coded, mention: &EventMention) -> Option<Span> {
    let (title, body) = pipeline.analyse(&coded.report);
    title.sentences.iter().chain(&body.sentences).nth(mention.sentence).map(|sentence| sentence.span)
}

/// The sentence with its spans marked below.
fn quoted(pipeline: &Pipeline, coded: &Coded, mention: &EventMention) -> String {
    let Some(sentence) = sentence(pipeline, coded, mention) else { return String::new() };
    let words = coded.report.slice(sentence);
    let mut spans = vec![mention.spans.trigger];
    spans.extend(
        mention
            .spans
            .actor
            .iter()
            .chain(&mention.spans.recipient)
            .chain(&mention.spans.place)
            .chain(&mention.spans.date),
    );
    let marked = |at: usize| spans.iter().any(|s| s.part == sentence.part && s.start <= at && at < s.end);
    let marks: String =
        words.char_indices().map(|(at, _)| if marked(sentence.start + at) { '^' } else { ' ' }).collect();
    format!("            \"{}\"\n             {}\n", words.replace('\n', " "), marks.trim_end())
}

/// A reason and those below it, indented.
fn tree(because: &Because, coded: &Coded, depth: usize) -> String {
    let indent = "  ".repeat(depth);
    let words = because
        .span
        .map(|span: Span| format!("\"{}\" -> ", coded.report.slice(span).replace('\n', " ")))
        .unwrap_or_default();
    let mut out = format!("{indent}{words}{}  [{}]\n", because.note, because.rule);
    if !because.considered.is_empty() {
        out += &format!("{indent}  also considered: {}\n", because.considered.join("; "));
    }
    because.reasons.iter().for_each(|reason| out += &tree(reason, coded, depth + 1));
    out
}
