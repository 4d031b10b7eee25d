//! Outlets: reads `data/outlets` into checked tables: who publishes, which lines are furniture, which words make a date.
//! Built in, or read from a folder while one edits.
#![allow(clippy::disallowed_methods, reason = "reads the data folder given with --data")]

use crate::dates::DateWords;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, LazyLock};
use text::datafile::{self, Complaint, Entry};

/// The files built into the program; a test holds this list against the folder.
const BUILTIN: [(&str, &str); 11] = [
    ("outlets/africa.toml", include_str!("../../../data/outlets/africa.toml")),
    ("outlets/agencies.toml", include_str!("../../../data/outlets/agencies.toml")),
    ("outlets/americas.toml", include_str!("../../../data/outlets/americas.toml")),
    ("outlets/asia.toml", include_str!("../../../data/outlets/asia.toml")),
    ("outlets/dates.toml", include_str!("../../../data/outlets/dates.toml")),
    ("outlets/europe.toml", include_str!("../../../data/outlets/europe.toml")),
    ("outlets/exports.toml", include_str!("../../../data/outlets/exports.toml")),
    ("outlets/furniture.toml", include_str!("../../../data/outlets/furniture.toml")),
    ("outlets/languages.toml", include_str!("../../../data/outlets/languages.toml")),
    ("outlets/middle_east.toml", include_str!("../../../data/outlets/middle_east.toml")),
    ("outlets/pages.toml", include_str!("../../../data/outlets/pages.toml")),
];

/// How an outlet writes `04/05/2018`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// The fourth of May.
    DayFirst,
    /// The fifth of April.
    MonthFirst,
}

/// Who owns an outlet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Ownership {
    /// The government owns or runs it.
    State,
    /// A body under public law, or paid by the public, with an editorship of its own.
    Public,
    /// Anyone else: companies, families, foundations, the newspapers it serves.
    Private,
}

/// One newspaper, broadcaster or wire service.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outlet {
    /// The name the record uses.
    pub name: String,
    /// Other ways it is written.
    #[serde(default)]
    pub names: Vec<String>,
    /// Country of its head office, ISO 3166 alpha-3.
    pub country: Option<String>,
    /// Who owns it, where that is certain.
    pub ownership: Option<Ownership>,
    /// Domains whose pages are its own.
    #[serde(default)]
    pub domains: Vec<String>,
    /// True for a wire service.
    #[serde(default)]
    pub agency: bool,
    /// How it writes dates in figures.
    pub dates: Option<DateOrder>,
    /// Whole lines of its pages that are no part of an article.
    #[serde(default)]
    pub furniture: Vec<String>,
}

/// Where on a page a kind of furniture stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Zone {
    /// Anywhere.
    #[default]
    Any,
    /// Above the article's first paragraph.
    Head,
    /// Below its last.
    Tail,
}

/// One kind of furniture.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// What a warning calls it.
    pub what: String,
    /// Where it stands.
    #[serde(default, rename = "where")]
    pub zone: Zone,
    /// Whole lines, as `furniture::key` writes them.
    #[serde(default)]
    pub whole: Vec<String>,
    /// How such lines start.
    #[serde(default)]
    pub starts: Vec<String>,
    /// A longer line is prose, however it starts.
    #[serde(default)]
    pub most_words: Option<usize>,
    /// True when the short lines below are links to other articles.
    #[serde(default)]
    pub opens_list: bool,
    /// True when several of `whole` on one line are such a line too.
    #[serde(default)]
    pub together: bool,
    /// A line that `starts` so must hold one of these, too.
    #[serde(default)]
    pub has: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    words: Vec<String>,
}

/// Everything `data/outlets` says.
#[derive(Debug, Default)]
pub struct Outlets {
    outlets: Vec<Entry<Outlet>>,
    by_name: BTreeMap<String, usize>,
    by_domain: BTreeMap<String, usize>,
    /// The kinds of furniture, in file order.
    pub furniture: Vec<Entry<Kind>>,
    /// The words of dates.
    pub dates: DateWords,
    pages: BTreeMap<String, Vec<String>>,
    /// The commonest words of languages, by ISO 639-1 code.
    pub languages: Vec<(String, BTreeSet<String>)>,
}

