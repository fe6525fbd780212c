//! Amounts and prices that contain tax, in a book that adds it: `includes_tax`.
//!
//! Goods at one rate get the amount without its tax: 3 for 5.00 at 10 % is 3 for 4.55. Goods at several rates share it by what
//! is paid for them, and each share is freed from its own tax.

use super::Call;
use super::cap::by_rate;
use crate::allocate::Claim;
use crate::basket::{Basket, gross_minor, net_minor};
use crate::terms::{GroupOff, Promotion, UnitOff};

/// The one rate at which a promotion's amounts lose their tax, 0 if they contain none; `None` if its lines have several.
pub fn one_rate(basket: &Basket<'_>, promotion: &Promotion, lines: impl IntoIterator<Item = u32>) -> Option<i64> {
    if !promotion.includes_tax {
        return Some(0);
    }
    let mut rates = lines.into_iter().map(|line| basket.added_mpct(line));
    let first = rates.next().unwrap_or(0);
    rates.all(|rate| rate == first).then_some(first)
}

/// What one unit gets, without its tax.
pub fn net_unit(off: UnitOff, rate_mpct: i64) -> UnitOff {
    match off {
        UnitOff::Percent(_) => off,
        UnitOff::Amount(amount_minor) => UnitOff::Amount(net_minor(amount_minor, rate_mpct)),
        UnitOff::Price(price_minor) => UnitOff::Price(net_minor(price_minor, rate_mpct)),
    }
}

/// What a group gets, without its tax.
pub fn net_group(off: GroupOff, rate_mpct: i64) -> GroupOff {
    match off {
        GroupOff::Percent(_) => off,
        GroupOff::Price(price_minor) => GroupOff::Price(net_minor(price_minor, rate_mpct)),
        GroupOff::Amount(amount_minor) => GroupOff::Amount(net_minor(amount_minor, rate_mpct)),
        GroupOff::Some { units, which, off } => GroupOff::Some { units, which, off: net_unit(off, rate_mpct) },
    }
}

/// What claims at several rates save so that they cost a price that contains tax.
pub(super) fn to_price(call: &Call<'_>, price_minor: i64, claims: &[Claim], rates: &[i64]) -> Vec<i64> {
    let paid_minor: i64 = claims.iter().zip(rates).map(|(claim, rate)| gross_minor(claim.value_minor, *rate)).sum();
    // A rate's goods keep what is left of their share of the price, without its tax.
    let saved = |value_minor: i64, share_minor: i64, rate_mpct: i64| {
        value_minor - net_minor(gross_minor(value_minor, rate_mpct) - share_minor, rate_mpct)
    };
    by_rate((paid_minor - price_minor).max(0), claims, rates, call.rules.allocation, saved)
}
