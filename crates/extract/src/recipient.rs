//! Recipient: to whom it is done, where no slot of the frame says so: "threatened to ban voting in *East Jerusalem*", "rejected a *United Nations*
//! appeal", "rioted at a jail in *northern Israel*". The first party behind the trigger, short of other clauses.

use crate::actor::{Cast, Party, same};
use crate::clause::Clause;
use crate::doc::At;
use crate::names::Name;
use knowledge::{Frames, Kind, Naming};
use language::{Label, Upos};
use text::Days;

/// How a recipient is looked for.
pub(crate) struct Search<'s> {
    /// The classes of words.
    pub(crate) frames: &'s Frames,
    /// Whoever is to act is meant too ("demanded that *Sudan* end its curbs").
    pub(crate) asked: bool,
    /// It is done or said against somebody: those who do not govern may do it to their own state.
    pub(crate) hostile: bool,
    /// It is done with force: people without a name may suffer it.
    pub(crate) force: bool,
    /// It is said in friendship or by a crowd: a place that "in" brings beside the trigger is where ("agreed in *Paris*").
    pub(crate) words: bool,
    /// The head of an object inside which has been looked.
    pub(crate) seen: Option<usize>,
}

/// Parties behind a trigger that are none of its actors, nearest first; those of one row together.
pub(crate) fn behind(
    cast: &Cast,
    clause: &Clause,
    actor: &[Party],
    days: Days,
    search: &Search,
) -> Vec<Party> {
    let sentence = cast.doc.sents[clause.sent];
    let mut inside: Vec<usize> = Vec::new();
    let mut open = vec![clause.head];
    while let Some(at) = open.pop() {
        inside.push(at);
        if search.seen == Some(at) {
            continue;
        }
        open.extend(sentence.children(at).filter(|&child| {
            let where_said = at == clause.head
                && sentence.tokens[child].rel() == "obl"
                && matches!(cast.doc.case(clause.sent, child), Some("in" | "at"))
                && (cast.names.at((clause.sent, child)).is_some()
                    || cast.placed((clause.sent, child)).is_some());
            follows(cast, search.frames, clause.sent, child) && !(search.words && where_said)
                || search.asked && at != clause.head && sentence.tokens[child].rel() == "nsubj"
        }));
    }
    inside.sort_unstable();
    for at in inside.into_iter().filter(|&at| at > clause.head) {
        let found: Vec<Party> = row(cast, search, (clause.sent, at), days)
            .into_iter()
            .filter(|p| p.who.code.is_some() && !actor.iter().any(|a| one(cast, search, a, p)))
            // Whose people without a name are is a guess, whether they are meant another: together they are too much, short of an actor's own.
            .filter(|p| !guessed(p) || actor.iter().any(|a| a.who.code == p.who.code))
            .collect();
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// True for what still belongs to the predicate: no other finite clause, no time, no "despite", "after", "with".
fn follows(cast: &Cast, frames: &Frames, sent: usize, child: usize) -> bool {
    let sentence = cast.doc.sents[sent];
    let tok = &sentence.tokens[child];
    let infinitive = sentence.children_by(child, "mark").any(|m| sentence.tokens[m].lemma == "to");
    match tok.rel() {
        "nsubj" | "parataxis" | "punct" | "cc" | "aux" | "csubj" => false,
        "acl" => {
            tok.deprel != "acl:relcl"
                && (infinitive || !tok.head.is_some_and(|noun| is_thing(cast, frames, (sent, noun))))
        }
        "advcl" => infinitive,
        "conj" => !tok.xpos.starts_with("VB"),
        "nmod" if cast.doc.case(sent, child) == Some("with") => true,
        // "denounced as a crime *Serbia's* rule": what is so called stands behind.
        "obl" if cast.doc.case(sent, child) == Some("as") => owned(sentence, child),
        "obl" | "nmod" => !matches!(
            cast.doc.case(sent, child),
            Some(
                "after"
                    | "following"
                    | "before"
                    | "despite"
                    | "since"
                    | "during"
                    | "with"
                    | "by"
                    | "because"
                    | "under"
                    | "amid"
                    | "until"
                    | "as"
                    | "like"
                    | "than"
                    | "near"
                    | "along"
                    | "alongside"
                    | "behind"
                    | "besides"
                    | "including"
                    | "off"
                    | "around"
                    | "outside"
                    | "across"
                    | "through"
                    | "via"
            )
        ),
        _ => true,
    }
}

fn owned(sentence: &language::Sentence, noun: usize) -> bool {
    sentence
        .children(noun)
        .any(|c| sentence.tokens[c].deprel == "nmod:poss" && sentence.tokens[c].upos == Upos::Propn)
}

/// "a man *suspected of* arming rebels", "a ship *bound for* Benin": people and vehicles are the party; what is told of them is not.
pub(crate) fn is_thing(cast: &Cast, frames: &Frames, noun: At) -> bool {
    let lemma = crate::doc::lower(&cast.doc.tok(noun).lemma);
    ["people", "suspect", "prisoner", "ship", "vehicle", "aircraft"]
        .iter()
        .any(|c| frames.in_class(c, &lemma))
}

/// "a camp on the *Thai* border": where it is, not whose.
pub(crate) fn of_a_border(cast: &Cast, frames: &Frames, at: At) -> bool {
    let demonym = cast.names.at(at).is_some_and(|name| name.naming == Some(Naming::Demonym));
    let above = cast.doc.tok(at).head.map(|head| (at.0, head)).filter(|_| demonym);
    above.is_some_and(|noun| {
        let here = matches!(cast.doc.case(noun.0, noun.1), Some("on" | "along" | "near" | "at"));
        here && frames.in_class("border", &crate::doc::lower(&cast.doc.tok(noun).lemma))
    })
}

/// "75 million *U.S.* dollars": a currency is nobody's.
fn of_money(cast: &Cast, frames: &Frames, at: At) -> bool {
    let above = cast.doc.tok(at).head.map(|head| (at.0, head));
    above.is_some_and(|noun| frames.in_class("currency", &crate::doc::lower(&cast.doc.tok(noun).lemma)))
}

/// "the *Paris* accord", "the *Geneva* talks": called after the city.
fn of_a_paper(cast: &Cast, frames: &Frames, at: At) -> bool {
    let city =
        cast.names.at(at).is_some_and(|name| name.naming == Some(Naming::Capital) && cast.modifies(name));
    let above = cast.doc.tok(at).head.map(|head| (at.0, head)).filter(|_| city);
    above.is_some_and(|noun| {
        let lemma = crate::doc::lower(&cast.doc.tok(noun).lemma);
        ["deal", "talk"].iter().any(|class| frames.in_class(class, &lemma))
    })
}

/// "the *Panama* Papers", "the *Iraq* War": a name inside another that no catalogue knows; "the *Trump* administration" is a sort of body.
pub(crate) fn part_of_name(cast: &Cast, at: At) -> bool {
    let Some(name) = cast.names.at(at).filter(|name| name.naming != Some(Naming::Demonym)) else {
        return false;
    };
    let head = (name.sent, cast.head_of(name));
    let tok = cast.doc.tok(head);
    let tied = matches!(tok.rel(), "compound" | "flat") || tok.deprel == "nmod:desc";
    let Some(above) = tok.head.map(|above| (name.sent, above)).filter(|_| tied) else { return false };
    let known = cast.names.at(above).is_some_and(|other| other.naming.is_some() || other.label == Label::Per);
    cast.doc.tok(above).upos == Upos::Propn
        && cast.doc.form(above).starts_with(char::is_uppercase)
        && !known
        && crate::names::generic(cast.doc, cast.actors, above).is_none()
}

/// "in place, according to *Le Monde*", "(*AFP*)", "wrote on *Facebook*": a medium is where it was told.
pub(crate) fn tells(cast: &Cast, at: At, party: &Party) -> bool {
    let kind = party.who.id.as_deref().and_then(|id| cast.actors.get(id)).map(|entry| entry.kind);
    match kind {
        Some(Kind::Media) => true,
        Some(Kind::Company) => matches!(cast.doc.case(at.0, at.1), Some("on" | "via")),
        _ => false,
    }
}

/// True where the report alone says whose somebody is, for want of a word beside them.
pub(crate) fn guessed(party: &Party) -> bool {
    told_by(party, "actor#focus")
}

/// True where the rule is among the reasons for a party.
pub(crate) fn told_by(party: &Party, rule: &str) -> bool {
    let mut open = vec![&party.because];
    while let Some(because) = open.pop() {
        if because.rule == rule {
            return true;
        }
        open.extend(&because.reasons);
    }
    false
}

/// "to *Romania and Poland*": the party, and those in one row with it.
fn row(cast: &Cast, search: &Search, (sent, at): At, days: Days) -> Vec<Party> {
    let mut found = party(cast, search, (sent, at), days);
    if found.is_empty() {
        return found;
    }
    let head = cast.names.at((sent, at)).map_or(at, |name| cast.head_of(name));
    for other in cast.doc.conjuncts(sent, head).into_iter().filter(|&other| other != head) {
        let first = cast.names.at((sent, other)).map_or(other, |name| name.first);
        let told = party(cast, search, (sent, first), days);
        let known = |p: &Party| found.iter().any(|f: &Party| f.who.span.contains(p.who.span));
        let told: Vec<Party> = told.into_iter().filter(|p| !known(p)).collect();
        found.extend(told);
    }
    found
}

fn party(cast: &Cast, search: &Search, at: At, days: Days) -> Vec<Party> {
    let mut found = anyone(cast, search, at, days);
    found.retain(|party| !tells(cast, at, party));
    found
}

fn anyone(cast: &Cast, search: &Search, at: At, days: Days) -> Vec<Party> {
    if of_a_border(cast, search.frames, at)
        || of_money(cast, search.frames, at)
        || of_a_paper(cast, search.frames, at)
        || part_of_name(cast, at)
    {
        return Vec::new();
    }
    if let Some(name) = cast.names.at(at).filter(|name| name.first == at.1) {
        // "*Malian* army officers", "*Iraqi* President Saddam Hussein": whom the name only describes.
        let above = cast.doc.tok((at.0, cast.head_of(name))).head.filter(|_| cast.modifies(name));
        let described = above.map(|head| cast.coordinated((at.0, head), days)).unwrap_or_default();
        let told = |party: &Party| party.who.code.is_some() && party.who.sector.is_some();
        if !described.is_empty() && described.iter().all(told) {
            return described;
        }
        let who = cast.bearer(name, days);
        if who.code.is_some() {
            let because = cast.names.chain_of(name).because.clone().at(name.span);
            return vec![Party { public: true, who, because }];
        }
    }
    let placed: Vec<Party> = cast.placed(at).into_iter().collect();
    let tok = cast.doc.tok(at);
    // "fired to disperse *fundamentalist demonstrators*": people by what they are.
    let people = search.force && tok.upos == Upos::Noun && tok.rel() != "compound";
    if !placed.is_empty() || !people || crate::names::generic(cast.doc, cast.actors, at).is_none() {
        return placed;
    }
    cast.parties(at, days)
}

/// True where a party is the actor itself, or its state; those who govern are not one with those who do not.
pub(crate) fn one(cast: &Cast, search: &Search, actor: &Party, party: &Party) -> bool {
    let governs =
        |p: &Party| matches!(p.who.sector.as_deref(), None | Some("GOV" | "MIL" | "COP" | "SPY" | "JUD"));
    let sector = party.who.sector.as_deref();
    let entry = party.who.id.as_deref().and_then(|id| cast.actors.get(id));
    let state = sector.is_none() && entry.is_some_and(|entry| entry.kind == Kind::State);
    // "struck in *Peru*", "called for *Peruvian* jobs": where it is, and what it is for.
    let beside = |name: &Name| cast.modifies(name) || cast.is_place_of(name);
    let named = |state: &Party| cast.names.all.iter().any(|n| n.span == state.who.span && !beside(n));
    let opposed = if governs(actor) {
        search.hostile && !governs(party)
    } else {
        sector == Some("GOV") || search.hostile && state && named(party)
    };
    same(&actor.who, &party.who) || actor.who.code == party.who.code && actor.who.code.is_some() && !opposed
}
