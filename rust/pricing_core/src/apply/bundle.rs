//! Bundles with slots: meal deals, buy X get Y. Slots may share goods; a unit fills one slot only, so a unit that
//! qualifies is never the one that is rewarded.

use std::cmp::Reverse;

use super::flow::Network;
use super::pick::units;
use super::stream::{Stream, form};
use super::{Call, Taken};
use crate::policy::Grouping;
use crate::pool::Run;
use crate::terms::{GroupOff, Slot};

/// Runs up to which overlapping slots are filled by the exact flow; beyond, the scarcest slot is served first.
const MAX_FLOW_RUNS: usize = 128;

/// Numbers of bundles that are all tried out where slots overlap; beyond, as many as fit are formed.
const MAX_TRIED_BUNDLES: u32 = 16;

/// As many bundles as fit and are cheaper, in the customer's or the retailer's favour, or as scanned.
pub fn apply(call: &Call<'_>, slots: &[Slot], off: GroupOff, runs: &[Run]) -> Taken {
    let slots: Vec<Slot> = slots.iter().filter(|slot| slot.units > 0).copied().collect();
    if slots.is_empty() {
        return Taken::default();
    }
    let fits = fits(call, &slots, runs);
    if fits.iter().all(|row| row.iter().filter(|fits| **fits).count() <= 1) {
        let queues =
            (0..slots.len()).map(|slot| (0..runs.len()).filter(|at| fits[*at][slot]).map(|at| runs[at]).collect());
        return formed(call, &slots, off, queues.collect());
    }
    let most = most_bundles(call, &slots, runs, &fits);
    let least = if most <= MAX_TRIED_BUNDLES && call.rules.grouping == Grouping::Customer { 1 } else { most };
    let mut best = Taken::default();
    for count in (least.max(1)..=most).rev() {
        if let Some(queues) = fill(call, &slots, runs, &fits, count) {
            let taken = formed(call, &slots, off, queues);
            if taken.saving_minor() > best.saving_minor() {
                best = taken;
            }
        }
    }
    best
}

/// Which run may fill which slot.
fn fits(call: &Call<'_>, slots: &[Slot], runs: &[Run]) -> Vec<Vec<bool>> {
    let holds = |run: &Run, slot: &Slot| call.basket.book.scope(slot.scope).holds(call.basket.item_of(run.line));
    runs.iter().map(|run| slots.iter().map(|slot| holds(run, slot)).collect()).collect()
}

/// Bundles of the units that stand in for each slot: dearest with dearest for the customer, dearest with cheapest for the
/// retailer.
fn formed(call: &Call<'_>, slots: &[Slot], off: GroupOff, queues: Vec<Vec<Run>>) -> Taken {
    let plain = slots.iter().all(|slot| !slot.rewarded);
    let mut streams: Vec<Stream> = Vec::with_capacity(slots.len());
    for (at, (slot, mut queue)) in slots.iter().zip(queues).enumerate() {
        match call.rules.grouping {
            Grouping::BasketOrder => queue.sort_by_key(|run| call.basket.scanned[run.line as usize]),
            Grouping::Retailer if at % 2 == 1 => queue.sort_by_key(|run| Reverse(run.price_minor)),
            Grouping::Retailer => queue.sort_by_key(|run| run.price_minor),
            Grouping::Customer => queue.sort_by_key(|run| Reverse(run.price_minor)),
        }
        streams.push(Stream::new(queue, slot.units, plain || slot.rewarded));
    }
    form(call, &mut streams, off)
}

/// The most bundles whose slots can all be filled.
fn most_bundles(call: &Call<'_>, slots: &[Slot], runs: &[Run], fits: &[Vec<bool>]) -> u32 {
    let size: u32 = slots.iter().map(|slot| slot.units).sum();
    let (mut feasible, mut beyond) = (0, (units(runs) / size).min(call.rules.applications).saturating_add(1));
    while feasible + 1 < beyond {
        let middle = feasible.midpoint(beyond);
        if fill(call, slots, runs, fits, middle).is_some() {
            feasible = middle;
        } else {
            beyond = middle;
        }
    }
    feasible
}

/// The units that fill `count` bundles, slot by slot; `None` if they cannot be filled.
fn fill(call: &Call<'_>, slots: &[Slot], runs: &[Run], fits: &[Vec<bool>], count: u32) -> Option<Vec<Vec<Run>>> {
    if runs.len() > MAX_FLOW_RUNS {
        return fill_scarce_first(call, slots, runs, fits, count);
    }
    let sink = 1 + runs.len() + slots.len();
    let mut network = Network::new(sink + 1);
    let mut needed = 0;
    for (slot, terms) in slots.iter().enumerate() {
        let demand = i64::from(terms.units) * i64::from(count);
        network.add(1 + runs.len() + slot, sink, demand, 0);
        needed += demand;
    }
    let mut ways = Vec::new();
    for (at, run) in runs.iter().enumerate() {
        network.add(0, 1 + at, i64::from(run.units), 0);
        for slot in (0..slots.len()).filter(|slot| fits[at][*slot]) {
            let value = worth(call, slots, slot, run);
            ways.push((at, slot, network.add(1 + at, 1 + runs.len() + slot, i64::from(run.units), value)));
        }
    }
    if network.send(0, sink, needed) < needed {
        return None;
    }
    let mut queues = vec![Vec::new(); slots.len()];
    for (at, slot, way) in ways {
        let units = u32::try_from(network.on(way)).unwrap_or_default();
        if units > 0 {
            queues[slot].push(Run { units, ..runs[at] });
        }
    }
    Some(queues)
}

/// What it is worth to fill a slot with a unit: dear units into rewarded slots before anything else.
fn worth(call: &Call<'_>, slots: &[Slot], slot: usize, run: &Run) -> i128 {
    let reward_first = slots[slot].rewarded && slots.iter().any(|slot| !slot.rewarded);
    let price = i128::from(run.price_minor) << if reward_first { 48 } else { 0 };
    match call.rules.grouping {
        Grouping::Customer => price,
        Grouping::Retailer => -price,
        Grouping::BasketOrder => -i128::from(call.basket.scanned[run.line as usize]),
    }
}

/// The slot with the fewest units to choose from first, of equal ones the rewarded one; each takes what is worth most.
fn fill_scarce_first(
    call: &Call<'_>,
    slots: &[Slot],
    runs: &[Run],
    fits: &[Vec<bool>],
    count: u32,
) -> Option<Vec<Vec<Run>>> {
    let mut left: Vec<u32> = runs.iter().map(|run| run.units).collect();
    let mut queues = vec![Vec::new(); slots.len()];
    let available = |slot: usize| (0..runs.len()).filter(|at| fits[*at][slot]).map(|at| runs[at].units).sum::<u32>();
    let mut order: Vec<usize> = (0..slots.len()).collect();
    order.sort_by_key(|slot| (available(*slot), !slots[*slot].rewarded));
    let mut best_first: Vec<usize> = (0..runs.len()).collect();
    best_first.sort_by_key(|at| Reverse(worth(call, slots, 0, &runs[*at])));
    for slot in order {
        let mut missing = slots[slot].units.checked_mul(count)?;
        for at in best_first.iter().copied().filter(|at| fits[*at][slot]) {
            let units = left[at].min(missing);
            left[at] -= units;
            missing -= units;
            if units > 0 {
                queues[slot].push(Run { units, ..runs[at] });
            }
        }
        if missing > 0 {
            return None;
        }
    }
    Some(queues)
}
