//! Sums: what pictures are drawn from, over any choice of the events of an atlas: bars of time, ties, places, outlets, lanes. Each is one pass over a
//! few bytes an event; names are made for what is shown alone.

use crate::atlas::{Atlas, Brief, index};
use crate::count::{begin, name as period};
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use text::Date;

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

impl Atlas {
    /// Events over time, in days, weeks, months or years, whichever give a picture of some hundred bars. An event counts on the last day it can have
    /// happened.
    pub fn bars(&self, chosen: &[usize]) -> Bars {
        let (mut by_day, mut undated): (BTreeMap<Date, Quads>, u64) = (BTreeMap::new(), 0);
        // Events come by their days: those of one day are added up before it is looked for.
        let mut run: Option<(Date, Quads)> = None;
        for event in chosen.iter().map(|&at| &self.events[at]) {
            let Some(day) = event.last.or(event.first) else {
                undated += 1;
                continue;
            };
            if let Some((known, quads)) = run.take_if(|(known, _)| *known != day) {
                by_day.entry(known).or_default().join(&quads);
            }
            run.get_or_insert((day, Quads::default())).1.add(event.quad);
        }
        if let Some((day, quads)) = run {
            by_day.entry(day).or_default().join(&quads);
        }
        let unit = unit(&by_day);
        let mut rows: Vec<Bar> = Vec::new();
        for (day, quads) in by_day {
            let name = period(day, unit);
            match rows.last_mut().filter(|bar| bar.period == name) {
                Some(bar) => bar.quads.join(&quads),
                None => rows.push(Bar { begins: begin(&name), period: name, quads }),
            }
        }
        Bars { unit, undated, rows }
    }

    /// Who acts towards whom, most events first.
    pub fn network(&self, chosen: &[usize], most: usize) -> Vec<Tie> {
        let within = self.within(chosen);
        // Events, cooperation, conflict, score, by pair.
        let mut sums: Vec<(u32, u32, u32, f64)> = vec![(0, 0, 0, 0.0); self.pairs.len()];
        for &(event, pair) in self.ties.iter().filter(|tie| within[tie.0 as usize]) {
            let (brief, sum) = (&self.events[event as usize], &mut sums[pair as usize]);
            sum.0 += 1;
            sum.1 += u32::from(matches!(brief.quad, 1 | 2));
            sum.2 += u32::from(matches!(brief.quad, 3 | 4));
            sum.3 += f64::from(brief.score);
        }
        let named = |node: u32| !self.nodes[node as usize].is_empty();
        let met = |&pair: &usize| {
            let (actor, recipient, _) = self.pairs[pair];
            sums[pair].0 > 0 && named(actor) && named(recipient)
        };
        let all = (0..sums.len()).filter(met).collect();
        let fullest = first(all, most, |&pair| {
            let (actor, recipient, _) = self.pairs[pair];
            (Reverse(sums[pair].0), actor, recipient)
        });
        let tie = |pair: usize| {
            let ((actor, recipient, _), (events, cooperation, conflict, score)) =
                (self.pairs[pair], sums[pair]);
            Tie {
                actor: self.nodes[actor as usize].clone(),
                recipient: self.nodes[recipient as usize].clone(),
                events: u64::from(events),
                cooperation: u64::from(cooperation),
                conflict: u64::from(conflict),
                score: (score / f64::from(events.max(1)) * 10.0).round() / 10.0,
            }
        };
        fullest.into_iter().map(tie).collect()
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
        let all = chosen.iter().copied().filter(|&at| fits(&told(at))).collect();
        first(all, most, |&at| (Reverse((self.events[at].sources, self.events[at].mentions)), at))
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
        // How many lanes there are, and who stands in which: by number, of which 0 is none.
        let events = |key: fn(&Brief) -> u32| chosen.iter().map(move |&at| (at, key(&self.events[at])));
        let all: (usize, Vec<(usize, u32)>) = match by {
            Lanes::None => (1, chosen.iter().map(|&at| (at, 1)).collect()),
            Lanes::Story => (self.stories.len(), events(|event| event.story).collect()),
            Lanes::Place => (self.places.len(), events(|event| event.place).collect()),
            Lanes::Pair => {
                let within = self.within(chosen);
                let ties = self.ties.iter().filter(|tie| within[tie.0 as usize]);
                (
                    self.sides.len(),
                    ties.map(|&(at, pair)| (at as usize, self.pairs[pair as usize].2 + 1)).collect(),
                )
            }
        };
        let (mut many, mut last) = (vec![0_usize; all.0 + 1], vec![usize::MAX; all.0 + 1]);
        for &(at, lane) in all.1.iter().filter(|(_, lane)| *lane > 0) {
            // Both directions of one event are one: its ties stand together.
            many[lane as usize] += usize::from(std::mem::replace(&mut last[lane as usize], at) != at);
        }
        // Two places of one name are one lane, so that some more are named than are shown.
        let full = (1..many.len()).filter(|&lane| many[lane] > 0).collect();
        let fullest = first(full, most * 4, |&lane| (Reverse(many[lane]), self.key(by, lane)));
        let mut lists: Vec<Option<Vec<usize>>> = vec![None; many.len()];
        fullest.iter().for_each(|&lane| lists[lane] = Some(Vec::new()));
        for (at, lane) in all.1 {
            if let Some(list) = lists[lane as usize].as_mut().filter(|list| list.last() != Some(&at)) {
                list.push(at);
            }
        }
        let mut named: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for lane in fullest {
            named.entry(self.lane(by, lane)).or_default().extend(lists[lane].take().unwrap_or_default());
        }
        let lanes: Vec<Lane> = named.into_iter().map(|(name, events)| (name, events.len(), events)).collect();
        let mut lanes = first(lanes, most, |(name, many, _)| (Reverse(*many), name.clone()));
        for lane in &mut lanes {
            lane.2.sort_unstable();
            lane.2 = self.best(&lane.2, each, |told| told.dated);
        }
        lanes
    }

    /// What lanes that are as full as another are sorted by.
    fn key(&self, by: Lanes, lane: usize) -> (u32, u32) {
        if by == Lanes::Pair { self.sides[lane - 1] } else { (index(lane), 0) }
    }

    /// A lane's name.
    fn lane(&self, by: Lanes, lane: usize) -> String {
        match by {
            Lanes::None => String::new(),
            Lanes::Story => self.stories[lane - 1].clone(),
            Lanes::Place => self.places[lane - 1].name.clone(),
            Lanes::Pair => {
                let (a, b) = self.sides[lane - 1];
                format!("{} – {}", self.nodes[a as usize], self.nodes[b as usize])
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

/// The first so many by a key, in its order; the rest is not sorted.
fn first<T, K: Ord>(mut all: Vec<T>, most: usize, key: impl Fn(&T) -> K) -> Vec<T> {
    if all.len() > most {
        all.select_nth_unstable_by_key(most, &key);
        all.truncate(most);
    }
    all.sort_unstable_by_key(key);
    all
}

/// The unit that shows the days between which most events lie; a few of long ago do not make it coarse.
fn unit(days: &BTreeMap<Date, Quads>) -> &'static str {
    let all: u64 = days.values().map(|quads| quads.events).sum();
    let at = |share: u64| {
        let mut seen = 0;
        days.iter().find(|(_, quads)| {
            seen += quads.events;
            seen > (all - 1) * share / 100
        })
    };
    let Some((low, high)) = (all > 0).then(|| at(5).zip(at(95))).flatten() else { return "day" };
    match high.0.since(*low.0).map_or(i32::MAX, |span| span.get_days()) {
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
