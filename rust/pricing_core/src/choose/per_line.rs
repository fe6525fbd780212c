//! Each line keeps the one promotion that saves it most.

use std::collections::BTreeMap;

use super::Work;
use super::work::{Outcome, Reward};
use crate::apply::Taken;

/// Tries each promotion alone on the prices of the layer's beginning; of each promotion only the parts on lines that keep
/// it are applied. Ties go to the higher priority, then to document order.
pub fn assign(work: &mut Work<'_>, promotions: &[usize]) {
    let outcomes: Vec<(usize, Outcome)> =
        promotions.iter().filter_map(|at| work.outcome(*at).map(|outcome| (*at, outcome))).collect();
    let mut best: BTreeMap<u32, (i64, usize)> = BTreeMap::new();
    for (place, (_, outcome)) in outcomes.iter().enumerate() {
        for (line, saving_minor) in by_line(&outcome.taken) {
            let kept = best.entry(line).or_insert((0, place));
            if saving_minor > kept.0 {
                *kept = (saving_minor, place);
            }
        }
    }
    for (place, (at, outcome)) in outcomes.iter().enumerate() {
        let mut kept = Taken::default();
        for group in &outcome.taken.groups {
            let parts = &outcome.taken.parts[group.parts.clone()];
            let mine = |part: &&crate::pool::Part| best.get(&part.line).is_some_and(|(_, keeper)| *keeper == place);
            let parts: Vec<_> = parts.iter().filter(mine).copied().collect();
            if parts.iter().any(|part| part.saving_minor > 0) {
                kept.push(parts, group.groups);
            }
        }
        if work.group_has_room(*at) && (!kept.groups.is_empty() || outcome.reward != Reward::Nothing) {
            work.accept(*at, &Outcome { taken: kept, reward: outcome.reward });
        }
    }
}

fn by_line(taken: &Taken) -> BTreeMap<u32, i64> {
    let mut savings = BTreeMap::new();
    for part in &taken.parts {
        *savings.entry(part.line).or_insert(0) += part.saving_minor;
    }
    savings
}
