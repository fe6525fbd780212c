//! The best assignment of units to offers that share no unit: exact where the budget allows, else with its bound.
//!
//! 1. Offers that can pay tie their runs together; what is tied is a component, the rest of the basket is none of its
//!    business.
//! 2. A component with one offer is walked ([`single`]); any other lists every group that could be taken ([`column`]).
//! 3. A first assignment is taken greedily ([`greedy`]), shadow prices bound what any could save ([`dual`]), and where the
//!    two differ the [`search`] closes the gap.
//!
//! What offers leave of a run gets the run's own rest. Budgets are counted in states, never in time, so the answer is the
//! same on every machine.

mod answer;
pub mod board;
mod column;
mod dual;
mod greedy;
mod order;
mod search;
mod single;

pub use answer::{Answer, Pick};
use board::{Board, Offer, Terms};
use column::{Columns, SCALE};
use dual::OfRun;

/// Runs with more units are not searched: only walked, or taken greedily.
const MAX_SEARCH_UNITS: u32 = 64;

/// The solver and its memory; one per lane, reused for every basket.
#[derive(Clone, Debug, Default)]
pub struct Solver {
    parent: Vec<u32>,
    rest_floor: Vec<i64>,
    shadow: Vec<i64>,
    columns: Columns,
    of_run: OfRun,
    scratch: greedy::Scratch,
    order: order::Order,
    search: search::Search,
    taken: Vec<u32>,
    other: Vec<u32>,
    live: Vec<u32>,
    runs_by_root: Vec<(u32, u32)>,
    offers_by_root: Vec<(u32, u32)>,
}

impl Solver {
    /// Assigns the board's units within `budget` states.
    pub fn solve(&mut self, board: &Board, budget: u32, answer: &mut Answer) {
        answer.clear();
        answer.left.extend(board.runs.iter().map(|run| run.units));
        dual::rest_rates(board, &mut self.rest_floor);
        self.shadow.clear();
        self.shadow.resize(board.runs.len(), 0);
        self.tie(board);
        let runs_by_root = std::mem::take(&mut self.runs_by_root);
        let offers_by_root = std::mem::take(&mut self.offers_by_root);
        let mut offers = offers_by_root.as_slice();
        for component in runs_by_root.chunk_by(|one, next| one.0 == next.0) {
            let root = component[0].0;
            let count = offers.iter().take_while(|offer| offer.0 == root).count();
            let (own, others) = offers.split_at(count);
            offers = others;
            let runs: Vec<u32> = component.iter().map(|run| run.1).collect();
            let own: Vec<u32> = own.iter().map(|offer| offer.1).collect();
            self.component(board, &runs, &own, budget, answer);
        }
        self.runs_by_root = runs_by_root;
        self.offers_by_root = offers_by_root;
    }

    /// Ties runs that live offers share; fills the component lists in canonical order.
    fn tie(&mut self, board: &Board) {
        self.parent.clear();
        self.parent.extend(0..u32::try_from(board.runs.len()).unwrap_or(u32::MAX));
        self.live.clear();
        for (at, offer) in (0..).zip(&board.offers) {
            if !can_pay(board, offer) {
                continue;
            }
            self.live.push(at);
            let mut members = board.members_of(offer).iter();
            if let Some(&first) = members.next() {
                for &other in members {
                    let (one, two) = (find(&mut self.parent, first), find(&mut self.parent, other));
                    self.parent[one.max(two) as usize] = one.min(two);
                }
            }
        }
        self.runs_by_root.clear();
        for run in 0..u32::try_from(board.runs.len()).unwrap_or(u32::MAX) {
            self.runs_by_root.push((find(&mut self.parent, run), run));
        }
        self.runs_by_root.sort_unstable();
        self.offers_by_root.clear();
        for &at in &self.live {
            let first = board.members_of(&board.offers[at as usize])[0];
            self.offers_by_root.push((find(&mut self.parent, first), at));
        }
        self.offers_by_root.sort_unstable();
    }

