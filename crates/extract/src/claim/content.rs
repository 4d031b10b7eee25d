//! Content: what is said. The tree tells where a clause begins; where it ends is told by the page as well, for a long clause is seldom
//! hung up whole: what follows the cue up to the next thing that depends on the cue itself, or all that stands before ", he said".

use super::Reader;
use super::cue::{DUTY, Saying};
use super::extent::MARKS;
use crate::clause::Clause;
use crate::doc::At;
use crate::quote::LONGEST;
use knowledge::cues::{Cue, Takes};
use language::Upos;
use text::{Part, Span};

/// Conjunctions whose clause, behind what is said, is said as well: "he would go *if* they let him".
const SAID_AS_WELL: [&str; 9] =
    ["because", "if", "unless", "although", "though", "so", "until", "whereas", "lest"];

/// Words that open what is said, whichever word the tree hangs them on.
const OPENERS: [&str; 12] =
    ["that", "whether", "if", "why", "how", "what", "when", "where", "who", "which", "whom", "whose"];

/// Marks that part a quotation or a clause from the speaker behind it.
const BREAKS: [&str; 10] = [",", "”", "\"", "''", "?", "!", "’", "'", "»", "…"];

impl Reader<'_, '_> {
    /// The pieces of what is said, less quotation marks and the cue's own words.
    pub(super) fn content(&self, s: &Saying) -> Option<Vec<Span>> {
        if s.takes(Takes::Clause) || s.takes(Takes::Quote) {
            let said = self.clausal(s);
            if said.is_some() {
                return said;
            }
        }
        self.infinitive(s)
            .or_else(|| self.as_clause(s))
            .or_else(|| self.deed(s))
            .or_else(|| self.object(s))
            .or_else(|| {
                let slots = ["about", "of", "over", "against", "on", "for", "to"].into_iter();
                let owned = |slot: &&str| match *slot {
                    "to" => s.cue.kind == "admit",
                    "for" => {
                        s.cue.kind == "apologise" || s.clause.slot("object").any(|o| self.own_word(s, o.1))
                    }
                    _ => true,
                };
                let mut heads = slots
                    .filter(|_| s.takes(Takes::About))
                    .filter(owned)
                    .flat_map(|slot| s.clause.slot(slot));
                let head = heads
                    .find(|h| h.0 == s.clause.sent && self.hangs_below(s, *h) && !self.dated(h.0, h.1))?;
                self.below(s.clause, head.1).map(|span| vec![self.stretched(s.clause, span)])
            })
    }

    /// True for a phrase behind the cue that depends on the cue itself, not on its object.
    fn hangs_below(&self, s: &Saying, (sent, at): At) -> bool {
        let head = self.doc.tok((sent, at)).head;
        let beside = |head: usize| s.clause.slot("object").any(|o| o.1 == head) && !self.own_word(s, head);
        at > s.clause.head && head.is_some_and(|head| head == s.clause.head || !beside(head))
    }

    /// "voiced *support* for the truce": an object that is one of the cue's own words.
    fn own_word(&self, s: &Saying, tok: usize) -> bool {
        let lemma = self.doc.tok((s.clause.sent, tok)).lemma.to_lowercase();
        s.cue.triggers.iter().any(|trigger| trigger.rest.contains(&lemma))
    }

    /// Clauses and quotations.
    pub(super) fn clausal(&self, s: &Saying) -> Option<Vec<Span>> {
        let (sent, at) = (s.clause.sent, s.clause.head);
        let said = self.right(s).or_else(|| self.around(s)).or_else(|| self.quoted(sent, at, s.speaker));
        let said = said.or_else(|| self.left(s)).or_else(|| self.beyond(s))?;
        Some(self.interrupted(sent, at, s.speaker, said))
    }

