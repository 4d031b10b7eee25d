//! Standing: what makes a predicate future, hypothetical or denied, read off auxiliaries, negation and whatever governs it.

use super::Clause;
use crate::actor::Cast;
use crate::doc::{Doc, lower};
use knowledge::{Cues, Effect, Modal, Modality};
use language::{Sentence, Token, Upos};
use text::{Because, Span};

/// A word that changes a predicate's standing.
#[derive(Clone, Debug)]
pub struct Moved {
    /// What it does.
    pub effect: Effect,
    /// Why.
    pub because: Because,
}

/// Prepositions of time and cause.
const BESIDE: [&str; 11] = [
    "after",
    "before",
    "since",
    "following",
    "during",
    "despite",
    "amid",
    "because",
    "until",
    "while",
    "without",
];

/// What makes a predicate future, hypothetical or denied, from its own words and from what governs it.
pub fn standing(doc: &Doc, cues: &Cues, clause: &Clause) -> Vec<Moved> {
    let mut moved = Vec::new();
    own_standing(doc, cues, clause.sent, clause.head, &mut moved);
    if let Some(light) = clause.light {
        own_standing(doc, cues, clause.sent, light, &mut moved);
        governed(doc, cues, clause.sent, light, &mut moved);
    }
    governed(doc, cues, clause.sent, clause.head, &mut moved);
    // "made *no* concessions": one word, met from the verb and from the noun.
    let mut told = Vec::new();
    moved.retain(|m| {
        let word = (m.effect, m.because.span);
        let first = word.1.is_none() || !told.contains(&word);
        told.push(word);
        first
    });
    moved
}

/// The same, but for words that are part of a name: "Theresa *May* called" is no possibility.
pub fn standing_named(cast: &Cast, cues: &Cues, clause: &Clause) -> Vec<Moved> {
    let mut moved = standing(cast.doc, cues, clause);
    let named = |m: &Moved| {
        m.because.span.is_some_and(|span| cast.names.all.iter().any(|name| name.span.contains(span)))
    };
    moved.retain(|m| !named(m));
    moved
}

fn push(cues: &Cues, sort: Modal, tok: &Token, moved: &mut Vec<Moved>) {
    moved.extend(cues.modal(sort, &lower(&tok.lemma)).map(|found| moved_by(found, tok)));
}

fn moved_by(found: &Modality, tok: &Token) -> Moved {
    let because =
        Because::rule(found.rule.clone()).at(tok.span).note(format!("{:?}", found.effect).to_lowercase());
    Moved { effect: found.effect, because }
}

/// Auxiliaries, negation, adverbs and conjunctions that depend on the predicate itself.
fn own_standing(doc: &Doc, cues: &Cues, sent: usize, head: usize, moved: &mut Vec<Moved>) {
    let sentence = doc.sents[sent];
    for child in sentence.children(head) {
        let tok = &sentence.tokens[child];
        match tok.rel() {
            "aux" => {
                push(cues, Modal::Auxiliary, tok, moved);
                going_to(sentence, tok, moved);
            }
            "advmod" | "cc" => {
                // "not *only* attacked"
                let next = sentence.tokens.get(child + 1).map_or("", |next| next.lemma.as_str());
                let found = cues.modal(Modal::Adverb, &lower(&tok.lemma));
                let found = found.filter(|found| found.unless_before.iter().all(|word| word != next));
                moved.extend(found.map(|found| moved_by(found, tok)));
            }
            "det" if matches!(tok.lemma.as_str(), "no" | "neither") => moved.push(denied(tok.span)),
            "mark" => {
                push(cues, Modal::Conjunction, tok, moved);
            }
            "nsubj" | "obj" => moved.extend(nothing(sentence, child).map(denied)),
            _ => {}
        }
    }
    if arranged(sentence, head) {
        let because = Because::rule("clause#is-to").at(sentence.tokens[head].span).note("future");
        moved.push(Moved { effect: Effect::Future, because });
    }
    if jussive(doc, sent, head) {
        let because = Because::rule("clause#jussive").at(sentence.tokens[head].span).note("hypothetical");
        moved.push(Moved { effect: Effect::Hypothetical, because });
    }
    if headline_infinitive(doc, sent, head) {
        let because =
            Because::rule("clause#headline-infinitive").at(sentence.tokens[head].span).note("future");
        moved.push(Moved { effect: Effect::Future, because });
    }
}

