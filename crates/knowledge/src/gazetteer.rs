//! Gazetteer: a table of places made of a GeoNames dump, for those who want more than the towns built in. In: the lines of `allCountries.txt`
//! (or of one country's file), then, if there are, those of `alternateNamesV2.txt`; out: bytes that `Places::from_bytes` takes, and what was
//! left out and why. Countries, provinces, seas and spellings stay those of `data/places`.

use crate::places::{Places, bake, key};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use text::datafile::{Complaint, rows};

/// Columns of a GeoNames dump (https://download.geonames.org/export/dump/readme.txt).
const COLUMNS: usize = 19;
/// The most spellings kept of one place.
const MOST: usize = 24;

macro_rules! places {
    ($($file:literal),*) => {
        [$((concat!("places/", $file), include_str!(concat!("../../../data/places/", $file)))),*]
    };
}

/// What `data/places` holds beside its towns.
const BASE: [(&str, &str); 12] = places!(
    "admin1.tsv",
    "admin2.tsv",
    "ambiguous.txt",
    "areas.txt",
    "articles.tsv",
    "bodies.txt",
    "countries.tsv",
    "features.tsv",
    "kinds.tsv",
    "names.tsv",
    "people.txt",
    "spots.txt"
);
const CODES: &str = include_str!("../../../data/places/codes.tsv");

/// A place of the dump.
struct Entry {
    name: String,
    others: Vec<String>,
    lat: String,
    lon: String,
    country: String,
    admin1: String,
    population: u64,
    kind: &'static str,
}

/// A dump on its way in.
pub struct Dump {
    kinds: HashMap<&'static str, &'static str>,
    /// Letters of GeoNames ("SY") to those of the record ("SYR").
    countries: HashMap<String, String>,
    entries: BTreeMap<u32, Entry>,
    /// How many rows were left out, by reason.
    pub left_out: BTreeMap<String, u64>,
}

impl Default for Dump {
    fn default() -> Dump {
        let text = |name: &str| BASE.iter().find(|(file, _)| *file == name).map_or("", |(_, text)| *text);
        // A province's code begins with its country's two letters, and its row has the three.
        let provinces = rows(text("places/admin1.tsv"));
        let countries = provinces.filter_map(|(_, row)| {
            let (two, _) = row.first()?.split_once('.')?;
            Some((two.to_owned(), (*row.get(2)?).to_owned()))
        });
        Dump {
            kinds: rows(CODES).filter_map(|(_, row)| Some((*row.first()?, *row.get(1)?))).collect(),
            countries: countries.collect(),
            entries: BTreeMap::new(),
            left_out: BTreeMap::new(),
        }
    }
}

impl Dump {
    /// Takes a line of the dump.
    ///
    /// # Errors
    /// Where it is no row of such a file.
    pub fn place(&mut self, file: &str, number: usize, line: &str) -> Result<(), Complaint> {
        let fields: Vec<&str> = line.split('\t').collect();
        if fields.len() != COLUMNS {
            let message = format!(
                "expected {COLUMNS} columns parted by tabs, as in allCountries.txt of GeoNames, found {}",
                fields.len()
            );
            return Err(broken(file, number, message));
        }
        let Ok(id) = fields[0].parse::<u32>() else {
            return Err(broken(file, number, format!("`{}` is no GeoNames id", fields[0])));
        };
        for (at, limit) in [(4, 90.0), (5, 180.0)] {
            if !fields[at].parse::<f64>().is_ok_and(|degrees| degrees.abs() <= limit) {
                return Err(broken(
                    file,
                    number,
                    format!("`{}` is no number from -{limit} to {limit}", fields[at]),
                ));
            }
        }
        match self.entry(&fields) {
            Ok(entry) => drop(self.entries.insert(id, entry)),
            Err(reason) => *self.left_out.entry(reason).or_default() += 1,
        }
        Ok(())
    }

    fn entry(&self, fields: &[&str]) -> Result<Entry, String> {
        let kind =
            self.kinds.get(fields[7]).ok_or_else(|| format!("kinds not taken ({})", class(fields[6])))?;
        let country = self.countries.get(fields[8]);
        let country = country.ok_or_else(|| format!("no country of the record (`{}`)", fields[8]))?;
        let population: u64 = fields[14].parse().unwrap_or(0);
        let kind = match (*kind, population) {
            ("town", 100_000..) => "city",
            ("town", 0..5_000) => "village",
            (kind, _) => kind,
        };
        let name = one_line(fields[1]);
        if name.is_empty() || name.len() > 200 {
            return Err("no name, or one of more than 200 bytes".into());
        }
        let mut entry = Entry {
            name,
            others: Vec::new(),
            lat: fields[4].into(),
            lon: fields[5].into(),
            country: country.clone(),
            admin1: format!("{}.{}", fields[8], fields[10]),
            population: population.min(u64::from(u32::MAX)),
            kind,
        };
        for other in std::iter::once(fields[2]).chain(fields[3].split(',')) {
            entry.spelt(other);
        }
        Ok(entry)
    }

