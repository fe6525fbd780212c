//! The best assignment of units to offers that share no unit: exact where the budget allows, else with its bound.
//!
//! 1. Every offer lists the groups it could take that are worth more than what their units get anyway ([`column`]).
//! 2. Groups tie their runs together; what is tied is a component ([`part`]), the rest of the basket is none of its business.
//! 3. In a component a first assignment is taken greedily ([`greedy`]), shadow prices bound what any could save ([`dual`]),
//!    and where the two differ the [`search`] closes the gap. An offer with too many groups to list is walked if it has no
//!    rival ([`single`]).
//!
//! What offers leave of a run gets the run's own rest. Budgets are counted in states, never in time, so the answer is the
//! same on every machine.

mod answer;
pub mod board;
mod column;
mod dual;
mod greedy;
mod order;
mod own;
mod part;
mod search;
mod single;
mod ties;

pub use answer::{Answer, Effort, Pick};
use board::{Board, Offer, Terms};
use column::{Columns, SCALE};
use dual::OfRun;
pub(crate) use own::MAX_TABLE_UNITS;
use own::Own;
use part::Part;
use ties::Ties;

use crate::terms::GroupOff;

const NONE: u32 = u32::MAX;

/// The solver and its memory; one per lane, reused for every basket.
#[derive(Clone, Debug, Default)]
pub struct Solver {
    columns: Columns,
    several: Vec<u32>,
    big: Vec<u32>,
    ties: Ties,
    own: Own,
    bounds: Bounds,
    scratch: greedy::Scratch,
    order: order::Order,
    search: search::Search,
    taken: Vec<u32>,
    other: Vec<u32>,
    needed: u32,
}

/// Shadow prices of each run.
#[derive(Clone, Debug, Default)]
struct Bounds {
    shadow: Vec<i64>,
    of_run: OfRun,
}

impl Solver {
    /// Assigns the board's units within `budget` states.
    pub fn solve(&mut self, board: &Board, budget: u32, answer: &mut Answer) {
        answer.clear();
        answer.left.extend(board.runs.iter().map(|run| run.units));
        self.bounds.shadow.clear();
        self.bounds.shadow.resize(board.runs.len(), 0);
        self.list(board);
        let ties = std::mem::take(&mut self.ties);
        let columns = std::mem::take(&mut self.columns);
        for component in 0..ties.components() {
            let part = Part { runs: ties.runs.of(component), at: ties.columns.of(component), all: &columns };
            let big = ties.big.of(component);
            let before = answer.nodes;
            self.needed = 0;
            self.component(board, &part, big, budget, answer);
            answer.efforts.push(Effort { nodes: answer.nodes - before, needed: self.needed });
        }
        for &run in &ties.untied {
            let saving = self.own.of(board, run, board.runs[run as usize].units);
            answer.saving_minor += saving;
            answer.bound_minor += saving;
        }
        self.ties = ties;
        self.columns = columns;
        answer.alone_from = u32::try_from(answer.picks.len()).unwrap_or(NONE);
        self.write_own(answer);
    }

    /// The board's runs of each component of the last board, ascending; components by their first run.
    pub(crate) fn components(&self) -> impl Iterator<Item = &[u32]> {
        (0..self.ties.components()).map(|component| self.ties.runs.of(component))
    }

    /// The groups that runs form by themselves out of what is left.
    fn write_own(&self, answer: &mut Answer) {
        for run in 0..u32::try_from(answer.left.len()).unwrap_or(NONE) {
            let left = answer.left[run as usize];
            self.own.groups(run, left, |single, times| {
                for _ in 0..times {
                    let first = u32::try_from(answer.cells.len()).unwrap_or(NONE);
                    answer.cells.push((run, single.units));
                    answer.left[run as usize] -= single.units;
                    let saving_minor = single.value_minor;
                    answer.picks.push(Pick { offer: single.offer, saving_minor, first, cells: 1, rewarded: 1 });
                }
            });
        }
    }

