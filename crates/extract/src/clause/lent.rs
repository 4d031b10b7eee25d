//! Lent: what other words lend to a noun that tells of an event. The subject of the light verb that carries it, what calls it forth, what stands
//! beside the operation that is called after it.

use super::{Clause, nominal, subject, verbal, verbish};
use crate::doc::Doc;
use knowledge::Frames;

/// "carried out an attack", "an attack was launched": the light verb's subject is the noun's, and its prepositions too.
pub(super) fn lent(doc: &Doc, frames: &Frames, clause: &mut Clause) {
    let sentence = doc.sents[clause.sent];
    let mut tok = &sentence.tokens[clause.head];
    // "launched ten days of *war games*": the verb governs the quantity.
    if let Some(above) = tok
        .head
        .filter(|&at| tok.rel() == "nmod" && doc.content((clause.sent, at)) == (clause.sent, clause.head))
    {
        tok = &sentence.tokens[above];
    }
    let Some(verb) = tok.head else { return };
    let governed = match tok.rel() {
        "obj" => true,
        "nsubj" => tok.deprel == "nsubj:pass",
        "conj" => return lent_to_conjunct(doc, frames, clause, verb),
        // "engaged in *shelling*", "resorted to *attacks*"
        "obl" => return lent_by_preposition(doc, frames, clause, verb),
        _ => false,
    };
    if governed && is_light(doc, frames, clause.sent, verb) {
        lend(doc, clause, verb);
    }
}

fn lent_to_conjunct(doc: &Doc, frames: &Frames, clause: &mut Clause, first: usize) {
    let sentence = doc.sents[clause.sent];
    let tok = &sentence.tokens[first];
    if let Some(verb) = tok.head.filter(|_| tok.rel() == "obj")
        && is_light(doc, frames, clause.sent, verb)
    {
        lend(doc, clause, verb);
    }
}

/// "were engaged in *shelling*": a light verb whose noun comes with its preposition.
fn lent_by_preposition(doc: &Doc, frames: &Frames, clause: &mut Clause, verb: usize) {
    let sentence = doc.sents[clause.sent];
    let lemma = sentence.tokens[verb].lemma.as_str();
    let Some(case) = doc.case(clause.sent, clause.head).filter(|_| verbish(&sentence.tokens[verb])) else {
        return;
    };
    let light = frames
        .light
        .values()
        .flat_map(|light| &light.verbs)
        .any(|words| words.split_once(' ').is_some_and(|(verb, rest)| verb == lemma && rest == case));
    if !light {
        return;
    }
    let lender = verbal(doc, clause.sent, verb);
    let acts = lender.slot("subject").next().or_else(|| lender.slot("object").next());
    clause.light = Some(verb);
    if let Some(at) = acts {
        clause.add("subject", at);
    }
    for slot in ["against", "on"] {
        if let Some(at) = lender.slot(slot).next() {
            clause.add(slot, at);
        }
    }
}

pub(super) fn lend(doc: &Doc, clause: &mut Clause, verb: usize) {
    clause.light = Some(verb);
    let lender = verbal(doc, clause.sent, verb);
    let own = (clause.sent, clause.head);
    for (slot, at) in lender.slots.into_iter().filter(|(slot, at)| *at != own && slot != "object") {
        clause.add(&slot, at);
    }
}

/// True where the token is a light verb, its particle with it.
pub fn is_light(doc: &Doc, frames: &Frames, sent: usize, verb: usize) -> bool {
    let sentence = doc.sents[sent];
    if !verbish(&sentence.tokens[verb]) {
        return false;
    }
    let lemma = sentence.tokens[verb].lemma.as_str();
    if lemma.contains(' ') {
        return false;
    }
    let particle =
        || sentence.children_by(verb, "compound:prt").next().map(|at| sentence.tokens[at].lemma.as_str());
    let is_light = |words: &String| {
        let rest = words.strip_prefix(lemma);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(' ') && particle() == Some(&rest[1..]))
    };
    frames.light.values().flat_map(|light| &light.verbs).any(is_light)
}