    /// "said that the talks had failed": the clause behind the cue.
    fn right(&self, s: &Saying) -> Option<Vec<Span>> {
        let (sent, at) = (s.clause.sent, s.clause.head);
        let sentence = self.doc.sents[sent];
        // "“We must grow,” he said, *noting it would take years*": the participle's, wherever the tree has hung it.
        let goes_on = |c: usize| {
            let before = sentence.subtree(c).first().and_then(|first| first.checked_sub(1));
            before.is_some_and(|v| {
                let tok = &sentence.tokens[v];
                v > at && tok.head == Some(at) && tok.xpos == "VBG" && tok.rel() == "advcl"
            })
        };
        let below = sentence.children_by(at, "ccomp").filter(|&c| c > at && !goes_on(c));
        let mut clauses: Vec<usize> = below.collect();
        if clauses.is_empty() {
            clauses = self.misplaced(s);
        }
        let first = *clauses.first()?;
        let infinitive = self.to_infinitive(sent, first) && !s.takes(Takes::Infinitive);
        if infinitive || !(s.takes(Takes::Clause) || self.in_quotes(self.doc.tok((sent, first)).span)) {
            return None;
        }
        let from = self.opening(s, first);
        let last = clauses.iter().filter_map(|&c| self.last_below(sent, c)).max()?;
        let to = self.absorbed(s, last);
        let span = self.trimmed(sent, from, to + 1)?;
        Some(vec![self.whole_quote(span, self.doc.tok((sent, at)).span)])
    }

    /// A that-clause that the tree took for a description of who is told or when, and "did not say *when* ...".
    fn misplaced(&self, s: &Saying) -> Vec<usize> {
        let (sent, at) = (s.clause.sent, s.clause.head);
        let sentence = self.doc.sents[sent];
        let own = |c: usize| {
            sentence.children(c).any(|n| matches!(sentence.tokens[n].rel(), "nsubj" | "csubj" | "expl"))
        };
        let that = |c: usize| {
            sentence
                .children_by(c, "mark")
                .any(|m| sentence.tokens[m].lemma == "that" && sentence.tokens[m].xpos == "IN")
        };
        let beside = sentence
            .children(at)
            .filter(|&c| c > at && matches!(sentence.tokens[c].rel(), "obj" | "iobj" | "obl"));
        // "made *clear* that the fleet would stay": the clause of an adjective that belongs to the cue.
        let result =
            sentence.children_by(at, "xcomp").filter(|&c| c > at && sentence.tokens[c].upos == Upos::Adj);
        let below = result.flat_map(|c| sentence.children_by(c, "ccomp")).filter(|&c| own(c));
        let hung =
            beside.flat_map(|c| sentence.children_by(c, "acl")).filter(|&c| that(c) && own(c)).chain(below);
        let free = sentence.children(at).filter(|&c| {
            let asks = matches!(sentence.tokens[c].xpos, "WP" | "WRB");
            asks && c > at
                && sentence.subtree(c).iter().any(|&t| own(t) || sentence.tokens[t].rel() == "nsubj")
        });
        let asked = sentence.children_by(at, "advcl").filter(|&c| {
            let first = sentence.subtree(c).first().copied();
            first == Some(at + 1)
                && own(c)
                && OPENERS.contains(&self.doc.form((sent, at + 1)).to_lowercase().as_str())
        });
        // "came to the conclusion that the charges were false"
        let behind = sentence.children_by(at, "advcl").filter(|&c| c > at && that(c) && own(c));
        let found: Vec<usize> = hung.chain(free).chain(asked).chain(behind).collect();
        if !found.is_empty() {
            return found;
        }
        self.hung_above(s).or_else(|| self.side_by_side(s)).into_iter().collect()
    }

    /// "said she believed *the strike had helped*", "quoted him as saying *the strike had helped*": a clause right behind the cue that the
    /// tree has hung on the verb above.
    fn hung_above(&self, s: &Saying) -> Option<usize> {
        let (sent, at) = (s.clause.sent, s.clause.head);
        let sentence = self.doc.sents[sent];
        let below = matches!(sentence.tokens[at].rel(), "ccomp" | "advcl" | "xcomp");
        let above = sentence.tokens[at].head.filter(|&above| below && above < at)?;
        let next = |&c: &usize| c > at && sentence.subtree(c).first() == Some(&(at + 1));
        sentence.children_by(above, "ccomp").find(next)
    }

