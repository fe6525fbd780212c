//! Several effects under one condition, in order, each on what the one before left.

use super::{Call, Taken, set};
use crate::pool::{Pool, Run};
use crate::terms::Action;

/// An action with a scope of its own works on the goods of that scope, one without on the promotion's.
pub fn apply(call: &Call<'_>, actions: &[Action], runs: &[Run]) -> Taken {
    let mut taken = Taken::default();
    let mut work = Pool { runs: runs.iter().map(|run| Run { served: false, ..*run }).collect() };
    for action in actions {
        let scope = call.basket.book.scope(action.scope.unwrap_or(call.promotion.scope));
        let holds = |run: &&Run| scope.holds(call.basket.item_of(run.line));
        let goods: Vec<Run> = work.runs.iter().filter(holds).copied().collect();
        let step = set::apply(call, &action.off, &goods);
        work.take(&step.parts, false);
        for group in &step.groups {
            taken.push(step.parts[group.parts.clone()].iter().copied(), group.groups);
        }
    }
    taken
}
