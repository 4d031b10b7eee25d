//! Subject: who does what a verb tells of, be it said beside it, beside the verb that governs it, or by the noun that it describes.

use super::{passive, verbish};
use crate::doc::{At, Doc};
use language::{Sentence, Token, Upos};

/// The grammatical subject, found through coordination, control, participles and relative clauses. Bounded in depth.
pub fn subject(doc: &Doc, sent: usize, verb: usize, depth: usize) -> Option<At> {
    let sentence = doc.sents[sent];
    let subjects = |of: usize| {
        sentence
            .children(of)
            .find(|&at| matches!(sentence.tokens[at].deprel, "nsubj" | "nsubj:pass" | "nsubj:outer"))
    };
    // "Kenya *has* on Monday condemned ...": some trees hang the subject on the auxiliary.
    let own = subjects(verb).or_else(|| {
        sentence.children(verb).filter(|&at| sentence.tokens[at].rel() == "aux").find_map(subjects)
    });
    if let Some(own) = own {
        return Some((sent, antecedent(sentence, own).unwrap_or(own)));
    }
    let head = sentence.tokens[verb].head?;
    if depth > 8 {
        return None;
    }
    if let Some(before) = stranded(doc, sent, verb, head) {
        return Some((sent, before));
    }
    let above = &sentence.tokens[head];
    match sentence.tokens[verb].rel() {
        "conj" | "parataxis" if predicates(sentence, head) => subject(doc, sent, head, depth + 1),
        "conj" => governing_verb(sentence, verb).and_then(|above| subject(doc, sent, above, depth + 1)),
        "xcomp" => {
            let object =
                sentence.children(head).find(|&at| matches!(sentence.tokens[at].rel(), "obj" | "iobj"));
            let speaks = above.lemma == "summon" && SPOKEN_TO.contains(&sentence.tokens[verb].lemma.as_str());
            let controlled = object.filter(|_| above.lemma != "promise" && above.lemma != "vow" && !speaks);
            if passive(sentence, head) {
                return subject(doc, sent, head, depth + 1);
            }
            controlled.map(|at| (sent, at)).or_else(|| subject(doc, sent, head, depth + 1))
        }
        // "accused Armenia of shelling": whoever is accused, kept from or thanked for it does it.
        "advcl" if verbish(above) && blamed(sentence, verb, head).is_some() => {
            blamed(sentence, verb, head).map(|object| (sent, object))
        }
        "advcl" if verbish(above) || done(above) => subject(doc, sent, head, depth + 1),
        "acl" if sentence.tokens[verb].deprel == "acl" => acl_subject(doc, sent, verb, head, depth),
        _ => None,
    }
}

/// "was *quick* to condemn": who is said to be so has done it.
const DONE: [&str; 6] = ["quick", "swift", "prompt", "first", "last", "slow"];

/// True for an adjective whose infinitive tells what was done.
pub(super) fn done(tok: &Token) -> bool {
    tok.upos == Upos::Adj && DONE.contains(&tok.lemma.as_str())
}

/// What whoever summons somebody does: "summoned the envoy *to protest*", but "to explain".
const SPOKEN_TO: [&str; 8] =
    ["complain", "protest", "demand", "express", "convey", "voice", "condemn", "lodge"];

/// "has deployed advisers and *trained* militias": a verb that the tree coordinates with the object of the verb it belongs to.
pub(super) fn governing_verb(sentence: &Sentence, verb: usize) -> Option<usize> {
    let object = sentence.tokens[verb].head?;
    let above = sentence.tokens[object].head?;
    let same = sentence.tokens[above].xpos == sentence.tokens[verb].xpos && verbish(&sentence.tokens[above]);
    (same && sentence.tokens[object].rel() == "obj" && object < verb).then_some(above)
}

/// True for a verb, and for a noun or adjective with a copula: "was its protector but *has backed* the sanctions".
fn predicates(sentence: &Sentence, head: usize) -> bool {
    verbish(&sentence.tokens[head]) || sentence.children_by(head, "cop").next().is_some()
}