impl Outlets {
    /// The catalogue built into the program.
    pub fn builtin() -> Arc<Outlets> {
        // A test reads the built-in files without a complaint, so the empty table never comes to use.
        static BUILT: LazyLock<Arc<Outlets>> =
            LazyLock::new(|| Arc::new(Outlets::parse(&BUILTIN).unwrap_or_default()));
        BUILT.clone()
    }

    /// Reads the `.toml` files of a folder (the `outlets` folder of a data folder); all complaints at once.
    pub fn open(folder: &Path) -> Result<Outlets, Vec<Complaint>> {
        let fail = |path: &Path, error: std::io::Error| {
            vec![Complaint {
                file: path.display().to_string(),
                line: 1,
                column: 1,
                message: error.to_string(),
                hint: None,
            }]
        };
        let mut files = Vec::new();
        for entry in std::fs::read_dir(folder).map_err(|e| fail(folder, e))? {
            let path = entry.map_err(|e| fail(folder, e))?.path();
            if path.extension().is_some_and(|ending| ending == "toml") {
                let contents = std::fs::read_to_string(&path).map_err(|e| fail(&path, e))?;
                let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
                files.push((format!("outlets/{name}"), contents));
            }
        }
        files.sort();
        let files: Vec<(&str, &str)> =
            files.iter().map(|(name, contents)| (name.as_str(), contents.as_str())).collect();
        Outlets::parse(&files)
    }

    /// Reads and checks files given by name and contents.
    pub fn parse(files: &[(&str, &str)]) -> Result<Outlets, Vec<Complaint>> {
        let (mut read, mut complaints) = (Outlets::default(), Vec::new());
        for (name, contents) in files {
            if let Err(complaint) = read.file(name, contents) {
                complaints.push(complaint);
            }
        }
        read.index(&mut complaints);
        if complaints.is_empty() { Ok(read) } else { Err(complaints) }
    }

    fn file(&mut self, name: &str, contents: &str) -> Result<(), Complaint> {
        if name.ends_with("furniture.toml") {
            self.furniture.extend(datafile::entries::<Kind>(name, contents)?);
        } else if name.ends_with("dates.toml") {
            for entry in datafile::entries::<Words>(name, contents)? {
                if !self.dates.add(&entry.id, &entry.value.words) {
                    return Err(entry.complain("no such kind of word", &entry.id, DateWords::KINDS));
                }
            }
        } else if name.ends_with("pages.toml") || name.ends_with("exports.toml") {
            let parts = datafile::entries::<Words>(name, contents)?;
            self.pages.extend(parts.into_iter().map(|e| (e.id, e.value.words)));
        } else if name.ends_with("languages.toml") {
            let languages = datafile::entries::<Words>(name, contents)?;
            self.languages.extend(languages.into_iter().map(|e| (e.id, e.value.words.into_iter().collect())));
        } else {
            self.outlets.extend(datafile::entries::<Outlet>(name, contents)?);
        }
        Ok(())
    }

