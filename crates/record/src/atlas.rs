//! Atlas: what pictures need of every event, a few bytes each, held in memory. A record's rows are wide, so that a sum over all of them reads the whole
//! file; the atlas reads it once, and every filter after that is answered off it in milliseconds (`choice.rs`, `sums.rs`).

use crate::choice::{Choice, Printed};
use crate::namings::Namings;
use crate::paging::Order;
use crate::store::{Error, Record};
use crate::sums::Outlet;
use crate::voices::Voices;
use rusqlite::Row as SqlRow;
use rusqlite::types::ValueRef;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::OnceLock;
use text::Date;

/// Every event in a few bytes. Events are named by their place in it.
#[derive(Default)]
pub struct Atlas {
    /// In the order of lists.
    pub(crate) events: Vec<Brief>,
    /// Numbers in the store and places here, by number.
    pub(crate) numbers: Vec<(i64, u32)>,
    pub(crate) places: Vec<Place>,
    pub(crate) stories: Vec<String>,
    pub(crate) outlets: Vec<Outlet>,
    pub(crate) choice: Choice,
    pub(crate) voices: OnceLock<Voices>,
    pub(crate) namings: OnceLock<Namings>,
    /// In the order of the alphabet.
    pub(crate) nodes: Vec<String>,
    /// Actors and recipients that meet, as places of nodes, each pair once; with each, the place of both in `sides`, whoever acts.
    pub(crate) pairs: Vec<(u32, u32, u32)>,
    pub(crate) sides: Vec<(u32, u32)>,
    /// Event and pair, by event; who acts on nobody stands in no tie.
    pub(crate) ties: Vec<(u32, u32)>,
    /// Event and outlet, by event.
    pub(crate) told: Vec<(u32, u32)>,
}

/// What is held of one event.
pub(crate) struct Brief {
    /// Its number in the store.
    pub(crate) number: i64,
    pub(crate) first: Option<Date>,
    pub(crate) last: Option<Date>,
    pub(crate) score: f32,
    pub(crate) sources: u32,
    pub(crate) mentions: u32,
    /// Place in `places`, one more; 0 where none is known.
    pub(crate) place: u32,
    /// Place in `stories`, one more.
    pub(crate) story: u32,
    pub(crate) quad: u8,
    pub(crate) disputed: bool,
    pub(crate) own_voice: bool,
    /// Its category, as the choice counts them.
    pub(crate) kind: u16,
    /// Confidence of its surest mention.
    pub(crate) surest: f64,
}

