//! Stopped anywhere, the record opens: a child process keeps batches and says so after each; it is killed at chance moments, again and again.
//! Each time the record is sound and holds every batch that was acknowledged, whole; the next child goes on, and the end is as if nothing had been.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]

mod common;

use common::coded;
use record::{Filter, Record};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const BATCHES: usize = 50;
const BATCH: usize = 4;
const KILLS: u64 = 50;

fn names(batch: usize) -> impl Iterator<Item = String> {
    (0..BATCH).map(move |at| format!("{batch:03}-{at}"))
}

/// Keeps what is not kept yet, merging now and then, and acknowledges each batch.
fn work(path: &Path, mut acknowledge: impl FnMut(usize)) {
    let mut record = Record::open(path).unwrap();
    for batch in 0..BATCHES {
        if !names(batch).all(|name| record.holds(&format!("r-{name}")).unwrap()) {
            record.add(&names(batch).map(|name| coded(&name)).collect::<Vec<_>>()).unwrap();
        }
        acknowledge(batch);
        if batch % 16 == 15 || batch + 1 == BATCHES {
            let (facts, mentions, claims) = record.findings().unwrap();
            record.put_merged(&merge::merge(&facts, &mentions, &claims), &[]).unwrap();
        }
    }
}

/// The child's part; nothing where it is run as a test.
#[test]
fn child() {
    let Some(path) = std::env::var_os("RECORD_OF_THE_CHILD") else { return };
    // Straight to the pipe: the harness would catch what is printed.
    let mut out = std::fs::OpenOptions::new().append(true).open("/dev/stdout").unwrap();
    work(Path::new(&path), |batch| writeln!(out, "\nkept {batch}").unwrap());
}

fn start(path: &Path) -> Child {
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new(program);
    command.args(["--exact", "child", "--nocapture", "--test-threads=1"]).env("RECORD_OF_THE_CHILD", path);
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap()
}

/// Lets a child work until it has acknowledged so many batches and a moment more, then kills it; gives the last batch acknowledged.
fn killed_after(path: &Path, acknowledged: usize, moment: Duration) -> Option<usize> {
    let mut child = start(path);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
    let mut kept = lines.filter_map(|line| line.strip_prefix("kept ")?.parse::<usize>().ok());
    let mut last = kept.by_ref().take(acknowledged).last();
    std::thread::sleep(moment);
    child.kill().unwrap();
    child.wait().unwrap();
    last = kept.last().or(last);
    last
}

fn holds_whole_batches(record: &Record, last: Option<usize>) {
    assert_eq!(record.integrity().unwrap(), "ok");
    for batch in 0..BATCHES {
        let held = names(batch).filter(|name| record.holds(&format!("r-{name}")).unwrap()).count();
        assert!(held == BATCH || held == 0, "batch {batch} is kept in part");
        assert!(
            held == BATCH || last.is_none_or(|last| batch > last),
            "batch {batch} was acknowledged and is lost"
        );
    }
    let reports = record.count("reports").unwrap();
    assert_eq!(
        (record.count("event_mentions").unwrap(), record.count("claims").unwrap()),
        (2 * reports, reports)
    );
}

#[test]
#[cfg_attr(not(unix), ignore = "needs /dev/stdout and a hard kill")]
fn a_run_that_is_killed_loses_nothing_and_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (path, whole) = (folder.path().join("killed.db"), folder.path().join("whole.db"));
    let mut chance: u64 = 0x2545_f491_4f6c_dd1d ^ u64::from(std::process::id());
    for kill in 0..KILLS {
        chance ^= chance << 13;
        chance ^= chance >> 7;
        chance ^= chance << 17;
        let batches = usize::try_from(kill * 49 / KILLS + chance % 3).unwrap();
        let last = killed_after(&path, batches, Duration::from_micros(chance % 12_000));
        holds_whole_batches(&Record::open(&path).unwrap(), last);
    }
    assert!(start(&path).wait_with_output().unwrap().status.success());
    work(&whole, |_| {});
    let (record, whole) = (Record::open(&path).unwrap(), Record::open(&whole).unwrap());
    assert!(record.is_merged().unwrap());
    for table in record::tables::TABLES {
        assert_eq!(
            record.rows(table.name, &Filter::default()).unwrap(),
            whole.rows(table.name, &Filter::default()).unwrap(),
            "{}",
            table.name
        );
    }
}
