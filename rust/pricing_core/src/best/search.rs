//! The exact search of one component: a walk over its runs that decides which columns take units of the run at hand.
//!
//! A state is what is used of the runs ahead; states that agree meet, the better one lives (dynamic programming). A state
//! whose value and shadow prices cannot beat the best known assignment dies (branch and bound). If more states live than
//! the budget allows, those with the least promise are dropped and the best promise dropped is the bound of the answer.

use super::board::Board;
use super::column::{Column, SCALE};
use super::dual;
use super::order::{Order, Slot};
use super::own::Own;
use super::part::Part;

const NOTHING: u32 = u32::MAX;

/// A way the walk went.
#[derive(Clone, Copy, Debug)]
struct State {
    used: u128,
    value_minor: i64,
    /// Value and shadow prices of all that is ahead, scaled.
    promise: i64,
    trail: u32,
}

/// What the search found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// The best assignment's saving, if it beats the one it was started from.
    pub(super) better_minor: Option<i64>,
    /// No assignment saves more.
    pub(super) bound_minor: i64,
    /// States looked at.
    pub(super) nodes: u32,
    /// The least budget that does not change the search; `u32::MAX` if this one cut it short.
    pub(super) needed: u32,
}

/// Memory kept between searches.
#[derive(Clone, Debug, Default)]
pub(super) struct Search {
    states: Vec<State>,
    next: Vec<State>,
    table: Vec<(u32, u32)>,
    epoch: u32,
    trail: Vec<(u32, u32)>,
    by_step: Vec<Vec<u32>>,
    loads: Vec<Load>,
    load_cells: Vec<(u32, u32)>,
    worth: Vec<Vec<i64>>,
    /// Columns of the best assignment found.
    pub(super) taken: Vec<u32>,
    nodes: u32,
    needed: u32,
    budget: u32,
    best_minor: i64,
    dropped: i64,
}

/// A column as the walk sees it: units of the run at hand, cells ahead by walk place.
#[derive(Clone, Copy, Debug)]
struct Load {
    here: u32,
    first: u32,
    len: u32,
    limit: u32,
    value_minor: i64,
    column: u32,
}

impl Search {
    /// Searches for an assignment that saves more than `known_minor`.
    #[allow(clippy::too_many_arguments)] // the problem, its view, its bound and its budget
    pub(super) fn run(
        &mut self,
        board: &Board,
        part: &Part<'_>,
        own: &Own,
        order: &Order,
        shadow: &[i64],
        known_minor: i64,
        budget: u32,
    ) -> Found {
        self.prepare(part, own, order, shadow);
        self.nodes = 0;
        self.needed = 0;
        self.budget = budget;
        self.best_minor = known_minor;
        self.dropped = i64::MIN;
        let promise: i64 = (0..order.runs.len()).map(|place| *self.worth[place].last().unwrap_or(&0)).sum();
        self.states.clear();
        self.trail.clear();
        self.states.push(State { used: 0, value_minor: 0, promise, trail: NOTHING });
        let steps = order.runs.len();
        for step in 0..steps {
            let before = self.nodes;
            let width = (budget.saturating_sub(before) as usize / (steps - step)).max(1);
            self.advance(board, own, order, step);
            let kept = u32::try_from(self.states.len() * (steps - step)).unwrap_or(u32::MAX);
            self.needed = self.needed.max(before.saturating_add(kept));
            self.narrow(width);
        }
        self.conclude(known_minor)
    }

    fn conclude(&mut self, known_minor: i64) -> Found {
        self.taken.clear();
        let mut better_minor = None;
        if let Some(last) = self.states.iter().max_by_key(|state| state.value_minor).copied()
            && last.value_minor > known_minor
        {
            better_minor = Some(last.value_minor);
            let mut at = last.trail;
            while at != NOTHING {
                let (before, column) = self.trail[at as usize];
                self.taken.push(column);
                at = before;
            }
            self.taken.reverse();
        }
        let best = better_minor.unwrap_or(known_minor);
        let bound_minor = if self.dropped == i64::MIN { best } else { self.dropped.div_euclid(SCALE).max(best) };
        let cut_short = self.dropped != i64::MIN;
        let needed = if cut_short { u32::MAX } else { self.needed.max(self.nodes.saturating_add(1)) };
        Found { better_minor, bound_minor, nodes: self.nodes, needed }
    }

    fn prepare(&mut self, part: &Part<'_>, own: &Own, order: &Order, shadow: &[i64]) {
        let steps = order.runs.len();
        self.by_step.resize_with(steps.max(self.by_step.len()), Vec::new);
        self.worth.resize_with(steps.max(self.worth.len()), Vec::new);
        self.loads.clear();
        self.load_cells.clear();
        for (place, &run) in order.runs.iter().enumerate() {
            self.by_step[place].clear();
            dual::worth_of(own, run, shadow[run as usize], &mut self.worth[place]);
        }
        for (at, column) in part.columns() {
            let cells = part.all.cells_of(column);
            let step = cells.iter().map(|&(run, _)| order.place[run as usize]).min().unwrap_or(0);
            let load = self.load(order, cells, step, column, at);
            self.by_step[step as usize].push(u32::try_from(self.loads.len()).unwrap_or(NOTHING));
            self.loads.push(load);
        }
    }

