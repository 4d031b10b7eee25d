//! Voices: what filters and lists need of every claim, a few bytes each, held in memory beside the atlas and read when claims are first asked for: which of
//! them a filter lets through, in the order of lists, and who speaks how often. It says the same as the conditions in SQL (`filter.rs`), which is tested.

use crate::atlas::{Atlas, index};
use crate::choice::{Lists, Passing, between};
use crate::filter::Filter;
use crate::packed::SHIFT;
use crate::paging::{Order, Speaker};
use crate::schema::role;
use crate::store::{Error, Record};
use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use text::Date;

/// One claim.
struct Saying {
    number: i64,
    /// Place of its report in the atlas.
    report: u32,
    last: Option<Date>,
    confidence: f64,
}

/// Every claim, in the order of lists.
#[derive(Default)]
pub struct Voices {
    claims: Vec<Saying>,
    /// Places of claims by the day they are shown with: that of the saying, else of the report; the last first.
    newest: Vec<u32>,
    /// Speakers and those addressed, each with the claims.
    speakers: Lists,
    addressees: Lists,
    /// Mentions by their place in the atlas, and the claims that they stand in.
    inside: Vec<(u32, u32)>,
}

/// A claim's id in few bytes.
fn short(id: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

impl Record {
    /// The voices of an atlas, read where they are not yet.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn voices<'a>(&self, atlas: &'a Atlas) -> Result<&'a Voices, Error> {
        if let Some(known) = atlas.voices.get() {
            return Ok(known);
        }
        let read = self.read_voices(atlas)?;
        Ok(atlas.voices.get_or_init(|| read))
    }

    fn read_voices(&self, atlas: &Atlas) -> Result<Voices, Error> {
        let (mut voices, mut found) = (Voices::default(), Vec::new());
        self.through("SELECT n, id, date_earliest, date_latest, confidence FROM claims", |row| {
            let number: i64 = row.get(0)?;
            let Some(report) = atlas.choice.report_of(number >> SHIFT) else { return Ok(()) };
            let day = |at: usize| -> rusqlite::Result<Option<Date>> {
                Ok(row.get_ref(at)?.as_str_or_null()?.and_then(|day| day.parse().ok()))
            };
            let id = row.get_ref(1)?.as_str_or_null()?.unwrap_or_default();
            // Ids are a letter and twelve digits of sixteen: as a number they stand in the same order.
            let place =
                id.get(2..).and_then(|digits| u64::from_str_radix(digits, 16).ok()).unwrap_or(u64::MAX);
            let last = day(3)?;
            let confidence = row.get::<_, Option<f64>>(4)?.unwrap_or(f64::NAN);
            found.push((last, day(2)?, place, short(id), Saying { number, report, last, confidence }));
            Ok(())
        })?;
        found
            .sort_unstable_by_key(|(last, earliest, place, _, said)| (*last, *earliest, *place, said.number));
        let by_id: HashMap<u64, u32> = found.iter().enumerate().map(|(at, one)| (one.3, index(at))).collect();
        voices.claims = found.into_iter().map(|one| one.4).collect();
        let mut places: Vec<(i64, u32)> =
            voices.claims.iter().enumerate().map(|(at, said)| (said.number, index(at))).collect();
        places.sort_unstable();
        self.through("SELECT who, role, n FROM parties WHERE role IN (5, 6)", |row| {
            let number: i64 = row.get(2)?;
            let Ok(at) = places.binary_search_by_key(&number, |(number, _)| *number) else { return Ok(()) };
            let lists = match row.get::<_, u8>(1)? {
                role::SPEAKER => &mut voices.speakers,
                _ => &mut voices.addressees,
            };
            lists.0.push((row.get(0)?, places[at].1));
            Ok(())
        })?;
        let day = |at: u32| {
            let said = &voices.claims[at as usize];
            said.last.or(atlas.choice.published(said.report))
        };
        voices.newest = (0..index(voices.claims.len())).rev().collect();
        voices.newest.sort_by_key(|&at| std::cmp::Reverse(day(at)));
        voices.speakers.sort();
        voices.addressees.sort();
        self.through("SELECT n, said_by FROM event_mentions WHERE said_by IS NOT NULL", |row| {
            let mention = atlas.choice.mention_of(row.get(0)?);
            let claim = row.get_ref(1)?.as_str_or_null()?.and_then(|id| by_id.get(&short(id)));
            voices.inside.extend(mention.zip(claim.copied()));
            Ok(())
        })?;
        voices.inside.sort_unstable();
        Ok(voices)
    }

    /// Who speaks, with how many of some claims, most first.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn speakers(&self, atlas: &Atlas, said: &[usize], most: usize) -> Result<Vec<Speaker>, Error> {
        let voices = self.voices(atlas)?;
        let mut chosen = vec![false; voices.claims.len()];
        said.iter().for_each(|&at| chosen[at] = true);
        let mut many: HashMap<u32, u64> = HashMap::new();
        for (who, _) in voices.speakers.0.iter().filter(|(_, claim)| chosen[*claim as usize]) {
            *many.entry(*who).or_default() += 1;
        }
        let mut all: Vec<(u64, u32)> = many.into_iter().map(|(who, claims)| (claims, who)).collect();
        let name = |who: u32| atlas.choice.name(who);
        all.sort_unstable_by(|a, b| b.0.cmp(&a.0).then_with(|| name(a.1).cmp(name(b.1))).then(a.1.cmp(&b.1)));
        let mut told = Vec::new();
        for (claims, who) in all.into_iter().take(most) {
            let query = format!(
                "SELECT name, ifnull(code, ''), ifnull(sector, ''), ifnull(actor, '') FROM who WHERE n = {who}"
            );
            self.through(&query, |row| {
                let (name, code, sector, id) = (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
                told.push(Speaker { name, code, sector, id, claims });
                Ok(())
            })?;
        }
        Ok(told)
    }
}

