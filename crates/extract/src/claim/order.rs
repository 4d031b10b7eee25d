//! Order: who says what by the order of the words, where the tree does not tell. "X said Y", "Y, X said", "Y, said X" and "A, X said, B" are
//! speech however they are parsed. In comes a verb of saying where it stands; out go its speaker and the pieces of what is said.

use super::Reader;
use super::cue::Saying;
use super::extent::MARKS;
use crate::actor::Party;
use crate::findings::Who;
use knowledge::cues::{Cue, Takes};
use language::{Token, Upos};
use text::{Because, Span};

/// Words of a speaker's phrase.
const SPEAKER: usize = 15;

/// Words before which a clause ends: what stands behind them is no speaker of the clause before.
const CLAUSES: [&str; 18] = [
    "that", "which", "who", "whom", "whose", "if", "whether", "because", "while", "when", "as", "after",
    "before", "since", "though", "although", "unless", "but",
];

/// Conjunctions behind ", he said," whose clause is the teller's as likely as the speaker's.
const TELLERS: [&str; 7] = ["while", "when", "as", "after", "before", "and", "but"];

/// Words that open an indirect question.
const ASKING: [&str; 8] = ["how", "why", "whether", "if", "what", "when", "where", "who"];

/// Speaker and pieces of what is said.
pub(super) type Told = (Party, Vec<Span>);

impl Reader<'_, '_> {
    /// Who says what around a verb of saying, by the order of the words: all that stands before ", X said" or ", said X", and, for verbs
    /// that can do nothing else (`rest`), what stands behind "X said".
    pub(super) fn by_order(&self, sent: usize, at: usize, cue: &Cue) -> Option<Told> {
        let tok = self.doc.tok((sent, at));
        if !matches!(tok.xpos, "VBD" | "VBZ" | "VBP" | "VBN") || self.in_quotes(tok.span) {
            return None;
        }
        let takes = |what: Takes| cue.takes.contains(&what);
        let told = takes(Takes::Clause) && takes(Takes::Quote) && !takes(Takes::As);
        let told = takes(Takes::Rest) || told && cue.kind != "show" && tok.xpos != "VBN";
        let start = self.verb_start(sent, at).filter(|_| told)?;
        self.said_behind(sent, start, at, takes(Takes::Rest))
            .or_else(|| self.said_inverted(sent, start, at, takes(Takes::Rest)))
    }

    /// "asked officials *how the papers got there*": an indirect question behind whoever is asked.
    pub(super) fn asked_behind(&self, s: &Saying) -> Option<Vec<Span>> {
        let (sent, at) = (s.clause.sent, s.clause.head);
        let tokens = &self.doc.sents[sent].tokens;
        let nominal = |t: usize| {
            matches!(tokens[t].upos, Upos::Noun | Upos::Propn | Upos::Pron | Upos::Det | Upos::Adj)
                && !tokens[t].xpos.starts_with('W')
        };
        let asks = |t: usize| ASKING.contains(&self.doc.form((sent, t)).to_lowercase().as_str());
        let opens = (at + 1..tokens.len().min(at + 6)).find(|&t| !nominal(t)).filter(|&t| asks(t))?;
        let told = (opens + 1..tokens.len()).any(|t| self.finite(sent, t));
        let asked = told && opens > at + 1 && s.takes(Takes::Clause);
        self.trimmed(sent, opens, tokens.len()).filter(|_| asked).map(|said| vec![said])
    }

    /// "“We won,” the Daily Herald *reports*.": a verb that the tagger took for a noun, at the end of its sentence.
    pub(super) fn misread_noun(&self, sent: usize, at: usize, cue: &Cue) -> Option<Told> {
        let (tok, end) = (self.doc.tok((sent, at)), self.doc.sents[sent].tokens.len());
        let takes = |what: Takes| cue.takes.contains(&what);
        let noun = matches!(tok.xpos, "NN" | "NNS") && takes(Takes::Clause) && takes(Takes::Quote);
        let closes = (at + 1..end).all(|t| self.doc.tok((sent, t)).upos == Upos::Punct);
        let plural = tok.xpos == "NNS";
        let from = self.region(sent, at).filter(|&from| noun && closes && from < at)?;
        let parted = from > self.sentence_start(sent) && self.parts_speech(sent, from - 1);
        let named = self.cast.names.at((sent, at - 1)).is_some();
        let several =
            self.doc.tok((sent, at - 1)).xpos.ends_with('S') || self.doc.form((sent, at - 1)) == "media";
        if !parted || self.in_quotes(tok.span) || !(plural && named || !plural && several) {
            return None;
        }
        let said = self.said_before_comma(sent, self.sentence_start(sent), from - 1)?;
        Some((self.speaks_in(sent, from, at, at)?, vec![said]))
    }

