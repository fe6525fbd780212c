//! A component of one run: how often each column is taken, by dynamic programming over its units. Most components of a
//! real basket are no more than that.

use super::board::Board;
use super::part::Part;

/// Units and columns it takes on; more go the general way.
const MAX_CELLS: usize = 512;

/// The solver of lone runs and its memory.
#[derive(Clone, Debug, Default)]
pub struct Lone {
    /// What the best assignment saves, rest included.
    pub saving_minor: i64,
    /// Its columns.
    pub taken: Vec<u32>,
    best: Vec<i64>,
    times: Vec<u32>,
}

impl Lone {
    /// Solves a component of one run; false if it is not one, or too large.
    pub fn solve(&mut self, board: &Board, part: &Part<'_>) -> bool {
        let [run] = part.runs else { return false };
        let run = &board.runs[*run as usize];
        let width = run.units as usize + 1;
        let limits = part.columns().any(|(_, column)| board.offers[column.offer as usize].limit < run.units);
        if width * part.at.len() > MAX_CELLS || (limits && shares_an_offer(part)) {
            return false;
        }
        self.fill(board, part, width);
        let (mut saving, mut used) = (i64::MIN, 0);
        for (units, gained) in self.best.iter().enumerate() {
            let left = run.units - u32::try_from(units).unwrap_or(run.units);
            let total = gained.saturating_add(board.rest_minor(run, left));
            if total > saving {
                (saving, used) = (total, units);
            }
        }
        self.saving_minor = saving;
        self.read(part, width, used);
        true
    }

    /// `best[u]` is the most that columns save on exactly `u` units.
    fn fill(&mut self, board: &Board, part: &Part<'_>, width: usize) {
        self.best.clear();
        self.best.resize(width, i64::MIN / 2);
        self.best[0] = 0;
        self.times.clear();
        self.times.resize(width * part.at.len(), 0);
        for (row, (_, column)) in part.columns().enumerate() {
            let size = units_of(part, column);
            let limit = board.offers[column.offer as usize].limit;
            for used in (size..width).rev() {
                let most = u32::try_from(used / size).unwrap_or(u32::MAX).min(limit);
                for times in 1..=most {
                    let gained = self.best[used - size * times as usize] + column.value_minor * i64::from(times);
                    if gained > self.best[used] {
                        self.best[used] = gained;
                        self.times[row * width + used] = times;
                    }
                }
            }
        }
    }

    fn read(&mut self, part: &Part<'_>, width: usize, mut used: usize) {
        self.taken.clear();
        for row in (0..part.at.len()).rev() {
            let at = part.at[row];
            let column = &part.all.list[at as usize];
            let times = self.times[row * width + used];
            used -= units_of(part, column) * times as usize;
            for _ in 0..times {
                self.taken.push(at);
            }
        }
        self.taken.reverse();
    }
}

fn units_of(part: &Part<'_>, column: &super::column::Column) -> usize {
    part.all.cells_of(column).iter().map(|cell| cell.1 as usize).sum()
}

/// Two columns of one limited offer would each count for themselves.
fn shares_an_offer(part: &Part<'_>) -> bool {
    let mut offers = part.columns().map(|(_, column)| column.offer);
    let Some(mut last) = offers.next() else { return false };
    offers.any(|offer| std::mem::replace(&mut last, offer) == offer)
}
