//! What can happen to a record's file: no room, two writers, a reader beside a writer, a file cut short or overwritten. It opens and goes on, or says
//! exactly what is wrong.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]
#![allow(clippy::disallowed_methods, reason = "damages files")]

mod common;

use common::coded;
use record::{Coded, Filter, Record};
use std::path::{Path, PathBuf};

fn batch(from: usize, to: usize) -> Vec<Coded> {
    (from..to).map(|at| coded(&format!("{at:04}"))).collect()
}

/// A record of some reports in one file, nothing beside it.
fn made(folder: &Path, reports: usize) -> PathBuf {
    let path = folder.join("record.db");
    let mut record = Record::open(&path).unwrap();
    record.add(&batch(0, reports)).unwrap();
    drop(record);
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch("PRAGMA wal_checkpoint(TRUNCATE);").unwrap();
    path
}

#[test]
fn no_room_is_told_and_what_was_acknowledged_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = made(folder.path(), 20);
    let mut record = Record::open(&path).unwrap();
    // SQLite answers a full disk and a full file alike.
    record.allow_pages(record.query("PRAGMA page_count").unwrap().1[0][0].as_i64().unwrap() + 8).unwrap();
    let mut kept = 20;
    let told = loop {
        match record.add(&batch(kept, kept + 20)) {
            Ok(new) => kept += new,
            Err(error) => break error.to_string(),
        }
    };
    assert!(told.contains("full") && told.contains("record.db"), "{told}");
    drop(record);
    let mut record = Record::open(&path).unwrap();
    assert_eq!((record.integrity().unwrap().as_str(), record.count("reports").unwrap()), ("ok", kept as i64));
    assert_eq!(record.add(&batch(kept, kept + 20)).unwrap(), 20, "with room again it goes on");
}

#[test]
fn two_writers_take_turns() {
    let folder = tempfile::tempdir().unwrap();
    let path = made(folder.path(), 2);
    std::thread::scope(|scope| {
        for writer in 0..2 {
            let path = &path;
            scope.spawn(move || {
                let mut record = Record::open(path).unwrap();
                for at in 0..10 {
                    // Half of what each keeps the other keeps too.
                    let from = 100 + at * 10 + writer * 5;
                    record.add(&batch(from, from + 10)).unwrap();
                }
            });
        }
    });
    let record = Record::open(&path).unwrap();
    assert_eq!(record.count("reports").unwrap(), 2 + 105);
    assert_eq!(record.count("event_mentions").unwrap(), 2 * (2 + 105));
    assert_eq!(record.integrity().unwrap(), "ok");
}

#[test]
fn a_file_cut_short_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = made(folder.path(), 60);
    let whole = std::fs::read(&path).unwrap();
    for share in [1, 3, 5, 8] {
        std::fs::write(&path, &whole[..whole.len() * share / 10]).unwrap();
        tells(&path);
    }
    // A header alone, and less than that.
    for length in [100, 50, 1] {
        std::fs::write(&path, &whole[..length]).unwrap();
        assert!(Record::look(&path).is_err(), "{length} bytes");
    }
    std::fs::write(&path, &whole).unwrap();
    assert_eq!(Record::look(&path).unwrap().integrity().unwrap(), "ok");
}

#[test]
fn a_file_overwritten_in_places_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = made(folder.path(), 60);
    let whole = std::fs::read(&path).unwrap();
    let mut chance: usize = 7;
    for _ in 0..12 {
        let mut damaged = whole.clone();
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let at = 4096 + (chance >> 20) % (whole.len() - 8192);
        damaged[at..at + 4096].iter_mut().for_each(|byte| *byte ^= 0x5a);
        std::fs::write(&path, &damaged).unwrap();
        tells(&path);
    }
}

/// Damage is found by the check that `doctor` makes, or opening says so; nothing panics, and no list ends in silence where a row does not read.
fn tells(path: &Path) {
    let record = match Record::look(path) {
        Ok(record) => record,
        Err(error) => return assert!(error.to_string().contains("record.db"), "{error}"),
    };
    let sound = record.integrity();
    assert!(!matches!(sound.as_deref(), Ok("ok")), "the damage goes unnoticed");
    for table in record::tables::TABLES {
        if let Err(error) = record.rows(table.name, &Filter::default()) {
            assert!(!error.to_string().is_empty());
        }
    }
}

/// What is tried where nothing can be written: lists are read, keeping says why it cannot.
fn reads_and_does_not_write(path: &Path) {
    let record = Record::look(path).unwrap();
    assert_eq!(record.rows("reports", &Filter::default()).unwrap().len(), 5);
    let error = Record::open(path).and_then(|mut record| record.add(&batch(5, 6))).err().unwrap();
    assert!(error.to_string().contains("read") || error.to_string().contains("open"), "{error}");
}

/// The part of a user who may not write; nothing where it is run as a test.
#[test]
fn a_user_who_may_not_write() {
    if let Some(path) = std::env::var_os("RECORD_ON_A_READ_ONLY_DISK") {
        reads_and_does_not_write(Path::new(&path));
    }
}

#[test]
#[cfg(unix)]
fn a_record_on_a_read_only_disk_is_read() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let folder = tempfile::tempdir().unwrap();
    let path = made(folder.path(), 5);
    let mode = |path: &Path, mode: u32| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap()
    };
    mode(&path, 0o444);
    mode(folder.path(), 0o555);
    if std::fs::write(folder.path().join("probe"), "").is_err() {
        reads_and_does_not_write(&path);
        return mode(folder.path(), 0o755);
    }
    // The superuser may write everywhere: another user, who may not, tries in a process of its own, from a copy of this program that it may run.
    std::fs::remove_file(folder.path().join("probe")).unwrap();
    let elsewhere = tempfile::tempdir().unwrap();
    mode(elsewhere.path(), 0o755);
    let program = elsewhere.path().join("program");
    std::fs::copy(std::env::current_exe().unwrap(), &program).unwrap();
    mode(&program, 0o755);
    let tried = std::process::Command::new(&program)
        .args(["--exact", "a_user_who_may_not_write"])
        .env("RECORD_ON_A_READ_ONLY_DISK", &path)
        .current_dir("/")
        .uid(65_534)
        .gid(65_534)
        .output()
        .unwrap();
    assert!(tried.status.success(), "{}", String::from_utf8_lossy(&tried.stdout));
    assert!(String::from_utf8_lossy(&tried.stdout).contains("1 passed"));
    mode(folder.path(), 0o755);
}
