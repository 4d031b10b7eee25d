//! The names that the program knows beforehand, of its own catalogues: `data/actors`, `data/places`, and lists of given names. In: those files;
//! out: `models/names.bin`, and names to put in the place of others where the network learns.

use language::known::{lay_out_names, sort};
use language::sentence::sentences;
use language::table::mix;
use language::word::lower;
use language::{Label, entity::Name};
use std::collections::BTreeSet;
use std::path::Path;

/// Names cut into words; places by falling population where it is known.
#[derive(Default)]
pub struct Names {
    given: BTreeSet<String>,
    surnames: BTreeSet<String>,
    persons: Vec<Vec<String>>,
    organisations: Vec<Vec<String>>,
    places: Vec<Vec<String>>,
}

/// Kinds of actor that no organisation is.
const OTHERS: [&str; 2] = ["state", "person"];

impl Names {
    /// Reads the catalogues under `data/`, and files with a given name a line.
    pub fn read(given: &[String]) -> Result<Names, String> {
        let mut names = Names::default();
        for path in given {
            names.given.extend(super::read_file(Path::new(path))?.lines().map(lower));
        }
        let folder = Path::new("data/actors");
        let list = std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        let mut paths: Vec<_> = list.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "toml")) {
            let file: toml::Table =
                super::read_file(path)?.parse().map_err(|e| format!("{}: {e}", path.display()))?;
            file.values().for_each(|actor| names.add_actor(actor));
        }
        names.add_places()?;
        Ok(names)
    }

    fn add_actor(&mut self, actor: &toml::Value) {
        let Some(kind) = actor.get("kind").and_then(toml::Value::as_str) else { return };
        let all = ["name", "names", "short"].into_iter().filter_map(|field| actor.get(field));
        for name in all.flat_map(|value| match value {
            toml::Value::Array(values) => values.iter().filter_map(toml::Value::as_str).collect(),
            value => value.as_str().into_iter().collect::<Vec<_>>(),
        }) {
            let words = cut(name);
            match (kind, &words[..]) {
                ("person", [given, .., surname]) => {
                    self.given.insert(lower(given));
                    self.surnames.insert(lower(surname));
                    self.persons.push(words);
                }
                (kind, [_, ..]) if !OTHERS.contains(&kind) => self.organisations.push(words),
                _ => {}
            }
        }
    }

    fn add_places(&mut self) -> Result<(), String> {
        let rows = |file: &str, names: [usize; 2], population: Option<usize>| {
            let text = super::read_file(&Path::new("data/places").join(file))?;
            let mut rows: Vec<(u64, String)> = Vec::new();
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                let fields: Vec<&str> = line.split('\t').collect();
                let people = population.and_then(|at| fields.get(at)?.parse().ok()).unwrap_or(0);
                for name in names.iter().filter_map(|at| fields.get(*at)).flat_map(|field| field.split('|')) {
                    rows.push((people, name.to_owned()));
                }
            }
            Ok::<_, String>(rows)
        };
        let mut found = rows("countries.tsv", [1, 2], Some(6))?;
        found.extend(rows("geonames.tsv", [1, 2], Some(7))?);
        found.extend(rows("admin1.tsv", [1, 1], Some(6))?);
        found.extend(rows("features.tsv", [1, 2], None)?);
        found.extend(rows("names.tsv", [1, 2], None)?);
        found.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        found.dedup();
        self.places = found.iter().map(|(_, name)| cut(name)).filter(|words| is_name(words)).collect();
        Ok(())
    }

    /// The bytes of `models/names.bin`.
    pub fn table(&self) -> Vec<u8> {
        let small = |words: &[String]| words.iter().map(|word| lower(word)).collect::<Vec<_>>();
        let mut all: Vec<(Vec<String>, u8)> = Vec::new();
        all.extend(self.given.iter().map(|name| (vec![name.clone()], sort::GIVEN)));
        all.extend(self.surnames.iter().map(|name| (vec![name.clone()], sort::SURNAME)));
        all.extend(self.organisations.iter().map(|words| (small(words), sort::ORGANISATION)));
        all.extend(self.places.iter().map(|words| (small(words), sort::PLACE)));
        lay_out_names(all.iter().map(|(words, sort)| (words.as_slice(), *sort)))
    }

    /// The sentence with other names of the same sort and length in the place of most of its own; `None` where it has none.
    pub fn swapped(&self, forms: &[&str], names: &[Name], seed: u64) -> Option<Vec<String>> {
        let mut swapped: Vec<String> = forms.iter().map(|form| (*form).to_owned()).collect();
        let mut changed = false;
        for (nth, (range, label)) in names.iter().enumerate() {
            let dice = mix(seed, nth as u64 + 11);
            let Some(other) =
                (dice % 10 < 7).then(|| self.other(*label, range.len(), mix(dice, 3))).flatten()
            else {
                continue;
            };
            let small = forms[range.clone()].iter().all(|form| !form.contains(char::is_uppercase));
            for (at, word) in range.clone().zip(other) {
                swapped[at] = if small { lower(word) } else { word.clone() };
                changed = true;
            }
        }
        changed.then_some(swapped)
    }

    /// A name of so many words; large places come more often than small ones.
    fn other(&self, label: Label, length: usize, dice: u64) -> Option<&[String]> {
        let pool = match label {
            Label::Per => &self.persons,
            Label::Org => &self.organisations,
            Label::Loc => &self.places,
            Label::Oth => return None,
        };
        let share = (mix(dice, 1) >> 11) as f64 / (1u64 << 53) as f64;
        let share = if label == Label::Loc { share * share } else { share };
        let start = (share * pool.len() as f64) as usize;
        if (label, length) == (Label::Per, 1) {
            let words = pool.get(start)?;
            let at = if dice % 10 < 7 { words.len().saturating_sub(1) } else { 0 };
            return words.get(at..=at);
        }
        let fits = |words: &&Vec<String>| words.len() == length;
        pool.iter().skip(start).take(5_000).find(fits).map(Vec::as_slice)
    }
}

/// The words of a name, as sentences are cut.
fn cut(name: &str) -> Vec<String> {
    let words = sentences(name, &[]).into_iter().flatten();
    words.filter_map(|piece| name.get(piece.start..piece.end)).map(str::to_owned).collect()
}

fn is_name(words: &[String]) -> bool {
    words.first().is_some_and(|word| word.chars().count() > 1)
}
