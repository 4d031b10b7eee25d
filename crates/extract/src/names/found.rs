//! Found: where names stand in a sentence. In: its tokens, its entities, the catalogue; out: the stretches that are names, with whom each may mean.

use crate::doc::{Doc, lower};
use knowledge::{Actor, Actors, Kind, Naming, fold};
use language::{Label, Upos};

/// A stretch of tokens that may be a name.
pub(super) struct Raw {
    pub(super) sent: usize,
    pub(super) first: usize,
    pub(super) end: usize,
    pub(super) label: Label,
    pub(super) naming: Option<Naming>,
    pub(super) matched: Vec<(usize, Naming)>,
}

impl Raw {
    pub(super) fn words(&self) -> usize {
        self.end - self.first
    }
}

/// The names of a sentence, in its order.
pub(super) fn sentence(doc: &Doc, actors: &Actors, sent: usize, found: &mut Vec<Raw>) {
    let sentence = doc.sents[sent];
    let mut at = 0;
    while at < sentence.tokens.len() {
        let person = sentence.entities.iter().find(|e| e.label == Label::Per && e.first <= at && at < e.end);
        let next = match catalogue(doc, actors, sent, at) {
            Some(raw)
                if !of_others(doc, actors, &raw)
                    && !part_of_other_name(doc, actors, &raw, person)
                    && !part_of_other_party(doc, actors, &raw)
                    && !given_name(doc, actors, &raw, person) =>
            {
                raw
            }
            _ => match unlisted(doc, actors, sent, at) {
                Some(raw) => titled(doc, actors, &raw).unwrap_or(raw),
                None => {
                    at += 1;
                    continue;
                }
            },
        };
        at = next.end;
        found.push(next);
    }
}

/// "Secretary-General *Antonio Guterres*", where the reader of entities took the title for a part of the name: the person it ends with.
fn titled(doc: &Doc, actors: &Actors, raw: &Raw) -> Option<Raw> {
    let person = |known: &Raw| {
        known.end == raw.end
            && known.words() > 1
            && known
                .matched
                .iter()
                .any(|(at, naming)| actors.actors[*at].kind == Kind::Person && *naming != Naming::Short)
    };
    (raw.label == Label::Per && raw.words() > 2)
        .then(|| {
            (raw.first + 1..raw.end).filter_map(|first| catalogue(doc, actors, raw.sent, first)).find(person)
        })
        .flatten()
}

/// The longest catalogue name that begins at a token.
fn catalogue(doc: &Doc, actors: &Actors, sent: usize, first: usize) -> Option<Raw> {
    let tokens = &doc.sents[sent].tokens;
    let capital = |form: &str| form.chars().next().is_some_and(|ch| ch.is_uppercase() || ch.is_numeric());
    let form = doc.form((sent, first));
    let article = matches!(form, "al" | "el" | "Al" | "El");
    if !capital(form) && !article {
        return None;
    }
    let mut search = actors.search();
    search.add(form);
    if search.is_over() {
        return None;
    }
    let longest = actors.longest(search.folded().split(' ').next().unwrap_or(""));
    if !article && longest == 0 {
        return None;
    }
    // A word of a name is at most two tokens ("U.S.", "Kenya's") and a hyphen; behind an article any name may follow.
    let reach = if article { 9 } else { (3 * longest).min(9) };
    let mut best = None;
    let whole = doc.slice(tokens[first].span.to(tokens[(first + reach).min(tokens.len()) - 1].span));
    let mut read = form.len();
    for end in first + 1..=tokens.len().min(first + reach) {
        let words = doc.slice(tokens[first].span.to(tokens[end - 1].span));
        search.add(whole.get(read..words.len()).unwrap_or(""));
        read = words.len();
        if search.is_over() {
            break;
        }
        let named = search.named();
        if named.is_empty() {
            continue;
        }
        let named: Vec<_> =
            named.iter().filter(|(at, naming)| spelt(&actors.actors[*at], *naming, words)).copied().collect();
        let last = doc.form((sent, end - 1)).trim_start_matches(['-', '\'']);
        if !named.is_empty() && (capital(last) || hyphened(doc, sent, end - 1)) {
            best = Some((end, named));
        }
    }
    let (end, matched) = best?;
    let naming = matched.iter().map(|(_, naming)| *naming).min();
    let kind = matched.iter().find(|(_, n)| Some(*n) == naming).map(|(at, _)| actors.actors[*at].kind);
    let label = match (kind, naming) {
        (_, Some(Naming::Demonym)) => Label::Oth,
        (Some(Kind::Person), _) => Label::Per,
        (Some(Kind::State), _) => Label::Loc,
        _ => Label::Org,
    };
    Some(Raw { sent, first, end, label, naming, matched })
}

