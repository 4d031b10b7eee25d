//! Floor 5: everything kept. One SQLite file with the tables of the contract; reads no article's words, decides nothing about them.
#![allow(clippy::disallowed_methods)] // this room opens the record's file

pub mod filter;
pub mod store;
pub mod tables;

pub use filter::Filter;
pub use store::{Coded, Error, Record, Row};
