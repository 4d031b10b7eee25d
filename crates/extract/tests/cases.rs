//! The cases of `tests/cases/*.md`: a text, then what must be found in it, prose between. A text may say when it was published
//! (```` ```text published=2021-03-10 ````; a Wednesday in June 2022 if it does not; `published=none`: the file does not tell). The blocks after it hold a line per finding:
//!
//! - `events`: `ASSAULT aerial [negation] | actor "..." | recipient "..." | date "..." = days | place "..." = name | dead 4`
//! - `claims`: `say | speaker "..." | cue "..." | content "..." | indirect`
//! - `descriptions`: `"the regime" = SYR GOV Syria | negative`
//! - `published`: the days a report that prints no date can have appeared on
//! - `links`: `"the minister" = RUS GOV Name`, `"they" = IRN Iran + IRQ Iraq`, `"it" = nobody`
//! - `dates`: `"on Tuesday" = 2022-06-14`; `places`: `"Sochi" = Sochi, Krasnodar Krai, RUS`; `actors`: `"the minister" = RUS GOV Name`
//!
//! `UPDATE_EXPECT=1 cargo test -p extract --test cases` writes what is found now: read the diff, and keep only what is right.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]
#![allow(clippy::disallowed_methods, reason = "reads and blesses case files")]

use extract::link::Link;
use extract::{
    Claim, Count, Description, EntityMention, EventMention, Findings, Resolved, Spans, Where, Who, extract,
};
use knowledge::Knowledge;
use std::path::Path;
use text::{Date, Days, Part, Report, Span};

/// A text with its findings.
struct Found {
    report: Report,
    findings: Findings,
    inferred: Option<Days>,
    links: Vec<Link>,
}

fn found(text: &str, day: Option<Date>, knowledge: &Knowledge) -> Found {
    let report = Report {
        text: text.trim_end().to_owned(),
        published: day,
        published_earliest: day,
        published_latest: day,
        ..Report::default()
    };
    let title = language::analyse_with("", Part::Title, &[]);
    let body = language::analyse_with(&report.text, Part::Body, &[]);
    let (findings, narrowed) = extract(&report, &title, &body, knowledge);
    let links = extract::links(&report, &title, &body, knowledge);
    Found { report, findings, links, inferred: narrowed.published.map(|(days, _)| days) }
}

impl Found {
    /// The lines of a block of that name; `None` where there is no such block.
    fn block(&self, name: &str) -> Option<String> {
        let f = &self.findings;
        let entities = |kind: &str| {
            f.entity_mentions.iter().filter(|entity| entity.kind == kind).map(entity).collect::<Vec<_>>()
        };
        let lines = match name {
            "events" => f.event_mentions.iter().map(|mention| self.event(mention)).collect(),
            "parties" => f.event_mentions.iter().map(parties).collect(),
            "claims" => f.claims.iter().map(|claim| self.claim(claim)).collect(),
            "descriptions" => f.descriptions.iter().map(|d| self.description(d)).collect(),
            "links" => self.links.iter().map(link).collect(),
            "dates" => entities("date"),
            "places" => entities("place"),
            "actors" => entities("actor"),
            "published" => self.inferred.map(days).into_iter().collect(),
            _ => return None,
        };
        let lines: Vec<String> = lines;
        Some(lines.iter().map(|line| format!("{line}\n")).collect())
    }

    fn quote(&self, span: Span) -> String {
        format!("\"{}\"", self.report.slice(span).replace('\n', " "))
    }

    fn description(&self, description: &Description) -> String {
        let who = &description.actor;
        let named = [who.code.as_deref(), who.sector.as_deref(), Some(who.name.as_str())];
        let named: Vec<&str> = named.into_iter().flatten().collect();
        format!("{} = {} | {}", self.quote(description.span), named.join(" "), description.stance)
    }

    fn event(&self, mention: &EventMention) -> String {
        let Spans { actor, recipient, date, place, .. } = &mention.spans;
        let mut head: Vec<String> = [&mention.event].into_iter().chain(&mention.mode).cloned().collect();
        head.extend(mention.aux.iter().map(|aux| format!("[{aux:?}]").to_lowercase()));
        let mut fields = vec![head.join(" ")];
        let list = |name: &str, spans: &[Span]| {
            (!spans.is_empty()).then(|| {
                format!(
                    "{name} {}",
                    spans.iter().map(|span| self.quote(*span)).collect::<Vec<_>>().join(" + ")
                )
            })
        };
        fields.extend(list("actor", actor));
        fields.extend(list("recipient", recipient));
        fields.extend(date.map(|span| format!("date {} = {}", self.quote(span), days(mention.days()))));
        fields.extend(
            place
                .zip(mention.place.as_ref())
                .map(|(span, place)| format!("place {} = {}", self.quote(span), place.name)),
        );
        fields.extend(
            [("dead", mention.dead), ("injured", mention.injured), ("size", mention.size)]
                .into_iter()
                .filter_map(|(name, count)| Some(format!("{name} {}", number(count?)))),
        );
        let speaker = mention
            .said_by
            .as_ref()
            .and_then(|id| self.findings.claims.iter().find(|claim| claim.id == *id))
            .map(speaker);
        fields.extend(speaker.map(|speaker| format!("said by {speaker}")));
        fields.join(" | ")
    }

