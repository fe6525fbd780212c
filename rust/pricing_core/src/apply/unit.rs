//! Every unit for itself: percent off, amount off, a fixed unit price.

use super::{Call, Taken};
use crate::allocate::{Claim, split};
use crate::basket::net_minor;
use crate::policy::{Allocation, Rounding, RoundingLevel, RoundingMode, RoundingOf};
use crate::pool::{Part, Run};
use crate::rounding::{divide, divide_minor};
use crate::terms::UnitOff;

/// Each unit gets what is due to it, down to its floor; units that get nothing are left to others, and those at their floor
/// already count for no rounding.
pub fn apply(call: &Call<'_>, off: UnitOff, runs: &[Run]) -> Taken {
    let runs: Vec<Run> = runs.iter().filter(|run| run.room_minor() > 0).copied().collect();
    let savings = savings(call, off, &runs);
    let part = |(run, saving_minor): (&Run, i64)| Part {
        line: run.line,
        units: run.units,
        price_minor: run.price_minor,
        saving_minor: saving_minor.min(run.room_minor()),
    };
    Taken::once(runs.iter().zip(savings).map(part).filter(|part| part.saving_minor > 0).collect())
}

/// What each run saves, its floor not yet regarded.
pub(super) fn savings(call: &Call<'_>, off: UnitOff, runs: &[Run]) -> Vec<i64> {
    match off {
        UnitOff::Percent(bp) => percent_of_runs(call, bp, runs),
        UnitOff::Amount(_) | UnitOff::Price(_) => {
            runs.iter().map(|run| each_minor(call, off, run) * i64::from(run.units)).collect()
        }
    }
}

/// What one unit saves, down to its floor, in minor units.
pub(super) fn each_minor(call: &Call<'_>, off: UnitOff, run: &Run) -> i64 {
    let given = |amount_minor: i64| {
        let rate_mpct = if call.promotion.includes_tax { call.basket.added_mpct(run.line) } else { 0 };
        of_mass(net_minor(amount_minor, rate_mpct), run.mass_g)
    };
    let saving_minor = match off {
        UnitOff::Percent(bp) => percent(call.percent_base_minor(run), bp, call.rules.rounding),
        UnitOff::Amount(amount) => given(amount),
        UnitOff::Price(price) => run.price_minor - given(price),
    };
    saving_minor.clamp(0, (run.price_minor - run.floor_minor).max(0))
}

/// A percentage of runs, rounded at the policy's level: each unit, each line, or everything at once.
pub(super) fn percent_of_runs(call: &Call<'_>, bp: u32, runs: &[Run]) -> Vec<i64> {
    let rounding = call.rules.rounding;
    let base_minor = |run: &Run| call.percent_base_minor(run) * i64::from(run.units);
    let mut savings = Vec::with_capacity(runs.len());
    match rounding.level {
        RoundingLevel::Unit => {
            let each = |run: &Run| percent(call.percent_base_minor(run), bp, rounding) * i64::from(run.units);
            savings.extend(runs.iter().map(each));
        }
        RoundingLevel::Line => {
            for block in runs.chunk_by(|run, next| run.line == next.line) {
                match block {
                    [run] => savings.push(percent(base_minor(run), bp, rounding)),
                    several => savings.extend(percent_once(call, bp, several)),
                }
            }
        }
        RoundingLevel::Basket => savings = percent_once(call, bp, runs),
    }
    savings
}

/// A percentage rounded once and split over runs.
fn percent_once(call: &Call<'_>, bp: u32, runs: &[Run]) -> Vec<i64> {
    let claims: Vec<Claim> = runs.iter().map(|run| percent_claim(call, run)).collect();
    let value_minor = claims.iter().map(|claim| claim.value_minor).sum();
    split(percent(value_minor, bp, call.rules.rounding), &claims, Allocation::LargestRemainder)
}

fn percent_claim(call: &Call<'_>, run: &Run) -> Claim {
    let value_minor = call.percent_base_minor(run) * i64::from(run.units);
    Claim { value_minor, room_minor: value_minor, units: run.units }
}

/// `bp` 1/100 % of a value: the saving rounded, or the price that is left.
pub fn percent(value_minor: i64, bp: u32, rounding: Rounding) -> i64 {
    let share = |bp: i64| divide_minor(value_minor * bp, 10_000, rounding.mode);
    match rounding.of {
        RoundingOf::Discount => share(i64::from(bp)),
        RoundingOf::Price => value_minor - share(10_000 - i64::from(bp)),
    }
}

/// An amount per kilogram on a weighed pack, rounded half up once; an amount per piece as it is.
fn of_mass(amount_minor: i64, mass_g: u32) -> i64 {
    if mass_g == 0 {
        return amount_minor;
    }
    let product = i128::from(amount_minor) * i128::from(mass_g);
    i64::try_from(divide(product, 1_000, RoundingMode::HalfUp)).unwrap_or(i64::MAX)
}
