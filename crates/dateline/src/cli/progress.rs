//! Progress: a bar on a terminal; a line now and then elsewhere.

use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::time::{Duration, Instant};

pub struct Progress {
    bar: Option<ProgressBar>,
    done: u64,
    bytes: usize,
    started: Instant,
    told: Instant,
    quiet: bool,
}

impl Progress {
    pub fn new(quiet: bool, inputs: usize) -> Progress {
        let terminal = !quiet && std::io::stderr().is_terminal();
        let style = ProgressStyle::with_template("{spinner} {pos} articles, {per_sec}, {elapsed} {msg}");
        let bar = terminal.then(ProgressBar::new_spinner);
        if let (Some(bar), Ok(style)) = (&bar, style) {
            bar.set_style(style);
            bar.set_message(format!("from {inputs} inputs"));
        }
        Progress { bar, done: 0, bytes: 0, started: Instant::now(), told: Instant::now(), quiet }
    }

    pub fn done(&mut self, bytes: usize) {
        self.done += 1;
        self.bytes += bytes;
        if let Some(bar) = &self.bar {
            bar.inc(1);
        } else if !self.quiet && self.told.elapsed() > Duration::from_secs(10) {
            self.told = Instant::now();
            eprintln!(
                "{} articles, {} MB, {} s",
                self.done,
                self.bytes / 1_000_000,
                self.started.elapsed().as_secs()
            );
        }
    }

    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
