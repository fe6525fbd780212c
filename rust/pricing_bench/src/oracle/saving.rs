//! What a set of units saves under one promotion.

use pricing_core::policy::{RoundingLevel, RoundingMode, RoundingOf};

use super::case::{GroupOff, Kind, Offer, Rounding, Slot, UnitOff};
use super::units::{Unit, in_reach};

/// `numerator / denominator`, neither negative.
pub fn divide(numerator: i64, denominator: i64, mode: RoundingMode) -> i64 {
    let (whole, rest) = (numerator / denominator, numerator % denominator);
    let up = match mode {
        RoundingMode::HalfUp => rest * 2 >= denominator,
        RoundingMode::HalfDown => rest * 2 > denominator,
        RoundingMode::HalfEven => rest * 2 + whole % 2 > denominator,
        RoundingMode::Down => false,
        RoundingMode::Up => rest > 0,
    };
    whole + i64::from(up)
}

/// A percentage of an amount.
pub fn percent(amount: i64, bp: i64, rounding: Rounding) -> i64 {
    match rounding.of {
        RoundingOf::Discount => divide(amount * bp, 10_000, rounding.mode),
        RoundingOf::Price => amount - divide(amount * (10_000 - bp), 10_000, rounding.mode),
    }
}

/// What equal-priced units of one line save when each gets `off`.
pub fn equal_units(units: &[Unit], off: UnitOff, rounding: Rounding) -> i64 {
    let saving: i64 = match off {
        UnitOff::Percent(bp) if rounding.level == RoundingLevel::Unit => {
            units.iter().map(|unit| percent(unit.price, bp, rounding)).sum()
        }
        UnitOff::Percent(bp) => percent(value(units), bp, rounding),
        fixed => units.iter().map(|unit| unit.fixed_off(fixed)).sum(),
    };
    saving.min(room(units))
}

/// An amount split by value: largest remainders, ties to the earlier.
pub fn shares(amount: i64, values: &[i64]) -> Vec<i64> {
    let total = values.iter().sum::<i64>().max(1);
    let mut shares: Vec<i64> = values.iter().map(|value| amount * value / total).collect();
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by_key(|place| (-(amount * values[*place] % total), *place));
    let odd = amount - shares.iter().sum::<i64>();
    for place in order.into_iter().take(usize::try_from(odd).unwrap_or_default()) {
        shares[place] += 1;
    }
    shares
}

/// What units cost together.
pub fn value(units: &[Unit]) -> i64 {
    units.iter().map(|unit| unit.price).sum()
}

/// What may come off units together.
pub fn room(units: &[Unit]) -> i64 {
    units.iter().map(Unit::room).sum()
}

/// What a complete group saves; 0 or less is no group.
pub fn group(units: &[Unit], off: GroupOff, rounding: Rounding) -> i64 {
    match off {
        GroupOff::Percent(bp) => percent(value(units), bp, rounding).min(room(units)),
        GroupOff::Amount(amount) => amount.min(room(units)),
        GroupOff::Price(price) => (value(units) - price).min(room(units)),
        GroupOff::Some { units: count, dearest, off } => rewarded(&picked(units, count, dearest), off, rounding),
    }
}

/// The units of a group that are rewarded. Of equal prices the cheapest is the later line's, the dearest the earlier's.
pub fn picked(units: &[Unit], count: usize, dearest: bool) -> Vec<Unit> {
    let mut sorted = units.to_vec();
    sorted.sort_by_key(|unit| (-unit.price, unit.line));
    if !dearest {
        sorted.reverse();
    }
    sorted.truncate(count);
    sorted
}

/// Each gets `off`; a percentage is rounded once for all of them.
fn rewarded(units: &[Unit], off: UnitOff, rounding: Rounding) -> i64 {
    match off {
        UnitOff::Percent(bp) => percent(value(units), bp, rounding).min(room(units)),
        fixed => units.iter().map(|unit| unit.fixed_off(fixed)).sum(),
    }
}

/// What exactly these units save as one group (bundle, set, spend) of an offer; 0 if they are none.
pub fn application(offer: &Offer, units: &[Unit], rounding: Rounding) -> i64 {
    let saving = match &offer.kind {
        Kind::Group(n, off) if units.len() == *n => group(units, *off, rounding),
        Kind::Bundle(slots, off) => {
            bundle(slots, units, &mut vec![false; units.len()], &mut Vec::new(), *off, rounding)
        }
        Kind::Distinct(tiers) => distinct(tiers, units, rounding),
        Kind::Spend(spend, amount) => {
            let reached = value(units) >= *spend;
            i64::from(reached) * (*amount).min(room(units))
        }
        _ => 0,
    };
    saving.max(0)
}

/// Every way to put all the units into the slots; the best.
fn bundle(
    slots: &[Slot],
    units: &[Unit],
    used: &mut Vec<bool>,
    rewarded: &mut Vec<Unit>,
    off: GroupOff,
    rounding: Rounding,
) -> i64 {
    let Some((slot, later)) = slots.split_first() else {
        return if used.iter().all(|used| *used) { group(rewarded, off, rounding) } else { 0 };
    };
    if slot.units == 0 {
        return bundle(later, units, used, rewarded, off, rounding);
    }
    let mut one_less = slots.to_vec();
    one_less[0].units -= 1;
    let mut best = 0;
    for place in 0..units.len() {
        if used[place] || !slot.scope.contains(&units[place].item) {
            continue;
        }
        used[place] = true;
        if slot.rewarded {
            rewarded.push(units[place]);
        }
        best = best.max(bundle(&one_less, units, used, rewarded, off, rounding));
        if slot.rewarded {
            rewarded.pop();
        }
        used[place] = false;
    }
    best
}

fn distinct(tiers: &[(usize, i64)], units: &[Unit], rounding: Rounding) -> i64 {
    let mut items: Vec<usize> = units.iter().map(|unit| unit.item).collect();
    items.sort_unstable();
    items.dedup();
    let tier = tiers.iter().find(|(count, _)| *count == units.len());
    match tier {
        Some((_, bp)) if items.len() == units.len() => group(units, GroupOff::Percent(*bp), rounding),
        _ => 0,
    }
}

/// Units that an offer's slots or scope can use, as bits.
pub fn reach_bits(offer: &Offer, units: &[Unit]) -> usize {
    in_reach(offer, units).iter().map(|place| 1 << place).sum()
}
