//! Run: many inputs over many threads, results in the order of the inputs whatever the threads do.
//!
//! One thread reads, some work, the caller's thread takes results in order. Channels are short, so a file of a million articles never lies in memory.

use source::{Input, Item, Options, Unread};
use std::collections::BTreeMap;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};
use text::Report;

/// How many items wait at each stage, for each thread.
const WAITING: usize = 8;

/// Maps `work` over all reports of the inputs on `threads` threads; `take` gets the results in order, and stops the run by giving `false`.
pub fn run<T: Send>(
    inputs: &[Input],
    options: &Options,
    threads: usize,
    work: impl Fn(Report) -> Result<T, Unread> + Sync,
    mut take: impl FnMut(Result<T, Unread>) -> bool,
) {
    let threads = threads.max(1);
    let (send_item, items) = sync_channel::<(usize, Item)>(threads * WAITING);
    let (send_done, done) = sync_channel::<(usize, Result<T, Unread>)>(threads * WAITING);
    let items = Arc::new(Mutex::new(items));
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let all = inputs.iter().flat_map(|input| source::read(input, options));
            for numbered in all.enumerate() {
                if send_item.send(numbered).is_err() {
                    return;
                }
            }
        });
        for _ in 0..threads {
            let (items, send_done, work) = (Arc::clone(&items), send_done.clone(), &work);
            scope.spawn(move || {
                while let Some((number, item)) = next(&items) {
                    let result = match item {
                        Item::Report(report) => work(report),
                        Item::Unread(unread) => Err(unread),
                    };
                    if send_done.send((number, result)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(send_done);
        drop(items);
        in_order(done, &mut take);
    });
}

fn next(items: &Mutex<Receiver<(usize, Item)>>) -> Option<(usize, Item)> {
    items.lock().ok()?.recv().ok()
}

fn in_order<T>(done: Receiver<(usize, Result<T, Unread>)>, take: &mut impl FnMut(Result<T, Unread>) -> bool) {
    let mut early = BTreeMap::new();
    let mut expected = 0;
    for (number, result) in done {
        early.insert(number, result);
        while let Some(result) = early.remove(&expected) {
            expected += 1;
            if !take(result) {
                return;
            }
        }
    }
}