/// True for the second half of "Jae-*in*": a hyphen and no blank before it.
fn hyphened(doc: &Doc, sent: usize, tok: usize) -> bool {
    let tokens = &doc.sents[sent].tokens;
    let tied = |at: usize| tokens[at - 1].span.end == tokens[at].span.start;
    tok >= 2 && doc.form((sent, tok - 1)) == "-" && tied(tok) && tied(tok - 1)
}

/// Where a person's name ends that the reader of entities has cut at a hyphen: "Gal-*On*", "Jae-*in*"; not "Putin-backed".
fn name_end(doc: &Doc, sent: usize, end: usize) -> usize {
    let tokens = &doc.sents[sent].tokens;
    let half = |tok: usize| {
        let small = doc.form((sent, tok)).starts_with(char::is_lowercase);
        !small && tokens[tok].upos != Upos::Punct
            || matches!(tokens[tok].upos, Upos::Adp | Upos::Propn | Upos::X)
    };
    let goes_on = end + 1 < tokens.len() && hyphened(doc, sent, end + 1) && half(end + 1);
    if goes_on { end + 2 } else { end }
}

/// "MP *Neil* Parish": where a given name ends that the reader of entities has parted from its surname, which the tree ties to it.
fn surname_end(doc: &Doc, actors: &Actors, sent: usize, entity: &language::Entity) -> usize {
    let tokens = &doc.sents[sent].tokens;
    let (last, next) = (entity.end - 1, entity.end);
    let Some(tok) = tokens.get(next).filter(|_| entity.end - entity.first == 1) else { return entity.end };
    let tied = tokens[last].head == Some(next) && matches!(tokens[last].rel(), "compound" | "flat");
    let other = doc.sents[sent].entities.iter().any(|e| e.first <= next && next < e.end);
    let given = actors.gender(doc.form((sent, last))).is_some();
    let word = tok.upos == Upos::Propn && doc.form((sent, next)).starts_with(char::is_uppercase);
    let known = actors.generic(&lower(&tok.lemma)).is_some()
        || !actors.named(&fold(doc.form((sent, next)))).is_empty();
    if given && tied && word && !other && !known && !doc.in_title(sent) { next + 1 } else { entity.end }
}

/// Short names in capitals must be written so: "US" is a state, "us" and "Us" are not.
fn spelt(actor: &Actor, naming: Naming, words: &str) -> bool {
    let plain = |s: &str| s.replace(['.', '’', '\''], "");
    let words = plain(words);
    if words.chars().count() > 4 || naming == Naming::Demonym {
        return true;
    }
    let lists = [&actor.names, &actor.short, &actor.capital, &actor.seats];
    let same = |name: &String| plain(name) == words || plain(name).to_uppercase() == words;
    same(&actor.name) || lists.into_iter().flatten().any(same)
}

/// "Latin *American* leaders", "South *America*": behind another word it is nobody's name.
fn of_others(doc: &Doc, actors: &Actors, raw: &Raw) -> bool {
    let Some(before) = raw.first.checked_sub(1).map(|at| doc.form((raw.sent, at))) else { return false };
    raw.matched.iter().any(|(at, _)| actors.actors[*at].not_after.iter().any(|word| word == before))
}

/// "Hafez Assad" is not the Assad whose surname the catalogue knows; "Ankara" in "Ankara Getir" is no capital.
fn part_of_other_name(doc: &Doc, actors: &Actors, raw: &Raw, person: Option<&language::Entity>) -> bool {
    if raw.naming != Some(Naming::Short) {
        return false;
    }
    let Some(person) = person else { return heads_other_name(doc, actors, raw) };
    let before = (person.first..raw.first).filter(|&tok| {
        let token = doc.tok((raw.sent, tok));
        token.upos == Upos::Propn
            && actors.generic(&token.lemma.to_lowercase()).is_none()
            && !matches!(token.lemma.as_str(), "al" | "Al" | "-")
    });
    before.count() > 0 || raw.end < person.end && doc.tok((raw.sent, raw.end)).upos == Upos::Propn
}

