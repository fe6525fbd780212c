//! The best for the customer against every order a simpler engine would use.

use super::case::{Case, Offer};
use super::compare::price;
use super::document::document;
use crate::engine::compile;

/// All orders are tried up to so many promotions.
const MAX_PERMUTED: usize = 6;

/// Says in which order more would have come off than the best for the customer, if in any. For cases of exclusive
/// promotions of one layer only: layers are optimised one after the other, not together.
pub fn worse_than_an_order(case: &Case) -> Option<String> {
    let best = discount(case, "best_for_customer")?;
    let mut order: Vec<usize> = (0..case.offers.len()).collect();
    if order.len() > MAX_PERMUTED {
        rank_by_marginal_value(case, &mut order);
        return beaten(case, &order, best);
    }
    let mut found = None;
    permute(&mut order, 0, &mut |order| {
        found = found.take().or_else(|| beaten(case, order, best));
    });
    found
}

/// Most saved per unit used first, each promotion judged alone.
fn rank_by_marginal_value(case: &Case, order: &mut [usize]) {
    let value = |place: &usize| {
        let alone = Case { offers: vec![case.offers[*place].clone()], ..case.clone() };
        let book = compile(document(&alone, "best_for_customer").to_string().as_bytes()).ok()?;
        let priced = price(&alone, &book).ok()?;
        let units: u32 = priced.trace.parts.iter().map(|part| part.units).sum();
        Some(priced.discount_minor * 1_000 / i64::from(units.max(1)))
    };
    order.sort_by_cached_key(|place| -value(place).unwrap_or_default());
}

fn beaten(case: &Case, order: &[usize], best: i64) -> Option<String> {
    let mut ordered = case.clone();
    for (rank, place) in (0..).zip(order) {
        ordered.offers[*place] = Offer { priority: -rank, ..ordered.offers[*place].clone() };
    }
    let found = discount(&ordered, "priority")?;
    (found > best).then(|| format!("order {order:?} takes {found} off, best for the customer only {best}"))
}

fn discount(case: &Case, choose: &str) -> Option<i64> {
    let book = compile(document(case, choose).to_string().as_bytes()).ok()?;
    price(case, &book).ok().map(|priced| priced.discount_minor)
}

fn permute(order: &mut Vec<usize>, fixed: usize, each: &mut impl FnMut(&[usize])) {
    if fixed == order.len() {
        each(order);
    }
    for place in fixed..order.len() {
        order.swap(fixed, place);
        permute(order, fixed + 1, each);
        order.swap(fixed, place);
    }
}
