//! Columns: every group an offer could take in a component, with what it saves.

use hashbrown::HashMap;

use super::board::{Board, Offer, Terms};
use super::own::Own;
use crate::terms::GroupOff;

/// Scale of shadow prices: 1/1,024 minor unit.
pub(super) const SCALE: i64 = 1_024;

/// Columns one offer lists at most; beyond, its component is solved without a proof unless it has no rival.
pub(super) const MAX_COLUMNS: usize = 1_024;

/// Steps the enumeration of one offer takes at most.
const MAX_STEPS: usize = 16 * MAX_COLUMNS;

/// A group an offer could take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// The offer's place on the board.
    pub(super) offer: u32,
    /// What it saves.
    pub(super) value_minor: i64,
    /// First of its cells.
    pub(super) first: u32,
    /// How many cells: (run, units), ascending runs, except that rewarded cells of a bundle come last.
    pub(super) cells: u32,
    /// How many of the last cells are rewarded.
    pub(super) rewarded: u32,
}

/// Columns of a board.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    /// By offer, then by shape.
    pub(super) list: Vec<Column>,
    /// Cells of all columns.
    pub(super) cells: Vec<(u32, u32)>,
    /// False if some group of the offer at hand is missing, because there were too many.
    complete: bool,
    steps: usize,
    most: usize,
    shape: Vec<(u32, u32)>,
    rewarded: Vec<(u32, u32)>,
    free: Vec<u32>,
    /// Units taken -> the column of the bundle at hand that takes them.
    of_units: HashMap<Vec<(u32, u32)>, usize>,
}

impl Columns {
    /// A column's cells.
    pub(super) fn cells_of(&self, column: &Column) -> &[(u32, u32)] {
        &self.cells[column.first as usize..(column.first + column.cells) as usize]
    }

    /// Forgets all columns, keeping the memory.
    pub(super) fn clear(&mut self) {
        self.list.clear();
        self.cells.clear();
    }

    /// Lists every group of an offer that is worth more than the rests it takes; false if there are too many, and some are
    /// missing. Groups that cannot beat what their units do by themselves (`own`) are left out.
    pub(super) fn enumerate(&mut self, board: &Board, at: u32, own: &Own) -> bool {
        self.complete = true;
        self.steps = 0;
        self.most = self.list.len() + MAX_COLUMNS;
        let offer = board.offers[at as usize];
        match offer.terms {
            Terms::Group { n, off } => self.groups(board, at, &offer, n, off, own),
            Terms::Bundle { first_slot, slots, off } => {
                self.of_units.clear();
                self.free.clear();
                self.free.extend(board.runs.iter().map(|run| run.units));
                self.bundles(board, at, (first_slot, slots, 0, 0), slots_units(board, first_slot), off, own);
            }
            Terms::Distinct { first_tier, tiers } => {
                let tiers = &board.tiers[first_tier as usize..(first_tier + tiers) as usize];
                self.distinct(board, at, board.members_of(&offer), tiers, own);
            }
            Terms::Spend { min_spend_minor, amount_minor } => {
                self.covers(board, at, board.members_of(&offer), min_spend_minor, amount_minor, own);
            }
        }
        self.complete
    }

    fn step(&mut self) -> bool {
        self.steps += 1;
        self.complete &= self.steps <= MAX_STEPS && self.list.len() < self.most;
        self.complete
    }

    fn groups(&mut self, board: &Board, at: u32, offer: &Offer, n: u32, off: GroupOff, own: &Own) {
        self.shape.clear();
        self.groups_from(board, at, board.members_of(offer), n, off, own);
    }

    fn groups_from(&mut self, board: &Board, at: u32, members: &[u32], missing: u32, off: GroupOff, own: &Own) {
        if missing == 0 {
            let value = board.group_minor(off, &self.shape);
            let all = u32::try_from(self.shape.len()).unwrap_or(u32::MAX);
            self.add(board, at, value, all, own);
            return;
        }
        let Some((&run, others)) = members.split_first() else { return };
        if !self.step() {
            return;
        }
        for units in (0..=missing.min(board.runs[run as usize].units)).rev() {
            if units > 0 {
                self.shape.push((run, units));
            }
            self.groups_from(board, at, others, missing - units, off, own);
            if units > 0 {
                self.shape.pop();
            }
        }
    }

