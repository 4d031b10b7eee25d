//! See `text_through_extract` in `fuzz/src/lib.rs`.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| dateline_fuzz::run("text_through_extract", bytes));