    fn index(&mut self, complaints: &mut Vec<Complaint>) {
        for (at, entry) in self.outlets.iter().enumerate() {
            let outlet = &entry.value;
            for name in outlet.names.iter().chain([&outlet.name]) {
                if self.by_name.insert(name_key(name), at).is_some_and(|other| other != at) {
                    complaints.push(entry.complain(format!("another outlet is called {name:?} too"), "", []));
                }
            }
            for domain in &outlet.domains {
                if self.by_domain.insert(domain.to_lowercase(), at).is_some() {
                    complaints.push(entry.complain(format!("another outlet has {domain:?} too"), "", []));
                }
            }
            if outlet
                .country
                .as_ref()
                .is_some_and(|code| code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()))
            {
                complaints.push(entry.complain("country is not three capitals (ISO 3166 alpha-3)", "", []));
            }
        }
    }

    /// The outlet of that name, however it is written.
    pub fn named(&self, name: &str) -> Option<&Entry<Outlet>> {
        self.by_name.get(&name_key(name)).and_then(|&at| self.outlets.get(at))
    }

    /// The wire service of that name.
    pub fn agency(&self, name: &str) -> Option<&Entry<Outlet>> {
        self.named(name).filter(|entry| entry.value.agency)
    }

    /// The outlet whose page this URL is.
    pub fn at(&self, url: &str) -> Option<&Entry<Outlet>> {
        let mut host = host(url)?.to_lowercase();
        while host.contains('.') {
            if let Some(&at) = self.by_domain.get(&host) {
                return self.outlets.get(at);
            }
            host = host.split_once('.')?.1.to_owned();
        }
        None
    }

    /// The names that pages give one of their parts (`pages.toml`), or archives their fields (`exports.toml`).
    pub fn page_names(&self, part: &str) -> &[String] {
        self.pages.get(part).map_or(&[], Vec::as_slice)
    }

    /// The language whose commonest words make up the most of a text; `None` where none makes up an eighth.
    pub fn language(&self, text: &str) -> Option<&str> {
        let words: Vec<String> = text.split_whitespace().take(400).map(str::to_lowercase).collect();
        let common = |known: &BTreeSet<String>| words.iter().filter(|word| known.contains(*word)).count();
        let (best, code) = self
            .languages
            .iter()
            .map(|(code, known)| (common(known), code))
            .max_by_key(|(count, _)| *count)?;
        (best > 1 && best * 8 >= words.len()).then_some(code.as_str())
    }

    /// All outlets, in file order.
    pub fn iter(&self) -> impl Iterator<Item = &Entry<Outlet>> {
        self.outlets.iter()
    }
}

/// The host of a URL, without port.
pub fn host(url: &str) -> Option<&str> {
    let rest = url.split_once("://").map(|(_, rest)| rest).or_else(|| url.strip_prefix("//"))?;
    let host = rest.split(['/', '?', '#']).next()?.rsplit('@').next()?.split(':').next()?;
    (!host.is_empty()).then_some(host)
}

/// A name as it is compared: lower case, single blanks, no `The` in front, no `.com` behind.
fn name_key(name: &str) -> String {
    let lower = name.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let joined = words.join(" ");
    joined.strip_prefix("the ").unwrap_or(&joined).trim_end_matches(".com").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_files_are_the_folder_and_have_no_mistake() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/outlets");
        let opened = Outlets::open(&folder)
            .unwrap_or_else(|c| panic!("{}", c.iter().map(|c| format!("{c}\n")).collect::<String>()));
        let built = Outlets::parse(&BUILTIN).unwrap();
        assert_eq!(opened.outlets.len(), built.outlets.len());
        assert_eq!(opened.furniture.len(), built.furniture.len());
        assert!(built.outlets.len() >= 150);
        let told = |o: &&Outlet| o.country.is_some() && o.ownership.is_some() && !o.domains.is_empty();
        assert!(built.iter().map(|entry| &entry.value).filter(told).count() >= 150);
    }

    #[test]
    fn an_outlet_is_known_by_name_and_by_host() {
        let outlets = Outlets::builtin();
        let name = |entry: Option<&Entry<Outlet>>| entry.map(|e| e.value.name.clone());
        assert_eq!(name(outlets.agency("Agence  France-Presse")).as_deref(), Some("AFP"));
        assert_eq!(name(outlets.named("the guardian")).as_deref(), Some("The Guardian"));
        assert_eq!(name(outlets.at("https://www.bbc.co.uk:443/news/1?x")).as_deref(), Some("BBC"));
        assert_eq!(name(outlets.at("https://notbbc.co.uk/")), None);
        assert_eq!(name(outlets.at("bbc.co.uk")), None);
    }

    #[test]
    fn mistakes_are_told_with_their_place() {
        let twice = "[a]\nname = \"X\"\n\n[b]\nname = \"x\"\ncountry = \"gb\"\n";
        let told: Vec<String> = Outlets::parse(&[("outlets/t.toml", twice)])
            .unwrap_err()
            .iter()
            .map(ToString::to_string)
            .collect();
        assert_eq!(
            told,
            [
                "outlets/t.toml:4:1: [b] another outlet is called \"x\" too",
                "outlets/t.toml:4:1: [b] country is not three capitals (ISO 3166 alpha-3)"
            ]
        );
    }
}
