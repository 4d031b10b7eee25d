//! Import: a dictionary of actors in another format, as entries of ours. In: a file's name and text, the catalogue; out: TOML, and everything
//! that was not taken, with its line and why. Nothing is merged: a name that stands in the catalogue already is told and left out.

use crate::actors::{Actors, Naming};
use crate::fold::fold;
use crate::ontology::Ontology;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use text::Days;
use text::datafile::{Complaint, nearest};

mod agents;
mod csv;
mod petrarch;

/// What a file gave.
#[derive(Clone, Debug, Default)]
pub struct Imported {
    /// Entries as a file of `data/actors`.
    pub toml: String,
    /// How many entries; for common words, how many words.
    pub entries: usize,
    /// The file tells of common words that stand for a role: what it gave is a file `agents.toml`.
    pub agents: bool,
    /// Conflicts, and what was not understood, in the order of the file.
    pub told: Vec<Complaint>,
}

/// One actor of the file, before it is held against the catalogue.
#[derive(Clone, Debug, Default)]
struct Draft {
    line: usize,
    id: String,
    kind: String,
    name: String,
    names: Vec<(usize, String)>,
    short: Vec<String>,
    demonyms: Vec<String>,
    country: String,
    sector: String,
    parent: String,
    note: String,
    terms: Vec<Term>,
}

/// A period with its office or sector.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Term {
    office: String,
    title: String,
    country: String,
    sector: String,
    from: String,
    until: String,
}

/// Reads a dictionary: CSV where its name says so, else the format of PETRARCH and Phoenix.
pub fn import(file: &str, text: &str, actors: &Actors, ontology: &Ontology) -> Imported {
    let mut told = Vec::new();
    let mut toml = format!("# Taken from {}: see its licence.\n", file.rsplit('/').next().unwrap_or(file));
    if agents::are(text) {
        let found = agents::read(file, text, actors, ontology, &mut told);
        agents::write(&found, &mut toml);
        let entries = found.values().map(Vec::len).sum();
        return Imported { toml, entries, agents: true, told };
    }
    let drafts = if file.to_lowercase().ends_with(".csv") {
        csv::read(file, text, actors, &mut told)
    } else {
        petrarch::read(file, text, &mut told)
    };
    let mut keep = Keep { file, actors, ontology, told, names: BTreeMap::new(), ids: BTreeSet::new() };
    let kept: Vec<Draft> = drafts.into_iter().filter_map(|draft| keep.draft(draft)).collect();
    kept.iter().for_each(|draft| write(draft, &mut toml));
    let mut told = keep.told;
    told.sort_by_key(|complaint| complaint.line);
    Imported { toml, entries: kept.len(), agents: false, told }
}

/// Holds drafts against the catalogue and one another.
struct Keep<'k> {
    file: &'k str,
    actors: &'k Actors,
    ontology: &'k Ontology,
    told: Vec<Complaint>,
    /// Folded names of the file, with line and code of their bearer.
    names: BTreeMap<String, (usize, String)>,
    ids: BTreeSet<String>,
}

