//! Frames: which words tell of which event, and which slots hold the parties. Read from `data/frames`, checked, compiled to triggers.

use crate::ontology::Ontology;
use crate::words::{Short, Words};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::hash::Hasher;
use text::datafile::{Complaint, Entry};

/// What a slot is held against, by slot.
pub type Tests = BTreeMap<String, Vec<String>>;

/// An example of a frame: a text, and words that the coded roles must hold.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Example {
    /// The text.
    pub text: String,
    /// The category, where another than the frame's (a future meeting is AGREE).
    pub event: Option<String>,
    /// Words each of which some actor must hold.
    pub actor: Vec<String>,
    /// Words each of which some recipient must hold.
    pub recipient: Vec<String>,
    /// The mode.
    pub mode: Option<String>,
    /// The standing, when not plain fact.
    pub aux: Option<Vec<String>>,
    /// Words the place must hold.
    pub place: Option<String>,
    /// Words the date must hold.
    pub date: Option<String>,
}

/// A frame as its file says it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    event: String,
    mode: Option<String>,
    verbs: Vec<String>,
    nouns: Vec<String>,
    adjectives: Vec<String>,
    modals: Vec<String>,
    actor: Option<Vec<String>>,
    recipient: Option<Vec<String>>,
    noun_actor: Option<Vec<String>>,
    noun_recipient: Option<Vec<String>>,
    mutual: bool,
    joint: Option<String>,
    political: bool,
    r#where: Tests,
    unless: Tests,
    needs: Needs,
    context: Vec<String>,
    cameo: Option<String>,
    priority: i32,
    example: Vec<Example>,
    not: Vec<String>,
    note: String,
}

/// Which parties must be found before the frame codes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Needs {
    /// One of the two.
    #[default]
    Any,
    /// The actor.
    Actor,
    /// The recipient.
    Recipient,
    /// Both.
    Both,
    /// Neither.
    None,
}

/// What sort of word a trigger is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sort {
    /// A verb; `rest` must depend on it.
    Verb,
    /// A noun; `rest` are its modifiers.
    Noun,
    /// A predicate adjective.
    Adjective,
    /// An auxiliary that lays a duty on the subject: the verb it stands with has the slots.
    Modal,
}

/// A trigger word with what must stand with it, all by lemma, lower case.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Trigger {
    /// What sort of word.
    pub sort: Sort,
    /// The word itself.
    pub head: String,
    /// For a verb: particle, preposition or object noun; for a noun: its modifiers, in order.
    pub rest: Vec<String>,
}

/// A frame, ready for use.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Frame {
    /// `frames/consult.toml#meet`.
    pub rule: String,
    /// Line of its file.
    pub line: usize,
    /// Category.
    pub event: String,
    /// Mode, where the words decide it.
    pub mode: Option<String>,
    /// Its triggers.
    pub triggers: Vec<Trigger>,
    /// Slots of the actor, for verbs and adjectives.
    pub actor: Vec<String>,
    /// Slots of the recipient, for verbs and adjectives.
    pub recipient: Vec<String>,
    /// Slots of the actor, for nouns.
    pub noun_actor: Vec<String>,
    /// Slots of the recipient, for nouns.
    pub noun_recipient: Vec<String>,
    /// All parties are actors.
    pub mutual: bool,
    /// The category where actors of two or more codes do it together.
    pub joint: Option<String>,
    /// A public event whoever suffers it: the arrest of activists, the release of hostages.
    pub political: bool,
    /// Must hold.
    pub wants: Tests,
    /// Must not hold.
    pub unless: Tests,
    /// Parties without which it does not code.
    pub needs: Needs,
    /// Contexts that always go with it.
    pub context: Vec<String>,
    /// CAMEO code, where finer than the mode's.
    pub cameo: Option<String>,
    /// Tie-breaker.
    pub priority: i32,
    /// Texts that must code.
    pub example: Vec<Example>,
    /// Texts that must not.
    pub not: Vec<String>,
    /// Why.
    pub note: String,
}

/// Words of one kind.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Class {
    words: Vec<String>,
    note: String,
}

/// Light verbs: the subject of each is the subject of the noun that is its object.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Light {
    /// The verbs, with particles.
    pub verbs: Vec<String>,
    /// Why.
    pub note: String,
}

