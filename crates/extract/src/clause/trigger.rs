//! Trigger: whether the words that a frame or a cue is read from stand at a token.

use super::{passive, verbish};
use crate::doc::Doc;
use knowledge::{Sort, Trigger};
use language::{Token, Upos};

/// True where a word may be the head of a trigger of that sort.
pub(crate) fn may_trigger(tok: &Token, sort: Sort, alone: bool) -> bool {
    match sort {
        Sort::Verb => verbish(tok),
        Sort::Noun => matches!(tok.upos, Upos::Noun | Upos::Propn) || tok.xpos == "VBG" && tok.rel() != "aux",
        Sort::Adjective => tok.upos == Upos::Adj || !alone,
        Sort::Modal => tok.rel() == "aux" && tok.head.is_some(),
    }
}

/// True where the trigger's head stands at the token and all the words it wants beside it; gives the tokens it takes.
pub fn triggered(doc: &Doc, sent: usize, at: usize, trigger: &Trigger) -> Option<Vec<usize>> {
    let sentence = doc.sents[sent];
    if !may_trigger(&sentence.tokens[at], trigger.sort, trigger.rest.is_empty()) {
        return None;
    }
    let mut taken = vec![at];
    match trigger.sort {
        Sort::Verb => {
            for word in &trigger.rest {
                taken.push(companion(doc, sent, at, word)?);
            }
        }
        Sort::Noun | Sort::Adjective | Sort::Modal => {
            // The words before it, hyphens passed over, from the nearest on.
            let mut before = (0..at).rev().filter(|&tok| !matches!(doc.form((sent, tok)), "-" | "–"));
            for word in trigger.rest.iter().rev() {
                let tok = before.next()?;
                if !sentence.tokens[tok].lemma.eq_ignore_ascii_case(word) {
                    return None;
                }
                taken.insert(1, tok);
            }
        }
    }
    Some(taken)
}

/// The word that must go with a verb: a particle, the preposition of a phrase that depends on it, or the head of its object.
fn companion(doc: &Doc, sent: usize, verb: usize, word: &str) -> Option<usize> {
    let sentence = doc.sents[sent];
    let passive = passive(sentence, verb);
    let led = |at: usize| {
        let marks = |c: &usize| {
            matches!(sentence.tokens[*c].rel(), "case" | "mark")
                && sentence.tokens[*c].lemma.eq_ignore_ascii_case(word)
        };
        sentence.children(at).find(marks)
    };
    // "handed over 700 kg", "held him responsible": the particle right behind the verb and the adjective right behind the object are the verb's.
    let next = sentence.tokens.get(verb + 1).filter(|next| PARTICLES.contains(&word) && next.lemma == word);
    if next.is_some() {
        return Some(verb + 1);
    }
    let said_of = |object: usize| {
        sentence.children_by(object, "amod").find(|&at| at > object && sentence.tokens[at].lemma == word)
    };
    sentence.children(verb).find_map(|child| {
        let tok = &sentence.tokens[child];
        let own = tok.lemma.eq_ignore_ascii_case(word);
        // "took place miles *away*" takes nothing away.
        let measured = || sentence.children(child).any(|c| crate::doc::nominal(&sentence.tokens[c]));
        match tok.rel() {
            "advmod" if own && PARTICLES.contains(&word) && measured() => None,
            "compound" | "advmod" | "xcomp" | "obj" | "case" if own => Some(child),
            "nsubj" if own && passive => Some(child),
            // "approved a round *of* sanctions" approves of nothing.
            "obj" => {
                let inner = doc.content((sent, child)).1;
                let mut phrases = sentence.children_by(child, "nmod").filter(|&at| at != inner);
                phrases.find_map(led).or_else(|| said_of(child))
            }
            // "fired the coach *on Saturday*" fires on nobody.
            "obl" | "nmod" if child > verb && is_day(tok) => None,
            "obl" | "advcl" | "nmod" if child > verb => led(child).or(own.then_some(child)),
            _ => None,
        }
    })
}

/// "Saturday", "1987".
fn is_day(tok: &Token) -> bool {
    crate::doc::DAYS.contains(&tok.lemma.as_str()) || tok.upos == Upos::Num
}

/// Words that are particles behind some verbs and prepositions behind others.
pub(crate) const PARTICLES: [&str; 7] = ["over", "up", "down", "out", "off", "back", "away"];
