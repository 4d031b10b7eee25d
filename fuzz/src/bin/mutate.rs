//! Mutate: `mutate [SECONDS] [TARGET]` breaks sound inputs by chance and puts them through the targets, so many seconds in all. An input that crashes one, or
//! takes too long, is kept in `fuzz/artifacts/TARGET/` and told; the exit code is then 1. `DATELINE_SEED=N` breaks them otherwise.
#![allow(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a chore keeps files, looks at the clock, and talks"
)]

use dateline_fuzz::{Chance, TARGETS, Target, broken};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;
use std::time::{Duration, Instant};

/// No input may take longer.
const SLOW: Duration = Duration::from_secs(20);
/// Inputs grown out of others, kept to be broken again.
const POOL: usize = 200;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let seconds: u64 = args.first().and_then(|n| n.parse().ok()).unwrap_or(60);
    let chosen: Vec<&Target> =
        TARGETS.iter().filter(|target| args.get(1).is_none_or(|name| target.name == name)).collect();
    if chosen.is_empty() {
        let names: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        eprintln!("no such target; there are {}", names.join(", "));
        return ExitCode::from(2);
    }
    let seed =
        std::env::var("DATELINE_SEED").ok().and_then(|n| n.parse().ok()).unwrap_or(0x2545_f491_4f6c_dd1d);
    let each = Duration::from_secs(seconds) / u32::try_from(chosen.len()).unwrap_or(1);
    let failed: usize = chosen.iter().map(|target| put_through(target, each, seed)).sum();
    ExitCode::from(u8::from(failed > 0))
}

/// Breaks and tries for so long; gives how many inputs broke a promise.
fn put_through(target: &Target, time: Duration, seed: u64) -> usize {
    let (mut pool, mut chance) = (target.seeds(), Chance(seed.max(1)));
    let (started, mut tried, mut failed, mut slowest) = (Instant::now(), 0_u64, 0, Duration::ZERO);
    while started.elapsed() < time && failed < 5 {
        let (a, b) = (chance.below(pool.len()), chance.below(pool.len()));
        let bytes = broken(&pool[a], &pool[b], &mut chance);
        let from = Instant::now();
        let done = catch_unwind(AssertUnwindSafe(|| target.run(&bytes)));
        let took = from.elapsed();
        slowest = slowest.max(took);
        tried += 1;
        if done.is_err() || took > SLOW {
            failed += 1;
            println!(
                "{}: {} -> {}",
                target.name,
                if done.is_err() { "a crash" } else { "slow" },
                keep(target, &bytes)
            );
        } else if pool.len() < POOL && chance.below(4) == 0 && bytes.len() < 100_000 {
            pool.push(bytes);
        } else if chance.below(50) == 0 {
            // What has grown out of itself for long is noise: begin again.
            pool = target.seeds();
        }
    }
    println!("{:22} {tried:8} inputs, {failed} faults, slowest {:.2} s", target.name, slowest.as_secs_f64());
    failed
}

/// Keeps an input; gives where.
fn keep(target: &Target, bytes: &[u8]) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("artifacts").join(target.name);
    let _ = std::fs::create_dir_all(&folder);
    let sum = bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325_u64, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3));
    let path = folder.join(format!("{sum:016x}"));
    match std::fs::write(&path, bytes) {
        Ok(()) => path.display().to_string(),
        Err(error) => format!("could not be kept: {error}"),
    }
}
