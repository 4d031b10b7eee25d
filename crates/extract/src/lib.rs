//! Floor 3: one report's findings. Event mentions, claims, descriptions, and how who, when, where and how many were resolved.
#![deny(clippy::disallowed_methods, clippy::print_stdout)]

pub mod findings;

pub use findings::{Aux, Basis, Claim, Count, Description, EntityMention, EventMention, Findings, Form, Resolved, Spans, Where, Who};
