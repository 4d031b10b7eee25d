//! `dateline doctor`: what this program is, and whether the record is sound.

use super::{Global, print};

pub fn run(global: &Global) -> Result<u8, String> {
    let pipeline = global.pipeline()?;
    let tables = &pipeline.knowledge.tables;
    print::say(&pipeline.coder());
    print::say(&format!(
        "frames {}, cues {}, actors {}, places {}",
        tables.frames.frames.len(),
        tables.cues.claims.len(),
        tables.actors.actors.len(),
        pipeline.knowledge.places.len()
    ));
    if !global.record.exists() {
        print::say(&format!("record {}: none yet", global.record.display()));
        return Ok(0);
    }
    let record = global.open()?;
    let integrity = record.integrity().map_err(|e| e.to_string())?;
    print::say(&format!("record {}: {integrity}", global.record.display()));
    for table in record::tables::TABLES {
        print::say(&format!("  {:16} {}", table.name, record.count(table.name).map_err(|e| e.to_string())?));
    }
    let kept = record.housekeeping().map_err(|e| e.to_string())?;
    for (name, count) in &kept {
        print::say(&format!("  {name:16} {count}"));
    }
    let now = pipeline.coder();
    let outdated = record.outdated(&now).map_err(|e| e.to_string())?.len();
    if outdated > 0 {
        print::say(&format!(
            "{outdated} reports were read by another coder: `dateline recode` reads them anew"
        ));
    }
    let merged = record.is_merged().map_err(|e| e.to_string())?;
    print::say(&format!(
        "merged: {}",
        if merged { "yes" } else { "not yet; the next `dateline read` or list goes on" }
    ));
    Ok(u8::from(integrity != "ok"))
}
