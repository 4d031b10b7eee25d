//! `dateline explain`: one row back to its words. Codes the stored report again, with the same coder only, and shows the reasons as they were
//! when each decision was made; or the page of a frame, category, mode, sector, office or actor.

use super::{Global, print};
use dateline::Pipeline;
use extract::{Claim, EventMention};
use record::{Coded, Record, Row};
use serde_json::Value;
use text::{Because, Span};

pub fn run(global: &Global, what: &str) -> Result<u8, String> {
    let pipeline = global.pipeline()?;
    if let Some(page) = page(&pipeline, what) {
        print::say(&page);
        return Ok(0);
    }
    let record = global.open()?;
    let explainer = Explainer { pipeline: &pipeline, record: &record };
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

struct Explainer<'e> {
    pipeline: &'e Pipeline,
    record: &'e Record,
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
        Ok(None)
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
    fn coded(&self, row: &Row) -> Result<Coded, String> {
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

fn headline(row: &Row) -> String {
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

fn voice(coded: &Coded, mention: &EventMention) -> String {
    let claim = mention.said_by.as_ref().and_then(|id| coded.findings.claims.iter().find(|c| c.id == *id));
    match claim {
        Some(claim) => format!("said by {}", claim.speaker.as_ref().map_or("somebody unnamed", |w| &w.name)),
        None => "in the outlet's own voice".into(),
    }
}

/// The sentence with its spans marked below.
fn quoted(pipeline: &Pipeline, coded: &Coded, mention: &EventMention) -> String {
    let (title, body) = pipeline.analyse(&coded.report);
    let sentence = title.sentences.iter().chain(&body.sentences).nth(mention.sentence);
    let Some(sentence) = sentence else { return String::new() };
    let words = coded.report.slice(sentence.span);
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
    let marked =
        |at: usize| spans.iter().any(|s| s.part == sentence.span.part && s.start <= at && at < s.end);
    let marks: String = words
        .char_indices()
        .map(|(at, _)| if marked(sentence.span.start + at) { '^' } else { ' ' })
        .collect();
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

/// The page of a name: category, mode, context, sector, frame, cue, actor.
fn page(pipeline: &Pipeline, name: &str) -> Option<String> {
    let tables = &pipeline.knowledge.tables;
    let ontology = &tables.ontology;
    if let Some(category) = ontology.categories.get(&name.to_uppercase()) {
        let modes: Vec<&str> = category.modes.keys().map(String::as_str).collect();
        let quad = ["", "verbal cooperation", "material cooperation", "verbal conflict", "material conflict"];
        return Some(format!(
            "{}: {}\nquad {} ({}), score {}, modes: {}\n{}",
            name.to_uppercase(),
            category.what,
            category.quad,
            quad.get(usize::from(category.quad)).unwrap_or(&""),
            category.score,
            if modes.is_empty() { "none".into() } else { modes.join(", ") },
            category.note
        ));
    }
    if let Some(context) = ontology.contexts.get(name) {
        return Some(format!("context {name}: {}\nwords: {}", context.what, context.words.join(", ")));
    }
    if let Some(sector) = ontology.sectors.get(&name.to_uppercase()) {
        return Some(format!("{}: {}", name.to_uppercase(), sector.what));
    }
    let frames =
        tables.frames.frames.iter().filter(|f| f.rule == name || f.rule.ends_with(&format!("#{name}")));
    let pages: Vec<String> = frames.map(frame_page).collect();
    if !pages.is_empty() {
        return Some(pages.join("\n\n"));
    }
    let modes: Vec<String> = ontology
        .categories
        .iter()
        .filter_map(|(c, category)| {
            category.modes.get(name).map(|score| format!("mode {name} of {c}, score {score}"))
        })
        .collect();
    if !modes.is_empty() {
        return Some(modes.join("\n"));
    }
    if let Some(cue) =
        tables.cues.claims.iter().find(|c| c.rule == name || c.rule.ends_with(&format!("#{name}")))
    {
        let words: Vec<String> =
            cue.triggers.iter().map(|t| [&[t.head.clone()][..], &t.rest].concat().join(" ")).collect();
        return Some(format!(
            "cue {} ({}:{}): kind {}\nwords: {}\n{}",
            name,
            cue.rule,
            cue.line,
            cue.kind,
            words.join(", "),
            cue.note
        ));
    }
    let actor = tables.actors.get(name).or_else(|| {
        tables.actors.actors.iter().find(|a| a.rule == name || a.name.eq_ignore_ascii_case(name))
    })?;
    let terms: Vec<String> = actor
        .terms
        .iter()
        .map(|t| {
            format!(
                "  {} {} to {}",
                t.title.as_deref().or(t.office.as_deref()).unwrap_or("term"),
                t.days.earliest.map_or("?".into(), |d| d.to_string()),
                t.days.latest.map_or("this day".into(), |d| d.to_string())
            )
        })
        .collect();
    Some(format!(
        "{} [{}], {:?}, {}\nalso: {}\n{}",
        actor.name,
        actor.rule,
        actor.kind,
        actor.country.as_deref().unwrap_or("-"),
        actor.names.iter().chain(&actor.short).cloned().collect::<Vec<_>>().join(", "),
        terms.join("\n")
    ))
}

fn frame_page(frame: &knowledge::Frame) -> String {
    let words: Vec<String> = frame
        .triggers
        .iter()
        .map(|t| match t.sort {
            knowledge::Sort::Verb => [std::slice::from_ref(&t.head), &t.rest].concat().join(" "),
            _ => [&t.rest[..], std::slice::from_ref(&t.head)].concat().join(" "),
        })
        .collect();
    let examples: Vec<String> = frame
        .example
        .iter()
        .map(|e| format!("  codes      {}", e.text))
        .chain(frame.not.iter().map(|n| format!("  does not   {n}")))
        .collect();
    format!(
        "frame {} (line {}): {} {}\nwords: {}\nactor: {}; recipient: {}\n{}\n{}",
        frame.rule,
        frame.line,
        frame.event,
        frame.mode.as_deref().unwrap_or(""),
        words.join(", "),
        frame.actor.join(", "),
        frame.recipient.join(", "),
        examples.join("\n"),
        frame.note
    )
}
