//! Choice: which events, and which of their mentions, a filter lets through, answered from what the atlas holds in memory. It says the same as the
//! conditions in SQL (`filter.rs`), which is tested; but two conditions at a time cost no more than one, and nothing is read from the file.

use crate::atlas::{Atlas, index};
use crate::filter::Filter;
use crate::packed::SHIFT;
use crate::schema::{label, role};
use crate::store::{Error, Record};
use std::collections::HashMap;
use text::{Date, Days};

/// One mention, as far as filters ask.
pub(crate) struct Telling {
    number: i64,
    /// Place of its event in the atlas, one more; 0 where it belongs to none.
    event: u32,
    /// Place of its report.
    report: u32,
    kind: u16,
    quad: u8,
    own_voice: bool,
    last: Option<Date>,
    confidence: f64,
}

/// One report.
pub(crate) struct Printed {
    pub(crate) number: i64,
    /// As the atlas counts them.
    pub(crate) outlet: u32,
    pub(crate) story: u32,
    /// The last day it can have been published.
    pub(crate) published: Option<Date>,
}

/// A party, by all that it may be asked by.
struct Party {
    code: String,
    sector: String,
    actor: String,
    /// Its name between blanks, in small letters.
    name: String,
}

/// Numbers with the rows that bear them, sorted.
#[derive(Default)]
pub(crate) struct Lists(pub(crate) Vec<(u32, u32)>);

/// What filters ask of, besides the atlas itself.
#[derive(Default)]
pub(crate) struct Choice {
    /// Categories by name.
    kinds: HashMap<String, u16>,
    mentions: Vec<Telling>,
    /// Reports by number.
    reports: Vec<Printed>,
    who: Vec<(u32, Party)>,
    labels: HashMap<(u8, String), u32>,
    /// Parties and marks of events, by their place.
    event_parties: Lists,
    event_marks: Lists,
    /// The same of mentions, and whose words they are.
    mention_parties: Lists,
    mention_marks: Lists,
    says: Lists,
}

impl Lists {
    pub(crate) fn sort(&mut self) {
        self.0.sort_unstable();
        self.0.dedup();
        self.0.shrink_to_fit();
    }

    pub(crate) fn of(&self, key: u32) -> impl Iterator<Item = usize> {
        let from = self.0.partition_point(|(known, _)| *known < key);
        self.0[from..].iter().take_while(move |(known, _)| *known == key).map(|(_, row)| *row as usize)
    }
}

/// Rows that still pass.
pub(crate) struct Passing(pub(crate) Vec<bool>);

impl Passing {
    pub(crate) fn keep(&mut self, among: impl Iterator<Item = usize>) {
        let mut kept = vec![false; self.0.len()];
        for row in among {
            kept[row] = self.0[row];
        }
        self.0 = kept;
    }

    pub(crate) fn test(&mut self, fits: impl Fn(usize) -> bool) {
        for (row, passes) in self.0.iter_mut().enumerate() {
            *passes = *passes && fits(row);
        }
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = usize> {
        self.0.iter().enumerate().filter(|(_, passes)| **passes).map(|(row, _)| row)
    }
}

/// The days that `since` and `until` bound; a bound that is no day lets nothing through.
pub(crate) fn between(filter: &Filter) -> impl Fn(Option<Date>) -> bool {
    let bound = |day: &Option<String>, last: bool| {
        day.as_ref()
            .map(|day| Days::parse(day).and_then(|days| if last { days.latest } else { days.earliest }))
    };
    let (since, until) = (bound(&filter.since, false), bound(&filter.until, true));
    move |day| {
        since.is_none_or(|since| day.zip(since).is_some_and(|(day, since)| day >= since))
            && until.is_none_or(|until| day.zip(until).is_some_and(|(day, until)| day <= until))
    }
}

impl Choice {
    /// The number of a category; one that is new gets the next.
    pub(crate) fn kind(&mut self, name: &str) -> u16 {
        match self.kinds.get(name) {
            Some(&known) => known,
            None => {
                let next = u16::try_from(self.kinds.len()).unwrap_or(u16::MAX);
                self.kinds.insert(name.to_owned(), next);
                next
            }
        }
    }

    /// Takes a report; reports come in the order of their numbers.
    pub(crate) fn report(&mut self, report: Printed) {
        self.reports.push(report);
    }