    /// Lists all columns and ties the runs they share.
    fn list(&mut self, board: &Board) {
        self.columns.clear();
        self.big.clear();
        self.own.start(board);
        self.several.clear();
        for (at, offer) in (0..).zip(&board.offers) {
            if !self.own.take_in(board, at, offer) && can_pay(board, offer) {
                self.several.push(at);
            }
        }
        self.own.settle(board);
        self.ties.start(board.runs.len());
        for &at in &self.several {
            let offer = &board.offers[at as usize];
            let from = self.columns.list.len();
            let complete = self.columns.enumerate(board, at, &self.own);
            if !complete {
                self.big.push(at);
                self.ties.tie_all(board.members_of(offer).iter().copied());
            }
            let own = &self.columns.list[from..];
            for column in own {
                self.ties.tie_all(self.columns.cells_of(column).iter().map(|cell| cell.0));
            }
            if offer.limit != u32::MAX {
                self.ties.tie_all(own.iter().map(|column| self.columns.cells_of(column)[0].0));
            }
        }
        self.ties.settle(board, &self.columns, &self.big);
    }

    fn component(&mut self, board: &Board, part: &Part<'_>, big: &[u32], budget: u32, answer: &mut Answer) {
        if let (Some(column), []) = (takes_all(board, part, &self.own), big) {
            answer.saving_minor += column.value_minor;
            answer.bound_minor += column.value_minor;
            take(part, column, answer);
            return;
        }
        if let [only] = big
            && part.columns().all(|(_, column)| column.offer == *only)
            && let Some(saving) =
                single::solve(board, &self.own, *only, &mut answer.left, &mut answer.picks, &mut answer.cells)
        {
            answer.saving_minor += saving;
            answer.bound_minor += saving;
            return;
        }
        self.bounds.set(board, part, &self.own, big);
        let mut saving = self.greedily(board, part, greedy::Order::Shadow, i64::MIN);
        let mut bound = self.bounds.of(board, part, &self.own).max(saving);
        if bound > saving
            && let Some(only) = only_offer(board, part)
            && let Some(saving) =
                single::solve(board, &self.own, only, &mut answer.left, &mut answer.picks, &mut answer.cells)
        {
            answer.saving_minor += saving;
            answer.bound_minor += saving;
            return;
        }
        if bound > saving && big.is_empty() && part.runs.iter().all(|&run| !self.own.table_of(run).is_empty()) {
            (saving, bound) = self.search(board, part, (saving, bound), budget, answer);
        }
        if bound > saving {
            // Without a proof at least no simple rule does better.
            saving = self.greedily(board, part, greedy::Order::PerUnit, saving);
            saving = self.greedily(board, part, greedy::Order::Document, saving);
        }
        answer.saving_minor += saving;
        answer.bound_minor += bound.max(saving);
        for &at in &self.taken {
            take(part, &part.all.list[at as usize], answer);
        }
    }

    /// Takes greedily in an order; keeps it in `taken` if it beats `known`.
    fn greedily(&mut self, board: &Board, part: &Part<'_>, order: greedy::Order, known: i64) -> i64 {
        let saving =
            greedy::greedy(board, part, &self.own, order, &self.bounds.shadow, &mut self.scratch, &mut self.other);
        if saving > known {
            std::mem::swap(&mut self.taken, &mut self.other);
        }
        saving.max(known)
    }

    fn search(
        &mut self,
        board: &Board,
        part: &Part<'_>,
        known: (i64, i64),
        budget: u32,
        answer: &mut Answer,
    ) -> (i64, i64) {
        let (saving, bound) = known;
        let left = budget.saturating_sub(answer.nodes);
        if left == 0 || !self.order.plan(board, part) {
            return known;
        }
        let found = self.search.run(board, part, &self.own, &self.order, &self.bounds.shadow, saving, left);
        answer.nodes += found.nodes;
        self.needed = found.needed;
        if found.better_minor.is_some() {
            std::mem::swap(&mut self.taken, &mut self.search.taken);
        }
        (found.better_minor.unwrap_or(saving), bound.min(found.bound_minor))
    }
}

