//! `cargo xtask score`: how well the program does, beside what it did when a score was last accepted (`gold/SCORES.tsv`).
//! In: the exams of `gold/exams.toml`, a folder of annotated text with score scripts (`--gold DIR`), treebanks (`--ud DIR`).
//! Out: a table; with `--accept`, the file and the table in `docs/bench.md`; with `--check`, failure where a score fell.
//! An exam whose folder is not there is left out, and said to be.
#![allow(clippy::disallowed_methods, clippy::print_stdout, reason = "a chore runs scripts and keeps a table")]

use crate::{build, has, insert, option, output, show};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

const KEPT: &str = "gold/SCORES.tsv";
const BENCH: &str = "docs/bench.md";
const EXAMS: &str = "gold/exams.toml";
const HEAD: &str = "# task\tset\tmeasure\tscore\tdate\tversion";
/// A score may fall by so much, from one change to another, before anyone is asked.
const SLACK: f64 = 0.005;

/// What every exam's command may use besides its folders.
const PRELUDE: &str = r#"
code() { "$DATELINE" code --quiet --as-is --format jsonl "$@"; }
turn() { python3 "$GOLD/from_dateline.py" "$@"; }
"#;

/// One way to be measured; `gold/exams.toml` says what its fields mean.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exam {
    task: String,
    set: String,
    needs: String,
    command: String,
    measures: BTreeMap<String, String>,
}

fn exams() -> Result<Vec<Exam>, String> {
    exams_of(&std::fs::read_to_string(EXAMS).map_err(|e| format!("{EXAMS}: {e}"))?)
}

fn exams_of(text: &str) -> Result<Vec<Exam>, String> {
    let entries = text::datafile::entries(EXAMS, text).map_err(|complaint| complaint.to_string())?;
    Ok(entries.into_iter().map(|entry| entry.value).collect())
}

/// Task, set, measure.
type Key = (String, String, String);

/// A score with the day and the program it was got.
#[derive(Clone, Debug, PartialEq)]
struct Score {
    score: f64,
    date: String,
    version: String,
}

/// Measures all that can be measured here.
///
/// # Errors
/// Where a script fails, and with `--check` where a score fell.
pub fn run(args: &[String]) -> Result<(), String> {
    let binary = option(args, "--with").map_or_else(|| build("release"), |path| Ok(PathBuf::from(path)))?;
    let kept = kept()?;
    let mut measured = vec![(key("data", "examples", "hold"), check_data(&binary)?)];
    if python() {
        for exam in exams()? {
            measured.extend(hold(&exam, &binary, args)?);
        }
    } else {
        println!("left out: the gold, for its scripts need python3");
    }
    table(&measured, &kept);
    if args.iter().any(|arg| arg == "--accept") {
        return accept(&measured, kept, &version(&binary)?);
    }
    let check = args.iter().any(|arg| arg == "--check");
    if check { fallen(&measured, &kept) } else { Ok(()) }
}

/// The share of the examples in `data/` that hold, by a program built for tests; fails where it is less than it was.
///
/// # Errors
/// Where it is.
pub fn examples() -> Result<(), String> {
    let share = check_data(&build("dev")?)?;
    let measured = [(key("data", "examples", "hold"), share)];
    let kept = kept()?;
    table(&measured, &kept);
    fallen(&measured, &kept)
}

fn key(task: &str, set: &str, measure: &str) -> Key {
    (task.to_owned(), set.to_owned(), measure.to_owned())
}

/// `dateline check` ends with "N of M examples do what their entry says".
fn check_data(binary: &Path) -> Result<f64, String> {
    let done =
        Command::new(binary).arg("check").output().map_err(|e| format!("{}: {e}", binary.display()))?;
    let told = String::from_utf8_lossy(&done.stderr);
    let numbers: Vec<f64> = told.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    match numbers[..] {
        [held, all] if all > 0.0 => Ok(held / all),
        _ => Err(format!("`dateline check` said `{}`", told.trim())),
    }
}

/// Python runs the score scripts; a bare Debian machine gets it where that is allowed.
fn python() -> bool {
    if !has("python3") && has("apt-get") {
        let _ = show(Command::new("apt-get").args(["install", "--yes", "--quiet", "python3-minimal"]));
    }
    has("python3")
}

/// Where a folder named on the command line is `$GOLD` or `$UD`.
fn folders(args: &[String]) -> Vec<(&'static str, String)> {
    let named = [("GOLD", "--gold"), ("UD", "--ud")];
    named.iter().filter_map(|(name, flag)| Some((*name, option(args, flag)?.to_owned()))).collect()
}

fn hold(exam: &Exam, binary: &Path, args: &[String]) -> Result<Vec<(Key, f64)>, String> {
    let folders = folders(args);
    let needed =
        folders.iter().fold(exam.needs.to_owned(), |path, (name, at)| path.replace(&format!("${name}"), at));
    if !Path::new(&needed).exists() {
        println!("left out: {} {}, for want of {}", exam.task, exam.set, exam.needs);
        return Ok(Vec::new());
    }
    let scratch = std::env::temp_dir().join(format!("dateline-score-{}", std::process::id()));
    let mut bash = Command::new("bash");
    bash.args(["-ec", &format!("{PRELUDE}{}", exam.command)])
        .envs(folders)
        .env("DATELINE", binary)
        .env("OUT", &scratch);
    let printed = output(&mut bash)?;
    let _ = std::fs::remove_file(scratch);
    let json: Value =
        serde_json::from_str(&printed).map_err(|e| format!("{} {}: {e}", exam.task, exam.set))?;
    let measures = exam.measures.iter().map(|(name, pointer)| {
        let value = json.pointer(pointer).and_then(share);
        value
            .map(|value| (key(&exam.task, &exam.set, name), value))
            .ok_or_else(|| format!("{} {}: no {pointer}", exam.task, exam.set))
    });
    measures.collect()
}

