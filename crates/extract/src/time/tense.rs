//! Tense: which way from publication a day lies that is named without its year, month or week. In: the tree; out: before, after, or not told.

use super::Reader;
use knowledge::Role;

/// Which way a day lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Up to publication.
    Before,
    /// From publication on.
    After,
    /// The clause does not say: the nearer one.
    Near,
}

impl Reader<'_> {
    /// The side on which the expression at a token lies: its own words ("by Friday"), else the verb it hangs on.
    pub(super) fn side(&self, at: usize) -> Side {
        match self.back(at, 1) {
            "last" => return Side::Before,
            // Not "since Easter falls late".
            "since" if !self.is_mark(at - 1) => return Side::Before,
            "next" | "coming" => return Side::After,
            _ => {}
        }
        let lead = self.clock_before(at);
        let bound = matches!(self.back(lead, 1), "by" | "until" | "till")
            || self.back(lead, 1) == "as" && matches!(self.back(lead, 2), "early" | "soon" | "late");
        // "a way around Wednesday's ruling": what a day owns is as a rule over, whatever is planned about it.
        let owner = matches!(self.word(at + 1), "'s" | "’s" | "'" | "’");
        match self.clause_side(at) {
            Some(Side::After) if owner && !bound && self.infinitive_above(at) => Side::Near,
            // "until Thursday, they had not called him": the clause is told before its verb.
            Some(Side::Before) if bound && (lead < 2 || self.back(lead, 1) == "by") => Side::Before,
            _ if bound => Side::After,
            Some(side) => side,
            None => self.told_ahead(at),
        }
    }

    /// True for a word that opens a clause.
    fn is_mark(&self, at: usize) -> bool {
        self.doc.sents[self.sent].tokens.get(at).is_some_and(|token| token.rel() == "mark")
    }

    /// True where the verb an expression hangs on is an infinitive.
    pub(super) fn infinitive_above(&self, at: usize) -> bool {
        let sentence = self.doc.sents[self.sent];
        let mut here = at;
        for _ in 0..6 {
            match sentence.tokens.get(here).and_then(|token| token.head) {
                Some(above) if self.xpos(above).starts_with("VB") => {
                    return sentence.children(above).any(|mark| self.xpos(mark) == "TO");
                }
                Some(above) => here = above,
                None => return false,
            }
        }
        false
    }

    /// Where the words of a clock time begin that stand right before: "until 9 a.m. Tuesday".
    fn clock_before(&self, at: usize) -> usize {
        let clock = |at: &usize| {
            let word = self.back(*at, 1);
            word.starts_with(|ch: char| ch.is_ascii_digit())
                || matches!(
                    word,
                    "a.m."
                        | "p.m."
                        | "a.m"
                        | "p.m"
                        | "gmt"
                        | "est"
                        | "edt"
                        | "noon"
                        | "midday"
                        | "on"
                        | "next"
                        | "early"
                )
        };
        let mut here = at;
        while clock(&here) {
            here -= 1;
        }
        here
    }

    /// Behind a "will" with no past verb between, where the tree ties the day to no verb.
    fn told_ahead(&self, at: usize) -> Side {
        let tokens = &self.doc.sents[self.sent].tokens[..at];
        let told =
            tokens.iter().rev().find(|t| t.xpos == "VBD" || matches!(t.lemma.as_str(), "will" | "shall"));
        if told.is_some_and(|t| t.xpos != "VBD") { Side::After } else { Side::Near }
    }

    fn clause_side(&self, at: usize) -> Option<Side> {
        let sentence = self.doc.sents[self.sent];
        let mut here = at;
        let mut nominal = 0;
        for _ in 0..6 {
            let Some(above) = sentence.tokens.get(here).and_then(|token| token.head) else { break };
            if self.xpos(above).starts_with("VB") || self.xpos(above) == "MD" {
                return Some(self.verb_side(at, above, nominal > 0));
            }
            // "He was a guest at the fair this weekend": a noun that says what somebody was.
            let copula = |t: &usize| sentence.tokens[*t].rel() == "cop";
            if let Some(copula) = sentence.children(above).find(copula) {
                let past = self.xpos(copula) == "VBD" && nominal == 0;
                return Some(match self.verb_side(at, above, nominal > 0) {
                    Side::Near if past => Side::Before,
                    side => side,
                });
            }
            // "On Tuesday the league plans to meet", where the tagger takes the verb for a noun.
            let plans = self.xpos(above) == "NNS" && sentence.tokens[above].head.is_none();
            let plans = plans && self.is_lemma(sentence.tokens[above].lemma.as_str(), Role::Ahead);
            let to = |t: usize| sentence.children(t).any(|mark| self.xpos(mark) == "TO");
            if plans && sentence.children_by(above, "acl").any(to) {
                return Some(Side::After);
            }
            nominal += usize::from(self.xpos(above).starts_with("NN") && self.known(above).is_none());
            here = above;
        }
        None
    }

    /// `loose`: the day hangs on a noun beside the verb, so that a past verb says little ("postponed the May 7 vote").
    fn verb_side(&self, at: usize, verb: usize, loose: bool) -> Side {
        let sentence = self.doc.sents[self.sent];
        let token = &sentence.tokens[verb];
        let helpers: Vec<usize> = sentence
            .children(verb)
            .filter(|&at| matches!(sentence.tokens[at].rel(), "aux" | "cop"))
            .collect();
        let lemma = |at: usize| sentence.tokens[at].lemma.as_str();
        let perfect = helpers.iter().any(|&at| lemma(at) == "have");
        let past = if loose { Side::Near } else { Side::Before };
        if let Some(&modal) = helpers.iter().find(|&&at| self.xpos(at) == "MD") {
            // "would" and "could" look ahead from a past that may be long over.
            let firm = matches!(lemma(modal), "will" | "shall" | "must" | "may" | "should" | "can");
            return match (perfect, firm || !loose && lemma(modal) != "could") {
                (true, _) => Side::Before,
                (_, true) => Side::After,
                _ => Side::Near,
            };
        }
        // "On Tuesday the group plans to meet": what is planned now lies ahead wherever its day stands.
        let planned =
            at > verb || !loose && matches!(token.xpos, "VBZ" | "VBP") && self.opens_infinitive(verb);
        if planned && self.is_lemma(token.lemma.as_str(), Role::Ahead) {
            return Side::After;
        }
        let marked =
            sentence.children(verb).any(|at| lemma(at) == "to" && at < verb && self.xpos(at) == "TO");
        match token.xpos {
            "VB" if marked => self.infinitive_side(verb),
            "VBD" => past,
            "VBN" | "VBG" => {
                let present =
                    helpers.iter().any(|&at| matches!(self.xpos(at), "VBZ" | "VBP") && lemma(at) == "be");
                if present && !perfect && !loose { Side::After } else { past }
            }
            "VBZ" | "VBP" if self.is_lemma(token.lemma.as_str(), Role::Timetable) => Side::After,
            _ => Side::Near,
        }
    }

    /// True for a verb with an infinitive behind it: "plans *to hold* talks".
    fn opens_infinitive(&self, verb: usize) -> bool {
        let sentence = self.doc.sents[self.sent];
        let marked = |at: usize| sentence.children(at).any(|mark| self.xpos(mark) == "TO");
        sentence.children_by(verb, "xcomp").any(marked)
    }

    /// "agreed to meet", "a plan to meet": ahead; "failed to meet", "flew in to meet": not.
    fn infinitive_side(&self, verb: usize) -> Side {
        let sentence = self.doc.sents[self.sent];
        let token = &sentence.tokens[verb];
        let Some(above) = token.head else { return Side::After };
        let done = self.is_lemma(sentence.tokens[above].lemma.as_str(), Role::Done);
        let past = self.xpos(above) == "VBD";
        match token.rel() {
            "advcl" if past => Side::Before,
            "xcomp" | "ccomp" if done => Side::Before,
            _ => Side::After,
        }
    }

    fn is_lemma(&self, lemma: &str, role: Role) -> bool {
        self.calendar.is(lemma, role)
    }
}
