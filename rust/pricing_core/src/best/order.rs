//! In which order the search walks a component's runs, and where it keeps what is used of each.
//!
//! A run's count has to be remembered only between the first column that can touch it and the moment the walk passes it.
//! Walking along the component keeps few counts open at a time, so they fit into one 128-bit word and equal states meet.

use super::board::Board;
use super::part::Part;

/// Runs of a component the search takes on; each is a bit in a mask.
pub(super) const MAX_RUNS: usize = 128;

/// A place for a counter inside the word. Width 0 is a counter nobody needs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Slot {
    /// Lowest bit.
    pub(super) shift: u32,
    /// Bits.
    pub(super) width: u32,
}

impl Slot {
    /// The counter's value.
    pub(super) fn get(self, word: u128) -> u32 {
        if self.width == 0 {
            return 0;
        }
        u32::try_from(word >> self.shift & ((1 << self.width) - 1)).unwrap_or(u32::MAX)
    }

    /// The word with `more` added to the counter.
    pub(super) fn add(self, word: u128, more: u32) -> u128 {
        word + (u128::from(more) << self.shift)
    }
}

/// The walk.
#[derive(Clone, Debug, Default)]
pub(super) struct Order {
    /// Board runs in walking order.
    pub(super) runs: Vec<u32>,
    /// Board run -> its place in the walk.
    pub(super) place: Vec<u32>,
    /// Walk place -> where its used units are kept.
    pub(super) slots: Vec<Slot>,
    /// Offer (index into `limited`) -> where its uses are kept.
    pub(super) limit_slots: Vec<Slot>,
    /// Board offers with a limit that can bind.
    pub(super) limited: Vec<u32>,
    /// Walk place -> bits nobody needs after it.
    pub(super) expired: Vec<u128>,
    neighbours: Vec<u128>,
    first: Vec<u32>,
    last: Vec<u32>,
}

impl Order {
    /// Plans the walk; false if the component is too wide for it.
    pub(super) fn plan(&mut self, board: &Board, part: &Part<'_>) -> bool {
        if part.runs.len() > MAX_RUNS {
            return false;
        }
        self.arrange(board, part);
        self.lifetimes(board, part);
        self.allocate(board)
    }

    /// Always on to the run that opens the fewest new neighbours; ties in canonical order.
    fn arrange(&mut self, board: &Board, part: &Part<'_>) {
        let runs = part.runs;
        self.place.resize(board.runs.len(), 0);
        for (bit, &run) in (0..).zip(runs) {
            self.place[run as usize] = bit;
        }
        self.neighbours.clear();
        self.neighbours.resize(runs.len(), 0);
        for (_, column) in part.columns() {
            let cells = part.all.cells_of(column);
            let mask = cells.iter().fold(0u128, |mask, &(run, _)| mask | 1 << self.place[run as usize]);
            for &(run, _) in cells {
                self.neighbours[self.place[run as usize] as usize] |= mask;
            }
        }
        self.runs.clear();
        let (mut seen, mut open) = (0u128, 0u128);
        let mut waiting: u128 = if runs.len() == MAX_RUNS { u128::MAX } else { (1 << runs.len()) - 1 };
        while waiting != 0 {
            let mut choice = if open & waiting == 0 { waiting } else { open & waiting };
            let (mut best, mut fewest) = (0, u32::MAX);
            while choice != 0 {
                let bit = choice.trailing_zeros();
                choice &= choice - 1;
                let new = (self.neighbours[bit as usize] & !seen).count_ones();
                if new < fewest {
                    (best, fewest) = (bit, new);
                }
            }
            self.runs.push(runs[best as usize]);
            waiting &= !(1 << best);
            open |= self.neighbours[best as usize];
            seen |= self.neighbours[best as usize] | 1 << best;
        }
        for (place, &run) in (0..).zip(&self.runs) {
            self.place[run as usize] = place;
        }
    }

    /// From which step on each counter must be kept.
    fn lifetimes(&mut self, board: &Board, part: &Part<'_>) {
        let count = self.runs.len();
        self.first.clear();
        self.first.extend(0..u32::try_from(count).unwrap_or(u32::MAX));
        self.limited.clear();
        self.last.clear();
        for (_, column) in part.columns() {
            let cells = part.all.cells_of(column);
            let first = cells.iter().map(|&(run, _)| self.place[run as usize]).min().unwrap_or(0);
            for &(run, _) in cells {
                let place = self.place[run as usize] as usize;
                self.first[place] = self.first[place].min(first);
            }
            let offer = &board.offers[column.offer as usize];
            if offer.limit == u32::MAX {
                continue;
            }
            if self.limited.last() == Some(&column.offer) {
                let at = self.limited.len() - 1;
                self.first[count + at] = self.first[count + at].min(first);
                self.last[at] = self.last[at].max(first);
            } else {
                self.limited.push(column.offer);
                self.first.push(first);
                self.last.push(first);
            }
        }
    }

    /// Gives every counter bits for its lifetime, first fit.
    fn allocate(&mut self, board: &Board) -> bool {
        let count = self.runs.len();
        self.slots.clear();
        self.slots.resize(count, Slot::default());
        self.limit_slots.clear();
        self.limit_slots.resize(self.limited.len(), Slot::default());
        self.expired.clear();
        let mut used = 0u128;
        for step in 0..count {
            let now = u32::try_from(step).unwrap_or(u32::MAX);
            for at in 0..self.first.len() {
                if self.first[at] != now || (at < count && at == step) {
                    continue;
                }
                let most = if at < count {
                    board.runs[self.runs[at] as usize].units
                } else {
                    board.offers[self.limited[at - count] as usize].limit
                };
                let Some(slot) = fit(used, u32::BITS - most.leading_zeros()) else { return false };
                used |= mask_of(slot);
                if at < count { self.slots[at] = slot } else { self.limit_slots[at - count] = slot }
            }
            let mut expired = mask_of(self.slots[step]);
            for at in 0..self.limited.len() {
                if self.last[at] == now {
                    expired |= mask_of(self.limit_slots[at]);
                }
            }
            used &= !expired;
            self.expired.push(expired);
        }
        true
    }
}

fn mask_of(slot: Slot) -> u128 {
    if slot.width == 0 { 0 } else { ((1 << slot.width) - 1) << slot.shift }
}

/// The lowest free place of so many bits: a bit stays in `starts` while the bits above it are free, too.
fn fit(used: u128, width: u32) -> Option<Slot> {
    let mut starts = !used;
    for _ in 1..width {
        starts &= starts >> 1;
    }
    let shift = starts.trailing_zeros();
    (shift + width <= u128::BITS).then_some(Slot { shift, width })
}
