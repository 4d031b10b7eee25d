//! Agents of PETRARCH and Phoenix: `FOREIGN_MINISTER {FOREIGN_MINISTERS} [~GOV]`, common words that stand for a role of whoever is named beside
//! them. In: a dictionary of such lines; out: the nouns of each sector. Words that the program has already stay as they are, and are told.

use super::petrarch::{ROLES, complaint};
use crate::actors::Actors;
use crate::ontology::Ontology;
use std::collections::BTreeMap;
use text::datafile::Complaint;

/// True for a dictionary of roles: its codes begin with `~`.
pub(super) fn are(text: &str) -> bool {
    text.lines().any(|line| line.contains("[~"))
}

/// Nouns by sector, in the order of the file.
pub(super) fn read(
    file: &str,
    text: &str,
    actors: &Actors,
    ontology: &Ontology,
    told: &mut Vec<Complaint>,
) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (at, whole) in text.lines().enumerate() {
        let plain = whole.split('#').next().unwrap_or_default();
        let Some((words, code)) = plain.split_once("[~") else { continue };
        let mut tell = |message: String| told.push(complaint(file, at + 1, message));
        let role = code.split(']').next().unwrap_or_default().trim();
        let sector = role.get(..3).unwrap_or(role);
        let sector = ROLES.iter().find(|(theirs, _)| *theirs == sector).map_or(sector, |(_, ours)| ours);
        if !ontology.sectors.contains_key(sector) {
            tell(format!("`{role}` is no sector: left out"));
            continue;
        }
        if words.contains('!') {
            tell(format!("`{}` stands for a list of words: left out", words.trim()));
            continue;
        }
        let forms = words.split(['{', '}']).map(noun).filter(|noun| !noun.is_empty());
        for noun in forms {
            if actors.generic(&noun).is_some() {
                tell(format!("`{noun}` is known already: left out"));
            } else if !found.values().flatten().any(|known| *known == noun) {
                found.entry(sector.to_owned()).or_default().push(noun);
            }
        }
    }
    found
}

/// `FOREIGN_MINISTER_` as `foreign minister`.
fn noun(words: &str) -> String {
    let words = words.split(['_', ' ', '\t']).filter(|word| !word.is_empty());
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// The nouns as a file `actors/agents.toml`.
pub(super) fn write(found: &BTreeMap<String, Vec<String>>, out: &mut String) {
    for (sector, nouns) in found {
        let nouns: Vec<String> = nouns.iter().map(|noun| super::quoted(noun)).collect();
        out.push_str(&format!(
            "\n[imported-{}]\nsector = {}\nnouns = [{}]\n",
            sector.to_lowercase(),
            super::quoted(sector),
            nouns.join(", ")
        ));
    }
}