impl Keep<'_> {
    fn tell(&mut self, line: usize, message: String, hint: Option<String>) {
        self.told.push(Complaint { file: self.file.to_owned(), line, column: 1, message, hint });
    }

    fn draft(&mut self, mut draft: Draft) -> Option<Draft> {
        let code = format!("{}{}", draft.country, draft.sector);
        let mut names = std::mem::take(&mut draft.names);
        names.insert(0, (draft.line, std::mem::take(&mut draft.name)));
        names.retain(|(line, name)| self.is_new(*line, name, &code));
        let (_, name) = (!names.is_empty()).then(|| names.remove(0))?;
        draft.sector = self.sector(draft.line, &draft.sector);
        for term in &mut draft.terms {
            term.sector = self.sector(draft.line, &term.sector);
        }
        draft.terms.retain(|term| self.dated(draft.line, term));
        draft.id = self.free_id(if draft.id.is_empty() { &name } else { &draft.id });
        draft.name = name;
        draft.names = names;
        Some(draft)
    }

    /// False, and told, for a name that stands in the catalogue or above in the file.
    fn is_new(&mut self, line: usize, name: &str, code: &str) -> bool {
        let folded = fold(name);
        if folded.is_empty() {
            return false;
        }
        if self.actors.generic(&folded).is_some() || !self.actors.again(&folded).is_empty() {
            self.tell(line, format!("`{name}` is a common word, no name: left out"), None);
            return false;
        }
        let bearer = self.actors.named(&folded).iter().find(|(_, naming)| *naming != Naming::Short);
        if let Some((at, _)) = bearer {
            let actor = &self.actors.actors[*at];
            let theirs = format!(
                "{}{}",
                actor.country.as_deref().unwrap_or(""),
                actor.sector.as_deref().unwrap_or("")
            );
            let differs = actor.country.as_deref().is_some_and(|country| !code.starts_with(country));
            let what = if differs { format!("as {theirs}, here {code}") } else { "already".to_owned() };
            let file = actor.rule.split('#').next().unwrap_or_default();
            let message = format!("`{name}` stands {what} at {file}:{} [{}]: left out", actor.line, actor.id);
            self.tell(line, message, None);
            return false;
        }
        if let Some((first, other)) = self.names.get(&folded).cloned() {
            let message =
                format!("`{name}` stands already on line {first} with code {other}, here {code}: left out");
            if other != code || first != line {
                self.tell(line, message, None);
            }
            return false;
        }
        self.names.insert(folded, (line, code.to_owned()));
        true
    }

    fn sector(&mut self, line: usize, sector: &str) -> String {
        if sector.is_empty() || self.ontology.sectors.contains_key(sector) {
            return sector.to_owned();
        }
        let hint = nearest(sector, self.ontology.sectors.keys().map(String::as_str)).map(str::to_owned);
        self.tell(line, format!("unknown sector `{sector}`: left out"), hint);
        String::new()
    }

    fn dated(&mut self, line: usize, term: &Term) -> bool {
        for day in [&term.from, &term.until].into_iter().filter(|day| !day.is_empty()) {
            if Days::parse(day).is_none() {
                self.tell(line, format!("`{day}` is no date: the term is left out"), None);
                return false;
            }
        }
        let backwards = !term.from.is_empty() && !term.until.is_empty() && term.until < term.from;
        if backwards {
            self.tell(
                line,
                format!("a term from {} to {} ends before it begins: left out", term.from, term.until),
                None,
            );
        }
        !backwards
    }

    /// An id that neither the catalogue nor the file has.
    fn free_id(&mut self, name: &str) -> String {
        let plain = |ch: char| if ch.is_ascii_alphanumeric() { ch } else { '-' };
        let slug: String = fold(name).chars().map(plain).collect();
        let mut id = slug.clone();
        let mut number = 2;
        while self.actors.get(&id).is_some() || !self.ids.insert(id.clone()) {
            id = format!("{slug}-{number}");
            number += 1;
        }
        id
    }
}

fn write(draft: &Draft, out: &mut String) {
    let names: Vec<String> = draft.names.iter().map(|(_, name)| name.clone()).collect();
    let _ = writeln!(out, "\n[{}]\nkind = {}\nname = {}", draft.id, quoted(&draft.kind), quoted(&draft.name));
    for (field, list) in [("names", &names), ("short", &draft.short), ("demonyms", &draft.demonyms)] {
        if !list.is_empty() {
            let list: Vec<String> = list.iter().map(|name| quoted(name)).collect();
            let _ = writeln!(out, "{field} = [{}]", list.join(", "));
        }
    }
    let fields = [
        ("country", &draft.country),
        ("sector", &draft.sector),
        ("parent", &draft.parent),
        ("note", &draft.note),
    ];
    for (field, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
        let _ = writeln!(out, "{field} = {}", quoted(value));
    }
    if draft.terms.is_empty() {
        return;
    }
    out.push_str("terms = [\n");
    for term in &draft.terms {
        let country = if term.country == draft.country { "" } else { term.country.as_str() };
        let fields = [
            ("office", term.office.as_str()),
            ("title", &term.title),
            ("country", country),
            ("sector", &term.sector),
            ("from", &term.from),
            ("until", &term.until),
        ];
        let fields = fields.into_iter().filter(|(_, value)| !value.is_empty());
        let fields: Vec<String> =
            fields.map(|(field, value)| format!("{field} = {}", quoted(value))).collect();
        let _ = writeln!(out, "  {{ {} }},", fields.join(", "));
    }
    out.push_str("]\n");
}