impl Voices {
    /// The claims that a filter lets through, in the order of lists.
    pub fn chosen(&self, atlas: &Atlas, filter: &Filter) -> Vec<usize> {
        if filter.own_voice {
            return Vec::new();
        }
        let choice = &atlas.choice;
        let mut passing = Passing(vec![true; self.claims.len()]);
        for speaker in [&filter.actor, &filter.said_by].into_iter().flatten() {
            passing.keep(choice.party(speaker).into_iter().flat_map(|who| self.speakers.of(who)));
        }
        if let Some(with) = &filter.with {
            passing.keep(choice.party(with).into_iter().flat_map(|who| self.addressees.of(who)));
        }
        if let Some(sector) = &filter.sector {
            passing.keep(choice.sector(sector).into_iter().flat_map(|who| self.speakers.of(who)));
        }
        let (days, reports) = (between(filter), atlas.reports(filter));
        passing.test(|at| {
            let claim = &self.claims[at];
            reports[claim.report as usize]
                && days(claim.last)
                && filter.min_confidence.is_none_or(|least| claim.confidence >= least)
        });
        let inside = Filter { aux: filter.aux.clone(), min_sources: filter.min_sources, ..filter.what() };
        if inside.is_set() {
            let told = atlas.telling(&inside);
            let claims = self.inside.iter().filter(|(mention, _)| told.0[*mention as usize]);
            passing.keep(claims.map(|(_, claim)| *claim as usize));
        }
        passing.rows().collect()
    }

    /// A part of the chosen claims, in an order, by their numbers in the store.
    pub fn part(&self, chosen: &[usize], order: Order, skip: usize, most: usize) -> Vec<i64> {
        let number = |at: usize| self.claims[at].number;
        match order {
            Order::Contract => chosen.iter().skip(skip).take(most).map(|&at| number(at)).collect(),
            _ => {
                let mut within = vec![false; self.claims.len()];
                chosen.iter().for_each(|&at| within[at] = true);
                let newest = self.newest.iter().map(|&at| at as usize).filter(|&at| within[at]);
                newest.skip(skip).take(most).map(number).collect()
            }
        }
    }
}