    /// "The dollar's fall, traders said, reflects doubts": a saying between commas in the middle of what is said.
    pub(super) fn in_passing(&self, sent: usize, at: usize) -> Option<Told> {
        let start = self.verb_start(sent, at)?;
        let end = self.doc.sents[sent].tokens.len();
        let from = self.region(sent, start).filter(|&from| from > self.sentence_start(sent) + 1)?;
        let between = |t: usize| self.doc.form((sent, t)) == ",";
        // "Mora, he said, “is not fit”", but "“Mora,” he said, “is not fit”" is a quotation in two.
        let opened = at + 2 < end && self.doc.form((sent, at + 2)).contains(MARKS);
        let verb = opened && at + 3 < end && self.finite(sent, at + 3);
        let mut near = self.quotes.iter().filter(|q| q.overlaps(self.doc.sents[sent].span));
        let quoted = near.any(|q| !verb || q.start < self.doc.tok((sent, at)).span.start);
        if quoted || !between(from - 1) || at + 3 >= end || !between(at + 1) {
            return None;
        }
        let first = (self.sentence_start(sent), from - 1);
        let goes_on = (at + 2..end).find(|&t| self.xpos(sent, t) != "RB")?;
        let verb = verb || self.finite(sent, goes_on);
        let clause =
            (first.0..first.1).any(|t| self.finite(sent, t)) && (at + 2..end).any(|t| self.finite(sent, t));
        let teller = TELLERS.contains(&self.doc.form((sent, goes_on)).to_lowercase().as_str());
        if !(verb || clause && !teller && self.xpos(sent, goes_on) != "VBG") {
            return None;
        }
        let parts = vec![self.trimmed(sent, first.0, first.1)?, self.trimmed(sent, at + 2, end)?];
        Some((self.speaks_in(sent, from, start, at)?, parts))
    }

    /// Speaker before the verb: "X said Y", "Y, X said".
    fn said_behind(&self, sent: usize, start: usize, at: usize, rest: bool) -> Option<Told> {
        let from = self.region(sent, start)?;
        let (first, end) = (self.sentence_start(sent), self.doc.sents[sent].tokens.len());
        let before = || (first..from).any(|t| self.finite(sent, t));
        let more = (at + 1..end).any(|t| self.finite(sent, t)) || self.reduced(sent, at + 1, end);
        let parted = from > first && self.parts_speech(sent, from - 1);
        if parted && !more && self.says_nothing_behind(sent, at) {
            let said = self.said_before_comma(sent, first, from - 1)?;
            return Some((self.speaks_in(sent, from, start, at)?, vec![said]));
        }
        let opens = from <= first || parted && !before() && !self.opens_with(sent, first, &CLAUSES);
        let begins = self.said_from(sent, at);
        // "the man police said was armed"
        if !(rest && more && opens) || self.finite(sent, begins) {
            return None;
        }
        let said = self.trimmed(sent, begins, end)?;
        let said = self.whole_quote(said, self.doc.tok((sent, at)).span);
        Some((self.speaks_in(sent, from, start, at)?, vec![said]))
    }

    /// "said its mills *sustained* a loss": a past tense that the tagger took for a participle; not "said in a statement *released* today".
    fn reduced(&self, sent: usize, from: usize, end: usize) -> bool {
        let opens = self.doc.sents[sent].tokens.get(from).map(|t| t.upos);
        opens.is_some_and(|upos| !matches!(upos, Upos::Adp | Upos::Punct))
            && !self.dated(sent, from)
            && (from + 1..end).any(|t| self.xpos(sent, t) == "VBN")
    }

