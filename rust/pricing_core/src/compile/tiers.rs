//! Tiers: ascending, and none worth less than the one below.

use super::entry::{Entry, WHOLE_BP, share};
use crate::document::{self, Off};
use crate::lines::MAX_BASKET_MINOR;
use crate::quantity::Quantity;
use crate::terms::{SetOff, Tier};

/// The most tiers or steps of one promotion.
pub(super) const MAX_TIERS: usize = 64;

/// Tiers by spend. A tier that starts above the one below and then falls behind it (10 % from 100.00, 25.00 off from
/// 200.00: less from 250.00 on) is legal, but worth a warning.
pub(super) fn tiered(written: &[document::Tier], entry: &mut Entry<'_>) -> Vec<Tier> {
    check_number(written.len(), entry);
    let tiers: Vec<Tier> = written
        .iter()
        .map(|tier| Tier {
            min_spend_minor: entry.within("tier min_spend_minor", tier.min_spend_minor, 0..=MAX_BASKET_MINOR),
            off: set_off(tier.off, entry),
        })
        .collect();
    for place in 1..tiers.len() {
        check_against_lower(&tiers[..place], &tiers[place], tiers.get(place + 1), entry);
    }
    tiers
}

fn set_off(off: Off, entry: &mut Entry<'_>) -> SetOff {
    match off {
        Off::Percent(percent_bp) => SetOff::Percent(entry.percent("tier percent_bp", percent_bp)),
        Off::Amount(amount_minor) | Off::Price(amount_minor) => {
            SetOff::Amount(entry.amount("tier amount_minor", amount_minor))
        }
    }
}

fn check_against_lower(lower: &[Tier], tier: &Tier, next: Option<&Tier>, entry: &mut Entry<'_>) {
    let at = tier.min_spend_minor;
    if lower.iter().any(|lower| lower.min_spend_minor >= at) {
        entry.fault(format!("tiers are not ascending at min_spend_minor {at}"));
        return;
    }
    let (below, here) = (lower.iter().map(|lower| worth(&lower.off, at)).max().unwrap_or(0), worth(&tier.off, at));
    if here < below {
        entry.fault(format!("the tier from {at} takes {here} off there, less than the {below} of a tier below"));
        return;
    }
    let highest =
        lower.iter().filter_map(|lower| if let SetOff::Percent(bp) = lower.off { Some(bp) } else { None }).max();
    let (Some(percent_bp), SetOff::Amount(amount_minor)) = (highest, &tier.off) else { return };
    let crossing = i128::from(*amount_minor) * i128::from(WHOLE_BP) / i128::from(percent_bp);
    if next.is_none_or(|next| i128::from(next.min_spend_minor) > crossing + 1) {
        entry.warn(format!("the tier from {at} is worth less than a tier below for a spend above {crossing}"));
    }
}

/// What a tier takes off a spend.
fn worth(off: &SetOff, spend_minor: i64) -> i64 {
    match off {
        SetOff::Percent(percent_bp) => share(spend_minor, *percent_bp),
        SetOff::Amount(amount_minor) => (*amount_minor).min(spend_minor),
        SetOff::EachUnit(_) | SetOff::Stepped(_) => 0,
    }
}

/// Tiers by the number of different items.
pub(super) fn of_items(written: &[document::ItemsTier], entry: &mut Entry<'_>) -> Vec<(u32, u32)> {
    check_number(written.len(), entry);
    let tiers: Vec<_> = written
        .iter()
        .map(|tier| {
            let items = entry.count("tier items", tier.items, 2..=i64::from(Quantity::MAX_UNITS));
            (items, entry.percent("tier percent_bp", tier.percent_bp))
        })
        .collect();
    for pair in tiers.windows(2) {
        let ((lower_items, lower_bp), (items, percent_bp)) = (pair[0], pair[1]);
        if items <= lower_items {
            entry.fault(format!("tiers are not ascending at items {items}"));
        } else if percent_bp < lower_bp {
            entry.fault(format!(
                "the tier of {items} takes {percent_bp} bp off, less than the {lower_bp} of the tier below"
            ));
        }
    }
    tiers
}

pub(super) fn check_number(tiers: usize, entry: &mut Entry<'_>) {
    if tiers == 0 || tiers > MAX_TIERS {
        entry.fault(format!("{tiers} tiers are not 1 to {MAX_TIERS}"));
    }
}
