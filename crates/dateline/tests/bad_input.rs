//! What can't be read is listed with its reason, costs nothing else, and shows in the exit code.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]
#![allow(clippy::disallowed_methods, reason = "tests write what the program is to read")]

mod common;

use common::{ARTICLE, err, lines, out, run};
use std::path::Path;

/// Reads a folder with this beside a good article; gives what was said of it.
fn beside(name: &str, bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("in")).unwrap();
    std::fs::write(folder.path().join("in/good.txt"), ARTICLE).unwrap();
    std::fs::write(folder.path().join("in").join(name), bytes).unwrap();
    let output = run(folder.path(), &["read", "in"]);
    let said = err(&output);
    assert!(!said.contains("panicked"), "{said}");
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert_eq!(titles(folder.path()), ["Jets strike depot"], "the good one is read");
    let line = said
        .lines()
        .find(|line| line.contains(name))
        .unwrap_or_else(|| panic!("{name} is not listed: {said}"));
    line.to_owned()
}

fn titles(folder: &Path) -> Vec<String> {
    let reports = lines(&out(folder, &["reports"]));
    reports.iter().map(|report| report["title"].as_str().unwrap().to_owned()).collect()
}

fn refused(name: &str, bytes: &[u8], reason: &str) {
    let line = beside(name, bytes);
    assert!(line.to_lowercase().contains(reason), "wanted `{reason}`: {line}");
}

#[test]
fn files_that_are_no_article() {
    refused("empty.txt", b"", "empty");
    refused("blank.txt", b" \n\n ", "empty");
    let image: Vec<u8> = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
        .iter()
        .copied()
        .chain((0..4000_u32).map(|n| (n * 7 % 256) as u8))
        .collect();
    refused("picture.txt", &image, "");
    refused(
        "menu.html",
        b"<!doctype html><html><body><nav><a href=/>Home</a><a href=/news>News</a></nav></body></html>",
        "no article",
    );
    refused("broken.jsonl", b"{\"text\": \"half a line", "");
    refused("number.json", b"17", "");
    refused("empty.jsonl", b"{\"id\": \"a\"}\n", "no `text`");
    refused("broken.gz", b"\x1f\x8b\x08\0\0\0\0\0\0\0not gzip at all", "");
}

#[test]
fn bad_lines_cost_themselves_alone() {
    let good = serde_json::json!({"id": "b", "title": "Jets strike depot", "text": "Turkish jets bombed a depot in Iraq on Tuesday."});
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("wire.jsonl"), format!("{{\"id\": 1,\n{good}\nnonsense\n")).unwrap();
    let output = run(folder.path(), &["read", "wire.jsonl"]);
    let said = err(&output);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains("wire.jsonl:1:") && said.contains("wire.jsonl:3:"), "{said}");
    assert_eq!(titles(folder.path()).len(), 1);
}

#[test]
fn bytes_that_are_no_utf8_are_read_or_refused_with_a_reason() {
    let folder = tempfile::tempdir().unwrap();
    let mut latin = b"Fire in Orl\xe9ans\n\nPARIS, March 10, 2021 (AFP) - The mayor of Orl\xe9ans said on Tuesday that the caf\xe9 had burnt down. ".to_vec();
    latin.extend(b"Firemen were called to the place at night, and the police are looking for witnesses.\n");
    std::fs::write(folder.path().join("latin.txt"), latin).unwrap();
    std::fs::write(folder.path().join("good.txt"), ARTICLE).unwrap();
    let output = run(folder.path(), &["read", "latin.txt", "good.txt"]);
    let titles = titles(folder.path());
    assert!(titles.contains(&"Jets strike depot".to_owned()));
    assert!(
        output.status.code() == Some(0) && titles.len() == 2 || err(&output).contains("latin.txt:"),
        "{}",
        err(&output)
    );
    let reports = lines(&out(folder.path(), &["reports"]));
    assert!(reports.iter().all(|report| !report["text"].as_str().unwrap().contains('\u{fffd}')
        || report["warnings"] != serde_json::json!([])));
}

#[test]
fn what_cannot_be_opened_is_listed() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("good.txt"), ARTICLE).unwrap();
    let output = run(folder.path(), &["read", "missing.txt", "good.txt"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(err(&output).contains("missing.txt: no such file"), "{}", err(&output));
    assert_eq!(titles(folder.path()).len(), 1);
}

#[cfg(unix)]
#[test]
fn a_folder_without_rights_is_listed() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let closed = folder.path().join("closed");
    std::fs::create_dir(&closed).unwrap();
    std::fs::write(folder.path().join("good.txt"), ARTICLE).unwrap();
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o000)).unwrap();
    if std::fs::read_dir(&closed).is_ok() {
        return; // root may look anywhere
    }
    let output = run(folder.path(), &["read", "closed", "good.txt"]);
    std::fs::set_permissions(&closed, std::fs::Permissions::from_mode(0o700)).unwrap();
    assert_eq!(output.status.code(), Some(3));
    assert!(err(&output).contains("closed: no permission"), "{}", err(&output));
    assert_eq!(titles(folder.path()).len(), 1);
}

#[test]
fn a_long_line_is_read_or_refused_in_good_time() {
    let folder = tempfile::tempdir().unwrap();
    let words = "The minister said on Monday that the army had left the town. ".repeat(400);
    let long = format!("{}{}", "x".repeat(2 << 20), "Ab1-".repeat(1 << 18));
    std::fs::write(folder.path().join("sentences.txt"), words).unwrap();
    std::fs::write(folder.path().join("word.txt"), long).unwrap();
    std::fs::write(folder.path().join("good.txt"), ARTICLE).unwrap();
    let output = run(folder.path(), &["read", "."]);
    let said = err(&output);
    assert!(!said.contains("panicked") && !said.contains("bug"), "{said}");
    assert!(matches!(output.status.code(), Some(0 | 3)), "{said}");
    assert!(titles(folder.path()).contains(&"Jets strike depot".to_owned()));
}

/// Bytes packed with gzip.
fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, bytes).unwrap();
    packed.finish().unwrap()
}

#[test]
fn what_is_made_to_break_readers_costs_itself_alone() {
    refused("bomb.txt.gz", &packed(&vec![b'a'; 70 << 20]), "longer than 64 mib");
    refused("bomb.html.gz", &packed("<p>x</p>".repeat(13_000_000).as_bytes()), "longer than 64 mib");
    let tables = format!("<html><body>{}<p>Talks ended.</p>", "<table><tr><td>".repeat(10_000));
    refused("tables.html", tables.as_bytes(), "nested deeper");
    let page = b"HTTP/1.1 200 OK\r\n\r\n<p>Half of a page";
    let head = "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: http://a.example/1\r\nContent-Length: 9000\r\n\r\n";
    refused("cut.warc", &[head.as_bytes(), page].concat(), "cut short");
    let whole = packed(&[head.as_bytes(), page].concat());
    refused("cut.warc.gz", &whole[..whole.len() - 12], "");
    let endless = format!(
        "<rss><channel>{}",
        format!("<item><title>x</title><description>{}", " ".repeat(1 << 20)).repeat(66)
    );
    refused("endless.xml", endless.as_bytes(), "");
}