/// A number, or so many of so many.
fn share(value: &Value) -> Option<f64> {
    match value.as_array() {
        None => value.as_f64(),
        Some(pair) => Some(pair.first()?.as_f64()? / pair.get(1)?.as_f64()?),
    }
}

fn kept() -> Result<BTreeMap<Key, Score>, String> {
    let text = match std::fs::read_to_string(KEPT) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
        other => other.map_err(|e| format!("{KEPT}: {e}"))?,
    };
    text::datafile::rows(&text)
        .map(|(line, row)| {
            scored(&row).ok_or_else(|| format!("{KEPT}:{line}: six fields, the fourth a number"))
        })
        .collect()
}

fn scored(row: &[&str]) -> Option<(Key, Score)> {
    let [task, set, measure, score, date, version] = row else { return None };
    let score =
        Score { score: score.parse().ok()?, date: (*date).to_owned(), version: (*version).to_owned() };
    Some((key(task, set, measure), score))
}

fn table(measured: &[(Key, f64)], kept: &BTreeMap<Key, Score>) {
    println!("{:9} {:20} {:24} {:>7} {:>9} {:>8}", "task", "set", "measure", "score", "accepted", "change");
    for (key, score) in measured {
        let before = kept.get(key).map(|kept| kept.score);
        let shown = before.map_or(String::new(), |before| format!("{before:.4}"));
        let change = before.map_or(String::new(), |before| format!("{:+.4}", score - before));
        println!("{:9} {:20} {:24} {score:7.4} {shown:>9} {change:>8}", key.0, key.1, key.2);
    }
}

fn fallen(measured: &[(Key, f64)], kept: &BTreeMap<Key, Score>) -> Result<(), String> {
    let fell =
        measured.iter().filter(|(key, score)| kept.get(key).is_some_and(|kept| *score < kept.score - SLACK));
    let names: Vec<String> =
        fell.map(|((task, set, measure), _)| format!("{task} {set}: {measure}")).collect();
    if names.is_empty() { Ok(()) } else { Err(format!("fell by more than {SLACK}: {}", names.join("; "))) }
}

fn version(binary: &Path) -> Result<String, String> {
    let told = output(Command::new(binary).arg("doctor"))?;
    Ok(told.lines().next().unwrap_or("").trim_start_matches("dateline ").to_owned())
}

/// Writes the measured scores, to the file and the bench page; those not measured stay.
fn accept(measured: &[(Key, f64)], mut kept: BTreeMap<Key, Score>, version: &str) -> Result<(), String> {
    let date: String = jiff::Timestamp::now().to_string().chars().take(10).collect();
    for (key, score) in measured {
        kept.insert(key.clone(), Score { score: *score, date: date.clone(), version: version.to_owned() });
    }
    let rows = kept.iter().map(|((task, set, measure), s)| {
        format!("{task}\t{set}\t{measure}\t{:.4}\t{}\t{}\n", s.score, s.date, s.version)
    });
    let text = format!("{HEAD}\n{}", rows.collect::<String>());
    std::fs::write(KEPT, text).map_err(|e| format!("{KEPT}: {e}"))?;
    let rows = kept
        .iter()
        .map(|((task, set, measure), s)| format!("| {task} | {set} | {measure} | {:.3} |\n", s.score));
    insert(
        BENCH,
        "scores",
        &format!("| task | set | measure | score |\n|---|---|---|---|\n{}", rows.collect::<String>()),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(score: f64) -> Score {
        Score { score, date: "2022-07-01".into(), version: "0.1.0".into() }
    }

    #[test]
    fn a_score_may_waver_but_not_fall() {
        let kept = BTreeMap::from([(key("time", "a", "day"), at(0.8))]);
        let fell = |score| fallen(&[(key("time", "a", "day"), score)], &kept).is_err();
        assert!(!fell(0.9));
        assert!(!fell(0.796));
        assert!(fell(0.79));
        assert!(
            fallen(&[(key("time", "b", "day"), 0.1)], &kept).is_ok(),
            "a new measure has nothing to fall from"
        );
    }

    #[test]
    fn shares_are_numbers_or_pairs() {
        assert_eq!(share(&serde_json::json!(0.5)), Some(0.5));
        assert_eq!(share(&serde_json::json!([3, 4])), Some(0.75));
        assert_eq!(share(&serde_json::json!("x")), None);
    }

    #[test]
    fn the_files_in_gold_can_be_read() {
        let text = include_str!("../../gold/SCORES.tsv");
        assert!(exams_of(include_str!("../../gold/exams.toml")).is_ok_and(|exams| !exams.is_empty()));
        assert!(text::datafile::rows(text).all(|(_, row)| scored(&row).is_some()));
    }
}
