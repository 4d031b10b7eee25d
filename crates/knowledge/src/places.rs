//! Places: what bears a name, where it lies, what it lies in. In: the table that `bake` made of `data/places`, used as it stands in
//! memory, nothing unpacked at the start. Out: places by name or id, the longest name at a word, containment, distance.

use crate::fold::fold;
use crate::walk::Walk;
use fst::Map;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use text::datafile::Complaint;

#[path = "places/bake.rs"]
mod bake;
#[path = "places/rows.rs"]
mod rows;

pub use bake::bake;

/// How exactly a place is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// A spot: a base, a bridge, a square.
    Point,
    /// A city, town or village.
    City,
    /// A district.
    Admin2,
    /// A province or state.
    Admin1,
    /// A country.
    Country,
    /// Anything larger or without bounds: a sea, a river, a region of several countries.
    Region,
}

impl Precision {
    pub(crate) const ALL: [(&'static str, Precision); 6] = [
        ("point", Precision::Point),
        ("city", Precision::City),
        ("admin2", Precision::Admin2),
        ("admin1", Precision::Admin1),
        ("country", Precision::Country),
        ("region", Precision::Region),
    ];

    /// Its name in the record.
    pub fn as_str(self) -> &'static str {
        Precision::ALL.iter().find(|(_, precision)| *precision == self).map_or("", |(name, _)| name)
    }

    /// True for what has towns inside: a district and all above.
    pub fn is_area(self) -> bool {
        self >= Precision::Admin2
    }
}

/// `geonames:491422`, `admin1:SY.12`, `admin2:US.TX.001`, `country:SYR` or `features:euphrates`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PlaceId<'p> {
    /// The number of a town of GeoNames.
    Town(u32),
    /// The whole id of any other.
    Other(&'p str),
}

impl std::fmt::Display for PlaceId<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PlaceId::Town(number) => write!(f, "geonames:{number}"),
            PlaceId::Other(id) => f.write_str(id),
        }
    }
}

/// A place of the catalogue: cheap to copy, its words are the catalogue's own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Place<'p> {
    /// Its id.
    pub id: PlaceId<'p>,
    /// Its name, as the record prints it.
    pub name: &'p str,
    /// The province or state it lies in; its own name where it is one.
    pub admin1: Option<&'p str>,
    /// The country it lies in (ISO 3166 alpha-3); `None` where there are several or none.
    pub country: Option<&'p str>,
    /// All countries it touches, where that is known, with blanks between.
    countries: &'p str,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// How exactly it is known.
    pub precision: Precision,
    /// How far it reaches from there, in kilometres.
    pub radius_km: f32,
    /// Inhabitants; 0 where not known.
    pub population: u64,
    /// A kind of `data/places/kinds.tsv`: `capital`, `town`, `sea`, `base`.
    pub kind: &'p str,
}

impl<'p> Place<'p> {
    /// All countries it touches, where that is known.
    pub fn countries(&self) -> impl Iterator<Item = &'p str> {
        self.countries.split_ascii_whitespace()
    }

    /// True for what is neither a town nor an area of the lists: a sea, a base, a region.
    pub fn is_feature(&self) -> bool {
        matches!(self.id, PlaceId::Other(id) if id.starts_with("features:"))
    }
}

/// A place that bears a name: cheap to copy, opened by `Places::open`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PlaceRef {
    index: u32,
    /// True where the name is another spelling, not the name the record prints.
    pub alternate: bool,
}

/// The catalogue.
#[derive(Clone, Debug)]
pub struct Places {
    bytes: Cow<'static, [u8]>,
    records: usize,
    strings: usize,
    postings: usize,
    names: usize,
}

const MAGIC: &[u8; 8] = b"places 2";
/// Bytes before the records: the magic, then where strings, postings and names begin.
const HEADER: usize = 20;
/// Words in a record, four bytes each: id, name, kind, countries, admin1, lat, lon, radius, population, precision.
const WORDS: usize = 10;
const NONE: u32 = u32::MAX;
/// Set in the id of a town of GeoNames, whose id is a number; the id of any other place is where its string begins.
const NUMBERED: u32 = 1 << 31;
/// Coordinates are kept in ten-thousandths of a degree, radii in tenths of a kilometre.
const DEGREE: f64 = 10_000.0;
/// The longest name, in words.
const LONGEST: usize = 7;

