//! `dateline gazetteer import`: a table of places from a GeoNames dump, for `--gazetteer`.

use super::print;
use clap::Subcommand;
use knowledge::gazetteer::Dump;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use text::datafile::Complaint;

/// What is done with it.
#[derive(Debug, Subcommand)]
pub enum Gazetteer {
    /// Make a table of places from GeoNames' allCountries.txt, or from the file of one country
    Import {
        /// The unpacked dump (https://download.geonames.org/export/dump)
        dump: PathBuf,
        /// alternateNamesV2.txt, unpacked: further spellings in English
        spellings: Option<PathBuf>,
        /// The file to make
        #[arg(long, default_value = "gazetteer.places", value_name = "FILE")]
        into: PathBuf,
    },
}

pub fn run(what: &Gazetteer) -> Result<u8, String> {
    let Gazetteer::Import { dump, spellings, into } = what;
    let mut places = Dump::default();
    let rows = each(dump, |file, number, line| places.place(file, number, line))?;
    if places.is_empty() {
        return Err(format!("{}: no place of a kind that is taken in {rows} rows", dump.display()));
    }
    if let Some(spellings) = spellings {
        each(spellings, |file, number, line| places.spelling(file, number, line))?;
    }
    let told = |complaints: Vec<Complaint>| {
        complaints.iter().take(20).map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let bytes = places.bake().map_err(told)?;
    std::fs::write(into, &bytes).map_err(|e| format!("{}: {e}", into.display()))?;
    print::say(&format!("{}: {} places of {rows} rows, {} bytes", into.display(), places.len(), bytes.len()));
    for (reason, rows) in &places.left_out {
        print::say(&format!("  left out: {rows} rows, {reason}"));
    }
    print::say(&format!("`--gazetteer {}` reads with it", into.display()));
    Ok(0)
}

/// Gives every line that is not empty to the taker, with its number; counts them.
fn each(
    path: &Path,
    mut take: impl FnMut(&str, usize, &str) -> Result<(), Complaint>,
) -> Result<u64, String> {
    let name = path.display().to_string();
    let file = std::fs::File::open(path).map_err(|e| format!("{name}: {e}"))?;
    let mut count = 0;
    for (at, line) in BufReader::new(file).lines().enumerate() {
        let line = line.map_err(|e| format!("{name}:{}: {e}", at + 1))?;
        if !line.is_empty() {
            take(&name, at + 1, &line).map_err(|complaint| complaint.to_string())?;
            count += 1;
        }
    }
    Ok(count)
}
