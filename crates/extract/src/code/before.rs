//! Before: what a report's earlier mentions lend to a later one. "The launch" is the launch told of above, "the girls were freed" tells of
//! the girls who were abducted there.

use super::{Candidate, Coder, When};
use crate::actor::Party;
use crate::doc::lower;
use crate::findings::{Basis, EventMention, Who};
use knowledge::Sort;
use std::collections::BTreeMap;
use text::{Because, Span};

/// Sentences back to which a later mention may lean.
const REACH: usize = 12;

/// What stands so near is what is meant.
const CLOSE: usize = 4;

impl<'c> Coder<'c> {
    /// How many tokens of a sentence print the title over again: what they tell is told.
    pub(super) fn title_again(&self, sent: usize) -> usize {
        let title = self.doc().report.title.as_str();
        let sentence = self.doc().sents[sent];
        if title.is_empty() || self.doc().in_title(sent) {
            return 0;
        }
        let mut here = self.doc().slice(sentence.span).split_whitespace().map(lower);
        let (mut words, mut left) = (0, 0);
        for word in title.split_whitespace().map(lower) {
            if here.next().is_none_or(|other| other != word) {
                return 0;
            }
            (words, left) = (words + 1, left + word.len());
        }
        if words < 3 {
            return 0;
        }
        let printed = sentence.tokens.iter().take_while(|token| {
            let more = left > 0;
            left = left.saturating_sub(self.doc().slice(token.span).to_lowercase().len());
            more
        });
        printed.count()
    }

