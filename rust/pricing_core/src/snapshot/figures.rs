//! Whether every number is within the bounds that compiling guarantees and the engine's arithmetic relies on.

use std::ops::RangeInclusive;

use super::Content;
use crate::compile::{MAX_CURRENCY_EXPONENT, MAX_NODE_BUDGET, MAX_PRICE_MINOR, MAX_RATE_MPCT};
use crate::item::Item;
use crate::lines::MAX_BASKET_MINOR;
use crate::policy::Policy;
use crate::quantity::{BasisPoints, Quantity};
use crate::terms::{Conditions, GroupOff, Kind, Limits, Promotion, SetOff, UnitOff};

const PRICES: RangeInclusive<i64> = 0..=MAX_PRICE_MINOR;
const AMOUNTS: RangeInclusive<i64> = 0..=MAX_BASKET_MINOR;
const UNITS: RangeInclusive<u32> = 1..=Quantity::MAX_UNITS;
/// Points and their rates, in 1/10,000.
const POINTS_E4: RangeInclusive<i64> = 0..=1_000_000_000_000;

pub(super) fn are_sound(content: &Content<'_>) -> bool {
    i64::from(content.currency_exponent) <= MAX_CURRENCY_EXPONENT
        && policy(&content.policy)
        && content.taxes.iter().flat_map(|class| &class.rates).all(|rate| i64::from(rate.rate_mpct) <= MAX_RATE_MPCT)
        && content.items.iter().all(item)
        && content.promotions.iter().all(promotion)
}

fn policy(policy: &Policy) -> bool {
    (1..=MAX_NODE_BUDGET).contains(&i64::from(policy.node_budget))
        && policy.cash.is_none_or(|cash| (1..=MAX_BASKET_MINOR).contains(&cash.step_minor))
}

fn item(item: &Item) -> bool {
    PRICES.contains(&item.price_minor)
        && PRICES.contains(&item.floor_minor)
        && PRICES.contains(&item.levy_minor.saturating_abs())
        && item.dated_prices.iter().all(|dated| PRICES.contains(&dated.price_minor))
        && item.dated_prices.windows(2).all(|pair| pair[0].from < pair[1].from)
}

fn promotion(promotion: &Promotion) -> bool {
    kind(&promotion.kind) && conditions(&promotion.conditions) && limits(&promotion.limits)
}

fn kind(kind: &Kind) -> bool {
    match kind {
        Kind::Unit(off) => unit_off(*off),
        Kind::Group { n, off } => UNITS.contains(n) && group_off(*off, *n),
        Kind::Bundle { slots, off } => {
            let units: u64 = slots.iter().map(|slot| u64::from(slot.units)).sum();
            slots.iter().all(|slot| UNITS.contains(&slot.units))
                && u32::try_from(units).is_ok_and(|units| UNITS.contains(&units) && group_off(*off, units))
        }
        Kind::DistinctSet(tiers) => {
            !tiers.is_empty()
                && tiers.iter().all(|(items, bp)| UNITS.contains(items) && percent(*bp))
                && tiers.windows(2).all(|pair| pair[0].0 < pair[1].0)
        }
        Kind::SpendGroup { min_spend_minor, amount_minor } => {
            AMOUNTS.contains(min_spend_minor) && AMOUNTS.contains(amount_minor)
        }
        Kind::Set(off) => set_off(off),
        Kind::Tiered(tiers) => {
            tiers.iter().all(|tier| AMOUNTS.contains(&tier.min_spend_minor) && set_off(&tier.off))
                && tiers.windows(2).all(|pair| pair[0].min_spend_minor < pair[1].min_spend_minor)
        }
        Kind::Multi(actions) => actions.iter().all(|action| set_off(&action.off)),
        Kind::Gift { units, .. } => UNITS.contains(units),
        Kind::PointsEarn { rate_e4, per_unit_e4, .. } => POINTS_E4.contains(rate_e4) && POINTS_E4.contains(per_unit_e4),
        Kind::PointsBurn { value_per_point_minor, earn_rate_e4, block_e4 } => {
            [*value_per_point_minor, *block_e4].iter().all(|figure| *figure > 0 && POINTS_E4.contains(figure))
                && POINTS_E4.contains(earn_rate_e4)
        }
    }
}

fn group_off(off: GroupOff, n: u32) -> bool {
    match off {
        GroupOff::Price(minor) | GroupOff::Amount(minor) => AMOUNTS.contains(&minor),
        GroupOff::Percent(bp) => percent(bp),
        GroupOff::Some { units, off, .. } => (1..=n).contains(&units) && unit_off(off),
    }
}

fn set_off(off: &SetOff) -> bool {
    match off {
        SetOff::Percent(bp) => percent(*bp),
        SetOff::Amount(minor) => AMOUNTS.contains(minor),
        SetOff::EachUnit(off) => unit_off(*off),
        SetOff::Stepped(steps) => {
            steps.iter().all(|step| UNITS.contains(&step.units) && AMOUNTS.contains(&step.amount_minor))
        }
    }
}

fn unit_off(off: UnitOff) -> bool {
    match off {
        UnitOff::Percent(bp) => percent(bp),
        UnitOff::Amount(minor) | UnitOff::Price(minor) => AMOUNTS.contains(&minor),
    }
}

fn percent(bp: u32) -> bool {
    bp <= BasisPoints::WHOLE.get()
}

fn conditions(conditions: &Conditions) -> bool {
    conditions.min_spend_minor.is_none_or(|spend| AMOUNTS.contains(&spend))
        && conditions.min_units <= Quantity::MAX_UNITS
        && conditions.min_line_units <= Quantity::MAX_UNITS
        && conditions.requires.iter().all(|(_, units)| UNITS.contains(units))
}

fn limits(limits: &Limits) -> bool {
    limits.group_size <= Quantity::MAX_UNITS
        && limits.cap_minor.is_none_or(|cap| AMOUNTS.contains(&cap))
        && limits.campaign_minor.is_none_or(|minor| AMOUNTS.contains(&minor))
}
