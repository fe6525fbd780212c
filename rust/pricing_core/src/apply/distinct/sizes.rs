//! How many sets of each size save most.

use std::cmp::Reverse;

use super::Sets;
use crate::apply::pick::units;

/// Combinations of set sizes looked at in one round.
const MAX_COMBINATIONS: u32 = 4_096;

/// Units up to which every combination is looked at; of more, coarse steps come first and finer ones around the best.
const MAX_FINE_UNITS: u32 = 40;

/// The numbers of sets, tier by tier. What single sets gain by rounding is not searched for.
pub(super) fn best(sets: &Sets<'_>) -> Vec<u32> {
    let available = units(sets.runs);
    let limit = sets.call.rules.applications;
    let most: Vec<u32> = sets.tiers.iter().map(|(size, _)| (available / (*size).max(1)).min(limit)).collect();
    let mut dearest: Vec<(i64, u32)> = sets.runs.iter().map(|run| (run.price_minor, run.units)).collect();
    dearest.sort_unstable_by_key(|(price, _)| Reverse(*price));
    let none = vec![0; sets.tiers.len()];
    let mut search =
        Search { sets, dearest, available, step: 1, from: none.clone(), to: most.clone(), best: (0, none), nodes: 0 };
    if available > MAX_FINE_UNITS {
        search.step = (available / 8).next_power_of_two();
    }
    for _ in 0..MAX_ROUNDS {
        let before = search.best.0;
        search.nodes = 0;
        search.visit(sets.tiers.len(), &mut vec![0; sets.tiers.len()]);
        if search.step == 1 && (search.best.0 == before || available <= MAX_FINE_UNITS) {
            break;
        }
        if search.best.0 == before || search.to == most {
            search.step = (search.step / 2).max(1);
        }
        search.from = search.best.1.iter().map(|count| count.saturating_sub(2 * search.step)).collect();
        search.to = search.best.1.iter().zip(&most).map(|(count, most)| (count + 2 * search.step).min(*most)).collect();
    }
    search.best.1
}

/// Rounds, each a step of the best found on the way down to single sets.
const MAX_ROUNDS: u32 = 64;

/// Depth-first search over the numbers of sets, from the largest size down.
struct Search<'a> {
    sets: &'a Sets<'a>,
    /// (price, units), dearest first.
    dearest: Vec<(i64, u32)>,
    available: u32,
    step: u32,
    from: Vec<u32>,
    to: Vec<u32>,
    best: (i128, Vec<u32>),
    nodes: u32,
}

impl Search<'_> {
    /// Tries the numbers for the tiers below `until`; those above are fixed.
    fn visit(&mut self, until: usize, counts: &mut Vec<u32>) {
        self.nodes += 1;
        if self.nodes > MAX_COMBINATIONS || self.bound(until, counts) <= self.best.0 {
            return;
        }
        let Some(tier) = until.checked_sub(1) else {
            if let Some(filled) = self.sets.fill(counts).filter(|filled| filled.saved > self.best.0) {
                self.best = (filled.saved, counts.clone());
            }
            return;
        };
        let used: u32 = self.sets.tiers.iter().zip(&*counts).map(|((size, _), count)| size * count).sum();
        let formed: u32 = counts.iter().sum();
        let fit = (self.available - used) / self.sets.tiers[tier].0.max(1);
        let to = self.to[tier].min(fit).min(self.sets.call.rules.applications - formed);
        let mut count = to;
        while count >= self.from[tier] {
            counts[tier] = count;
            self.visit(tier, counts);
            match count.checked_sub(self.step) {
                Some(fewer) => count = fewer,
                None => break,
            }
        }
        counts[tier] = 0;
    }

    /// At most this is saved, in 1/10,000 minor unit: the dearest units under the highest percentages, the units that are
    /// left under the best of the tiers that are still open.
    fn bound(&self, until: usize, counts: &[u32]) -> i128 {
        let fixed = (until..counts.len()).map(|tier| (self.sets.tiers[tier].1, self.sets.tiers[tier].0 * counts[tier]));
        let mut rates: Vec<(u32, u32)> = fixed.collect();
        rates.extend(self.sets.tiers[..until].iter().map(|tier| tier.1).max().map(|rate| (rate, u32::MAX)));
        rates.sort_unstable_by_key(|(rate, _)| Reverse(*rate));
        let mut rates = rates.into_iter();
        let mut rate = rates.next().unwrap_or_default();
        let mut saved = 0;
        for (price_minor, mut units) in self.dearest.iter().copied() {
            while units > 0 {
                let covered = units.min(rate.1);
                saved += i128::from(price_minor) * i128::from(covered) * i128::from(rate.0);
                units -= covered;
                rate.1 -= covered;
                if rate.1 == 0 {
                    let Some(next) = rates.next() else { return saved };
                    rate = next;
                }
            }
        }
        saved
    }
}
