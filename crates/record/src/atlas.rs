//! Atlas: what pictures need of every event, a few bytes each, held in memory; and the sums over any choice of events. A record's rows are wide, so
//! that a sum over all of them reads the whole file; the atlas reads it once and answers every filter after that in milliseconds.

use crate::choice::{Choice, Printed};
use crate::count::{begin, name as period};
use crate::namings::Namings;
use crate::paging::Order;
use crate::store::{Error, Record};
use crate::tables::table;
use crate::voices::Voices;
use rusqlite::Row as SqlRow;
use serde::Serialize;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;
use text::Date;

/// Every event in a few bytes. Events are named by their place in it.
#[derive(Default)]
pub struct Atlas {
    /// In the order of lists.
    pub(crate) events: Vec<Brief>,
    /// Numbers in the store and places here, by number.
    numbers: Vec<(i64, u32)>,
    places: Vec<Place>,
    pub(crate) stories: Vec<String>,
    pub(crate) outlets: Vec<Outlet>,
    pub(crate) choice: Choice,
    pub(crate) voices: OnceLock<Voices>,
    pub(crate) namings: OnceLock<Namings>,
    nodes: Vec<String>,
    /// Event, actor and recipient, by event; who acts on nobody stands in no tie.
    ties: Vec<(u32, u32, u32)>,
    /// Event and outlet, by event.
    told: Vec<(u32, u32)>,
}

/// What is held of one event.
pub(crate) struct Brief {
    /// Its number in the store.
    number: i64,
    first: Option<Date>,
    pub(crate) last: Option<Date>,
    score: f32,
    pub(crate) sources: u32,
    mentions: u32,
    /// Place in `places`, one more; 0 where none is known.
    place: u32,
    /// Place in `stories`, one more.
    story: u32,
    pub(crate) quad: u8,
    disputed: bool,
    pub(crate) own_voice: bool,
    /// Its category, as the choice counts them.
    pub(crate) kind: u16,
    /// Confidence of its surest mention.
    pub(crate) surest: f64,
}

#[derive(Default)]
struct Place {
    name: String,
    country: String,
    lat: f64,
    lon: f64,
    precision: String,
}

/// One outlet.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Outlet {
    /// Its name.
    pub outlet: String,
    /// Its reports in the record.
    pub reports: u64,
    /// The chosen events that it tells of.
    pub events: u64,
}

/// Events of one kind of another, by quad.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct Quads {
    /// All.
    pub events: u64,
    /// Quad 1.
    pub verbal_cooperation: u64,
    /// Quad 2.
    pub material_cooperation: u64,
    /// Quad 3.
    pub verbal_conflict: u64,
    /// Quad 4.
    pub material_conflict: u64,
}

/// A period and what happened in it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Bar {
    /// Its name, as `count` names it.
    pub period: String,
    /// Its first day.
    pub begins: Option<Date>,
    /// How many events.
    #[serde(flatten)]
    pub quads: Quads,
}

/// Events over time.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Bars {
    /// `day`, `week`, `month` or `year`.
    pub unit: &'static str,
    /// Events without a day.
    pub undated: u64,
    /// Periods in which something happened, in their order.
    pub rows: Vec<Bar>,
}

/// All events from one node to another.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Tie {
    /// Who acts.
    pub actor: String,
    /// Towards whom.
    pub recipient: String,
    /// How many events.
    pub events: u64,
    /// Of them, cooperation in words and deeds.
    pub cooperation: u64,
    /// Of them, conflict in words and deeds.
    pub conflict: u64,
    /// Mean score, -10 to 10.
    pub score: f64,
}

/// All events at one place.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Site {
    /// Its name.
    pub place: String,
    /// Its country, ISO 3166 alpha-3.
    pub country: String,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// `point`, `city`, `admin2`, `admin1`, `country` or `region`.
    pub precision: String,
    /// How many events.
    #[serde(flatten)]
    pub quads: Quads,
}

/// What lanes of a timeline stand for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lanes {
    /// One lane for all.
    None,
    /// A story.
    Story,
    /// Two parties.
    Pair,
    /// A place.
    Place,
}

/// One lane: its name, how many events belong to it, and those shown.
pub type Lane = (String, usize, Vec<usize>);

