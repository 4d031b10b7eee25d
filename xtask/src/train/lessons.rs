//! Lessons for the network, and the lexicon it sees words through. In: treebanks, names, plain texts, a table of words; out: a JSON line for each
//! sentence, with its words as rows of the network's tables, so that what is learned elsewhere sees just what the program will see.

use super::known::Names;
use super::names::{self, Marked};
use super::trees;
use language::conllu::{self, Row};
use language::entity;
use language::lexicon::{Entry, lay_out_words};
use language::sentence::sentences;
use language::table::{hash, mix};
use language::word::{Word, words};
use serde_json::{Value, json};
use std::collections::HashSet;
use std::io::Write;
use std::path::Path;

/// So many times a sentence with names is written again with other names.
const SWAPS: u64 = 3;

/// The lexicon of a table `word TAB row TAB cluster TAB way`.
pub fn lexicon(path: &Path) -> Result<Vec<u8>, String> {
    let file = super::read_file(path)?;
    let entry = |(at, line): (usize, &'static str)| {
        let wrong =
            || format!("{}:{}: expected word, row, cluster and way, split by tabs", path.display(), at + 1);
        let fields: Vec<&str> = line.split('\t').collect();
        let [word, row, cluster, way] = fields[..] else { return Err(wrong()) };
        let number = |field: &str| field.parse().map_err(|_| wrong());
        Ok((word, Entry { row: number(row)?, cluster: number(cluster)?, path: number(way)? }))
    };
    let file: &'static str = file.leak();
    let entries = file.lines().enumerate().map(entry).collect::<Result<Vec<_>, _>>()?;
    Ok(lay_out_words(entries.into_iter()))
}

/// The forms of a table `form TAB tag TAB lemma` that the treebanks do not have: what they say of a form goes before.
pub fn forms(
    path: &Path,
    known: &[(String, String, String)],
) -> Result<Vec<(String, String, String)>, String> {
    let known: HashSet<(String, &str)> =
        known.iter().map(|(form, tag, _)| (language::word::lower(form), tag.as_str())).collect();
    let mut lessons = Vec::new();
    for (at, line) in super::read_file(path)?.lines().enumerate() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [form, tag, lemma] = fields[..] else {
            return Err(format!(
                "{}:{}: expected form, tag and lemma, split by tabs",
                path.display(),
                at + 1
            ));
        };
        if !known.contains(&(form.to_owned(), tag)) {
            lessons.push((form.to_owned(), tag.to_owned(), lemma.to_owned()));
        }
    }
    Ok(lessons)
}

/// Writes all lessons: `train` of the treebanks, `dev` to measure on, sentences with names only, and the sentences of plain texts, to be taught.
pub fn write(folder: &Path, out: &Path, texts: &[String]) -> Result<(), String> {
    let mut lines = Vec::new();
    let marked = names::of_treebanks(folder)?;
    let others = Names::read(&[])?;
    let lesson =
        |part: &str,
         forms: &[String],
         nth: usize,
         rows: Option<&Vec<Row>>,
         names: Option<&Vec<entity::Name>>| lesson(part, forms, nth, rows, names, &others);
    for treebank in trees::TREEBANKS {
        for part in ["train", "dev"] {
            let path = folder.join("ud").join(treebank).join(format!("{part}.conllu"));
            for (nth, rows) in trees::sentences_of(&path)?.iter().enumerate() {
                let forms: Vec<String> = rows.iter().map(|row| row.form.clone()).collect();
                let found = marked.get(&forms.join(" ")).filter(|_| part == "train");
                lines.push(lesson(&format!("{part} {treebank}"), &forms, nth, Some(rows), found));
            }
        }
        for rows in joined(&folder.join("ud").join(treebank).join("train.conllu"))? {
            let forms: Vec<String> = rows.iter().flatten().map(|row| row.form.clone()).collect();
            let mut names: Vec<entity::Name> = Vec::new();
            let (mut known, mut start) = (true, 0);
            for rows in &rows {
                let key: Vec<&str> = rows.iter().map(|row| row.form.as_str()).collect();
                match marked.get(&key.join(" ")) {
                    Some(found) => names.extend(
                        found.iter().map(|(range, label)| (range.start + start..range.end + start, *label)),
                    ),
                    None => known = false,
                }
                start += rows.len();
            }
            let whole = one_of(&rows);
            let mut line =
                lesson(&format!("train {treebank}"), &forms, 5, Some(&whole), known.then_some(&names));
            let last: Vec<u8> =
                rows.iter().flat_map(|rows| (1..=rows.len()).map(|at| u8::from(at == rows.len()))).collect();
            line["ends"] = json!(last);
            lines.push(line);
        }
    }
    for (nth, Marked { forms, names, .. }) in names::read(folder)?.iter().enumerate() {
        lines.push(lesson("names", forms, nth, None, Some(names)));
    }
    for path in texts {
        let text = super::read_file(Path::new(path))?;
        for (nth, pieces) in sentences(&text, &[]).iter().enumerate() {
            let forms: Vec<String> =
                pieces.iter().map(|piece| text[piece.start..piece.end].to_owned()).collect();
            lines.push(lesson("text", &forms, nth, None, None));
        }
    }
    let file = std::fs::File::create(out).map_err(|e| format!("{}: {e}", out.display()))?;
    let mut file = std::io::BufWriter::new(file);
    lines.iter().try_for_each(|line| writeln!(file, "{line}")).map_err(|e| format!("{}: {e}", out.display()))
}