/// What a head word may trigger, with what can be told without looking at the frame.
#[derive(Clone, Copy, Debug)]
pub struct Lead {
    /// Its number among the frames.
    pub frame: usize,
    /// Its number among the frame's triggers.
    pub trigger: usize,
    /// What sort of word.
    pub sort: Sort,
    /// No other word must stand with it, and its slots are those of its own clause.
    pub alone: bool,
    /// Bits of the slots that must be filled.
    pub slots: u64,
    /// Bit of its category.
    pub event: u64,
    /// Bits of the other words that must stand in its sentence.
    pub words: u64,
}

/// All frames, with an index from the trigger's head lemma.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Frames {
    /// In the order of files and lines.
    pub frames: Vec<Frame>,
    /// Word classes, by name.
    pub classes: BTreeMap<String, Vec<String>>,
    /// Light verbs, by table name.
    pub light: BTreeMap<String, Light>,
    #[serde(skip)]
    by_head: Words<Vec<Lead>>,
    #[serde(skip)]
    bits: Words<u64>,
    #[serde(skip)]
    by_word: Words<Vec<String>>,
}

/// What a frame may test that no word of the clause fills: any word of the sentence, the particle behind the verb, what helps it, the verb
/// that a modal stands with.
const BESIDE_SLOTS: [&str; 4] = ["sentence", "particle", "auxiliary", "verb"];
const ACTOR: [&str; 1] = ["subject"];
const RECIPIENT: [&str; 1] = ["object"];
const NOUN_ACTOR: [&str; 4] = ["subject", "possessive", "by", "modifier"];
const NOUN_RECIPIENT: [&str; 3] = ["on", "against", "of"];

impl Frames {
    /// Frames with a trigger of that head lemma, in file order.
    pub fn by_head(&self, lemma: &str) -> &[Lead] {
        self.by_head.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// True where the lemma belongs to the class.
    pub fn in_class(&self, class: &str, lemma: &str) -> bool {
        self.classes_of(lemma).iter().any(|name| name == class)
    }

    /// The classes that the lemma belongs to.
    pub fn classes_of(&self, lemma: &str) -> &[String] {
        self.by_word.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// The bits of slots or categories that some frame names, put together. Each has one of its own, as far as 64 bits go; what is past
    /// them shares the last: bits rule out, names decide.
    pub fn bits<'n>(&self, names: impl IntoIterator<Item = &'n str>) -> u64 {
        names.into_iter().filter_map(|name| self.bits.get(name)).fold(0, |all, bit| all | bit)
    }

    /// The bits of the words of a sentence, by lemma, in small letters, put together: what a `Lead` has and they have not, no word of it is.
    pub fn words<'w>(lemmas: impl IntoIterator<Item = &'w str>) -> u64 {
        let bit = |lemma: &str| {
            let mut hash = Short::default();
            hash.write(lemma.as_bytes());
            1 << (hash.finish() >> 32 & 63)
        };
        lemmas.into_iter().map(bit).fold(0, |all, bit: u64| all | bit)
    }

    fn bit(&mut self, name: &str) -> u64 {
        if let Some(bit) = self.bits.get(name) {
            return *bit;
        }
        let bit = 1 << self.bits.len().min(63);
        self.bits.insert(name.to_owned(), bit);
        bit
    }

    pub(crate) fn index(&mut self) {
        self.bits.clear();
        self.by_head.clear();
        self.by_word.clear();
        for (class, words) in &self.classes {
            for word in words {
                self.by_word.entry(word.clone()).or_default().push(class.clone());
            }
        }
        for frame in 0..self.frames.len() {
            let (event, wanted) = (self.frames[frame].event.clone(), self.frames[frame].wants.clone());
            let event = self.bit(&event);
            let slots = wanted.keys().filter(|slot| !BESIDE_SLOTS.contains(&slot.as_str()));
            let slots = slots.map(|slot| self.bit(slot)).fold(0, |all, bit| all | bit);
            for (number, trigger) in self.frames[frame].triggers.iter().enumerate() {
                let alone = trigger.rest.is_empty() && trigger.sort != Sort::Modal;
                let words = Frames::words(trigger.rest.iter().map(String::as_str));
                let lead = Lead { frame, trigger: number, sort: trigger.sort, alone, slots, event, words };
                self.by_head.entry(trigger.head.clone()).or_default().push(lead);
            }
        }
    }

