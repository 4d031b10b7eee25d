//! Finite: a sentence that came out without its verb. "UNICEF vaccinated children" and "Israel has frozen funds" can be read as noun phrases, by
//! their words alone; a sentence of the body is one seldom. In: a sentence with tags and tree; out: the same, its participle made the verb.
//!
//! Total; linear in the tokens but for look-ups of children.

use crate::analysis::{Sentence, Token, Upos};
use text::Part;

/// Prepositions by which a verb without an object is told from a participle: "called for", "fought against"; never "arrested in".
const COMPLEMENTS: [&str; 3] = ["for", "against", "with"];

/// Makes verbs of participles that the tree took for adjectives.
pub(crate) fn mend(sentence: &mut Sentence, forms: &[&str]) {
    for have in 0..sentence.tokens.len() {
        perfect(sentence, have);
    }
    for mark in 0..sentence.tokens.len() {
        owned(sentence, mark);
    }
    for at in 0..sentence.tokens.len() {
        auxiliary(sentence, at);
        beside(sentence, at);
        before_verb(sentence, at);
        personal(sentence, at);
        opened(sentence, at);
        described_behind(sentence, at);
        within_name(sentence, at);
        around_name(sentence, at);
        before_quotation(sentence, at);
        hyphened(sentence, forms, at);
    }
    if sentence.span.part == Part::Body && ends(forms) {
        verbless(sentence, forms);
        behind_aside(sentence, forms);
    }
}

pub(crate) fn ends(forms: &[&str]) -> bool {
    forms.iter().rev().take(2).any(|form| matches!(*form, "." | "!" | "?"))
}

fn noun(tok: &Token) -> bool {
    tok.xpos.starts_with("NN")
}

/// "has *frozen* assets": behind "have", without an article between, the participle is the verb and the noun its object.
fn perfect(sentence: &mut Sentence, have: usize) {
    let tok = &sentence.tokens[have];
    if tok.lemma != "have" || tok.rel() == "aux" {
        return;
    }
    let adverb = |t: &Token| t.upos == Upos::Adv || t.upos == Upos::Part;
    let Some(verb) = (have + 1..sentence.tokens.len()).find(|&at| !adverb(&sentence.tokens[at])) else {
        return;
    };
    let participle = &sentence.tokens[verb];
    let object = participle.head.filter(|_| participle.xpos == "VBN" && participle.rel() == "amod");
    let Some(object) = object.filter(|&object| {
        object > verb && sentence.tokens[object].head == Some(have) && sentence.tokens[object].rel() == "obj"
    }) else {
        return;
    };
    let (head, deprel) = (sentence.tokens[have].head, sentence.tokens[have].deprel);
    for at in 0..sentence.tokens.len() {
        if sentence.tokens[at].head == Some(have) {
            sentence.tokens[at].head = Some(verb);
        }
    }
    hang(sentence, verb, head, deprel);
    hang(sentence, have, Some(verb), "aux");
    hang(sentence, object, Some(verb), "obj");
    sentence.tokens[verb].upos = Upos::Verb;
    sentence.tokens[have].upos = Upos::Aux;
}

/// "Security forces have *tortured* scores of refugees, a group said": a participle with an auxiliary describes no noun.
fn auxiliary(sentence: &mut Sentence, verb: usize) {
    let tok = &sentence.tokens[verb];
    let Some(object) = tok.head.filter(|&head| head > verb && tok.xpos == "VBN" && tok.rel() == "amod")
    else {
        return;
    };
    let Some(above) = sentence.tokens[object].head.filter(|_| sentence.tokens[object].rel() == "nsubj")
    else {
        return;
    };
    let have = |&at: &usize| sentence.tokens[at].rel() == "aux" && sentence.tokens[at].lemma == "have";
    let Some(have) = sentence.children(verb).find(have) else { return };
    let subject = sentence.children_by(above, "nsubj").find(|&at| at < have);
    let Some(subject) = subject.filter(|_| above > object) else { return };
    hang(sentence, verb, Some(above), "ccomp");
    hang(sentence, subject, Some(verb), "nsubj");
    hang(sentence, object, Some(verb), "obj");
    sentence.tokens[verb].upos = Upos::Verb;
}

