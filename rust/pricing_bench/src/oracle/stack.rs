//! Stacking promotions of one layer: every order of every selection.

use super::assign::{self, GroupsLeft};
use super::case::{Action, Case, GroupOff, Kind, Offer, UnitOff};
use super::saving::{group, percent, shares};
use super::units::{Unit, holds, in_reach};
use pricing_core::policy::RoundingLevel;

/// The most that the stacking offers of one layer can take off, and by which of them (places in the list) in which order.
pub fn most(case: &Case, offers: &[&Offer], units: &[Unit], left: &GroupsLeft) -> (i64, Vec<usize>) {
    // Alone, groups are formed in the best way there is; among others they are sorted and cut, see `is_exact`.
    if let [offer] = offers
        && let Kind::Group(..) = offer.kind
    {
        let fires = holds(case, offer, units) && offer.stack_group.is_none_or(|group| left[group] > 0);
        return (if fires { assign::most_alone(case, offer, units) } else { 0 }, vec![0]);
    }
    search(case, offers, &mut Vec::new(), units, left)
}

/// Whether [`most`] is all there is to save: groups beside other offers may be formed better than by sorting and cutting.
pub fn is_exact(offers: &[&Offer]) -> bool {
    offers.len() < 2 || !offers.iter().any(|offer| matches!(offer.kind, Kind::Group(..)))
}

fn search(
    case: &Case,
    offers: &[&Offer],
    applied: &mut Vec<usize>,
    units: &[Unit],
    left: &GroupsLeft,
) -> (i64, Vec<usize>) {
    let mut best = (0, applied.clone());
    for (place, offer) in offers.iter().enumerate() {
        if applied.contains(&place) || offer.stack_group.is_some_and(|group| left[group] == 0) {
            continue;
        }
        let mut after = units.to_vec();
        let saving = apply(case, offer, &mut after);
        if saving == 0 {
            continue;
        }
        let mut left = left.clone();
        if let Some(group) = offer.stack_group {
            left[group] -= 1;
        }
        applied.push(place);
        let (later, order) = search(case, offers, applied, &after, &left);
        applied.pop();
        if saving + later > best.0 {
            best = (saving + later, order);
        }
    }
    best
}

/// Applies one offer to everything it reaches; answers what it saves.
pub fn apply(case: &Case, offer: &Offer, units: &mut [Unit]) -> i64 {
    if !holds(case, offer, units) {
        return 0;
    }
    let reach = in_reach(offer, units);
    let before: i64 = units.iter().map(|unit| unit.price).sum();
    match &offer.kind {
        Kind::Unit(off) => each(case, *off, units, &reach),
        Kind::Group(n, off) => groups(case, offer, *n, *off, units, &reach),
        Kind::BasketPercent(bp) => percent_of_all(case, *bp, offer.cap, units, &reach),
        Kind::BasketAmount(amount) => spread(*amount, units, &reach),
        Kind::UnitsFree(count) => {
            let open: Vec<usize> = reach.into_iter().filter(|place| units[*place].room() > 0).collect();
            let picked: Vec<usize> = dearest_first(units, &open).into_iter().take(*count).collect();
            each(case, UnitOff::Percent(10_000), units, &picked);
        }
        Kind::Stepped(steps) => stepped(steps, units, &reach),
        Kind::Tiered(tiers) => {
            let price = |place: &usize| if offer.after_earlier { units[*place].price } else { units[*place].shelf };
            let value: i64 = reach.iter().map(price).sum();
            let reached = |spend: i64| if offer.strictly_over { value > spend } else { value >= spend };
            match tiers.iter().rev().find(|(spend, _)| reached(*spend)).map(|(_, off)| *off) {
                Some(GroupOff::Percent(bp)) => percent_of_all(case, bp, offer.cap, units, &reach),
                Some(GroupOff::Amount(amount)) => spread(amount, units, &reach),
                _ => {}
            }
        }
        Kind::Multi(actions) => {
            for (scope, action) in actions {
                let mut narrowed = offer.clone();
                narrowed.kind = Kind::Unit(UnitOff::Amount(0));
                narrowed.scope = scope.clone().unwrap_or_else(|| offer.scope.clone());
                act(case, *action, units, &in_reach(&narrowed, units));
            }
        }
        Kind::Bundle(..) | Kind::Distinct(_) | Kind::Spend(..) => unreachable!("generated as exclusive only"),
    }
    before - units.iter().map(|unit| unit.price).sum::<i64>()
}

