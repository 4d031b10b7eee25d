//! Check: `data/` held against itself. Every example of a frame must code and every counter-example must not; the same for cues.

use crate::Pipeline;
use extract::{EventMention, Who};
use knowledge::frames::Example;
use knowledge::stance::StanceExample;
use knowledge::{Cue, Frame, Leaning, Stance};
use record::Coded;
use text::{Date, Report};

/// One example that does not do what its entry says.
#[derive(Clone, Debug)]
pub struct Failure {
    /// `frames/consult.toml#meet`.
    pub rule: String,
    /// Line of its file.
    pub line: usize,
    /// The text.
    pub text: String,
    /// What was wanted and what was found.
    pub message: String,
}

/// Checks every example; gives the failures and how many examples there were.
pub fn check(pipeline: &Pipeline) -> (Vec<Failure>, usize) {
    let tables = &pipeline.knowledge.tables;
    let mut failures = Vec::new();
    let mut count = 0;
    let mut tell = |rule: &str, line: usize, text: &str, message: Option<String>| {
        count += 1;
        let failure =
            message.map(|message| Failure { rule: rule.to_owned(), line, text: text.to_owned(), message });
        failures.extend(failure);
    };
    for frame in &tables.frames.frames {
        for example in &frame.example {
            tell(
                &frame.rule,
                frame.line,
                &example.text,
                wrong(&code(pipeline, &example.text), frame, example),
            );
        }
        for text in &frame.not {
            tell(&frame.rule, frame.line, text, fired(&code(pipeline, text), frame));
        }
    }
    for entry in &tables.stances.entries {
        for example in &entry.example {
            let message = unsaid(&code(pipeline, &example.text), entry, example);
            tell(&entry.rule, entry.line, &example.text, message);
        }
        for text in &entry.not {
            let found = leaning(&code(pipeline, text), entry).next().is_some();
            tell(&entry.rule, entry.line, text, found.then(|| "it is read as taking this side".to_owned()));
        }
    }
    for cue in &tables.cues.claims {
        for example in &cue.example {
            let message = unclaimed(&code(pipeline, &example.text), cue, example);
            tell(&cue.rule, cue.line, &example.text, message);
        }
        for text in &cue.not {
            let found = code(pipeline, text).findings.claims.iter().any(|c| c.kind == cue.kind);
            tell(
                &cue.rule,
                cue.line,
                text,
                found.then(|| format!("it is read as a claim of kind `{}`", cue.kind)),
            );
        }
    }
    for modality in &tables.cues.modality {
        for example in &modality.example {
            let coded = code(pipeline, &example.text);
            let standings: Vec<Vec<String>> = coded.findings.event_mentions.iter().map(aux).collect();
            // What is planned, asked, threatened or refused in so many words is an event of its own.
            let acts = ["AGREE", "CONCEDE", "THREATEN", "REQUEST", "REJECT"];
            let mentions = &coded.findings.event_mentions;
            let converted = mentions.iter().any(|m| acts.contains(&m.event.as_str()));
            let held = standings.contains(&example.aux) || converted || standings.is_empty();
            tell(
                &modality.rule,
                modality.line,
                &example.text,
                (!held).then(|| format!("wanted {:?}, found {standings:?}", example.aux)),
            );
        }
    }
    (failures, count)
}

fn aux(mention: &EventMention) -> Vec<String> {
    let kept = mention.aux.iter().filter(|a| **a != extract::Aux::Historical);
    kept.map(|a| format!("{a:?}").to_lowercase()).collect()
}

/// An example as a report of its own, published on a Wednesday.
fn code(pipeline: &Pipeline, text: &str) -> Coded {
    let day = Date::new(2022, 6, 15).ok();
    let report = Report {
        text: text.to_owned(),
        published: day,
        published_earliest: day,
        published_latest: day,
        ..Report::default()
    };
    pipeline.code(report)
}

fn wrong(coded: &Coded, frame: &Frame, example: &Example) -> Option<String> {
    let event = example.event.as_ref().unwrap_or(&frame.event);
    let of_event: Vec<&EventMention> =
        coded.findings.event_mentions.iter().filter(|m| m.event == *event).collect();
    if of_event.is_empty() {
        let found: Vec<&str> = coded.findings.event_mentions.iter().map(|m| m.event.as_str()).collect();
        return Some(format!(
            "wanted {event}, found {}",
            if found.is_empty() { "nothing".into() } else { found.join(", ") }
        ));
    }
    let complaints: Vec<String> = of_event.iter().filter_map(|m| differs(m, example)).collect();
    if complaints.len() < of_event.len() { None } else { complaints.into_iter().next() }
}

