//! Treebanks as lessons. In: CoNLL-U files; out: what is learned from them.

use language::conllu::{self, Row};
use language::table::mix;
use language::word::{Word, capitalised, words};
use std::path::Path;

/// The treebanks, by folder under `ud/`.
pub const TREEBANKS: [&str; 2] = ["ewt", "gum"];

/// The sentences of all treebanks.
pub fn read(folder: &Path) -> Result<Vec<Vec<Row>>, String> {
    let mut sentences = Vec::new();
    for treebank in TREEBANKS {
        sentences.extend(sentences_of(&folder.join("ud").join(treebank).join("train.conllu"))?);
    }
    Ok(sentences)
}

/// The sentences of one file.
pub fn sentences_of(path: &Path) -> Result<Vec<Vec<Row>>, String> {
    let documents = conllu::read(&super::read_file(path)?).map_err(|e| format!("{}: {e}", path.display()))?;
    Ok(documents.into_iter().flat_map(|document| document.sentences).collect())
}

/// Five sentences in sixteen, as a headline, in capitals, or all small.
pub fn recased(forms: &[&str], nth: usize) -> Option<Vec<String>> {
    match mix(nth as u64, 3) % 16 {
        0..=2 => Some(
            forms
                .iter()
                .map(|form| if form.len() > 3 { capitalised(form) } else { (*form).to_owned() })
                .collect(),
        ),
        3 => Some(forms.iter().map(|form| form.to_uppercase()).collect()),
        4 => Some(forms.iter().map(|form| form.to_lowercase()).collect()),
        _ => None,
    }
}

/// Lessons for the lemmatiser.
pub fn lemma_lessons(sentences: &[Vec<Row>]) -> Vec<(String, String, String)> {
    let whole = sentences.iter().flatten().filter(|row| row.lemma != "_" && row.xpos != "GW");
    whole.map(|row| (row.form.clone(), row.xpos.clone(), row.lemma.clone())).collect()
}

/// A sentence as the learners see it.
pub fn words_of(rows: &[Row]) -> Vec<Word> {
    words(rows.iter().map(|row| row.form.as_str()))
}