    /// The place of a report by its number.
    pub(crate) fn report_of(&self, number: i64) -> Option<u32> {
        self.reports.binary_search_by_key(&number, |report| report.number).ok().map(index)
    }

    /// The number in the store of a report by its place.
    pub(crate) fn report_number(&self, at: u32) -> i64 {
        self.reports[at as usize].number
    }

    /// When a report was published, at the latest, by its place.
    pub(crate) fn published(&self, at: u32) -> Option<Date> {
        self.reports[at as usize].published
    }

    /// The place of a mention by its number.
    pub(crate) fn mention_of(&self, number: i64) -> Option<u32> {
        self.mentions.binary_search_by_key(&number, |mention| mention.number).ok().map(index)
    }

    /// A party's name, in small letters.
    pub(crate) fn name(&self, who: u32) -> &str {
        self.who.binary_search_by_key(&who, |(number, _)| *number).map_or("", |at| &self.who[at].1.name)
    }

    /// The events and reports that mentions tie, by their places: event, outlet, story.
    pub(crate) fn told(&self) -> impl Iterator<Item = (u32, u32, u32)> {
        self.mentions.iter().filter(|mention| mention.event > 0).map(|mention| {
            let report = &self.reports[mention.report as usize];
            (mention.event - 1, report.outlet, report.story)
        })
    }

    /// The parties that a word names: `SYR`, `SYR:MIL`, a catalogue id or words of a name.
    pub(crate) fn party(&self, word: &str) -> Vec<u32> {
        let fits: Box<dyn Fn(&Party) -> bool> = match word.split_once(':') {
            Some((code, sector)) => {
                let (code, sector) = (code.to_uppercase(), sector.to_uppercase());
                Box::new(move |party| party.code == code && party.sector == sector)
            }
            None => {
                let (code, name) = (word.to_ascii_uppercase(), folded(word));
                let long = word.chars().count() > 3;
                Box::new(move |party| {
                    party.code == code && !code.is_empty()
                        || party.actor == word && !word.is_empty()
                        || long && party.name.contains(&name)
                })
            }
        };
        self.who.iter().filter(|(_, party)| fits(party)).map(|(number, _)| *number).collect()
    }

    pub(crate) fn sector(&self, sector: &str) -> Vec<u32> {
        let sector = sector.to_uppercase();
        self.who.iter().filter(|(_, party)| party.sector == sector).map(|(number, _)| *number).collect()
    }

    /// Keeps rows that have each of the parties asked for.
    fn by_parties(&self, passing: &mut Passing, lists: &Lists, filter: &Filter) {
        for party in [&filter.actor, &filter.with].into_iter().flatten() {
            passing.keep(self.party(party).into_iter().flat_map(|who| lists.of(who)));
        }
        if let Some(sector) = &filter.sector {
            passing.keep(self.sector(sector).into_iter().flat_map(|who| lists.of(who)));
        }
    }

    /// Keeps rows that bear each of the marks asked for.
    fn by_marks(&self, passing: &mut Passing, lists: &Lists, filter: &Filter, base: u8) {
        let marks = [
            (label::MODE, &filter.mode),
            (label::CONTEXT, &filter.context),
            (label::COUNTRY, &filter.country),
            (label::PLACE, &filter.place),
            (label::AUX, &filter.aux),
        ];
        for (kind, value) in marks {
            let Some(value) = value.as_ref().filter(|_| base > 0 || kind != label::AUX) else { continue };
            let label = self.labels.get(&(base + kind, value.to_lowercase()));
            passing.keep(label.into_iter().flat_map(|label| lists.of(*label)));
        }
    }
}

/// A name between blanks, in small letters, hyphens as blanks: whole words of it are found in it.
fn folded(name: &str) -> String {
    format!(" {} ", name.to_ascii_lowercase().replace('-', " "))
}

impl Atlas {
    /// The events that a filter lets through, in the order of lists.
    pub fn chosen(&self, filter: &Filter) -> Vec<usize> {
        let (choice, mut passing) = (&self.choice, Passing(vec![true; self.len()]));
        choice.by_parties(&mut passing, &choice.event_parties, filter);
        choice.by_marks(&mut passing, &choice.event_marks, filter, 0);
        let kind = filter.event.as_ref().map(|event| choice.kinds.get(&event.to_uppercase()).copied());
        let days = between(filter);
        // What is asked of one mention, all of it must hold of one.
        let told = Filter {
            outlet: filter.outlet.clone(),
            story: filter.story.clone(),
            aux: filter.aux.clone(),
            said_by: filter.said_by.clone(),
            ..Filter::default()
        };
        let sure = filter.min_confidence.filter(|_| !told.is_set());
        passing.test(|at| {
            let event = &self.events[at];
            kind.is_none_or(|kind| kind == Some(event.kind))
                && filter.quad.is_none_or(|quad| quad == event.quad)
                && days(event.last)
                && filter.min_sources.is_none_or(|least| event.sources >= least)
                && (event.own_voice || !filter.own_voice)
                && sure.is_none_or(|least| event.surest >= least)
        });
        if told.is_set() {
            let told = self.telling(&Filter { min_confidence: filter.min_confidence, ..told });
            let of = |at: usize| (choice.mentions[at].event as usize).checked_sub(1);
            passing.keep(told.rows().filter_map(of));
        }
        passing.rows().collect()
    }

