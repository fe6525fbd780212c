//! A set of units as a whole: a percentage, an amount once, each unit for itself, steps.

use super::pick::{limited, sorted};
use super::unit::{each_minor, percent_of_runs, savings};
use super::{Call, Taken, cap};
use crate::allocate::{Claim, split};
use crate::pool::{Part, Run};
use crate::terms::{SetOff, Step, UnitOff};

/// One application over all units of the set; units that get nothing of it belong to it all the same.
pub fn apply(call: &Call<'_>, off: &SetOff, runs: &[Run]) -> Taken {
    let picked = limited(call, runs);
    let savings = match off {
        SetOff::Percent(bp) => percent(call, *bp, &picked),
        SetOff::Amount(amount) => amount_once(call, *amount, &picked),
        SetOff::EachUnit(off) => each_unit(call, *off, &picked),
        SetOff::Stepped(steps) => return Taken::once(stepped(call, steps, &picked)),
    };
    let part = |(run, saving_minor): (&Run, i64)| Part {
        line: run.line,
        units: run.units,
        price_minor: run.price_minor,
        saving_minor,
    };
    Taken::once(picked.iter().zip(savings).map(part).collect())
}

/// What a floor keeps one unit from taking goes to the others, as the percentage is the set's.
fn percent(call: &Call<'_>, bp: u32, runs: &[Run]) -> Vec<i64> {
    let due = percent_of_runs(call, bp, runs);
    let limit_minor = call.promotion.limits.cap_minor.unwrap_or(i64::MAX);
    let wanted_minor: i64 = due.iter().sum();
    if wanted_minor <= limit_minor && due.iter().zip(runs).all(|(saving, run)| *saving <= run.room_minor()) {
        return due;
    }
    if call.promotion.limits.cap_includes_tax {
        return split(wanted_minor, &claims(call, runs), call.rules.allocation);
    }
    split(wanted_minor.min(limit_minor), &claims(call, runs), call.rules.allocation)
}

/// An amount over everything; an amount that contains tax is split in terms of what is paid.
pub(super) fn amount_once(call: &Call<'_>, amount_minor: i64, runs: &[Run]) -> Vec<i64> {
    if !call.promotion.includes_tax {
        return split(amount_minor, &claims(call, runs), call.rules.allocation);
    }
    let rates: Vec<i64> = runs.iter().map(|run| call.basket.added_mpct(run.line)).collect();
    let mut shares = cap::net_shares(amount_minor, &claims(call, runs), &rates, call.rules.allocation);
    cap::settle(amount_minor, runs, &rates, &mut shares);
    shares
}

fn each_unit(call: &Call<'_>, off: UnitOff, runs: &[Run]) -> Vec<i64> {
    savings(call, off, runs).into_iter().zip(runs).map(|(saving, run)| saving.min(run.room_minor())).collect()
}

/// The first units get the first step's amount each, the next ones the next's; units above the last step get nothing.
fn stepped(call: &Call<'_>, steps: &[Step], runs: &[Run]) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut steps = steps.iter().copied();
    let mut step = Step { units: 0, amount_minor: 0 };
    for run in sorted(call.basket, runs, call.unit_order()) {
        let mut left = run.units;
        while left > 0 {
            while step.units == 0 {
                step = steps.next().unwrap_or(Step { units: u32::MAX, amount_minor: 0 });
            }
            let units = left.min(step.units);
            let each = each_minor(call, UnitOff::Amount(step.amount_minor), &run);
            let saving_minor = each * i64::from(units);
            parts.push(Part { line: run.line, units, price_minor: run.price_minor, saving_minor });
            left -= units;
            step.units -= units;
        }
    }
    parts
}

/// What runs bring into a split.
pub(super) fn claims(call: &Call<'_>, runs: &[Run]) -> Vec<Claim> {
    let claim =
        |run: &Run| Claim { value_minor: call.weight_minor(run), room_minor: run.room_minor(), units: run.units };
    runs.iter().map(claim).collect()
}
