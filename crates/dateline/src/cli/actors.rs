//! `dateline actors import`: a dictionary of another coder, or a table, as entries of the catalogue; conflicts are told and left out.

use super::{Global, print};
use clap::Subcommand;
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub enum Task {
    /// Take in a dictionary of PETRARCH or Phoenix (actors or agents), or a CSV file: with --data DIR into DIR/actors, else onto standard output
    Import {
        /// The file; `.csv` is a table with the columns of data/actors/README.md
        file: PathBuf,
    },
}

#[allow(clippy::disallowed_methods)] // opens the file that the user names
pub fn run(global: &Global, task: &Task) -> Result<u8, String> {
    let Task::Import { file } = task;
    let bytes = std::fs::read(file).map_err(|e| format!("{}: {e}", file.display()))?;
    let text = String::from_utf8_lossy(&bytes);
    let known = global.data.as_deref().filter(|folder| folder.join("actors").is_dir());
    let pipeline = dateline::Pipeline::new(known)?;
    let tables = &pipeline.knowledge.tables;
    let found =
        knowledge::import::import(&file.display().to_string(), &text, &tables.actors, &tables.ontology);
    found.told.iter().for_each(|complaint| eprintln!("{complaint}"));
    match &global.data {
        Some(folder) => keep(folder, if found.agents { Path::new("agents") } else { file }, &found.toml)?,
        None => print::say(found.toml.trim_end()),
    }
    let what = if found.agents { "words for roles" } else { "actors" };
    eprintln!("{} {what} taken in, {} lines told", found.entries, found.told.len());
    Ok(u8::from(!found.told.is_empty()))
}

#[allow(clippy::disallowed_methods)] // writes into the folder that the user names
fn keep(folder: &Path, file: &Path, toml: &str) -> Result<(), String> {
    let stem =
        file.file_stem().map_or_else(|| "imported".into(), |stem| stem.to_string_lossy().replace('.', "_"));
    let folder = folder.join("actors");
    let path = folder.join(format!("{stem}.toml"));
    let fail = |e: std::io::Error| format!("{}: {e}", path.display());
    std::fs::create_dir_all(&folder).map_err(fail)?;
    if path.exists() {
        return Err(format!("{} is there already: move it away first", path.display()));
    }
    std::fs::write(&path, toml).map_err(fail)?;
    eprintln!("{}", path.display());
    Ok(())
}
