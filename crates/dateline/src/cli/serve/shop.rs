//! Shop: the record as the server holds it: connections that are lent out, the atlas of its events, and answers given before. All of it is good for
//! one state of the file; when the file changes they are made anew, and when it is gone, that is said.

use super::super::Global;
use dateline::Pipeline;
use record::{Atlas, Filter, Record};
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

/// Threads that ask the record at a time.
pub const WORKERS: usize = 6;
/// Connections kept for the next who asks.
const IDLE: usize = WORKERS;
/// Bytes of answers kept.
const KEPT: usize = 48 << 20;

/// Why there is no answer.
#[derive(Debug)]
pub enum Refusal {
    /// The question is wrong.
    Question(String),
    /// Nothing is called so.
    Unknown(String),
    /// The record is not there any more.
    Gone(String),
    /// It cannot be read.
    Failed(String),
}

impl From<record::Error> for Refusal {
    fn from(error: record::Error) -> Refusal {
        match error {
            record::Error::Query(_) | record::Error::Writes => Refusal::Question(error.to_string()),
            _ => Refusal::Failed(error.to_string()),
        }
    }
}

impl From<String> for Refusal {
    fn from(message: String) -> Refusal {
        Refusal::Failed(message)
    }
}

/// An answer's bytes and their media type.
#[derive(Clone)]
pub struct Answer {
    pub kind: &'static str,
    pub body: axum::body::Bytes,
}

/// One state of the record's file and the log beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    file: Identity,
    sizes: [u64; 2],
    changed: [Option<SystemTime>; 2],
}

#[derive(Default)]
struct Kept {
    stamp: Option<Stamp>,
    answers: HashMap<String, Answer>,
    bytes: usize,
}

/// What tells one file from another at the same path.
type Identity = (u64, u64);

pub struct Shop {
    path: PathBuf,
    /// What reasons and names are asked of.
    pub pipeline: Arc<Pipeline>,
    connections: Mutex<(Option<Identity>, Vec<Record>)>,
    atlas: Mutex<Option<(Stamp, Arc<Atlas>)>>,
    kept: Mutex<Kept>,
    reading: Mutex<()>,
}

/// A lock that a thread died with is as good as any: what it guards is made anew from the file.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Shop {
    pub fn new(global: &Global) -> Result<Shop, String> {
        Ok(Shop {
            path: global.record.clone(),
            pipeline: Arc::new(global.own_pipeline()?),
            connections: Mutex::default(),
            atlas: Mutex::default(),
            kept: Mutex::default(),
            reading: Mutex::default(),
        })
    }

    /// Where the record lies.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the atlas, its voices and its descriptions ahead, so that the first to look does not wait for them.
    pub fn warm(self: Arc<Shop>) {
        std::thread::spawn(move || {
            let voices = self.with(|record| self.said(record, &Filter::default()).map(drop));
            voices.and_then(|()| self.with(|record| self.described(record).map(drop)))
        });
    }

    /// The state of the file now.
    pub fn stamp(&self) -> Result<Stamp, Refusal> {
        let gone = |_| {
            Refusal::Gone(format!(
                "the record {} is gone: it was moved or deleted while this page was open. `dateline read INPUT...` makes one; the page then goes on",
                self.path.display()
            ))
        };
        let file = std::fs::metadata(&self.path).map_err(gone)?;
        let mut log = self.path.clone().into_os_string();
        log.push("-wal");
        let log = std::fs::metadata(log).ok();
        Ok(Stamp {
            file: identity(&file),
            sizes: [file.len(), log.as_ref().map_or(0, std::fs::Metadata::len)],
            changed: [file.modified().ok(), log.and_then(|log| log.modified().ok())],
        })
    }

    /// Lends a connection to the file that bears the record's name now.
    pub fn with<T>(&self, ask: impl FnOnce(&Record) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let file = self.stamp()?.file;
        let idle = {
            let mut kept = lock(&self.connections);
            if kept.0 != Some(file) {
                *kept = (Some(file), Vec::new());
            }
            kept.1.pop()
        };
        let record = match idle {
            Some(record) => record,
            None => Record::look_only(&self.path)?,
        };
        let answer = ask(&record);
        let mut kept = lock(&self.connections);
        if kept.0 == Some(file) && kept.1.len() < IDLE {
            kept.1.push(record);
        }
        answer
    }

    /// The atlas of the record as it is now.
    pub fn atlas(&self, record: &Record) -> Result<Arc<Atlas>, Refusal> {
        // Whoever comes while it is read waits for it.
        let mut held = lock(&self.atlas);
        let stamp = self.stamp()?;
        if let Some((known, atlas)) = held.as_ref() {
            // While a run writes, the events stay those of the last merging: reading them anew for every report that is added would help nobody.
            if *known == stamp || known.file == stamp.file && !record.is_merged()? {
                return Ok(atlas.clone());
            }
        }
        let atlas = Arc::new(record.atlas()?);
        *held = Some((stamp, atlas.clone()));
        Ok(atlas)
    }

    /// The atlas with its voices, and the claims that a filter lets through.
    pub fn said(&self, record: &Record, filter: &Filter) -> Result<(Arc<Atlas>, Vec<usize>), Refusal> {
        let atlas = self.atlas(record)?;
        // One reads them, the others wait.
        let reading = lock(&self.reading);
        let voices = record.voices(&atlas)?;
        drop(reading);
        let chosen = voices.chosen(&atlas, filter);
        Ok((atlas, chosen))
    }

    /// The atlas with its descriptions.
    pub fn described(&self, record: &Record) -> Result<Arc<Atlas>, Refusal> {
        let atlas = self.atlas(record)?;
        let reading = lock(&self.reading);
        record.read_ahead(&atlas)?;
        drop(reading);
        Ok(atlas)
    }

    /// The atlas, and the events that a filter lets through.
    pub fn chosen(&self, record: &Record, filter: &Filter) -> Result<(Arc<Atlas>, Vec<usize>), Refusal> {
        let atlas = self.atlas(record)?;
        let chosen = atlas.chosen(filter);
        Ok((atlas, chosen))
    }

    /// An answer that was given to these words before, the record being as it was.
    pub fn known(&self, words: &str, stamp: &Stamp) -> Option<Answer> {
        let kept = lock(&self.kept);
        if kept.stamp.as_ref() == Some(stamp) { kept.answers.get(words).cloned() } else { None }
    }

    /// Keeps an answer for who asks the same.
    pub fn keep(&self, words: String, stamp: Stamp, answer: &Answer) {
        let mut kept = lock(&self.kept);
        if kept.stamp.as_ref() != Some(&stamp) || kept.bytes + answer.body.len() > KEPT {
            *kept = Kept { stamp: Some(stamp), ..Kept::default() };
        }
        if answer.body.len() < KEPT / 8 {
            kept.bytes += answer.body.len() + words.len();
            kept.answers.insert(words, answer.clone());
        }
    }
}

/// Which file it is, whatever its name.
#[cfg(unix)]
fn identity(file: &std::fs::Metadata) -> Identity {
    use std::os::unix::fs::MetadataExt;
    (file.dev(), file.ino())
}

/// The same where files have no number: when it was made.
#[cfg(not(unix))]
fn identity(file: &std::fs::Metadata) -> Identity {
    let made = file.created().ok().and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok());
    (0, made.map_or(0, |since| u64::try_from(since.as_nanos()).unwrap_or(0)))
}