    /// For each report, whether a filter lets it through.
    pub(crate) fn passing(&self, filter: &Filter) -> Vec<bool> {
        let (days, mut passes) = (between(filter), self.reports(filter));
        let beyond = filter.beyond_reports();
        if beyond.is_set() {
            let mut told = vec![false; passes.len()];
            let rows = self.telling(&beyond);
            rows.rows().for_each(|at| told[self.choice.mentions[at].report as usize] = true);
            passes.iter_mut().zip(told).for_each(|(passes, told)| *passes = *passes && told);
        }
        let reports = self.choice.reports.iter().zip(&mut passes);
        reports.for_each(|(report, passes)| *passes = *passes && days(report.published));
        passes
    }

    /// The reports that a filter lets through.
    fn passing_reports(&self, filter: &Filter) -> impl Iterator<Item = &Printed> {
        let reports = self.choice.reports.iter().zip(self.passing(filter));
        reports.filter(|(_, passes)| *passes).map(|(report, _)| report)
    }

    /// Numbers in the store of the reports that a filter lets through, as a JSON list.
    pub(crate) fn reports_of(&self, filter: &Filter) -> String {
        let numbers: Vec<String> =
            self.passing_reports(filter).map(|report| report.number.to_string()).collect();
        format!("[{}]", numbers.join(","))
    }

    /// Ids of the stories of those reports, as a JSON list.
    pub(crate) fn stories_of(&self, filter: &Filter) -> String {
        let mut within = vec![false; self.stories.len()];
        self.passing_reports(filter).for_each(|report| within[report.story as usize] = true);
        let ids = self.stories.iter().zip(within).filter(|(id, within)| *within && !id.is_empty());
        serde_json::json!(ids.map(|(id, _)| id).collect::<Vec<_>>()).to_string()
    }

    /// For each report, whether outlet and story are those asked for.
    pub(crate) fn reports(&self, filter: &Filter) -> Vec<bool> {
        let outlets: Vec<bool> = self
            .outlets
            .iter()
            .map(|known| filter.outlet.as_ref().is_none_or(|name| known.outlet.eq_ignore_ascii_case(name)))
            .collect();
        let stories: Vec<bool> =
            self.stories.iter().map(|id| filter.story.as_ref().is_none_or(|story| id == story)).collect();
        let fits = |report: &Printed| outlets[report.outlet as usize] && stories[report.story as usize];
        self.choice.reports.iter().map(fits).collect()
    }

