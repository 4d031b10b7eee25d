//! Describe: the words a report chooses for an actor: "the militant group", "his regime", "the legitimate government". Titles and plain
//! names are no descriptions.

use crate::actor::Cast;
use crate::findings::{Claim, Description};
use crate::names::generic;
use knowledge::{Generic, Tables};
use language::{Sentence, Upos};
use text::Days;

/// All descriptions of a report's actors, in the order of the text.
pub fn find(cast: &Cast, tables: &Tables, claims: &[Claim]) -> Vec<Description> {
    let doc = cast.doc;
    let mut found = Vec::new();
    for (s, sentence) in doc.sents.iter().enumerate() {
        for (t, tok) in sentence.tokens.iter().enumerate() {
            let common = tok.upos == Upos::Noun && !matches!(tok.rel(), "compound" | "flat");
            if common && describes(cast, sentence, (s, t)) {
                found.extend(description(cast, tables, claims, (s, t)));
            }
        }
    }
    found
}

/// A common noun that stands for an actor and says more of it than its office.
fn describes(cast: &Cast, sentence: &Sentence, at: (usize, usize)) -> bool {
    let sort = generic(cast.doc, cast.actors, at).map(|(sort, ..)| sort);
    let adjective = sentence.children_by(at.1, "amod").any(|a| cast.names.at((at.0, a)).is_none());
    let apposed =
        sentence.tokens[at.1].rel() == "appos" || sentence.children_by(at.1, "appos").next().is_some();
    match sort {
        Some(Generic::Agent) => true,
        Some(Generic::Office) => adjective,
        None => apposed,
    }
}

fn description(cast: &Cast, tables: &Tables, claims: &[Claim], at: (usize, usize)) -> Option<Description> {
    let doc = cast.doc;
    let parties = cast.parties(at, Days::default());
    let party = parties.into_iter().next().or_else(|| {
        let head = doc.tok(at).head.filter(|_| doc.tok(at).rel() == "appos")?;
        cast.parties((at.0, head), Days::default()).into_iter().next()
    })?;
    party.who.code.as_ref()?;
    let span = cast.phrase_span(at)?;
    let said_by = claims.iter().filter(|c| c.content.contains(span)).min_by_key(|c| c.content.len());
    let lemma = doc.tok(at).lemma.to_lowercase();
    let sentence = doc.sents[at.0];
    let words =
        sentence.children(at.1).map(|c| sentence.tokens[c].lemma.to_lowercase()).chain([lemma.clone()]);
    let stance = stance(tables, words.collect());
    Some(Description {
        id: text::id("d-", &[&doc.report.id, &format!("{:?}{}", span.part, span.start)]),
        report: doc.report.id.clone(),
        outlet: doc.report.outlet.clone(),
        actor: party.who,
        text: doc.slice(span).to_owned(),
        head: lemma,
        span,
        said_by: said_by.map(|c| c.id.clone()),
        stance,
    })
}

/// By the classes `favourable` and `unfavourable` of `frames/classes.toml`; both or neither is neutral.
fn stance(tables: &Tables, words: Vec<String>) -> String {
    let holds = |class: &str| words.iter().any(|word| tables.frames.in_class(class, word));
    match (holds("favourable"), holds("unfavourable")) {
        (true, false) => "positive".into(),
        (false, true) => "negative".into(),
        _ => "neutral".into(),
    }
}