fn quoted(words: &str) -> String {
    format!("\"{}\"", words.replace('\\', "\\\\").replace('"', "\\\"").replace(char::is_control, " "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tables::Tables;

    const SECTORS: &str = "[GOV]\nwhat = \"x\"\n[REB]\nwhat = \"x\"\n[ELI]\nwhat = \"x\"\n";
    const CATALOGUE: &str = "[velmark]\nkind = \"state\"\nname = \"Velmark\"\ncountry = \"VEL\"\n";
    const OFFICES: &str = "[president]\ntitle = \"President\"\nsector = \"GOV\"\nnouns = [\"president\"]\n";

    fn tables() -> Tables {
        let files = [
            ("ontology/sectors.toml", SECTORS),
            ("actors/velmark.toml", CATALOGUE),
            ("actors/offices.toml", OFFICES),
        ];
        let files: Vec<(String, String)> =
            files.iter().map(|(n, t)| ((*n).to_owned(), (*t).to_owned())).collect();
        Tables::read(&files).map(Tables::indexed).unwrap_or_default()
    }

    fn imported(file: &str, text: &str) -> (String, Vec<String>) {
        let tables = tables();
        let found = import(file, text, &tables.actors, &tables.ontology);
        (found.toml, found.told.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn a_dictionary_with_dated_codes_becomes_terms() {
        let text = "# ours\nANNA_VOSKUIL_ [VELELI]\n+A._VOSKUIL_\n\t[VELGOV 010315-20050314] # first\n\t[VELGOV >100201]\n";
        let (toml, told) = imported("small.actors.txt", text);
        assert_eq!(told, Vec::<String>::new());
        assert_eq!(
            toml,
            "# Taken from small.actors.txt: see its licence.\n\n[anna-voskuil]\nkind = \"person\"\nname = \"Anna Voskuil\"\nnames = [\"A. Voskuil\"]\ncountry = \"VEL\"\nsector = \"ELI\"\nterms = [\n  { sector = \"GOV\", from = \"2001-03-15\", until = \"2005-03-14\" },\n  { sector = \"GOV\", from = \"2010-02-01\" },\n]\n"
        );
    }

    #[test]
    fn what_the_catalogue_has_is_told_with_both_places_and_left_out() {
        let (toml, told) =
            imported("small.txt", "VELMARK_ [ZZZ]\nHILL_FRONT_ [VELREB]\n+HILL_FRONT_FIGHTERS\n");
        assert_eq!(
            told,
            ["small.txt:1:1: `Velmark` stands as VEL, here ZZZ at actors/velmark.toml:1 [velmark]: left out"]
        );
        assert!(toml.contains("[hill-front]\nkind = \"group\"") && !toml.contains("Velmark\""), "{toml}");
    }

    #[test]
    fn one_name_with_two_codes_and_a_day_that_is_none_are_told() {
        let text = "HILL_FRONT [VELREB]\nHILL_FRONT [VELGOV]\nOTTO_LIND\n [VELGOV 20041799-20061201]\nSEA_FRONT [VELXYZ]\n";
        let (_, told) = imported("small.txt", text);
        assert_eq!(
            told[0],
            "small.txt:2:1: `Hill Front` stands already on line 1 with code VELREB, here VELGOV: left out"
        );
        assert!(told[1].starts_with("small.txt:3:1: `2004-17-99` is no date"), "{told:?}");
        assert!(told[2].starts_with("small.txt:5:1: unknown sector `XYZ`"), "{told:?}");
    }

    #[test]
    fn a_common_word_is_no_name_and_an_id_is_plain_letters() {
        let (toml, told) = imported("small.txt", "PRESIDENT_ [VELGOV]\nЖ_FRONT [VELREB]\n");
        assert_eq!(told, ["small.txt:1:1: `President` is a common word, no name: left out"]);
        assert!(toml.contains("[--front]\nkind = \"group\""), "{toml}");
    }

    #[test]
    fn roles_of_a_dictionary_of_agents_are_nouns_of_their_sector() {
        let text = "HILL_RANGER {HILL_RANGERS} [~GOV] # ours\nPRESIDENT [~GOV]\nNAVIGATOR [~XYZ]\nSEA!PERSON! [~REB]\nMARSH_RAIDER {} [~SEP]\n";
        let (toml, told) = imported("small.agents.txt", text);
        assert_eq!(
            toml,
            "# Taken from small.agents.txt: see its licence.\n\n[imported-gov]\nsector = \"GOV\"\nnouns = [\"hill ranger\", \"hill rangers\"]\n\n[imported-reb]\nsector = \"REB\"\nnouns = [\"marsh raider\"]\n"
        );
        assert_eq!(
            told,
            [
                "small.agents.txt:2:1: `president` is known already: left out",
                "small.agents.txt:3:1: `XYZ` is no sector: left out",
                "small.agents.txt:4:1: `SEA!PERSON!` stands for a list of words: left out"
            ]
        );
    }

    #[test]
    fn rows_of_one_name_are_terms_of_one_actor() {
        let text = "name,names,kind,country,sector,office,from,until\n\"Lind, Otto\",Otto Lind|O. Lind,person,VEL,,president,2001,2005\n\"Lind, Otto\",,person,VEL,,president,2009,\n";
        let (toml, told) = imported("small.csv", text);
        assert_eq!(told, Vec::<String>::new());
        assert!(toml.contains("name = \"Lind, Otto\"\nnames = [\"Otto Lind\", \"O. Lind\"]"), "{toml}");
        assert!(toml.contains("{ office = \"president\", from = \"2001\", until = \"2005\" },\n  { office = \"president\", from = \"2009\" },"), "{toml}");
    }

    #[test]
    fn a_column_that_is_none_is_told_with_the_nearest() {
        let (_, told) = imported("small.csv", "name,contry\nHill Front,VEL\n");
        assert_eq!(told[0], "small.csv:1:1: unknown column `contry`; did you mean `country`?");
        let (_, told) = imported("small.csv", "nam\nHill Front\n");
        assert!(told.iter().any(|line| line.contains("no column `name`")), "{told:?}");
    }
}