/// A node of a network: a state with its organs is one; armed camps, media and others of a country stand beside it; who has no code goes by name.
pub fn node(code: &str, sector: &str, name: &str) -> String {
    match (code, sector) {
        ("", _) => name.to_owned(),
        (code, "" | "GOV" | "MIL" | "COP" | "SPY" | "JUD" | "LEG") => code.to_owned(),
        (code, sector) => format!("{code} {sector}"),
    }
}

impl Record {
    /// Reads what pictures need of every event.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn atlas(&self) -> Result<Atlas, Error> {
        let mut atlas = Atlas::default();
        let ids = self.briefs(&mut atlas)?;
        self.told(&mut atlas, &ids)?;
        drop(ids);
        self.parties_and_marks(&mut atlas)?;
        self.ties(&mut atlas)?;
        Ok(atlas)
    }

    /// Hands each row of a query on.
    pub(crate) fn through(
        &self,
        query: &str,
        mut take: impl FnMut(&SqlRow) -> rusqlite::Result<()>,
    ) -> Result<(), Error> {
        let mut statement = self.sql(self.db().prepare(query))?;
        let mut rows = self.sql(statement.query([]))?;
        while let Some(row) = self.sql(rows.next())? {
            self.sql(take(row))?;
        }
        Ok(())
    }

    /// The events themselves; gives the place of each id.
    fn briefs(&self, atlas: &mut Atlas) -> Result<HashMap<String, u32>, Error> {
        let mut ids = HashMap::new();
        let mut places: HashMap<String, u32> = HashMap::new();
        let order = table("events").map_or("n", |table| table.order);
        let query = format!(
            "SELECT n, id, date_earliest, date_latest, score, sources, mentions, place, quad, disputes <> '[]', own_voice, event, surest FROM events ORDER BY {order}"
        );
        self.through(&query, |row| {
            let day = |at: usize| -> rusqlite::Result<Option<Date>> {
                Ok(row.get_ref(at)?.as_str_or_null()?.and_then(|day| day.parse().ok()))
            };
            let place = match row.get_ref(7)?.as_str_or_null()? {
                None => 0,
                Some(json) => match places.get(json) {
                    Some(&known) => known,
                    None => {
                        let at = Place::read(json).map_or(0, |place| {
                            atlas.places.push(place);
                            index(atlas.places.len())
                        });
                        places.insert(json.to_owned(), at);
                        at
                    }
                },
            };
            ids.insert(row.get(1)?, index(atlas.events.len()));
            let kind = atlas.choice.kind(row.get_ref(11)?.as_str_or_null()?.unwrap_or_default());
            atlas.events.push(Brief {
                number: row.get(0)?,
                first: day(2)?,
                last: day(3)?,
                score: row.get::<_, Option<f32>>(4)?.unwrap_or_default(),
                sources: row.get::<_, Option<u32>>(5)?.unwrap_or_default(),
                mentions: row.get::<_, Option<u32>>(6)?.unwrap_or_default(),
                place,
                story: 0,
                quad: row.get::<_, Option<u8>>(8)?.unwrap_or_default().min(4),
                disputed: row.get::<_, Option<bool>>(9)?.unwrap_or_default(),
                own_voice: row.get::<_, Option<i64>>(10)?.unwrap_or_default() > 0,
                kind,
                surest: row.get::<_, Option<f64>>(12)?.unwrap_or(f64::NAN),
            });
            Ok(())
        })?;
        atlas.number();
        Ok(ids)
    }

    /// Which outlets tell of each event, and in which story.
    fn told(&self, atlas: &mut Atlas, ids: &HashMap<String, u32>) -> Result<(), Error> {
        let (mut outlets, mut stories) = (HashMap::new(), HashMap::new());
        self.through(
            "SELECT n, ifnull(outlet, ''), ifnull(story, ''), published_latest FROM reports ORDER BY n",
            |row| {
                let outlet = number_of(&mut outlets, row.get(1)?);
                let story = number_of(&mut stories, row.get(2)?);
                atlas.outlets.resize(outlets.len(), Outlet::default());
                atlas.outlets[outlet as usize].reports += 1;
                let published = row.get_ref(3)?.as_str_or_null()?.and_then(|day| day.parse().ok());
                atlas.choice.report(Printed { number: row.get(0)?, outlet, story, published });
                Ok(())
            },
        )?;
        for (outlet, name) in atlas.outlets.iter_mut().zip(names(outlets)) {
            outlet.outlet = name;
        }
        atlas.stories = names(stories);
        self.tellings(atlas, ids)?;
        for (event, outlet, story) in atlas.choice.told() {
            atlas.told.push((event, outlet));
            let known = &mut atlas.events[event as usize].story;
            // Of several stories the first in the alphabet of ids: whatever the order of rows, the same.
            let name = |story: u32| atlas.stories.get(story as usize).filter(|name| !name.is_empty());
            if name(story).is_some_and(|new| *known == 0 || name(*known - 1).is_some_and(|old| new < old)) {
                *known = story + 1;
            }
        }
        atlas.told.sort_unstable();
        atlas.told.dedup();
        Ok(())
    }

    fn ties(&self, atlas: &mut Atlas) -> Result<(), Error> {
        let mut nodes = HashMap::new();
        let mut node_of: HashMap<i64, u32> = HashMap::new();
        self.through("SELECT n, ifnull(code, ''), ifnull(sector, ''), name FROM who", |row| {
            let name = node(row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?, row.get_ref(3)?.as_str()?);
            node_of.insert(row.get(0)?, number_of(&mut nodes, name));
            Ok(())
        })?;
        atlas.nodes = names(nodes);
        self.through("SELECT n, actor, recipient FROM pairs WHERE recipient > 0", |row| {
            let event = atlas.at(row.get(0)?);
            let (actor, recipient) = (node_of.get(&row.get(1)?), node_of.get(&row.get(2)?));
            if let (Some(event), Some(&actor), Some(&recipient)) = (event, actor, recipient)
                && actor != recipient
            {
                atlas.ties.push((index(event), actor, recipient));
            }
            Ok(())
        })?;
        atlas.ties.sort_unstable();
        atlas.ties.dedup();
        Ok(())
    }
}

