//! The cards beside the models. In: scores; out: `models/*.md`, which say what each was made of and what it may be used for.

use super::dev::Score;
use std::fs;
use std::path::Path;

const UD: &str = "English Web Treebank (UD_English-EWT 2.16, CC BY-SA 4.0) and the parts of GUM that may be used freely \
    (github.com/amir-zeldes/gum, annotations CC BY 4.0, texts CC BY or public domain or CC BY-SA 3.0), `train` of both";
const NER: &str = "Universal NER on UD_English-EWT (CC BY-SA 4.0), names derived from GUM (as above), and the parts of re3d under free licences \
    (github.com/dstl/re3d: Australian DFA CC BY 3.0 AU, UK government OGL 3.0, Wikipedia CC BY-SA 3.0, CENTCOM and US State Department public domain), `train` of each";

const MODELS: [(&str, &str, &str); 4] = [
    ("tag", "universal and Penn tags, one averaged perceptron from left to right", UD),
    ("lemma", "rules from word ends to dictionary forms, by Penn tag", UD),
    (
        "parse",
        "arc-hybrid transitions, one averaged perceptron, trained with a dynamic oracle on tags as the tagger gives them",
        UD,
    ),
    (
        "entity",
        "names of persons, organisations, locations and others, one averaged perceptron with memory of the text",
        NER,
    ),
];

/// Writes all cards.
pub fn write(scores: &[Score]) -> Result<(), String> {
    for (model, what, data) in MODELS {
        let path = Path::new("models").join(format!("{model}.bin"));
        let size = fs::metadata(&path).map_err(|e| format!("{}: {e}", path.display()))?.len();
        let lines = scores
            .iter()
            .filter(|score| score.model == model)
            .map(|score| format!("| {} | {:.2} |\n", score.what, score.percent));
        let card = format!(
            "# {model}.bin\n\nWhat it gives: {what}.\n\nData: {data}. `dev` was never trained on.\n\n\
             Licence of the parameters: CC BY-SA 4.0, as the data asks.\n\nMade by `cargo xtask train DATA_DIR`; the same data gives the same bytes.\n\n\
             Size: {size} bytes. Weights are single bytes; seldom seen features and light weights are left out.\n\n\
             Scores with given sentences and tokens, of a hundred (relations without subtypes):\n\n| measure | score |\n|---|---|\n{}",
            lines.collect::<String>()
        );
        fs::write(path.with_extension("md"), card).map_err(|e| e.to_string())?;
    }
    Ok(())
}