    /// True where no object and no clause stands behind the verb: ", he noted", not ", he noted *the empty mills*".
    fn says_nothing_behind(&self, sent: usize, at: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let own = |c: usize| c > at && matches!(sentence.tokens[c].rel(), "obj" | "ccomp" | "xcomp");
        let next = sentence.tokens.get(at + 1).map(|t| t.upos);
        let noun = next.is_some_and(|upos| {
            matches!(upos, Upos::Det | Upos::Noun | Upos::Propn | Upos::Adj | Upos::Pron | Upos::Num)
        });
        !sentence.children(at).any(own) && (!noun || self.dated(sent, at + 1))
    }

    /// Speaker behind the verb: "Y, said X".
    fn said_inverted(&self, sent: usize, start: usize, at: usize, rest: bool) -> Option<Told> {
        let first = self.sentence_start(sent);
        let parted = start == at && at > first && self.parts_speech(sent, at - 1);
        if !parted || !matches!(self.xpos(sent, at), "VBD" | "VBZ" | "VBP") {
            return None;
        }
        let tokens = &self.doc.sents[sent].tokens;
        let opens = tokens.get(at + 1).is_some_and(|t| {
            matches!(t.upos, Upos::Det | Upos::Propn | Upos::Noun | Upos::Adj | Upos::Num) || t.xpos == "PRP$"
        });
        let cut = |t: &usize| {
            let form = self.doc.form((sent, *t));
            self.dated(sent, *t)
                || form.contains(MARKS)
                || matches!(form, "in" | "to" | "during" | "on" | ";" | ":")
        };
        let end = (at + 2..tokens.len()).find(cut).unwrap_or(tokens.len());
        let clause = (at + 1..end).find(|&t| self.finite(sent, t));
        let named = |t: usize| (at + 1..t).any(|t| matches!(self.xpos(sent, t), "WP" | "WDT" | "WP$"));
        let known = rest || (at + 1..end).any(|t| self.somebody((sent, t)));
        if !opens || !known || clause.is_some_and(|t| !named(t)) {
            return None;
        }
        let said = self.said_before_comma(sent, first, at - 1)?;
        Some((self.speaks_in(sent, at + 1, end, at)?, vec![said]))
    }

    /// All before the comma that parts it from speaker and cue, where it is enough to be speech.
    fn said_before_comma(&self, sent: usize, first: usize, end: usize) -> Option<Span> {
        let verb = (first..end).any(|t| self.xpos(sent, t).starts_with("VB") || self.xpos(sent, t) == "MD");
        if end < first + 4 || !verb || self.opens_below(sent, first, end) {
            return None;
        }
        let cue = self.doc.tok((sent, end)).span;
        self.trimmed(sent, first, end).map(|said| self.whole_quote(said, cue))
    }

    /// The first token of what stands behind "X said": behind its day, or at the "that" that follows a place or a medium.
    fn said_from(&self, sent: usize, at: usize) -> usize {
        let end = self.doc.sents[sent].tokens.len();
        let clause = (at + 1..end).find(|&t| self.finite(sent, t)).unwrap_or(end);
        let that = (at + 1..clause).find(|&t| self.doc.form((sent, t)).eq_ignore_ascii_case("that"));
        let aside = |t: usize| self.dated(sent, t) || self.xpos(sent, t) == "IN" && self.dated(sent, t + 1);
        let dated = (at + 1..clause).find(|&t| !aside(t)).unwrap_or(at + 1);
        let opens = self.doc.sents[sent].tokens.get(at + 1).is_some_and(|t| t.upos == Upos::Adp);
        that.filter(|_| opens).unwrap_or(dated)
    }

    /// The first token of the verb's own words; nothing for a passive and for what only may be said.
    fn verb_start(&self, sent: usize, at: usize) -> Option<usize> {
        let tokens = &self.doc.sents[sent].tokens;
        let mut start = at;
        while let Some(before) = start.checked_sub(1) {
            let tok = &tokens[before];
            match tok.lemma.as_str() {
                "be" | "not" | "n't" | "never" => return None,
                "have" if tok.upos == Upos::Aux => start = before,
                _ if tok.xpos == "RB" => start = before,
                _ if tok.xpos == "MD" && !self.capital(tok) => return None,
                _ => break,
            }
        }
        Some(start)
    }

