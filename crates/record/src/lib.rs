//! Floor 5: everything kept. One SQLite file with the tables of the contract, what is asked of it, what leaves it; reads no article's words, decides
//! nothing about them.
#![allow(clippy::disallowed_methods)] // this room opens the record's file, writes exports, and stops a query that takes too long

pub mod atlas;
mod choice;
pub mod count;
mod export;
pub mod exports;
pub mod filter;
pub mod join;
mod keep;
mod likenesses;
mod lists;
mod merged;
mod migrate;
pub mod namings;
mod packed;
mod pages;
pub mod paging;
pub mod read;
pub mod reviews;
pub mod runs;
pub mod sample;
mod schema;
pub mod search;
pub mod store;
pub mod sums;
pub mod tables;
pub mod voices;

pub use atlas::Atlas;
pub use count::Count;
pub use filter::Filter;
pub use merged::ToMerge;
pub use paging::Order;
pub use read::{Answer, Limits};
pub use reviews::Review;
pub use search::Hit;
pub use store::{Coded, Error, Record, Row};
pub use voices::Voices;