/// "the novelist *Asli Erdogan*", "NATO member *Norway*": a noun and the name right behind it are one party.
fn beside(sentence: &mut Sentence, name: usize) {
    let tok = &sentence.tokens[name];
    if name == 0 || tok.upos != Upos::Propn || !matches!(tok.rel(), "nsubj" | "obj" | "compound") {
        return;
    }
    let before = &sentence.tokens[name - 1];
    if tok.rel() == "compound" && tok.head == Some(name - 1) && before.upos == Upos::Noun {
        sentence.tokens[name].deprel = "appos";
        return;
    }
    let same = before.head == tok.head && before.rel() == tok.rel() && before.upos == Upos::Noun;
    if same {
        hang(sentence, name - 1, Some(name), "nmod:desc");
    }
}

/// What only somebody can be: "it is *willing* to withdraw" has no empty "it".
const PERSONAL: [&str; 8] =
    ["willing", "unwilling", "ready", "prepared", "determined", "eager", "keen", "reluctant"];

fn personal(sentence: &mut Sentence, at: usize) {
    let tok = &sentence.tokens[at];
    let of = tok.head.filter(|_| tok.deprel == "expl");
    if of.is_some_and(|of| PERSONAL.contains(&sentence.tokens[of].lemma.as_str())) {
        sentence.tokens[at].deprel = "nsubj";
    }
}

/// Conjunctions that the tree may take for prepositions of the subject behind them.
const OPENERS: [&str; 7] = ["after", "before", "as", "since", "until", "while", "because"];

/// "came a day after *the chiefs* of three armies met": what a conjunction opens is a clause, and the noun before its finite verb the subject.
fn opened(sentence: &mut Sentence, at: usize) {
    let tok = &sentence.tokens[at];
    let Some(verb) = tok.head.filter(|&head| tok.rel() == "obl" && noun(tok) && head > at) else { return };
    let above = &sentence.tokens[verb];
    let subject = |c: usize| matches!(sentence.tokens[c].rel(), "nsubj" | "csubj" | "expl" | "punct" | "cc");
    let between = |c: usize| subject(c) && (c > at || sentence.tokens[c].rel() == "nsubj") && c < verb;
    let finite = matches!(above.xpos, "VBD" | "VBZ" | "VBP") && above.head.is_some_and(|head| head < at);
    if !finite || sentence.children(verb).any(between) {
        return;
    }
    let opener = |&c: &usize| {
        sentence.tokens[c].rel() == "case" && OPENERS.contains(&sentence.tokens[c].lemma.as_str())
    };
    let found = sentence.children(at).find(opener);
    if let Some(opener) = found {
        hang(sentence, at, Some(verb), "nsubj");
        hang(sentence, opener, Some(verb), "mark");
        if matches!(sentence.tokens[verb].rel(), "ccomp" | "conj" | "parataxis") {
            sentence.tokens[verb].deprel = "advcl";
        }
    }
}

/// "*Hungary* blocks the talks": no noun is a part of a finite verb's word.
fn before_verb(sentence: &mut Sentence, at: usize) {
    let tok = &sentence.tokens[at];
    let verb = tok.head.filter(|&head| head > at && tok.deprel == "compound" && noun(tok));
    let Some(verb) = verb.filter(|&verb| matches!(sentence.tokens[verb].xpos, "VBZ" | "VBD" | "VBP")) else {
        return;
    };
    let subject = |c: usize| matches!(sentence.tokens[c].rel(), "nsubj" | "csubj" | "expl");
    if !sentence.children(verb).any(subject) {
        sentence.tokens[at].deprel = "nsubj";
    }
}

/// "granted asylum to officers *holed* up there": a phrase right before a participle is what the participle describes, not its dependent.
fn described_behind(sentence: &mut Sentence, verb: usize) {
    let tok = &sentence.tokens[verb];
    let loose = tok.xpos == "VBN" && tok.rel() == "advcl" && verb > 0;
    let Some(above) = tok.head.filter(|&above| loose && above + 1 < verb) else { return };
    let before = &sentence.tokens[verb - 1];
    if before.head == Some(verb) && before.rel() == "obl" && noun(before) {
        hang(sentence, verb - 1, Some(above), "obl");
        hang(sentence, verb, Some(verb - 1), "acl");
    }
}

/// "extradited Haroon Rashid Aswad *to Britain*": what hangs on a later word of a name hangs on its first.
fn within_name(sentence: &mut Sentence, at: usize) {
    let tok = &sentence.tokens[at];
    let word = tok.head.filter(|_| matches!(tok.rel(), "nmod" | "acl" | "appos" | "advcl"));
    let first = word
        .filter(|&word| sentence.tokens[word].deprel == "flat")
        .and_then(|word| sentence.tokens[word].head);
    if first.is_some_and(|first| !sentence.dominates(at, first)) {
        sentence.tokens[at].head = first;
        sentence.lay_out();
    }
}

