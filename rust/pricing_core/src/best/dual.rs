//! Shadow prices: what one more unit of each run could be worth at most. Any assignment saves at most the sum of them, so
//! they are the search's bound and, alone, the certificate of what a search that ended early may have missed.

use super::board::{Board, Offer, Rest, Terms};
use super::column::{Columns, SCALE};
use crate::policy::RoundingLevel;
use crate::terms::{GroupOff, UnitOff, Which};

/// Rounds of lowering the shadow prices.
const PASSES: usize = 3;

/// What a unit of the run gets as rest, scaled: at least `floor`, at most `ceil`, up to the rounding of the run's rest.
pub fn rest_rates(board: &Board, floor: &mut Vec<i64>) {
    floor.clear();
    floor.extend(board.runs.iter().map(|run| match run.rest {
        Rest::Nothing => 0,
        Rest::Each(each) => each.min(run.room_minor) * SCALE,
        Rest::Percent(bp) if board.rounding.level == RoundingLevel::Unit => {
            board.percent_of(run.price_minor, bp).min(run.room_minor) * SCALE
        }
        Rest::Percent(bp) => {
            let exact = run.price_minor.min(i64::MAX / SCALE / 10_000) * SCALE * i64::from(bp) / 10_000;
            exact.min(run.room_minor * SCALE)
        }
    }));
}

/// Shadow prices that hold for every group an offer could ever form, listed or not: each unit carries its share.
pub fn by_terms(board: &Board, offers: &[u32], shadow: &mut [i64]) {
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
            board.unit_off(run, off) * SCALE * i64::from(units) / per + 1
        }
        GroupOff::Some { which: Which::Dearest, off, .. } => board.unit_off(run, off) * SCALE,
    }
}

fn most_of_unit(board: &Board, at: u32, off: GroupOff) -> i64 {
    let run = &board.runs[at as usize];
    match off {
        GroupOff::Price(_) => run.room_minor * SCALE,
        GroupOff::Percent(bp) => board.unit_off(run, UnitOff::Percent(bp)) * SCALE + SCALE,
        GroupOff::Amount(amount) => amount * SCALE,
        GroupOff::Some { off, .. } => board.unit_off(run, off) * SCALE,
    }
}

/// Shadow prices from the columns themselves: price-proportional shares, then lowered run by run as far as every column
/// stays covered. Tighter than [`by_terms`]; only for complete lists.
pub fn by_columns(
    board: &Board,
    columns: &Columns,
    runs: &[u32],
    rest_floor: &[i64],
    shadow: &mut [i64],
    of_run: &OfRun,
) {
    for &run in runs {
        shadow[run as usize] = rest_floor[run as usize];
    }
    for column in &columns.list {
        let cells = columns.cells_of(column);
        let total: i64 =
            cells.iter().map(|&(run, units)| board.runs[run as usize].price_minor * i64::from(units)).sum();
        for &(run, _) in cells {
            let share =
                i128::from(column.value_minor) * i128::from(SCALE) * i128::from(board.runs[run as usize].price_minor);
            let share = i64::try_from(share / i128::from(total.max(1)) + 1).unwrap_or(i64::MAX);
            let shadow = &mut shadow[run as usize];
            *shadow = (*shadow).max(share);
        }
    }
    for pass in 0..PASSES {
        for step in 0..runs.len() {
            let run = if pass % 2 == 0 { runs[step] } else { runs[runs.len() - 1 - step] };
            shadow[run as usize] = lowest(columns, run, of_run.columns(run), rest_floor[run as usize], shadow);
        }
    }
}

fn lowest(columns: &Columns, run: u32, touching: &[u32], floor: i64, shadow: &[i64]) -> i64 {
    let mut lowest = floor;
    for &at in touching {
        let column = &columns.list[at as usize];
        let mut missing = column.value_minor * SCALE;
        let mut own = 0;
        for &(other, units) in columns.cells_of(column) {
            if other == run {
                own += i64::from(units);
            } else {
                missing -= shadow[other as usize] * i64::from(units);
            }
        }
        if missing > lowest * own {
            lowest = (missing + own - 1) / own;
        }
    }
    lowest
}

/// Which columns touch a run.
#[derive(Clone, Debug, Default)]
pub struct OfRun {
    starts: Vec<u32>,
    columns: Vec<u32>,
}

impl OfRun {
    /// Builds the lists for a component.
    pub fn build(&mut self, columns: &Columns, runs: usize) {
        self.starts.clear();
        self.starts.resize(runs + 2, 0);
        for column in &columns.list {
            for &(run, _) in columns.cells_of(column) {
                self.starts[run as usize + 2] += 1;
            }
        }
        for at in 2..self.starts.len() {
            self.starts[at] += self.starts[at - 1];
        }
        self.columns.clear();
        self.columns.resize(self.starts.last().map_or(0, |last| *last as usize), 0);
        for (at, column) in columns.list.iter().enumerate() {
            for &(run, _) in columns.cells_of(column) {
                let place = &mut self.starts[run as usize + 1];
                self.columns[*place as usize] = u32::try_from(at).unwrap_or(u32::MAX);
                *place += 1;
            }
        }
    }

    /// The columns of a run.
    pub fn columns(&self, run: u32) -> &[u32] {
        &self.columns[self.starts[run as usize] as usize..self.starts[run as usize + 1] as usize]
    }
}
