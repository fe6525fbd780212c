//! Groups of n units out of one scope: n for a price, n for m, nth item, percent or amount off a group.

use super::pick::{cut, sorted, units};
use super::stream::{Stream, form};
use super::{Call, Taken};
use crate::policy::Grouping;
use crate::pool::Run;
use crate::terms::{GroupOff, UnitOrder, Which};

/// Groups in the customer's or the retailer's favour, or as scanned. Units that fill no group pay what they cost.
pub fn apply(call: &Call<'_>, n: u32, off: GroupOff, runs: &[Run]) -> Taken {
    let count = (units(runs) / n).min(call.rules.applications);
    if count == 0 {
        return Taken::default();
    }
    let mut streams = match (call.rules.grouping, off) {
        (Grouping::BasketOrder, _) => vec![Stream::new(sorted(call.basket, runs, UnitOrder::BasketOrder), n, true)],
        (Grouping::Customer, GroupOff::Some { units, which: Which::Dearest, .. }) => {
            dearest_with_cheapest(call, runs, count, n, units)
        }
        (Grouping::Customer, _) => vec![Stream::new(sorted(call.basket, runs, UnitOrder::DearestFirst), n, true)],
        (Grouping::Retailer, GroupOff::Some { units, which: Which::Cheapest, .. }) => {
            cheapest_with_dearest(call, runs, count, n, units)
        }
        (Grouping::Retailer, GroupOff::Some { .. }) => {
            vec![Stream::new(sorted(call.basket, runs, UnitOrder::CheapestFirst), n, true)]
        }
        (Grouping::Retailer, _) => {
            // The dearest units are left out, and sums are made alike: groups that are not cheaper would not be formed.
            let (chosen, _) = cut(&sorted(call.basket, runs, UnitOrder::CheapestFirst), count * n);
            cheapest_with_dearest(call, &chosen, count, n, n / 2)
        }
    };
    form(call, &mut streams, off)
}

/// The dearest of all are the rewarded ones, each beside the cheapest: the most that "the dearest at half price" can save.
fn dearest_with_cheapest(call: &Call<'_>, runs: &[Run], count: u32, n: u32, rewarded: u32) -> Vec<Stream> {
    let rewarded = rewarded.min(n);
    let (first, rest) = cut(&sorted(call.basket, runs, UnitOrder::DearestFirst), count * rewarded);
    let others = sorted(call.basket, &rest, UnitOrder::CheapestFirst);
    vec![Stream::new(first, rewarded, true), Stream::new(others, n - rewarded, true)]
}

/// The cheapest of all are the rewarded ones, each beside the dearest (20, 30, 70, 80 at half price: 25 off, not 45).
fn cheapest_with_dearest(call: &Call<'_>, runs: &[Run], count: u32, n: u32, rewarded: u32) -> Vec<Stream> {
    let rewarded = rewarded.min(n);
    let (first, rest) = cut(&sorted(call.basket, runs, UnitOrder::CheapestFirst), count * rewarded);
    let others = sorted(call.basket, &rest, UnitOrder::DearestFirst);
    vec![Stream::new(first, rewarded, true), Stream::new(others, n - rewarded, true)]
}
