//! Several effects under one condition, in order, each on what the one before left.

use super::{Call, Taken, set};
use crate::pool::{Part, Pool, Run};
use crate::terms::Action;

/// One application of all effects together. An action with a scope of its own works on the goods of that scope, one without
/// on the promotion's.
pub fn apply(call: &Call<'_>, actions: &[Action], runs: &[Run]) -> Taken {
    let holds = |action: &Action, run: &Run| {
        let scope = call.basket.book.scope(action.scope.unwrap_or(call.promotion.scope));
        scope.holds(call.basket.item_of(run.line))
    };
    let goods_of_any = runs.iter().filter(|run| actions.iter().any(|action| holds(action, run)));
    let before: Vec<Run> = goods_of_any.map(|run| Run { served: false, ..*run }).collect();
    let mut work = Pool { runs: before.clone() };
    for action in actions {
        let goods: Vec<Run> = work.runs.iter().filter(|run| holds(action, run)).copied().collect();
        work.take(&set::apply(call, &action.off, &goods).parts, false);
    }
    Taken::once(lowered(before, work.runs))
}

/// What each unit costs less now. Both are by line, dearest first: prices only fall, so the nth dearest unit of a line is
/// never dearer than the nth dearest was.
fn lowered(before: Vec<Run>, after: Vec<Run>) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut before = before.into_iter();
    let mut run = before.next();
    for mut lower in after {
        while let Some(from) = run.as_mut().filter(|_| lower.units > 0) {
            let units = from.units.min(lower.units);
            let saving_minor = (from.price_minor - lower.price_minor) * i64::from(units);
            parts.push(Part { line: from.line, units, price_minor: from.price_minor, saving_minor });
            from.units -= units;
            lower.units -= units;
            if from.units == 0 {
                run = before.next();
            }
        }
    }
    parts
}
