//! Every export against its page in `tests/exports/`: header or none, columns, order, delimiter, spelling of nothing. `UPDATE_EXPECT=1` blesses.
//! Twice written they are the same bytes, and readers that others wrote take them.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]
#![allow(clippy::disallowed_methods, reason = "reads and blesses files")]

mod common;

use common::coded;
use record::exports::{EXPORTERS, export, exporter};
use record::{Filter, Record};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

fn golden() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/exports")
}

/// Two reports of one strike, and one of a meeting without recipient, date or place.
fn record(order: &[&str]) -> Record {
    let mut record = Record::in_memory().unwrap();
    for name in order {
        let mut coded = coded(name);
        coded.report.source_uri = format!("https://news.example/{name}");
        for mention in &mut coded.findings.event_mentions {
            mention.aux.clear();
            if *name == "z" {
                mention.event = "CONSULT".into();
                (mention.quad, mention.cameo) = (1, Some("04".into()));
                mention.actor.push(extract::Who {
                    code: Some("CCC".into()),
                    id: None,
                    name: "Tab\there, \"C\" <&>".into(),
                    ..mention.actor[0].clone()
                });
                mention.recipient.clear();
                (mention.place, mention.date_earliest, mention.date_latest) = (None, None, None);
                mention.mode.clear();
            }
        }
        record.add(&[coded]).unwrap();
    }
    let (facts, mentions, claims) = record.findings().unwrap();
    record.put_merged(&merge::merge(&facts, &mentions, &claims), &[]).unwrap();
    record
}

/// The files of a folder and of those in it, by path; of one that is not text, its length and digest.
fn files(folder: &Path) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for entry in std::fs::read_dir(folder).into_iter().flatten().map(Result::unwrap) {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() {
            all.extend(
                files(&entry.path()).into_iter().map(|(inner, text)| (format!("{name}/{inner}"), text)),
            );
            continue;
        }
        let bytes = std::fs::read(entry.path()).unwrap();
        let told = String::from_utf8(bytes).unwrap_or_else(|error| digest(error.as_bytes()));
        all.insert(name, told);
    }
    all
}

fn digest(bytes: &[u8]) -> String {
    let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{} bytes, {}\n", bytes.len(), text::id("", &[&digits]))
}

fn written(record: &Record, format: &str, folder: &Path) -> BTreeMap<String, String> {
    export(record, exporter(format).unwrap(), folder, &Filter::default(), "test 1").unwrap();
    files(folder)
}

#[test]
fn every_format_is_as_its_page_has_it() {
    let record = record(&["x", "y", "z"]);
    let bless = std::env::var_os("UPDATE_EXPECT").is_some();
    let mut wrong = Vec::new();
    for format in EXPORTERS {
        let folder = tempfile::tempdir().unwrap();
        let now = written(&record, format.name, folder.path());
        let page = golden().join(format.name);
        if bless {
            let _ = std::fs::remove_dir_all(&page);
            std::fs::create_dir_all(&page).unwrap();
            for (name, text) in &now {
                std::fs::create_dir_all(page.join(name).parent().unwrap()).unwrap();
                std::fs::write(page.join(name), text).unwrap();
            }
        } else if files(&page) != now {
            wrong.push(format.name);
        }
    }
    assert!(wrong.is_empty(), "not as expected (UPDATE_EXPECT=1 blesses): {wrong:?}");
}

#[test]
fn an_export_does_not_depend_on_the_order_of_reading() {
    let (one, other) = (record(&["x", "y", "z"]), record(&["z", "y", "x"]));
    for format in EXPORTERS {
        let folders = [tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap()];
        let first = written(&one, format.name, folders[0].path());
        assert_eq!(first, written(&one, format.name, folders[0].path()), "{} written again", format.name);
        assert_eq!(
            first,
            written(&other, format.name, folders[1].path()),
            "{} in another order",
            format.name
        );
    }
}

#[test]
fn rows_have_the_columns_of_their_format() {
    let record = record(&["x", "y", "z"]);
    let widths = [
        ("gdelt", "events.export.CSV", 61, false),
        ("gdelt", "events.mentions.CSV", 16, false),
        ("polecat", "events.txt", 40, true),
        ("icews", "events.tab", 20, true),
        ("phoenix", "events.txt", 26, false),
    ];
    for (format, file, width, header) in widths {
        let folder = tempfile::tempdir().unwrap();
        let text = written(&record, format, folder.path()).remove(file).unwrap();
        assert!(text.lines().all(|line| line.split('\t').count() == width), "{format}/{file}");
        let first = text.lines().next().unwrap();
        assert_eq!(first.starts_with("Event ID"), header, "{format}/{file}: {first}");
        assert!(text.lines().count() > usize::from(header), "{format}/{file} has no row");
    }
}

#[test]
fn what_a_format_cannot_say_is_counted() {
    let record = record(&["x", "z"]);
    let folder = tempfile::tempdir().unwrap();
    let told =
        export(&record, exporter("plover").unwrap(), folder.path(), &Filter::default(), "test 1").unwrap();
    assert_eq!(told.left_out.values().sum::<usize>(), 1, "{told:?}");
    assert!(files(folder.path())["manifest.json"].contains("without any date"));
}

#[test]
fn a_filter_is_asked_and_told() {
    let record = record(&["x", "z"]);
    let folder = tempfile::tempdir().unwrap();
    let filter = Filter { event: Some("CONSULT".into()), ..Filter::default() };
    export(&record, exporter("geojson").unwrap(), folder.path(), &filter, "test 1").unwrap();
    let files = files(folder.path());
    assert!(files["events.geojsonl"].contains("CONSULT") && !files["events.geojsonl"].contains("ASSAULT"));
    assert!(files["manifest.json"].contains("\"event\": \"CONSULT\""));
}

#[test]
fn a_folder_that_cannot_be_written_is_told() {
    let record = record(&["x"]);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a file");
    std::fs::write(&file, "").unwrap();
    let error = export(&record, exporter("csv").unwrap(), &file, &Filter::default(), "test 1").err().unwrap();
    assert!(error.to_string().contains("a file"), "{error}");
}

#[test]
fn readers_of_others_take_them() {
    let record = record(&["x", "y", "z"]);
    let folder = tempfile::tempdir().unwrap();
    for format in EXPORTERS {
        written(&record, format.name, &folder.path().join(format.name));
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/readers.py");
    match Command::new("python3").arg(script).arg(folder.path()).output() {
        Ok(output) => {
            eprint!("{}", String::from_utf8_lossy(&output.stdout));
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        Err(_) => eprintln!("left out: no python3 here to read the exports with"),
    }
}
