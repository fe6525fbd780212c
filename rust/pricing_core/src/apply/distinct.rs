//! Sets of different items: the larger the set, the higher its percentage. Taking the largest sets first is wrong (the
//! Potter kata: 4 + 4 beats 5 + 3), so numbers of sets of each size are searched.

mod sizes;

use std::cmp::Reverse;

use super::flow::Network;
use super::reward::{Member, parts};
use super::{Call, Taken};
use crate::policy::Grouping;
use crate::pool::Run;
use crate::terms::GroupOff;

/// Runs up to which units are given to tiers by the exact flow.
const MAX_FLOW_RUNS: usize = 128;

/// The partition into sets that saves most; `tiers` are (different items, 1/100 % off the set), ascending.
pub fn apply(call: &Call<'_>, tiers: &[(u32, u32)], runs: &[Run]) -> Taken {
    let sets = Sets { call, tiers, runs, items: by_item(call, runs) };
    let counts = sizes::best(&sets);
    let mut taken = Taken::default();
    if let Some(filled) = sets.fill(&counts) {
        for ((count, (_, percent_bp)), units) in counts.iter().zip(tiers).zip(filled.units) {
            deal(call, *percent_bp, *count, units, &mut taken);
        }
    }
    taken
}

/// The units out of which sets are made.
struct Sets<'a> {
    call: &'a Call<'a>,
    tiers: &'a [(u32, u32)],
    runs: &'a [Run],
    items: Vec<Vec<usize>>,
}

/// Units for each tier's sets, and what they save together, in 1/10,000 minor unit.
struct Filled {
    units: Vec<Vec<Run>>,
    saved: i128,
}

/// Places of the runs of each item.
fn by_item(call: &Call<'_>, runs: &[Run]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..runs.len()).collect();
    let item = |at: usize| call.basket.item_of(runs[at].line);
    order.sort_by_key(|at| (item(*at), Reverse(runs[*at].price_minor), runs[*at].line));
    order.chunk_by(|one, other| item(*one) == item(*other)).map(<[usize]>::to_vec).collect()
}

impl Sets<'_> {
    /// `counts[t]` sets of `tiers[t].0` different items, the dearest units under the highest percentages; `None` if there are
    /// not enough different items. An item gives a tier at most as many units as the tier has sets.
    fn fill(&self, counts: &[u32]) -> Option<Filled> {
        if self.runs.len() > MAX_FLOW_RUNS {
            return self.fill_dearest_first(counts);
        }
        let tiers = self.tiers.len();
        let (first_cell, first_tier) = (1 + self.runs.len(), 1 + self.runs.len() + self.items.len() * tiers);
        let sink = first_tier + tiers;
        let mut network = Network::new(sink + 1);
        let mut ways = Vec::new();
        let mut needed = 0;
        for (tier, (size, percent_bp)) in self.tiers.iter().enumerate() {
            let demand = i64::from(*size) * i64::from(counts[tier]);
            network.add(first_tier + tier, sink, demand, 0);
            needed += demand;
            for (item, runs) in self.items.iter().enumerate().filter(|_| counts[tier] > 0) {
                let cell = first_cell + item * tiers + tier;
                network.add(cell, first_tier + tier, i64::from(counts[tier]), 0);
                for at in runs {
                    let value = i128::from(self.runs[*at].price_minor) * i128::from(*percent_bp);
                    let worth = if self.call.rules.grouping == Grouping::Retailer { -value } else { value };
                    ways.push((*at, tier, network.add(1 + at, cell, i64::from(self.runs[*at].units), worth)));
                }
            }
        }
        for (at, run) in self.runs.iter().enumerate() {
            network.add(0, 1 + at, i64::from(run.units), 0);
        }
        (network.send(0, sink, needed) == needed).then(|| self.read(&network, &ways))
    }

    fn read(&self, network: &Network, ways: &[(usize, usize, usize)]) -> Filled {
        let mut filled = Filled { units: vec![Vec::new(); self.tiers.len()], saved: 0 };
        for (at, tier, way) in ways {
            let run = Run { units: u32::try_from(network.on(*way)).unwrap_or_default(), ..self.runs[*at] };
            if run.units > 0 {
                filled.saved += i128::from(run.value_minor()) * i128::from(self.tiers[*tier].1);
                filled.units[*tier].push(run);
            }
        }
        filled
    }
}

impl Sets<'_> {
    /// As [`Sets::fill`] where there are many items: each tier, the highest percentage first, takes the dearest units.
    fn fill_dearest_first(&self, counts: &[u32]) -> Option<Filled> {
        let mut left: Vec<u32> = self.runs.iter().map(|run| run.units).collect();
        let mut order: Vec<(usize, usize)> =
            self.items.iter().enumerate().flat_map(|(item, runs)| runs.iter().map(move |at| (*at, item))).collect();
        order.sort_by_key(|(at, _)| (Reverse(self.runs[*at].price_minor), self.runs[*at].line));
        let mut tiers: Vec<usize> = (0..self.tiers.len()).collect();
        tiers.sort_by_key(|tier| Reverse(self.tiers[*tier].1));
        let mut filled = Filled { units: vec![Vec::new(); tiers.len()], saved: 0 };
        for tier in tiers {
            let mut missing = self.tiers[tier].0 * counts[tier];
            let mut of_item = vec![counts[tier]; self.items.len()];
            for (at, item) in &order {
                let run = Run { units: left[*at].min(of_item[*item]).min(missing), ..self.runs[*at] };
                missing -= run.units;
                of_item[*item] -= run.units;
                left[*at] -= run.units;
                if run.units > 0 {
                    filled.saved += i128::from(run.value_minor()) * i128::from(self.tiers[tier].1);
                    filled.units[tier].push(run);
                }
            }
            if missing > 0 {
                return None;
            }
        }
        Some(filled)
    }
}

/// Deals units round a table of `count` sets, one item after the other: as no item has more units here than there are sets,
/// none is dealt twice to one set. Neighbours that get the same are formed at once.
fn deal(call: &Call<'_>, percent_bp: u32, count: u32, mut units: Vec<Run>, taken: &mut Taken) {
    units.sort_by_key(|run| (call.basket.item_of(run.line), Reverse(run.price_minor), run.line));
    let mut dealt: Vec<(Run, u32)> = Vec::with_capacity(units.len());
    let mut cuts = vec![0, count];
    let mut seat = 0;
    for run in units {
        dealt.push((run, seat));
        seat = (seat + run.units) % count;
        cuts.push(seat);
    }
    cuts.sort_unstable();
    cuts.dedup();
    for piece in cuts.windows(2) {
        let sits = |(run, seat): &&(Run, u32)| (piece[0] + count - seat) % count < run.units;
        let member = |(run, _): &(Run, u32)| Member { run: Run { units: 1, ..*run }, rewarded: true };
        let mut members: Vec<Member> = dealt.iter().filter(sits).map(member).collect();
        let groups = piece[1] - piece[0];
        if let Some(parts) = parts(call, GroupOff::Percent(percent_bp), &mut members, groups) {
            taken.push(parts, groups);
        }
    }
}
