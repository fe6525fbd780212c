//! Sets of different items: the larger the set, the higher its percentage. Taking the largest sets first is wrong (the
//! Potter kata: 4 + 4 beats 5 + 3), so numbers of sets of each size are searched.

use super::flow::Network;
use super::reward::{Member, parts};
use super::{Call, Taken};
use crate::policy::{Grouping, RoundingMode};
use crate::pool::Run;
use crate::rounding::divide;
use crate::terms::GroupOff;

/// Combinations of set sizes looked at.
const MAX_COMBINATIONS: u32 = 4_096;

/// Units up to which the search is over everything; of more, whole largest sets are formed first.
const MAX_SEARCHED_UNITS: u32 = 40;

/// The partition into sets that saves most; `tiers` are (different items, 1/100 % off the set), ascending.
pub fn apply(call: &Call<'_>, tiers: &[(u32, u32)], runs: &[Run]) -> Taken {
    let mut sets = Sets { call, tiers, taken: Taken::default() };
    let mut left = runs.to_vec();
    sets.form_plenty(&mut left);
    let counts = best_counts(&sets, &left);
    sets.form_counts(&left, &counts);
    sets.taken
}

struct Sets<'a> {
    call: &'a Call<'a>,
    tiers: &'a [(u32, u32)],
    taken: Taken,
}

/// One item's runs, dearest first.
type ItemRuns = Vec<usize>;

impl Sets<'_> {
    fn left(&self) -> u32 {
        self.call.rules.applications - self.taken.count()
    }

    fn push(&mut self, percent_bp: u32, mut members: Vec<Member>, groups: u32) {
        if let Some(parts) = parts(self.call, GroupOff::Percent(percent_bp), &mut members, groups) {
            self.taken.push(parts, groups);
        }
    }

    /// Items of which there are many make whole largest sets until few enough units for the search are left.
    fn form_plenty(&mut self, left: &mut Vec<Run>) {
        let Some((size, percent_bp)) = self.tiers.last().copied() else { return };
        let size_usize = size as usize;
        // Each round empties a run or ends the loop.
        while left.iter().map(|run| run.units).sum::<u32>() > MAX_SEARCHED_UNITS && self.left() > 0 {
            let mut items = by_item(self.call, left);
            let count = |runs: &ItemRuns| runs.iter().map(|at| left[*at].units).sum::<u32>();
            items.sort_by_key(|runs| std::cmp::Reverse(count(runs)));
            if items.len() < size_usize || count(&items[size_usize - 1]) <= size {
                return;
            }
            let heads: Vec<usize> = items[..size_usize].iter().map(|runs| runs[0]).collect();
            let spare = items[..size_usize].iter().map(|runs| left[runs[0]].units.min(count(runs) - size)).min();
            let groups = spare.unwrap_or(1).clamp(1, self.left());
            let members =
                heads.iter().map(|at| Member { run: Run { units: 1, ..left[*at] }, rewarded: true }).collect();
            self.push(percent_bp, members, groups);
            for at in heads {
                left[at].units -= groups;
            }
            left.retain(|run| run.units > 0);
        }
    }

    /// Forms so many sets of each tier's size.
    fn form_counts(&mut self, runs: &[Run], counts: &[u32]) {
        let Some(filled) = fill(self.call, self.tiers, runs, counts) else { return };
        for (tier, mut cells) in filled.into_iter().enumerate() {
            let (size, percent_bp) = self.tiers[tier];
            let sets = counts[tier] as usize;
            // An item has at most as many units here as there are sets, so dealing the units of one item after the other
            // round the table never deals an item twice to a set.
            let mut tables: Vec<Vec<Member>> = vec![Vec::with_capacity(size as usize); sets];
            let mut seat = 0;
            cells.sort_by_key(|run| (self.call.basket.item_of(run.line), std::cmp::Reverse(run.price_minor), run.line));
            for run in cells {
                for _ in 0..run.units {
                    tables[seat].push(Member { run: Run { units: 1, ..run }, rewarded: true });
                    seat = (seat + 1) % sets;
                }
            }
            for members in tables {
                self.push(percent_bp, members, 1);
            }
        }
    }
}

/// Places of the runs of each item.
fn by_item(call: &Call<'_>, runs: &[Run]) -> Vec<ItemRuns> {
    let mut order: Vec<usize> = (0..runs.len()).collect();
    let item = |at: usize| call.basket.item_of(runs[at].line);
    order.sort_by_key(|at| (item(*at), std::cmp::Reverse(runs[*at].price_minor), runs[*at].line));
    order.chunk_by(|one, other| item(*one) == item(*other)).map(<[usize]>::to_vec).collect()
}