    pub(crate) fn add(
        &mut self,
        file: &str,
        text: &str,
        ontology: &Ontology,
        complaints: &mut Vec<Complaint>,
    ) {
        let read = match file {
            "frames/classes.toml" => text::datafile::entries::<Class>(file, text)
                .map(|entries| self.classes.extend(entries.into_iter().map(|e| (e.id, e.value.words)))),
            "frames/light.toml" => text::datafile::entries::<Light>(file, text)
                .map(|entries| self.light.extend(entries.into_iter().map(|e| (e.id, e.value)))),
            _ => text::datafile::entries::<Written>(file, text).map(|entries| {
                for entry in entries {
                    check(&entry, ontology, complaints);
                    self.frames.push(compile(entry));
                }
            }),
        };
        complaints.extend(read.err());
    }

    /// Complains of classes that no file defines.
    pub(crate) fn check_classes(&self, complaints: &mut Vec<Complaint>) {
        for frame in &self.frames {
            let tests = frame.wants.values().chain(frame.unless.values()).flatten();
            for name in tests
                .filter_map(|test| test.strip_prefix('@'))
                .filter(|name| !self.classes.contains_key(*name))
            {
                let (file, id) = frame.rule.split_once('#').unwrap_or((&frame.rule, ""));
                complaints.push(Complaint {
                    file: file.to_owned(),
                    line: frame.line,
                    column: 1,
                    message: format!("[{id}] unknown word class `@{name}`"),
                    hint: text::datafile::nearest(name, self.classes.keys().map(String::as_str))
                        .map(str::to_owned),
                });
            }
        }
    }
}

fn check(entry: &Entry<Written>, ontology: &Ontology, complaints: &mut Vec<Complaint>) {
    let frame = &entry.value;
    ontology.check(entry, &frame.event, frame.mode.as_deref(), complaints);
    if let Some(joint) = &frame.joint {
        ontology.check(entry, joint, None, complaints);
    }
    let triggers = [&frame.verbs, &frame.nouns, &frame.adjectives, &frame.modals];
    if triggers.iter().all(|words| words.is_empty()) {
        complaints.push(entry.complain(
            "no trigger: expected `verbs`, `nouns`, `adjectives` or `modals`",
            "",
            [],
        ));
    }
    if frame.example.is_empty() || frame.not.is_empty() {
        complaints.push(entry.complain("every frame has at least one `example` and one `not`", "", []));
    }
    for context in frame.context.iter().filter(|context| !ontology.contexts.contains_key(*context)) {
        let known = ontology.contexts.keys().map(String::as_str);
        complaints.push(entry.complain(format!("unknown context `{context}`"), context, known));
    }
}

fn compile(entry: Entry<Written>) -> Frame {
    let rule = entry.rule();
    let written = entry.value;
    let slots = |given: Option<Vec<String>>, usual: &[&str]| {
        given.unwrap_or_else(|| usual.iter().map(|slot| (*slot).to_owned()).collect())
    };
    let mut triggers: Vec<Trigger> =
        written.verbs.iter().filter_map(|words| trigger(Sort::Verb, words)).collect();
    triggers.extend(written.nouns.iter().filter_map(|words| trigger(Sort::Noun, words)));
    triggers.extend(written.adjectives.iter().filter_map(|words| trigger(Sort::Adjective, words)));
    triggers.extend(written.modals.iter().filter_map(|words| trigger(Sort::Modal, words)));
    Frame {
        rule,
        line: entry.line,
        event: written.event,
        mode: written.mode,
        triggers,
        actor: slots(written.actor, &ACTOR),
        recipient: slots(written.recipient, &RECIPIENT),
        noun_actor: slots(written.noun_actor, &NOUN_ACTOR),
        noun_recipient: slots(written.noun_recipient, &NOUN_RECIPIENT),
        mutual: written.mutual,
        joint: written.joint,
        political: written.political,
        wants: written.r#where,
        unless: written.unless,
        needs: written.needs,
        context: written.context,
        cameo: written.cameo,
        priority: written.priority,
        example: written.example,
        not: written.not,
        note: written.note,
    }
}

/// `step up` is a verb and what depends on it; `air strike` a noun behind its modifiers; `at war` an adjective in all its words.
pub(crate) fn trigger(sort: Sort, words: &str) -> Option<Trigger> {
    // "re-establish" is one token, "air-strike" three: only nouns are split at hyphens, as the reader of words splits them.
    let split: &[char] = if sort == Sort::Verb { &[' '] } else { &[' ', '-'] };
    let words: Vec<String> = words.split(split).filter(|w| !w.is_empty()).map(str::to_lowercase).collect();
    let (head, rest) = match sort {
        Sort::Verb => words.split_first()?,
        Sort::Noun | Sort::Adjective | Sort::Modal => words.split_last()?,
    };
    Some(Trigger { sort, head: head.clone(), rest: rest.to_vec() })
}