/// "an offensive *against* Boko Haram", "between Boko Haram *and the army*": what goes before a name or behind it hangs on the name's head, not
/// on its first word.
fn around_name(sentence: &mut Sentence, first: usize) {
    let tok = &sentence.tokens[first];
    let named = tok.deprel == "compound" && tok.upos == Upos::Propn;
    let Some(head) = tok.head.filter(|&head| named && head > first) else { return };
    if sentence.tokens[head].upos != Upos::Propn {
        return;
    }
    let case = |c: usize| sentence.tokens[c].rel() == "case" && sentence.tokens[c].xpos != "POS";
    let own = sentence.children(head).any(case);
    let around = |c: &usize| *c > head && !case(*c) || *c < first && case(*c) && !own;
    let moved: Vec<usize> = sentence.children(first).filter(around).collect();
    for &child in &moved {
        sentence.tokens[child].head = Some(head);
    }
    if !moved.is_empty() {
        sentence.lay_out();
    }
}

/// "*Kenya-Sudan* talks": of two names that a hyphen joins before a noun, the first hangs on that noun as the second does.
fn hyphened(sentence: &mut Sentence, forms: &[&str], at: usize) {
    let tokens = &sentence.tokens;
    let Some(noun) = tokens[at].head.filter(|&head| tokens[at].deprel == "compound" && head > at) else {
        return;
    };
    let Some(first) = at.checked_sub(2).filter(|_| matches!(forms[at - 1], "-" | "–")) else { return };
    let joined = tokens[first].span.end == tokens[at - 1].span.start
        && tokens[at - 1].span.end == tokens[at].span.start;
    let names = tokens[first].upos == Upos::Propn
        && tokens[at].upos == Upos::Propn
        && tokens[noun].upos == Upos::Noun;
    let astray = tokens[first].rel() == "nsubj" && tokens[first].head == tokens[noun].head;
    if joined && names && astray {
        hang(sentence, first, Some(noun), "compound");
        hang(sentence, at - 1, Some(first), "punct");
    }
}

/// "called *on* “all states to act”": a preposition before a quotation is no particle of the verb.
fn before_quotation(sentence: &mut Sentence, at: usize) {
    let tok = &sentence.tokens[at];
    let Some(verb) = tok.head.filter(|_| tok.deprel == "compound:prt") else { return };
    let mark = sentence.tokens.get(at + 1).is_some_and(|next| next.xpos == "``");
    let bare = |&c: &usize| {
        sentence.tokens[c].rel() == "obl"
            && sentence.subtree(c).into_iter().min().is_some_and(|first| first == at + 1 || first == at + 2)
            && sentence.children_by(c, "case").next().is_none()
    };
    let Some(noun) = sentence.children(verb).find(bare).filter(|_| mark) else { return };
    hang(sentence, at, Some(noun), "case");
}

/// "Kim Jong Un's *threat*": what bears the mark of the owner hangs on what is owned.
fn owned(sentence: &mut Sentence, mark: usize) {
    let tok = &sentence.tokens[mark];
    let Some(owner) = tok.head.filter(|&head| tok.xpos == "POS" && tok.rel() == "case" && head < mark) else {
        return;
    };
    let tok = &sentence.tokens[owner];
    if !matches!(tok.rel(), "nsubj" | "obj" | "obl" | "compound") || !noun(tok) {
        return;
    }
    let Some(mut thing) =
        (mark + 1..sentence.tokens.len().min(mark + 6)).find(|&at| noun(&sentence.tokens[at]))
    else {
        return;
    };
    for _ in 0..6 {
        let tok = &sentence.tokens[thing];
        let within =
            matches!(tok.rel(), "amod" | "compound" | "nummod" | "nmod") || tok.deprel == "nmod:desc";
        match tok.head.filter(|&head| within && head > thing) {
            Some(head) => thing = head,
            None => break,
        }
    }
    // "Jordan's *visiting* king": no verb stands between an owner and what is owned.
    let between = (mark + 1..thing).find(|&at| sentence.tokens[thing].head == Some(at));
    if let Some(verb) = between.filter(|&at| matches!(sentence.tokens[at].xpos, "VBG" | "VBN")) {
        let (head, deprel) = (sentence.tokens[verb].head, sentence.tokens[verb].deprel);
        hang(sentence, thing, head, if deprel == "xcomp" { "obj" } else { deprel });
        hang(sentence, verb, Some(thing), "amod");
    }
    if noun(&sentence.tokens[thing]) && !sentence.dominates(owner, thing) {
        hang(sentence, owner, Some(thing), "nmod:poss");
    }
}