fn differs(mention: &EventMention, example: &Example) -> Option<String> {
    let lacks = |wanted: &[String], found: &[Who]| {
        wanted
            .iter()
            .find(|word| !found.iter().any(|who| who.text.contains(*word) || who.name.contains(*word)))
            .cloned()
    };
    let texts = |parties: &[Who]| parties.iter().map(|w| w.text.as_str()).collect::<Vec<_>>().join(" + ");
    if let Some(word) = lacks(&example.actor, &mention.actor) {
        return Some(format!(
            "wanted actor `{word}`, found `{}` (recipient `{}`)",
            texts(&mention.actor),
            texts(&mention.recipient)
        ));
    }
    if let Some(word) = lacks(&example.recipient, &mention.recipient) {
        return Some(format!(
            "wanted recipient `{word}`, found `{}` (actor `{}`)",
            texts(&mention.recipient),
            texts(&mention.actor)
        ));
    }
    if let Some(mode) = example.mode.as_ref().filter(|mode| !mention.mode.contains(mode)) {
        return Some(format!("wanted mode `{mode}`, found {:?}", mention.mode));
    }
    let place = mention.place.as_ref().map_or("", |p| p.name.as_str());
    if let Some(wanted) = example
        .place
        .as_ref()
        .filter(|wanted| !place.contains(wanted.as_str()) && !wanted.contains(place) || place.is_empty())
    {
        return Some(format!("wanted place `{wanted}`, found `{place}`"));
    }
    let date = mention.date_text.as_deref().unwrap_or("");
    if let Some(wanted) = example
        .date
        .as_ref()
        .filter(|wanted| date.is_empty() || !wanted.contains(date) && !date.contains(wanted.as_str()))
    {
        return Some(format!("wanted date `{wanted}`, found `{date}`"));
    }
    let found = aux(mention);
    example
        .aux
        .as_ref()
        .filter(|wanted| **wanted != found)
        .map(|wanted| format!("wanted aux {wanted:?}, found {found:?}"))
}

fn fired(coded: &Coded, frame: &Frame) -> Option<String> {
    let mention = coded.findings.event_mentions.iter().find(|m| m.frame == frame.rule)?;
    Some(format!(
        "must not code, but does: {} `{}`",
        mention.event,
        coded.report.slice(mention.spans.trigger)
    ))
}

fn unclaimed(coded: &Coded, cue: &Cue, example: &knowledge::cues::ClaimExample) -> Option<String> {
    let claims: Vec<&extract::Claim> = coded.findings.claims.iter().filter(|c| c.kind == cue.kind).collect();
    let right = |claim: &&&extract::Claim| {
        let speaker = claim.speaker.as_ref().map_or("", |w| w.text.as_str());
        let named = claim.speaker.as_ref().map_or("", |w| w.name.as_str());
        let spoken = example
            .speaker
            .as_ref()
            .is_none_or(|s| speaker.contains(s.as_str()) || named.contains(s.as_str()));
        spoken && example.content.as_ref().is_none_or(|c| claim.content_text.contains(c.as_str()))
    };
    if claims.iter().any(|c| right(&c)) {
        return None;
    }
    let found: Vec<String> = coded
        .findings
        .claims
        .iter()
        .map(|c| format!("{} {}: {}", c.kind, c.speaker.as_ref().map_or("?", |w| &w.text), c.content_text))
        .collect();
    Some(format!(
        "wanted {} by `{}`: `{}`; found {found:?}",
        cue.kind,
        example.speaker.as_deref().unwrap_or("-"),
        example.content.as_deref().unwrap_or("-")
    ))
}

/// Descriptions of an entry's leaning.
fn leaning<'c>(coded: &'c Coded, entry: &Stance) -> impl Iterator<Item = &'c extract::Description> {
    let wanted = if entry.stance == Leaning::Positive { "positive" } else { "negative" };
    coded.findings.descriptions.iter().filter(move |d| d.stance == wanted)
}

fn unsaid(coded: &Coded, entry: &Stance, example: &StanceExample) -> Option<String> {
    if leaning(coded, entry).any(|d| d.text.contains(&example.words)) {
        return None;
    }
    let found: Vec<String> =
        coded.findings.descriptions.iter().map(|d| format!("{} ({})", d.text, d.stance)).collect();
    Some(format!("wanted `{}` to be {:?}; found {found:?}", example.words, entry.stance))
}