    /// False for a verb that has nothing on its left to say: one in another's words, in a relative clause, with an infinitive of its own
    /// ("so he decided *to go*") or, behind "as", with a thing that it is done to ("as the teams figured out *the plan*").
    pub(super) fn looks_back(&self, sent: usize, at: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let own = sentence.children_by(at, "xcomp").any(|c| c > at) || self.is_urged(sent, at);
        let relative = |t: usize| t < at && matches!(sentence.tokens[t].xpos, "WDT" | "WP" | "WRB");
        let below = sentence.tokens[at].rel() == "acl" && sentence.subtree(at).into_iter().any(relative);
        let thing = |o: usize| o > at && !self.somebody((sent, o));
        let deed = sentence.tokens[at].rel() == "advcl"
            && self.marked(sent, at, &["as"])
            && sentence.children_by(at, "obj").any(thing);
        !(own || below || deed || self.is_reported(sent, at))
    }

    /// "it warned citizens *to take* cover": somebody behind the verb, and what they are to do.
    fn is_urged(&self, sent: usize, at: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let whom = sentence.children_by(at, "obj").chain(sentence.children_by(at, "iobj")).find(|&o| o > at);
        let own = sentence.subtree(at);
        let to = |t: usize| {
            sentence.tokens[t].xpos == "TO" && sentence.tokens.get(t + 1).is_some_and(|v| v.xpos == "VB")
        };
        whom.is_some_and(|whom| own.into_iter().any(|t| t > whom && to(t)))
    }

    /// True for a verb in what another before it says, with something of its own behind it: nothing on its left is what it says itself.
    /// A verb that closes the sentence (", the envoy said") has all of that on its left, whatever the tree has hung it on.
    pub(super) fn is_reported(&self, sent: usize, at: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let tok = &sentence.tokens[at];
        let own = |c: usize| match sentence.tokens[c].rel() {
            "ccomp" | "xcomp" => true,
            "obj" => tok.lemma != "tell",
            _ => false,
        };
        tok.rel() == "ccomp"
            && tok.head.is_some_and(|above| above < at)
            && sentence.children(at).any(|c| c > at && own(c))
    }

    /// "They found *yields had fallen*", "estimated by June, *prices would double*": a clause that the tree has set beside its cue.
    fn side_by_side(&self, s: &Saying) -> Option<usize> {
        let (sent, at) = (s.clause.sent, s.clause.head);
        let sentence = self.doc.sents[sent];
        let finite = matches!(sentence.tokens[at].xpos, "VBD" | "VBZ" | "VBP");
        let taken = sentence
            .children(at)
            .any(|c| c > at && matches!(sentence.tokens[c].rel(), "obj" | "iobj" | "xcomp"));
        let clause = sentence
            .children(at)
            .find(|&c| c > at && matches!(sentence.tokens[c].rel(), "conj" | "parataxis"))?;
        let mut below = sentence.children(clause).map(|c| sentence.tokens[c].rel());
        let joined = sentence.children_by(clause, "cc").next().is_some();
        let close = sentence.subtree(clause).first().is_some_and(|&first| first > at && first - at <= 5);
        (finite && !taken && !joined && close && below.any(|rel| rel == "nsubj")).then_some(clause)
    }

    fn last_below(&self, sent: usize, top: usize) -> Option<usize> {
        self.doc.sents[sent].subtree(top).last().copied()
    }

    /// The first token of a clause behind a cue: its own, or "that" before it, or a subject that the tree took for the cue's object.
    fn opening(&self, s: &Saying, clause: usize) -> usize {
        let (sent, at) = (s.clause.sent, s.clause.head);
        let sentence = self.doc.sents[sent];
        let mut from = sentence.subtree(clause).into_iter().find(|&t| t > at).unwrap_or(clause);
        let mut has = sentence.children(clause).map(|c| sentence.tokens[c].rel());
        let own = has.any(|rel| matches!(rel, "nsubj" | "csubj" | "expl" | "mark"));
        let speaker = s.speaker.map(|at| at.1);
        let clause_start = from;
        for child in sentence.children(at).filter(|&c| c > at && c < clause_start) {
            let taken = match sentence.tokens[child].rel() {
                "obj" => !own && Some(child) != speaker && !self.dated(sent, child),
                "advcl" => {
                    self.marked(sent, child, &SAID_AS_WELL)
                        || self.marked(sent, child, &["when", "while", "as"])
                }
                _ => false,
            };
            if taken {
                let start = sentence.subtree(child).into_iter().find(|&t| t > at).unwrap_or(child);
                from = from.min(start);
            }
        }
        while from > at + 1 && OPENERS.contains(&self.doc.form((sent, from - 1)).to_lowercase().as_str()) {
            from -= 1;
        }
        self.behind_addressee(s, from)
    }