impl Bounds {
    /// Shadow prices: from the columns if all are there, else from the offers' terms.
    fn set(&mut self, board: &Board, part: &Part<'_>, own: &Own, big: &[u32]) {
        dual::by_columns(board, part, own, &mut self.shadow, &mut self.of_run);
        if !big.is_empty() {
            dual::by_terms(board, big, &mut self.shadow);
        }
    }

    /// What the component can save at most.
    fn of(&self, board: &Board, part: &Part<'_>, own: &Own) -> i64 {
        let scaled: i64 =
            part.runs.iter().map(|&run| dual::worth_of_all(board, own, run, self.shadow[run as usize])).sum();
        scaled.div_euclid(SCALE)
    }
}

/// The only group of a component, if it takes all units there and is worth more than what they do by themselves.
fn takes_all<'a>(board: &Board, part: &Part<'a>, own: &Own) -> Option<&'a column::Column> {
    let &[only] = part.at else { return None };
    let column = &part.all.list[only as usize];
    let cells = part.all.cells_of(column);
    let whole = |&(run, units): &(u32, u32)| units == board.runs[run as usize].units && !own.table_of(run).is_empty();
    let alone_minor = || cells.iter().map(|&(run, units)| own.of(board, run, units)).sum::<i64>();
    let all = cells.len() == part.runs.len() && cells.iter().all(whole);
    (all && column.value_minor > alone_minor()).then_some(column)
}

/// The offer that is alone in a component and has all its units there.
fn only_offer(board: &Board, part: &Part<'_>) -> Option<u32> {
    let (_, first) = part.columns().next()?;
    let alone = part.columns().all(|(_, column)| column.offer == first.offer);
    let members = board.offers[first.offer as usize].whole;
    (alone && members as usize == part.runs.len()).then_some(first.offer)
}

fn take(part: &Part<'_>, column: &column::Column, answer: &mut Answer) {
    let first = u32::try_from(answer.cells.len()).unwrap_or(NONE);
    for &(run, units) in part.all.cells_of(column) {
        answer.left[run as usize] -= units;
        answer.cells.push((run, units));
    }
    answer.picks.push(Pick {
        offer: column.offer,
        saving_minor: column.value_minor,
        first,
        cells: column.cells,
        rewarded: column.rewarded,
    });
}

/// Whether the offer could ever form a group; cheap, and never wrong when it says no.
fn can_pay(board: &Board, offer: &Offer) -> bool {
    let members = board.members_of(offer);
    let units = |members: &[u32]| -> u64 { members.iter().map(|&run| u64::from(board.runs[run as usize].units)).sum() };
    if members.is_empty() || offer.limit == 0 {
        return false;
    }
    match offer.terms {
        Terms::Group { n, off: GroupOff::Price(price) } => {
            dearest(board, members, n).is_some_and(|value| value > price)
        }
        Terms::Group { n, .. } => units(members) >= u64::from(n),
        Terms::Bundle { first_slot, slots, .. } => board
            .slots_of(first_slot, slots)
            .iter()
            .all(|slot| units(board.members_of_slot(slot)) >= u64::from(slot.units)),
        Terms::Distinct { .. } => true,
        Terms::Spend { min_spend_minor, .. } => {
            let value = |&run: &u32| board.runs[run as usize].price_minor * i64::from(board.runs[run as usize].units);
            members.iter().map(value).sum::<i64>() >= min_spend_minor
        }
    }
}

/// What the `n` dearest units cost; members come dearest first.
fn dearest(board: &Board, members: &[u32], n: u32) -> Option<i64> {
    let (mut missing, mut value) = (n, 0);
    for &run in members {
        let run = &board.runs[run as usize];
        let taken = run.units.min(missing);
        value += run.price_minor * i64::from(taken);
        missing -= taken;
        if missing == 0 {
            return Some(value);
        }
    }
    None
}

#[cfg(test)]
mod tests;
