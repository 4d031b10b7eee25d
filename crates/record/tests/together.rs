//! Many at once: others may open and read a record while one writes; each sees whole batches.
#![allow(clippy::unwrap_used, reason = "a test stops where what it needs is not there")]

mod common;

use common::coded;
use record::Record;
use std::path::Path;

const BATCHES: usize = 40;

fn write(path: &Path) {
    let mut record = Record::open(path).unwrap();
    for batch in 0..BATCHES {
        record.add(&[coded(&format!("{batch}-a")), coded(&format!("{batch}-b"))]).unwrap();
    }
}

fn look_again_and_again(path: &Path) {
    let mut last = 0;
    for _ in 0..BATCHES {
        let record = Record::look(path).unwrap();
        let reports = record.count("reports").unwrap();
        assert!(reports % 2 == 0 && reports >= last, "{reports} after {last}");
        last = reports;
    }
}

#[test]
fn others_read_while_one_writes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("record.db");
    drop(Record::open(&path).unwrap());
    std::thread::scope(|scope| {
        scope.spawn(|| write(&path));
        (0..3).for_each(|_| drop(scope.spawn(|| look_again_and_again(&path))));
    });
    assert_eq!(Record::look(&path).unwrap().count("reports").unwrap(), 2 * BATCHES as i64);
}

#[test]
fn two_may_make_it_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("record.db");
    std::thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(|| drop(Record::open(&path).unwrap())))));
    assert_eq!(Record::look(&path).unwrap().integrity().unwrap(), "ok");
}
