//! Namings: what framing needs of every description, a few bytes each, held in memory beside the atlas and read when framing is first asked for: which
//! outlet or speaker calls which actor what, how much the words are its own, and the sentences behind each figure.

use crate::atlas::{Atlas, index};
use crate::filter::Filter;
use crate::packed::SHIFT;
use crate::store::{Error, Record, Row};
use merge::framing::{bare, odds, wording};
use rusqlite::types::ValueRef;
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::Hash;

/// Whose words are held against the others'.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Each outlet's own, quotations aside.
    Outlet,
    /// Those of each speaker of a claim.
    Speaker,
}

/// How much of an answer is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Most {
    /// Actors, those most described first.
    pub actors: usize,
    /// Wordings of each, the commonest first.
    pub wordings: usize,
    /// Sentences of each wording.
    pub sentences: usize,
}

impl Most {
    /// All there is.
    pub const ALL: Most = Most { actors: usize::MAX, wordings: usize::MAX, sentences: usize::MAX };
}

/// How one actor is named.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Panel {
    /// Its id in the catalogue, else code and sector.
    pub actor: String,
    /// Its name; where it has none, code and sector again.
    pub actor_name: String,
    /// How often it is described.
    pub described: usize,
    /// How many wordings there are, each of a group counted for itself.
    pub wordings: usize,
    /// Those wanted: `by`, `actor`, `actor_name`, `words`, `printed`, `count`, `others`, `z`, `stance`, `sentences`.
    pub rows: Vec<Row>,
}

/// How actors are named.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Framing {
    /// How many descriptions there are.
    pub descriptions: usize,
    /// How many actors they mean.
    pub actors: usize,
    /// The actors wanted, those most described first.
    pub panels: Vec<Panel>,
}

/// One description.
struct Naming {
    /// Place of its report in the atlas.
    report: u32,
    start: u32,
    end: u32,
    title: bool,
    /// Whom it means, by its number in the store; 0 where it is none.
    who: u32,
    /// Place in `actors`.
    actor: u32,
    /// Place in `groups`.
    outlet: u32,
    /// Who says it, by its number in the store; 0 where nobody does.
    speaker: u32,
    own_voice: bool,
    words: u32,
    /// Place in `stances`.
    stance: u8,
}

/// Every description, in the order of lists.
#[derive(Default)]
pub(crate) struct Namings {
    all: Vec<Naming>,
    /// Keys of actors.
    actors: Vec<String>,
    /// Names beside them.
    names: Vec<String>,
    /// Names of outlets and speakers.
    groups: Vec<String>,
    words: Vec<String>,
    stances: Vec<String>,
    /// Speakers, and places of their names among the groups.
    speakers: HashMap<u32, u32>,
}

/// Things that get a number when they are first met.
struct Met<T>(HashMap<T, u32>);

impl<T: Eq + Hash + Clone> Met<T> {
    fn number<Q: Eq + Hash + ?Sized + ToOwned<Owned = T>>(&mut self, thing: &Q) -> u32
    where
        T: std::borrow::Borrow<Q>,
    {
        if let Some(&known) = self.0.get(thing) {
            return known;
        }
        let next = index(self.0.len());
        self.0.insert(thing.to_owned(), next);
        next
    }

    fn list(self) -> Vec<T> {
        let mut all: Vec<(T, u32)> = self.0.into_iter().collect();
        all.sort_unstable_by_key(|(_, number)| *number);
        all.into_iter().map(|(thing, _)| thing).collect()
    }
}

/// Whom a description means: key and name.
type Meant = (String, String);

/// An actor's key and name: by id, else by code and sector.
fn meant(id: &str, code: &str, sector: &str, name: &str) -> Meant {
    if id.is_empty() {
        let class = [code, sector].join(" ").trim().to_owned();
        return (class.clone(), class);
    }
    (id.to_owned(), name.to_owned())
}

/// The report that descriptions are cut out of.
#[derive(Default)]
struct Page {
    number: i64,
    title: String,
    text: String,
    outlet: String,
    /// Claims by their ids, with their speakers.
    says: HashMap<String, u32>,
}

fn copy(to: &mut String, from: ValueRef) {
    to.clear();
    if let ValueRef::Text(bytes) = from {
        to.push_str(&String::from_utf8_lossy(bytes));
    }
}