/// A place in a list; lists of more than four thousand millions do not fit into memory.
pub(crate) fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

fn number_of(known: &mut HashMap<String, u32>, name: String) -> u32 {
    let next = index(known.len());
    *known.entry(name).or_insert(next)
}

/// Names by their numbers.
fn names(known: HashMap<String, u32>) -> Vec<String> {
    let mut all: Vec<(String, u32)> = known.into_iter().collect();
    all.sort_by_key(|(_, at)| *at);
    all.into_iter().map(|(name, _)| name).collect()
}

impl Atlas {
    /// How many events it holds.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// True where the record holds no event.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// Finds events by their numbers from now on.
    fn number(&mut self) {
        self.numbers = self.events.iter().enumerate().map(|(at, event)| (event.number, index(at))).collect();
        self.numbers.sort_unstable();
    }

    /// The event of a number of the store.
    pub(crate) fn at(&self, number: i64) -> Option<usize> {
        let known = self.numbers.binary_search_by_key(&number, |(number, _)| *number).ok()?;
        Some(self.numbers[known].1 as usize)
    }

    /// A part of the chosen events, in an order, by their numbers in the store.
    pub fn part(&self, chosen: &[usize], order: Order, skip: usize, most: usize) -> Vec<i64> {
        let part: Vec<usize> = match order {
            Order::Contract => chosen.iter().copied().skip(skip).take(most).collect(),
            Order::Newest => chosen.iter().rev().copied().skip(skip).take(most).collect(),
            Order::Largest => {
                let mut all = chosen.to_vec();
                all.sort_by_key(|&at| (std::cmp::Reverse(self.events[at].sources), at));
                all.into_iter().skip(skip).take(most).collect()
            }
        };
        self.numbers(&part)
    }

    /// Numbers in the store of these events, in this order.
    pub fn numbers(&self, events: &[usize]) -> Vec<i64> {
        events.iter().filter_map(|&at| self.events.get(at)).map(|event| event.number).collect()
    }