/// Verbs whose subject calls forth what the noun tells of.
const DRAWS: [&str; 8] = ["draw", "provoke", "prompt", "spark", "trigger", "attract", "face", "incur"];

/// "*The raid* drew condemnation from Oman": what calls forth words is what they are about.
pub(super) fn drawn(doc: &Doc, clause: &mut Clause) {
    let tok = &doc.sents[clause.sent].tokens[clause.head];
    let Some(verb) = tok.head.filter(|_| tok.rel() == "obj") else { return };
    let verb_tok = &doc.sents[clause.sent].tokens[verb];
    if !verbish(verb_tok) || !DRAWS.contains(&verb_tok.lemma.as_str()) || clause.has("about") {
        return;
    }
    if let Some(at) = subject(doc, clause.sent, verb, 0) {
        clause.add("about", at);
    }
    let from = verbal(doc, clause.sent, verb).slot("from").next();
    if let Some(at) = from.filter(|_| !clause.has("from")) {
        clause.add("from", at);
    }
}

/// "a *bombing* campaign against rebels": what an operation has beside it, the deed that it is called after has too.
pub(super) fn named_operation(doc: &Doc, frames: &Frames, clause: &mut Clause) {
    let sentence = doc.sents[clause.sent];
    let tok = &sentence.tokens[clause.head];
    let called = |&head: &usize| {
        tok.deprel == "compound"
            && head > clause.head
            && frames.in_class("operation", &crate::doc::lower(&sentence.tokens[head].lemma))
    };
    let Some(operation) = tok.head.filter(called) else { return };
    for (slot, at) in nominal(doc, frames, clause.sent, operation).slots {
        if slot != "modifier" && !clause.has(&slot) {
            clause.add(&slot, at);
        }
    }
}

/// "Clashes broke out *between Kenya and Sudan*", "Talks resumed *with the rebels*": what hangs on a verb that says no more than that the deed
/// began, went on or ended is the deed's own.
pub(super) fn breaks_out(doc: &Doc, frames: &Frames, clause: &mut Clause) {
    let sentence = doc.sents[clause.sent];
    let tok = &sentence.tokens[clause.head];
    let Some(verb) = tok.head.filter(|_| tok.deprel == "nsubj") else { return };
    if !frames.in_class("breaks-out", &crate::doc::lower(&sentence.tokens[verb].lemma)) {
        return;
    }
    for child in sentence.children_by(verb, "obl").filter(|&at| at > verb) {
        if let Some(case) = doc.case(clause.sent, child).filter(|case| OWN.contains(case))
            && !clause.has(case)
        {
            clause.add(case, (clause.sent, child));
        }
    }
}

/// "*Modi* left after talks *with Putin*": whoever does a thing in, before or after talks with somebody talks with them.
pub(super) fn conferred(doc: &Doc, frames: &Frames, clause: &mut Clause) {
    let sentence = doc.sents[clause.sent];
    let tok = &sentence.tokens[clause.head];
    if !frames.in_class("talk", &crate::doc::lower(&tok.lemma)) || !clause.has("with") {
        return;
    }
    if ["subject", "possessive", "between", "by", "of"].iter().any(|slot| clause.has(slot)) {
        return;
    }
    // "after two days of *talks*"
    let above = tok.head.filter(|_| tok.rel() == "nmod");
    let at = above
        .filter(|&at| doc.content((clause.sent, at)) == (clause.sent, clause.head))
        .unwrap_or(clause.head);
    let tok = &sentence.tokens[at];
    let beside = doc.case(clause.sent, at).is_some_and(|case| BESIDE.contains(&case));
    let Some(verb) = tok.head.filter(|&v| tok.rel() == "obl" && beside && verbish(&sentence.tokens[v]))
    else {
        return;
    };
    if let Some(at) = subject(doc, clause.sent, verb, 0) {
        clause.add("subject", at);
    }
}

/// Prepositions of time and occasion.
const BESIDE: [&str; 5] = ["after", "before", "during", "following", "in"];

/// Prepositions that bring the parties of a deed, what it is on and where it is.
const OWN: [&str; 10] = ["between", "among", "with", "against", "on", "over", "in", "at", "near", "outside"];