    /// "told CNN Abe's opponents are angry": a name right behind "told" is who is told, whatever the tree made of it.
    fn behind_addressee(&self, s: &Saying, from: usize) -> usize {
        let (sent, at) = (s.clause.sent, s.clause.head);
        let tells = self.doc.tok((sent, at)).lemma == "tell" && from == at + 1;
        match self.cast.names.at((sent, from)).filter(|name| tells && name.first == from) {
            Some(name) if name.end < self.doc.sents[sent].tokens.len() => name.end,
            _ => from,
        }
    }

    fn marked(&self, sent: usize, clause: usize, words: &[&str]) -> bool {
        let sentence = self.doc.sents[sent];
        sentence.children(clause).any(|m| {
            matches!(sentence.tokens[m].rel(), "mark" | "advmod")
                && m < clause
                && words.contains(&self.doc.form((sent, m)).to_lowercase().as_str())
        })
    }

    /// The last token of what is said, with what the tree has hung on the cue but another speaks of.
    fn absorbed(&self, s: &Saying, last: usize) -> usize {
        let (sent, at) = (s.clause.sent, s.clause.head);
        let sentence = self.doc.sents[sent];
        let mut to = last;
        for child in sentence.children(at).filter(|&c| c > last) {
            let end = self.last_below(sent, child).unwrap_or(child);
            let tok = &sentence.tokens[child];
            let taken = match tok.rel() {
                "conj" => self.said_on(sent, at, child, to),
                "advcl" => self.marked(sent, child, &SAID_AS_WELL),
                _ => false,
            };
            if !taken || end < to {
                break;
            }
            to = end;
        }
        to
    }

    /// "said fishermen saw them *and a ship was sent*": a further clause with a subject of its own that tells of no saying.
    fn said_on(&self, sent: usize, cue: usize, clause: usize, last: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let own = sentence
            .children(clause)
            .find(|&c| matches!(sentence.tokens[c].rel(), "nsubj" | "csubj" | "expl"));
        let says = sentence.children_by(clause, "ccomp").next().is_some();
        let (verb, said) = (&sentence.tokens[clause], &sentence.tokens[cue]);
        let parted = (last + 1..clause).any(|t| self.doc.form((sent, t)) == ",");
        match own {
            Some(subject) => {
                let pronoun = sentence.tokens[subject].xpos == "PRP";
                !says && !parted && (!pronoun || self.tense(sent, clause) != self.tense(sent, cue))
            }
            None => !says && verb.xpos != said.xpos && matches!(verb.xpos, "VBD" | "VBZ" | "VBP"),
        }
    }

    /// True for the past: the tense of a verb, or of its first auxiliary.
    fn tense(&self, sent: usize, verb: usize) -> Option<bool> {
        let sentence = self.doc.sents[sent];
        let first = sentence.children(verb).find(|&c| matches!(sentence.tokens[c].rel(), "aux" | "cop"));
        match sentence.tokens[first.unwrap_or(verb)].xpos {
            "VBD" => Some(true),
            "VBZ" | "VBP" => Some(false),
            _ => None,
        }
    }

    pub(super) fn dated(&self, sent: usize, tok: usize) -> bool {
        self.timexes.iter().any(|t| t.sent == sent && t.first <= tok && tok < t.end)
    }

    /// "to counter": not "the drill *was to* counter it", which is a clause.
    pub(super) fn to_infinitive(&self, sent: usize, at: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let finite = sentence.children_by(at, "cop").any(|c| sentence.tokens[c].xpos != "VB")
            && sentence.children_by(at, "nsubj").next().is_some();
        !finite && sentence.children_by(at, "mark").any(|m| sentence.tokens[m].lemma == "to")
    }

