//! Story: reports on one matter. Reports belong together that tell of the same recent event or copy one another.

use crate::{Event, Facts, Sets};
use extract::{Aux, EventMention};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use text::Date;

/// Reports on one matter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Story {
    pub id: String,
    pub title: String,
    pub first: Option<Date>,
    pub last: Option<Date>,
    pub reports: Vec<String>,
    pub outlets: Vec<String>,
}

/// All stories; every report is in exactly one.
pub(crate) fn find(
    reports: &BTreeMap<&str, &Facts>,
    events: &[Event],
    event_of: &BTreeMap<String, String>,
    mentions: &[EventMention],
    copy_of: &BTreeMap<String, String>,
) -> Vec<Story> {
    let ids: Vec<&str> = reports.keys().copied().collect();
    let index: BTreeMap<&str, usize> = ids.iter().enumerate().map(|(at, id)| (*id, at)).collect();
    let mut sets = Sets::new(ids.len());
    let pairs = copy_of.iter().filter_map(|(a, b)| Some((*index.get(a.as_str())?, *index.get(b.as_str())?)));
    pairs.for_each(|(a, b)| sets.join(a, b));
    let shared: BTreeSet<&str> = events.iter().filter(|e| e.reports > 1).map(|e| e.id.as_str()).collect();
    let mut first_of: BTreeMap<&str, usize> = BTreeMap::new();
    for mention in mentions.iter().filter(|m| !m.aux.contains(&Aux::Historical)) {
        let Some(event) = event_of.get(&mention.id).filter(|id| shared.contains(id.as_str())) else {
            continue;
        };
        let Some(&report) = index.get(mention.report.as_str()) else { continue };
        let first = *first_of.entry(event).or_insert(report);
        sets.join(first, report);
    }
    let mut grouped: BTreeMap<usize, Vec<&Facts>> = BTreeMap::new();
    for (at, id) in ids.iter().enumerate() {
        grouped.entry(sets.find(at)).or_default().push(reports[id]);
    }
    let mut stories: Vec<Story> = grouped.into_values().map(|group| story(&group)).collect();
    stories.sort_by(|a, b| (a.first, &a.id).cmp(&(b.first, &b.id)));
    stories
}

fn story(group: &[&Facts]) -> Story {
    let days: BTreeSet<Date> = group.iter().filter_map(|f| f.published).collect();
    let titled = group.iter().filter(|f| !f.title.is_empty()).min_by_key(|f| (f.published, &f.id));
    Story {
        id: text::id("st-", &[group.first().map_or("", |f| f.id.as_str())]),
        title: titled.map(|f| f.title.clone()).unwrap_or_default(),
        first: days.first().copied(),
        last: days.last().copied(),
        reports: group.iter().map(|f| f.id.clone()).collect(),
        outlets: group.iter().filter_map(|f| f.outlet.clone()).collect::<BTreeSet<_>>().into_iter().collect(),
    }
}
