//! Faults: what cannot be true of a catalogue, each told with file and line: ids that stand twice, offices and parents nobody defines,
//! parents in a circle, terms that overlap, two people of one name in one office, a name that is a common word.

use super::{Actor, Actors, Naming, Term, fold};
use std::collections::{BTreeMap, BTreeSet};
use text::Days;
use text::datafile::{Complaint, nearest};

/// Terms of one holder touch where both are told by year alone; more than this many days in common is a fault.
const SLACK: i32 = 366;

impl Actors {
    /// Complains of everything that holds between entries, in the order of the files. `common` are words of everyday use, lower case.
    pub(crate) fn check_links(&self, common: &BTreeSet<String>, complaints: &mut Vec<Complaint>) {
        let mut ids: BTreeMap<&str, &Actor> = BTreeMap::new();
        for actor in &self.actors {
            if let Some(first) = ids.insert(&actor.id, actor) {
                let place = format!("{}:{}", file(first), first.line);
                complaints.push(complaint(actor, format!("this id stands already at {place}"), None));
            }
        }
        for actor in &self.actors {
            self.offices_of(actor, complaints);
            parents(actor, &ids, complaints);
            terms(actor, complaints);
            words(actor, common, complaints);
        }
        self.holders(complaints);
    }

    /// Complains of full names of the entries from `first` on that an earlier, indexed entry bears.
    pub(crate) fn check_names(&self, first: usize, complaints: &mut Vec<Complaint>) {
        for actor in &self.actors[first..] {
            for name in std::iter::once(&actor.name).chain(&actor.names) {
                let bearers = self.named(&fold(name)).iter().filter(|(_, naming)| *naming != Naming::Short);
                if let Some(other) =
                    bearers.map(|(at, _)| &self.actors[*at]).find(|other| other.id != actor.id)
                {
                    let message =
                        format!("`{name}` stands already at {}:{} [{}]", file(other), other.line, other.id);
                    complaints.push(complaint(actor, message, None));
                }
            }
        }
    }

    fn offices_of(&self, actor: &Actor, complaints: &mut Vec<Complaint>) {
        let unknown = |office: &&str| !self.offices.contains_key(*office);
        for office in actor.terms.iter().filter_map(|t| t.office.as_deref()).filter(unknown) {
            let hint = nearest(office, self.offices.keys().map(String::as_str));
            complaints.push(complaint(actor, format!("unknown office `{office}`"), hint));
        }
    }

    /// Two who held an office that one alone holds, at the same time; two of one name in one office at any time.
    fn holders(&self, complaints: &mut Vec<Complaint>) {
        let mut held: BTreeMap<(&str, &str), Vec<(&Actor, &Term)>> = BTreeMap::new();
        for actor in &self.actors {
            for term in &actor.terms {
                let country = term.country.as_deref().or(actor.country.as_deref());
                if let Some(key) = term.office.as_deref().zip(country) {
                    held.entry(key).or_default().push((actor, term));
                }
            }
        }
        for ((office, country), terms) in held {
            let one = self.offices.get(office).is_some_and(|office| office.one);
            for (at, (actor, term)) in terms.iter().enumerate() {
                for (other, before) in terms[..at].iter().filter(|(other, _)| other.id != actor.id) {
                    let place = format!("{}:{} [{}]", file(other), other.line, other.id);
                    let plain = term.title.is_none() && before.title.is_none();
                    let told = term.contested || before.contested;
                    if one && plain && !told && overlap(term.days, before.days) {
                        let message = format!(
                            "was {office} of {country} at the same time as {place}; where both claimed it, say `contested = true` in the term"
                        );
                        complaints.push(complaint(actor, message, None));
                    } else if share_name(actor, other) {
                        let message =
                            format!("a second person of this name who was {office} of {country}: {place}");
                        complaints.push(complaint(actor, message, None));
                    }
                }
            }
        }
    }
}

