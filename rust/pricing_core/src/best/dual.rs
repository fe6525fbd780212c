//! Shadow prices: what one more unit of each run could be worth at most. Any assignment saves at most the sum of them, so
//! they are the search's bound and, alone, the certificate of what a search that ended early may have missed.

use super::board::{Board, Offer, Terms};
use super::column::SCALE;
use super::own::Own;
use super::part::Part;
use crate::terms::{GroupOff, UnitOff, Which};

/// Rounds of lowering the shadow prices.
const PASSES: usize = 3;

/// Shadow prices that hold for every group an offer could ever form, listed or not: each unit carries its share.
pub(super) fn by_terms(board: &Board, offers: &[u32], shadow: &mut [i64]) {
    for &at in offers {
        let offer = &board.offers[at as usize];
        let most = most_value(board, offer);
        for &run in board.members_of(offer) {
            let share = share_of(board, offer, run, most);
            let shadow = &mut shadow[run as usize];
            *shadow = (*shadow).max(share);
        }
    }
}

/// The value of the dearest group, for offers whose saving grows with it.
fn most_value(board: &Board, offer: &Offer) -> i64 {
    let Terms::Bundle { first_slot, slots, .. } = offer.terms else { return 0 };
    let dearest = |slot: &super::board::BoardSlot| {
        let prices = board.members_of_slot(slot).iter().map(|&run| board.runs[run as usize].price_minor);
        prices.max().unwrap_or(0) * i64::from(slot.units)
    };
    board.slots_of(first_slot, slots).iter().map(dearest).sum()
}

fn share_of(board: &Board, offer: &Offer, at: u32, most: i64) -> i64 {
    let run = &board.runs[at as usize];
    let price = run.price_minor;
    match offer.terms {
        Terms::Group { n, off } => group_share(board, at, n, off),
        Terms::Bundle { off, .. } => match off {
            GroupOff::Price(bundle) if most > bundle => {
                scaled(i128::from(price) * i128::from(most - bundle), i128::from(most))
            }
            GroupOff::Price(_) => 0,
            // Rewarded slots or not, a unit never brings more than itself.
            GroupOff::Percent(_) | GroupOff::Amount(_) | GroupOff::Some { .. } => most_of_unit(board, at, off),
        },
        Terms::Distinct { first_tier, tiers } => {
            let best = board.tiers[first_tier as usize..(first_tier + tiers) as usize].iter().map(|tier| tier.1).max();
            // A set's percentage is rounded once: at most one minor unit above, shared by at least one unit.
            scaled(i128::from(price) * i128::from(best.unwrap_or(0)), 10_000) + SCALE
        }
        Terms::Spend { min_spend_minor, amount_minor } => {
            let part = price.min(min_spend_minor.max(1));
            scaled(i128::from(amount_minor) * i128::from(part), i128::from(min_spend_minor.max(1)))
        }
    }
}

/// Rounded up, so that shares never fall short.
fn scaled(minor: i128, parts: i128) -> i64 {
    i64::try_from((minor * i128::from(SCALE)).div_euclid(parts) + 1).unwrap_or(i64::MAX)
}

fn group_share(board: &Board, at: u32, n: u32, off: GroupOff) -> i64 {
    let run = &board.runs[at as usize];
    let per = i64::from(n);
    match off {
        GroupOff::Price(price) => (run.price_minor * SCALE - price * SCALE / per + 1).max(0),
        GroupOff::Percent(bp) => scaled(i128::from(run.price_minor) * i128::from(bp), 10_000) + SCALE / per + 1,
        GroupOff::Amount(amount) => amount * SCALE / per + 1,
        GroupOff::Some { units, which: Which::Cheapest, off } => {
            board.unit_off(run, off) * SCALE * i64::from(units) / per + SCALE + 1
        }
        GroupOff::Some { which: Which::Dearest, off, .. } => board.unit_off(run, off) * SCALE + SCALE,
    }
}

fn most_of_unit(board: &Board, at: u32, off: GroupOff) -> i64 {
    let run = &board.runs[at as usize];
    match off {
        GroupOff::Price(_) => run.room_minor * SCALE,
        GroupOff::Percent(bp) => board.unit_off(run, UnitOff::Percent(bp)) * SCALE + SCALE,
        GroupOff::Amount(amount) => amount * SCALE,
        GroupOff::Some { off, .. } => board.unit_off(run, off) * SCALE + SCALE,
    }
}

