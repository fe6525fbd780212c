//! A first assignment: columns in some order, each taken as long as its units are there.

use super::board::Board;
use super::column::{Column, Columns, SCALE};
use super::own::Own;
use super::part::Part;

/// The order columns are tried in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Most saved above the rests per shadow price used: nothing wasted first.
    Shadow,
    /// Marginal value: most saved per unit.
    PerUnit,
    /// Document order of the offers, best group first.
    Document,
}

/// Takes columns in this order; `left` and `uses` (per board offer) go down. Fills `taken` with column places and answers
/// what is saved, rests included.
pub(super) fn greedy(
    board: &Board,
    part: &Part<'_>,
    own: &Own,
    order: Order,
    shadow: &[i64],
    scratch: &mut Scratch,
    taken: &mut Vec<u32>,
) -> i64 {
    let columns = part.all;
    scratch.prepare(board, part);
    taken.clear();
    scratch.sort(part, order, shadow);
    let mut saving = 0;
    for place in 0..scratch.ranked.len() {
        let at = scratch.ranked[place].1;
        let column = columns.list[at as usize];
        while scratch.take(columns, &column) {
            if scratch.pays(board, columns, own, &column) {
                saving += column.value_minor;
                taken.push(at);
            } else {
                scratch.give_back(columns, &column);
                break;
            }
        }
    }
    saving + part.runs.iter().map(|&run| own.of(board, run, scratch.left[run as usize])).sum::<i64>()
}

/// Memory kept between calls.
#[derive(Clone, Debug, Default)]
pub(super) struct Scratch {
    /// Units left per board run.
    pub(super) left: Vec<u32>,
    /// Groups left per board offer.
    pub(super) uses: Vec<u32>,
    ranked: Vec<(i64, u32)>,
}

impl Scratch {
    fn prepare(&mut self, board: &Board, part: &Part<'_>) {
        self.left.resize(board.runs.len(), 0);
        self.uses.resize(board.offers.len(), 0);
        for &run in part.runs {
            self.left[run as usize] = board.runs[run as usize].units;
        }
        for (_, column) in part.columns() {
            self.uses[column.offer as usize] = board.offers[column.offer as usize].limit;
        }
    }

    fn sort(&mut self, part: &Part<'_>, order: Order, shadow: &[i64]) {
        self.ranked.clear();
        let columns = part.all;
        for (at, column) in part.columns() {
            let units: i64 = columns.cells_of(column).iter().map(|&(_, units)| i64::from(units)).sum();
            let rank = match order {
                Order::Shadow => {
                    let cost: i64 = columns
                        .cells_of(column)
                        .iter()
                        .map(|&(run, units)| shadow[run as usize] * i64::from(units))
                        .sum();
                    (cost - column.value_minor * SCALE) * 16 / units.max(1) - column.value_minor * SCALE / units.max(1)
                }
                Order::PerUnit => -(column.value_minor * SCALE / units.max(1)),
                Order::Document => {
                    i64::from(column.offer) * SCALE * SCALE * SCALE - column.value_minor.min(SCALE * SCALE * SCALE - 1)
                }
            };
            self.ranked.push((rank, at));
        }
        self.ranked.sort_unstable();
    }

    fn take(&mut self, columns: &Columns, column: &Column) -> bool {
        if self.uses[column.offer as usize] == 0 {
            return false;
        }
        let cells = columns.cells_of(column);
        for (at, &(run, units)) in cells.iter().enumerate() {
            if self.left[run as usize] < units {
                for &(run, units) in &cells[..at] {
                    self.left[run as usize] += units;
                }
                return false;
            }
            self.left[run as usize] -= units;
        }
        self.uses[column.offer as usize] -= 1;
        true
    }

    fn give_back(&mut self, columns: &Columns, column: &Column) {
        for &(run, units) in columns.cells_of(column) {
            self.left[run as usize] += units;
        }
        self.uses[column.offer as usize] += 1;
    }

    /// Whether a column just taken is worth more than what its units would have done by themselves.
    fn pays(&self, board: &Board, columns: &Columns, own: &Own, column: &Column) -> bool {
        let mut lost = 0;
        for &(at, units) in columns.cells_of(column) {
            let left = self.left[at as usize];
            lost += own.of(board, at, left + units) - own.of(board, at, left);
        }
        column.value_minor > lost
    }
}