    /// Keeps the shape at hand if it is worth more than what its units do by themselves.
    fn add(&mut self, board: &Board, at: u32, value_minor: i64, rewarded: u32, own: &Own) {
        let lost: i64 = self.shape.iter().map(|&(run, units)| own.loss(board, run, units)).sum();
        if value_minor <= 0 || value_minor * SCALE <= lost {
            return;
        }
        let first = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
        let cells = u32::try_from(self.shape.len()).unwrap_or(u32::MAX);
        self.cells.extend_from_slice(&self.shape);
        self.list.push(Column { offer: at, value_minor, first, cells, rewarded });
    }

    /// Fills slot after slot; `progress` is (first slot, slots, slot at hand, members of it passed).
    fn bundles(
        &mut self,
        board: &Board,
        at: u32,
        progress: (u32, u32, u32, u32),
        missing: u32,
        off: GroupOff,
        own: &Own,
    ) {
        let (first_slot, slots, slot_at, passed) = progress;
        if slot_at == 0 && passed == 0 {
            self.shape.clear();
            self.rewarded.clear();
        }
        if slot_at == slots {
            self.add_bundle(board, at, off, own);
            return;
        }
        if !self.step() {
            return;
        }
        let slot = board.slots_of(first_slot, slots)[slot_at as usize];
        if missing == 0 {
            let units =
                if slot_at + 1 < slots { board.slots_of(first_slot, slots)[slot_at as usize + 1].units } else { 0 };
            self.bundles(board, at, (first_slot, slots, slot_at + 1, 0), units, off, own);
            return;
        }
        let Some(&run) = board.members_of_slot(&slot).get(passed as usize) else { return };
        for units in (0..=missing.min(self.free[run as usize])).rev() {
            let list = if slot.rewarded { &mut self.rewarded } else { &mut self.shape };
            if units > 0 {
                list.push((run, units));
                self.free[run as usize] -= units;
            }
            self.bundles(board, at, (first_slot, slots, slot_at, passed + 1), missing - units, off, own);
            if units > 0 {
                let list = if slot.rewarded { &mut self.rewarded } else { &mut self.shape };
                list.pop();
                self.free[run as usize] += units;
            }
        }
    }

    fn add_bundle(&mut self, board: &Board, at: u32, off: GroupOff, own: &Own) {
        let mut rewarded = merged(&self.rewarded);
        let plain = merged(&self.shape);
        let (value, count) = if rewarded.is_empty() {
            (board.group_minor(off, &plain), plain.len())
        } else {
            (board.group_minor(off, &rewarded), rewarded.len())
        };
        let units = merged(&[plain.as_slice(), rewarded.as_slice()].concat());
        let kept = std::mem::replace(&mut self.shape, plain);
        self.shape.append(&mut rewarded);
        self.add_best_of(board, at, value, u32::try_from(count).unwrap_or(u32::MAX), (units, own));
        self.shape = kept;
    }

    /// Slots that overlap can be filled with the same units in several ways; only the best of them counts, of equal ones the
    /// first.
    fn add_best_of(
        &mut self,
        board: &Board,
        at: u32,
        value: i64,
        rewarded: u32,
        (units, own): (Vec<(u32, u32)>, &Own),
    ) {
        let Some(&known) = self.of_units.get(&units) else {
            let place = self.list.len();
            self.add(board, at, value, rewarded, own);
            if self.list.len() > place {
                self.of_units.insert(units, place);
            }
            return;
        };
        let column = &mut self.list[known];
        if value > column.value_minor {
            let first = u32::try_from(self.cells.len()).unwrap_or(u32::MAX);
            let cells = u32::try_from(self.shape.len()).unwrap_or(u32::MAX);
            self.cells.extend_from_slice(&self.shape);
            *column = Column { offer: at, value_minor: value, first, cells, rewarded };
        }
    }