fn act(case: &Case, action: Action, units: &mut [Unit], reach: &[usize]) {
    match action {
        Action::Percent(bp) => percent_of_all(case, bp, None, units, reach),
        Action::Amount(amount) => spread(amount, units, reach),
        Action::AmountEach(amount) => each(case, UnitOff::Amount(amount), units, reach),
        Action::PriceEach(price) => each(case, UnitOff::Price(price), units, reach),
    }
}

/// Each unit for itself; a percentage rounded over those units of a line that have room.
fn each(case: &Case, off: UnitOff, units: &mut [Unit], reach: &[usize]) {
    let open: Vec<usize> = reach.iter().copied().filter(|place| units[*place].room() > 0).collect();
    for (part, share) in each_due(case, off, units, &open) {
        let room = part.iter().map(|place| units[*place].room()).sum();
        evenly(share.min(room), units, &part);
    }
}

/// What is due to the units of each line at each price; a percentage is rounded per line (or unit, or once) and shared.
fn each_due(case: &Case, off: UnitOff, units: &[Unit], reach: &[usize]) -> Vec<(Vec<usize>, i64)> {
    let parts = equal_parts(units, reach);
    let value = |part: &Vec<usize>| part.iter().map(|place| units[*place].price).sum::<i64>();
    let of_part =
        |part: &Vec<usize>, of: &dyn Fn(&Unit) -> i64| part.iter().map(|place| of(&units[*place])).sum::<i64>();
    let together = |parts: &[Vec<usize>], bp| {
        let values: Vec<i64> = parts.iter().map(value).collect();
        shares(percent(values.iter().sum(), bp, case.rounding), &values)
    };
    let due: Vec<i64> = match (off, case.rounding.level) {
        (UnitOff::Percent(bp), RoundingLevel::Unit) => {
            parts.iter().map(|part| of_part(part, &|unit| percent(unit.price, bp, case.rounding))).collect()
        }
        (UnitOff::Percent(bp), RoundingLevel::Line) => {
            parts.chunk_by(|a, b| units[a[0]].line == units[b[0]].line).flat_map(|line| together(line, bp)).collect()
        }
        (UnitOff::Percent(bp), RoundingLevel::Basket) => together(&parts, bp),
        (fixed, _) => parts.iter().map(|part| of_part(part, &|unit| unit.fixed_off(fixed))).collect(),
    };
    parts.into_iter().zip(due).collect()
}

/// Rounded like each unit's (or once); but when a cap or a floor is in the way, spread like an amount: the percentage is the
/// set's, so what one unit has no room for goes to the others.
fn percent_of_all(case: &Case, bp: i64, cap: Option<i64>, units: &mut [Unit], reach: &[usize]) {
    let due = each_due(case, UnitOff::Percent(bp), units, reach);
    let saving: i64 = due.iter().map(|(_, share)| share).sum();
    let fits = |(part, share): &(Vec<usize>, i64)| *share <= part.iter().map(|place| units[*place].room()).sum();
    if cap.is_none_or(|cap| saving <= cap) && due.iter().all(fits) {
        for (part, share) in due {
            evenly(share, units, &part);
        }
    } else {
        spread(saving.min(cap.unwrap_or(saving)), units, reach);
    }
}

fn stepped(steps: &[(usize, i64)], units: &mut [Unit], reach: &[usize]) {
    let mut order = dearest_first(units, reach).into_iter();
    for (count, amount) in steps {
        for place in order.by_ref().take(*count) {
            units[place].price -= units[place].fixed_off(UnitOff::Amount(*amount));
        }
    }
}