impl Record {
    fn namings<'a>(&self, atlas: &'a Atlas) -> Result<&'a Namings, Error> {
        if let Some(known) = atlas.namings.get() {
            return Ok(known);
        }
        let read = self.read_namings(atlas)?;
        Ok(atlas.namings.get_or_init(|| read))
    }

    /// Reads the descriptions of an atlas ahead, for who will ask for them.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn read_ahead(&self, atlas: &Atlas) -> Result<(), Error> {
        self.namings(atlas).map(drop)
    }

    /// Reports, their claims and their descriptions lie in the same order: each is gone through once, side by side.
    fn read_namings(&self, atlas: &Atlas) -> Result<Namings, Error> {
        let mut namings = Namings::default();
        let (mut actors, mut groups) = (Met(HashMap::new()), Met(HashMap::new()));
        let (mut words, mut stances): (Met<String>, Met<String>) = (Met(HashMap::new()), Met(HashMap::new()));
        let mut names: HashMap<u32, String> = HashMap::new();
        let mut who_of: HashMap<u32, u32> = HashMap::new();
        let mut meet = |actors: &mut Met<String>, (key, name): Meant| {
            let number = actors.number(key.as_str());
            let known = names.entry(number).or_insert_with(|| name.clone());
            // Of several names the first in the alphabet, whatever the order of rows.
            if name < *known {
                *known = name;
            }
            number
        };
        self.through(
            "SELECT n, ifnull(actor, ''), ifnull(code, ''), ifnull(sector, ''), name FROM who",
            |row| {
                let text = |at: usize| row.get_ref(at).and_then(|value| Ok(value.as_str()?));
                let number: u32 = row.get(0)?;
                who_of.insert(number, meet(&mut actors, meant(text(1)?, text(2)?, text(3)?, text(4)?)));
                namings.speakers.insert(number, groups.number(text(4)?));
                Ok(())
            },
        )?;
        let mut kinds: HashMap<i64, u32> = HashMap::new();
        self.through(
            "SELECT n, json ->> 1 FROM things WHERE n IN (SELECT kind FROM description_rows)",
            |row| {
                let stance = row.get_ref(1)?.as_str_or_null()?.unwrap_or_default();
                kinds.insert(row.get(0)?, stances.number(stance));
                Ok(())
            },
        )?;
        let mut reports =
            self.sql(self.db().prepare("SELECT n, title, text, ifnull(outlet, '') FROM reports ORDER BY n"))?;
        let mut reports = self.sql(reports.query([]))?;
        let mut claims = self.sql(
            self.db().prepare("SELECT n, id, speaker FROM claim_rows WHERE speaker IS NOT NULL ORDER BY n"),
        )?;
        let mut claims = self.sql(claims.query([]))?;
        let mut claim: Option<(i64, String, u32)> = None;
        let mut page = Page::default();
        let query =
            "SELECT n, actor, start, \"end\", title, kind, said_by, more FROM description_rows ORDER BY n";
        let mut rows = self.sql(self.db().prepare(query))?;
        let mut rows = self.sql(rows.query([]))?;
        while let Some(row) = self.sql(rows.next())? {
            let number: i64 = self.sql(row.get::<_, i64>(0))? >> SHIFT;
            while page.number < number {
                let Some(row) = self.sql(reports.next())? else { break };
                page.number = self.sql(row.get(0))?;
                if page.number < number {
                    continue;
                }
                copy(&mut page.title, self.sql(row.get_ref(1))?);
                copy(&mut page.text, self.sql(row.get_ref(2))?);
                copy(&mut page.outlet, self.sql(row.get_ref(3))?);
                page.says.clear();
                loop {
                    if let Some((_, id, who)) = claim.take_if(|(report, ..)| *report <= number) {
                        page.says.insert(id, who);
                    }
                    if claim.is_some() {
                        break;
                    }
                    let Some(row) = self.sql(claims.next())? else { break };
                    let (n, id, who) =
                        self.sql((|| Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?)))())?;
                    claim = Some((n >> SHIFT, id, who));
                }
            }
            let Some(report) = atlas.choice.report_of(number) else { continue };
            let more: Option<Value> = self
                .sql(row.get_ref(7))?
                .as_str_or_null()
                .ok()
                .flatten()
                .and_then(|json| serde_json::from_str(json).ok());
            let other = |field: &str| more.as_ref().and_then(|more| more.get(field));
            let at = |column: usize| row.get::<_, Option<u32>>(column).ok().flatten();
            let (start, end) = (at(2).unwrap_or_default(), at(3).unwrap_or_default());
            let title = at(4) == Some(1);
            let part = if title { &page.title } else { &page.text };
            let cut = part.get(start as usize..end as usize).unwrap_or_default();
            let said = other("text").and_then(Value::as_str).unwrap_or(cut);
            let who = at(1).unwrap_or_default();
            // One that the column knows, and other words of it, is a list.
            let actor = match (other("actor").filter(|party| party.is_object()), who_of.get(&who)) {
                (Some(party), _) => {
                    let text = |field: &str| party.get(field).and_then(Value::as_str).unwrap_or_default();
                    meet(&mut actors, meant(text("id"), text("code"), text("sector"), text("name")))
                }
                (None, Some(&known)) => known,
                (None, None) => continue,
            };
            let claim = self.sql(row.get_ref(6))?.as_str_or_null().ok().flatten();
            let outlet =
                other("outlet").map_or(page.outlet.as_str(), |outlet| outlet.as_str().unwrap_or_default());
            namings.all.push(Naming {
                report,
                start,
                end,
                title,
                who,
                actor,
                outlet: groups.number(outlet),
                speaker: claim.and_then(|id| page.says.get(id)).copied().unwrap_or_default(),
                own_voice: claim.is_none(),
                words: words.number(wording(said).as_str()),
                stance: u8::try_from(kinds.get(&self.sql(row.get(5))?).copied().unwrap_or_default())
                    .unwrap_or(u8::MAX),
            });
        }
        namings.actors = actors.list();
        namings.names =
            (0..index(namings.actors.len())).map(|n| names.remove(&n).unwrap_or_default()).collect();
        (namings.groups, namings.words, namings.stances) = (groups.list(), words.list(), stances.list());
        let ranks = self.ranks(atlas)?;
        namings.all.sort_by_key(|naming| (ranks[naming.report as usize], naming.start, naming.title));
        namings.all.shrink_to_fit();
        Ok(namings)
    }

    /// For each report of the atlas, its place in the order of ids.
    fn ranks(&self, atlas: &Atlas) -> Result<Vec<u32>, Error> {
        let mut ids: Vec<(String, u32)> = Vec::new();
        self.through("SELECT n, id FROM report_rows", |row| {
            if let Some(at) = atlas.choice.report_of(row.get(0)?) {
                ids.push((row.get(1)?, at));
            }
            Ok(())
        })?;
        ids.sort_unstable();
        let mut ranks = vec![0; ids.len()];
        for (rank, (_, report)) in ids.iter().enumerate() {
            ranks[*report as usize] = index(rank);
        }
        Ok(ranks)
    }

    /// How many descriptions a filter lets through.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn described(&self, atlas: &Atlas, filter: &Filter, by: By) -> Result<usize, Error> {
        Ok(self.namings(atlas)?.chosen(atlas, filter, by).len())
    }

    /// How each outlet, or each speaker, names each actor, of the descriptions that a filter lets through.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn framing(&self, atlas: &Atlas, filter: &Filter, by: By, most: Most) -> Result<Framing, Error> {
        let namings = self.namings(atlas)?;
        let chosen = namings.chosen(atlas, filter, by);
        let descriptions = chosen.len();
        let mut described = vec![0_usize; namings.actors.len()];
        chosen.iter().for_each(|&at| described[namings.all[at].actor as usize] += 1);
        let mut order: Vec<usize> = (0..described.len()).filter(|&actor| described[actor] > 0).collect();
        let actors = order.len();
        order.sort_by(|&a, &b| (described[b], &namings.actors[a]).cmp(&(described[a], &namings.actors[b])));
        order.truncate(most.actors);
        let shown: HashMap<u32, usize> =
            order.iter().enumerate().map(|(place, &actor)| (index(actor), place)).collect();
        let mut uses: Vec<HashMap<(u32, u32), Vec<usize>>> = order.iter().map(|_| HashMap::new()).collect();
        for at in chosen {
            let naming = &namings.all[at];
            if let (Some(&place), Some(group)) = (shown.get(&naming.actor), namings.group(naming, by)) {
                uses[place].entry((group, naming.words)).or_default().push(at);
            }
        }
        let (mut panels, mut quoted) = (Vec::new(), Vec::new());
        for (&actor, uses) in order.iter().zip(uses) {
            let (rows, used): (Vec<Row>, Vec<Vec<usize>>) =
                namings.panel(actor, &uses, most).into_iter().unzip();
            let (key, name) = (namings.actors[actor].clone(), namings.names[actor].clone());
            let (described, wordings) = (described[actor], uses.len());
            panels.push(Panel { actor: key, actor_name: name, described, wordings, rows });
            quoted.push(used);
        }
        let mut sentences =
            self.sentences(atlas, namings, quoted.iter().flatten().flatten().copied().collect())?;
        let rows = panels.iter_mut().flat_map(|panel| &mut panel.rows);
        for (row, used) in rows.zip(quoted.iter().flatten()) {
            let (printed, told): (Vec<String>, Vec<Value>) =
                used.iter().filter_map(|at| sentences.remove(at)).unzip();
            row.insert("printed".into(), printed.into_iter().next().into());
            row.insert("sentences".into(), told.into());
        }
        Ok(Framing { descriptions, actors, panels })
    }

    /// What is printed, and its sentence, for each of these descriptions: report by report, for each is opened once.
    fn sentences(
        &self,
        atlas: &Atlas,
        namings: &Namings,
        mut wanted: Vec<usize>,
    ) -> Result<HashMap<usize, (String, Value)>, Error> {
        wanted.sort_unstable_by_key(|&at| (namings.all[at].report, at));
        wanted.into_iter().map(|at| Ok((at, self.sentence(atlas, &namings.all[at])?))).collect()
    }

    /// A description as it is printed, and where it stands: its report, its bytes, and the words around it.
    fn sentence(&self, atlas: &Atlas, naming: &Naming) -> Result<(String, Value), Error> {
        let part = if naming.title { "title" } else { "text" };
        let number = atlas.choice.report_number(naming.report);
        let mut statement =
            self.sql(self.db().prepare_cached(&format!("SELECT id, {part} FROM reports WHERE n = ?")))?;
        let row = statement.query_row([number], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, Option<String>>(1)?.unwrap_or_default()))
        });
        let (report, body) = self.sql(row)?;
        let (start, end) = ((naming.start as usize).min(body.len()), (naming.end as usize).min(body.len()));
        let stops = ['\n', '.', '!', '?'];
        let from = body.get(..start).and_then(|before| before.rfind(stops)).map_or(0, |stop| stop + 1);
        let until =
            body.get(end..).and_then(|after| after.find(stops)).map_or(body.len(), |stop| end + stop + 1);
        let words = body.get(from..until).unwrap_or_default().trim();
        let printed = bare(body.get(start..end).unwrap_or_default());
        Ok((printed, json!({"report": report, "in": part, "start": start, "end": end, "text": words})))
    }
}