    /// "..., he said, ..." and "As he said, ...": all of the sentence but the cue's own clause, in one or two pieces.
    fn around(&self, s: &Saying) -> Option<Vec<Span>> {
        let (sent, at) = (s.clause.sent, s.clause.head);
        let sentence = self.doc.sents[sent];
        let aside = sentence.tokens[at].rel() == "parataxis"
            && sentence.tokens[at].head.is_some_and(|head| head < at || self.parted(sent, at));
        let like = sentence.tokens[at].rel() == "advcl" && self.marked(sent, at, &["as"]);
        let own = sentence.children_by(at, "ccomp").next().is_some();
        if !(aside || like) || own || !self.looks_back(sent, at) {
            return None;
        }
        let own = sentence.subtree(at);
        let (first, last) = (*own.first()?, *own.last()?);
        let start = self.sentence_start(sent);
        let before = (first > start + 1).then(|| self.trimmed(sent, start, first)).flatten();
        let after = self.trimmed(sent, last + 1, sentence.tokens.len()).filter(|s| s.len() > 3);
        let cue = sentence.tokens[at].span;
        let pieces: Vec<Span> =
            [before, after].into_iter().flatten().map(|piece| self.whole_quote(piece, cue)).collect();
        (!pieces.is_empty()).then_some(pieces)
    }

    /// True where a comma stands before the clause of an aside.
    fn parted(&self, sent: usize, at: usize) -> bool {
        let first = self.doc.sents[sent].subtree(at).first().copied().unwrap_or(at);
        first > 0 && BREAKS.contains(&self.doc.form((sent, first - 1)))
    }

    /// The first token behind a dateline, which no speaker says.
    pub(super) fn sentence_start(&self, sent: usize) -> usize {
        let tokens = &self.doc.sents[sent].tokens;
        let dateline = self.doc.report.dateline_span;
        tokens
            .iter()
            .position(|t| dateline.is_none_or(|d| t.span.part == Part::Title || t.span.start >= d.end))
            .unwrap_or(0)
    }

    /// "“We tried,” he said, “and we failed.”": both halves of a quotation, where the tree gave one.
    fn interrupted(&self, sent: usize, cue: usize, speaker: Option<At>, content: Vec<Span>) -> Vec<Span> {
        let halves = || self.quoted(sent, cue, speaker).filter(|halves| halves.len() > 1);
        match halves().filter(|_| content.iter().all(|part| self.in_quotes(*part))) {
            Some(halves) => halves.into_iter().map(|half| self.bare(half)).collect(),
            None => content,
        }
    }

    /// The first token of speaker and cue, where they stand side by side.
    fn group(&self, s: &Saying) -> (usize, usize) {
        let (sent, at) = (s.clause.sent, s.clause.head);
        let own = self.phrase_start(sent, at);
        let Some(speaker) = s.speaker.filter(|speaker| speaker.0 == sent) else { return (own, at) };
        let toks = self.noun_phrase(speaker, Some(at));
        let (first, last) = (toks.first().copied().unwrap_or(own), toks.last().copied().unwrap_or(at));
        if first < at { (first.min(own), at) } else { (own, last.max(at)) }
    }

    fn phrase_start(&self, sent: usize, at: usize) -> usize {
        let sentence = self.doc.sents[sent];
        let near = |&c: &usize| c < at && at - c <= 4 && matches!(sentence.tokens[c].rel(), "aux" | "advmod");
        sentence.children(at).filter(near).min().unwrap_or(at)
    }

    /// "..., the envoy explained.": all that stands before the comma before speaker and cue.
    fn left(&self, s: &Saying) -> Option<Vec<Span>> {
        let sent = s.clause.sent;
        let (first, last) = self.group(s);
        let end = first.checked_sub(1).filter(|&t| BREAKS.contains(&self.doc.form((sent, t))))?;
        // "the team, *known* as the Lions": a participle says nothing of what stands before it.
        if self.describes(sent, s.clause.head) || !self.looks_back(sent, s.clause.head) {
            return None;
        }
        let start = self.sentence_start(sent);
        let finite = |t: usize| {
            let tok = self.doc.tok((sent, t));
            matches!(tok.xpos, "VBD" | "VBZ" | "VBP" | "MD")
        };
        if end < start + 2 || !(start..end).any(finite) || self.opens_below(sent, start, end) {
            return None;
        }
        let cue = self.doc.tok((sent, s.clause.head)).span;
        let before = self.trimmed(sent, start, end).map(|span| self.whole_quote(span, cue))?;
        let comma = self.doc.sents[sent].tokens.get(last + 1).is_some_and(|t| self.doc.slice(t.span) == ",");
        let rest = self.doc.sents[sent].tokens.len();
        let goes_on = comma && (last + 2..rest).any(finite) && self.hangs_on(s, last + 2);
        let after = goes_on.then(|| self.trimmed(sent, last + 1, rest)).flatten();
        Some(std::iter::once(before).chain(after).collect())
    }