/// Units of each tier's sets: `counts[t]` sets of `tiers[t].0` different items, the units worth most under the highest
/// percentages; `None` if there are not enough different items.
fn fill(call: &Call<'_>, tiers: &[(u32, u32)], runs: &[Run], counts: &[u32]) -> Option<Vec<Vec<Run>>> {
    let items = by_item(call, runs);
    let (first_cell, first_tier) = (1 + runs.len(), 1 + runs.len() + items.len() * tiers.len());
    let sink = first_tier + tiers.len();
    let mut network = Network::new(sink + 1);
    let mut ways = Vec::new();
    let mut needed = 0;
    for (tier, (size, percent_bp)) in tiers.iter().enumerate() {
        let demand = i64::from(*size) * i64::from(counts[tier]);
        network.add(first_tier + tier, sink, demand, 0);
        needed += demand;
        for (item, runs_of) in items.iter().enumerate() {
            let cell = first_cell + item * tiers.len() + tier;
            network.add(cell, first_tier + tier, i64::from(counts[tier]), 0);
            for at in runs_of {
                let value = i128::from(runs[*at].price_minor) * i128::from(*percent_bp);
                let value = if call.rules.grouping == Grouping::Retailer { -value } else { value };
                ways.push((*at, tier, network.add(1 + at, cell, i64::from(runs[*at].units), value)));
            }
        }
    }
    for (at, run) in runs.iter().enumerate() {
        network.add(0, 1 + at, i64::from(run.units), 0);
    }
    if network.send(0, sink, needed) < needed {
        return None;
    }
    let mut filled = vec![Vec::new(); tiers.len()];
    for (at, tier, way) in ways {
        let units = u32::try_from(network.on(way)).unwrap_or_default();
        if units > 0 {
            filled[tier].push(Run { units, ..runs[at] });
        }
    }
    Some(filled)
}

/// How many sets of each size save most, by depth-first search from the largest size down, with what the dearest units
/// could save at best as the bound.
fn best_counts(sets: &Sets<'_>, runs: &[Run]) -> Vec<u32> {
    let mut prices: Vec<i64> = Vec::new();
    for run in runs.iter().filter(|_| !sets.tiers.is_empty()) {
        prices.extend((0..run.units.min(MAX_SEARCHED_UNITS)).map(|_| run.price_minor));
    }
    prices.sort_unstable_by_key(|price| std::cmp::Reverse(*price));
    let mut search = Search { sets, runs, prices, best: (0, vec![0; sets.tiers.len()]), nodes: 0 };
    let mut counts = vec![0; sets.tiers.len()];
    search.visit(sets.tiers.len(), &mut counts);
    search.best.1
}

struct Search<'a> {
    sets: &'a Sets<'a>,
    runs: &'a [Run],
    prices: Vec<i64>,
    best: (i64, Vec<u32>),
    nodes: u32,
}

impl Search<'_> {
    /// Tries every number of sets for the tiers below `until`; those above are fixed.
    fn visit(&mut self, until: usize, counts: &mut Vec<u32>) {
        self.nodes += 1;
        if self.nodes > MAX_COMBINATIONS || self.bound(until, counts) <= self.best.0 {
            return;
        }
        let Some(tier) = until.checked_sub(1) else {
            self.weigh(counts);
            return;
        };
        let used: u32 = self.sets.tiers.iter().zip(&*counts).map(|((size, _), count)| size * count).sum();
        let formed: u32 = counts.iter().sum();
        let left = u32::try_from(self.prices.len()).unwrap_or(u32::MAX).saturating_sub(used);
        let most = (left / self.sets.tiers[tier].0.max(1)).min(self.sets.left().saturating_sub(formed));
        for count in (0..=most).rev() {
            counts[tier] = count;
            self.visit(tier, counts);
        }
        counts[tier] = 0;
    }

    /// What the sets would save at best, in minor units: the dearest units under the highest percentages, the units that
    /// are left under the best of the tiers that are still open. What single sets gain by rounding is not searched for.
    fn bound(&self, until: usize, counts: &[u32]) -> i64 {
        let mut rates: Vec<(u32, usize)> = (until..counts.len())
            .map(|tier| (self.sets.tiers[tier].1, (self.sets.tiers[tier].0 * counts[tier]) as usize))
            .collect();
        if let Some(open) = self.sets.tiers[..until].iter().map(|tier| tier.1).max() {
            rates.push((open, self.prices.len()));
        }
        rates.sort_unstable_by_key(|rate| std::cmp::Reverse(rate.0));
        let mut prices = self.prices.iter();
        let mut saved = 0;
        for (percent_bp, units) in rates {
            let value: i64 = prices.by_ref().take(units).sum();
            saved += i128::from(value) * i128::from(percent_bp);
        }
        i64::try_from(divide(saved, 10_000, RoundingMode::Up)).unwrap_or(i64::MAX)
    }

    fn weigh(&mut self, counts: &[u32]) {
        if fill(self.sets.call, self.sets.tiers, self.runs, counts).is_some() {
            let mut trial = Sets { call: self.sets.call, tiers: self.sets.tiers, taken: Taken::default() };
            trial.form_counts(self.runs, counts);
            let saving_minor = trial.taken.saving_minor();
            if saving_minor > self.best.0 {
                self.best = (saving_minor, counts.to_vec());
            }
        }
    }
}
