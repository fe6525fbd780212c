//! Which promotions act on a basket, and in which order: the policies of a price book.

pub mod best;
pub mod exclusive;
pub mod per_line;
mod percentages;
pub mod priority;
pub mod stacking;
pub mod state;
pub mod table;
pub mod work;

pub use state::State;
pub use work::Work;

use crate::policy::Choose;
use crate::terms::Layer;

/// The layers in the order in which they act.
pub const LAYERS: [Layer; 5] = [Layer::Price, Layer::Item, Layer::Basket, Layer::Coupon, Layer::Tender];

/// Applies everything a basket's candidates have to give: an exclusive promotion alone if one fires, else layer by layer.
pub fn everything(work: &mut Work<'_>) {
    if exclusive::alone(work) {
        return;
    }
    for layer in LAYERS {
        let mut promotions = work.of_layer(layer);
        // Those have had their chance; here they would not be alone.
        promotions.retain(|at| work.holds(*at) != Hold::Basket);
        if promotions.is_empty() {
            continue;
        }
        work.state.open_layer(work.basket.lines, layer);
        match work.basket.policy().choose {
            Choose::BestForCustomer => best_for_customer(work, &promotions),
            Choose::BestSinglePerLine => per_line::assign(work, &promotions),
            _ => priority::one_by_one(work, &promotions),
        }
    }
}

/// Units of their own first, in the best assignment; then what stacks, in the best order.
fn best_for_customer(work: &mut Work<'_>, promotions: &[usize]) {
    let (owning, stacking): (Vec<usize>, Vec<usize>) =
        promotions.iter().partition(|at| work.holds(**at) != Hold::Nothing);
    if !owning.is_empty() {
        assign_best(work, &owning);
    }
    if !stacking.is_empty() {
        stacking::best_order(work, &stacking);
    }
}

/// The best assignment; where it is not proven to be the best, plain priority order is tried, too, so that it is never worse.
fn assign_best(work: &mut Work<'_>, promotions: &[usize]) {
    let before = work.state.clone();
    best::assign(work, promotions);
    if work.proof.gap_minor == 0 {
        return;
    }
    let found = std::mem::replace(&mut work.state, before);
    priority::one_by_one(work, promotions);
    if work.state.saved_minor > found.saved_minor {
        work.proof.gap_minor = (work.proof.gap_minor - (work.state.saved_minor - found.saved_minor)).max(0);
    } else {
        work.state = found;
    }
}

/// What a promotion keeps to itself in its layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// Nothing: it stacks.
    Nothing,
    /// The units that serve it.
    Units,
    /// The lines of the units that serve it.
    Lines,
    /// The whole basket.
    Basket,
}