/// A noun phrase that ends in a full stop and holds a word that may be a verb in the past is a sentence.
fn verbless(sentence: &mut Sentence, forms: &[&str]) {
    let Some(root) = sentence.root() else { return };
    let predicate = |at: usize| matches!(sentence.tokens[at].rel(), "cop" | "aux" | "csubj" | "expl");
    if !noun(&sentence.tokens[root]) || sentence.children(root).any(predicate) {
        return;
    }
    let Some(verb) = (1..sentence.tokens.len()).find(|&at| may_be_finite(sentence, forms, at)) else {
        return;
    };
    let day = day_before(sentence, verb);
    let Some(subject) = subject_before(sentence, day.start) else { return };
    let object = object_behind(sentence, subject, verb);
    let led = sentence.tokens.get(verb + 1).is_some_and(|t| COMPLEMENTS.contains(&t.lemma.as_str()));
    let row = sentence.children_by(verb, "conj").any(|at| sentence.tokens[at].xpos == "VBD");
    let above = [Some(subject), object].contains(&Some(root));
    if !above || object.is_none() && !led && !row {
        return;
    }
    for at in 0..sentence.tokens.len() {
        let head = sentence.tokens[at].head;
        let adverb = at > subject && sentence.tokens[at].upos == Upos::Adv;
        if at < verb && adverb {
            sentence.tokens[at].head = Some(verb);
        } else if at < verb && at != subject && head.is_some_and(|head| head >= verb) {
            sentence.tokens[at].head = Some(subject);
        } else if at > verb && Some(at) != object && head.is_some_and(|head| head <= subject) {
            let rel = if sentence.tokens[at].rel() == "nmod" { "obl" } else { sentence.tokens[at].deprel };
            hang(sentence, at, Some(verb), rel);
        }
    }
    let named = day.clone().find(|&at| sentence.tokens[at].upos == Upos::Propn).or(day.clone().last());
    for at in day {
        let case = sentence.tokens[at].xpos == "IN";
        match named {
            Some(top) if top == at => hang(sentence, at, Some(verb), "obl"),
            _ => hang(sentence, at, named, if case { "case" } else { "nmod:unmarked" }),
        }
    }
    hang(sentence, verb, None, "root");
    hang(sentence, subject, Some(verb), "nsubj");
    if let Some(object) = object {
        hang(sentence, object, Some(verb), "obj");
    }
    sentence.tokens[verb].upos = Upos::Verb;
    sentence.tokens[verb].xpos = "VBD";
}

/// "The ship, the Ocean Star, *reached* Haifa.": behind an aside, the finite verb that the tree hangs on the noun before is the sentence's.
fn behind_aside(sentence: &mut Sentence, forms: &[&str]) {
    let Some(root) = sentence.root() else { return };
    let rel = |at: usize| sentence.tokens[at].rel();
    let predicate = |at: usize| matches!(rel(at), "cop" | "aux" | "nsubj" | "csubj" | "expl");
    if !noun(&sentence.tokens[root]) || sentence.children(root).any(predicate) {
        return;
    }
    let divides = |at: usize| matches!(forms.get(at).copied(), Some("," | "-" | "–" | "—" | "--" | ")"));
    let finite = |at: usize| {
        let past = forms.get(at).is_some_and(|form| form.ends_with("ed") || SAME.contains(form));
        let has = |of: &str| sentence.children_by(at, of).next().is_some();
        match sentence.tokens[at].xpos {
            "VBD" | "VBZ" | "VBP" => true,
            "VBN" => has("aux") || past && has("obj"),
            _ => false,
        }
    };
    // The mark that closes the aside stands right before the verb, the one that opens it behind the noun.
    let close = |at: usize| {
        let helps = |t: usize| sentence.tokens[t].upos == Upos::Adv || sentence.tokens[t].head == Some(at);
        (root + 1..at).rev().find(|&t| divides(t) || !helps(t)).filter(|&t| divides(t))
    };
    // The tree may hang it on the aside: "Deng - a member - *called* it a farce".
    let below = |at: usize| {
        let above = sentence.tokens[at].head;
        above == Some(root)
            || above.is_some_and(|a| rel(a) == "appos" && sentence.tokens[a].head == Some(root))
    };
    let verb = (root + 1..sentence.tokens.len()).find(|&at| {
        let other = |c: usize| matches!(rel(c), "cc" | "mark" | "nsubj" | "csubj" | "expl");
        below(at)
            && matches!(sentence.tokens[at].deprel, "conj" | "parataxis" | "acl" | "appos" | "dep")
            && finite(at)
            && !sentence.children(at).any(other)
            && close(at).is_some_and(|close| (root + 1..close).any(divides))
    });
    let Some(verb) = verb else { return };
    let moved: Vec<usize> = sentence.children(root).filter(|&at| at > verb).collect();
    hang(sentence, verb, None, "root");
    hang(sentence, root, Some(verb), "nsubj");
    for at in moved {
        let rel = if sentence.tokens[at].rel() == "nmod" { "obl" } else { sentence.tokens[at].deprel };
        hang(sentence, at, Some(verb), rel);
    }
    sentence.tokens[verb].upos = Upos::Verb;
    if sentence.tokens[verb].xpos == "VBN" && sentence.children_by(verb, "aux").next().is_none() {
        sentence.tokens[verb].xpos = "VBD";
    }
}

