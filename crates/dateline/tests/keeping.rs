//! A record over time: exported twice it is the same bytes, coded anew by the same coder it is the same record, joined from two it is the record of all.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]
#![allow(clippy::disallowed_methods, reason = "reads what was exported")]

mod common;

use common::{example_record, examples, lines, out, read, run};
use std::collections::BTreeMap;
use std::path::Path;

fn exported(folder: &Path, record: &str, format: &str) -> BTreeMap<String, Vec<u8>> {
    let into = folder.join(format!("{record}-{format}"));
    out(folder, &["export", format, into.to_str().unwrap(), "--record", record, "--quiet"]);
    let (mut files, mut folders) = (BTreeMap::new(), vec![into.clone()]);
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(&into).unwrap().to_string_lossy().into_owned();
                files.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    files
}

#[test]
fn two_runs_over_the_same_files_export_the_same_bytes() {
    let folder = example_record();
    let mut backwards = examples();
    backwards.reverse();
    read(folder.path(), "other.sqlite", "1", &backwards);
    for format in record::exports::EXPORTERS {
        let [one, other] =
            ["record.sqlite", "other.sqlite"].map(|record| exported(folder.path(), record, format.name));
        assert!(one == other, "{} differs", format.name);
        assert!(one.len() > 1, "{} wrote its manifest alone", format.name);
    }
}

#[test]
fn coded_anew_by_the_same_coder_it_is_the_same() {
    let folder = example_record();
    let before = exported(folder.path(), "record.sqlite", "jsonl");
    out(folder.path(), &["recode", "--all", "--quiet"]);
    assert!(before == exported(folder.path(), "record.sqlite", "jsonl"));
    let kept = lines(&out(folder.path(), &["sql", "SELECT count(*) AS n FROM superseded"]));
    assert!(kept[0]["n"].as_i64().unwrap() > 100, "{kept:?}");
    let again = run(folder.path(), &["recode"]);
    assert!(common::err(&again).starts_with("0 reports"), "{}", common::err(&again));
}

#[test]
fn two_records_joined_are_the_record_of_all() {
    let folder = example_record();
    let all = examples();
    let (first, second) = all.split_at(all.len() / 2);
    read(folder.path(), "a.sqlite", "1", first);
    read(folder.path(), "b.sqlite", "1", second);
    out(folder.path(), &["merge-records", "b.sqlite", "a.sqlite", "--quiet"]);
    assert!(
        exported(folder.path(), "b.sqlite", "jsonl") == exported(folder.path(), "record.sqlite", "jsonl")
    );
}

#[test]
fn a_correction_is_made_and_shown() {
    let folder = example_record();
    let events = lines(&out(folder.path(), &["events", "--quad", "4"]));
    let id = events[0]["id"].as_str().unwrap();
    let signed = ["--by", "A. Reader", "--why", "it was another day", "--at", "2022-08-01"];
    out(folder.path(), &[&["review", "recode", id, "event=COERCE", "date=2019-05-14"][..], &signed].concat());
    let shown = lines(&out(
        folder.path(),
        &["events", "--event", "COERCE", "--since", "2019-05-14", "--until", "2019-05-14"],
    ));
    assert_eq!(shown.len(), 1);
    assert!(
        out(folder.path(), &["explain", shown[0]["id"].as_str().unwrap()]).contains("it was another day")
    );
    out(folder.path(), &[&["review", "reject", shown[0]["id"].as_str().unwrap()][..], &signed].concat());
    assert_eq!(lines(&out(folder.path(), &["events"])).len(), events_before(&folder) - 1);
    assert_eq!(lines(&out(folder.path(), &["review"])).len(), 2);
}

/// Events of the examples as they are read.
fn events_before(folder: &tempfile::TempDir) -> usize {
    read(folder.path(), "again.sqlite", "2", &examples());
    lines(&out(folder.path(), &["events", "--record", "again.sqlite"])).len()
}

#[test]
fn a_checked_sample_tells_its_precision() {
    let folder = example_record();
    let sheet = out(folder.path(), &["sample", "8", "--seed", "3"]);
    assert_eq!(sheet, out(folder.path(), &["sample", "8", "--seed", "3"]));
    let mut rows: Vec<Vec<String>> = csv::Reader::from_reader(sheet.as_bytes())
        .records()
        .map(|row| row.unwrap().iter().map(str::to_owned).collect())
        .collect();
    assert_eq!(rows.len(), 8);
    rows.iter_mut().enumerate().for_each(|(at, row)| row[10] = if at < 6 { "y" } else { "n" }.to_owned());
    let mut filled = csv::Writer::from_path(folder.path().join("sheet.csv")).unwrap();
    filled.write_record(record::sample::SHEET).unwrap();
    rows.iter().for_each(|row| filled.write_record(row).unwrap());
    filled.flush().unwrap();
    let told = lines(&out(folder.path(), &["sample", "--answers", "sheet.csv"]));
    assert_eq!(told[0]["of"], "all");
    assert_eq!(
        (&told[0]["precision"], &told[0]["low"], &told[0]["high"]),
        (&0.75.into(), &0.409.into(), &0.929.into())
    );
}
