//! Bakes `data/places` into one table. In: the files by name and content; out: bytes that `Places::from_bytes` uses in place, or every
//! complaint. Layout: header, records of fixed width, strings with a length before each, postings, then names as an `fst` map.

use super::rows::{Known, Record, Row};
use super::{DEGREE, HEADER, MAGIC, NONE, NUMBERED, Precision, acronym, arc_km, key};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use text::datafile::{Complaint, lines, nearest};

/// A country goes before all else of its name.
const COUNTRY: u64 = 1 << 40;
/// A capital counts as so many times its people.
const CAPITAL: u64 = 16;
/// A spelling that only GeoNames lists counts as so small a part.
const LISTED: u64 = 100;
/// A sea or a region known by name counts as a city of so many.
const REGION: u64 = 5_000_000;
/// A spot in the news counts as a town of so many.
const SPOT: u64 = 50_000;
/// A spot lies in the province of the nearest town, if that is so near, in kilometres.
const NEAR: f64 = 60.0;

/// The table, from the files of `data/places` given by name (`places/features.tsv`) and content.
///
/// # Errors
/// Every complaint about every file.
pub fn bake(files: &[(String, String)]) -> Result<Vec<u8>, Vec<Complaint>> {
    let mut complaints = Vec::new();
    let mut bakery = Bakery::new(files, &mut complaints);
    bakery.read(files, &mut complaints);
    if !complaints.is_empty() {
        return Err(complaints);
    }
    bakery.place_spots();
    Ok(bakery.bytes(files))
}

#[derive(Default)]
struct Bakery {
    known: Known,
    /// Articles that may stand before or within a name, by country.
    articles: HashMap<String, Vec<String>>,
    areas: BTreeSet<String>,
    records: Vec<Record>,
    index: HashMap<String, u32>,
}

/// How a place bears a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Spelling {
    /// The record prints it.
    Name,
    /// Written down by hand.
    Other,
    /// In GeoNames' list.
    Listed,
}

/// Who bears a name, by index.
type Bearers = BTreeMap<u32, Spelling>;

fn content<'f>(files: &'f [(String, String)], name: &str) -> (&'f str, &'f str) {
    let file = files.iter().find(|(file, _)| file == name);
    file.map_or(("", ""), |(file, text)| (file.as_str(), text.as_str()))
}

impl Bakery {
    fn new(files: &[(String, String)], complaints: &mut Vec<Complaint>) -> Bakery {
        let mut bakery = Bakery::default();
        let (file, text) = content(files, "places/kinds.tsv");
        for row in Row::all(file, text, 3, complaints) {
            let precision = Precision::ALL.iter().find(|(name, _)| *name == row.text(1));
            match precision {
                Some((_, precision)) => drop(bakery.known.kinds.insert(row.text(0).to_owned(), *precision)),
                None => {
                    let hint = nearest(row.text(1), Precision::ALL.iter().map(|(name, _)| *name));
                    complaints.push(row.complain(1, format!("unknown precision `{}`", row.text(1)), hint));
                }
            }
        }
        let (file, text) = content(files, "places/names.tsv");
        for row in Row::all(file, text, 3, complaints) {
            bakery.known.names.insert(row.text(0).to_owned(), (row.text(1).to_owned(), row.names(2)));
        }
        let (file, text) = content(files, "places/articles.tsv");
        for row in Row::all(file, text, 2, complaints) {
            bakery.articles.insert(row.text(0).to_owned(), row.list(1));
        }
        bakery.areas = lines(content(files, "places/areas.txt").1).map(key).collect();
        bakery
    }

    fn read(&mut self, files: &[(String, String)], complaints: &mut Vec<Complaint>) {
        type Reader = fn(&Row, &mut Known) -> Result<Record, Complaint>;
        // Towns come last and by their number, for the table is searched for it.
        let tables: [(&str, usize, Reader); 5] = [
            ("places/countries.tsv", 9, |row, known| Record::country(row, known)),
            ("places/admin1.tsv", 7, |row, known| Record::admin1(row, known)),
            ("places/admin2.tsv", 7, |row, known| Record::admin2(row, known)),
            ("places/features.tsv", 8, |row, known| Record::feature(row, known)),
            ("places/geonames.tsv", 9, |row, known| Record::city(row, known)),
        ];
        for (name, columns, reader) in tables {
            let (file, text) = content(files, name);
            let mut records = Vec::new();
            for row in Row::all(file, text, columns, complaints) {
                match reader(&row, &mut self.known) {
                    Ok(record) => records.push((record, row)),
                    Err(complaint) => complaints.push(complaint),
                }
            }
            records.sort_by_key(|(record, _)| record.number());
            for (record, row) in records {
                complaints.extend(self.add(record, &row));
            }
        }
        self.check_references(files, complaints);
    }

    fn add(&mut self, record: Record, row: &Row) -> Option<Complaint> {
        if self.index.contains_key(&record.id) {
            return Some(row.complain(0, format!("`{}` stands here twice", record.id), None));
        }
        self.index.insert(record.id.clone(), self.records.len() as u32);
        self.records.push(record);
        None
    }

