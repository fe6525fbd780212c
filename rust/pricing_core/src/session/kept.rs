//! A plain basket kept in pieces: a change assigns anew what it touches, and the receipt is mended in place.

use std::cmp::{Ordering, Reverse};

use super::reach::{Met, Reach};
use super::slots::Slots;
use super::solved::{Orders, Solved};
use crate::basket::canonically;
use crate::direct::{self, Direct, Glance};
use crate::lines::Line;
use crate::price_book::PriceBook;
use crate::priced::{AppliedPromotion, PricedBasket, PricedLine, Proof, Rewards};
use crate::pricing::receipt;
use crate::sale::Context;

/// What is priced.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sale<'a> {
    pub(super) book: &'a PriceBook,
    pub(super) lines: &'a [Line],
    pub(super) context: &'a Context<'a>,
}

/// The pieces. They are of use as long as they are whole: a line or a promotion that is not plain, or a basket without a
/// proof, ends it until [`Kept::begin`] finds everything plain again.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    whole: bool,
    direct: Direct,
    slots: Slots,
    reach: Reach,
    solved: Solved,
    places: Vec<usize>,
    some: Vec<Line>,
    some_slots: Vec<u32>,
}

impl Kept {
    /// Whether the next change is mended in place.
    #[cfg(test)]
    pub(super) const fn is_whole(&self) -> bool {
        self.whole
    }

    /// A line has come to a place: a new one, or another instead of one that left.
    pub(super) fn enter(&mut self, sale: Sale<'_>, place: usize) {
        if !self.whole {
            return;
        }
        let slot = if place == self.slots.len() { self.slots.push() } else { self.slots.at(place) };
        match met(sale, &sale.lines[place]) {
            Some(met) => self.reach.enter(sale, &self.slots, slot, met),
            None => self.whole = false,
        }
    }

    /// The line at a place is about to go.
    pub(super) fn leave(&mut self, sale: Sale<'_>, place: usize) {
        if self.whole {
            self.reach.leave(sale, &self.slots, self.slots.at(place));
        }
    }

    /// A line that left has no other in its place.
    pub(super) fn forget(&mut self, place: usize, priced: &mut PricedBasket) {
        if self.whole {
            self.reach.touched();
            let slot = self.slots.at(place);
            self.solved.forget(|known| known == slot);
            self.reach.drop(slot);
            self.slots.remove(place);
            let gone = priced.lines.remove(place);
            add(&mut priced.promotions, &gone, -1);
        }
    }

    /// Customer, coupons or tender are others: who meets other promotions than before is touched.
    pub(super) fn meet_again(&mut self, sale: Sale<'_>) {
        for (place, line) in sale.lines.iter().enumerate().take(self.slots.len()) {
            if !self.whole {
                return;
            }
            let slot = self.slots.at(place);
            match met(sale, line) {
                Some(met) if met == *self.reach.met(slot) => {}
                _ => {
                    self.leave(sale, place);
                    self.enter(sale, place);
                }
            }
        }
    }

    /// Begins with the lines as they are; false if they are not all plain, or have no proof.
    pub(super) fn begin(&mut self, sale: Sale<'_>, priced: &mut PricedBasket) -> bool {
        self.whole = direct::open_to(sale.book) && sale.lines.iter().all(direct::from_the_shelf);
        self.slots.clear();
        self.reach.clear();
        self.solved = Solved::default();
        for place in 0..sale.lines.len() {
            self.enter(sale, place);
        }
        priced.lines.clear();
        priced.promotions.clear();
        self.settle(sale, priced)
    }

    /// Assigns what was touched and mends the receipt; false if the pieces are not whole, and then nothing is true of it.
    pub(super) fn settle(&mut self, sale: Sale<'_>, priced: &mut PricedBasket) -> bool {
        self.whole = self.whole && self.assign(sale, priced);
        self.reach.done();
        if self.whole {
            self.solved.write(&self.slots, &mut priced.trace);
            receipt::total(sale.book, sale.context, sale.lines, priced);
        }
        self.whole
    }

    fn assign(&mut self, sale: Sale<'_>, priced: &mut PricedBasket) -> bool {
        let Self { direct, slots, reach, solved, places, some, some_slots, .. } = self;
        places.clear();
        places.extend(reach.touched().iter().map(|slot| slots.place(*slot)));
        places.sort_unstable();
        some.clear();
        some.extend(places.iter().map(|place| sale.lines[*place]));
        some_slots.clear();
        some_slots.extend(places.iter().map(|place| slots.at(*place)));
        let Some(assigned) = direct.assign(sale.book, some, sale.context, Some(&reach.members)) else {
            return false;
        };
        solved.forget(|slot| reach.is_touched(slot));
        let line = |slot: u32| &sale.lines[slots.place(slot)];
        let orders = Orders {
            board: |one, other| {
                board_order(line(one), line(other)).then_with(|| slots.place(one).cmp(&slots.place(other)))
            },
            canonical: |one, other| {
                canonically(line(one), line(other)).then_with(|| slots.place(one).cmp(&slots.place(other)))
            },
        };
        solved.take_in(&assigned, some_slots, &orders);
        for (mut lines, _) in assigned.components() {
            let first = lines.next().map_or(0, |line| some_slots[line as usize]);
            lines.for_each(|line| reach.tie(first, some_slots[line as usize]));
        }
        let Some(nodes) = solved.nodes_within(sale.book.policy().node_budget) else { return false };
        priced.proof = Proof { optimal: true, gap_minor: 0, nodes };
        priced.rewards = Rewards::default();
        let mended = receipt::priced_lines(sale.book, some, assigned.units, assigned.savings);
        for (place, line) in places.iter().zip(mended) {
            add(&mut priced.promotions, &line, 1);
            if *place == priced.lines.len() {
                priced.lines.push(line);
            } else {
                let before = std::mem::replace(&mut priced.lines[*place], line);
                add(&mut priced.promotions, &before, -1);
            }
        }
        true
    }
}

/// What a line meets; nothing if one of it is not plain, or the line itself.
fn met(sale: Sale<'_>, line: &Line) -> Option<Met> {
    let mut met = Met::default();
    let each = |promotion, glance: Glance| match glance.unit_off() {
        Some(_) => met.units.push(promotion),
        None => met.groups.push(promotion),
    };
    let plain = direct::from_the_shelf(line) && (!line.open || direct::met(sale.book, line, sale.context, each));
    plain.then_some(met)
}

/// Dearer first, then in canonical order.
fn board_order(one: &Line, other: &Line) -> Ordering {
    Reverse(one.price_minor).cmp(&Reverse(other.price_minor)).then_with(|| canonically(one, other))
}

/// Adds what a line saves to each promotion's saving, or takes it away again.
fn add(promotions: &mut Vec<AppliedPromotion>, line: &PricedLine, sign: i64) {
    for applied in &line.promotions {
        match promotions.binary_search_by_key(&applied.promotion, |known| known.promotion) {
            Ok(at) => {
                promotions[at].amount_minor += sign * applied.amount_minor;
                if promotions[at].amount_minor == 0 {
                    promotions.remove(at);
                }
            }
            Err(at) => {
                promotions.insert(at, AppliedPromotion { amount_minor: sign * applied.amount_minor, ..*applied });
            }
        }
    }
}