/// Sorted dearest first and cut, or the dearest with the cheapest if the dearest are rewarded; if groups are scarce, the
/// best ones.
fn groups(case: &Case, offer: &Offer, n: usize, off: GroupOff, units: &mut [Unit], reach: &[usize]) {
    let limit = offer.per_basket.unwrap_or(usize::MAX);
    let worth =
        |places: &[usize]| group(&places.iter().map(|place| units[*place]).collect::<Vec<_>>(), off, case.rounding);
    let sorted = dearest_first(units, reach);
    let lists: Vec<Vec<usize>> = match off {
        GroupOff::Some { units: count, dearest: true, .. } => {
            let groups = (reach.len() / n).min(limit);
            let (rewarded, others) = sorted.split_at(groups * count);
            let mut others = others.to_vec();
            others.sort_by_key(|place| (units[*place].price, *place));
            let of_group = |(rewarded, others): (&[usize], &[usize])| [rewarded, others].concat();
            rewarded.chunks(count).zip(others.chunks(n - count)).take(groups).map(of_group).collect()
        }
        _ => sorted.chunks_exact(n).map(<[usize]>::to_vec).collect(),
    };
    let mut formed: Vec<(i64, Vec<usize>)> =
        lists.into_iter().map(|places| (worth(&places), places)).filter(|(saving, _)| *saving > 0).collect();
    formed.sort_by_key(|(saving, _)| -saving);
    for (saving, places) in formed.into_iter().take(limit) {
        match off {
            GroupOff::Some { units: count, dearest, off } => {
                let mut order = places;
                order.sort_by_key(|place| (-units[*place].price, units[*place].line));
                if !dearest {
                    order.reverse();
                }
                order.truncate(count);
                match off {
                    UnitOff::Percent(_) => spread(saving, units, &order),
                    fixed => order.iter().for_each(|place| units[*place].price -= units[*place].fixed_off(fixed)),
                }
            }
            _ => spread(saving, units, &places),
        }
    }
}

fn dearest_first(units: &[Unit], reach: &[usize]) -> Vec<usize> {
    let mut order = reach.to_vec();
    order.sort_by_key(|place| (-units[*place].price, *place));
    order
}

/// Units of one line at one price, together.
fn equal_parts(units: &[Unit], reach: &[usize]) -> Vec<Vec<usize>> {
    let mut sorted = reach.to_vec();
    sorted.sort_by_key(|place| (units[*place].line, -units[*place].price, *place));
    let same = |a: &usize, b: &usize| units[*a].line == units[*b].line && units[*a].price == units[*b].price;
    sorted.chunk_by(same).map(<[usize]>::to_vec).collect()
}

/// The odd minor units to the first.
fn evenly(saving: i64, units: &mut [Unit], equal: &[usize]) {
    let count = i64::try_from(equal.len()).unwrap_or(i64::MAX);
    for (turn, place) in (0..).zip(equal) {
        units[*place].price -= saving / count + i64::from(turn < saving % count);
    }
}

/// By remaining value with largest remainders, ties to the earlier line; what a part has no room for goes to the others.
pub fn spread(amount: i64, units: &mut [Unit], reach: &[usize]) {
    let room = |units: &[Unit], part: &[usize]| part.iter().map(|place| units[*place].room()).sum::<i64>();
    let mut open: Vec<Vec<usize>> =
        equal_parts(units, reach).into_iter().filter(|part| room(units, part) > 0).collect();
    let mut left = amount.min(open.iter().map(|part| room(units, part)).sum());
    while left > 0 {
        let values: Vec<i64> = open.iter().map(|part| part.iter().map(|place| units[*place].price).sum()).collect();
        let shares = shares(left, &values);
        let full: Vec<bool> = open.iter().zip(&shares).map(|(part, share)| *share > room(units, part)).collect();
        let any_full = full.contains(&true);
        let mut kept = Vec::new();
        for ((part, share), full) in open.into_iter().zip(shares).zip(full) {
            if any_full && !full {
                kept.push(part);
                continue;
            }
            let given = share.min(room(units, &part));
            evenly(given, units, &part);
            left -= given;
        }
        open = kept;
    }
}
