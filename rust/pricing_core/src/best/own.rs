//! What a run does by itself: its rest, and the groups of offers that touch no other run. Folded into one table per run,
//! so that only offers with several runs are left to assign.

use super::board::{Board, Offer, Rest, Run, Terms};
use super::column::SCALE;

/// Runs with more units keep no table: they are only walked, or taken greedily.
pub(crate) const MAX_TABLE_UNITS: u32 = 64;

const NONE: u32 = u32::MAX;

/// A group of an offer on one run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Single {
    /// The run.
    pub(super) run: u32,
    /// The offer's place on the board.
    pub(super) offer: u32,
    /// Units of a group.
    pub(super) units: u32,
    /// What it saves.
    pub(super) value_minor: i64,
    rank: u32,
    first_time: u32,
}

/// The tables.
#[derive(Clone, Debug, Default)]
pub(super) struct Own {
    came: Vec<Single>,
    last_of_run: Vec<u32>,
    /// By run, then in the order they came.
    singles: Vec<Single>,
    /// Run -> its first single.
    of_run: Vec<u32>,
    /// Run -> its first value.
    starts: Vec<u32>,
    /// What so many units save at most by themselves.
    values: Vec<i64>,
    /// What the run loses at least if so many units go elsewhere.
    losses: Vec<i64>,
    /// Single, units -> how often it is taken.
    times: Vec<u32>,
}

impl Own {
    /// Takes an offer of one run in; false if it has more runs, or is not this simple.
    pub(super) fn take_in(&mut self, board: &Board, at: u32, offer: &Offer) -> bool {
        let ([run], 1) = (board.members_of(offer), offer.whole) else { return false };
        let run = *run;
        let on = &board.runs[run as usize];
        if on.units > MAX_TABLE_UNITS {
            return false;
        }
        let (units, value_minor) = match offer.terms {
            Terms::Group { n, .. } if n > on.units => return true,
            Terms::Group { n, off } => (n, board.group_minor(off, &[(run, n)])),
            Terms::Spend { min_spend_minor, .. } if on.price_minor * i64::from(on.units) < min_spend_minor => {
                return true;
            }
            Terms::Spend { min_spend_minor, amount_minor } => {
                let units = (1..on.units).find(|&units| on.price_minor * i64::from(units) >= min_spend_minor);
                let units = units.unwrap_or(on.units);
                if on.room_minor * i64::from(units) < amount_minor && units < on.units {
                    return false;
                }
                (units, amount_minor.min(on.room_minor * i64::from(units)))
            }
            Terms::Bundle { .. } | Terms::Distinct { .. } => return false,
        };
        if value_minor > 0 {
            self.keep(Single { run, offer: at, units, value_minor, rank: offer.rank, first_time: 0 }, on.units == 1);
        }
        true
    }

    /// Of a run of one unit only the best single matters; of equal ones the first.
    fn keep(&mut self, single: Single, only_best: bool) {
        let last = self.last_of_run[single.run as usize];
        if only_best && last != NONE {
            let known = &mut self.came[last as usize];
            if (single.value_minor, known.rank) > (known.value_minor, single.rank) {
                *known = single;
            }
            return;
        }
        self.last_of_run[single.run as usize] = index(self.came.len());
        self.came.push(single);
    }

    /// Begins with nothing, keeping the memory.
    pub(super) fn start(&mut self, board: &Board) {
        self.came.clear();
        self.last_of_run.clear();
        self.last_of_run.resize(board.runs.len(), NONE);
    }

    /// Makes the tables once all offers are in.
    pub(super) fn settle(&mut self, board: &Board) {
        self.sort(board.runs.len());
        self.starts.clear();
        self.values.clear();
        self.losses.clear();
        self.times.clear();
        for (at, run) in board.runs.iter().enumerate() {
            self.starts.push(index(self.values.len()));
            let singles = self.of_run[at] as usize..self.of_run[at + 1] as usize;
            if run.units == 1 {
                self.table_of_one(board, run, singles);
            } else if run.units <= MAX_TABLE_UNITS {
                self.table(board, run, singles);
            }
        }
        self.starts.push(index(self.values.len()));
    }

    /// Counting sort by run, then by document order.
    fn sort(&mut self, runs: usize) {
        self.of_run.clear();
        self.of_run.resize(runs + 2, 0);
        for single in &self.came {
            self.of_run[single.run as usize + 2] += 1;
        }
        for at in 2..self.of_run.len() {
            self.of_run[at] += self.of_run[at - 1];
        }
        self.singles.clear();
        self.singles.extend_from_slice(&self.came);
        for single in &self.came {
            let place = &mut self.of_run[single.run as usize + 1];
            self.singles[*place as usize] = *single;
            *place += 1;
        }
        for run in 0..runs {
            let own = self.of_run[run] as usize..self.of_run[run + 1] as usize;
            if own.len() > 1 {
                self.singles[own].sort_unstable_by_key(|single| single.rank);
            }
        }
    }

