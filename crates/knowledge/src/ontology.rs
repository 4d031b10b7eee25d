//! The ontology: categories, contexts, sectors. Read from `data/ontology`, checked against itself.

use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};
use text::datafile::{Complaint, Entry};

/// One of the sixteen PLOVER categories.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Category {
    /// 1 verbal cooperation, 2 material cooperation, 3 verbal conflict, 4 material conflict.
    pub quad: u8,
    /// What it is, in a line.
    pub what: String,
    /// True where an event without a recipient is none.
    pub needs_recipient: bool,
    /// Conflict (-10) to cooperation (10).
    pub score: f64,
    /// Modes and their scores.
    pub modes: BTreeMap<String, f64>,
    /// CAMEO root code.
    pub cameo: String,
    /// CAMEO code of each mode.
    pub cameo_modes: BTreeMap<String, String>,
    /// True where all parties are on a par by nature.
    pub mutual: bool,
    /// What a planned one is.
    pub future: Option<String>,
    /// What it is where the actor says that it will not be.
    pub refused: Option<String>,
    /// What it becomes when its content is of another category.
    pub complement: BTreeMap<String, String>,
    /// The mode it gets from its content's category.
    pub complement_mode: BTreeMap<String, String>,
    /// True where it answers a deed: the recipient is whoever did it ("condemned the test").
    pub answers: bool,
    /// Categories that contradict it for the same parties and day.
    pub excludes: Vec<String>,
    /// Anything a reader should know.
    pub note: String,
}

/// One of the contexts.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Context {
    /// What it is, in a line.
    pub what: String,
    /// Lemmas and phrases that show it in the event's sentence.
    pub words: Vec<String>,
    /// Categories it goes with by nature.
    pub categories: Vec<String>,
    /// Anything a reader should know.
    pub note: String,
}

/// A sector or a class code.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Sector {
    /// What it is, in a line.
    pub what: String,
    /// Rank: where several hold, the lowest is primary.
    pub primary: u8,
    /// Anything a reader should know.
    pub note: String,
}

/// The whole ontology, by name.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Ontology {
    /// By category name.
    pub categories: BTreeMap<String, Category>,
    /// By context name.
    pub contexts: BTreeMap<String, Context>,
    /// By code.
    pub sectors: BTreeMap<String, Sector>,
    #[serde(skip)]
    by_word: HashMap<String, Vec<(Vec<String>, String)>>,
}

impl Ontology {
    /// Names of all categories, sorted.
    pub fn category_names(&self) -> impl Iterator<Item = &str> {
        self.categories.keys().map(String::as_str)
    }

    /// Score of a category in a mode.
    pub fn score(&self, category: &str, mode: Option<&str>) -> f64 {
        let Some(category) = self.categories.get(category) else { return 0.0 };
        mode.and_then(|mode| category.modes.get(mode)).copied().unwrap_or(category.score)
    }

    /// CAMEO code of a category in a mode.
    pub fn cameo(&self, category: &str, mode: Option<&str>) -> Option<String> {
        let category = self.categories.get(category)?;
        let code = mode.and_then(|mode| category.cameo_modes.get(mode)).unwrap_or(&category.cameo);
        (!code.is_empty()).then(|| code.clone())
    }

    /// Contexts whose words stand among these lemmas (lower case), sorted.
    pub fn contexts_of(&self, lemmas: &[String]) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        for (at, lemma) in lemmas.iter().enumerate() {
            let phrases = self.by_word.get(lemma).map_or(&[][..], Vec::as_slice);
            let here = phrases.iter().filter(|(words, _)| lemmas[at..].starts_with(words));
            found.extend(here.map(|(_, context)| context.clone()));
        }
        found.sort();
        found.dedup();
        found
    }

    pub(crate) fn index(&mut self) {
        for (name, context) in &self.contexts {
            for phrase in &context.words {
                let words: Vec<String> = phrase.split([' ', '-']).map(str::to_lowercase).collect();
                self.by_word.entry(words[0].clone()).or_default().push((words, name.clone()));
            }
        }
    }

    pub(crate) fn add(&mut self, file: &str, text: &str, complaints: &mut Vec<Complaint>) {
        match file {
            "ontology/categories.toml" => read(file, text, &mut self.categories, complaints),
            "ontology/contexts.toml" => read(file, text, &mut self.contexts, complaints),
            "ontology/sectors.toml" => read(file, text, &mut self.sectors, complaints),
            _ => complaints.push(Complaint {
                file: file.to_owned(),
                line: 1,
                column: 1,
                message: "no such file of the ontology is known".into(),
                hint: None,
            }),
        }
    }

    /// Complains of an entry that names a category or a mode that does not exist.
    pub(crate) fn check<T>(
        &self,
        entry: &Entry<T>,
        category: &str,
        mode: Option<&str>,
        complaints: &mut Vec<Complaint>,
    ) {
        let Some(known) = self.categories.get(category) else {
            complaints.push(entry.complain(
                format!("unknown category `{category}`"),
                category,
                self.category_names(),
            ));
            return;
        };
        let Some(mode) = mode.filter(|mode| !known.modes.contains_key(*mode)) else { return };
        let modes = known.modes.keys().map(String::as_str);
        complaints.push(entry.complain(format!("{category} has no mode `{mode}`"), mode, modes));
    }
}

fn read<T: serde::de::DeserializeOwned>(
    file: &str,
    text: &str,
    into: &mut BTreeMap<String, T>,
    complaints: &mut Vec<Complaint>,
) {
    match text::datafile::entries::<T>(file, text) {
        Ok(entries) => into.extend(entries.into_iter().map(|entry| (entry.id, entry.value))),
        Err(complaint) => complaints.push(complaint),
    }
}