    /// True for a participle without auxiliary that describes a noun.
    fn describes(&self, sent: usize, at: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let tok = &sentence.tokens[at];
        let bare = sentence.children_by(at, "aux").next().is_none();
        tok.xpos == "VBN" && bare && matches!(tok.rel(), "acl" | "amod")
    }

    /// True where what is before is a clause of time or reason only: "Asked about it, he said", "While some were glad, he complained".
    fn opens_below(&self, sent: usize, start: usize, end: usize) -> bool {
        let sentence = self.doc.sents[sent];
        let first = &sentence.tokens[start];
        let below = first.rel() == "mark" || matches!(first.xpos, "VBG" | "VBN");
        let commas = (start..end).filter(|&t| self.doc.form((sent, t)) == ",").count();
        below && commas == 0
    }

    /// True where the words behind "..., he said, ..." depend on what stands before it, not on the cue.
    fn hangs_on(&self, s: &Saying, from: usize) -> bool {
        let sentence = self.doc.sents[s.clause.sent];
        let Some(tok) = sentence.tokens.get(from) else { return false };
        !sentence.dominates(s.clause.head, from) && tok.xpos != "VBG"
    }

    /// Speech that stands in the sentence before or behind: "“Why?” asked the judge.", "He tweeted this: “...”", "the envoy: we are ready".
    fn beyond(&self, s: &Saying) -> Option<Vec<Span>> {
        let sent = s.clause.sent;
        let tokens = &self.doc.sents[sent].tokens;
        let (first, last) = self.group(s);
        let span = self.doc.sents[sent].span;
        if let Some(colon) = (last + 1..tokens.len()).find(|&t| self.doc.form((sent, t)) == ":") {
            let near = !(last + 1..colon).any(|t| matches!(tokens[t].xpos, "VBD" | "VBZ" | "VBP"));
            let rest = self.trimmed(sent, colon + 1, tokens.len()).filter(|_| near);
            if let Some(rest) = rest {
                return Some(vec![self.whole_quote(rest, tokens[last].span)]);
            }
            let next = self.quotes.iter().find(|q| q.part == span.part && q.start >= span.end);
            let quoted =
                next.filter(|q| near && self.blank(span.end, q.start, q.part)).map(|q| self.bare(*q));
            return quoted.or_else(|| self.block(sent).filter(|_| near)).map(|said| vec![said]);
        }
        let before = self.quotes.iter().rev().find(|q| q.part == span.part && q.end <= span.start + 1);
        let asked = first <= 1 && before.is_some_and(|q| self.blank(q.end, tokens[first].span.start, q.part));
        before.filter(|_| asked).map(|q| vec![self.bare(*q)])
    }

    /// "The ministry said in a statement:" and a paragraph of its own: that paragraph.
    fn block(&self, sent: usize) -> Option<Span> {
        let span = self.doc.sents[sent].span;
        let behind = self.doc.report.text.get(span.end..).filter(|_| span.part == Part::Body)?;
        let blank = behind.len() - behind.trim_start().len();
        let paragraph = behind.trim_start().lines().next().filter(|_| behind[..blank].contains('\n'))?;
        let start = span.end + blank;
        let ends = paragraph.trim_end().ends_with(['.', '!', '?', '…']);
        (ends && paragraph.len() <= LONGEST)
            .then(|| self.bare(Span::body(start, start + paragraph.trim_end().len())))
    }

    /// True where nothing but blanks and quotation marks stands between two places.
    fn blank(&self, from: usize, to: usize, part: Part) -> bool {
        let between = self.doc.slice(Span::new(part, from, to.max(from)));
        to >= from && between.chars().all(|ch| ch.is_whitespace() || MARKS.contains(&ch))
    }

