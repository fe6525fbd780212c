//! Several effects under one condition, in order, each on what the one before left.

use super::{Call, Taken, set};
use crate::candidates::takes_line;
use crate::pool::{Pool, Run};
use crate::terms::Action;

/// An action with a scope of its own works on all goods of that scope, one without on the promotion's.
pub fn apply(call: &Call<'_>, actions: &[Action], runs: &[Run], pool: &Pool) -> Taken {
    let mut taken = Taken::default();
    let free = pool.runs.iter().filter(|run| !(call.exclusive && run.served));
    let mut work = Pool { runs: free.map(|run| Run { served: false, ..*run }).collect() };
    for action in actions {
        let goods = goods(call, action, runs, &work);
        let step = set::apply(call, &action.off, &goods);
        work.take(&step.parts, false);
        for group in &step.groups {
            taken.push(step.parts[group.parts.clone()].iter().copied(), group.groups);
        }
    }
    taken
}

fn goods(call: &Call<'_>, action: &Action, runs: &[Run], work: &Pool) -> Vec<Run> {
    let touched = |line: u32| match action.scope {
        None => runs.binary_search_by_key(&line, |run| run.line).is_ok(),
        Some(scope) => {
            let item = call.basket.item_of(line);
            call.basket.book.scope(scope).holds(item) && takes_line(call.basket, call.promotion, line)
        }
    };
    work.runs.iter().filter(|run| touched(run.line)).copied().collect()
}
