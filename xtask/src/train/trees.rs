//! Treebanks as lessons. In: CoNLL-U files; out: what the tagger, the lemmatiser and the parser learn from.

use language::conllu::{self, Row};
use language::table::mix;
use language::tag::{Tag, Tagger};
use language::word::{Word, words};
use language::{parse, perceptron::Pruning, tag};
use std::collections::{BTreeMap, HashMap};
use std::path::Path;

/// The treebanks, by folder under `ud/`.
pub const TREEBANKS: [&str; 2] = ["ewt", "gum"];
/// So many taggers are trained to tag what they have not seen.
const FOLDS: u64 = 5;

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

/// Every pair of tags that is no slip of a pen, in alphabetical order.
pub fn tag_names(sentences: &[Vec<Row>]) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    sentences.iter().flatten().for_each(|row| *counts.entry(tag_name(row)).or_default() += 1);
    counts
        .into_iter()
        .filter(|(name, times)| *times > 3 && !name.contains('_'))
        .map(|(name, _)| name)
        .collect()
}

fn tag_name(row: &Row) -> String {
    format!("{} {}", row.upos, row.xpos)
}

/// Lessons for the tagger: every sentence, some of them once more as a headline or a telegram would be written.
pub fn tag_lessons(sentences: &[Vec<Row>], names: &[String]) -> Vec<tag::Lesson> {
    let index: HashMap<&str, Tag> = names.iter().zip(0..).map(|(name, at)| (name.as_str(), at)).collect();
    let mut lessons = Vec::new();
    for (nth, rows) in sentences.iter().enumerate() {
        let Some(tags) =
            rows.iter().map(|row| index.get(tag_name(row).as_str()).copied()).collect::<Option<Vec<Tag>>>()
        else {
            continue;
        };
        let forms: Vec<&str> = rows.iter().map(|row| row.form.as_str()).collect();
        lessons.push(tag::Lesson { words: words(forms.iter().copied()), tags: tags.clone() });
        if let Some(recased) = recased(&forms, nth) {
            lessons.push(tag::Lesson { words: words(recased.iter().map(String::as_str)), tags });
        }
    }
    lessons
}

/// Five sentences in sixteen, as a headline, in capitals, or all small.
pub fn recased(forms: &[&str], nth: usize) -> Option<Vec<String>> {
    let capital = |form: &str| {
        let mut chars = form.chars();
        chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
    };
    match mix(nth as u64, 3) % 16 {
        0..=2 => Some(
            forms
                .iter()
                .map(|form| if form.len() > 3 { capital(form) } else { (*form).to_owned() })
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

/// Tags for every sentence by a tagger that has not seen it.
pub fn jackknifed(sentences: &[Vec<Row>], names: &[String]) -> Vec<Vec<Tag>> {
    let mut tags: Vec<Vec<Tag>> = vec![Vec::new(); sentences.len()];
    let fold = |nth: usize| mix(nth as u64 / 20, 11) % FOLDS;
    for held in 0..FOLDS {
        let rest: Vec<Vec<Row>> =
            (0..sentences.len()).filter(|&nth| fold(nth) != held).map(|nth| sentences[nth].clone()).collect();
        let bytes =
            tag::train(&tag_lessons(&rest, names), names, 4, Pruning { rarer_than: 1, lighter_than: 1 });
        let tagger = Tagger::open(bytes.leak());
        for nth in (0..sentences.len()).filter(|&nth| fold(nth) == held) {
            tags[nth] = tagger.tag(&words_of(&sentences[nth]));
        }
    }
    tags
}

/// A sentence as the learners see it.
pub fn words_of(rows: &[Row]) -> Vec<Word> {
    words(rows.iter().map(|row| row.form.as_str()))
}

/// Names of the relations, `root` first.
pub fn relation_names(sentences: &[Vec<Row>]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    sentences.iter().flatten().for_each(|row| *counts.entry(row.deprel.as_str()).or_default() += 1);
    let rest = counts
        .into_iter()
        .filter(|(name, times)| *name != "root" && *times > 1)
        .map(|(name, _)| name.to_owned());
    std::iter::once("root".to_owned()).chain(rest).collect()
}

/// Lessons for the parser, with the tags that it will see.
pub fn parse_lessons(sentences: &[Vec<Row>], tags: &[Vec<Tag>], relations: &[String]) -> Vec<parse::Lesson> {
    let index: HashMap<&str, u8> = relations.iter().zip(0..).map(|(name, at)| (name.as_str(), at)).collect();
    let lesson = |(rows, tags): (&Vec<Row>, &Vec<Tag>)| {
        let known =
            rows.iter().map(|row| index.get(row.deprel.as_str()).copied()).collect::<Option<Vec<u8>>>()?;
        let heads: Vec<Option<usize>> = rows.iter().map(|row| row.head).collect();
        let rooted = heads.iter().filter(|head| head.is_none()).count() == 1;
        let tree = parse::Tree { heads, relations: known };
        rooted.then(|| parse::Lesson { words: words_of(rows), tags: tags.clone(), tree })
    };
    sentences.iter().zip(tags).filter_map(lesson).collect()
}