    fn load(&mut self, order: &Order, cells: &[(u32, u32)], step: u32, column: &Column, at: u32) -> Load {
        let first = self.load_cells.len();
        let mut here = 0;
        for &(run, units) in cells {
            let place = order.place[run as usize];
            if place == step {
                here += units;
            } else if let Some(known) = self.load_cells[first..].iter_mut().find(|cell| cell.0 == place) {
                known.1 += units;
            } else {
                self.load_cells.push((place, units));
            }
        }
        let limit = order.limited.binary_search(&column.offer).ok().and_then(|at| u32::try_from(at).ok());
        Load {
            here,
            first: u32::try_from(first).unwrap_or(u32::MAX),
            len: u32::try_from(self.load_cells.len() - first).unwrap_or(u32::MAX),
            limit: limit.unwrap_or(NOTHING),
            value_minor: column.value_minor,
            column: at,
        }
    }

    fn advance(&mut self, board: &Board, own: &Own, order: &Order, step: usize) {
        self.next.clear();
        self.epoch += 1;
        let states = std::mem::take(&mut self.states);
        for state in &states {
            let slot = order.slots[step];
            let free = board.runs[order.runs[step] as usize].units - slot.get(state.used);
            let closed = State { promise: state.promise - self.worth[step][free as usize], ..*state };
            self.choose(board, own, order, step, 0, free, closed);
        }
        self.states = states;
        std::mem::swap(&mut self.states, &mut self.next);
    }

    /// Takes each column from `from` on, as often as it fits, or closes the run; beyond the budget it only closes.
    #[allow(clippy::too_many_arguments)] // one recursion, its whole state
    fn choose(&mut self, board: &Board, own: &Own, order: &Order, step: usize, from: usize, free: u32, state: State) {
        self.nodes += 1;
        let rest = own.of(board, order.runs[step], free);
        self.meet(State {
            used: state.used & !order.expired[step],
            value_minor: state.value_minor + rest,
            promise: state.promise + rest * SCALE,
            ..state
        });
        for place in from..self.by_step[step].len() {
            // A run of many units has more ways to be filled than any budget has nodes.
            if self.nodes >= self.budget {
                self.dropped = self.dropped.max(state.promise + self.worth[step][free as usize]);
                return;
            }
            let load = self.loads[self.by_step[step][place] as usize];
            if load.here > free {
                continue;
            }
            let Some(after) = self.taken_by(board, order, load, state) else { continue };
            let value = load.value_minor;
            let mut after =
                State { value_minor: state.value_minor + value, promise: after.promise + value * SCALE, ..after };
            // What is left of this run may still be worth its best.
            let open = self.worth[step][(free - load.here) as usize];
            if (after.promise + open).div_euclid(SCALE) <= self.best_minor {
                continue;
            }
            after.trail = u32::try_from(self.trail.len()).unwrap_or(NOTHING);
            self.trail.push((state.trail, load.column));
            self.choose(board, own, order, step, place, free - load.here, after);
        }
    }

    /// The state after a column took its units ahead; `None` if they are not there.
    fn taken_by(&self, board: &Board, order: &Order, load: Load, state: State) -> Option<State> {
        let (mut used, mut promise) = (state.used, state.promise);
        if load.limit != NOTHING {
            let slot: Slot = order.limit_slots[load.limit as usize];
            if slot.get(used) >= board.offers[order.limited[load.limit as usize] as usize].limit {
                return None;
            }
            used = slot.add(used, 1);
        }
        for &(place, units) in &self.load_cells[load.first as usize..(load.first + load.len) as usize] {
            let slot = order.slots[place as usize];
            let before = slot.get(used);
            let worth = &self.worth[place as usize];
            let left = (worth.len() - 1).checked_sub((before + units) as usize)?;
            promise += worth[left] - worth[left + units as usize];
            used = slot.add(used, units);
        }
        Some(State { used, promise, ..state })
    }

    /// Keeps a state unless a better one with the same counts is known or it cannot win.
    fn meet(&mut self, state: State) {
        if state.promise.div_euclid(SCALE) <= self.best_minor {
            return;
        }
        if self.next.len() * 2 >= self.table.len() {
            self.grow();
        }
        let mask = self.table.len() - 1;
        let mut at = hash(state.used) & mask;
        loop {
            let (epoch, place) = self.table[at];
            if epoch != self.epoch {
                self.table[at] = (self.epoch, u32::try_from(self.next.len()).unwrap_or(u32::MAX));
                self.next.push(state);
                return;
            }
            let known = &mut self.next[place as usize];
            if known.used == state.used {
                if state.value_minor > known.value_minor {
                    *known = state;
                }
                return;
            }
            at = (at + 1) & mask;
        }
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(64);
        self.table.clear();
        self.table.resize(size, (0, 0));
        self.epoch = 1;
        for (place, state) in (0..).zip(&self.next) {
            let mut at = hash(state.used) & (size - 1);
            while self.table[at].0 == self.epoch {
                at = (at + 1) & (size - 1);
            }
            self.table[at] = (self.epoch, place);
        }
    }

    /// Drops the states with the least promise beyond `width`, and remembers the best promise dropped.
    fn narrow(&mut self, width: usize) {
        if self.states.len() <= width {
            return;
        }
        self.states.sort_unstable_by_key(|state| {
            (std::cmp::Reverse(state.promise), std::cmp::Reverse(state.value_minor), state.used)
        });
        if let Some(first) = self.states.get(width) {
            self.dropped = self.dropped.max(first.promise);
        }
        self.states.truncate(width);
    }
}

#[allow(clippy::cast_possible_truncation)] // a hash folds its word
fn hash(used: u128) -> usize {
    let folded = (used as u64) ^ ((used >> 64) as u64).rotate_left(29);
    (folded.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 24) as usize
}
