//! The most a promotion saves: its cap in a basket and what is left of its campaign's money.

use super::{Call, Taken};
use crate::allocate::{Claim, split};
use crate::basket::{gross_minor, net_minor};
use crate::policy::Allocation;
use crate::pool::Run;

/// Lowers what was taken to the promotion's cap; applications that come after it are not made.
pub fn apply(call: &Call<'_>, taken: &mut Taken) {
    match call.promotion.limits.cap_minor {
        Some(limit_minor) if call.promotion.limits.cap_includes_tax => with_tax(call, taken, limit_minor),
        Some(limit_minor) => lower(taken, limit_minor, call.rules.allocation),
        None => {}
    }
    lower(taken, call.rules.money_minor, call.rules.allocation);
}

fn lower(taken: &mut Taken, limit_minor: i64, rule: Allocation) {
    let mut left_minor = limit_minor.max(0);
    let mut kept = 0;
    for group in &taken.groups {
        let parts = &mut taken.parts[group.parts.clone()];
        let saving_minor: i64 = parts.iter().map(|part| part.saving_minor).sum();
        if left_minor == 0 && saving_minor > 0 {
            break;
        }
        if saving_minor > left_minor {
            let claims: Vec<Claim> = parts.iter().map(|part| saving_claim(part.saving_minor, part.units)).collect();
            for (part, share) in parts.iter_mut().zip(split(left_minor, &claims, rule)) {
                part.saving_minor = share;
            }
        }
        left_minor -= saving_minor.min(left_minor);
        kept += 1;
    }
    taken.groups.truncate(kept);
    taken.parts.truncate(taken.groups.last().map_or(0, |group| group.parts.end));
}

/// A cap on what the customer sees, tax included, though prices are without: 200.00 at 15 % is 173.91.
fn with_tax(call: &Call<'_>, taken: &mut Taken, limit_minor: i64) {
    let rates: Vec<i64> = taken.parts.iter().map(|part| call.basket.added_mpct(part.line)).collect();
    let paid_minor: i64 =
        taken.parts.iter().zip(&rates).map(|(part, rate)| gross_minor(part.saving_minor, *rate)).sum();
    if paid_minor <= limit_minor {
        return;
    }
    let claims: Vec<Claim> = taken.parts.iter().map(|part| saving_claim(part.saving_minor, part.units)).collect();
    let shares = net_shares(limit_minor, &claims, &rates, call.rules.allocation);
    for (part, share) in taken.parts.iter_mut().zip(shares) {
        part.saving_minor = share;
    }
}

/// A part may lose up to what it was to save.
fn saving_claim(saving_minor: i64, units: u32) -> Claim {
    Claim { value_minor: saving_minor, room_minor: saving_minor, units }
}

/// Splits an amount that contains tax over claims without tax: first over the rates by what is paid, then, without its
/// tax, inside each rate, so that one rate alone is rounded once.
pub(super) fn net_shares(amount_minor: i64, claims: &[Claim], rates: &[i64], rule: Allocation) -> Vec<i64> {
    by_rate(amount_minor, claims, rates, rule, |_, share_minor, rate_mpct| net_minor(share_minor, rate_mpct))
}

/// [`net_shares`] with a rule for a rate: from the value of its claims and their share with tax to their share without.
pub(super) fn by_rate(
    amount_minor: i64,
    claims: &[Claim],
    rates: &[i64],
    rule: Allocation,
    net_share: impl Fn(i64, i64, i64) -> i64,
) -> Vec<i64> {
    let mut kinds: Vec<i64> = rates.to_vec();
    kinds.sort_unstable();
    kinds.dedup();
    let of_kind = |kind: i64| (0..claims.len()).filter(move |at| rates[*at] == kind);
    let paid: Vec<Claim> = kinds
        .iter()
        .map(|kind| Claim {
            value_minor: of_kind(*kind).map(|at| gross_minor(claims[at].value_minor, *kind)).sum(),
            room_minor: of_kind(*kind).map(|at| gross_minor(claims[at].room_minor, *kind)).sum(),
            units: of_kind(*kind).map(|at| claims[at].units).sum(),
        })
        .collect();
    let mut shares = vec![0; claims.len()];
    for (kind, share_minor) in kinds.iter().zip(split(amount_minor, &paid, rule)) {
        let members: Vec<Claim> = of_kind(*kind).map(|at| claims[at]).collect();
        let value_minor = members.iter().map(|claim| claim.value_minor).sum();
        let inside = split(net_share(value_minor, share_minor, *kind), &members, rule);
        for (at, share) in of_kind(*kind).zip(inside) {
            shares[at] = share;
        }
    }
    shares
}

/// Moves a minor unit, or one from a run to another, where that brings what is paid down by the amount and not by a minor unit
/// more or less: each line's tax is rounded, so that shares without tax do not add up to it by themselves.
pub(super) fn settle(amount_minor: i64, runs: &[Run], rates: &[i64], shares: &mut [i64]) {
    let paid = |at: usize, share: i64| {
        gross_minor(runs[at].value_minor(), rates[at]) - gross_minor(runs[at].value_minor() - share, rates[at])
    };
    let gap: i64 = amount_minor - (0..runs.len()).map(|at| paid(at, shares[at])).sum::<i64>();
    let room = runs.iter().zip(shares.iter()).any(|(run, share)| *share < run.room_minor());
    if gap == 0 || rates.iter().all(|rate| *rate == 0) || (gap > 0 && !room) {
        return;
    }
    let moved = |step: i64| {
        let fits = move |at: &usize, share: i64| (0..=runs[*at].room_minor()).contains(&share);
        let own = (0..runs.len()).filter(|at| fits(at, shares[*at] + step));
        own.map(|at| (at, paid(at, shares[at] + step) - paid(at, shares[at]))).collect::<Vec<_>>()
    };
    let (up, down) = (moved(1), moved(-1));
    let one = |moves: &[(usize, i64)]| moves.iter().find(|(_, paid)| *paid == gap).map(|(at, _)| *at);
    if let Some((to, from)) = pair(&up, &down, gap) {
        shares[to] += 1;
        shares[from] -= 1;
    } else if let Some(at) = one(&up) {
        shares[at] += 1;
    } else if let Some(at) = one(&down) {
        shares[at] -= 1;
    }
}

/// The first run to take a minor unit more and one to take it from that together pay the gap.
fn pair(up: &[(usize, i64)], down: &[(usize, i64)], gap: i64) -> Option<(usize, usize)> {
    up.iter().find_map(|(to, more)| {
        let other = down.iter().find(|(from, less)| from != to && more + less == gap);
        other.map(|(from, _)| (*to, *from))
    })
}
