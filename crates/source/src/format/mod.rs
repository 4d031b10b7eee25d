//! The readers of the input formats, one each.

pub mod csv;
pub mod docx;
pub mod export;
pub mod feed;
pub mod html;
pub mod jsonl;
pub mod page;
pub mod pdf;
pub mod plain;
pub mod prose;
pub mod rtf;
pub mod shown;
pub mod warc;
