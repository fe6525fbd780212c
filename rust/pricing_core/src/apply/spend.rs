//! Thresholds: units worth so much together share an amount off; tiers.

use super::pick::sorted;
use super::set;
use super::{Call, Taken};
use crate::pool::{Part, Run};
use crate::terms::{Tier, UnitOrder};

/// Units worth the threshold serve the promotion, once or as often as its limit per basket says: the dearest that reach
/// it, without those it can do without.
pub fn apply(call: &Call<'_>, min_spend_minor: i64, amount_minor: i64, runs: &[Run]) -> Taken {
    let mut taken = Taken::default();
    let mut left = runs.to_vec();
    let times = if call.promotion.limits.per_basket.is_some() { call.rules.applications } else { 1 };
    for _ in 0..times {
        let Some(serving) = serving(call, min_spend_minor, &left) else { break };
        let savings = set::amount_once(call, amount_minor, &serving);
        let part = |(run, saving_minor): (&Run, i64)| Part {
            line: run.line,
            units: run.units,
            price_minor: run.price_minor,
            saving_minor,
        };
        let parts: Vec<Part> = serving.iter().zip(savings).map(part).collect();
        if parts.iter().all(|part| part.saving_minor == 0) {
            break;
        }
        taken.push(parts, 1);
        without(&mut left, &serving);
    }
    taken
}

fn without(left: &mut Vec<Run>, serving: &[Run]) {
    for run in &mut *left {
        let same = |served: &&Run| (served.line, served.price_minor) == (run.line, run.price_minor);
        run.units -= serving.iter().find(same).map_or(0, |served| served.units);
    }
    left.retain(|run| run.units > 0);
}

/// The units that reach the threshold, by line; `None` if all together do not.
fn serving(call: &Call<'_>, min_spend_minor: i64, runs: &[Run]) -> Option<Vec<Run>> {
    let needed_minor = min_spend_minor + i64::from(call.promotion.conditions.strictly_over);
    let mut value_minor: i64 = runs.iter().map(Run::value_minor).sum();
    if value_minor < needed_minor || runs.is_empty() {
        return None;
    }
    let mut kept = sorted(call.basket, runs, UnitOrder::CheapestFirst);
    for run in kept.iter_mut().filter(|run| run.price_minor > 0) {
        let spare = (value_minor - needed_minor) / run.price_minor;
        let dropped = u32::try_from(spare).unwrap_or(u32::MAX).min(run.units);
        run.units -= dropped;
        value_minor -= run.price_minor * i64::from(dropped);
    }
    kept.retain(|run| run.units > 0);
    kept.sort_by_key(|run| (run.line, std::cmp::Reverse(run.price_minor)));
    Some(kept)
}

/// The highest tier that is reached, over everything.
pub fn tiered(call: &Call<'_>, tiers: &[Tier], runs: &[Run]) -> Taken {
    let over = i64::from(call.promotion.conditions.strictly_over);
    match tiers.iter().rev().find(|tier| call.spend_minor >= tier.min_spend_minor + over) {
        Some(tier) => set::apply(call, &tier.off, runs),
        None => Taken::default(),
    }
}
