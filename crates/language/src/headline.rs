//! Headline: what headlines leave out: "and" between two who act together, the auxiliary of a passive. In: a sentence with tags and tree;
//! out: the same, mended where it has the looks of a headline.
//!
//! Total; linear in the tokens but for look-ups of children.

use crate::analysis::{Sentence, Upos};
use crate::finite::{ends, hang};
use crate::lists::{LISTS, kind};
use text::Part;

/// Mends a headline's tree.
pub(crate) fn mend(sentence: &mut Sentence, forms: &[&str]) {
    let title = sentence.span.part == Part::Title;
    if title {
        suffered(sentence);
        third_person(sentence, forms);
    }
    if title || !ends(forms) {
        together(sentence, forms);
    }
}

/// "Ten soldiers *killed* in ambush": who stands before the past of such a verb suffered it, where no object follows.
fn suffered(sentence: &mut Sentence) {
    let Some(verb) = sentence.root() else { return };
    let tok = &sentence.tokens[verb];
    let other = |c: usize| {
        let (rel, tok) = (sentence.tokens[c].rel(), &sentence.tokens[c]);
        // "shot *dead*" has no object.
        let more = matches!(rel, "obj" | "ccomp" | "aux") || rel == "xcomp" && tok.upos != Upos::Adj;
        more || rel == "nsubj" && c > verb
    };
    let past = matches!(tok.xpos, "VBD" | "VBN") && LISTS.suffered.contains(tok.lemma.as_str());
    if !past || sentence.children(verb).any(other) {
        return;
    }
    let Some(subject) = sentence.children_by(verb, "nsubj").next() else { return };
    sentence.tokens[subject].deprel = "nsubj:pass";
    sentence.tokens[verb].xpos = "VBN";
}

/// "India *summons* envoy": what ends in an "s" that its lemma lacks is no infinitive.
fn third_person(sentence: &mut Sentence, forms: &[&str]) {
    let Some(verb) = sentence.root() else { return };
    let (tok, form) = (&sentence.tokens[verb], forms.get(verb).copied().unwrap_or(""));
    if tok.xpos == "VB" && form.ends_with('s') && !tok.lemma.ends_with('s') {
        sentence.tokens[verb].xpos = "VBZ";
    }
}

/// "*Israel, Hamas* agree to truce": names before the plural of a headline's verb, with nothing but commas between, act together.
fn together(sentence: &mut Sentence, forms: &[&str]) {
    let form = |at: usize| forms.get(at).copied().unwrap_or("");
    let Some(verb) = sentence.root() else { return };
    // "Kenya, Sudan *to* meet"
    let (verb, end) = match sentence.tokens[verb].xpos {
        "VBP" => (verb, verb),
        "VB" if verb > 0 && form(verb - 1) == "to" => (verb, verb - 1),
        _ => return,
    };
    let before = &sentence.tokens[..end];
    let nominal = |upos: Upos| matches!(upos, Upos::Propn | Upos::Noun | Upos::Adj | Upos::Num);
    let plain = |at: usize| nominal(before[at].upos) || matches!(form(at), "," | "-" | "'s" | "’s");
    if end < 3 || form(verb + 1) == "," || !(0..end).all(plain) {
        return;
    }
    let mut heads: Vec<usize> = (1..end).filter(|&at| form(at) == ",").map(|comma| comma - 1).collect();
    heads.push(end - 1);
    let noun = |&at: &usize| matches!(before[at].upos, Upos::Propn | Upos::Noun);
    let calendar = |at: usize| LISTS.kinds(&form(at).to_lowercase()) & (kind::MONTH | kind::WEEKDAY) != 0;
    let named = before[heads[0]].upos == Upos::Propn && !calendar(heads[0]);
    if heads.len() < 2 || !named || !heads.iter().all(noun) {
        return;
    }
    hang(sentence, heads[0], Some(verb), "nsubj");
    for &head in &heads[1..] {
        hang(sentence, head, Some(heads[0]), "conj");
    }
}
