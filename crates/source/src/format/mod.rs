//! The readers of the input formats, one each.

pub mod csv;
pub mod html;
pub mod jsonl;
pub mod page;
pub mod plain;