fn parents(actor: &Actor, ids: &BTreeMap<&str, &Actor>, complaints: &mut Vec<Complaint>) {
    let mut above = actor;
    let mut seen: Vec<&str> = vec![&actor.id];
    while let Some(parent) = above.parent.as_deref() {
        let Some(next) = ids.get(parent) else {
            if above.id == actor.id {
                let hint = nearest(parent, ids.keys().copied());
                complaints.push(complaint(actor, format!("unknown parent `{parent}`"), hint));
            }
            return;
        };
        if next.id == actor.id {
            seen.push(&actor.id);
            complaints.push(complaint(
                actor,
                format!("its parents go in a circle: {}", seen.join(" -> ")),
                None,
            ));
            return;
        }
        // A circle above that the entry is no part of is told at its members.
        if seen.contains(&next.id.as_str()) {
            return;
        }
        seen.push(&next.id);
        above = next;
    }
}

/// One actor's terms in the same office that overlap.
fn terms(actor: &Actor, complaints: &mut Vec<Complaint>) {
    for (at, term) in actor.terms.iter().enumerate() {
        let same = |before: &&Term| {
            before.office.is_some()
                && before.office == term.office
                && before.country == term.country
                && before.title == term.title
        };
        for before in actor.terms[..at].iter().filter(same).filter(|before| overlap(before.days, term.days)) {
            let office = term.office.as_deref().unwrap_or_default();
            let end = |days: Days| days.latest.map_or_else(|| "this day".to_owned(), |day| day.to_string());
            let message = format!("two terms as {office} overlap: the first lasts to {}", end(before.days));
            complaints.push(complaint(actor, message, None));
        }
    }
}

/// True where two periods share more than the unsharpness of years explains, or one lies within the other.
fn overlap(a: Days, b: Days) -> bool {
    let first = a.earliest.max(b.earliest);
    let last = match (a.latest, b.latest) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    let Some(first) = first else { return false };
    let Some(last) = last else { return true };
    let days = first.until(last).map_or(0, |span| span.get_days());
    let inside = |inner: Days, outer: Days| {
        let opens = matches!((outer.earliest, inner.earliest), (Some(o), Some(i)) if o < i);
        let closes =
            outer.latest.is_none() || matches!((outer.latest, inner.latest), (Some(o), Some(i)) if i < o);
        opens && closes
    };
    days > SLACK || days > 31 && (inside(a, b) || inside(b, a))
}

fn share_name(a: &Actor, b: &Actor) -> bool {
    let names = |actor: &Actor| -> BTreeSet<String> {
        std::iter::once(&actor.name).chain(&actor.names).map(|name| fold(name)).collect()
    };
    !names(a).is_disjoint(&names(b))
}

/// A full name must mean its bearer wherever it stands; a word of everyday use does not.
fn words(actor: &Actor, common: &BTreeSet<String>, complaints: &mut Vec<Complaint>) {
    let word = |name: &&String| {
        let acronym = name.chars().count() <= 4 && name.chars().all(char::is_uppercase);
        !acronym && !name.contains(' ') && common.contains(&name.to_lowercase())
    };
    for name in std::iter::once(&actor.name).chain(&actor.names).filter(word) {
        let message = format!("`{name}` is a common word: a name of that kind belongs in `short`");
        complaints.push(complaint(actor, message, None));
    }
}

fn file(actor: &Actor) -> &str {
    actor.rule.split('#').next().unwrap_or_default()
}