    /// Takes a line of `alternateNamesV2.txt`: English names and those of no language, of places already taken.
    ///
    /// # Errors
    /// Where it is no row of such a file.
    pub fn spelling(&mut self, file: &str, number: usize, line: &str) -> Result<(), Complaint> {
        let fields: Vec<&str> = line.split('\t').collect();
        let (Some(id), true) = (fields.get(1).and_then(|id| id.parse::<u32>().ok()), fields.len() >= 4)
        else {
            let message = "expected an id, a GeoNames id, a language and a name parted by tabs, as in alternateNamesV2.txt";
            return Err(broken(file, number, message.into()));
        };
        if matches!(fields[2], "" | "en")
            && let Some(entry) = self.entries.get_mut(&id)
        {
            entry.spelt(fields[3]);
        }
        Ok(())
    }

    /// How many places were taken.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True before any was.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The table, ready to be written.
    ///
    /// # Errors
    /// Every complaint about what was taken.
    pub fn bake(&self) -> Result<Vec<u8>, Vec<Complaint>> {
        let mut towns = String::new();
        for (id, e) in &self.entries {
            let others = if e.others.is_empty() { "-".into() } else { e.others.join("|") };
            let Entry { name, lat, lon, country, admin1, population, kind, .. } = e;
            towns.push_str(&format!(
                "{id}\t{name}\t{others}\t{lat}\t{lon}\t{country}\t{admin1}\t{population}\t{kind}\n"
            ));
        }
        let mut files: Vec<(String, String)> =
            BASE.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        for (name, text) in &mut files {
            if name == "places/names.tsv" {
                *text = self.names(text);
            }
        }
        files.push(("places/geonames.tsv".into(), towns));
        bake(&files)
    }

    /// Further spellings of places that the dump holds; of those it lacks there is nothing to spell.
    fn names(&self, text: &str) -> String {
        let known = |line: &&str| {
            let id = line.split('\t').next().and_then(|id| id.strip_prefix("geonames:"));
            id.is_none_or(|id| id.parse().is_ok_and(|id: u32| self.entries.contains_key(&id)))
        };
        text.lines().filter(known).map(|line| format!("{line}\n")).collect()
    }
}

impl Entry {
    /// One more spelling, where a reader of English may meet it.
    fn spelt(&mut self, other: &str) {
        let other = one_line(other);
        let known: BTreeSet<String> = self.others.iter().chain([&self.name]).map(|name| key(name)).collect();
        if is_spelling(&other) && self.others.len() < MOST && !known.contains(&key(&other)) {
            self.others.push(other);
        }
    }
}

fn broken(file: &str, number: usize, message: String) -> Complaint {
    Complaint { file: file.to_owned(), line: number, column: 1, message, hint: None }
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ").replace('|', " ")
}

/// What the letter for a class of GeoNames stands for.
fn class(letter: &str) -> &'static str {
    match letter {
        "A" => "divisions: countries and provinces are built in, only districts are taken",
        "H" => "waters",
        "L" => "areas",
        "P" => "settlements that are no more",
        "R" => "roads and railways",
        "S" => "spots and buildings",
        "T" => "heights and shores",
        "U" => "under the sea",
        "V" => "woods and fields",
        _ => "without a class",
    }
}

/// Latin letters, a capital first, no code.
fn is_spelling(other: &str) -> bool {
    let letters = other.chars().count();
    let latin = other.chars().all(|ch| ch.is_ascii_alphabetic() || matches!(ch, ' ' | '-' | '\'' | '.'));
    let code = other.chars().all(|ch| ch.is_ascii_uppercase());
    (4..=40).contains(&letters) && latin && !code && other.starts_with(|ch: char| ch.is_ascii_uppercase())
}

/// The table of a file that `Dump::bake` made.
///
/// # Errors
/// Where it is none, or one of another version.
pub fn open(bytes: Vec<u8>) -> Result<Places, String> {
    Places::from_bytes(Cow::Owned(bytes))
}
