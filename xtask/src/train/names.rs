//! Named-entity data as lessons. In: IOB2 files and stand-off annotations; out: sentences with their names marked.

use language::Label;
use language::entity::{LABELS, Name};
use language::lists::{LISTS, kind};
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;

/// A sentence with its names.
pub struct Marked {
    /// Its words.
    pub forms: Vec<String>,
    /// Its names.
    pub names: Vec<Name>,
}

/// All sentences to learn from, but for those of the treebanks.
pub fn read(folder: &Path) -> Result<Vec<Marked>, String> {
    re3d(&folder.join("ner/re3d"))
}

/// The names of the treebanks' sentences, by their words.
pub fn of_treebanks(folder: &Path) -> Result<HashMap<String, Vec<Name>>, String> {
    let mut names = HashMap::new();
    for treebank in ["uner_ewt", "gum"] {
        let sentences = iob2(&folder.join("ner").join(treebank).join("train.iob2"))?;
        names.extend(sentences.into_iter().map(|sentence| (sentence.forms.join(" "), sentence.names)));
    }
    Ok(names)
}

/// The sentences of an IOB2 file.
pub fn iob2(path: &Path) -> Result<Vec<Marked>, String> {
    let file = super::read_file(path)?;
    let mut sentences = Vec::new();
    for block in file.split("\n\n") {
        let mut rows = Vec::new();
        for line in block.lines() {
            if !line.starts_with("# sent_id = ") {
                rows.extend(line.split_once('\t'));
            }
        }
        if !rows.is_empty() {
            let forms: Vec<String> = rows.iter().map(|(form, _)| (*form).to_owned()).collect();
            let names = names_of(&rows).into_iter().filter_map(|name| without_title(name, &forms)).collect();
            sentences.push(Marked { forms, names });
        }
    }
    Ok(sentences)
}

fn names_of(rows: &[(&str, &str)]) -> Vec<Name> {
    let mut names: Vec<Name> = Vec::new();
    for (at, (_, tag)) in rows.iter().enumerate() {
        let Some((place, label)) = tag.split_once('-') else { continue };
        let Some(label) = LABELS.into_iter().find(|one| one.as_str() == label) else { continue };
        match names.last_mut().filter(|(range, last)| place == "I" && range.end == at && *last == label) {
            Some((range, _)) => range.end = at + 1,
            None => names.push((at..at + 1, label)),
        }
    }
    names
}

/// One of the sources counts titles as part of a person's name, the other does not: none does here.
fn without_title((mut range, label): Name, forms: &[String]) -> Option<Name> {
    let is_title = |at: usize| LISTS.kinds(&forms[at].to_lowercase()) & kind::TITLE != 0;
    while label == Label::Per && range.len() > 1 && is_title(range.start) {
        range.start += 1;
    }
    (!range.is_empty()).then_some((range, label))
}

/// Texts on the wars in Syria and Iraq, marked more widely than names: what is no name is passed over, and sentences with a doubt left out.
fn re3d(folder: &Path) -> Result<Vec<Marked>, String> {
    let mut sentences = Vec::new();
    let list = std::fs::read_dir(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
    let mut parts: Vec<_> = list.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect();
    parts.sort();
    for part in parts {
        let mut marks: HashMap<String, Vec<Value>> = HashMap::new();
        for mark in json_lines(&part.join("entities.json"))? {
            marks.entry(string(&mark, "documentId")).or_default().push(mark);
        }
        for document in json_lines(&part.join("documents.json"))? {
            let id = string(&document, "_id");
            sentences
                .extend(re3d_text(&string(&document, "text"), marks.get(&id).map_or(&[][..], Vec::as_slice)));
        }
    }
    Ok(sentences)
}

fn json_lines(path: &Path) -> Result<Vec<Value>, String> {
    let file = super::read_file(path)?;
    file.lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| serde_json::from_str(line).map_err(|e| format!("{}: {e}", path.display())))
        .collect()
}

fn string(value: &Value, field: &str) -> String {
    value.get(field).and_then(Value::as_str).unwrap_or("").to_owned()
}

fn re3d_text(text: &str, marks: &[Value]) -> Vec<Marked> {
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let place = |mark: &Value, field: &str| {
        mark.get(field).and_then(Value::as_u64).and_then(|at| bytes.get(at as usize)).copied()
    };
    let spans: Vec<(usize, usize, String)> = marks
        .iter()
        .filter_map(|mark| Some((place(mark, "begin")?, place(mark, "end")?, string(mark, "type"))))
        .collect();
    let sentences = language::sentence::sentences(text, &[]);
    sentences
        .iter()
        .filter_map(|pieces| {
            let forms: Vec<String> =
                pieces.iter().map(|piece| text[piece.start..piece.end].to_owned()).collect();
            let mut sure: Vec<bool> = forms
                .iter()
                .enumerate()
                .map(|(at, form)| {
                    at == 0
                        || !form.starts_with(char::is_uppercase)
                        || LISTS.kinds(&form.to_lowercase()) & (kind::MONTH | kind::WEEKDAY | kind::TITLE)
                            != 0
                })
                .collect();
            let mut names: Vec<Name> = Vec::new();
            for (start, end, what) in &spans {
                let within: Vec<usize> = (0..pieces.len())
                    .filter(|&at| pieces[at].start >= *start && pieces[at].end <= *end)
                    .collect();
                let (Some(&first), Some(&last)) = (within.first(), within.last()) else { continue };
                match name_in(&forms, first, last + 1, what) {
                    Some(name) => {
                        name.0.clone().for_each(|at| sure[at] = true);
                        if names
                            .iter()
                            .all(|(range, _)| range.end <= name.0.start || name.0.end <= range.start)
                        {
                            names.push(name);
                        }
                    }
                    None if !matches!(
                        what.as_str(),
                        "Organisation" | "Location" | "Person" | "Nationality"
                    ) =>
                    {
                        within.iter().for_each(|&at| sure[at] = true)
                    }
                    None => {}
                }
            }
            names.sort_by_key(|(range, _)| range.start);
            (sure.iter().all(|sure| *sure) && forms.len() > 3).then_some(Marked { forms, names })
        })
        .collect()
}

/// The name inside a wider mark: all its words with a capital, but for the small ones that join them.
fn name_in(forms: &[String], first: usize, end: usize, what: &str) -> Option<Name> {
    let capital = |at: usize| forms[at].starts_with(char::is_uppercase);
    let first = (first..end).find(|&at| !matches!(forms[at].as_str(), "the" | "The" | "a" | "an"))?;
    let label = match what {
        "Organisation" => Label::Org,
        "Location" => Label::Loc,
        "Person" => Label::Per,
        "Nationality" => Label::Oth,
        _ => return None,
    };
    let joins = |at: usize| {
        matches!(forms[at].as_str(), "of" | "for" | "and" | "the" | "al" | "-" | "&" | "'s" | "’s")
    };
    let whole = capital(first) && capital(end - 1) && (first..end).all(|at| capital(at) || joins(at));
    whole.then(|| without_title((first..end, label), forms)).flatten()
}