    /// "threatened to sink the ship", "urged the council to act".
    fn infinitive(&self, s: &Saying) -> Option<Vec<Span>> {
        let (sent, at) = (s.clause.sent, s.clause.head);
        let sentence = self.doc.sents[sent];
        // Who is told or supposed to do something has it for a duty: nobody says so.
        let duty = DUTY.contains(&sentence.tokens[at].lemma.as_str());
        let hidden = s.passive && s.speaker.is_none() && !duty;
        if !s.takes(Takes::Infinitive) && !hidden {
            return None;
        }
        let child = sentence.children(at).find(|&c| {
            c > at
                && matches!(sentence.tokens[c].rel(), "xcomp" | "advcl" | "ccomp")
                && self.to_infinitive(sent, c)
        });
        let bare =
            || sentence.children_by(at, "xcomp").find(|&c| c > at && s.takes(Takes::Clause) && !hidden);
        let below = child
            .or_else(bare)
            .or_else(|| s.clause.complement.filter(|&c| c > at && self.to_infinitive(sent, c)))?;
        let span = self.below(s.clause, below)?;
        let told = ["object", "iobj", "whom", "on", "upon"].into_iter().filter(|_| !s.passive);
        let whom = told.flat_map(|slot| s.clause.slot(slot)).find(|o| o.0 == sent && o.1 > at && o.1 < below);
        let whom = whom.filter(|o| Some(*o) != s.speaker && !self.dated(sent, o.1));
        let start =
            whom.and_then(|o| self.doc.phrase(sent, o.1).first().map(|&t| self.doc.tok((sent, t)).span));
        Some(vec![start.map_or(span, |start| start.to(span))])
    }

    /// "described the visit as a success", "called the verdict a travesty".
    fn as_clause(&self, s: &Saying) -> Option<Vec<Span>> {
        let (sent, at) = (s.clause.sent, s.clause.head);
        let sentence = self.doc.sents[sent];
        if !s.takes(Takes::As) || s.passive && s.speaker.is_none() {
            return None;
        }
        let object = s.clause.slot("object").chain(s.clause.slot("iobj")).find(|o| o.0 == sent && o.1 > at);
        let second = || {
            let others = sentence
                .children(at)
                .filter(|&c| matches!(sentence.tokens[c].rel(), "xcomp" | "obj" | "ccomp"));
            others.filter(|&c| object.is_some_and(|o| c > o.1)).last()
        };
        let as_phrase = s.clause.slot("as").find(|head| head.0 == sent && head.1 > at).map(|head| head.1);
        let head = as_phrase.or_else(|| self.behind_as(s, object?)).or_else(second)?;
        let below = self.below(s.clause, head)?;
        let start = object.and_then(|o| self.doc.phrase(sent, o.1).first().copied()).filter(|&t| t < head);
        let span = start.map_or(below, |t| self.doc.tok((sent, t)).span.to(below));
        Some(vec![self.whole_quote(self.stretched(s.clause, span), sentence.tokens[at].span)])
    }

    /// What "as" leads behind an object, wherever the tree has hung it below the cue.
    fn behind_as(&self, s: &Saying, (sent, object): At) -> Option<usize> {
        let sentence = self.doc.sents[sent];
        let end = sentence.tokens.len().min(object + 12);
        let leads = (object + 1..end).find(|&t| sentence.tokens[t].lemma == "as")?;
        let head = sentence.tokens[leads].head.filter(|&h| h > leads)?;
        sentence.dominates(s.clause.head, head).then_some(head)
    }

    /// "accused Moscow of shelling the town", "blamed the army for the fire": what somebody is said to have done.
    fn deed(&self, s: &Saying) -> Option<Vec<Span>> {
        let (sent, at) = (s.clause.sent, s.clause.head);
        if !s.takes(Takes::Object) || !matches!(s.cue.kind.as_str(), "accuse" | "praise" | "criticise") {
            return None;
        }
        let sentence = self.doc.sents[sent];
        let gerund = sentence.children_by(at, "advcl").find(|&c| {
            c > at
                && sentence
                    .children(c)
                    .any(|m| matches!(sentence.tokens[m].lemma.as_str(), "of" | "for") && m < c)
        });
        let slots: &[&str] = if s.cue.kind == "accuse" { &["of", "for"] } else { &["for"] };
        let phrase = slots.iter().flat_map(|slot| s.clause.slot(slot)).find(|h| h.0 == sent && h.1 > at);
        let accused = s.clause.slot("object").next();
        let hung = accused.filter(|o| o.0 == sent && s.cue.kind == "accuse").and_then(|(_, object)| {
            let marked =
                |c: &usize| sentence.children_by(*c, "mark").any(|m| sentence.tokens[m].lemma == "of");
            sentence.children_by(object, "acl").find(marked)
        });
        let head = gerund.or(hung).or(phrase.map(|h| h.1)).filter(|_| accused.is_some())?;
        self.below(s.clause, head).map(|span| vec![self.stretched(s.clause, span)])
    }

