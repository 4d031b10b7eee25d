//! Recipient: to whom it is done, where no slot of the frame says so: "threatened to ban voting in *East Jerusalem*", "rejected a *United Nations*
//! appeal", "rioted at a jail in *northern Israel*". The first party behind the trigger, short of other clauses.

use crate::actor::{Cast, Party, same};
use crate::clause::Clause;
use crate::doc::At;
use text::Days;

/// Parties behind a trigger that are none of its actors, nearest first; those of one row together.
pub(crate) fn behind(cast: &Cast, clause: &Clause, actor: &[Party], days: Days) -> Vec<Party> {
    let sentence = cast.doc.sents[clause.sent];
    let mut inside: Vec<usize> = Vec::new();
    let mut open = vec![clause.head];
    while let Some(at) = open.pop() {
        inside.push(at);
        open.extend(sentence.children(at).filter(|&child| follows(cast, clause.sent, child)));
    }
    inside.sort_unstable();
    for at in inside.into_iter().filter(|&at| at > clause.head) {
        let found: Vec<Party> = party(cast, (clause.sent, at), days)
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

fn party(cast: &Cast, at: At, days: Days) -> Vec<Party> {
    if let Some(name) = cast.names.at(at).filter(|name| name.first == at.1) {
        let who = cast.bearer(name, days);
        if who.code.is_some() {
            let because = cast.names.chain_of(name).because.clone().at(name.span);
            return vec![Party { public: true, who, because }];
        }
    }
    cast.placed(at).into_iter().collect()
}

/// True where a party is the actor itself, or its state.
fn one(actor: &Party, party: &Party) -> bool {
    same(&actor.who, &party.who) || actor.who.code == party.who.code && actor.who.code.is_some()
}