/// The object of the verb above a gerund that "of", "from" or "for" brings.
fn blamed(sentence: &Sentence, gerund: usize, head: usize) -> Option<usize> {
    let marked = sentence.children(gerund).any(|at| {
        matches!(sentence.tokens[at].rel(), "mark" | "case")
            && matches!(sentence.tokens[at].lemma.as_str(), "of" | "from" | "for")
    });
    let object =
        sentence.children_by(head, "obj").next().or_else(|| sentence.children_by(head, "nsubj:pass").next());
    // "accused of *being caught* selling"
    let being = || {
        sentence
            .children(gerund)
            .any(|at| sentence.tokens[at].deprel == "aux:pass" && sentence.tokens[at].xpos == "VBG")
    };
    object.filter(|_| marked && (sentence.tokens[gerund].xpos == "VBG" || being()))
}

/// Conjunctions that some trees take for prepositions of the subject behind them.
const OPENERS: [&str; 9] =
    ["as", "after", "before", "while", "because", "since", "until", "although", "though"];

/// "It ended as *troops in the north* entered ...": a finite verb without subject, right behind a noun phrase that the tree has hung on the verb before.
fn stranded(doc: &Doc, sent: usize, verb: usize, head: usize) -> Option<usize> {
    let sentence = doc.sents[sent];
    let tok = &sentence.tokens[verb];
    let loose = matches!(tok.rel(), "conj" | "parataxis" | "advcl" | "acl")
        && matches!(tok.xpos, "VBD" | "VBZ" | "VBP");
    if !loose || sentence.children_by(verb, "cc").next().is_some() || head > verb {
        return None;
    }
    let skip = |t: &language::Token| matches!(t.upos, Upos::Adv | Upos::Aux);
    let mut at = (head + 1..verb)
        .rev()
        .find(|&t| !skip(&sentence.tokens[t]))
        .filter(|&t| crate::doc::nominal(&sentence.tokens[t]))?;
    loop {
        let opened = doc.case(sent, at).is_some_and(|case| OPENERS.contains(&case));
        match sentence.tokens[at].head {
            Some(above)
                if !opened
                    && above > head
                    && above < verb
                    && crate::doc::nominal(&sentence.tokens[above]) =>
            {
                at = above
            }
            _ if opened => return Some(at),
            _ => return None,
        }
    }
}

/// "troops fighting IS": the noun acts. "a plan to attack": whoever has the plan does.
fn acl_subject(doc: &Doc, sent: usize, verb: usize, noun: usize, depth: usize) -> Option<At> {
    let sentence = doc.sents[sent];
    let infinitive = sentence.children_by(verb, "mark").any(|at| sentence.tokens[at].lemma == "to");
    if !infinitive {
        return Some((sent, noun));
    }
    let owner = sentence.children_by(noun, "nmod:poss").next();
    let governor = sentence.tokens[noun].head.filter(|&at| verbish(&sentence.tokens[at]));
    owner.map(|at| (sent, at)).or_else(|| governor.and_then(|at| subject(doc, sent, at, depth + 1)))
}

/// What a relative pronoun stands for.
pub(super) fn antecedent(sentence: &Sentence, pronoun: usize) -> Option<usize> {
    let tok = &sentence.tokens[pronoun];
    let relative = matches!(tok.xpos, "WDT" | "WP") || (tok.lemma == "that" && tok.upos == Upos::Pron);
    if !relative {
        return None;
    }
    let mut at = tok.head?;
    for _ in 0..6 {
        let here = &sentence.tokens[at];
        if here.deprel == "acl:relcl" {
            let noun = here.head?;
            return Some(if tok.xpos == "WP" { person_of_place(sentence, noun) } else { noun });
        }
        at = here.head?;
    }
    None
}

/// "*rebels* in Aleppo whom it accuses": "who" is never the place.
fn person_of_place(sentence: &Sentence, noun: usize) -> usize {
    let located = sentence
        .children_by(noun, "case")
        .any(|at| matches!(sentence.tokens[at].lemma.as_str(), "in" | "at" | "near" | "from"));
    let above = sentence.tokens[noun].head.filter(|&head| {
        located && sentence.tokens[noun].rel() == "nmod" && crate::doc::nominal(&sentence.tokens[head])
    });
    // The tree may hang the place on the verb: whoever stands right before its preposition is meant all the same.
    let before = || {
        let first = sentence.subtree(noun).into_iter().min()?;
        let led = matches!(&*sentence.tokens[first].lemma, "in" | "at" | "near" | "from");
        first.checked_sub(1).filter(|&at| led && first < noun && crate::doc::nominal(&sentence.tokens[at]))
    };
    above.or_else(before).unwrap_or(noun)
}
