//! A promotion that is alone in its basket.

use super::State;
use super::{Hold, LAYERS, Work};

/// Applies the first exclusive promotion that fires, the highest priority first, even if others would save more; false if
/// none does.
pub fn alone(work: &mut Work<'_>) -> bool {
    let mut order: Vec<usize> = LAYERS.iter().flat_map(|layer| work.of_layer(*layer)).collect();
    order.retain(|at| work.holds(*at) == Hold::Basket);
    order.sort_by_key(|at| (std::cmp::Reverse(work.terms(*at).priority), work.candidates.list[*at].promotion));
    for at in order {
        let before: State = work.state.clone();
        work.state.open_layer(work.basket.lines, work.terms(at).layer);
        if let Some(outcome) = work.outcome(at) {
            work.accept(at, &outcome);
            return true;
        }
        work.state = before;
    }
    false
}