    /// The first token of the phrase that ends before a verb: back to a mark, a verb or a conjunction.
    fn region(&self, sent: usize, end: usize) -> Option<usize> {
        let tokens = &self.doc.sents[sent].tokens;
        let first = self.sentence_start(sent);
        let open = |&t: &usize| {
            let word = self.doc.form((sent, t)).to_lowercase();
            let joined = word == "and" && t > 0 && self.doc.form((sent, t - 1)) == ",";
            let verb = tokens[t].xpos.starts_with("VB") && !matches!(tokens[t].xpos, "VBG" | "VBN");
            tokens[t].upos == Upos::Punct && !matches!(word.as_str(), "-" | "." | "&")
                || (verb || tokens[t].xpos == "MD") && !self.capital(&tokens[t])
                || CLAUSES.contains(&word.as_str())
                || joined
        };
        // "The mayor, citing a report, said": all of it, where it tells nothing else.
        if end > first && self.doc.form((sent, end - 1)) == "," {
            let tells =
                |t: usize| self.finite(sent, t) && !(first..t).any(|t| self.xpos(sent, t).starts_with('W'));
            let named = tokens[first].upos != Upos::Adp && !self.opens_with(sent, first, &CLAUSES);
            return (named && end - first <= 2 * SPEAKER && !(first..end).any(tells)).then_some(first);
        }
        let from = (first..end).rev().find(open).map_or(first, |t| t + 1);
        // "But the mayor said", "Also, ..."
        let from = (from..end).find(|&t| !matches!(tokens[t].upos, Upos::Cconj | Upos::Adv | Upos::Punct))?;
        let open_ended = matches!(self.xpos(sent, end - 1), "TO" | "IN");
        (end - from <= SPEAKER && !open_ended).then_some(from)
    }

    /// Whoever the tokens `from..end` name, all of them.
    fn speaks_in(&self, sent: usize, from: usize, end: usize, cue: usize) -> Option<Party> {
        let tokens = &self.doc.sents[sent].tokens;
        let names = |&t: &usize| {
            matches!(tokens[t].upos, Upos::Noun | Upos::Propn | Upos::Pron) || self.capital(&tokens[t])
        };
        let top = |&t: &usize| tokens[t].head.is_none_or(|head| head < from || head >= end);
        let head = (from..end).filter(names).find(top).or_else(|| (from..end).rev().find(names))?;
        let word = self.doc.form((sent, head)).to_lowercase();
        let demonstrative =
            matches!(word.as_str(), "that" | "this" | "which" | "what" | "there" | "who" | "so");
        if demonstrative || self.dated(sent, head) {
            return None;
        }
        let span = self.trimmed(sent, from, end)?;
        let text = self.doc.slice(span).to_owned();
        let known = self.speaker((sent, head), Some(cue));
        let because = Because::rule("claim#by-order").at(span);
        let mut party = known.unwrap_or_else(|| Party {
            who: Who { name: text.clone(), ..Who::default() },
            public: false,
            because,
        });
        // Nobody whom the phrase itself does not name in full is called by a part of it.
        if party.who.name == party.who.text {
            party.who.name.clone_from(&text);
        }
        (party.who.span, party.who.text) = (span, text);
        Some(party)
    }

    fn parts_speech(&self, sent: usize, at: usize) -> bool {
        let form = self.doc.form((sent, at));
        matches!(form, "," | "''" | "'" | "’") || form.contains(MARKS)
    }

    fn opens_with(&self, sent: usize, at: usize, words: &[&str]) -> bool {
        words.contains(&self.doc.form((sent, at)).to_lowercase().as_str())
    }

    fn finite(&self, sent: usize, at: usize) -> bool {
        let tok = &self.doc.sents[sent].tokens[at];
        matches!(tok.xpos, "VBD" | "VBZ" | "VBP") || tok.xpos == "MD" && !self.capital(tok)
    }

    fn xpos(&self, sent: usize, at: usize) -> &'static str {
        self.doc.sents[sent].tokens.get(at).map_or("", |tok| tok.xpos)
    }

    fn capital(&self, tok: &Token) -> bool {
        self.doc.slice(tok.span).starts_with(char::is_uppercase)
    }
}
