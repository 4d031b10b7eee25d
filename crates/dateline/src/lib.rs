//! Floor 6: the conductor. Reads, analyses, extracts, merges, keeps; threads live here and nowhere below. Decides nothing about language.

pub mod check;
pub mod picture;
pub mod pipeline;
pub mod run;
pub mod web;

pub use pipeline::Pipeline;