/// Sentences that the rules alone would take for one, as they stand in their texts without paragraphs: what the network must part.
fn joined(path: &Path) -> Result<Vec<Vec<Vec<Row>>>, String> {
    let documents = conllu::read(&super::read_file(path)?).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut found = Vec::new();
    for document in documents {
        let mut left = document.sentences.into_iter().peekable();
        for pieces in sentences(&document.text.replace('\n', " "), &[]) {
            let end = pieces.last().map_or(0, |piece| piece.end);
            let ends_by = |rows: &Vec<Row>| rows.last().is_some_and(|row| row.span.end <= end);
            let mut within = Vec::new();
            while let Some(rows) = left.next_if(ends_by) {
                within.push(rows);
            }
            let words: usize = within.iter().map(Vec::len).sum();
            let whole = within.last().and_then(|rows| rows.last()).is_some_and(|row| row.span.end == end);
            if whole && (2..=6).contains(&within.len()) && words <= 200 {
                found.push(within);
            }
        }
    }
    Ok(found)
}

/// Sentences as one: each keeps its root.
fn one_of(sentences: &[Vec<Row>]) -> Vec<Row> {
    let mut whole: Vec<Row> = Vec::new();
    for rows in sentences {
        let start = whole.len();
        whole.extend(rows.iter().cloned().map(|row| Row { head: row.head.map(|head| head + start), ..row }));
    }
    whole
}

fn lesson(
    part: &str,
    forms: &[String],
    nth: usize,
    rows: Option<&Vec<Row>>,
    names: Option<&Vec<entity::Name>>,
    others: &Names,
) -> Value {
    let plain: Vec<&str> = forms.iter().map(String::as_str).collect();
    let seen = |words: Vec<Word>| -> Vec<Vec<u16>> {
        words.into_iter().map(|word| word.rows.into_iter().chain([word.kinds]).collect()).collect()
    };
    let recased = (!part.starts_with("dev")).then(|| trees::recased(&plain, nth)).flatten();
    // With other names the sentence has the same tree.
    let swapped = names.into_iter().flat_map(|names| {
        (0..SWAPS).filter_map(|turn| others.swapped(&plain, names, mix(hash(&plain.join(" ")), turn)))
    });
    json!({
        "part": part,
        "forms": forms,
        "words": seen(words(plain.iter().copied())),
        "recased": recased.map(|forms| seen(words(forms.iter().map(String::as_str)))),
        "swapped": swapped.map(|forms| seen(words(forms.iter().map(String::as_str)))).collect::<Vec<_>>(),
        "tags": rows.map(|rows| rows.iter().map(|row| format!("{} {}", row.upos, row.xpos)).collect::<Vec<_>>()),
        "heads": rows.map(|rows| rows.iter().map(|row| row.head.map_or(0, |head| head + 1)).collect::<Vec<_>>()),
        "relations": rows.map(|rows| rows.iter().map(|row| row.deprel.as_str()).collect::<Vec<_>>()),
        "names": names.map(|names| entity::classes(forms.len(), names)),
    })
}
