//! Right: the clause behind a cue. Where the tree has hung it, where it begins, and how far it goes.

use super::Reader;
use super::cue::Saying;
use super::extent::MARKS;
use knowledge::Sort;
use knowledge::cues::Takes;
use language::Upos;
use text::Span;

/// Conjunctions whose clause, behind what is said, is said as well: "he would go *if* they let him".
const SAID_AS_WELL: [&str; 9] =
    ["because", "if", "unless", "although", "though", "so", "until", "whereas", "lest"];

/// Words that open what is said, whichever word the tree hangs them on.
const OPENERS: [&str; 12] =
    ["that", "whether", "if", "why", "how", "what", "when", "where", "who", "which", "whom", "whose"];

impl Reader<'_, '_> {
    /// "said that the talks had failed": the clause behind the cue.
    pub(super) fn right(&self, s: &Saying) -> Option<Vec<Span>> {
        let (sent, at) = (s.clause.sent, s.clause.head);
        let sentence = self.doc.sents[sent];
        // "“We must grow,” he said, *noting it would take years*": the participle's, wherever the tree has hung it.
        let goes_on = |c: usize| {
            let first = sentence.subtree(c).first().copied();
            let before = first.and_then(|first| first.checked_sub(1));
            let opens = first
                .is_some_and(|v| sentence.tokens[v].xpos == "VBG" && sentence.tokens[v].rel() == "csubj");
            let comma = before.is_some_and(|t| t > at && self.doc.form((sent, t)) == ",");
            opens && comma
                || before.is_some_and(|v| {
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
        let to = self.completed(sent, self.absorbed(s, last));
        let span = self.trimmed(sent, from, to + 1)?;
        let said = self.whole_quote(span, self.doc.tok((sent, at)).span);
        Some(vec![self.before_next(sent, from, said)])
    }

    /// "I say “Good day to you” *and they laugh*": a quotation that opens what is said ends it before a clause that another does.
    fn before_next(&self, sent: usize, from: usize, said: Span) -> Span {
        let sentence = self.doc.sents[sent];
        let opens = |q: &&Span| q.start <= said.start && said.start <= q.start + 4 && q.end < said.end;
        let Some(quote) = self.quotes.iter().find(opens) else { return said };
        let inside = |t: &&language::Token| quote.contains(t.span);
        let finite = sentence.tokens[from..]
            .iter()
            .filter(inside)
            .any(|t| matches!(t.xpos, "VBD" | "VBZ" | "VBP" | "MD"));
        let next = sentence.tokens.iter().position(|t| t.span.start >= quote.end);
        let joins = next.is_some_and(|t| {
            sentence.tokens[t].rel() == "cc" && sentence.tokens.get(t + 1).is_some_and(|s| s.rel() == "nsubj")
        });
        if finite && joins { self.bare(*quote) } else { said }
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
        // "believed the *claim that*": the noun's own content.
        let claims = |c: usize| {
            let cues = &self.tables.cues;
            let noun = |&(cue, t): &(usize, usize)| cues.claims[cue].triggers[t].sort == Sort::Noun;
            cues.by_head(&sentence.tokens[c].lemma.to_lowercase()).iter().any(noun)
        };
        let hung = beside.filter(|&c| sentence.tokens[c].rel() == "obl" || !claims(c));
        let hung =
            hung.flat_map(|c| sentence.children_by(c, "acl")).filter(|&c| that(c) && own(c)).chain(below);
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
        let found: Vec<usize> =
            hung.chain(free).chain(asked).chain(behind).chain(self.taken_for_relative(s)).collect();
        if !found.is_empty() {
            return found;
        }
        self.hung_above(s).or_else(|| self.side_by_side(s)).into_iter().collect()
    }

    /// "announced at the fair last week *that he intended to run*": a clause that the tree has made describe a place or a day, though "that" has
    /// nothing to do in it.
    fn taken_for_relative(&self, s: &Saying) -> Option<usize> {
        let (sent, at) = (s.clause.sent, s.clause.head);
        let sentence = self.doc.sents[sent];
        let beside = sentence.children_by(at, "obl").filter(|&c| c > at);
        let below = beside.flat_map(|c| sentence.subtree(c));
        below.filter(|&c| sentence.tokens[c].deprel == "acl:relcl").find(|&c| {
            let that = sentence.subtree(c).first().copied().filter(|&t| sentence.tokens[t].lemma == "that");
            let has = |rel: &str| sentence.children_by(c, rel).any(|t| Some(t) != that);
            let idle = that.is_some_and(|t| sentence.tokens[t].rel() == "mark") || has("xcomp") || has("obj");
            that.is_some() && has("nsubj") && (idle || has("cop") || has("ccomp"))
        })
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

    /// "vowed the state has “kept the rules”": a clause that ends in an auxiliary or an article goes on to the end, whatever the tree says.
    fn completed(&self, sent: usize, last: usize) -> usize {
        let tokens = &self.doc.sents[sent].tokens;
        let aux = matches!(tokens[last].xpos, "VBZ" | "VBP" | "VBD")
            && matches!(tokens[last].lemma.as_str(), "have" | "be");
        let open = aux || matches!(tokens[last].xpos, "MD" | "DT" | "TO") && tokens[last].upos != Upos::Pron;
        let quote = tokens.get(last + 1).is_some_and(|t| self.doc.slice(t.span).contains(MARKS));
        if open && quote { tokens.len() - 1 } else { last }
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
}
