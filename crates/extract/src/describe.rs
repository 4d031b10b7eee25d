//! Describe: the words a report chooses for an actor: "the militant group", "his regime", "the legitimate government". In: the cast and the
//! claims; out: descriptions with the side their words take (`data/stance`). Titles and plain names are no descriptions.

use crate::actor::{Cast, Party};
use crate::doc::lower;
use crate::entities::part;
use crate::findings::{Claim, Description};
use crate::names::generic;
use knowledge::{Generic, Leaning, Stance, Tables};
use language::{Sentence, Upos};
use std::collections::BTreeSet;
use text::Days;

/// All descriptions of a report's actors, in the order of the text.
pub fn find(cast: &Cast, tables: &Tables, claims: &[Claim]) -> Vec<Description> {
    let doc = cast.doc;
    let mut found: Vec<Description> = Vec::new();
    for (s, sentence) in doc.sents.iter().enumerate() {
        for (t, tok) in sentence.tokens.iter().enumerate() {
            let before = matches!(tok.rel(), "compound" | "flat");
            // "dictator Bashar al-Assad": a word before a name is a title, unless it takes a side.
            let sided = || tables.stances.noun(&lower(&tok.lemma)).is_some();
            let head = tok.head.filter(|_| before && tok.upos == Upos::Noun && sided());
            let named = head.filter(|&head| cast.names.at((s, head)).is_some());
            if let Some(head) = named {
                found.extend(description(cast, tables, claims, (s, t), (s, head)));
            } else if tok.upos == Upos::Noun && !before && describes(cast, tables, sentence, (s, t)) {
                found.extend(description(cast, tables, claims, (s, t), (s, t)));
            }
        }
    }
    // "terrorist dictator Assad": two words that take a side, one phrase; the first tells it.
    let mut seen = BTreeSet::new();
    found.retain(|description| seen.insert(description.id.clone()));
    found
}

/// A common noun that stands for an actor and says more of it than its office.
fn describes(cast: &Cast, tables: &Tables, sentence: &Sentence, at: (usize, usize)) -> bool {
    let sort = generic(cast.doc, cast.actors, at).map(|(sort, ..)| sort);
    let adjective = sentence.children_by(at.1, "amod").any(|a| cast.names.at((at.0, a)).is_none());
    let apposed =
        sentence.tokens[at.1].rel() == "appos" || sentence.children_by(at.1, "appos").next().is_some();
    match sort {
        Some(Generic::Agent) => true,
        Some(Generic::Office) => adjective,
        None => apposed || !sides(tables, sentence, at.1).is_empty(),
    }
}

/// Whom the phrase under a head describes: the actor it means, the one it stands beside, the one it is said of ("Assad is a dictator").
fn described(cast: &Cast, (s, t): (usize, usize)) -> Option<Party> {
    let sentence = cast.doc.sents[s];
    let tok = &sentence.tokens[t];
    let first = |at: usize| {
        cast.parties((s, at), Days::default()).into_iter().next().filter(|p| p.who.code.is_some())
    };
    let beside = tok.head.filter(|_| tok.rel() == "appos");
    let subject =
        || sentence.children_by(t, "cop").next().and_then(|_| sentence.children_by(t, "nsubj").next());
    let owner = || {
        sentence
            .children(t)
            .find(|&c| matches!(sentence.tokens[c].rel(), "amod" | "compound" | "nmod" | "nmod:poss"))
    };
    first(t).or_else(|| first(beside?)).or_else(|| first(subject()?)).or_else(|| {
        // "the Syrian bandits": no agent of the catalogue, but somebody's.
        (!tok.lemma.is_empty()).then(owner)?.and_then(first)
    })
}

/// The description that a noun heads; `whole` is the head of the phrase that is quoted.
fn description(
    cast: &Cast,
    tables: &Tables,
    claims: &[Claim],
    at: (usize, usize),
    whole: (usize, usize),
) -> Option<Description> {
    let doc = cast.doc;
    let party = described(cast, whole)?;
    let span = cast.phrase_span(whole)?;
    let said_by = claims.iter().filter(|c| c.content.contains(span)).min_by_key(|c| c.content.len());
    let sentence = doc.sents[at.0];
    let mut stances: Vec<&Stance> = sides(tables, sentence, at.1);
    stances.extend((at != whole).then(|| sides(tables, sentence, whole.1)).into_iter().flatten());
    Some(Description {
        id: format!("d-{}-{}{}", doc.report.id, part(span), span.start),
        report: doc.report.id.clone(),
        outlet: doc.report.outlet.clone(),
        actor: party.who,
        text: doc.slice(span).to_owned(),
        head: doc.tok(at).lemma.to_lowercase(),
        span,
        said_by: said_by.map(|c| c.id.clone()),
        stance: stance(&stances),
    })
}

/// Entries of `data/stance` that the words of a phrase stand in: its head and nouns before it, its adjectives.
fn sides<'t>(tables: &'t Tables, sentence: &Sentence, head: usize) -> Vec<&'t Stance> {
    let lemma = |at: usize| lower(&sentence.tokens[at].lemma);
    let noun = |at: usize| tables.stances.noun(&lemma(at));
    let mut found: Vec<&Stance> = noun(head).into_iter().collect();
    found.extend(sentence.children_by(head, "compound").filter_map(noun));
    found.extend(sentence.children_by(head, "amod").filter_map(|at| tables.stances.adjective(&lemma(at))));
    found
}

/// Both sides or neither is neutral.
fn stance(found: &[&Stance]) -> String {
    let holds = |leaning: Leaning| found.iter().any(|entry| entry.stance == leaning);
    match (holds(Leaning::Positive), holds(Leaning::Negative)) {
        (true, false) => "positive".into(),
        (false, true) => "negative".into(),
        _ => "neutral".into(),
    }
}
