//! Because: why a value is what it is. A tree of rules, the bytes they read, and what else was considered.

use crate::Span;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One reason, with the reasons below it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Because {
    /// The rule that decided: a path anyone can open (`frames/consult.toml#meet`) or a named arm of code (`time#weekday`).
    pub rule: Cow<'static, str>,
    /// The bytes it read, where it read any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// What it made of them, in words for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
    /// Reasons this one rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Because>,
    /// What else could have been, and why it was not taken.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub considered: Vec<String>,
}

impl Because {
    /// A reason by a rule alone.
    pub fn rule(rule: impl Into<Cow<'static, str>>) -> Because {
        Because { rule: rule.into(), ..Because::default() }
    }

    /// The same reason, read off these bytes.
    pub fn at(mut self, span: Span) -> Because {
        self.span = Some(span);
        self
    }

    /// The same reason, with a note.
    pub fn note(mut self, note: impl Into<String>) -> Because {
        self.note = note.into();
        self
    }

    /// The same reason, resting on another.
    pub fn below(mut self, reason: Because) -> Because {
        self.reasons.push(reason);
        self
    }

    /// The same reason, with something that was considered and not taken.
    pub fn not(mut self, considered: impl Into<String>) -> Because {
        self.considered.push(considered.into());
        self
    }
}
