//! (stub)
use crate::draft::{Draft, Source};
use crate::outlet::Outlets;
use crate::traced::Traced;
/// stub
pub fn declared_charset(_: &[u8]) -> Option<String> { None }
/// stub
pub fn read(_: &Source, _: &Traced, _: bool, _: &Outlets) -> Result<Draft, String> { Err("HTML: not read".into()) }
