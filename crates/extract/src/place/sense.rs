//! Sense: which of the bearers of a name a report means. In: the names as spotted, each with its bearers; out: one bearer a name, and why.
//!
//! A place and its country or province side by side ("Bangor, Maine") settle it. Else a bearer counts by its inhabitants, by the countries and
//! provinces that the report speaks of, and by what the other names may mean nearby. One sense of a name per report.

use crate::names::Names;
use knowledge::places::distance_km;
use knowledge::{Actors, Place, Precision};
use std::collections::BTreeMap;
use text::Because;

/// A name that may be a place's, where it stands.
#[derive(Clone, Debug)]
pub(super) struct Spotted<'p> {
    pub(super) sent: usize,
    pub(super) first: usize,
    pub(super) end: usize,
    /// Its words, lower case.
    pub(super) key: String,
    /// What bears the name, the likeliest first; true where it is another spelling.
    pub(super) bearers: Vec<(Place<'p>, bool)>,
    pub(super) demonym: bool,
    /// In the name of a body.
    pub(super) inside: bool,
    /// True where it stands behind a comma and holds the place before it.
    pub(super) container: bool,
    /// The country's code or the province's name behind its comma.
    pub(super) beside: Option<String>,
}

impl Spotted<'_> {
    /// True where one of its bearers lies in a province or country among these.
    pub(super) fn lies_in(&self, areas: &[(Place, bool)]) -> bool {
        let holds = |area: &Place, place: &Place| match area.precision {
            Precision::Country => area.country.is_some() && area.country == place.country,
            Precision::Admin1 => {
                area.admin1.is_some() && area.admin1 == place.admin1 && area.country == place.country
            }
            _ => false,
        };
        self.bearers
            .iter()
            .any(|(place, _)| areas.iter().any(|(area, _)| area.id != place.id && holds(area, place)))
    }

    fn is_beside(&self, place: &Place) -> bool {
        let beside = self.beside.as_deref();
        beside.is_some() && (place.country == beside || place.admin1 == beside)
    }
}

/// The bearer taken, and why.
#[derive(Clone, Debug)]
pub(super) struct Sense<'p> {
    pub(super) place: Place<'p>,
    pub(super) because: Because,
}

/// Countries of the actors that the report speaks of, and how often.
pub(super) fn spoken_of(names: &Names, actors: &Actors) -> BTreeMap<String, u32> {
    let mut counts = BTreeMap::new();
    for name in &names.all {
        let actor = names.chain_of(name).actor.map(|at| &actors.actors[at]);
        if let Some(code) = actor.and_then(|a| a.country.clone()) {
            *counts.entry(code).or_default() += 1;
        }
    }
    counts
}

/// So many bearers of a name are weighed.
const MOST: usize = 24;

/// What speaks for one country or province: which names, each counted once.
#[derive(Default)]
struct Evidence<'s> {
    countries: BTreeMap<&'s str, Vec<&'s str>>,
    provinces: BTreeMap<(&'s str, &'s str), Vec<&'s str>>,
    home: Option<&'s str>,
    named: BTreeMap<String, u32>,
}

/// One sense for each spotted name, in the same order. `home`: the outlet's country.
pub(super) fn senses<'p>(
    spotted: &[Spotted<'p>],
    spoken: &BTreeMap<String, u32>,
    home: Option<&str>,
) -> Vec<Option<Sense<'p>>> {
    let evidence = Evidence::gathered(spotted, spoken, home);
    let mut known: BTreeMap<&str, Sense<'p>> = BTreeMap::new();
    // What stands beside its country or province settles the name for the whole report.
    for name in spotted.iter().filter(|name| !name.container) {
        if let Some((place, _)) = name.bearers.iter().find(|(place, _)| name.is_beside(place)) {
            known.entry(&name.key).or_insert_with(|| sense(name, place));
        }
    }
    let best = Together::gathered(spotted, &evidence, &known).settled();
    let mut senses = Vec::new();
    for name in spotted {
        let area = |p: &&(Place, bool)| matches!(p.0.precision, Precision::Admin1 | Precision::Country);
        let held = name.container.then(|| name.bearers.iter().find(area)).flatten();
        let beside = name.bearers.iter().find(|(place, _)| name.is_beside(place));
        if let Some((place, _)) = held.or(beside) {
            senses.push(Some(sense(name, place)));
            continue;
        }
        if let Some(sense) = known.get(name.key.as_str()) {
            senses.push(Some(sense.clone()));
            continue;
        }
        let best = best.get(name.key.as_str()).map(|place| sense(name, place));
        known.extend(best.clone().map(|sense| (name.key.as_str(), sense)));
        senses.push(best);
    }
    senses
}

