//! Sense: whether a word of saying says so where it stands: for whom a passive hides, what a modal verb or a conjunction makes of it, and words
//! that only look like sayings.

use super::Reader;
use super::cue::DUTY;
use crate::clause::{Clause, passive};
use text::Span;

/// Participles that mean "if" or "as".
const JOINS: [&str; 6] = ["assuming", "supposing", "presuming", "considering", "seeing", "granting"];

impl Reader<'_, '_> {
    /// "I must say", "I can tell you", "we should add": who says so of himself says it.
    pub(super) fn says_by_saying(&self, clause: &Clause) -> bool {
        let sentence = self.doc.sents[clause.sent];
        let own = sentence.children_by(clause.head, "nsubj").next();
        let first = own
            .is_some_and(|t| matches!(self.doc.form((clause.sent, t)).to_lowercase().as_str(), "i" | "we"));
        let modal = sentence.children_by(clause.head, "aux").any(|t| {
            matches!(sentence.tokens[t].lemma.as_str(), "must" | "can" | "should" | "will" | "would" | "may")
        });
        first
            && modal
            && matches!(sentence.tokens[clause.head].rel(), "root" | "conj" | "parataxis" | "ccomp")
    }

    /// "It is believed that", "is said to have fled", "…, the council was told": a passive that has something said, though nobody to say it.
    /// "the *gathered* crowd", "the man was *held*", "is *supposed* to be safe" have not.
    pub(super) fn says_without_speaker(&self, sent: usize, at: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let tok = &sentence.tokens[at];
        let duty = DUTY.contains(&tok.lemma.as_str());
        let below = sentence.children(at).any(|c| match sentence.tokens[c].rel() {
            "expl" | "ccomp" | "csubj" => true,
            "xcomp" => !duty,
            _ => sentence.tokens[c].lemma == "it",
        });
        tok.rel() != "amod" && (below || matches!(tok.rel(), "parataxis" | "advcl"))
    }

    /// True for a word that lies in a quotation and the cue outside of it: "... than if we are *not*," said Diaz.
    pub(super) fn quoted_apart(&self, sent: usize, at: usize, word: Span) -> bool {
        let cue = self.doc.tok((sent, at)).span;
        self.quotes.iter().any(|quote| quote.contains(word) && !quote.contains(cue))
    }

    /// True where a word that changes what a clause stands for changes the saying: not one in a quotation beside it, and of "*rejected* the
    /// offer, saying ..." only the words below the participle.
    pub(super) fn moves(&self, sent: usize, at: usize, word: Span) -> bool {
        let sentence = self.doc.sents[sent];
        let tok = &sentence.tokens[at];
        let below = || sentence.subtree(at).into_iter().any(|t| sentence.tokens[t].span.overlaps(word));
        let aside = tok.xpos == "VBG" && tok.rel() == "advcl";
        !self.quoted_apart(sent, at, word) && (!aside || below())
    }

    /// "..., *assuming* prices hold": a participle that does a conjunction's work.
    pub(super) fn joins(&self, sent: usize, at: usize) -> bool {
        let aside = self.doc.tok((sent, at)).rel() == "advcl";
        aside && JOINS.contains(&self.doc.form((sent, at)).to_lowercase().as_str())
    }

    /// "by, say, ten percent", "between, say, two towns".
    pub(super) fn is_for_example(&self, sent: usize, at: usize) -> bool {
        let comma = |at: Option<usize>| at.is_some_and(|at| self.doc.form((sent, at)) == ",");
        let last = at + 1 >= self.doc.sents[sent].tokens.len();
        !last && self.doc.form((sent, at)) == "say" && comma(at.checked_sub(1)) && comma(Some(at + 1))
    }

    /// "has been arrested and *accused*", "stood *accused*": a participle joined to a passive, or below another verb, is one.
    pub(super) fn shares_passive(&self, sent: usize, at: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let tok = &sentence.tokens[at];
        let bare =
            !sentence.children(at).any(|c| matches!(sentence.tokens[c].rel(), "aux" | "nsubj" | "obj"));
        let joined = |above: usize| match tok.rel() {
            "conj" => passive(sentence, above),
            "xcomp" => sentence.tokens[above].lemma == "stand",
            _ => false,
        };
        tok.xpos == "VBN" && bare && tok.head.is_some_and(joined)
    }

    /// ", state television reported.": a past tense that the tagger took for a participle, for it has no auxiliary.
    pub(super) fn past_taken_for_passive(&self, sent: usize, at: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let rels = || sentence.children(at).map(|c| sentence.tokens[c].deprel);
        let bare = !rels().any(|rel| rel.starts_with("aux"));
        sentence.tokens[at].xpos == "VBN" && bare && rels().any(|rel| rel == "nsubj:pass")
    }
}
