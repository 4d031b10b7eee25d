//! Clause: who did what to whom, as a tree says it. A predicate's words are put into slots; its standing (future, possible, denied) is read
//! off auxiliaries, negation and whatever governs it. Knows grammar and the modality list, nothing of events.

use crate::doc::{At, Doc};
use knowledge::Frames;
use language::{Sentence, Token, Upos};
use text::Part;

mod lent;
mod phrases;
mod standing;
mod subject;
mod trigger;
pub use lent::is_light;
use lent::{breaks_out, drawn, lend, lent, named_operation};
pub use phrases::with_phrases_of;
use phrases::{below_object, beside, lifted};
pub use standing::{Moved, standing_named};
pub use subject::subject;
use subject::{antecedent, done, governing_verb};
pub use trigger::triggered;
pub(crate) use trigger::{PARTICLES, may_trigger};

/// A predicate with its slots filled.
#[derive(Clone, Debug, Default)]
pub struct Clause {
    /// Sentence.
    pub sent: usize,
    /// The predicate's token.
    pub head: usize,
    /// `subject`, `object`, `iobj`, a preposition, `possessive`, `modifier`: and the token that heads it, nearest first.
    pub slots: Vec<(String, At)>,
    /// Prepositions without a slot, and what they bring further down the tree: a frame is told by them, no party is read off them.
    pub far: Vec<(String, At)>,
    /// Infinitive or clause that depends on it.
    pub complement: Option<usize>,
    /// A light verb that lends its subject.
    pub light: Option<usize>,
}

impl Clause {
    /// Heads in a slot.
    pub fn slot<'c>(&'c self, name: &'c str) -> impl Iterator<Item = At> + 'c {
        self.slots.iter().filter(move |(slot, _)| slot == name).map(|(_, at)| *at)
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.slots.iter().any(|(slot, _)| slot == name)
    }

    fn add(&mut self, name: &str, at: At) {
        if !self.slots.iter().any(|(slot, other)| slot == name && *other == at) {
            self.slots.push((name.to_owned(), at));
        }
    }
}

/// True for a verb in the passive, or a past participle that describes a noun.
pub fn passive(sent: &Sentence, verb: usize) -> bool {
    let tok = &sent.tokens[verb];
    let marked = sent
        .children(verb)
        .any(|at| matches!(sent.tokens[at].deprel, "nsubj:pass" | "aux:pass" | "csubj:pass" | "obl:agent"));
    let has_object = sent.children_by(verb, "obj").next().is_some();
    (marked && !active_after_all(sent, verb))
        || (tok.xpos == "VBN"
            && matches!(tok.rel(), "acl" | "amod" | "advcl")
            && !has_object
            && perfect(sent, verb).is_none())
}

/// "China called for talks": a finite verb without auxiliary and without agent is no passive, whatever the tree says; headlines apart.
fn active_after_all(sent: &Sentence, verb: usize) -> bool {
    let tok = &sent.tokens[verb];
    let finite = !matches!(tok.rel(), "acl" | "amod" | "conj");
    let bare =
        !sent.children(verb).any(|at| matches!(sent.tokens[at].deprel, "aux" | "aux:pass" | "obl:agent"));
    let by = sent
        .children_by(verb, "obl")
        .any(|at| sent.children_by(at, "case").any(|case| sent.tokens[case].lemma == "by"));
    tok.lemma != "be" && tok.xpos == "VBN" && finite && bare && !by && sent.span.part != Part::Title
}

fn perfect(sent: &Sentence, verb: usize) -> Option<usize> {
    sent.children_by(verb, "aux").find(|&at| sent.tokens[at].lemma == "have")
}

/// The clause of a verb or of a predicate adjective.
pub fn verbal(doc: &Doc, sent: usize, head: usize) -> Clause {
    let mut clause = Clause { sent, head, ..Clause::default() };
    let sentence = doc.sents[sent];
    let passive = passive(sentence, head);
    if let Some(subject) = subject(doc, sent, head, 0) {
        clause.add(if passive { "object" } else { "subject" }, subject);
    }
    for child in sentence.children(head) {
        dependent(doc, &mut clause, child, passive);
    }
    described(doc, &mut clause);
    if let Some(noun) = participle_object(sentence, head).filter(|_| !passive) {
        clause.add("object", (sent, noun));
        clause.complement = None;
    }
    if !passive {
        behind_phrase(sentence, &mut clause);
    }
    open_complement(doc, &mut clause);
    relative(doc, &mut clause);
    shared_object(doc, &mut clause, passive);
    below_object(doc, &mut clause, passive);
    clause
}