/// "imposed *no* restrictions", "*neither* side agreed", "*nobody* was arrested": who or what there was none of.
fn nothing(sentence: &Sentence, noun: usize) -> Option<Span> {
    let tok = &sentence.tokens[noun];
    if matches!(&*lower(&tok.lemma), "nobody" | "none") {
        return Some(tok.span);
    }
    // "no fewer than ten" counts them.
    let counts = |at: usize| sentence.tokens.get(at + 1).is_some_and(|t| matches!(t.xpos, "JJR" | "RBR"));
    let none = |&c: &usize| {
        let tok = &sentence.tokens[c];
        let word = matches!(&*lower(&tok.lemma), "no" | "neither");
        word && !counts(c) && (tok.rel() == "det" || tok.deprel == "cc:preconj")
    };
    sentence.children(noun).find(none).map(|c| sentence.tokens[c].span)
}

fn denied(span: Span) -> Moved {
    Moved { effect: Effect::Negation, because: Because::rule("clause#no").at(span).note("negation") }
}

/// "is going to": `going` is an auxiliary in some trees, a verb with an open complement in others.
fn going_to(sentence: &Sentence, tok: &Token, moved: &mut Vec<Moved>) {
    if tok.lemma == "go" && sentence.tokens.iter().any(|t| t.lemma == "to") {
        moved.push(Moved {
            effect: Effect::Future,
            because: Because::rule("clause#going-to").at(tok.span).note("future"),
        });
    }
}

/// "Modi *is to visit* Kathmandu"; "the aim is to visit" says what one wants.
fn arranged(sentence: &Sentence, head: usize) -> bool {
    let any = |is: fn(&Token) -> bool| sentence.children(head).any(|c| is(&sentence.tokens[c]));
    sentence.tokens[head].xpos == "VB"
        && any(|t| t.rel() == "mark" && t.lemma == "to")
        && any(|t| t.rel() == "cop" && matches!(t.xpos, "VBZ" | "VBP"))
        && any(|t| t.rel() == "nsubj" && t.upos == Upos::Propn)
}

/// "demanded that Egypt *withdraw*", chanted "Macron *resign*": a bare verb behind one person or body alone says what shall be.
fn jussive(doc: &Doc, sent: usize, head: usize) -> bool {
    let sentence = doc.sents[sent];
    let bare = !sentence.children(head).any(|c| matches!(sentence.tokens[c].rel(), "aux" | "mark" | "expl"));
    let mut subjects = sentence.children_by(head, "nsubj").filter(|&c| c < head);
    bare && subjects.any(|c| {
        let joined = sentence.children_by(c, "conj").next().is_some();
        // Without marks of quotation a plural verb may be a plural's: "the police *say*".
        let opens = c > 0 && matches!(doc.form((sent, c - 1)), "\"" | "“" | "``");
        let cried = sentence.tokens[head].xpos == "VBP" && opens && sentence.tokens[c].xpos == "NNP";
        let one = matches!(sentence.tokens[c].xpos, "NNP" | "NN") && !joined;
        one && (sentence.tokens[head].xpos == "VB" || cried)
    })
}

/// "US to send troops": a headline's bare infinitive is its future.
fn headline_infinitive(doc: &Doc, sent: usize, head: usize) -> bool {
    let sentence = doc.sents[sent];
    let to = sentence.children_by(head, "mark").any(|at| sentence.tokens[at].lemma == "to");
    let tok = &sentence.tokens[head];
    let whole = tok.head.is_none()
        || (tok.deprel == "acl" && tok.head.is_some_and(|noun| sentence.tokens[noun].head.is_none()));
    doc.in_title(sent) && to && whole
}

