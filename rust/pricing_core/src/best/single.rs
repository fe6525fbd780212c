//! One offer without rivals: a walk over its runs, dearest first, that keeps only how full the group at hand is.
//!
//! Groups of one offer can be sorted and cut: of the units that take part, dearest first, every `n` in a row form a group.
//! So the best choice of who takes part is a shortest path over (units taken mod n, groups taken), exact to the minor unit
//! with rests rounded per run. It holds where a group's saving is a sum over its units (a group price, the cheapest k);
//! a percentage of a group is rounded per group and does not.

use super::answer::Pick;
use super::board::{Board, Offer, Terms};
use super::own::Own;
use crate::terms::{GroupOff, UnitOff, Which};

/// Steps of the walk at most: runs x units x states.
const MAX_STEPS: u64 = 2_000_000;

/// What the walk needs to know of the offer.
struct Walk {
    n: u32,
    /// Each group's own share of the saving, beside its units': minus the group's price.
    per_group_minor: i64,
    /// The cheapest so many of a group are rewarded; all for a group price.
    rewarded: u32,
    off: Option<UnitOff>,
    groups: u32,
}

/// What the best choice saves on the component's runs and what the walk found; `None` if it is not this simple.
pub(super) fn solve(
    board: &Board,
    own: &Own,
    at: u32,
    left: &mut [u32],
    picks: &mut Vec<Pick>,
    cells: &mut Vec<(u32, u32)>,
) -> Option<i64> {
    let offer = board.offers[at as usize];
    let members = board.members_of(&offer);
    let walk = walk_of(board, &offer, members)?;
    let table = Table::fill(board, own, members, &walk);
    let (saving, taken) = table.best(board, members, &walk);
    cut(board, at, members, &taken, &walk, picks, cells);
    for (run, taken) in members.iter().zip(taken) {
        left[*run as usize] -= taken;
    }
    Some(saving)
}

fn walk_of(board: &Board, offer: &Offer, members: &[u32]) -> Option<Walk> {
    let Terms::Group { n, off } = offer.terms else { return None };
    let units: u32 = members.iter().map(|&run| board.runs[run as usize].units).sum();
    let groups = (units / n).min(offer.limit);
    let free = members.iter().all(|&run| board.runs[run as usize].room_minor == board.runs[run as usize].price_minor);
    let (per_group_minor, rewarded, off) = match off {
        // A floor could cut a group's saving short: then it is no sum.
        GroupOff::Price(price) if free => (-price, n, None),
        GroupOff::Some { units, which: Which::Cheapest, off }
            if rounded_per_unit(units, off) && dearer_saves_more(board, members, off) =>
        {
            (0, units, Some(off))
        }
        _ => return None,
    };
    let states = u64::from(n) * if offer.limit < units / n { u64::from(groups) + 1 } else { 1 };
    (u64::from(units) * states <= MAX_STEPS).then_some(Walk {
        n,
        per_group_minor,
        rewarded,
        off,
        groups: if offer.limit < units / n { groups } else { u32::MAX },
    })
}

/// A percentage of several units is rounded once, so it is no sum, unless it is all of them.
fn rounded_per_unit(units: u32, off: UnitOff) -> bool {
    units == 1 || !matches!(off, UnitOff::Percent(bp) if bp < 10_000)
}

/// Floors may turn it round; then sorting by price is not sorting by saving.
fn dearer_saves_more(board: &Board, members: &[u32], off: UnitOff) -> bool {
    members.is_sorted_by_key(|&run| std::cmp::Reverse(board.unit_off(&board.runs[run as usize], off)))
}

/// The best saving per state after each run, and how many units the run gave to reach it.
struct Table {
    states: usize,
    values: Vec<i64>,
    taken: Vec<u32>,
}

const UNREACHED: i64 = i64::MIN / 2;

impl Table {
    fn fill(board: &Board, own: &Own, members: &[u32], walk: &Walk) -> Self {
        let rows = if walk.groups == u32::MAX { 1 } else { walk.groups as usize + 1 };
        let states = walk.n as usize * rows;
        let mut table = Self { states, values: Vec::new(), taken: Vec::new() };
        table.values.resize((members.len() + 1) * states, UNREACHED);
        table.taken.resize(members.len() * states, 0);
        table.values[0] = 0;
        for (step, &run) in members.iter().enumerate() {
            table.advance(board, own, step, run, walk);
        }
        table
    }

    fn advance(&mut self, board: &Board, own: &Own, step: usize, at: u32, walk: &Walk) {
        let run = &board.runs[at as usize];
        let n = walk.n as usize;
        let unit = walk.off.map_or(run.price_minor, |off| board.unit_off(run, off));
        let first_rewarded = n - walk.rewarded as usize;
        let rests: Vec<i64> = (0..=run.units).map(|units| own.of(board, at, units)).collect();
        for from in 0..self.states {
            let value = self.values[step * self.states + from];
            if value == UNREACHED {
                continue;
            }
            let (mut place, mut state, mut gained) = (from % n, from, 0);
            for taken in 0..=run.units {
                let total = value + gained + rests[(run.units - taken) as usize];
                let to = (step + 1) * self.states + state;
                if total > self.values[to] {
                    self.values[to] = total;
                    self.taken[step * self.states + state] = taken;
                }
                if place >= first_rewarded {
                    gained += unit;
                }
                place += 1;
                state += 1;
                if place == n {
                    place = 0;
                    gained += walk.per_group_minor;
                    if walk.groups == u32::MAX {
                        state -= n;
                    } else if state >= self.states {
                        break;
                    }
                }
            }
        }
    }

    /// Complete groups only: the states whose place in the group is 0.
    fn best(&self, board: &Board, members: &[u32], walk: &Walk) -> (i64, Vec<u32>) {
        let n = walk.n as usize;
        let last = members.len() * self.states;
        let mut state = 0;
        for other in (0..self.states).step_by(n) {
            if self.values[last + other] > self.values[last + state] {
                state = other;
            }
        }
        let saving = self.values[last + state];
        let mut taken = vec![0; members.len()];
        for step in (0..members.len()).rev() {
            let units = self.taken[step * self.states + state];
            taken[step] = units;
            debug_assert!(units <= board.runs[members[step] as usize].units, "a run gives what it has");
            state = if walk.groups == u32::MAX { (state + n - units as usize % n) % n } else { state - units as usize };
        }
        (saving, taken)
    }
}

/// Cuts the units that take part, dearest first, into groups.
fn cut(
    board: &Board,
    at: u32,
    members: &[u32],
    taken: &[u32],
    walk: &Walk,
    picks: &mut Vec<Pick>,
    cells: &mut Vec<(u32, u32)>,
) {
    let Terms::Group { off, .. } = board.offers[at as usize].terms else { return };
    let mut missing = walk.n;
    let mut first = cells.len();
    for (&run, &units) in members.iter().zip(taken) {
        let mut units = units;
        while units > 0 {
            let taken = units.min(missing);
            cells.push((run, taken));
            units -= taken;
            missing -= taken;
            if missing == 0 {
                let group = &cells[first..];
                let count = u32::try_from(group.len()).unwrap_or(u32::MAX);
                let saving_minor = board.group_minor(off, group);
                let start = u32::try_from(first).unwrap_or(u32::MAX);
                picks.push(Pick { offer: at, saving_minor, first: start, cells: count, rewarded: count });
                missing = walk.n;
                first = cells.len();
            }
        }
    }
}