/// "Zimbabwe *confiscated* farms", where the tree makes the finite verb describe its object: the noun is the object, the name before it the subject.
fn described(doc: &Doc, clause: &mut Clause) {
    let sentence = doc.sents[clause.sent];
    let tok = &sentence.tokens[clause.head];
    let Some(noun) = tok.head.filter(|&noun| tok.rel() == "amod" && tok.xpos == "VBD" && noun > clause.head)
    else {
        return;
    };
    let before = clause.head.checked_sub(1).map(|at| (at, &sentence.tokens[at]));
    let named = before.filter(|(_, t)| {
        matches!(t.upos, Upos::Propn | Upos::Noun) && t.head == Some(noun) && t.rel() == "compound"
    });
    if clause.has("subject") {
        clause.add("object", (clause.sent, noun));
    } else if let Some((at, _)) = named {
        clause.add("subject", (clause.sent, at));
        clause.add("object", (clause.sent, noun));
    }
}

/// "condemns in the strongest terms *this attack*", where the tree makes the object an apposition of the phrase before it, though no comma
/// parts them.
fn behind_phrase(sentence: &Sentence, clause: &mut Clause) {
    if clause.has("object") || clause.complement.is_some() {
        return;
    }
    let close = |&at: &usize| {
        let first = sentence.subtree(at).into_iter().min().unwrap_or(at);
        first > 0
            && sentence.tokens[first - 1].upos != Upos::Punct
            && sentence.tokens[first].upos == Upos::Det
    };
    let object = sentence
        .children_by(clause.head, "obl")
        .filter(|&at| at > clause.head)
        .find_map(|at| sentence.children_by(at, "appos").find(close));
    if let Some(object) = object {
        clause.add("object", (clause.sent, object));
    }
}

fn dependent(doc: &Doc, clause: &mut Clause, child: usize, passive: bool) {
    let sentence = doc.sents[clause.sent];
    let tok = &sentence.tokens[child];
    let at = (clause.sent, antecedent(sentence, child).unwrap_or(child));
    match tok.rel() {
        "obj" if clause.has("object") => second_object(sentence, clause, at),
        "obj" => clause.add("object", at),
        "iobj" => {
            clause.add("iobj", at);
            // "warned Taipei against it": where there is one object, it is the object.
            if sentence.children_by(clause.head, "obj").next().is_none() {
                clause.add("object", at);
            }
        }
        "xcomp" | "ccomp" | "advcl" if led_noun(sentence, child) => clause.add("to", at),
        "obl" | "nmod" => match doc.case(clause.sent, child) {
            Some("by") if passive || tok.deprel == "obl:agent" => clause.add("subject", at),
            Some(case) => clause.add(&case.to_lowercase(), at),
            // "attacked Odesa with drones": a noun right behind its verb, without a preposition, is its object.
            None if !passive
                && tok.deprel == "obl"
                && tok.upos == Upos::Propn
                && clause.head + 1 == child =>
            {
                clause.add("object", at);
            }
            None if !passive && counted(sentence, clause.head, child) => clause.add("object", at),
            None => {}
        },
        "xcomp" | "ccomp" | "csubj" => clause.complement = clause.complement.or(Some(child)),
        "advcl" => gerund(doc, clause, child),
        _ => {}
    }
}

/// Verbs whose second object is what they call the first.
const NAMING: [&str; 8] = ["call", "name", "label", "brand", "declare", "deem", "dub", "term"];

/// "called his rival *a dictator*" says what he is; "granted the exile *asylum*" what he got.
fn second_object(sentence: &Sentence, clause: &mut Clause, at: At) {
    if NAMING.contains(&sentence.tokens[clause.head].lemma.as_str()) {
        clause.complement = clause.complement.or(Some(at.1));
    } else {
        clause.add("object", at);
    }
}

/// "killed more than eighty *people*": a counted noun without a preposition is an object, whatever the tree says.
fn counted(sentence: &Sentence, verb: usize, child: usize) -> bool {
    let tok = &sentence.tokens[child];
    let people = tok.xpos == "NNS" && child > verb && tok.deprel == "obl";
    let free = sentence.children_by(verb, "obj").next().is_none();
    people
        && free
        && sentence.children_by(child, "nummod").next().is_some()
        && !MEASURES.contains(&tok.lemma.as_str())
}

/// What is counted behind a verb without being its object: "waited ten days".
const MEASURES: [&str; 12] = [
    "second",
    "minute",
    "hour",
    "day",
    "week",
    "month",
    "year",
    "time",
    "mile",
    "kilometre",
    "kilometer",
    "percent",
];