    fn claim(&self, claim: &Claim) -> String {
        let cues: Vec<String> = claim.cue_span.iter().map(|span| self.quote(*span)).collect();
        let mut fields = vec![claim.kind.clone(), format!("speaker {}", speaker(claim))];
        fields.extend((!cues.is_empty()).then(|| format!("cue {}", cues.join(" + "))));
        fields.push(format!("content \"{}\"", claim.content_text));
        fields.extend((!claim.via.is_empty()).then(|| format!("via {}", claim.via.join(", "))));
        fields.push(format!("{:?}", claim.form).to_lowercase());
        fields.join(" | ")
    }
}

fn speaker(claim: &Claim) -> String {
    claim.speaker.as_ref().map_or("nobody named".into(), |who| format!("\"{}\"", who.text))
}

fn entity(entity: &EntityMention) -> String {
    let value = match (&entity.resolved, &entity.value) {
        (Some(Resolved::Actor(who)), _) => actor(who),
        (Some(Resolved::Place(place)), _) => location(place),
        (None, Some(value)) => value.clone(),
        (None, None) => "?".into(),
    };
    format!("\"{}\" = {value}", entity.text)
}

fn link(link: &Link) -> String {
    let to: Vec<String> = link.to.iter().map(actor).collect();
    format!("\"{}\" = {}", link.text, if to.is_empty() { "nobody".to_owned() } else { to.join(" + ") })
}

fn actor(who: &Who) -> String {
    let parts = [who.code.as_deref(), who.sector.as_deref(), Some(who.name.as_str())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

fn location(place: &Where) -> String {
    let parts = [Some(place.name.as_str()), place.admin1.as_deref(), place.country.as_deref()];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn days(days: Days) -> String {
    let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    days.single()
        .map_or_else(|| format!("{}..{}", day(days.earliest), day(days.latest)), |day| day.to_string())
}

fn number(count: Count) -> String {
    let part = |number: Option<u64>| number.map(|number| number.to_string()).unwrap_or_default();
    if count.low == count.high {
        part(count.low)
    } else {
        format!("{}..{}", part(count.low), part(count.high))
    }
}

/// Runs one page; gives it as it should be.
fn run(page: &str, knowledge: &Knowledge) -> String {
    let (mut out, mut text) = (String::new(), String::new());
    let mut fence: Option<&str> = None;
    let mut last: Option<Found> = None;
    for line in page.split_inclusive('\n') {
        match (fence, line.trim_end()) {
            (None, trimmed) => {
                fence = trimmed.strip_prefix("```");
                out.push_str(line);
                if let Some(block) = fence.and_then(|name| last.as_ref()?.block(name)) {
                    out.push_str(&block);
                }
            }
            (Some(name), "```") => {
                if let Some(options) = name.strip_prefix("text") {
                    let day = match options.trim().strip_prefix("published=") {
                        None => Date::new(2022, 6, 15).ok(),
                        Some(day) => day.parse().ok(),
                    };
                    last = Some(found(&text, day, knowledge));
                    text.clear();
                }
                fence = None;
                out.push_str(line);
            }
            (Some(name), _) if name.starts_with("text") => {
                text.push_str(line);
                out.push_str(line);
            }
            (Some(_), _) => {}
        }
    }
    out
}

/// The lines that differ, with the heading each stands under.
fn differences(page: &str, should: &str) -> String {
    let (is, should): (Vec<&str>, Vec<&str>) = (page.lines().collect(), should.lines().collect());
    let only = |sign: &str, of: &[&str], not: &[&str]| {
        let mut heading = "";
        let mut told = String::new();
        for line in of {
            heading = if line.starts_with('#') { line } else { heading };
            if !not.contains(line) {
                told.push_str(&format!("{heading}\n  {sign} {line}\n"));
            }
        }
        told
    };
    only("wanted", &is, &should) + &only("found ", &should, &is)
}

#[test]
fn the_cases_hold() {
    let knowledge = Knowledge::builtin().unwrap();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let page = std::fs::read_to_string(&path).unwrap();
        let should = run(&page, &knowledge);
        if std::env::var_os("UPDATE_EXPECT").is_some() {
            std::fs::write(&path, should).unwrap();
        } else if page != should {
            wrong.push(format!("{}:\n{}", path.display(), differences(&page, &should)));
        }
    }
    assert!(wrong.is_empty(), "not as expected (UPDATE_EXPECT=1 blesses):\n{}", wrong.join("\n"));
}

/// Codes and sectors of an event's actors and recipients: `ASSAULT: KEN MIL > SDN`.
fn parties(mention: &EventMention) -> String {
    let one = |who: &extract::Who| {
        let told = [who.code.as_deref(), who.sector.as_deref()];
        let told: Vec<&str> = told.into_iter().flatten().collect();
        if told.is_empty() { "?".to_owned() } else { told.join(" ") }
    };
    let side = |side: &[extract::Who]| side.iter().map(one).collect::<Vec<_>>().join(" + ");
    let line = format!("{}: {} > {}", mention.event, side(&mention.actor), side(&mention.recipient));
    line.split_whitespace().collect::<Vec<_>>().join(" ")
}