impl Places {
    /// Reads the files of `data/places`, given by name (`places/features.tsv`) and content.
    ///
    /// # Errors
    /// Every complaint about every file.
    pub fn read(files: &[(String, String)]) -> Result<Places, Vec<Complaint>> {
        let bytes = bake(files)?;
        let unsound =
            |message| vec![Complaint { file: "places".into(), line: 1, column: 1, message, hint: None }];
        Places::from_bytes(Cow::Owned(bytes)).map_err(unsound)
    }

    /// The catalogue as `bake` wrote it; nothing is copied.
    ///
    /// # Errors
    /// Where the bytes are not what `bake` wrote.
    pub fn from_bytes(bytes: Cow<'static, [u8]>) -> Result<Places, String> {
        let places = Places {
            records: HEADER,
            strings: word(&bytes, 8),
            postings: word(&bytes, 12),
            names: word(&bytes, 16),
            bytes,
        };
        let ordered = places.records <= places.strings
            && places.strings <= places.postings
            && places.postings <= places.names;
        if !places.bytes.starts_with(MAGIC) || !ordered || places.map().is_none() {
            return Err("not a table of places, or one of another version".into());
        }
        Ok(places)
    }

    /// All places that bear the name, under any spelling of it; the likeliest first: a country, then by population, where a capital
    /// counts more, another spelling less, and a province less than the town it is named after.
    pub fn find(&self, name: &str) -> Vec<PlaceRef> {
        let mut found = acronym(name).map(|key| self.postings(&key)).unwrap_or_default();
        for place in self.postings(&key(name)) {
            if !found.iter().any(|known| known.index == place.index) {
                found.push(place);
            }
        }
        found
    }

    /// The longest name that begins at `words[0]`: how many words it takes, and what bears it. A word for an area that follows
    /// ("Idlib province") is taken too and leaves only areas.
    pub fn longest(&self, words: &[&str]) -> Option<(usize, Vec<PlaceRef>)> {
        let is_word = |word: Option<&&str>| word.is_some_and(|word| word.chars().any(char::is_alphanumeric));
        if !is_word(words.first()) {
            return None;
        }
        let within = &words[..words.len().min(LONGEST)];
        // What is all capitals or written in one with an "'s" has another key.
        let (known, capitals) = (self.known(within), acronym(words[0]).is_some());
        if known == 0 && !capitals && !owned(within) {
            return None;
        }
        let most = self.most(words);
        // Letters in capitals are kept apart from the names that words open.
        if most == 0 && !capitals {
            return None;
        }
        let lengths =
            (1..=most.max(1).min(within.len())).rev().filter(|&taken| is_word(words.get(taken - 1)));
        let may_be =
            |&taken: &usize| known & 1 << taken != 0 || taken == 1 && capitals || owned(&words[..taken]);
        lengths.filter(may_be).find_map(|taken| self.name_of(words, taken))
    }

    /// Which numbers of these words make a name: a bit for each.
    fn known(&self, words: &[&str]) -> u32 {
        let Some(mut walk) = self.walk() else { return 0 };
        let (mut known, mut begun) = (0, false);
        for (at, word) in words.iter().enumerate() {
            let key = key(word);
            if !key.is_empty() {
                let next = walk.on(if begun { " " } else { "" }).and_then(|walk| walk.on(&key));
                let Some(next) = next else { return known };
                (walk, begun) = (next, true);
            }
            known |= u32::from(walk.value().is_some()) << (at + 1);
        }
        known
    }

    /// How many tokens a name can take that begins with the first of these: each of its words, a hyphen or an "'s" behind each; 0 where
    /// none begins so.
    fn most(&self, words: &[&str]) -> usize {
        let owned = matches!(words.get(1), Some(&("'s" | "’s")));
        let first = words.first().map_or(String::new(), |word| key(word));
        let opening = |word: &str| self.marked("<", word).unwrap_or(0) as usize;
        let plain = opening(first.split(' ').next().unwrap_or(""));
        let most = if owned { plain.max(opening(&format!("{first}s"))) } else { plain };
        2 * most
    }