    fn component(&mut self, board: &Board, runs: &[u32], offers: &[u32], budget: u32, answer: &mut Answer) {
        if offers.is_empty() {
            let saving = greedy::rests(board, runs, &answer.left);
            answer.saving_minor += saving;
            answer.bound_minor += saving;
            return;
        }
        if let [only] = offers
            && let Some(saving) = single::solve(board, *only, &mut answer.left, &mut answer.picks, &mut answer.cells)
        {
            answer.saving_minor += saving;
            answer.bound_minor += saving;
            return;
        }
        self.columns.enumerate(board, offers, &self.rest_floor);
        self.bound(board, runs, offers);
        let mut saving = self.first(board, runs);
        let mut bound = self.shadow_bound(board, runs);
        let searchable =
            self.columns.complete && runs.iter().all(|&run| board.runs[run as usize].units <= MAX_SEARCH_UNITS);
        let left = budget.saturating_sub(answer.nodes);
        if bound > saving && searchable && left > 0 && self.order.plan(board, &self.columns, runs) {
            let found = self.search.run(board, &self.columns, &self.order, &self.shadow, saving, left);
            answer.nodes += found.nodes;
            bound = bound.min(found.bound_minor);
            if let Some(better) = found.better_minor {
                saving = better;
                std::mem::swap(&mut self.taken, &mut self.search.taken);
            }
        }
        answer.saving_minor += saving;
        answer.bound_minor += bound.max(saving);
        self.write(answer);
    }

    /// Shadow prices: from the columns if all are there, else from the offers' terms.
    fn bound(&mut self, board: &Board, runs: &[u32], offers: &[u32]) {
        if self.columns.complete {
            self.of_run.build(&self.columns, board.runs.len());
            dual::by_columns(board, &self.columns, runs, &self.rest_floor, &mut self.shadow, &self.of_run);
            return;
        }
        for &run in runs {
            self.shadow[run as usize] = self.rest_floor[run as usize];
        }
        dual::by_terms(board, offers, &mut self.shadow);
    }

    /// The best of three greedy orders.
    fn first(&mut self, board: &Board, runs: &[u32]) -> i64 {
        let mut best = i64::MIN;
        for order in [greedy::Order::Shadow, greedy::Order::PerUnit, greedy::Order::Document] {
            let saving =
                greedy::greedy(board, &self.columns, runs, order, &self.shadow, &mut self.scratch, &mut self.other);
            if saving > best {
                best = saving;
                std::mem::swap(&mut self.taken, &mut self.other);
            }
        }
        best
    }

    fn shadow_bound(&self, board: &Board, runs: &[u32]) -> i64 {
        let scaled: i64 = runs
            .iter()
            .map(|&at| {
                let run = &board.runs[at as usize];
                let most = (0..=run.units.min(MAX_SEARCH_UNITS)).map(|grouped| {
                    self.shadow[at as usize] * i64::from(grouped) + board.rest_minor(run, run.units - grouped) * SCALE
                });
                // Beyond, rounding of the rest is worth less than one minor unit.
                let all = self.shadow[at as usize] * i64::from(run.units)
                    + if run.units > MAX_SEARCH_UNITS { SCALE } else { 0 };
                most.max().unwrap_or(0).max(all)
            })
            .sum();
        scaled.div_euclid(SCALE)
    }

    fn write(&self, answer: &mut Answer) {
        for &at in &self.taken {
            let column = self.columns.list[at as usize];
            let first = u32::try_from(answer.cells.len()).unwrap_or(u32::MAX);
            for &(run, units) in self.columns.cells_of(&column) {
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
    }
}

fn find(parent: &mut [u32], of: u32) -> u32 {
    let mut at = of;
    while parent[at as usize] != at {
        parent[at as usize] = parent[parent[at as usize] as usize];
        at = parent[at as usize];
    }
    at
}

/// Whether the offer could ever form a group; cheap, and never wrong when it says no.
fn can_pay(board: &Board, offer: &Offer) -> bool {
    let members = board.members_of(offer);
    let units = |members: &[u32]| -> u64 { members.iter().map(|&run| u64::from(board.runs[run as usize].units)).sum() };
    if members.is_empty() || offer.limit == 0 {
        return false;
    }
    match offer.terms {
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

#[cfg(test)]
mod tests;