impl Namings {
    /// The rows of one actor. Words are held against those for the same actor alone: what differs is the choice, not the news.
    /// With each, the descriptions whose sentences it is to be shown with; their places are left free.
    fn panel(
        &self,
        actor: usize,
        uses: &HashMap<(u32, u32), Vec<usize>>,
        most: Most,
    ) -> Vec<(Row, Vec<usize>)> {
        let name = |(group, words): (u32, u32)| {
            (self.groups[group as usize].clone(), self.words[words as usize].clone())
        };
        let named: BTreeMap<(String, String), &Vec<usize>> =
            uses.iter().map(|(key, used)| (name(*key), used)).collect();
        let counts = named.iter().map(|(key, used)| (key.clone(), used.len() as u64)).collect();
        let mut chosen = odds(&counts);
        if chosen.len() > most.wordings {
            chosen.sort_by(|a, b| b.count.cmp(&a.count).then(b.z.total_cmp(&a.z)));
            chosen.truncate(most.wordings);
        }
        let mut rows = Vec::new();
        for one in chosen {
            let Some(used) = named.get(&(one.group.clone(), one.word.clone())) else { continue };
            let mut stances: BTreeMap<&str, usize> = BTreeMap::new();
            used.iter().for_each(|&at| {
                *stances.entry(&self.stances[self.all[at].stance as usize]).or_default() += 1;
            });
            let stance = stances.into_iter().max_by_key(|(_, count)| *count).map(|(stance, _)| stance);
            let row = json!({"by": one.group, "actor": self.actors[actor], "actor_name": self.names[actor], "words": one.word,
                "printed": null, "count": one.count, "others": one.others, "z": one.z, "stance": stance, "sentences": []});
            if let Value::Object(row) = row {
                rows.push((row, used.iter().take(most.sentences).copied().collect()));
            }
        }
        rows
    }