    fn name_of(&self, words: &[&str], taken: usize) -> Option<(usize, Vec<PlaceRef>)> {
        // "Queen Anne's County" is written in one, whatever parts a tokeniser makes of it.
        let written = words.get(..taken)?.join(" ");
        let written =
            if owned(&words[..taken]) { written.replace(" '", "'").replace(" ’", "’") } else { written };
        let found = self.find(&written);
        if found.is_empty() {
            return None;
        }
        // "Texas Department of Health" is no department of that name.
        let body = words.get(taken) == Some(&"Department") && words.get(taken + 1) == Some(&"of");
        let next = words.get(taken).filter(|_| !body).map(|word| key(word));
        if next.is_some_and(|next| self.marked("^", &next).is_some()) {
            let is_area = |place: &PlaceRef| self.open(*place).is_some_and(|place| place.precision.is_area());
            let areas: Vec<PlaceRef> = found.iter().copied().filter(is_area).collect();
            if !areas.is_empty() {
                return Some((taken + 1, areas));
            }
        }
        Some((taken, found))
    }

    /// The place of that id.
    pub fn get(&self, id: &str) -> Option<Place<'_>> {
        self.reference(id).and_then(|place| self.open(place))
    }

    fn reference(&self, id: &str) -> Option<PlaceRef> {
        match id.strip_prefix("geonames:") {
            Some(number) => self.numbered(number.parse().ok().filter(|number| *number < NUMBERED)?),
            None => self.postings(&format!("@{id}")).first().copied(),
        }
    }

    /// The town of that number: the last records are towns, in the order of their numbers.
    fn numbered(&self, number: u32) -> Option<PlaceRef> {
        let wanted = number | NUMBERED;
        let (mut from, mut to) = (0, self.len() as u32);
        while from < to {
            let middle = from + (to - from) / 2;
            if self.field(middle, 0)? < wanted { from = middle + 1 } else { to = middle }
        }
        (self.field(from, 0)? == wanted).then_some(PlaceRef { index: from, alternate: false })
    }

    /// The place itself.
    pub fn open(&self, place: PlaceRef) -> Option<Place<'_>> {
        let field = |at: usize| self.field(place.index, at);
        let countries = self.string(field(3)?)?;
        let mut each = countries.split_ascii_whitespace();
        let only = each.next().filter(|_| each.next().is_none());
        let admin1 =
            field(4).filter(|index| *index != NONE).and_then(|index| self.string(self.field(index, 1)?));
        let degrees = |raw: u32| f64::from(raw as i32) / DEGREE;
        Some(Place {
            id: match field(0)? {
                number @ NUMBERED.. => PlaceId::Town(number & !NUMBERED),
                string => PlaceId::Other(self.string(string)?),
            },
            name: self.string(field(1)?)?,
            admin1,
            country: only,
            countries,
            lat: degrees(field(5)?),
            lon: degrees(field(6)?),
            precision: Precision::ALL.get(field(9)? as usize)?.1,
            radius_km: field(7)? as f32 / 10.0,
            population: u64::from(field(8)?),
            kind: self.string(field(2)?)?,
        })
    }

    /// True where the name is also a common word, a first name or a surname: more than the name is needed to take it for a place.
    pub fn is_ambiguous(&self, name: &str) -> bool {
        self.marked("~", &key(name)).is_some()
    }

    /// True where the name is ambiguous only because people bear it: Sydney, Denver.
    pub fn is_peoples(&self, name: &str) -> bool {
        self.marked("~", &key(name)) == Some(1)
    }

    /// True where the name, written all in capitals, stands for a place: `US`, `DRC`.
    pub fn is_acronym(&self, name: &str) -> bool {
        acronym(name).is_some_and(|key| self.value(&key).is_some())
    }

    /// True for a word that, behind a place, names a body of it: "Police", "Council".
    pub fn is_body(&self, word: &str) -> bool {
        self.marked("%", &key(word)).is_some()
    }

    /// True for a word that stands for a place of some kind or a part of one: "town", "outskirts", "north".
    pub fn is_spot(&self, word: &str) -> bool {
        self.marked("_", &key(word)).is_some()
    }

    /// True where `inner` lies in `outer`, or is it: by country and province where both are known, else by distance.
    pub fn contains(&self, outer: &Place, inner: &Place) -> bool {
        if outer.id == inner.id {
            return true;
        }
        match outer.precision {
            Precision::Point | Precision::City if inner.precision.is_area() => false,
            Precision::Country => outer.country.is_some() && inner.country == outer.country,
            _ if apart(outer, inner) => false,
            Precision::Admin1 if inner.admin1.is_some() => inner.admin1 == outer.admin1,
            _ => {
                inner.radius_km <= outer.radius_km && distance_km(outer, inner) <= f64::from(outer.radius_km)
            }
        }
    }

    /// How many places there are.
    pub fn len(&self) -> usize {
        (self.strings - self.records) / (4 * WORDS)
    }

    /// True for a catalogue of nothing.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn map(&self) -> Option<Map<&[u8]>> {
        Map::new(self.bytes.get(self.names..)?).ok()
    }

    fn value(&self, key: &str) -> Option<u64> {
        self.map()?.get(key)
    }

    /// What stands under a word of the sort that a mark before it tells.
    fn marked(&self, mark: &str, key: &str) -> Option<u64> {
        self.walk()?.on(mark)?.on(key)?.value()
    }

    fn walk(&self) -> Option<Walk<'_>> {
        Walk::new(self.bytes.get(self.names..)?)
    }

    fn postings(&self, key: &str) -> Vec<PlaceRef> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let (start, count) = ((value >> 16) as usize, (value & 0xffff) as usize);
        let item = |at: usize| word(&self.bytes, self.postings + 4 * (start + at));
        (0..count)
            .map(item)
            .map(|raw| PlaceRef { index: (raw >> 1) as u32, alternate: raw & 1 == 1 })
            .collect()
    }

    fn field(&self, index: u32, at: usize) -> Option<u32> {
        let start = self.records + 4 * (index as usize * WORDS + at);
        let bytes = self.bytes.get(start..start + 4).filter(|_| start < self.strings)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?))
    }

    fn string(&self, at: u32) -> Option<&str> {
        let start = self.strings + at as usize;
        let length = usize::from(*self.bytes.get(start)?);
        std::str::from_utf8(self.bytes.get(start + 1..start + 1 + length)?).ok()
    }
}

