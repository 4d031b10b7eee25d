//! Cues: words that show who says so (`claims.toml`) and words that make a clause future, hypothetical or denied (`modality.toml`).

use crate::frames::{Sort, Tests, Trigger, trigger};
use crate::words::Words;
use serde::{Deserialize, Serialize};
use text::datafile::{Complaint, Entry, entries};

/// What a cue's content may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Takes {
    /// A clause, with or without *that*.
    Clause,
    /// Words in quotation marks.
    Quote,
    /// A noun phrase.
    Object,
    /// An infinitive.
    Infinitive,
    /// "described it as ...".
    As,
    /// "spoke about ...".
    About,
    /// All that stands behind the verb, or before ", X said", where the tree tells nothing else.
    Rest,
}

/// An example of a cue.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ClaimExample {
    /// The text.
    pub text: String,
    /// Words the speaker must hold.
    pub speaker: Option<String>,
    /// Words the content must hold.
    pub content: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenCue {
    kind: String,
    verbs: Vec<String>,
    nouns: Vec<String>,
    adjectives: Vec<String>,
    phrases: Vec<String>,
    adverbs: Vec<String>,
    takes: Vec<Takes>,
    medium: bool,
    unless: Tests,
    example: Vec<ClaimExample>,
    not: Vec<String>,
    note: String,
}

/// A group of reporting words.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Cue {
    /// `cues/claims.toml#say`.
    pub rule: String,
    /// Line of its file.
    pub line: usize,
    /// `say`, `deny`, `accuse` ...
    pub kind: String,
    /// Verbs, nouns and predicate adjectives.
    pub triggers: Vec<Trigger>,
    /// Fixed phrases, as lower-case words.
    pub phrases: Vec<Vec<String>>,
    /// Adverbs that hide the speaker.
    pub adverbs: Vec<String>,
    /// What its content may be.
    pub takes: Vec<Takes>,
    /// The subject is usually a medium.
    pub medium: bool,
    /// Not meant when a slot holds one of these.
    pub unless: Tests,
    /// Texts in which it is a claim.
    pub example: Vec<ClaimExample>,
    /// Texts in which it is none.
    pub not: Vec<String>,
    /// Why.
    pub note: String,
}

/// What a word makes of the clause that depends on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Effect {
    /// Planned or announced.
    Future,
    /// Possible, wanted, conditional.
    Hypothetical,
    /// Denied.
    Negation,
}

/// An example of a modality word.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ModalityExample {
    /// The text.
    pub text: String,
    /// The standing its event must have.
    pub aux: Vec<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct WrittenModality {
    effect: Option<Effect>,
    verbs: Vec<String>,
    nouns: Vec<String>,
    adjectives: Vec<String>,
    adverbs: Vec<String>,
    auxiliaries: Vec<String>,
    conjunctions: Vec<String>,
    opinions: Vec<String>,
    causes: Vec<String>,
    qualifiers: Vec<String>,
    unless_before: Vec<String>,
    finite: bool,
    example: Vec<ModalityExample>,
    not: Vec<String>,
    note: String,
}

/// Sort of a modality word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[allow(missing_docs)]
pub enum Modal {
    Verb,
    Noun,
    Adjective,
    Adverb,
    Auxiliary,
    Conjunction,
    /// A verb of opinion: where it is denied, what is thought is.
    Opinion,
    /// What a verb brings about has that verb's own tense and mood: "would *allow* a withdrawal".
    Cause,
    /// An adjective or adverb that says of a claim what it is worth: "the *false* claim that", "*falsely* said that".
    Qualifier,
}

/// A word and what it does.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Modality {
    /// `cues/modality.toml#plan`.
    pub rule: String,
    /// Line of its file.
    pub line: usize,
    /// What it does.
    pub effect: Effect,
    /// The words, by sort.
    pub words: Vec<(Modal, String)>,
    /// They do nothing right before one of these: "not *only*".
    pub unless_before: Vec<String>,
    /// Its verbs reach into a that-clause: "hopes that the court *strikes* it down".
    pub finite: bool,
    /// Texts with the standing they give.
    pub example: Vec<ModalityExample>,
}

/// All cues, indexed by lemma.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Cues {
    /// In file order.
    pub claims: Vec<Cue>,
    /// In file order.
    pub modality: Vec<Modality>,
    #[serde(skip)]
    by_head: Words<Vec<(usize, usize)>>,
    #[serde(skip)]
    modal: Words<Vec<(Modal, usize)>>,
    #[serde(skip)]
    adverbs: Words<usize>,
    #[serde(skip)]
    phrases: Words<Vec<(usize, usize)>>,
}

impl Cues {
    /// Cues with a trigger of that head lemma: cue and trigger index.
    pub fn by_head(&self, lemma: &str) -> &[(usize, usize)] {
        self.by_head.get(lemma).map_or(&[], Vec::as_slice)
    }

