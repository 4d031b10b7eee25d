//! Any file as a record: it opens or is refused; what opens can be listed, queried and written to without a crash.
#![no_main]

use libfuzzer_sys::fuzz_target;
use record::{Coded, Filter, Record};

fuzz_target!(|bytes: &[u8]| {
    let Ok(folder) = tempfile::tempdir() else { return };
    let path = folder.path().join("fuzz.db");
    if std::fs::write(&path, bytes).is_err() {
        return;
    }
    let Ok(mut record) = Record::open(&path) else { return };
    for table in record::tables::TABLES {
        let _ = record.rows(table.name, &Filter::default());
        let _ = record.get(table.name, "x");
    }
    let _ =
        (record.findings(), record.report("x"), record.integrity(), record.query("SELECT * FROM reports"));
    let _ = record.add(&[Coded::default()]);
});
