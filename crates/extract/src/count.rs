//! Count: how many dead, wounded, marching. "at least 12 people were killed", "killing 30", "a death toll of 40", "thousands protested".

use crate::doc::Doc;
use crate::findings::Count;
use knowledge::Calendar;
use language::Upos;

/// Magnitudes of one event.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// Killed.
    pub dead: Option<Count>,
    /// Wounded.
    pub injured: Option<Count>,
    /// Took part.
    pub size: Option<Count>,
}

const KILL: [&str; 6] = ["kill", "die", "dead", "death", "slay", "massacre"];
const WOUND: [&str; 4] = ["wound", "injure", "injured", "hurt"];
const CROWD: [&str; 14] = [
    "protester",
    "demonstrator",
    "marcher",
    "people",
    "soldier",
    "troop",
    "supporter",
    "worker",
    "student",
    "fighter",
    "militant",
    "officer",
    "resident",
    "striker",
];

/// Reads the magnitudes that stand in a sentence. `crowd`: the event is one whose size is a number of people (a march, a deployment).
pub fn read(doc: &Doc, calendar: &Calendar, sent: usize, crowd: bool) -> Counts {
    let sentence = doc.sents[sent];
    let mut counts = Counts::default();
    for (at, tok) in sentence.tokens.iter().enumerate() {
        let Some(count) =
            (tok.upos == Upos::Num || is_mass(&tok.lemma)).then(|| number(doc, calendar, sent, at)).flatten()
        else {
            continue;
        };
        let counted = counted(doc, sent, at);
        if counted.is_some_and(|c| strikes(doc, sent, c)) {
            continue;
        }
        let governor =
            counted.and_then(|c| sentence.tokens[c].head).map(|h| sentence.tokens[h].lemma.as_str());
        let own = tok.head.map(|h| sentence.tokens[h].lemma.as_str());
        let about = |words: &[&str]| {
            [governor, own].into_iter().flatten().any(|lemma| words.contains(&lemma))
                || followed_by(doc, sent, at, words)
        };
        if about(&KILL) {
            counts.dead = counts.dead.or(Some(count));
        } else if about(&WOUND) {
            counts.injured = counts.injured.or(Some(count));
        } else if crowd && counted.is_some_and(|c| CROWD.contains(&sentence.tokens[c].lemma.as_str())) {
            counts.size = counts.size.or(Some(count));
        }
    }
    counts
}

/// "*Two gunmen* killed 23 people", "killed by *two gunmen*": who kills is not among the dead.
fn strikes(doc: &Doc, sent: usize, counted: usize) -> bool {
    let sentence = doc.sents[sent];
    let tok = &sentence.tokens[counted];
    let Some(verb) = tok.head else { return false };
    let lemma = sentence.tokens[verb].lemma.as_str();
    let harms = ["kill", "slay", "massacre", "wound", "injure"].contains(&lemma);
    // "killed at least 40 people" is read as a phrase of place at times, without its preposition.
    let bare =
        |&at: &usize| doc.case(sent, at).is_none() && sentence.children_by(at, "nummod").next().is_some();
    let struck = sentence.children_by(verb, "obj").chain(sentence.children_by(verb, "obl").filter(bare));
    let struck = struck.count() > 0;
    harms && (tok.deprel == "nsubj" && struck || doc.case(sent, counted) == Some("by"))
}

fn is_mass(lemma: &str) -> bool {
    matches!(lemma, "dozen" | "hundred" | "thousand" | "score" | "dozens" | "hundreds" | "thousands")
}

/// What a number counts: the noun it modifies, or itself.
fn counted(doc: &Doc, sent: usize, at: usize) -> Option<usize> {
    let sentence = doc.sents[sent];
    let tok = &sentence.tokens[at];
    match tok.rel() {
        "nummod" => tok.head,
        _ => sentence.children_by(at, "nmod").next().or(Some(at)),
    }
}

/// "12 dead", "12 were killed", "12 others wounded": the word stands within three words behind the number.
fn followed_by(doc: &Doc, sent: usize, at: usize, words: &[&str]) -> bool {
    let tokens = &doc.sents[sent].tokens;
    let near =
        tokens.iter().skip(at + 1).take(4).take_while(|t| t.upos != Upos::Num && t.upos != Upos::Punct);
    near.into_iter().any(|t| words.contains(&t.lemma.as_str()))
}

fn number(doc: &Doc, calendar: &Calendar, sent: usize, at: usize) -> Option<Count> {
    let word = doc.form((sent, at)).to_lowercase();
    let before: Vec<String> =
        (at.saturating_sub(3)..at).map(|t| doc.form((sent, t)).to_lowercase()).collect();
    let before = before.join(" ");
    if is_mass(&doc.tok((sent, at)).lemma) {
        let low = match word.trim_end_matches('s') {
            "dozen" => 12,
            "hundred" => 100,
            "thousand" => 1000,
            _ => 20,
        };
        return Some(Count { low: Some(low), high: None });
    }
    let plain: u64 = word
        .replace(',', "")
        .parse()
        .ok()
        .or_else(|| calendar.word(&word)?.number.and_then(|n| u64::try_from(n).ok()))?;
    let ends = |words: &[&str]| words.iter().any(|w| before.ends_with(w));
    let fewer = ends(&["fewer than", "less than"]);
    // "no fewer than twelve"
    let no_fewer = fewer && before.starts_with("no ");
    let open_below = fewer && !no_fewer || ends(&["up to", "many as"]);
    let open_above = !open_below && (no_fewer || ends(&["at least", "over", "than"]));
    Some(Count { low: (!open_below).then_some(plain), high: (!open_above).then_some(plain) })
}
