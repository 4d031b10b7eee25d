//! Phrases: which clause a phrase with a preposition belongs to, where the tree hangs it on a noun in between.

use super::{Clause, passive, verbish};
use crate::doc::Doc;
use knowledge::{Frames, Sort};
use language::{Token, Upos};

/// "signed a deal *with* Israel": whichever word the tree hangs the phrase on, the verb has it, unless it has one of its own.
pub(super) fn below_object(doc: &Doc, clause: &mut Clause, passive: bool) {
    let sentence = doc.sents[clause.sent];
    let mut heads = Vec::new();
    if let Some((_, object)) = clause.slot("object").find(|at| at.0 == clause.sent) {
        heads = doc.conjuncts(clause.sent, object);
        heads.push(doc.content((clause.sent, object)).1);
    }
    let mut below: Vec<usize> =
        heads.into_iter().flat_map(|head| sentence.children_by(head, "nmod")).collect();
    for &child in &below {
        if let Some(case) =
            doc.case(clause.sent, child).map(str::to_lowercase).filter(|case| !clause.has(case))
        {
            clause.add(&case, (clause.sent, child));
        }
    }
    // "deprived villagers in Tigray *of food*", "was handed over to France *by Spain*": further down, where nothing nearer has the preposition.
    below.extend(sentence.children_by(clause.head, "obl").filter(|&at| at > clause.head));
    for _ in 0..DEPTH {
        below = below.into_iter().flat_map(|head| sentence.children_by(head, "nmod")).collect();
        for &child in &below {
            let Some(case) = doc.case(clause.sent, child).map(str::to_lowercase) else { continue };
            if case == "by" && passive && !clause.has("subject") {
                clause.add("subject", (clause.sent, child));
            } else if !clause.has(&case) && carried(doc, clause.sent, child, &case) {
                clause.far.push((case, (clause.sent, child)));
            }
        }
    }
}

/// So many nouns below the object a phrase may hang that belongs to the verb.
const DEPTH: usize = 3;

/// True for a phrase that may belong to a verb above the noun it hangs on: with "of", only where that noun says where.
fn carried(doc: &Doc, sent: usize, child: usize, case: &str) -> bool {
    match case {
        "with" | "against" | "from" | "to" | "for" | "over" | "into" => true,
        "of" => {
            let above = doc.sents[sent].tokens[child].head;
            above.is_some_and(|above| {
                doc.sents[sent].tokens[above].upos == Upos::Propn
                    && matches!(doc.case(sent, above), Some("in" | "at" | "near"))
            })
        }
        _ => false,
    }
}

/// "came to the defence *of Mozambique*": what hangs on the nouns of a trigger of several words is the clause's.
pub fn with_phrases_of(doc: &Doc, clause: &Clause, taken: &[usize]) -> Option<Clause> {
    let sentence = doc.sents[clause.sent];
    let nouns = taken.iter().skip(1).filter(|&&at| nominal_word(&sentence.tokens[at]));
    let phrases = nouns.flat_map(|&at| sentence.children_by(at, "nmod"));
    let mut moved: Option<Clause> = None;
    let agentless = passive(sentence, clause.head) && !clause.has("subject");
    for child in phrases {
        if let Some(case) = doc.case(clause.sent, child).map(str::to_lowercase)
            && case == "by"
            && agentless
        {
            // "were held hostage *by rebels*": who did it, wherever the tree hangs it.
            moved.get_or_insert_with(|| clause.clone()).add("subject", (clause.sent, child));
        } else if let Some(case) = doc.case(clause.sent, child).map(str::to_lowercase)
            && (case == "of" || carried(doc, clause.sent, child, &case))
            && !moved.as_ref().unwrap_or(clause).has(&case)
        {
            moved.get_or_insert_with(|| clause.clone()).add(&case, (clause.sent, child));
        }
    }
    moved
}

fn nominal_word(tok: &Token) -> bool {
    matches!(tok.upos, Upos::Noun | Upos::Propn)
}

/// "Calls from the Union *for an end* to the fighting grew", "spoke of the massacre of civilians *by militiamen*": a phrase between a subject and
/// its verb is the subject's, and one that says by whom is the noun's where the verb is no passive.
pub(super) fn beside(doc: &Doc, clause: &mut Clause) {
    let (sentence, head) = (doc.sents[clause.sent], clause.head);
    let tok = &sentence.tokens[head];
    let Some(verb) = tok.head.filter(|&verb| verbish(&sentence.tokens[verb])) else { return };
    let subject = tok.rel() == "nsubj" && verb > head;
    let governed = matches!(tok.rel(), "obj" | "obl") && verb < head && !passive(sentence, verb);
    for child in sentence.children_by(verb, "obl").filter(|&child| child > head) {
        let Some(case) = doc.case(clause.sent, child).map(str::to_lowercase) else { continue };
        let its = subject && child < verb || governed && case == "by";
        if its && !clause.has(&case) {
            clause.add(&case, (clause.sent, child));
        }
    }
}

/// Prepositions that say who does a nominal event and to whom, wherever the tree hangs their phrases.
const LIFTED: [&str; 8] = ["by", "against", "on", "with", "between", "over", "from", "to"];

/// "the killing of a commander *by Israel*", "violence by police *against marchers*": phrases hung on a noun below belong to the event,
/// unless it has one of its own.
pub(super) fn lifted(doc: &Doc, frames: &Frames, clause: &mut Clause, below: usize, depth: usize) {
    let sentence = doc.sents[clause.sent];
    let led = matches!(sentence.tokens[below].rel(), "nmod" | "obl") && below > clause.head;
    if depth == 0
        || !led
        || !matches!(doc.case(clause.sent, below), Some("of" | "by" | "against" | "on" | "from"))
    {
        return;
    }
    let by = doc.case(clause.sent, below) == Some("by");
    // "a march against the *arrests by police*": who does what is marched against does not march.
    let deed = doc.case(clause.sent, below) == Some("against")
        && frames
            .by_head(&crate::doc::lower(&sentence.tokens[below].lemma))
            .iter()
            .any(|lead| lead.sort == Sort::Noun);
    for child in sentence.children(below).filter(|&at| sentence.tokens[at].rel() == "nmod" && at > below) {
        if let Some(case) = doc.case(clause.sent, child).filter(|case| LIFTED.contains(case)) {
            let own = clause.has(case) || by && matches!(case, "from" | "with") || deed && case == "by";
            if !own {
                clause.add(case, (clause.sent, child));
            }
        }
        lifted(doc, frames, clause, child, depth - 1);
    }
}