    /// The cue of an adverb such as "reportedly".
    pub fn adverb(&self, lemma: &str) -> Option<&Cue> {
        self.adverbs.get(lemma).map(|&at| &self.claims[at])
    }

    /// Cues with a phrase that begins with this word: cue and phrase index.
    pub fn phrases(&self, first: &str) -> &[(usize, usize)] {
        self.phrases.get(first).map_or(&[], Vec::as_slice)
    }

    /// What a word of that sort does to what depends on it.
    pub fn modal(&self, sort: Modal, lemma: &str) -> Option<&Modality> {
        let readings = self.modal.get(lemma)?;
        let (_, at) = readings.iter().find(|(own, _)| *own == sort)?;
        self.modality.get(*at)
    }

    pub(crate) fn index(&mut self) {
        for (at, cue) in self.claims.iter().enumerate() {
            for (t, trigger) in cue.triggers.iter().enumerate() {
                self.by_head.entry(trigger.head.clone()).or_default().push((at, t));
            }
            for (p, phrase) in cue.phrases.iter().enumerate() {
                let first = phrase.first().cloned().unwrap_or_default();
                self.phrases.entry(first).or_default().push((at, p));
            }
            for adverb in &cue.adverbs {
                self.adverbs.entry(adverb.clone()).or_insert(at);
            }
        }
        for (at, modality) in self.modality.iter().enumerate() {
            for (sort, word) in &modality.words {
                self.modal.entry(word.clone()).or_default().push((*sort, at));
            }
        }
    }

    pub(crate) fn add(&mut self, file: &str, text: &str, complaints: &mut Vec<Complaint>) {
        let read = if file == "cues/modality.toml" {
            entries::<WrittenModality>(file, text).map(|read| {
                self.modality.extend(read.into_iter().filter_map(|entry| modality(entry, complaints)))
            })
        } else {
            entries::<WrittenCue>(file, text).map(|read| {
                for entry in read {
                    check(&entry, complaints);
                    self.claims.push(cue(entry));
                }
            })
        };
        complaints.extend(read.err());
    }
}

fn check(entry: &Entry<WrittenCue>, complaints: &mut Vec<Complaint>) {
    let cue = &entry.value;
    if cue.kind.is_empty() {
        complaints.push(entry.complain("a cue needs its `kind`", "", []));
    }
    if cue.takes.is_empty() && !(cue.verbs.is_empty() && cue.nouns.is_empty() && cue.adjectives.is_empty()) {
        complaints.push(entry.complain(
            "verbs, nouns and adjectives need `takes`: what their content may be",
            "",
            [],
        ));
    }
    if cue.example.is_empty() {
        complaints.push(entry.complain("every cue has at least one `example`", "", []));
    }
}

fn cue(entry: Entry<WrittenCue>) -> Cue {
    let rule = entry.rule();
    let written = entry.value;
    let mut triggers: Vec<Trigger> = written.verbs.iter().filter_map(|w| trigger(Sort::Verb, w)).collect();
    triggers.extend(written.nouns.iter().filter_map(|w| trigger(Sort::Noun, w)));
    triggers.extend(written.adjectives.iter().filter_map(|w| trigger(Sort::Adjective, w)));
    let words = |phrase: &String| phrase.split(' ').map(str::to_lowercase).collect();
    Cue {
        rule,
        line: entry.line,
        kind: written.kind,
        triggers,
        phrases: written.phrases.iter().map(words).collect(),
        adverbs: written.adverbs.iter().map(|w| w.to_lowercase()).collect(),
        takes: written.takes,
        medium: written.medium,
        unless: written.unless,
        example: written.example,
        not: written.not,
        note: written.note,
    }
}

fn modality(entry: Entry<WrittenModality>, complaints: &mut Vec<Complaint>) -> Option<Modality> {
    let Some(effect) = entry.value.effect else {
        complaints.push(entry.complain(
            "a modality word needs its `effect`: future, hypothetical or negation",
            "",
            [],
        ));
        return None;
    };
    let rule = entry.rule();
    let written = entry.value;
    let sorts = [
        (Modal::Verb, written.verbs),
        (Modal::Noun, written.nouns),
        (Modal::Adjective, written.adjectives),
        (Modal::Adverb, written.adverbs),
        (Modal::Auxiliary, written.auxiliaries),
        (Modal::Conjunction, written.conjunctions),
        (Modal::Opinion, written.opinions),
        (Modal::Cause, written.causes),
        (Modal::Qualifier, written.qualifiers),
    ];
    let words =
        sorts.into_iter().flat_map(|(sort, words)| words.into_iter().map(move |w| (sort, w.to_lowercase())));
    Some(Modality {
        rule,
        line: entry.line,
        effect,
        words: words.collect(),
        unless_before: written.unless_before,
        finite: written.finite,
        example: written.example,
    })
}