    pub(crate) fn telling(&self, filter: &Filter) -> Passing {
        let choice = &self.choice;
        let mut passing = Passing(vec![true; choice.mentions.len()]);
        choice.by_parties(&mut passing, &choice.mention_parties, filter);
        choice.by_marks(&mut passing, &choice.mention_marks, filter, label::OF_MENTION);
        if let Some(speaker) = &filter.said_by {
            passing.keep(choice.party(speaker).into_iter().flat_map(|who| choice.says.of(who)));
        }
        let kind = filter.event.as_ref().map(|event| choice.kinds.get(&event.to_uppercase()).copied());
        let days = between(filter);
        let reports = self.reports(filter);
        passing.test(|at| {
            let mention = &choice.mentions[at];
            let sources =
                || (mention.event as usize).checked_sub(1).map_or(0, |event| self.events[event].sources);
            reports[mention.report as usize]
                && kind.is_none_or(|kind| kind == Some(mention.kind))
                && filter.quad.is_none_or(|quad| quad == mention.quad)
                && days(mention.last)
                && filter.min_confidence.is_none_or(|least| mention.confidence >= least)
                && (mention.own_voice || !filter.own_voice)
                && filter.min_sources.is_none_or(|least| mention.event > 0 && sources() >= least)
        });
        passing
    }
}

impl Record {
    /// Reads the mentions of an atlas that has its events and reports; `ids` gives the place of each event.
    pub(crate) fn tellings(&self, atlas: &mut Atlas, ids: &HashMap<String, u32>) -> Result<(), Error> {
        let query =
            "SELECT n, event_id, event, quad, date_latest, said_by IS NULL, confidence FROM event_mentions";
        let choice = &mut atlas.choice;
        self.through(query, |row| {
            let number: i64 = row.get(0)?;
            let Some(report) = choice.report_of(number >> SHIFT) else {
                return Ok(());
            };
            let event = row.get_ref(1)?.as_str_or_null()?.and_then(|id| ids.get(id));
            let kind = choice.kind(row.get_ref(2)?.as_str_or_null()?.unwrap_or_default());
            choice.mentions.push(Telling {
                number,
                event: event.map_or(0, |event| event + 1),
                report,
                kind,
                quad: row.get::<_, Option<u8>>(3)?.unwrap_or_default(),
                last: row.get_ref(4)?.as_str_or_null()?.and_then(|day| day.parse().ok()),
                own_voice: row.get(5)?,
                confidence: row.get::<_, Option<f64>>(6)?.unwrap_or(f64::NAN),
            });
            Ok(())
        })?;
        choice.mentions.sort_unstable_by_key(|mention| mention.number);
        Ok(())
    }

    /// Reads who stands in events and mentions, and their marks.
    pub(crate) fn parties_and_marks(&self, atlas: &mut Atlas) -> Result<(), Error> {
        let mut choice = std::mem::take(&mut atlas.choice);
        self.through(
            "SELECT n, ifnull(code, ''), ifnull(sector, ''), ifnull(actor, ''), name FROM who ORDER BY n",
            |row| {
                let text = |at: usize| row.get::<_, String>(at);
                let party =
                    Party { code: text(1)?, sector: text(2)?, actor: text(3)?, name: folded(&text(4)?) };
                choice.who.push((row.get(0)?, party));
                Ok(())
            },
        )?;
        self.through("SELECT who, role, n FROM parties WHERE role IN (1, 2, 3, 4, 7)", |row| {
            let (who, part, number): (u32, u8, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            let of_event = role::EVENT.contains(&part);
            let at = if of_event { atlas.at(number).map(index) } else { choice.mention_of(number) };
            let lists = match part {
                _ if of_event => &mut choice.event_parties,
                role::SAYS => &mut choice.says,
                _ => &mut choice.mention_parties,
            };
            lists.0.extend(at.map(|at| (who, at)));
            Ok(())
        })?;
        let mut of_mentions: HashMap<u32, bool> = HashMap::new();
        self.through("SELECT n, kind, value FROM labels", |row| {
            let (number, kind): (u32, u8) = (row.get(0)?, row.get(1)?);
            of_mentions.insert(number, kind > label::OF_MENTION);
            choice.labels.insert((kind, row.get::<_, Option<String>>(2)?.unwrap_or_default()), number);
            Ok(())
        })?;
        self.through("SELECT label, n FROM marks", |row| {
            let (label, number): (u32, i64) = (row.get(0)?, row.get(1)?);
            let of_mention = of_mentions.get(&label) == Some(&true);
            let at = if of_mention { choice.mention_of(number) } else { atlas.at(number).map(index) };
            let lists = if of_mention { &mut choice.mention_marks } else { &mut choice.event_marks };
            lists.0.extend(at.map(|at| (label, at)));
            Ok(())
        })?;
        for lists in [
            &mut choice.event_parties,
            &mut choice.event_marks,
            &mut choice.mention_parties,
            &mut choice.mention_marks,
            &mut choice.says,
        ] {
            lists.sort();
        }
        atlas.choice = choice;
        Ok(())
    }
}