    /// Whose words these are: an outlet's own, or a speaker's.
    fn group(&self, naming: &Naming, by: By) -> Option<u32> {
        match by {
            By::Outlet if naming.own_voice => {
                Some(naming.outlet).filter(|outlet| !self.groups[*outlet as usize].is_empty())
            }
            By::Speaker => self.speakers.get(&naming.speaker).copied(),
            By::Outlet => None,
        }
    }

    /// The descriptions that a filter lets through and somebody answers for, in the order of lists.
    fn chosen(&self, atlas: &Atlas, filter: &Filter, by: By) -> Vec<usize> {
        let choice = &atlas.choice;
        let set = |numbers: Vec<u32>| numbers.into_iter().collect::<HashSet<u32>>();
        let mut parties: Vec<HashSet<u32>> =
            [&filter.actor, &filter.with].into_iter().flatten().map(|word| set(choice.party(word))).collect();
        parties.extend(filter.sector.as_ref().map(|sector| set(choice.sector(sector))));
        let speakers = filter.said_by.as_ref().map(|speaker| set(choice.party(speaker)));
        let reports = atlas.passing(&filter.of_reports_of_descriptions());
        let fits = |naming: &Naming| {
            reports[naming.report as usize]
                && (naming.own_voice || !filter.own_voice)
                && self.group(naming, by).is_some()
                && parties.iter().all(|who| who.contains(&naming.who))
                && speakers.as_ref().is_none_or(|who| who.contains(&naming.speaker))
        };
        (0..self.all.len()).filter(|&at| fits(&self.all[at])).collect()
    }
}
