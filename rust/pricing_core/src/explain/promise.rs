//! What a completed promotion may save, roughly: only so many hints are priced, and the promising ones first. What a hint
//! says in the end is priced, never this.

use std::cmp::Reverse;

use crate::explain::needs::Goods;
use crate::priced::PricedBasket;
use crate::terms::{GroupOff, Kind, Promotion, SetOff, UnitOff, Which};

/// Goods to be added: plain price of one, and how many.
#[derive(Clone, Copy)]
pub(super) struct Added {
    pub(super) price_minor: i64,
    pub(super) units: u32,
}

/// The saving at plain prices with the goods added, less what units that would have to change over save already.
pub(super) fn promised_minor(priced: &PricedBasket, goods: &Goods, promotion: &Promotion, added: Added) -> i64 {
    let size = match &promotion.kind {
        Kind::Group { n, .. } => *n,
        Kind::Bundle { slots, .. } => slots.iter().map(|slot| slot.units).sum(),
        Kind::DistinctSet(tiers) => tiers.last().map_or(0, |(items, _)| *items),
        _ => return whole_minor(&promotion.kind, goods, added),
    };
    // Plain price and what is saved already, of each unit that may become a group mate, the dearest first.
    let mut mates: Vec<(i64, i64)> = Vec::new();
    for (at, line) in goods {
        let units = if matches!(promotion.kind, Kind::DistinctSet(_)) { 1 } else { line.units.min(size) };
        let saved = priced.lines[*at as usize].discount_minor / i64::from(line.units);
        mates.extend((0..units).map(|_| (line.price_minor, saved)));
    }
    mates.sort_by_key(|(price, saved)| (Reverse(*price), *saved));
    mates.truncate(size.saturating_sub(added.units) as usize);
    let saved: i64 = mates.iter().map(|(_, saved)| saved).sum();
    let mut group: Vec<i64> = mates.into_iter().map(|(price, _)| price).collect();
    group.extend((0..added.units).map(|_| added.price_minor));
    group_minor(&promotion.kind, &group) - saved
}

fn group_minor(kind: &Kind, prices: &[i64]) -> i64 {
    let value: i64 = prices.iter().sum();
    match kind {
        Kind::Group { off, .. } | Kind::Bundle { off, .. } => match *off {
            GroupOff::Price(minor) => value - minor,
            GroupOff::Percent(bp) => percent(value, bp),
            GroupOff::Amount(minor) => minor.min(value),
            GroupOff::Some { units, which, off } => {
                let picked = if which == Which::Cheapest { prices.iter().min() } else { prices.iter().max() };
                each(off, picked.copied().unwrap_or(0)) * i64::from(units)
            }
        },
        Kind::DistinctSet(tiers) => {
            let reached = tiers.iter().rfind(|(items, _)| *items as usize <= prices.len());
            reached.map_or(0, |(_, bp)| percent(value, *bp))
        }
        _ => 0,
    }
}

/// Promotions of all goods at once.
fn whole_minor(kind: &Kind, goods: &Goods, added: Added) -> i64 {
    let mut prices: Vec<(i64, i64)> = goods.iter().map(|(_, line)| (line.price_minor, i64::from(line.units))).collect();
    prices.push((added.price_minor, i64::from(added.units)));
    let value: i64 = prices.iter().map(|(price, units)| price * units).sum();
    let units = |off: UnitOff| prices.iter().map(|(price, units)| each(off, *price) * units).sum();
    let set = |off: &SetOff| match off {
        SetOff::Percent(bp) => percent(value, *bp),
        SetOff::Amount(minor) => (*minor).min(value),
        SetOff::EachUnit(off) => units(*off),
        SetOff::Stepped(steps) => steps.iter().map(|step| step.amount_minor * i64::from(step.units)).sum(),
    };
    match kind {
        Kind::Unit(off) => units(*off),
        Kind::SpendGroup { amount_minor, .. } => *amount_minor,
        Kind::Set(off) => set(off),
        Kind::Tiered(tiers) => {
            tiers.iter().rfind(|tier| tier.min_spend_minor <= value).map_or(0, |tier| set(&tier.off))
        }
        Kind::Multi(actions) => actions.iter().map(|action| set(&action.off)).sum(),
        _ => 0,
    }
}

fn percent(minor: i64, bp: u32) -> i64 {
    minor * i64::from(bp) / 10_000
}

fn each(off: UnitOff, price_minor: i64) -> i64 {
    match off {
        UnitOff::Percent(bp) => percent(price_minor, bp),
        UnitOff::Amount(minor) => minor.min(price_minor),
        UnitOff::Price(minor) => (price_minor - minor).max(0),
    }
}