    fn check_references(&self, files: &[(String, String)], complaints: &mut Vec<Complaint>) {
        let (file, text) = content(files, "places/names.tsv");
        for row in Row::all(file, text, 3, &mut Vec::new()) {
            if !self.index.contains_key(row.text(0)) {
                let told = format!("there is no place `{}`", row.text(0));
                complaints.push(row.complain(0, told, None));
            }
        }
        let (file, text) = content(files, "places/articles.tsv");
        for row in Row::all(file, text, 2, &mut Vec::new()) {
            if !self.known.countries.contains_key(row.text(0)) {
                complaints.push(row.complain(0, format!("unknown country `{}`", row.text(0)), None));
            }
        }
    }

    /// Gives a spot the province of the nearest town of its country.
    fn place_spots(&mut self) {
        let spots = self.records.iter().enumerate().filter(|(_, record)| {
            record.admin1.is_empty() && record.precision <= Precision::Admin2 && record.countries.len() == 1
        });
        let mut towns: Vec<&Record> =
            self.records.iter().filter(|town| town.id.starts_with("geonames:")).collect();
        towns.sort_by_key(|town| town.lat);
        let found = spots.filter_map(|(at, spot)| Some((at, self.nearest_town(spot, &towns)?)));
        let found: Vec<(usize, String)> = found.collect();
        for (at, admin1) in found {
            if let Some(record) = self.records.get_mut(at) {
                record.admin1 = admin1;
            }
        }
    }

    /// The province of the nearest of the towns, which come sorted by latitude.
    fn nearest_town(&self, spot: &Record, towns: &[&Record]) -> Option<String> {
        let middle = |record: &Record| (f64::from(record.lat) / DEGREE, f64::from(record.lon) / DEGREE);
        let south = towns.partition_point(|town| town.lat < spot.lat - 6_000);
        let band = towns.get(south..)?.iter().take_while(|town| town.lat < spot.lat + 6_000);
        let close = band.filter(|town| (town.lon - spot.lon).abs() < 12_000);
        let mine =
            close.filter(|town| town.countries == spot.countries && self.index.contains_key(&town.admin1));
        let metres =
            |town: &&&Record| ((arc_km(middle(town), middle(spot)) * 1000.0) as u64, town.id.clone());
        let nearest = mine.min_by_key(metres)?;
        (arc_km(middle(nearest), middle(spot)) <= NEAR).then(|| nearest.admin1.clone())
    }

    fn bytes(&self, files: &[(String, String)]) -> Vec<u8> {
        let (records, strings) = self.records_and_strings();
        let (postings, names) = self.postings_and_names(files);
        let mut bytes = MAGIC.to_vec();
        let mut end = HEADER;
        for section in [&records, &strings, &postings] {
            end += section.len();
            bytes.extend((end as u32).to_le_bytes());
        }
        [records, strings, postings, names].iter().for_each(|section| bytes.extend(section));
        bytes
    }

    fn records_and_strings(&self) -> (Vec<u8>, Vec<u8>) {
        let (mut records, mut strings) = (Vec::new(), Strings::default());
        for record in &self.records {
            let precision = Precision::ALL.iter().position(|(_, precision)| *precision == record.precision);
            let words = [
                record.number().map_or_else(|| strings.keep(&record.id), |number| number | NUMBERED),
                strings.keep(&record.name),
                strings.keep(&record.kind),
                strings.keep(&record.countries.join(" ")),
                self.index.get(&record.admin1).copied().unwrap_or(NONE),
                record.lat as u32,
                record.lon as u32,
                record.radius,
                record.population,
                precision.unwrap_or(0) as u32,
            ];
            words.iter().for_each(|word| records.extend(word.to_le_bytes()));
        }
        (records, strings.bytes)
    }

    fn postings_and_names(&self, files: &[(String, String)]) -> (Vec<u8>, Vec<u8>) {
        let (mut postings, mut values) = (Vec::new(), BTreeMap::new());
        let mut longest: BTreeMap<String, u64> = BTreeMap::new();
        for (name, bearers) in self.names() {
            let most = longest.entry(format!("<{}", name.split(' ').next().unwrap_or(""))).or_default();
            *most = (*most).max(name.split(' ').count() as u64);
            let sorted = self.by_weight(&bearers);
            values.insert(name, ((postings.len() as u64 / 4) << 16) | sorted.len() as u64);
            sorted.iter().for_each(|item| postings.extend(item.to_le_bytes()));
        }
        let named = self.records.iter().enumerate().filter(|(_, record)| record.number().is_none());
        for (at, record) in named {
            values.insert(format!("@{}", record.id), ((postings.len() as u64 / 4) << 16) | 1);
            postings.extend(((at as u32) << 1).to_le_bytes());
        }
        values.extend(longest);
        values.extend(self.areas.iter().map(|word| (format!("^{word}"), 0)));
        // A name that is a common word too counts as one, whoever bears it.
        for (file, people) in [("places/people.txt", 1), ("places/ambiguous.txt", 0)] {
            values.extend(lines(content(files, file).1).map(|name| (format!("~{}", key(name)), people)));
        }
        values
            .extend(lines(content(files, "places/bodies.txt").1).map(|word| (format!("%{}", key(word)), 0)));
        values.extend(lines(content(files, "places/spots.txt").1).map(|word| (format!("_{}", key(word)), 0)));
        let names = fst::Map::from_iter(values).map(|map| map.into_fst().into_inner());
        (postings, names.unwrap_or_default())
    }

