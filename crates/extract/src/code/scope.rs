//! Scope: which mentions of a report are news of public life. A frame sees one clause; what the report is about says whether "the police
//! arrested a man" or "he shot three colleagues" is a matter between political actors.

use super::Coder;
use crate::doc::lower;
use crate::findings::{Aux, EventMention, Who};
use language::Upos;

/// Words from which on a report tells by its words what it is about.
const TELLS: usize = 80;
/// A report of public life has a word of it in so many, and no fewer than `LEAST`.
const ONE_IN: usize = 150;
const LEAST: usize = 2;
/// A report of a crime among private people has more words of the crime page than of public life, and one in so many.
const CRIME_IN: usize = 40;

impl Coder<'_> {
    /// Leaves out what is told of people and bodies that nobody knows, where the report is not about public life, where none of them has a
    /// country, or where only one of them is said to confer; and what somebody does of whom a report that is no mere note says neither.
    pub(super) fn public_affairs(&self, mentions: &mut Vec<EventMention>) {
        let (long, private) = if mentions.is_empty() { (false, false) } else { self.about() };
        mentions.retain(|m| {
            let parties = || m.actor.iter().chain(&m.recipient);
            let nowhere = long && parties().next().is_some() && parties().all(of_nowhere);
            let one = m.recipient.is_empty() && m.actor.len() < 2 && !m.actor.iter().any(of_states);
            let alone = m.event == "CONSULT" && one;
            let nobody = long && !m.actor.is_empty() && m.actor.iter().all(nobody);
            // "met people in a camp", "discussed the matter": a verb says with whom.
            let verb = || self.at_verb(m) && m.mode.is_empty();
            let perhaps = alone && (m.aux.contains(&Aux::Hypothetical) || long && verb());
            let private = private && !of_all(m);
            !nobody && !perhaps && (parties().any(known) || !(private || nowhere || alone))
        });
    }

    /// True where a verb is the mention's trigger.
    fn at_verb(&self, m: &EventMention) -> bool {
        let tokens = &self.doc().sents[m.sentence].tokens;
        tokens.iter().any(|t| t.span.start == m.spans.trigger.start && t.upos == Upos::Verb)
    }

    /// Whether the report is long enough to tell what it is about, and whether that is no public life: crime, courts, firms, sport, science.
    fn about(&self) -> (bool, bool) {
        let (mut words, mut public, mut private) = (0, 0, 0);
        for tok in self.doc().sents.iter().flat_map(|sentence| &sentence.tokens) {
            let lemma = lower(&tok.lemma);
            words += usize::from(lemma.starts_with(|c: char| c.is_alphabetic()));
            for class in self.tables.frames.classes_of(&lemma) {
                public += usize::from(class == "public-life");
                private += usize::from(class == "crime-page");
            }
        }
        // An ontology of one's own need not say what public life is.
        let told = self.tables.frames.classes.contains_key("public-life");
        let long = words >= TELLS && told;
        let scarce = public < LEAST || public * ONE_IN < words;
        let crime = private > public && private * CRIME_IN > words;
        (long, long && (scarce || crime))
    }
}

/// Modes of force that are war or terror, whoever suffers them and whatever else the report tells of.
const WAR: [&str; 4] = ["explosives", "suicide-attack", "aerial", "heavy-weapons"];
/// Sectors of those who fight, and of those whom a state or a gang harms for what they are.
const ARMED: [&str; 5] = ["MIL", "REB", "PRM", "SPY", "PRE"];
const HARMED: [&str; 4] = ["JRN", "OPP", "REF", "SOC"];
/// So many dead are no private matter.
const MANY: u64 = 5;

/// War, terror, gangs at large, and force against journalists, opponents, refugees: of public life, though the report has no word of it.
fn of_all(m: &EventMention) -> bool {
    let force = matches!(m.event.as_str(), "ASSAULT" | "COERCE" | "SANCTION");
    let of = |who: &Who, sectors: &[&str]| {
        who.code.is_some() && who.sector.as_deref().is_some_and(|sector| sectors.contains(&sector))
    };
    let gang = |who: &Who| of(who, &["UAF"]) && !lower(&who.text).contains("gunman");
    m.mode.iter().any(|mode| WAR.contains(&mode.as_str()))
        || m.actor.iter().any(|who| of(who, &ARMED) || gang(who))
        || force && m.recipient.iter().any(|who| of(who, &HARMED) || of(who, &ARMED))
        || m.dead.is_some_and(|dead| dead.low.is_some_and(|low| low >= MANY))
}

/// Somebody of the catalogue: a state, a body, a group, a person in public life.
fn known(who: &Who) -> bool {
    who.id.is_some()
}

/// Leaders or ministers of several states, "the two sides": they confer with one another.
fn of_states(who: &Who) -> bool {
    let two = || who.text.split(' ').any(|word| matches!(&*lower(word), "two" | "both" | "rival"));
    who.code.as_deref().is_none_or(|code| matches!(code, "IGO" | "UNO" | "EUR" | "IMG")) || two()
}

/// Somebody of no country who bears no arms: "foreign troops", "rebels" may be left without one.
fn of_nowhere(who: &Who) -> bool {
    who.code.is_none() && !matches!(who.sector.as_deref(), Some("MIL" | "REB"))
}

/// Somebody of no country and no calling.
fn nobody(who: &Who) -> bool {
    !known(who) && who.code.is_none() && who.sector.is_none()
}