    /// Events over time, in days, weeks, months or years, whichever give a picture of some hundred bars. An event counts on the last day it can have
    /// happened.
    pub fn bars(&self, chosen: &[usize]) -> Bars {
        let days: Vec<(Date, u8)> = chosen
            .iter()
            .filter_map(|&at| Some((self.events[at].last.or(self.events[at].first)?, self.events[at].quad)))
            .collect();
        let unit = unit(&days);
        // A day's name is made once, however many events it has.
        let mut by_day: BTreeMap<Date, Quads> = BTreeMap::new();
        for (day, quad) in &days {
            by_day.entry(*day).or_default().add(*quad);
        }
        let mut rows: Vec<Bar> = Vec::new();
        for (day, quads) in by_day {
            let name = period(day, unit);
            match rows.last_mut().filter(|bar| bar.period == name) {
                Some(bar) => bar.quads.join(&quads),
                None => rows.push(Bar { begins: begin(&name), period: name, quads }),
            }
        }
        Bars { unit, undated: (chosen.len() - days.len()) as u64, rows }
    }

    /// Who acts towards whom, most events first.
    pub fn network(&self, chosen: &[usize], most: usize) -> Vec<Tie> {
        let within = self.within(chosen);
        let mut found: HashMap<(u32, u32), (u64, u64, u64, f64)> = HashMap::new();
        for &(event, actor, recipient) in self.ties.iter().filter(|tie| within[tie.0 as usize]) {
            let brief = &self.events[event as usize];
            let tie = found.entry((actor, recipient)).or_default();
            tie.0 += 1;
            tie.1 += u64::from(matches!(brief.quad, 1 | 2));
            tie.2 += u64::from(matches!(brief.quad, 3 | 4));
            tie.3 += f64::from(brief.score);
        }
        let name = |at: u32| self.nodes[at as usize].clone();
        let named =
            found.into_iter().map(|((actor, recipient), (events, cooperation, conflict, score))| Tie {
                actor: name(actor),
                recipient: name(recipient),
                events,
                cooperation,
                conflict,
                score: (score / events.max(1) as f64 * 10.0).round() / 10.0,
            });
        let mut all: Vec<Tie> =
            named.filter(|tie| !tie.actor.is_empty() && !tie.recipient.is_empty()).collect();
        all.sort_by(|a, b| (b.events, &a.actor, &a.recipient).cmp(&(a.events, &b.actor, &b.recipient)));
        all.truncate(most);
        all
    }

    /// Where it happened, most events first; and how many of the events have a place.
    pub fn map(&self, chosen: &[usize], most: usize) -> (Vec<Site>, usize) {
        let mut quads = vec![Quads::default(); self.places.len()];
        let mut placed = 0;
        for event in chosen.iter().map(|&at| &self.events[at]).filter(|event| event.place > 0) {
            quads[event.place as usize - 1].add(event.quad);
            placed += 1;
        }
        let sites = self.places.iter().zip(quads).filter(|(_, quads)| quads.events > 0);
        let mut all: Vec<Site> = sites
            .map(|(place, quads)| Site {
                place: place.name.clone(),
                country: place.country.clone(),
                lat: place.lat,
                lon: place.lon,
                precision: place.precision.clone(),
                quads,
            })
            .collect();
        all.sort_by(|a, b| {
            (b.quads.events, &a.place, &a.country).cmp(&(a.quads.events, &b.place, &b.country))
        });
        all.truncate(most);
        (all, placed)
    }

    /// Outlets by how many of the events they tell of.
    pub fn outlets(&self, chosen: &[usize], most: usize) -> Vec<Outlet> {
        let within = self.within(chosen);
        let mut all = self.outlets.clone();
        for &(_, outlet) in self.told.iter().filter(|told| within[told.0 as usize]) {
            all[outlet as usize].events += 1;
        }
        all.retain(|outlet| outlet.events > 0 || chosen.len() == self.events.len());
        all.sort_by(|a, b| (b.events, b.reports, &a.outlet).cmp(&(a.events, a.reports, &b.outlet)));
        all.truncate(most);
        all
    }

    /// Ids of the stories in which most of the events are told.
    pub fn stories(&self, chosen: &[usize], most: usize) -> Vec<&str> {
        let mut events = vec![0_u32; self.stories.len()];
        chosen
            .iter()
            .map(|&at| self.events[at].story as usize)
            .filter(|story| *story > 0)
            .for_each(|story| events[story - 1] += 1);
        let mut all: Vec<(u32, &str)> = events
            .into_iter()
            .zip(self.stories.iter().map(String::as_str))
            .filter(|(events, _)| *events > 0)
            .collect();
        all.sort_by(|a, b| (b.0, a.1).cmp(&(a.0, b.1)));
        all.into_iter().take(most).map(|(_, story)| story).collect()
    }

