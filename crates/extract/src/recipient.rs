//! Recipient: to whom it is done, where no slot of the frame says so: "threatened to ban voting in *East Jerusalem*", "rejected a *United Nations*
//! appeal", "rioted at a jail in *northern Israel*". The first party behind the trigger, short of other clauses.

use crate::actor::{Cast, Party, same};
use crate::clause::Clause;
use crate::doc::At;
use text::Days;

/// Parties behind a trigger that are none of its actors, nearest first; those of one row together.
///
/// `asked`: whoever is to act is meant too ("demanded that *Sudan* end its curbs").
pub(crate) fn behind(cast: &Cast, clause: &Clause, actor: &[Party], days: Days, asked: bool) -> Vec<Party> {
    let sentence = cast.doc.sents[clause.sent];
    let mut inside: Vec<usize> = Vec::new();
    let mut open = vec![clause.head];
    while let Some(at) = open.pop() {
        inside.push(at);
        open.extend(sentence.children(at).filter(|&child| {
            follows(cast, clause.sent, child)
                || asked && at != clause.head && sentence.tokens[child].rel() == "nsubj"
        }));
    }
    inside.sort_unstable();
    for at in inside.into_iter().filter(|&at| at > clause.head) {
        let found: Vec<Party> = row(cast, (clause.sent, at), days)
            .into_iter()
            .filter(|p| p.who.code.is_some() && !actor.iter().any(|a| one(a, p)))
            .collect();
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// True for what still belongs to the predicate: no other finite clause, no time, no "despite", "after", "with".
fn follows(cast: &Cast, sent: usize, child: usize) -> bool {
    let sentence = cast.doc.sents[sent];
    let tok = &sentence.tokens[child];
    let infinitive = sentence.children_by(child, "mark").any(|m| sentence.tokens[m].lemma == "to");
    match tok.rel() {
        "nsubj" | "parataxis" | "punct" | "cc" | "aux" | "csubj" => false,
        "acl" => tok.deprel != "acl:relcl",
        "advcl" => infinitive,
        "conj" => !tok.xpos.starts_with("VB"),
        "nmod" if cast.doc.case(sent, child) == Some("with") => true,
        "obl" | "nmod" => !matches!(
            cast.doc.case(sent, child),
            Some(
                "after"
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

/// "to *Romania and Poland*": the party, and those in one row with it.
fn row(cast: &Cast, (sent, at): At, days: Days) -> Vec<Party> {
    let mut found = party(cast, (sent, at), days);
    if found.is_empty() {
        return found;
    }
    let head = cast.names.at((sent, at)).map_or(at, |name| cast.head_of(name));
    for other in cast.doc.conjuncts(sent, head).into_iter().filter(|&other| other != head) {
        let first = cast.names.at((sent, other)).map_or(other, |name| name.first);
        found.extend(party(cast, (sent, first), days));
    }
    found
}

fn party(cast: &Cast, at: At, days: Days) -> Vec<Party> {
    if let Some(name) = cast.names.at(at).filter(|name| name.first == at.1) {
        // "*Malian* army officers", "*Iraqi* President Saddam Hussein": whom the name only describes.
        let above = cast.doc.tok((at.0, cast.head_of(name))).head.filter(|_| cast.modifies(name));
        let described = above.map(|head| cast.coordinated((at.0, head), days)).unwrap_or_default();
        let told = |party: &Party| party.who.code.is_some() && party.who.sector.is_some();
        if described.len() == 1 && described.iter().all(told) {
            return described;
        }
        let who = cast.bearer(name, days);
        if who.code.is_some() {
            let because = cast.names.chain_of(name).because.clone().at(name.span);
            return vec![Party { public: true, who, because }];
        }
    }
    cast.placed(at).into_iter().collect()
}

/// True where a party is the actor itself, or its state; those who govern are not one with those who do not.
fn one(actor: &Party, party: &Party) -> bool {
    let governs =
        |p: &Party| matches!(p.who.sector.as_deref(), None | Some("GOV" | "MIL" | "COP" | "SPY" | "JUD"));
    let opposed = party.who.sector.as_deref() == Some("GOV") && !governs(actor);
    same(&actor.who, &party.who) || actor.who.code == party.who.code && actor.who.code.is_some() && !opposed
}
