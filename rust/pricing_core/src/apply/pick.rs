//! Orders of units, and the first so many of them.

use std::cmp::{Ordering, Reverse};

use super::Call;
use crate::basket::Basket;
use crate::policy::TaxMode;
use crate::pool::Run;
use crate::terms::UnitOrder;

/// How many units the runs hold.
pub fn units(runs: &[Run]) -> u32 {
    runs.iter().map(|run| run.units).sum()
}

/// Runs in an order of picking; ties to the earlier line.
pub fn sorted(basket: &Basket<'_>, runs: &[Run], order: UnitOrder) -> Vec<Run> {
    let mut runs = runs.to_vec();
    match order {
        UnitOrder::DearestFirst => runs.sort_by_key(|run| Reverse(run.price_minor)),
        UnitOrder::CheapestFirst => runs.sort_by_key(|run| run.price_minor),
        UnitOrder::CheapestNetFirst => runs.sort_by(|one, other| by_net_price(basket, one, other)),
        UnitOrder::BasketOrder => runs.sort_by_key(|run| basket.scanned[run.line as usize]),
    }
    runs
}

/// `price / (1 + rate)` compared without a division.
fn by_net_price(basket: &Basket<'_>, one: &Run, other: &Run) -> Ordering {
    let contained = |run: &Run| {
        let rate = if basket.policy().tax.mode == TaxMode::Inclusive { basket.rate_mpct(run.line) } else { 0 };
        i128::from(100_000 + rate)
    };
    let crossed = |run: &Run, by: &Run| i128::from(run.price_minor) * contained(by);
    crossed(one, other).cmp(&crossed(other, one))
}

/// The first `count` units and the others.
pub fn cut(runs: &[Run], count: u32) -> (Vec<Run>, Vec<Run>) {
    let (mut first, mut rest) = (Vec::new(), Vec::new());
    let mut missing = count;
    for run in runs {
        let taken = run.units.min(missing);
        missing -= taken;
        first.push(Run { units: taken, ..*run });
        rest.push(Run { units: run.units - taken, ..*run });
    }
    first.retain(|run| run.units > 0);
    rest.retain(|run| run.units > 0);
    (first, rest)
}

/// The units a set takes: all, or as many whole groups and as few units as its limits say, by line again. Of a limited
/// number of units none is wasted on what cannot become cheaper.
pub(super) fn limited(call: &Call<'_>, runs: &[Run]) -> Vec<Run> {
    let limits = &call.promotion.limits;
    let runs = &match limits.max_units {
        Some(_) => runs.iter().filter(|run| run.room_minor() > 0).copied().collect(),
        None => runs.to_vec(),
    };
    let size = limits.group_size.max(1);
    let available = units(runs);
    let count = limits.max_units.unwrap_or(u32::MAX).min(available) / size * size;
    let (mut picked, _) = cut(&sorted(call.basket, runs, call.unit_order()), count);
    picked.sort_by_key(|run| (run.line, Reverse(run.price_minor)));
    picked
}