/// "sent them to camps": a noun that the tree takes for an infinitive.
fn led_noun(sentence: &Sentence, child: usize) -> bool {
    let marked = |at: usize| sentence.tokens[at].lemma == "to" && sentence.tokens[at].rel() == "mark";
    sentence.tokens[child].xpos.starts_with("NN") && sentence.children(child).any(marked)
}

/// "accused them of colluding": the preposition stands as `mark` or `case` of the gerund.
fn gerund(doc: &Doc, clause: &mut Clause, child: usize) {
    let sentence = doc.sents[clause.sent];
    let marked = sentence.children(child).find(|&at| matches!(sentence.tokens[at].rel(), "mark" | "case"));
    let Some(mark) = marked.map(|at| sentence.tokens[at].lemma.as_str()) else { return };
    if matches!(mark, "of" | "for" | "from" | "against" | "with") {
        clause.add(mark, (clause.sent, child));
    }
    if clause.complement.is_none() && matches!(mark, "to" | "of" | "from") {
        clause.complement = Some(child);
    }
}

/// "the town they captured": a relative clause without its pronoun lacks an object, and the noun it describes is it.
fn relative(doc: &Doc, clause: &mut Clause) {
    let sentence = doc.sents[clause.sent];
    let tok = &sentence.tokens[clause.head];
    let Some(noun) = tok.head.filter(|_| tok.deprel == "acl:relcl") else { return };
    let bare = !clause.slots.iter().any(|(_, at)| *at == (clause.sent, noun));
    if bare && !clause.has("object") && clause.has("subject") {
        clause.add("object", (clause.sent, noun));
    } else if bare && !clause.has("subject") && !clause.has("object") {
        clause.add("subject", (clause.sent, noun));
    }
}

/// "urged the council to act": some trees hang the infinitive on the object; and whoever is to do what is demanded stands in the slot `whom`.
fn open_complement(doc: &Doc, clause: &mut Clause) {
    let sentence = doc.sents[clause.sent];
    if clause.complement.is_none() {
        let object = clause.slot("object").next().filter(|at| at.0 == clause.sent);
        let infinitive =
            |&c: &usize| sentence.children_by(c, "mark").any(|m| sentence.tokens[m].lemma == "to");
        clause.complement =
            object.and_then(|(_, object)| sentence.children_by(object, "acl").find(infinitive));
    }
    asked(doc, clause);
}

/// "demanded *that Iran halt*", "pushed *for Iran to halt*", "insisted on its demand *that Iran halt*": whoever is to do it is who is asked.
fn asked(doc: &Doc, clause: &mut Clause) {
    let sentence = doc.sents[clause.sent];
    let for_to = sentence
        .children_by(clause.head, "advcl")
        .filter(|&at| sentence.children_by(at, "mark").any(|m| sentence.tokens[m].lemma == "for"));
    let nouns = clause
        .slots
        .iter()
        .filter(|(slot, at)| matches!(slot.as_str(), "object" | "on" | "for") && at.0 == clause.sent);
    let that = nouns
        .flat_map(|(_, (_, noun))| sentence.children(*noun))
        .filter(|&at| sentence.tokens[at].deprel == "acl" && sentence.tokens[at].xpos.starts_with("VB"));
    let acts: Vec<usize> = clause.complement.into_iter().chain(for_to).chain(that).collect();
    let whom = acts
        .into_iter()
        .find_map(|act| sentence.children(act).find(|&c| sentence.tokens[c].rel() == "nsubj"));
    if let Some(whom) = whom {
        clause.add("whom", (clause.sent, whom));
    }
}

/// "rejects *proposed* changes", where the tree makes a participle right before its noun a clause of its own: the noun is the verb's object.
fn participle_object(sentence: &Sentence, verb: usize) -> Option<usize> {
    let open = sentence
        .children_by(verb, "xcomp")
        .find(|&at| sentence.tokens[at].xpos == "VBN" && at == verb + 1)?;
    let free = sentence.children_by(verb, "obj").next().is_none();
    sentence.children_by(open, "obj").next().filter(|&noun| free && noun > open)
}

/// "armed and paid volunteers": coordinated verbs share the object that one of them has.
fn shared_object(doc: &Doc, clause: &mut Clause, passive: bool) {
    let sentence = doc.sents[clause.sent];
    let tok = &sentence.tokens[clause.head];
    if passive || clause.has("object") || clause.complement.is_some() {
        return;
    }
    let misled = std::iter::once(clause.head)
        .chain(tok.head.filter(|_| tok.rel() == "conj"))
        .find(|&verb| sentence.tokens[verb].rel() == "conj" && governing_verb(sentence, verb).is_some());
    if let Some(object) = misled.and_then(|verb| sentence.tokens[verb].head) {
        let behind = sentence
            .children_by(object, "conj")
            .find(|&c| c > clause.head && c - clause.head <= 8 && crate::doc::nominal(&sentence.tokens[c]));
        if let Some(behind) = behind {
            clause.add("object", (clause.sent, behind));
            return;
        }
    }
    let first = if tok.rel() == "conj" { tok.head.unwrap_or(clause.head) } else { clause.head };
    let row = std::iter::once(first)
        .chain(sentence.children_by(first, "conj"))
        .filter(|&at| verbish(&sentence.tokens[at]) && at.abs_diff(clause.head) <= 6);
    let behind = row
        .flat_map(|at| sentence.children_by(at, "obj"))
        .find(|&object| object > clause.head && object - clause.head <= 8);
    if let Some(object) = behind {
        clause.add("object", (clause.sent, object));
    }
}