    /// "condemned the raid on the camp", where somebody who can speak does it.
    fn object(&self, s: &Saying) -> Option<Vec<Span>> {
        let sent = s.clause.sent;
        if !s.takes(Takes::Object)
            || s.passive && s.speaker.is_none()
            || s.takes(Takes::As) && s.cue.kind == "describe"
        {
            return None;
        }
        let object = s.clause.slot("object").find(|o| o.0 == sent && !self.dated(sent, o.1))?;
        let behind = object.1 > s.clause.head || s.passive;
        let judges = matches!(s.cue.kind.as_str(), "praise" | "criticise" | "accuse" | "deny" | "confirm");
        let speaks = s.speaker.is_some_and(|head| judges || self.somebody(head));
        if self.doc.tok(object).upos == Upos::Pron || !behind || !speaks {
            return None;
        }
        self.below(s.clause, object.1).map(|span| vec![self.stretched(s.clause, span)])
    }

    /// What a noun of saying says: a that-clause, an infinitive, "of" or "about" something; and the preposition.
    pub(super) fn noun_content(
        &self,
        sent: usize,
        at: usize,
        cue: &Cue,
    ) -> Option<(Vec<Span>, Option<usize>)> {
        let sentence = self.doc.sents[sent];
        let clause = Clause { sent, head: at, ..Clause::default() };
        let takes = |what: Takes| cue.takes.contains(&what);
        let that = |c: usize| sentence.children_by(c, "mark").any(|m| sentence.tokens[m].lemma == "that");
        let child = sentence.children(at).find(|&c| {
            let clausal = c > at && matches!(sentence.tokens[c].deprel, "acl" | "ccomp");
            clausal
                && (that(c) && takes(Takes::Clause)
                    || self.to_infinitive(sent, c) && takes(Takes::Infinitive))
        });
        if let Some(child) = child.or_else(|| self.predicated(sent, at, cue)) {
            return self.below(&clause, child).map(|span| (vec![span], None));
        }
        let about = sentence.children(at).find(|&c| {
            let gerund = sentence.tokens[c].rel() == "acl" && sentence.tokens[c].xpos == "VBG";
            let phrase = sentence.tokens[c].rel() == "nmod" || gerund;
            c > at && phrase && takes(Takes::About) && self.preposition(sent, c).is_some()
        })?;
        let of = self.preposition(sent, about)?;
        let span = self.below(&clause, about)?;
        let last = sentence.subtree(about).last().copied().unwrap_or(about);
        let bare = self.trimmed(sent, of + 1, last + 1).unwrap_or(span);
        Some((vec![bare], Some(of)))
    }

    /// "His hope is that the road will open": the clause that the noun is the subject of.
    fn predicated(&self, sent: usize, at: usize, cue: &Cue) -> Option<usize> {
        let sentence = self.doc.sents[sent];
        let tok = &sentence.tokens[at];
        let verb = tok.head.filter(|_| tok.rel() == "nsubj" && cue.takes.contains(&Takes::Clause))?;
        let is = sentence.tokens[verb].lemma == "be" || sentence.children_by(verb, "cop").next().is_some();
        sentence.children_by(verb, "ccomp").find(|&c| is && c > at)
    }

    fn preposition(&self, sent: usize, at: usize) -> Option<usize> {
        let sentence = self.doc.sents[sent];
        sentence.children(at).find(|&m| {
            m < at
                && matches!(sentence.tokens[m].rel(), "case" | "mark")
                && matches!(sentence.tokens[m].lemma.as_str(), "of" | "about" | "against")
        })
    }
}