    fn distinct(&mut self, board: &Board, at: u32, members: &[u32], tiers: &[(u32, u32)], own: &Own) {
        self.shape.clear();
        self.distinct_from(board, at, members, tiers, own);
    }

    fn distinct_from(&mut self, board: &Board, at: u32, members: &[u32], tiers: &[(u32, u32)], own: &Own) {
        let size = u32::try_from(self.shape.len()).unwrap_or(u32::MAX);
        if let Some(&(_, bp)) = tiers.iter().find(|(items, _)| *items == size) {
            let value = board.group_minor(GroupOff::Percent(bp), &self.shape);
            self.add(board, at, value, size, own);
        }
        if tiers.last().is_none_or(|(items, _)| *items <= size) {
            return;
        }
        for (passed, &run) in members.iter().enumerate() {
            if !self.step() {
                return;
            }
            let item = board.runs[run as usize].item;
            if self.shape.iter().any(|&(taken, _)| board.runs[taken as usize].item == item) {
                continue;
            }
            self.shape.push((run, 1));
            self.distinct_from(board, at, &members[passed + 1..], tiers, own);
            self.shape.pop();
        }
    }

    /// Sets of units that reach the spend and would not without any one of them.
    fn covers(&mut self, board: &Board, at: u32, members: &[u32], min_spend: i64, amount: i64, own: &Own) {
        let most: i64 = members.iter().map(|&run| value_of(board, run)).sum();
        self.shape.clear();
        self.covers_from(board, at, members, (min_spend, most), (amount, 0, 0), own);
    }

    /// Members come dearest first, so a set is minimal when its cheapest unit is needed. `reach` is what is missing and
    /// what the members left could still add; `saving` what it is, the room that the set has for it,
    /// and what its units lose by it: a set that loses more is worth nothing, whatever is added.
    fn covers_from(
        &mut self,
        board: &Board,
        at: u32,
        members: &[u32],
        reach: (i64, i64),
        saving: (i64, i64, i64),
        own: &Own,
    ) {
        let ((missing, most), (amount, room, lost)) = (reach, saving);
        if missing <= 0 && !self.shape.is_empty() {
            let all = u32::try_from(self.shape.len()).unwrap_or(u32::MAX);
            self.add(board, at, amount.min(room), all, own);
            // Only missing room makes a larger set worth more.
            if room >= amount {
                return;
            }
        }
        if most < missing || !self.step() {
            return;
        }
        let Some((&run, others)) = members.split_first() else { return };
        let run_at = &board.runs[run as usize];
        if run_at.price_minor <= 0 {
            return;
        }
        let enough =
            u32::try_from((missing.max(0) + run_at.price_minor - 1) / run_at.price_minor).unwrap_or(u32::MAX).max(1);
        let roomy = room + run_at.room_minor * i64::from(enough.min(run_at.units)) >= amount;
        for units in (0..=if roomy { enough.min(run_at.units) } else { run_at.units }).rev() {
            let lost = lost + own.loss(board, run, units);
            if lost >= amount * SCALE {
                continue;
            }
            if units > 0 {
                self.shape.push((run, units));
            }
            let rest = (missing - run_at.price_minor * i64::from(units), most - value_of(board, run));
            let room = room + run_at.room_minor * i64::from(units);
            self.covers_from(board, at, others, rest, (amount, room, lost), own);
            if units > 0 {
                self.shape.pop();
            }
        }
    }
}

fn value_of(board: &Board, run: u32) -> i64 {
    let run = &board.runs[run as usize];
    run.price_minor * i64::from(run.units)
}

fn slots_units(board: &Board, first_slot: u32) -> u32 {
    board.slots.get(first_slot as usize).map_or(0, |slot| slot.units)
}

/// Cells of the same run joined, ascending.
fn merged(cells: &[(u32, u32)]) -> Vec<(u32, u32)> {
    let mut sorted = cells.to_vec();
    sorted.sort_unstable();
    let mut merged: Vec<(u32, u32)> = Vec::with_capacity(sorted.len());
    for (run, units) in sorted {
        match merged.last_mut() {
            Some(last) if last.0 == run => last.1 += units,
            _ => merged.push((run, units)),
        }
    }
    merged
}