    /// The events that most independent sources tell, and most mentions; those that are disputed alone, or those with a day alone, where that is asked.
    pub fn best(&self, chosen: &[usize], most: usize, fits: impl Fn(&Told) -> bool) -> Vec<usize> {
        let told = |at: usize| {
            let event = &self.events[at];
            Told {
                disputed: event.disputed,
                dated: event.last.or(event.first).is_some(),
                own_voice: event.own_voice,
                sources: event.sources,
            }
        };
        let mut all: Vec<usize> = chosen.iter().copied().filter(|&at| fits(&told(at))).collect();
        let key = |&at: &usize| (std::cmp::Reverse((self.events[at].sources, self.events[at].mentions)), at);
        if all.len() > most {
            all.select_nth_unstable_by_key(most, key);
            all.truncate(most);
        }
        all.sort_unstable_by_key(key);
        all
    }

    /// How many of the events are told in no outlet's own voice, are disputed, stand on several independent sources.
    pub fn standing(&self, chosen: &[usize]) -> (usize, usize, usize) {
        let events = || chosen.iter().map(|&at| &self.events[at]);
        (
            events().filter(|event| !event.own_voice).count(),
            events().filter(|event| event.disputed).count(),
            events().filter(|event| event.sources > 1).count(),
        )
    }

    /// Lanes of a timeline, fullest first, each with those of its events that are told best.
    pub fn lanes(&self, chosen: &[usize], by: Lanes, most: usize, each: usize) -> Vec<Lane> {
        // Lanes by their number or numbers; only the fullest are named.
        let mut lanes: HashMap<(u32, u32), Vec<usize>> = HashMap::new();
        match by {
            Lanes::None => drop(lanes.insert((0, 0), chosen.to_vec())),
            Lanes::Story | Lanes::Place => {
                let key = |event: &Brief| if by == Lanes::Story { event.story } else { event.place };
                for &at in chosen.iter().filter(|&&at| key(&self.events[at]) > 0) {
                    lanes.entry((key(&self.events[at]), 0)).or_default().push(at);
                }
            }
            Lanes::Pair => {
                let within = self.within(chosen);
                for &(event, a, b) in self.ties.iter().filter(|tie| within[tie.0 as usize]) {
                    let lane = lanes.entry((a.min(b), a.max(b))).or_default();
                    // An event's ties stand together: both directions of one are met one after the other.
                    if lane.last() != Some(&(event as usize)) {
                        lane.push(event as usize);
                    }
                }
            }
        }
        let mut fullest: Vec<((u32, u32), Vec<usize>)> = lanes.into_iter().collect();
        fullest.sort_unstable_by_key(|(key, events)| (std::cmp::Reverse(events.len()), *key));
        // Two places of one name are one lane, so that some more are named than are shown.
        fullest.truncate(most * 4);
        let mut named: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (key, events) in fullest {
            named.entry(self.lane(by, key)).or_default().extend(events);
        }
        let mut all: Vec<Lane> =
            named.into_iter().map(|(name, events)| (name, events.len(), events)).collect();
        all.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
        all.truncate(most);
        for lane in &mut all {
            lane.2.sort_unstable();
            lane.2 = self.best(&lane.2, each, |told| told.dated);
        }
        all
    }

    /// A lane's name by its numbers.
    fn lane(&self, by: Lanes, (a, b): (u32, u32)) -> String {
        match by {
            Lanes::None => String::new(),
            Lanes::Story => self.stories[a as usize - 1].clone(),
            Lanes::Place => self.places[a as usize - 1].name.clone(),
            Lanes::Pair => {
                let mut pair = [self.nodes[a as usize].as_str(), self.nodes[b as usize].as_str()];
                pair.sort_unstable();
                pair.join(" – ")
            }
        }
    }

    /// For each event, whether it is among the chosen.
    fn within(&self, chosen: &[usize]) -> Vec<bool> {
        let mut within = vec![false; self.events.len()];
        chosen.iter().for_each(|&at| within[at] = true);
        within
    }
}

/// How an event is told.
#[derive(Clone, Copy, Debug)]
pub struct Told {
    /// Reports differ on it.
    pub disputed: bool,
    /// It has a day.
    pub dated: bool,
    /// An outlet says it itself.
    pub own_voice: bool,
    /// On so many independent sources.
    pub sources: u32,
}