    fn table(&mut self, board: &Board, run: &Run, singles: std::ops::Range<usize>) {
        let start = self.values.len();
        if run.rest == Rest::Nothing {
            self.values.resize(start + run.units as usize + 1, 0);
        } else {
            self.values.extend((0..=run.units).map(|units| board.rest_minor(run, units)));
        }
        for at in singles {
            self.fold(board, start, at);
        }
        let values = &self.values[start..];
        self.losses.push(0);
        for gone in 1..values.len() {
            let least = (gone..values.len()).map(|units| values[units] - values[units - gone]).min();
            self.losses.push(least.unwrap_or(0));
        }
    }

    /// As [`Own::table`], for the most frequent run.
    fn table_of_one(&mut self, board: &Board, run: &Run, singles: std::ops::Range<usize>) {
        let mut one = board.rest_minor(run, 1);
        for single in &mut self.singles[singles] {
            let taken = single.value_minor > one && board.offers[single.offer as usize].limit > 0;
            single.first_time = index(self.times.len());
            self.times.extend([0, u32::from(taken)]);
            one = if taken { single.value_minor } else { one };
        }
        self.values.extend([0, one]);
        self.losses.extend([0, one]);
    }

    /// `values[k]` becomes the most that `k` units save with this single, too.
    fn fold(&mut self, board: &Board, start: usize, at: usize) {
        let single = self.singles[at];
        let limit = board.offers[single.offer as usize].limit;
        self.singles[at].first_time = index(self.times.len());
        let values = &mut self.values[start..];
        let size = single.units as usize;
        let first = self.times.len();
        self.times.resize(first + values.len(), 0);
        for units in (size..values.len()).rev() {
            let (mut best, mut times) = (values[units], 0);
            for more in 1..=index(units / size).min(limit) {
                let total = values[units - size * more as usize] + single.value_minor * i64::from(more);
                if total > best {
                    (best, times) = (total, more);
                }
            }
            values[units] = best;
            self.times[first + units] = times;
        }
    }

    /// What so many units of a run save at most by themselves.
    pub(super) fn of(&self, board: &Board, run: u32, units: u32) -> i64 {
        let start = self.starts[run as usize] as usize;
        if self.starts[run as usize + 1] as usize == start {
            return board.rest_minor(&board.runs[run as usize], units);
        }
        self.values[start + units as usize]
    }

    /// The table of a run, by units; empty if it keeps none.
    pub(super) fn table_of(&self, run: u32) -> &[i64] {
        &self.values[self.starts[run as usize] as usize..self.starts[run as usize + 1] as usize]
    }

    /// What a run loses at least if so many units go elsewhere, scaled.
    pub(super) fn loss(&self, board: &Board, run: u32, units: u32) -> i64 {
        let start = self.starts[run as usize] as usize;
        if self.starts[run as usize + 1] as usize == start {
            return (self.rate(board, run) * i64::from(units) - SCALE).max(0);
        }
        self.losses[start + units as usize] * SCALE
    }

    /// What a unit of a run is worth at least by itself, scaled.
    pub(super) fn rate(&self, board: &Board, run: u32) -> i64 {
        let start = self.starts[run as usize] as usize;
        if self.starts[run as usize + 1] as usize > start + 1 {
            return self.losses[start + 1] * SCALE;
        }
        let run = &board.runs[run as usize];
        match run.rest {
            Rest::Nothing => 0,
            Rest::Each(each) => each.min(run.room_minor) * SCALE,
            Rest::Percent(bp) => (run.price_minor * SCALE / 10_000 * i64::from(bp)).min(run.room_minor * SCALE),
        }
    }

    /// The groups so many units of a run form by themselves: single and how often. The rest of them is its rest.
    pub(super) fn groups(&self, run: u32, units: u32, mut each: impl FnMut(&Single, u32)) {
        let (from, until) = (self.of_run[run as usize] as usize, self.of_run[run as usize + 1] as usize);
        let mut left = units;
        for single in self.singles[from..until].iter().rev() {
            let times = self.times[(single.first_time + left) as usize];
            if times > 0 {
                each(single, times);
                left -= single.units * times;
            }
        }
    }
}

fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NONE)
}