/// Shadow prices from the columns themselves: price-proportional shares, then lowered run by run as far as every column
/// stays covered. Tighter than [`by_terms`]; only for complete lists.
pub(super) fn by_columns(board: &Board, part: &Part<'_>, own: &Own, shadow: &mut [i64], of_run: &mut OfRun) {
    for &run in part.runs {
        shadow[run as usize] = own.rate(board, run);
    }
    for (_, column) in part.columns() {
        let cells = part.all.cells_of(column);
        let total: i64 =
            cells.iter().map(|&(run, units)| board.runs[run as usize].price_minor * i64::from(units)).sum();
        let value = column.value_minor * SCALE;
        for &(run, _) in cells {
            let price = board.runs[run as usize].price_minor;
            let share = match value.checked_mul(price) {
                Some(product) => product / total.max(1),
                None => i64::try_from(i128::from(value) * i128::from(price) / i128::from(total.max(1)))
                    .unwrap_or(i64::MAX - 1),
            };
            let shadow = &mut shadow[run as usize];
            *shadow = (*shadow).max(share + 1);
        }
    }
    of_run.build(part);
    for pass in 0..PASSES {
        for step in 0..part.runs.len() {
            let rank = if pass % 2 == 0 { step } else { part.runs.len() - 1 - step };
            let run = part.runs[rank];
            shadow[run as usize] = lowest(part, run, of_run.columns(rank), own.rate(board, run), shadow);
        }
    }
}

fn lowest(part: &Part<'_>, run: u32, touching: &[u32], floor: i64, shadow: &[i64]) -> i64 {
    let mut lowest = floor;
    for &at in touching {
        let column = &part.all.list[at as usize];
        let mut missing = column.value_minor * SCALE;
        let mut own = 0;
        for &(other, units) in part.all.cells_of(column) {
            if other == run {
                own += i64::from(units);
            } else {
                missing -= shadow[other as usize] * i64::from(units);
            }
        }
        if missing > lowest * own {
            lowest = if own == 1 { missing } else { (missing + own - 1) / own };
        }
    }
    lowest
}

/// What the units of a run could be worth at most, scaled, by how many are left: groups at the shadow price, or by
/// themselves. Only for runs that keep a table.
pub(super) fn worth_of(own: &Own, run: u32, shadow: i64, worth: &mut Vec<i64>) {
    worth.clear();
    worth.extend(own.table_of(run).iter().map(|value| value * SCALE));
    // One more unit at the shadow price, on what was best with one unit less.
    for left in 1..worth.len() {
        worth[left] = worth[left].max(worth[left - 1] + shadow);
    }
}

/// What all units of a run could be worth at most, scaled.
pub(super) fn worth_of_all(board: &Board, own: &Own, run: u32, shadow: i64) -> i64 {
    let table = own.table_of(run);
    let units = i64::from(board.runs[run as usize].units);
    if table.is_empty() {
        // Without a table the rest is worth its rate, and rounding less than one minor unit.
        return units * shadow.max(own.rate(board, run)) + SCALE;
    }
    let shadowed = (0..=units).rev().zip(table).map(|(grouped, value)| shadow * grouped + value * SCALE);
    shadowed.max().unwrap_or(0)
}

/// Which columns touch a run, by the run's rank in its component.
#[derive(Clone, Debug, Default)]
pub(super) struct OfRun {
    starts: Vec<u32>,
    columns: Vec<u32>,
    rank: Vec<u32>,
}

impl OfRun {
    fn build(&mut self, part: &Part<'_>) {
        self.starts.clear();
        self.starts.resize(part.runs.len() + 2, 0);
        for (rank, &run) in (0..).zip(part.runs) {
            if self.rank.len() <= run as usize {
                self.rank.resize(run as usize + 1, 0);
            }
            self.rank[run as usize] = rank;
        }
        for (_, column) in part.columns() {
            for &(run, _) in part.all.cells_of(column) {
                self.starts[self.rank[run as usize] as usize + 2] += 1;
            }
        }
        for at in 2..self.starts.len() {
            self.starts[at] += self.starts[at - 1];
        }
        self.columns.clear();
        self.columns.resize(self.starts.last().map_or(0, |last| *last as usize), 0);
        for (at, column) in part.columns() {
            for &(run, _) in part.all.cells_of(column) {
                let place = &mut self.starts[self.rank[run as usize] as usize + 1];
                self.columns[*place as usize] = at;
                *place += 1;
            }
        }
    }

    fn columns(&self, rank: usize) -> &[u32] {
        &self.columns[self.starts[rank] as usize..self.starts[rank + 1] as usize]
    }
}