    fn names(&self) -> BTreeMap<String, Bearers> {
        let mut names: BTreeMap<String, Bearers> = BTreeMap::new();
        for (at, record) in self.records.iter().enumerate() {
            let own = std::iter::once((&record.name, Spelling::Name));
            let others = record.others.iter().map(|other| (other, Spelling::Other));
            let listed = record.listed.iter().map(|other| (other, Spelling::Listed));
            for (name, spelling) in own.chain(others).chain(listed) {
                for key in self.keys(name, record) {
                    names.entry(key).or_default().entry(at as u32).or_insert(spelling);
                }
            }
        }
        names
    }

    /// All forms of a name: as written, and with its article left out or spelt another way, or its word for a province left out.
    fn keys(&self, name: &str, record: &Record) -> BTreeSet<String> {
        if let Some(key) = acronym(name) {
            return BTreeSet::from([key]);
        }
        let whole = key(name);
        let words: Vec<&str> = whole.split(' ').collect();
        let mut keys = BTreeSet::new();
        let stem = words
            .split_last()
            .filter(|(last, _)| self.areas.contains(**last))
            .map(|(_, stem)| stem.join(" "));
        keys.extend(stem.filter(|_| record.precision == Precision::Admin1));
        let articles = record.countries.iter().filter_map(|country| self.articles.get(country)).flatten();
        let articles: BTreeSet<&str> = articles.map(String::as_str).collect();
        if words.iter().any(|word| articles.contains(word)) {
            for spelling in ["", "al", "el"] {
                let respelt = words.iter().map(|word| if articles.contains(word) { spelling } else { word });
                keys.insert(respelt.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "));
            }
        }
        keys.insert(whole);
        keys.retain(|key| !key.is_empty());
        keys
    }

    /// The likeliest first, then by id; a province or district named after a town of its own comes after that town.
    fn by_weight(&self, bearers: &Bearers) -> Vec<u32> {
        let mut sorted: Vec<(u64, u32, Spelling)> = Vec::new();
        for (at, spelling) in bearers {
            let Some(record) = self.records.get(*at as usize) else { continue };
            let own = weight(record, *spelling);
            let town = matches!(record.precision, Precision::Admin1 | Precision::Admin2)
                .then(|| self.town_in(record, bearers))
                .flatten();
            sorted.push((town.map_or(own, |town| own.min(town / 2)), *at, *spelling));
        }
        sorted.sort_by_key(|(weight, at, _)| (std::cmp::Reverse(*weight), *at));
        sorted.truncate(usize::from(u16::MAX));
        sorted.iter().map(|(_, at, spelling)| (at << 1) | u32::from(*spelling != Spelling::Name)).collect()
    }

    /// The weight of the largest town in the province, or in that of the district, among the bearers, GeoNames' spellings aside.
    fn town_in(&self, area: &Record, bearers: &Bearers) -> Option<u64> {
        let known = bearers.iter().filter(|(_, spelling)| **spelling != Spelling::Listed);
        let towns = known.filter_map(|(at, spelling)| Some((self.records.get(*at as usize)?, *spelling)));
        let inside =
            towns.filter(|(town, _)| town.precision == Precision::City && town.admin1 == area.admin1);
        inside.map(|(town, spelling)| weight(town, spelling)).max()
    }
}

fn weight(record: &Record, spelling: Spelling) -> u64 {
    let people = u64::from(record.population);
    let whole = match record.precision {
        Precision::Country => COUNTRY + people,
        _ if record.id.starts_with("features:") => match record.precision {
            Precision::Region => REGION,
            _ => SPOT,
        },
        _ if record.kind == "capital" => people * CAPITAL,
        _ => people,
    };
    if spelling == Spelling::Listed { whole / LISTED } else { whole }
}

/// Strings one after another, each once, its length in a byte before it.
#[derive(Default)]
struct Strings {
    bytes: Vec<u8>,
    known: HashMap<String, u32>,
}

impl Strings {
    fn keep(&mut self, string: &str) -> u32 {
        if let Some(at) = self.known.get(string) {
            return *at;
        }
        let at = self.bytes.len() as u32;
        let length = string.len().min(255);
        self.bytes.push(length as u8);
        self.bytes.extend(&string.as_bytes()[..length]);
        self.known.insert(string.to_owned(), at);
        at
    }
}