#[derive(Default)]
pub(crate) struct Place {
    pub(crate) name: String,
    pub(crate) country: String,
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    pub(crate) precision: String,
}

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
        let (mut scores, mut spots) = (HashMap::new(), HashMap::new());
        self.through("SELECT n, json ->> 1 FROM things WHERE n IN (SELECT kind FROM event_rows)", |row| {
            scores.insert(row.get::<_, i64>(0)?, row.get::<_, Option<f32>>(1)?);
            Ok(())
        })?;
        self.through("SELECT n, json FROM things WHERE n IN (SELECT place FROM event_rows)", |row| {
            spots.insert(row.get::<_, i64>(0)?, Place::read(row.get_ref(1)?.as_str()?));
            Ok(())
        })?;
        // The rows as they are kept, sorted here: the view would make JSON of each, and SQLite carry it through its sorting.
        let query = "SELECT n, id, date_earliest, date_latest, kind, sources, mentions, place, quad, ifnull(disputes, '[]') <> '[]', own_voice, event, surest FROM event_rows";
        let mut found: Vec<(String, Option<i64>, Brief)> = Vec::new();
        self.through(query, |row| {
            let day = |at: usize| -> rusqlite::Result<Option<Date>> {
                Ok(row.get_ref(at)?.as_str_or_null().ok().flatten().and_then(|day| day.parse().ok()))
            };
            let last = day(3)?;
            let kind = atlas.choice.kind(row.get_ref(11)?.as_str_or_null()?.unwrap_or_default());
            let brief = Brief {
                number: row.get(0)?,
                first: if row.get_ref(2)? == ValueRef::Integer(0) { last } else { day(2)? },
                last,
                score: row
                    .get::<_, Option<i64>>(4)?
                    .and_then(|n| scores.get(&n).copied()?)
                    .unwrap_or_default(),
                sources: row.get::<_, Option<u32>>(5)?.unwrap_or_default(),
                mentions: row.get::<_, Option<u32>>(6)?.unwrap_or_default(),
                place: 0,
                story: 0,
                quad: row.get::<_, Option<u8>>(8)?.unwrap_or_default().min(4),
                disputed: row.get::<_, Option<bool>>(9)?.unwrap_or_default(),
                own_voice: row.get::<_, Option<i64>>(10)?.unwrap_or_default() > 0,
                kind,
                surest: row.get::<_, Option<f64>>(12)?.unwrap_or(f64::NAN) / 1000.0,
            };
            found.push((row.get(1)?, row.get(7)?, brief));
            Ok(())
        })?;
        found.sort_unstable_by(|(a, _, one), (b, _, other)| {
            (as_text(one.last), as_text(one.first), a).cmp(&(as_text(other.last), as_text(other.first), b))
        });
        let (mut ids, mut places) = (HashMap::new(), HashMap::new());
        for (id, spot, mut brief) in found {
            if let Some(spot) = spot {
                brief.place = *places.entry(spot).or_insert_with(|| {
                    spots.remove(&spot).flatten().map_or(0, |place| {
                        atlas.places.push(place);
                        index(atlas.places.len())
                    })
                });
            }
            ids.insert(id, index(atlas.events.len()));
            atlas.events.push(brief);
        }
        atlas.number();
        Ok(ids)
    }

    /// Which outlets tell of each event, and in which story.
    fn told(&self, atlas: &mut Atlas, ids: &HashMap<String, u32>) -> Result<(), Error> {
        let (mut outlets, mut stories) = (HashMap::new(), HashMap::new());
        self.through(
            "SELECT n, ifnull(outlet, ''), ifnull(story, ''), published_latest FROM report_rows ORDER BY n",
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
        let mut names: Vec<(i64, String)> = Vec::new();
        self.through("SELECT n, ifnull(code, ''), ifnull(sector, ''), name FROM who", |row| {
            let name = node(row.get_ref(1)?.as_str()?, row.get_ref(2)?.as_str()?, row.get_ref(3)?.as_str()?);
            names.push((row.get(0)?, name));
            Ok(())
        })?;
        atlas.nodes = names.iter().map(|(_, name)| name.clone()).collect();
        atlas.nodes.sort_unstable();
        atlas.nodes.dedup();
        let place = |name: &String| atlas.nodes.binary_search(name).map_or(u32::MAX, index);
        let node_of: HashMap<i64, u32> = names.iter().map(|(number, name)| (*number, place(name))).collect();
        let mut ties: Vec<(u32, u32, u32)> = Vec::new();
        self.through("SELECT n, actor, recipient FROM pairs WHERE recipient > 0", |row| {
            let event = atlas.at(row.get(0)?);
            let (actor, recipient) = (node_of.get(&row.get(1)?), node_of.get(&row.get(2)?));
            if let (Some(event), Some(&actor), Some(&recipient)) = (event, actor, recipient)
                && actor != recipient
            {
                ties.push((index(event), actor, recipient));
            }
            Ok(())
        })?;
        ties.sort_unstable();
        ties.dedup();
        let (mut pairs, mut sides) = (HashMap::new(), HashMap::new());
        for (event, actor, recipient) in ties {
            let pair = *pairs.entry((actor, recipient)).or_insert_with(|| {
                let both = (actor.min(recipient), actor.max(recipient));
                let side = *sides.entry(both).or_insert_with(|| {
                    atlas.sides.push(both);
                    index(atlas.sides.len() - 1)
                });
                atlas.pairs.push((actor, recipient, side));
                index(atlas.pairs.len() - 1)
            });
            atlas.ties.push((event, pair));
        }
        Ok(())
    }
}

/// A day as its text is sorted: nothing first, then years before the first by their digits.
fn as_text(day: Option<Date>) -> (u8, i16, i8, i8) {
    day.map_or((0, 0, 0, 0), |day| {
        (if day.year() < 0 { 1 } else { 2 }, day.year().abs(), day.month(), day.day())
    })
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