/// In so many rounds what one name is taken for tells on the others.
const ROUNDS: usize = 2;
/// What all names near a bearer, and all in its province or country, say for it at most.
const NEARBY: f64 = 3.0;
const AKIN: f64 = 1.0;
const AKIN_AREA: f64 = 4.0;
/// The digits of how many circles of 80 kilometres a large country holds.
const SURPRISE: f64 = 2.3;

/// The names of a report weighed together: bearers that lie near each other, or in one province, speak for each other, the more the fewer
/// bearers a name has and the likelier each is by itself.
struct Together<'s, 'p> {
    names: Vec<Weighed<'s, 'p>>,
}

struct Weighed<'s, 'p> {
    key: &'s str,
    /// Each bearer with what speaks for it alone.
    bearers: Vec<(&'s Place<'p>, f64)>,
    /// The same with what the other names say, as of the last round.
    now: Vec<f64>,
}

impl<'s, 'p> Together<'s, 'p> {
    fn gathered(
        spotted: &'s [Spotted<'p>],
        evidence: &Evidence<'s>,
        known: &BTreeMap<&str, Sense>,
    ) -> Together<'s, 'p> {
        let mut names: Vec<Weighed> = Vec::new();
        for name in spotted.iter().filter(|name| !name.container) {
            if names.iter().any(|other| other.key == name.key) {
                continue;
            }
            let settled = known.get(name.key.as_str()).map(|sense| sense.place.id);
            let fits = |place: &&(Place, bool)| settled.is_none_or(|id| id == place.0.id);
            let weight = |(at, (place, alternate)): (usize, &'s (Place<'p>, bool))| {
                // The gazetteer's own order weighs too: the first is the one that the name brings to mind.
                (place, evidence.weight(name, place, *alternate) + if at == 0 { 0.6 } else { 0.0 })
            };
            let bearers: Vec<(&'s Place<'p>, f64)> =
                name.bearers.iter().filter(fits).take(MOST).enumerate().map(weight).collect();
            let now = bearers.iter().map(|(_, weight)| *weight).collect();
            names.push(Weighed { key: &name.key, bearers, now });
        }
        Together { names }
    }

    /// The bearer of each name that counts most after some rounds; of equals the first.
    fn settled(mut self) -> BTreeMap<&'s str, &'s Place<'p>> {
        for _ in 0..ROUNDS {
            let next: Vec<Vec<f64>> = (0..self.names.len()).map(|at| self.round(at)).collect();
            for (name, now) in self.names.iter_mut().zip(next) {
                name.now = now;
            }
        }
        let best = |name: &Weighed<'s, 'p>| Some((name.key, name.bearers.get(name.best()?)?.0));
        self.names.iter().filter_map(best).collect()
    }

    fn round(&self, at: usize) -> Vec<f64> {
        let name = &self.names[at];
        if name.bearers.len() < 2 {
            return name.now.clone();
        }
        let others: Vec<&Weighed> = self.names.iter().filter(|other| !nested(other.key, name.key)).collect();
        let weighed = |(place, weight): &(&Place<'p>, f64)| {
            let akin = others.iter().filter(|other| other.is_akin(place)).count() as f64;
            if place.precision.is_area() && place.precision != Precision::Admin2 {
                return weight + (0.6 * akin).min(AKIN_AREA);
            }
            let near: f64 = others.iter().map(|other| other.speaks_for(place)).sum();
            weight + (0.7 * near).min(NEARBY) + (0.3 * akin).min(AKIN)
        };
        name.bearers.iter().map(weighed).collect()
    }
}

impl Weighed<'_, '_> {
    fn best(&self) -> Option<usize> {
        let mut best: Option<(usize, f64)> = None;
        for (at, weight) in self.now.iter().enumerate() {
            if best.is_none_or(|(_, known)| *weight > known) {
                best = Some((at, *weight));
            }
        }
        best.map(|(at, _)| at)
    }

    /// How much one of its bearers near a place says for that place: chance alone puts one there the likelier the more there are.
    fn speaks_for(&self, place: &Place) -> f64 {
        let Some(top) = self.best().map(|at| self.now[at]) else { return 0.0 };
        let surprise = SURPRISE - magnitude(self.bearers.len() as u64);
        let said = self.bearers.iter().zip(&self.now).filter(|((other, _), _)| close(other, place));
        let said = said.map(|(_, now)| surprise - 0.5 * (top - now));
        said.fold(0.0, f64::max)
    }

