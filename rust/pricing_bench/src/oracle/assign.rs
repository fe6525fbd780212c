//! The best assignment of units to exclusive promotions, by trying every one.

use super::case::{Case, Kind, Offer};
use super::saving::{application, equal_units, reach_bits};
use super::units::{Unit, holds};

/// How often each stacking group may still fire.
pub type GroupsLeft = Vec<usize>;

/// The most that the exclusive offers of one layer can take off. Units are at most 12.
pub fn most(case: &Case, offers: &[&Offer], units: &[Unit], left: &GroupsLeft) -> i64 {
    let ready: Vec<&Offer> = offers.iter().filter(|offer| holds(case, offer, units)).copied().collect();
    selections(&ready, left).iter().map(|offers| most_of(case, offers, units)).max().unwrap_or_default()
}

/// The most that one offer's groups can take off these units, conditions aside.
pub fn most_alone(case: &Case, offer: &Offer, units: &[Unit]) -> i64 {
    most_of(case, &[offer], units)
}

/// Every largest selection of offers that the stacking groups allow.
fn selections<'a>(offers: &[&'a Offer], left: &GroupsLeft) -> Vec<Vec<&'a Offer>> {
    let Some((first, others)) = offers.split_first() else { return vec![Vec::new()] };
    let with = |left: &GroupsLeft| {
        selections(others, left).into_iter().map(|mut rest| {
            rest.insert(0, *first);
            rest
        })
    };
    match first.stack_group {
        None => with(left).collect(),
        Some(group) if left[group] == 0 => selections(others, left),
        Some(group) => {
            let mut less = left.clone();
            less[group] -= 1;
            with(&less).chain(selections(others, left)).collect()
        }
    }
}

/// `best[taken]` is the most that groups of exactly these units save; then the rests.
fn most_of(case: &Case, offers: &[&Offer], units: &[Unit]) -> i64 {
    let all = (1 << units.len()) - 1;
    let mut best: Vec<Option<i64>> = vec![None; all + 1];
    best[0] = Some(0);
    for offer in offers.iter().filter(|offer| !matches!(offer.kind, Kind::Unit(_))) {
        let reach = reach_bits(offer, units);
        let worth: Vec<i64> = (0..=all)
            .map(|bits| if bits & !reach == 0 { application(offer, &chosen(units, bits), case.rounding) } else { 0 })
            .collect();
        for _ in 0..groups_at_most(offer, units.len()) {
            let more = one_more_group(&best, &worth, reach);
            if more == best {
                break;
            }
            best = more;
        }
    }
    let total = |taken: usize| best[taken].map(|saved| saved + rests(case, offers, &chosen(units, all & !taken)));
    (0..=all).filter_map(total).max().unwrap_or_default()
}

/// Each state as it is or with one more group.
fn one_more_group(best: &[Option<i64>], worth: &[i64], reach: usize) -> Vec<Option<i64>> {
    let mut more = best.to_vec();
    for (taken, saved) in best.iter().enumerate() {
        let Some(saved) = saved else { continue };
        let free = reach & !taken;
        let mut group = free;
        while group > 0 {
            let with = Some(saved + worth[group]);
            if worth[group] > 0 && with > more[taken | group] {
                more[taken | group] = with;
            }
            group = (group - 1) & free;
        }
    }
    more
}

fn groups_at_most(offer: &Offer, units: usize) -> usize {
    let usual = if matches!(offer.kind, Kind::Spend(..)) { 1 } else { units };
    offer.per_basket.unwrap_or(usual)
}

/// What is left over: equal-priced units of a line take the one best promotion of single units.
fn rests(case: &Case, offers: &[&Offer], units: &[Unit]) -> i64 {
    let mut saved = 0;
    let mut sorted = units.to_vec();
    sorted.sort_by_key(|unit| (unit.line, unit.price));
    for equal in sorted.chunk_by(|a, b| a.line == b.line && a.price == b.price) {
        let of = |offer: &&Offer| match offer.kind {
            Kind::Unit(off) if reach_bits(offer, &equal[..1]) == 1 => equal_units(equal, off, case.rounding),
            _ => 0,
        };
        saved += offers.iter().map(of).max().unwrap_or_default().max(0);
    }
    saved
}

fn chosen(units: &[Unit], bits: usize) -> Vec<Unit> {
    (0..units.len()).filter(|place| bits >> place & 1 == 1).map(|place| units[place]).collect()
}
