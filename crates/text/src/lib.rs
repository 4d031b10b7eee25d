//! Floor 1: the words every stage shares.
//!
//! Spans of bytes, intervals of days, reasons, the report itself, and the one reader of data files.
//! Nothing here knows how any of them is made.
#![deny(clippy::disallowed_methods, clippy::print_stdout)]

pub mod because;
pub mod datafile;
pub mod days;
pub mod id;
pub mod origin;
pub mod report;
pub mod span;

pub use because::Because;
pub use days::{Date, Days};
pub use id::id;
pub use origin::Origin;
pub use report::{Evidence, Report};
pub use span::{Part, Span};