    /// "The launch triggered an alert": a bare noun takes parties and date of the last mention of its kind, by the same word first.
    pub(super) fn told_before<'m>(&self, c: &mut Candidate<'c>, earlier: &'m [EventMention]) -> Option<()> {
        let sentence = self.doc().sents[c.clause.sent];
        let definite = sentence.children_by(c.clause.head, "det").any(|d| {
            matches!(sentence.tokens[d].lemma.as_str(), "the" | "this" | "that" | "these" | "those" | "both")
        });
        let dated = sentence.children_by(c.clause.head, "nmod:poss").next().is_some();
        let apart =
            ["in", "at", "with", "between", "on"].iter().any(|slot| c.clause.slot(slot).next().is_some());
        let verb = c.sort != Sort::Noun;
        let fresh = !verb && (!(definite || dated) || apart);
        let lemma = |m: &EventMention| self.doc().slice(m.spans.trigger).to_lowercase();
        let alike = |m: &&EventMention| c.mode.is_some() && m.mode.first() == c.mode.as_ref();
        let word = sentence.tokens[c.clause.head].lemma.to_lowercase();
        let stem: String = word.chars().take(5).collect();
        let near = |m: &&EventMention| {
            m.event == c.event
                && !m.actor.is_empty()
                && m.sentence < c.clause.sent
                && m.sentence + REACH > c.clause.sent
                && m.asserts()
        };
        // "The launch" is the one the report is about, short of an older one told of right before.
        let (news, old): (Vec<_>, Vec<_>) = earlier
            .iter()
            .rev()
            .filter(near)
            .partition(|m| !self.is_old(m) || m.sentence + 1 >= c.clause.sent);
        let by_word = |told: &[&'m EventMention]| told.iter().find(|m| lemma(m).starts_with(&stem)).copied();
        // "The attack" may be any that was told, "the kidnapping" is no airstrike.
        let by_kind =
            |told: &[&'m EventMention]| told.iter().find(|m| alike(m) || !verb && c.mode.is_none()).copied();
        let found =
            by_word(&news).or_else(|| by_kind(&news)).or_else(|| by_word(&old)).or_else(|| by_kind(&old));
        let found = self.usual(c, found.filter(|_| !fresh)?, earlier);
        let because =
            |who: &Who| Because::rule("code#told-before").at(who.span).note(format!("as in {}", found.id));
        let parties = |list: &[Who]| {
            list.iter().map(|who| Party { who: who.clone(), public: true, because: because(who) }).collect()
        };
        if c.actor.iter().all(|p| p.who.code.is_none()) {
            c.actor = parties(&found.actor);
        }
        if c.recipient.iter().all(|p| p.who.code.is_none()) {
            c.recipient = parties(&found.recipient);
        }
        c.weak = true;
        if c.days.basis.is_none()
            && matches!(found.date_basis, Some(Basis::Clause | Basis::Sentence | Basis::Earlier))
        {
            let because = Because::rule("time#earlier-mention").note(format!("as in {}", found.id));
            c.days = When {
                days: found.days(),
                text: found.spans.date,
                basis: Some(Basis::Earlier),
                because: Some(because),
            };
        }
        Some(())
    }

    /// The deed that a noun goes back to, or, where that stands some sentences above and its doer did but one of many told so far, the last
    /// one of whoever did most of them: a drill in answer to a launch does not make "the launch" another's.
    fn usual<'m>(
        &self,
        c: &Candidate,
        found: &'m EventMention,
        earlier: &'m [EventMention],
    ) -> &'m EventMention {
        let doer = |m: &EventMention| m.actor.first().and_then(|who| who.code.clone());
        let same =
            |m: &&EventMention| m.event == c.event && m.mode == found.mode && m.asserts() && !self.is_old(m);
        if found.sentence + CLOSE > c.clause.sent || found.mode.is_empty() {
            return found;
        }
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        earlier.iter().filter(same).filter_map(doer).for_each(|code| *counts.entry(code).or_default() += 1);
        let own = doer(found).and_then(|code| counts.get(&code).copied()).unwrap_or_default();
        let most = counts.into_iter().max_by_key(|(_, many)| *many).filter(|(_, many)| *many > 2 * own);
        let last = |code: String| earlier.iter().rev().filter(same).find(|m| doer(m).as_ref() == Some(&code));
        most.and_then(|(code, _)| last(code)).unwrap_or(found)
    }

    /// "*The girls* were released", "*ten of the hostages* have died": people who were party to something told before have the state they
    /// had there. True where any were found.
    pub(super) fn party_before(&self, c: &mut Candidate<'c>, earlier: &[EventMention]) -> bool {
        let recent = self.recent(c, earlier);
        let mut found = false;
        for party in c.actor.iter_mut().chain(&mut c.recipient) {
            let told = recent.iter().find_map(|m| {
                let known =
                    |who: &&Who| who.code.is_some() && self.goes_back(c.clause.sent, party.who.span, m, who);
                m.recipient.iter().chain(&m.actor).find(known).map(|who| (m, who))
            });
            let Some((m, who)) = told else { continue };
            party.who.code.clone_from(&who.code);
            party.who.name.clone_from(&who.name);
            let note = format!("as in {}", m.id);
            party.because =
                Because::rule("code#party-before").at(who.span).note(note).below(party.because.clone());
            party.public = true;
            found = true;
        }
        found
    }

    /// "The pilots have been released", "He was also fined": nobody says by whom. Those who took them held them; and who did the same to
    /// the same side a little before did it here too.
    pub(super) fn unnamed_doer(&self, c: &mut Candidate<'c>, earlier: &[EventMention]) {
        if !c.actor.is_empty() || c.mode.is_none() || c.recipient.is_empty() && c.sort != Sort::Verb {
            return;
        }
        let release = c.mode.as_deref() == Some("release");
        let taken = |m: &&&EventMention| {
            let same =
                |who: &Who| c.recipient.iter().any(|p| self.goes_back(c.clause.sent, p.who.span, m, who));
            release && takes(m) && m.recipient.iter().any(same)
        };
        let alike = |m: &&&EventMention| {
            let codes =
                |code: &Option<String>| code.is_some() && c.recipient.iter().any(|p| p.who.code == *code);
            m.event == c.event
                && m.mode.first() == c.mode.as_ref()
                && m.asserts()
                && (m.recipient.is_empty() || m.recipient.iter().any(|who| codes(&who.code)))
        };
        let repeats = self.may_repeat(&c.clause, c.sort);
        let recent = self.recent(c, earlier);
        let told = || recent.iter().filter(|m| !m.actor.is_empty());
        let Some(m) = told().find(taken).or_else(|| told().find(|m| repeats && alike(m))) else { return };
        let because =
            |who: &Who| Because::rule("code#unnamed-doer").at(who.span).note(format!("as in {}", m.id));
        let did = m.actor.iter().map(|who| Party { who: who.clone(), public: true, because: because(who) });
        // "Four leaders of the rebels were released": not by the rebels.
        let own = |p: &Party, r: &Party| {
            let armed = matches!(p.who.sector.as_deref(), Some("REB" | "UAF" | "CRM"));
            armed && p.who.code == r.who.code && p.who.sector == r.who.sector
        };
        c.actor =
            did.filter(|p| !c.recipient.iter().any(|r| r.who.span == p.who.span || own(p, r))).collect();
        c.weak = true;
    }

    /// True for what was over a week old when the report appeared.
    pub(super) fn is_old(&self, m: &EventMention) -> bool {
        let told = self.cast.published.earliest.zip(m.date_latest.filter(|_| m.date_earliest.is_some()));
        told.is_some_and(|(published, day)| (published - day).get_days() > 7)
    }

    fn recent<'m>(&self, c: &Candidate, earlier: &'m [EventMention]) -> Vec<&'m EventMention> {
        earlier.iter().rev().filter(|m| m.sentence + REACH > c.clause.sent).collect()
    }

    /// True where the head of a phrase is that of a party told of before, or calls captive whom that mention took.
    fn goes_back(&self, sent: usize, phrase: Span, m: &EventMention, who: &Who) -> bool {
        let Some(word) = self.head_word(sent, phrase) else { return false };
        let class = |class| self.tables.frames.in_class(class, &word);
        let captive = class("hostage") || class("prisoner");
        captive && takes(m) && m.recipient.contains(who)
            || self.head_word(m.sentence, who.span).is_some_and(|other| alike(&word, &other))
    }

    /// The lemma of the noun that heads a phrase of a sentence; none for names and pronouns.
    fn head_word(&self, sent: usize, span: Span) -> Option<String> {
        let head = self.doc().head_within(sent, span)?;
        let tok = self.doc().tok(self.doc().content((sent, head)));
        (tok.upos == language::Upos::Noun).then(|| tok.lemma.to_lowercase())
    }
}

/// True for a mention of people taken: whoever took them holds them.
fn takes(m: &EventMention) -> bool {
    m.mode.iter().any(|mode| matches!(mode.as_str(), "abduct" | "arrest"))
}

/// True for the same noun, and for one made of the other: "schoolgirls", "the girls".
fn alike(a: &str, b: &str) -> bool {
    let (long, short) = if a.len() < b.len() { (b, a) } else { (a, b) };
    short.len() > 2 && long.ends_with(short)
}
