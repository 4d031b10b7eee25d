//! Records of other versions and files that are none: those of every past version open, those of a later one are refused, and so is what is no record.
//!
//! `tests/old/N.db` is a store as schema N wrote it. A new schema adds its own (`UPDATE_EXPECT=1 cargo test -p record --test versions`) and keeps the others.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]
#![allow(clippy::disallowed_methods, reason = "copies and compares files")]

mod common;

use common::coded;
use record::store::VERSION;
use record::{Error, Filter, Record};
use std::path::{Path, PathBuf};
use std::sync::Once;

/// The store as schema N wrote it. Where that of this version is to be written anew, it is, once, before any test looks at it.
fn old(version: i64) -> PathBuf {
    static WRITTEN: Once = Once::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/old");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        WRITTEN.call_once(|| write_the_store(&folder.join(format!("{VERSION}.db"))));
    }
    folder.join(format!("{version}.db"))
}

fn merge(record: &mut Record) {
    let (facts, mentions, claims) = record.findings().unwrap();
    record.put_merged(&merge::merge(&facts, &mentions, &claims), &[]).unwrap();
}

#[test]
fn stores_of_every_version_open_and_go_on() {
    for version in 1..=VERSION {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("old.db");
        std::fs::copy(old(version), &path).unwrap();
        let mut record = Record::open(&path).unwrap();
        assert_eq!(record.integrity().unwrap(), "ok");
        assert!(record.holds("r-x").unwrap() && record.holds("r-y").unwrap());
        assert_eq!(record.report("r-x").unwrap().unwrap().text, common::BODY);
        assert_eq!(record.rows("events", &Filter::default()).unwrap().len(), 1);
        assert_eq!(record.add(&[coded("x"), coded("new")]).unwrap(), 1);
        merge(&mut record);
        for table in record::tables::TABLES {
            assert!(record.rows(table.name, &Filter::default()).is_ok(), "{}", table.name);
        }
    }
}

#[test]
fn a_store_of_a_later_version_is_refused_and_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("later.db");
    drop(Record::open(&path).unwrap());
    let db = rusqlite::Connection::open(&path).unwrap();
    db.pragma_update(None, "user_version", VERSION + 1).unwrap();
    drop(db);
    for open in [Record::open, Record::look] {
        let error = open(&path).err().unwrap();
        assert!(matches!(error, Error::Newer(_, version) if version == VERSION + 1), "{error}");
        assert!(error.to_string().contains("later version"), "{error}");
    }
    let db = rusqlite::Connection::open(&path).unwrap();
    let version: i64 = db.pragma_query_value(None, "user_version", |row| row.get(0)).unwrap();
    assert_eq!(version, VERSION + 1);
}

#[test]
fn what_is_no_record_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("words.txt");
    let words = "This is no record, but a text that is long enough to be taken for one. ".repeat(100);
    std::fs::write(&path, &words).unwrap();
    assert!(Record::open(&path).is_err());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), words, "it is left as it was");
    assert!(Record::look(&folder.path().join("none.db")).is_err());
    assert!(!folder.path().join("none.db").exists(), "looking makes no file");
    assert!(Record::open(folder.path()).is_err());
}

#[test]
fn a_store_of_another_program_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch("CREATE TABLE recipes (name TEXT)").unwrap();
    drop(db);
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(Record::open(&path).err(), Some(Error::Foreign(_))));
    assert!(matches!(Record::look(&path).err(), Some(Error::Foreign(_))));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn the_store_of_this_version_is_kept_for_the_versions_to_come() {
    let kept = old(VERSION);
    let tables = |path: &Path| {
        let db = rusqlite::Connection::open(path).unwrap();
        let query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY type, name";
        let mut statement = db.prepare(query).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.collect::<rusqlite::Result<Vec<_>>>().unwrap()
    };
    assert!(kept.exists(), "no store of schema {VERSION}; UPDATE_EXPECT=1 writes it");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.db");
    drop(Record::open(&path).unwrap());
    assert_eq!(tables(&kept), tables(&path), "the schema has changed and is to have a new number");
}

#[test]
fn a_store_brought_up_to_date_has_the_tables_of_a_new_one() {
    let folder = tempfile::tempdir().unwrap();
    let tables = |path: &Path| {
        drop(Record::open(path).unwrap());
        let db = rusqlite::Connection::open(path).unwrap();
        let query = "SELECT type || ' ' || name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%' ORDER BY 1";
        let mut statement = db.prepare(query).unwrap();
        let rows = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
        rows.collect::<rusqlite::Result<Vec<_>>>().unwrap()
    };
    let new = tables(&folder.path().join("new.db"));
    for version in 1..=VERSION {
        let path = folder.path().join(format!("{version}.db"));
        std::fs::copy(old(version), &path).unwrap();
        assert_eq!(tables(&path), new, "schema {version}");
    }
}

fn write_the_store(to: &Path) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new.db");
    let mut record = Record::open(&path).unwrap();
    record.add(&[coded("x"), coded("y")]).unwrap();
    merge(&mut record);
    drop(record);
    // Small pages and no log beside it: the file is kept for ever.
    let db = rusqlite::Connection::open(&path).unwrap();
    db.execute_batch("PRAGMA journal_mode=DELETE; PRAGMA page_size=512; VACUUM;").unwrap();
    drop(db);
    std::fs::copy(&path, to).unwrap();
}