/// The clause of a nominal predicate: its own dependents, and what a light verb or a participle lends it.
pub fn nominal(doc: &Doc, frames: &Frames, sent: usize, head: usize) -> Clause {
    let mut clause = Clause { sent, head, ..Clause::default() };
    let sentence = doc.sents[sent];
    for child in sentence.children(head) {
        noun_dependent(doc, frames, &mut clause, child);
    }
    for child in sentence.children(head) {
        lifted(doc, frames, &mut clause, child, 3);
    }
    beside(doc, &mut clause);
    facing(doc, &mut clause);
    lent(doc, frames, &mut clause);
    drawn(doc, &mut clause);
    breaks_out(doc, frames, &mut clause);
    named_operation(doc, frames, &mut clause);
    // "The ministers on Monday *held* talks", where the tree makes the verb describe its object: a noun without a case hangs on who acts.
    let tok = &sentence.tokens[head];
    let loose = tok.deprel == "nmod" && doc.case(sent, head).is_none();
    let held = head > 0
        && sentence.tokens[head - 1].rel() == "amod"
        && sentence.tokens[head - 1].xpos.starts_with("VB");
    if let Some(above) = tok.head.filter(|&above| loose && held && above + 1 < head && !clause.has("subject"))
    {
        clause.add("subject", (sent, above));
    }
    // "The navy is in contact with its partners": a predicate noun has a subject.
    if sentence.children_by(head, "cop").next().is_some()
        && let Some(subject) = subject(doc, sent, head, 0)
    {
        clause.add("subject", subject);
    }
    clause
}

/// "the *Iran-Iraq* war": names that a hyphen joins before a noun stand on either side of what it tells of.
fn facing(doc: &Doc, clause: &mut Clause) {
    let sentence = doc.sents[clause.sent];
    let tokens = &sentence.tokens;
    let modifiers: Vec<usize> = clause.slot("modifier").map(|(_, at)| at).collect();
    let name = |at: usize| tokens[at].upos == Upos::Propn || tokens[at].xpos == "JJ";
    for &second in &modifiers {
        let own = |at: usize| tokens[at].head == Some(second) && tokens[at].rel() == "compound";
        let mut start = second;
        while start > 0 && own(start - 1) {
            start -= 1;
        }
        let Some(first) = start.checked_sub(2).filter(|first| modifiers.contains(first) || own(*first))
        else {
            continue;
        };
        let joined = matches!(doc.form((clause.sent, start - 1)), "-" | "–")
            && tokens[first].span.end == tokens[start - 1].span.start
            && tokens[start - 1].span.end == tokens[start].span.start;
        let capital = |at: usize| doc.form((clause.sent, at)).starts_with(char::is_uppercase);
        if joined && name(first) && name(second) && capital(first) && capital(second) {
            clause.add("between", (clause.sent, first));
            clause.add("between", (clause.sent, second));
        }
    }
}

fn noun_dependent(doc: &Doc, frames: &Frames, clause: &mut Clause, child: usize) {
    let sentence = doc.sents[clause.sent];
    let at = (clause.sent, child);
    match sentence.tokens[child].deprel {
        "nmod:poss" => clause.add("possessive", at),
        "amod" | "compound" | "nmod:desc" | "nmod:unmarked" => clause.add("modifier", at),
        "acl" => {
            let light = is_light(doc, frames, clause.sent, child);
            if light && passive(sentence, child) {
                lend(doc, clause, child);
            } else if !passive(sentence, child) {
                clause.complement = clause.complement.or(Some(child));
            }
        }
        rel if rel.starts_with("nmod") || rel.starts_with("obl") => {
            if let Some(case) = doc.case(clause.sent, child) {
                clause.add(&case.to_lowercase(), at);
            }
        }
        _ => {}
    }
}

fn verbish(tok: &Token) -> bool {
    matches!(tok.upos, Upos::Verb | Upos::Aux) || tok.xpos.starts_with("VB")
}