    /// True where its likeliest bearer lies in the same province; for a country, in it.
    fn is_akin(&self, place: &Place) -> bool {
        let best = self.best().map(|at| self.bearers[at].0).filter(|best| best.country == place.country);
        best.is_some_and(|best| match place.precision {
            Precision::Country => !best.precision.is_area(),
            _ => place.admin1.is_some() && best.admin1 == place.admin1,
        })
    }
}

/// "Anderson" and "Anderson County": one name within the other says nothing new.
fn nested(a: &str, b: &str) -> bool {
    let within = |a: &str, b: &str| a.split(' ').all(|word| b.split(' ').any(|other| other == word));
    within(a, b) || within(b, a)
}

/// Within 80 kilometres; neither is a province, a country or a sea.
fn close(a: &Place, b: &Place) -> bool {
    (!a.precision.is_area() || a.precision == Precision::Admin2)
        && (a.lat - b.lat).abs() < 0.75
        && distance_km(a, b) < 80.0
}

fn sense<'p>(name: &Spotted, place: &Place<'p>) -> Sense<'p> {
    let country = place.country.unwrap_or("no one country");
    let mut because =
        Because::rule(format!("places#{}", place.id)).note(format!("{}, {country}", place.name));
    let others = name.bearers.iter().filter(|(other, _)| other.id != place.id).take(4);
    because.considered =
        others.map(|(other, _)| format!("{} ({})", other.id, other.country.unwrap_or("-"))).collect();
    Sense { place: *place, because }
}

impl<'s> Evidence<'s> {
    /// What needs no choice: places beside their province or country, provinces and countries, names with one bearer.
    fn gathered(
        spotted: &'s [Spotted<'s>],
        spoken: &BTreeMap<String, u32>,
        home: Option<&'s str>,
    ) -> Evidence<'s> {
        let mut evidence = Evidence { named: spoken.clone(), home, ..Evidence::default() };
        for name in spotted {
            let beside = name.bearers.iter().find(|(place, _)| name.is_beside(place));
            let only = name.bearers.first().filter(|_| name.bearers.len() == 1);
            let area = name
                .bearers
                .first()
                .filter(|(p, _)| p.precision >= Precision::Admin1 && p.precision != Precision::Region);
            let held = name
                .bearers
                .iter()
                .find(|(p, _)| p.precision == Precision::Admin1)
                .filter(|_| name.container);
            if let Some((place, _)) = beside.or(held).or(only).or(area) {
                evidence.hears(&name.key, place);
            }
        }
        evidence
    }

    fn hears(&mut self, key: &'s str, place: &Place<'s>) {
        let once = |list: &mut Vec<&'s str>| {
            if !list.contains(&key) {
                list.push(key);
            }
        };
        let Some(country) = place.country else { return };
        once(self.countries.entry(country).or_default());
        if let Some(province) = place.admin1 {
            once(self.provinces.entry((country, province)).or_default());
        }
    }

    fn weight(&self, name: &Spotted, place: &Place, alternate: bool) -> f64 {
        let others = |list: Option<&Vec<&str>>| {
            list.map_or(0, |list| list.iter().filter(|key| **key != name.key).count()) as f64
        };
        let country = place.country.unwrap_or("");
        let province = place.admin1.unwrap_or("");
        let spoken = self.named.get(country).copied().unwrap_or(0);
        // How often the actors' table found the country is no witness for the country's own name.
        let own = if place.precision == Precision::Country { 0 } else { spoken };
        let in_country = (0.5 * others(self.countries.get(country)) + 0.25 * f64::from(own)).min(1.8);
        let in_province = (1.3 * others(self.provinces.get(&(country, province)))).min(2.6);
        let home = if self.home.is_some() && self.home == place.country { 0.7 } else { 0.0 };
        prior(place, alternate) + in_country + in_province + home
    }
}

/// How likely a bearer is where nothing else is known: the order of magnitude of its inhabitants; a capital and a country count more.
fn prior(place: &Place, alternate: bool) -> f64 {
    let people = magnitude(place.population);
    let base = match place.precision {
        Precision::Country => 8.2,
        Precision::Region => 6.7,
        Precision::Point => 4.7,
        Precision::Admin1 if people > 0.0 => people - 0.4,
        _ if place.is_feature() => 4.7,
        _ if place.kind == "capital" => people + 1.2,
        _ => people,
    };
    if alternate && place.precision != Precision::Country { base - 1.0 } else { base }
}

/// The number of digits and how far through the last: like a logarithm to the base ten, and the same on every processor.
fn magnitude(number: u64) -> f64 {
    let digits = number.checked_ilog10().unwrap_or(0);
    let power = 10u64.saturating_pow(digits);
    let rest = number.max(1) as f64 / power as f64;
    f64::from(digits) + (rest - 1.0) / 9.0
}