/// What stands above the predicate, as far as it reaches down to it.
fn governed(doc: &Doc, cues: &Cues, sent: usize, head: usize, moved: &mut Vec<Moved>) {
    let sentence = doc.sents[sent];
    let mut at = head;
    for _ in 0..6 {
        let tok = &sentence.tokens[at];
        let Some(above) = tok.head else { return };
        // "the plan *signed* by the governor": to a plan that is none yet something may be done already.
        let whole = |c: usize| matches!(sentence.tokens[c].rel(), "aux" | "mark" | "nsubj");
        if tok.deprel == "acl" && tok.xpos == "VBN" && !sentence.children(at).any(whole) {
            return;
        }
        let governor = &sentence.tokens[above];
        let rel = tok.rel();
        let clausal = matches!(rel, "xcomp" | "ccomp" | "acl" | "csubj") && tok.deprel != "acl:relcl";
        let infinitive = sentence.children_by(at, "mark").any(|m| sentence.tokens[m].lemma == "to");
        // "banned after the launch": when and why a thing is done is not what is done.
        let beside = rel != "obj" && doc.case(sent, at).is_some_and(|case| BESIDE.contains(&case));
        let nominal = matches!(rel, "obj" | "nmod" | "obl") && !beside || tok.deprel == "nsubj:pass";
        let gerund = rel == "advcl" && tok.xpos == "VBG";
        if rel == "conj" {
            conjunct(doc, cues, sent, at, above, moved);
        } else if clausal || nominal || gerund {
            let said = rel == "ccomp" && !infinitive;
            if !(nominal && at != head) {
                modal_governor(cues, governor, said, moved);
            }
            // "would *allow* a withdrawal", "could lead to war"
            if nominal && at == head && cues.modal(Modal::Cause, &lower(&governor.lemma)).is_some() {
                let mut own = Vec::new();
                own_standing(doc, cues, sent, above, &mut own);
                // What would or will lead to it has not done so: nobody announces it.
                for m in own.iter_mut().filter(|m| m.effect == Effect::Future) {
                    m.effect = Effect::Hypothetical;
                }
                moved.append(&mut own);
            }
            if rel == "xcomp" {
                own_standing(doc, cues, sent, above, moved);
            }
            if clausal {
                worth(cues, sentence, above, moved);
            }
            if rel == "ccomp" && cues.modal(Modal::Opinion, &lower(&governor.lemma)).is_some() {
                unthought(doc, cues, sent, above, moved);
            }
        } else if rel == "advcl" && infinitive && super::done(governor) {
            own_standing(doc, cues, sent, above, moved);
        } else if rel == "advcl" && infinitive {
            let because = Because::rule("clause#purpose").at(tok.span).note("hypothetical");
            moved.push(Moved { effect: Effect::Hypothetical, because });
            return;
        } else if rel == "advcl" && awaited(sentence, at, above) {
            let because = Because::rule("clause#awaited").at(tok.span).note("hypothetical");
            moved.push(Moved { effect: Effect::Hypothetical, because });
            return;
        } else {
            return;
        }
        if nominal || rel == "ccomp" {
            return;
        }
        at = above;
    }
}

/// "will pay once they *reach* a deal", "would pay as soon as they *reached* one": what something to come waits for has not been.
fn awaited(sentence: &Sentence, at: usize, above: usize) -> bool {
    let word = |of: usize, lemmas: &[&str]| {
        let mut near = sentence.children(of).map(|c| sentence.tokens[c].lemma.as_str());
        near.any(|lemma| lemmas.iter().any(|own| lemma.eq_ignore_ascii_case(own)))
    };
    let present = matches!(sentence.tokens[at].xpos, "VBZ" | "VBP");
    let soon = sentence.tokens[above].lemma == "soon";
    let above = sentence.tokens[above].head.filter(|_| soon).unwrap_or(above);
    let once = soon || word(at, &["once"]);
    let will = word(above, &["will", "shall", "may"]);
    let would = word(above, &["would", "could", "might"]);
    will && present && (once || word(at, &["when", "after", "before"])) || would && once
}

/// A verb coordinated with another shares its auxiliaries where it has no subject or tense of its own.
fn conjunct(doc: &Doc, cues: &Cues, sent: usize, at: usize, first: usize, moved: &mut Vec<Moved>) {
    let sentence = doc.sents[sent];
    let own = sentence.children(at).any(|c| matches!(sentence.tokens[c].rel(), "nsubj" | "aux"));
    if !own && sentence.tokens[at].xpos == sentence.tokens[first].xpos {
        own_standing(doc, cues, sent, first, moved);
    }
}

/// "the *false* claim that", "*falsely* said that": what a claim is worth.
fn worth(cues: &Cues, sentence: &Sentence, claim: usize, moved: &mut Vec<Moved>) {
    for at in sentence.children(claim).filter(|&c| matches!(sentence.tokens[c].rel(), "amod" | "advmod")) {
        push(cues, Modal::Qualifier, &sentence.tokens[at], moved);
    }
}

/// "does not believe that they met": what is not thought to be so is denied.
fn unthought(doc: &Doc, cues: &Cues, sent: usize, opinion: usize, moved: &mut Vec<Moved>) {
    let mut own = Vec::new();
    own_standing(doc, cues, sent, opinion, &mut own);
    moved.extend(own.into_iter().filter(|m| m.effect == Effect::Negation));
}

fn modal_governor(cues: &Cues, governor: &Token, said: bool, moved: &mut Vec<Moved>) {
    let sort = match governor.upos {
        Upos::Noun | Upos::Propn => Modal::Noun,
        Upos::Adj => Modal::Adjective,
        _ => Modal::Verb,
    };
    // What is *said* to be so keeps its own tense; only a denial, a hope or a fear reaches into a that-clause.
    let reaches = |found: &&Modality| !said || found.finite || found.effect == Effect::Negation;
    let found = cues.modal(sort, &lower(&governor.lemma)).filter(reaches);
    moved.extend(found.map(|found| moved_by(found, governor)));
}
