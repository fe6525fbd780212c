//! What one group gets, and how it is split over its members.

use std::cmp::Reverse;

use super::Call;
use super::cap::net_shares;
use super::taxed::{net_group, one_rate, to_price};
use super::unit::{each_minor, percent};
use crate::allocate::{Claim, split};
use crate::pool::{Part, Run};
use crate::terms::{GroupOff, UnitOff, Which};

/// Units of one run in a group.
#[derive(Clone, Copy, Debug)]
pub struct Member {
    /// The run, with as many units as the group holds of it.
    pub run: Run,
    /// It may get the reward.
    pub rewarded: bool,
}

/// The parts of `groups` equal groups, or `None` if the group would not be cheaper.
pub fn parts(call: &Call<'_>, off: GroupOff, members: &mut [Member], groups: u32) -> Option<Vec<Part>> {
    members.sort_by_key(|member| (member.run.line, Reverse(member.run.price_minor)));
    let parts = match off {
        GroupOff::Some { units, which, off } => some(call, units, which, off, members),
        whole => together(call, whole, members),
    };
    let all = parts.iter().any(|part| part.saving_minor > 0);
    all.then(|| parts.into_iter().map(|part| times(part, groups)).collect())
}

fn times(part: Part, groups: u32) -> Part {
    Part { units: part.units * groups, saving_minor: part.saving_minor * i64::from(groups), ..part }
}

/// One saving for the group, split over its rewarded members.
fn together(call: &Call<'_>, off: GroupOff, members: &[Member]) -> Vec<Part> {
    let claims: Vec<Claim> = members
        .iter()
        .map(|Member { run, rewarded }| Claim {
            value_minor: call.weight_minor(run),
            room_minor: if *rewarded { run.room_minor() } else { 0 },
            units: run.units,
        })
        .collect();
    let savings = match one_rate(call.basket, call.promotion, members.iter().map(|member| member.run.line)) {
        Some(rate_mpct) => split(due_minor(call, net_group(off, rate_mpct), members), &claims, call.rules.allocation),
        None => at_several_rates(call, off, members, &claims),
    };
    members
        .iter()
        .zip(savings)
        .map(|(member, saving_minor)| part(&member.run, member.run.units, saving_minor))
        .collect()
}

/// What the group saves together.
fn due_minor(call: &Call<'_>, off: GroupOff, members: &[Member]) -> i64 {
    let rewarded = |member: &&Member| member.rewarded;
    let value_minor: i64 = members.iter().filter(rewarded).map(|member| member.run.value_minor()).sum();
    match off {
        GroupOff::Price(price) => value_minor - price,
        GroupOff::Amount(amount) => amount,
        GroupOff::Percent(bp) => {
            let base = |member: &Member| call.percent_base_minor(&member.run) * i64::from(member.run.units);
            percent(members.iter().filter(rewarded).map(base).sum(), bp, call.rules.rounding)
        }
        GroupOff::Some { .. } => 0,
    }
}

/// What members save of an amount or a price that contains the tax of several rates.
fn at_several_rates(call: &Call<'_>, off: GroupOff, members: &[Member], claims: &[Claim]) -> Vec<i64> {
    let rates: Vec<i64> = members.iter().map(|member| call.basket.added_mpct(member.run.line)).collect();
    match off {
        GroupOff::Price(price_minor) => to_price(call, price_minor, claims, &rates),
        GroupOff::Amount(amount_minor) => net_shares(amount_minor, claims, &rates, call.rules.allocation),
        off => split(due_minor(call, off, members), claims, call.rules.allocation),
    }
}

/// `units` of the group get `off` each; a percentage is rounded once for all of them.
fn some(call: &Call<'_>, units: u32, which: Which, off: UnitOff, members: &[Member]) -> Vec<Part> {
    let picked = picked(units, which, members);
    let savings = match off {
        UnitOff::Percent(bp) => {
            let base = |(member, units): (&Member, &u32)| call.percent_base_minor(&member.run) * i64::from(*units);
            let saving_minor = percent(members.iter().zip(&picked).map(base).sum(), bp, call.rules.rounding);
            let claim = |(member, units): (&Member, &u32)| {
                let of_them = Run { units: *units, ..member.run };
                Claim {
                    value_minor: call.weight_minor(&of_them),
                    room_minor: of_them.room_minor(),
                    units: (*units).max(1),
                }
            };
            let claims: Vec<Claim> = members.iter().zip(&picked).map(claim).collect();
            split(saving_minor, &claims, call.rules.allocation)
        }
        UnitOff::Amount(_) | UnitOff::Price(_) => {
            let each = |(member, units): (&Member, &u32)| each_minor(call, off, &member.run) * i64::from(*units);
            members.iter().zip(&picked).map(each).collect()
        }
    };
    let rewarded =
        members.iter().zip(&picked).zip(savings).map(|((member, units), saving)| part(&member.run, *units, saving));
    let others = members.iter().zip(&picked).map(|(member, units)| part(&member.run, member.run.units - units, 0));
    rewarded.chain(others).filter(|part| part.units > 0).collect()
}

/// How many units of each member are rewarded. Among equal prices the cheapest is the later line's, the dearest the
/// earlier one's.
fn picked(units: u32, which: Which, members: &[Member]) -> Vec<u32> {
    let mut order: Vec<usize> = (0..members.len()).filter(|at| members[*at].rewarded).collect();
    order.sort_by_key(|at| Reverse(members[*at].run.price_minor));
    if which == Which::Cheapest {
        order.reverse();
    }
    let mut picked = vec![0; members.len()];
    let mut missing = units;
    for at in order {
        picked[at] = members[at].run.units.min(missing);
        missing -= picked[at];
    }
    picked
}

fn part(run: &Run, units: u32, saving_minor: i64) -> Part {
    Part { line: run.line, units, price_minor: run.price_minor, saving_minor }
}
