//! The dictionaries of PETRARCH and Phoenix: `NAME_ [CODE]`, `+SYNONYM_`, and lines `[CODE <YYMMDD]`, `[CODE YYMMDD-YYMMDD]` that date a code.

use super::{Draft, Term};
use text::datafile::Complaint;

/// Roles of those dictionaries that have another name here.
pub(super) const ROLES: [(&str, &str); 6] =
    [("MED", "JRN"), ("INS", "REB"), ("SEP", "REB"), ("RAD", "UAF"), ("HLH", "MED"), ("HRI", "SOC")];

/// Their codes that are no states but classes.
const CLASSES: [(&str, &str); 5] =
    [("IGO", "igo"), ("NGO", "ngo"), ("NGM", "ngo"), ("MNC", "company"), ("IMG", "group")];

/// A code in brackets with its period.
struct Coded {
    country: String,
    sector: String,
    from: String,
    until: String,
}

pub(super) fn read(file: &str, text: &str, told: &mut Vec<Complaint>) -> Vec<Draft> {
    let mut drafts: Vec<(Draft, Vec<Coded>)> = Vec::new();
    let mut comment = false;
    for (at, whole) in text.lines().enumerate() {
        let line = at + 1;
        comment |= whole.contains("<!--");
        let inside = comment;
        comment &= !whole.contains("-->");
        let plain = whole.split(['#', ';']).next().unwrap_or_default().trim_end();
        if inside || plain.trim().is_empty() || plain.starts_with('!') {
            continue;
        }
        let (words, codes) = plain.split_at(plain.find('[').unwrap_or(plain.len()));
        let words = words.trim();
        if let Some(synonym) = words.strip_prefix('+') {
            let Some((draft, _)) = drafts.last_mut() else {
                told.push(complaint(file, line, "a synonym before any name".to_owned()));
                continue;
            };
            draft.names.push((line, name(synonym)));
        } else if !words.is_empty() {
            drafts.push((Draft { line, name: name(words), ..Draft::default() }, Vec::new()));
        }
        let Some((_, coded)) = drafts.last_mut() else { continue };
        for code in codes.split('[').skip(1) {
            match code.split_once(']').and_then(|(code, _)| read_code(code)) {
                Some(code) => coded.push(code),
                None => told.push(complaint(file, line, format!("`[{code}` is no code"))),
            }
        }
    }
    drafts.into_iter().filter_map(|(draft, codes)| filled(file, draft, codes, told)).collect()
}

pub(super) fn complaint(file: &str, line: usize, message: String) -> Complaint {
    Complaint { file: file.to_owned(), line, column: 1, message, hint: None }
}

/// The last undated code is the actor's own; dated ones are its terms.
fn filled(file: &str, mut draft: Draft, codes: Vec<Coded>, told: &mut Vec<Complaint>) -> Option<Draft> {
    let Some(own) = codes.iter().rev().find(|c| c.from.is_empty() && c.until.is_empty()).or(codes.first())
    else {
        told.push(complaint(file, draft.line, format!("`{}` has no code: left out", draft.name)));
        return None;
    };
    draft.country.clone_from(&own.country);
    let dated: Vec<&Coded> = codes.iter().filter(|c| !(c.from.is_empty() && c.until.is_empty())).collect();
    if dated.len() < codes.len() {
        draft.sector.clone_from(&own.sector);
    }
    draft.terms = dated
        .iter()
        .map(|c| Term {
            country: c.country.clone(),
            sector: c.sector.clone(),
            from: c.from.clone(),
            until: c.until.clone(),
            ..Term::default()
        })
        .collect();
    let class = CLASSES.iter().find(|(code, _)| *code == own.country).map(|(_, kind)| *kind);
    let kind = class.unwrap_or(match own.sector.as_str() {
        _ if !draft.terms.is_empty() => "person",
        "BUS" => "company",
        "JRN" => "media",
        "REB" | "UAF" | "OPP" | "PTY" | "CRM" | "PRM" | "SOC" | "REL" | "LAB" => "group",
        _ => "body",
    });
    kind.clone_into(&mut draft.kind);
    Some(draft)
}

/// `SYRGOVMIL <050101`, `IGOUNO`, `USAELI 010120-20050119`.
fn read_code(words: &str) -> Option<Coded> {
    let mut parts = words.split_whitespace();
    let code =
        parts.next().filter(|code| code.len() >= 3 && code.bytes().all(|b| b.is_ascii_alphabetic()))?;
    let country = if code.starts_with("IGOUNO") { "UNO" } else { &code[..3] };
    let role = code.get(3..6).filter(|role| role.bytes().all(|b| b.is_ascii_uppercase()) && country != "UNO");
    let sector = role
        .map_or("", |role| ROLES.iter().find(|(theirs, _)| *theirs == role).map_or(role, |(_, ours)| ours));
    let (from, until) = match parts.next() {
        None => (String::new(), String::new()),
        Some(days) => match (days.strip_prefix('>'), days.strip_prefix('<'), days.split_once('-')) {
            (Some(from), ..) => (day(from), String::new()),
            (_, Some(until), _) => (String::new(), day(until)),
            (_, _, Some((from, until))) => (day(from), day(until)),
            _ => return None,
        },
    };
    Some(Coded { country: country.to_owned(), sector: sector.to_owned(), from, until })
}

/// `050101` or `20050101` as `2005-01-01`; what is neither stays as it is, to be told.
fn day(digits: &str) -> String {
    let cut = |year: String, rest: &str| format!("{year}-{}-{}", &rest[..2], &rest[2..4]);
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return digits.to_owned();
    }
    match digits.len() {
        8 => cut(digits[..4].to_owned(), &digits[4..]),
        6 => cut(format!("{}{}", if &digits[..2] > "29" { 19 } else { 20 }, &digits[..2]), &digits[2..]),
        _ => digits.to_owned(),
    }
}

/// `PEOPLE_S_ARMY_OF_HILLS_` as `People S Army of Hills`; short words stay capitals, for they are mostly acronyms.
fn name(words: &str) -> String {
    let words: Vec<&str> = words.split(['_', ' ']).filter(|word| !word.is_empty()).collect();
    let one = words.len() == 1;
    let cased = words.iter().enumerate().map(|(at, word)| {
        let lower = word.to_lowercase();
        if one && word.chars().count() <= 4 {
            (*word).to_owned()
        } else if at > 0
            && matches!(lower.as_str(), "of" | "the" | "and" | "for" | "in" | "de" | "la" | "al" | "bin")
        {
            lower
        } else {
            let mut start = true;
            let letters = lower.chars().map(|ch| {
                let cased = if start { ch.to_uppercase().next().unwrap_or(ch) } else { ch };
                start = !ch.is_alphanumeric() && ch != '\'';
                cased
            });
            letters.collect()
        }
    });
    cased.collect::<Vec<String>>().join(" ")
}