/// A participle behind a noun that has the form of the past tense, and that nobody does anything by.
fn may_be_finite(sentence: &Sentence, forms: &[&str], at: usize) -> bool {
    let tok = &sentence.tokens[at];
    let past = forms.get(at).is_some_and(|form| form.ends_with("ed") || SAME.contains(form));
    let by = |c: usize| {
        matches!(sentence.tokens[c].rel(), "aux" | "cop")
            || sentence.tokens[c].rel() == "obl"
                && sentence.children(c).any(|case| sentence.tokens[case].lemma == "by")
    };
    tok.xpos == "VBN" && matches!(tok.rel(), "amod" | "acl") && past && !sentence.children(at).any(by)
}

/// Irregular verbs whose past tense is their participle, as news has them.
const SAME: [&str; 24] = [
    "beat", "bought", "brought", "built", "cut", "fought", "found", "held", "hit", "kept", "laid", "left",
    "led", "lost", "made", "met", "paid", "put", "sent", "set", "shot", "sold", "struck", "won",
];

/// "on June 9", "on Monday" right before the verb; empty where none is.
fn day_before(sentence: &Sentence, verb: usize) -> std::ops::Range<usize> {
    let of_a_day = |at: usize| {
        let tok = &sentence.tokens[at];
        tok.upos == Upos::Num || DAYS.contains(&tok.lemma.as_str())
    };
    let mut start = verb;
    while start > 0 && of_a_day(start - 1) {
        start -= 1;
    }
    if start > 0 && start < verb && sentence.tokens[start - 1].lemma == "on" {
        start - 1..verb
    } else {
        verb..verb
    }
}

/// Words that name a day with "on".
const DAYS: [&str; 19] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The noun phrase right before: its top word.
fn subject_before(sentence: &Sentence, verb: usize) -> Option<usize> {
    let last = (0..verb).rev().find(|&at| sentence.tokens[at].upos != Upos::Adv)?;
    let mut top = last;
    while let Some(head) = sentence.tokens[top].head.filter(|&head| head < verb) {
        top = head;
    }
    let direct = noun(&sentence.tokens[last]) && noun(&sentence.tokens[top]);
    direct.then_some(top)
}

/// What the participle describes, where that stands behind it; else what the tree puts beside the subject.
fn object_behind(sentence: &Sentence, subject: usize, verb: usize) -> Option<usize> {
    let described = sentence.tokens[verb].head.filter(|&head| head > verb);
    let beside = |&at: &usize| {
        at > verb && matches!(sentence.tokens[at].rel(), "appos" | "obj" | "list") && at - verb <= 8
    };
    let own = || sentence.children_by(verb, "obj").next();
    described.or_else(own).or_else(|| sentence.children(subject).find(beside))
}

pub(crate) fn hang(sentence: &mut Sentence, at: usize, head: Option<usize>, deprel: &'static str) {
    let tok = &mut sentence.tokens[at];
    (tok.head, tok.deprel) = (head, deprel);
    sentence.lay_out();
}