/// "*Falcon* Heavy", "*Trump* Tower": a surname before a name's last word, unless that word is an office or a sort of body ("Trump Administration").
fn heads_other_name(doc: &Doc, actors: &Actors, raw: &Raw) -> bool {
    let tokens = &doc.sents[raw.sent].tokens;
    let Some(next) = tokens.get(raw.end).filter(|_| raw.label == Label::Per && !doc.in_title(raw.sent))
    else {
        return false;
    };
    let last = &tokens[raw.end - 1];
    let beside = next.span.start == last.span.end + 1 && last.head.is_some_and(|head| head >= raw.end);
    next.upos == Upos::Propn
        && beside
        && matches!(last.rel(), "compound" | "flat")
        && doc.form((raw.sent, raw.end)).starts_with(char::is_uppercase)
        && actors.generic(&lower(&next.lemma)).is_none()
        && actors.named(&fold(doc.form((raw.sent, raw.end)))).is_empty()
}

/// "National Socialist German *Workers' Party*", "Israeli *Labour Party*": a party's plain name at the end of a longer one, unless it is its
/// own people that stand before it.
fn part_of_other_party(doc: &Doc, actors: &Actors, raw: &Raw) -> bool {
    let party = |at: usize| actors.actors[at].sector.as_deref() == Some("PTY");
    let Some(before) = raw.first.checked_sub(1) else { return false };
    if raw.words() < 2 || !raw.matched.iter().all(|(at, _)| party(*at)) {
        return false;
    }
    let entity = doc.sents[raw.sent].entities.iter();
    let longer =
        entity.filter(|e| e.label == Label::Org && e.first < raw.first && raw.first < e.end).count() > 0;
    let word = doc.form((raw.sent, before));
    let people: Vec<usize> =
        actors.named(&fold(word)).iter().filter(|n| n.1 == Naming::Demonym).map(|n| n.0).collect();
    let own = |people: &usize| {
        raw.matched.iter().any(|(at, _)| actors.actors[*at].country == actors.actors[*people].country)
    };
    match &people[..] {
        [] => {
            longer && word.starts_with(char::is_uppercase) && doc.tok((raw.sent, before)).upos == Upos::Propn
        }
        people => !people.iter().any(own),
    }
}

/// "*Chad* Walker", "*Kenya* Barris": a state's name that somebody bears; not "Chad President Déby". Titles write all words so.
fn given_name(doc: &Doc, actors: &Actors, raw: &Raw, person: Option<&language::Entity>) -> bool {
    let state = raw.naming == Some(Naming::Name)
        && raw.words() == 1
        && raw.matched.iter().all(|(at, _)| actors.actors[*at].kind == Kind::State);
    let Some(person) = person.filter(|e| state && e.first == raw.first && e.end > raw.end) else {
        return false;
    };
    let surname = doc.tok((raw.sent, raw.end));
    let unknown =
        catalogue(doc, actors, raw.sent, raw.end).is_none_or(|next| next.naming == Some(Naming::Short));
    surname.rel() == "flat"
        && surname.head == Some(raw.first)
        && unknown
        && person.end == raw.end + 1
        && actors.generic(&surname.lemma.to_lowercase()).is_none()
        && !doc.in_title(raw.sent)
}

/// A name that the reader of entities saw and the catalogue does not know.
fn unlisted(doc: &Doc, actors: &Actors, sent: usize, at: usize) -> Option<Raw> {
    let sentence = doc.sents[sent];
    let entity = sentence.entities.iter().find(|e| e.first <= at && at < e.end)?;
    // "The world body", "the bush": words in small letters are no name.
    let small = |tok: usize| !doc.form((sent, tok)).chars().any(|ch| ch.is_uppercase() || ch.is_numeric());
    if (entity.first..entity.end).all(small) && doc.form((sent, at)).chars().any(char::is_lowercase) {
        return None;
    }
    if entity.label != Label::Per {
        let whole = entity.first == at
            && (entity.first + 1..entity.end).all(|t| catalogue(doc, actors, sent, t).is_none());
        return whole.then(|| Raw {
            sent,
            first: at,
            end: entity.end,
            label: entity.label,
            naming: None,
            matched: Vec::new(),
        });
    }
    // "Vice Foreign Minister" is a title, not a name.
    let words: Vec<String> = (at..entity.end).take(8).map(|t| doc.form((sent, t)).to_lowercase()).collect();
    if actors.generic(&words.join(" ")).is_some() {
        return None;
    }
    // Titles inside the entity ("General", "President") are no part of the name.
    let title = actors.generic(&doc.tok((sent, at)).lemma.to_lowercase()).is_some();
    let rank = matches!(sentence.tokens[at].deprel, "compound" | "nmod:desc") && title;
    if rank || sentence.tokens[at].upos != Upos::Propn && !matches!(doc.form((sent, at)), "al" | "el") {
        return None;
    }
    let end = name_end(doc, sent, surname_end(doc, actors, sent, entity));
    Some(Raw { sent, first: at, end, label: Label::Per, naming: None, matched: Vec::new() })
}