fn complaint(actor: &Actor, message: String, hint: Option<&str>) -> Complaint {
    Complaint {
        file: file(actor).to_owned(),
        line: actor.line,
        column: 1,
        message: format!("[{}] {message}", actor.id),
        hint: hint.map(str::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use crate::tables::Tables;

    const OFFICES: &str =
        "[president]\ntitle = \"President\"\nsector = \"\"\nnouns = [\"president\"]\none = true\n";
    const AGENTS: &str = "[police]\nsector = \"\"\nnouns = [\"police\"]\n";

    fn told(entries: &str) -> Vec<String> {
        let files =
            [("actors/agents.toml", AGENTS), ("actors/offices.toml", OFFICES), ("actors/x.toml", entries)];
        let files: Vec<(String, String)> =
            files.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        Tables::read(&files).err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn terms_that_overlap_are_told_and_terms_that_touch_are_not() {
        let entry = |second: &str| {
            format!(
                "[ada]\nname = \"Ada Moor\"\ncountry = \"XXA\"\nterms = [{{ office = \"president\", from = \"2001\", until = \"2005\" }}, {{ office = \"president\", from = \"{second}\", until = \"2009\" }}]\n"
            )
        };
        assert_eq!(told(&entry("2005")), Vec::<String>::new());
        assert_eq!(
            told(&entry("2003")),
            ["actors/x.toml:1:1: [ada] two terms as president overlap: the first lasts to 2005-12-31"]
        );
    }

    #[test]
    fn a_circle_of_parents_is_told_at_each_of_its_members() {
        let entries = "[a]\nname = \"Aaa Bbb\"\nparent = \"b\"\n[b]\nname = \"Bbb Ccc\"\nparent = \"a\"\n[c]\nname = \"Ccc Ddd\"\nparent = \"a\"\n";
        let told = told(entries);
        assert_eq!(told[0], "actors/x.toml:1:1: [a] its parents go in a circle: a -> b -> a");
        assert_eq!(told[1], "actors/x.toml:4:1: [b] its parents go in a circle: b -> a -> b");
        assert_eq!(told.len(), 2);
    }

    #[test]
    fn two_in_one_chair_are_told_unless_both_claimed_it() {
        let two = |extra: &str| {
            format!(
                "[ada]\nname = \"Ada Moor\"\ncountry = \"XXA\"\nterms = [{{ office = \"president\", from = \"2001\", until = \"2009\" }}]\n[bo]\nname = \"Bo Lind\"\ncountry = \"XXA\"\nterms = [{{ office = \"president\", from = \"2003\", until = \"2004\"{extra} }}]\n"
            )
        };
        assert_eq!(told(&two(", contested = true")), Vec::<String>::new());
        let told = told(&two(""));
        assert!(
            told[0].starts_with(
                "actors/x.toml:5:1: [bo] was president of XXA at the same time as actors/x.toml:1 [ada]"
            ),
            "{told:?}"
        );
    }

    #[test]
    fn two_people_of_one_name_in_one_office_are_told() {
        let entries = "[ada]\nname = \"Ada Moor\"\ncountry = \"XXA\"\nterms = [{ office = \"president\", from = \"1991\", until = \"1995\" }]\n[ada-2]\nname = \"Ada Moor\"\ncountry = \"XXA\"\nterms = [{ office = \"president\", from = \"2001\", until = \"2005\" }]\n";
        assert_eq!(
            told(entries),
            [
                "actors/x.toml:5:1: [ada-2] a second person of this name who was president of XXA: actors/x.toml:1 [ada]"
            ]
        );
    }

    #[test]
    fn a_name_that_is_a_common_word_is_told() {
        let entries = "[police-band]\nkind = \"group\"\nname = \"The Police Band\"\nnames = [\"Police\"]\n";
        assert_eq!(
            told(entries),
            [
                "actors/x.toml:1:1: [police-band] `Police` is a common word: a name of that kind belongs in `short`"
            ]
        );
    }

    #[test]
    fn what_is_laid_over_may_add_and_may_not_take_a_name_that_stands() {
        let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let built = [file("actors/x.toml", "[ada]\nname = \"Ada Moor\"\n")];
        let mut tables = Tables::read(&built).map(Tables::indexed).unwrap_or_default();
        assert!(tables.lay_over(&[file("actors/y.toml", "[bo]\nname = \"Bo Lind\"\n")]).is_empty());
        assert_eq!(tables.actors.named("bo lind").len(), 1);
        let told = tables.lay_over(&[file("actors/z.toml", "[other]\nname = \"Ada Moor\"\n")]);
        let told: Vec<String> = told.iter().map(ToString::to_string).collect();
        assert_eq!(told, ["actors/z.toml:1:1: [other] `Ada Moor` stands already at actors/x.toml:1 [ada]"]);
    }
}