/// True where two places are known to share no country.
fn apart(a: &Place, b: &Place) -> bool {
    !a.countries.is_empty()
        && !b.countries.is_empty()
        && !b.countries().any(|country| a.countries().any(|other| other == country))
}

/// Kilometres between the middles of two places, along a great circle. The same on every processor: no sine of the system's is used.
pub fn distance_km(a: &Place, b: &Place) -> f64 {
    arc_km((a.lat, a.lon), (b.lat, b.lon))
}

pub(crate) fn arc_km(a: (f64, f64), b: (f64, f64)) -> f64 {
    let half = |x: f64| libm::sin(x.to_radians() / 2.0);
    let (up, across) = (half(b.0 - a.0), half(b.1 - a.1));
    let part = up * up + libm::cos(a.0.to_radians()) * libm::cos(b.0.to_radians()) * across * across;
    2.0 * 6371.0 * libm::asin(libm::sqrt(part.clamp(0.0, 1.0)))
}

/// Four bytes as a number; 0 past the end.
fn word(bytes: &[u8], at: usize) -> usize {
    let four = bytes.get(at..at.saturating_add(4)).and_then(|four| four.try_into().ok());
    four.map_or(0, |four| u32::from_le_bytes(four) as usize)
}

/// The form under which a name is kept: each word folded. Articles stay, for El Salvador is not Salvador.
pub(crate) fn key(name: &str) -> String {
    // Most words are plain letters: their folding is the small letters alone.
    let plain = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if plain(name) {
        return name.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(name.len());
    for word in name.split(|ch: char| ch.is_whitespace() || matches!(ch, '-' | '–' | '‑' | '/')) {
        let small: Cow<str> = if plain(word) { word.to_ascii_lowercase().into() } else { fold(word).into() };
        if !small.is_empty() {
            folded.push_str(if folded.is_empty() { "" } else { " " });
            folded.push_str(&small);
        }
    }
    folded
}

/// True for words that hold an "'s" between others: "Queen Anne 's County".
fn owned(words: &[&str]) -> bool {
    words.len() > 2 && words[1..].iter().any(|word| matches!(*word, "'s" | "’s"))
}

/// `US` and `U.S.` name a country, `us` does not: a name all in capitals is kept apart, as written.
pub(crate) fn acronym(name: &str) -> Option<String> {
    // Nearly every word has another letter.
    if !name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'.') {
        return None;
    }
    let letters: String = name.chars().filter(|ch| *ch != '.').collect();
    (2..=5).contains(&letters.len()).then(|| format!("={letters}"))
}

#[cfg(test)]
#[path = "places/tests.rs"]
mod tests;