impl Quads {
    fn add(&mut self, quad: u8) {
        self.events += 1;
        let of = match quad {
            1 => &mut self.verbal_cooperation,
            2 => &mut self.material_cooperation,
            3 => &mut self.verbal_conflict,
            4 => &mut self.material_conflict,
            _ => return,
        };
        *of += 1;
    }

    fn join(&mut self, other: &Quads) {
        self.events += other.events;
        self.verbal_cooperation += other.verbal_cooperation;
        self.material_cooperation += other.material_cooperation;
        self.verbal_conflict += other.verbal_conflict;
        self.material_conflict += other.material_conflict;
    }
}

impl Place {
    /// A place with coordinates on the globe.
    fn read(json: &str) -> Option<Place> {
        let place: Value = serde_json::from_str(json).ok()?;
        let text = |field: &str| place.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        let degrees = |field: &str| place.get(field).and_then(Value::as_f64);
        let (lat, lon) = (degrees("lat")?, degrees("lon")?);
        let known = lat.abs() <= 90.0 && lon.abs() <= 180.0;
        known.then(|| Place {
            name: text("name"),
            country: text("country"),
            lat,
            lon,
            precision: text("precision"),
        })
    }
}

/// The unit that shows the days between which most events lie; a few of long ago do not make it coarse.
fn unit(days: &[(Date, u8)]) -> &'static str {
    let mut sorted: Vec<Date> = days.iter().map(|(day, _)| *day).collect();
    if sorted.is_empty() {
        return "day";
    }
    let last = sorted.len() - 1;
    let mut at = |share: usize| *sorted.select_nth_unstable(last * share / 100).1;
    let (low, high) = (at(5), at(95));
    match high.since(low).map_or(i32::MAX, |span| span.get_days()) {
        ..=62 => "day",
        63..=500 => "week",
        501..=4_500 => "month",
        _ => "year",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn brief(number: i64, day: &str, quad: u8, sources: u32) -> Brief {
        let day = day.parse().ok();
        Brief {
            number,
            first: day,
            last: day,
            score: 1.0,
            sources,
            mentions: 1,
            place: 0,
            story: 0,
            quad,
            disputed: false,
            own_voice: true,
            kind: 0,
            surest: 1.0,
        }
    }

    #[test]
    fn one_event_of_long_ago_does_not_make_years_of_days() {
        let mut events: Vec<Brief> =
            (1..=28).map(|day| brief(day, &format!("2022-07-{day:02}"), 4, 1)).collect();
        events.push(brief(29, "1979-02-11", 1, 1));
        events.push(brief(30, "", 1, 1));
        let atlas = Atlas { events, ..Atlas::default() };
        let bars = atlas.bars(&(0..30).collect::<Vec<_>>());
        assert_eq!((bars.unit, bars.undated, bars.rows.len()), ("day", 1, 29));
        assert_eq!(bars.rows[0].period, "1979-02-11");
        assert_eq!(bars.rows.iter().map(|bar| bar.quads.events).sum::<u64>(), 29);
    }

    #[test]
    fn the_best_told_come_first_and_the_rest_in_their_order() {
        let events = vec![
            brief(1, "2022-07-01", 4, 1),
            brief(2, "", 4, 9),
            brief(3, "2022-07-03", 4, 3),
            brief(7, "2022-07-03", 4, 3),
        ];
        let atlas = Atlas { events, ..Atlas::default() };
        let best = atlas.best(&[0, 1, 2, 3], 2, |told| told.dated);
        assert_eq!(atlas.numbers(&best), [3, 7]);
        assert_eq!(atlas.best(&[0, 1, 2, 3], 9, |_| true), [1, 2, 3, 0]);
        assert!(atlas.best(&[], 9, |_| true).is_empty());
    }

    #[test]
    fn nothing_has_no_bars_and_no_ties() {
        let atlas = Atlas::default();
        assert_eq!(atlas.bars(&[]).rows, []);
        assert!(
            atlas.network(&[], 9).is_empty()
                && atlas.map(&[], 9).0.is_empty()
                && atlas.lanes(&[], Lanes::Pair, 9, 9).is_empty()
        );
    }
}
