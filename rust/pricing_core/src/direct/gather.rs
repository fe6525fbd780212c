//! From lines to a board, by the index: the promotions of each line's item, found once each.

use super::Members;
use super::found::{Found, Met};
use super::plain::{Glance, PlainTerms, What};
use crate::best::MAX_TABLE_UNITS;
use crate::best::board::{Board, BoardRounding, Offer, Rest, Run, Terms, of_mass};
use crate::candidates;
use crate::lines::Line;
use crate::policy::Clock;
use crate::price_book::PriceBook;
use crate::sale::Context;
use crate::terms::{PromotionIndex, UnitOff};

/// The board of a basket and whose its places are.
#[derive(Clone, Debug, Default)]
pub(super) struct Gathered {
    pub(super) board: Board,
    /// Board run -> its line as given.
    pub(super) lines: Vec<u32>,
    /// Board run -> the promotion its rest takes.
    pub(super) rests: Vec<PromotionIndex>,
    /// Board offer -> promotion.
    pub(super) promotions: Vec<PromotionIndex>,
    found: Found,
    several: Vec<(PromotionIndex, u32)>,
    alone: Vec<u32>,
}

const NOWHERE: u32 = u32::MAX;

impl Gathered {
    /// Sets the board for lines in board order (`order` leads to the lines as given); false if something in the basket is
    /// not plain. If the lines are only some of a basket's, `whole` knows the members of promotions among all of them.
    pub(super) fn fill(
        &mut self,
        book: &PriceBook,
        lines: &[Line],
        order: &[u32],
        context: &Context<'_>,
        whole: Option<&Members>,
    ) -> bool {
        self.clear(book);
        for &at in order {
            let line = &lines[at as usize];
            if line.open && !self.run(book, line, at, context) {
                return false;
            }
        }
        self.offers(book, whole);
        true
    }

    fn clear(&mut self, book: &PriceBook) {
        let rounding = book.policy().rounding;
        self.board.clear();
        self.board.rounding = BoardRounding { mode: rounding.mode, level: rounding.level, of: rounding.of };
        self.lines.clear();
        self.rests.clear();
        self.promotions.clear();
        self.found.clear(book.promotions.len());
    }

    fn run(&mut self, book: &PriceBook, line: &Line, at: u32, context: &Context<'_>) -> bool {
        let run = number(self.board.runs.len());
        self.board.runs.push(Run {
            units: line.units,
            price_minor: line.price_minor,
            room_minor: (line.price_minor - line.floor_minor).max(0),
            item: line.item.0,
            mass_g: line.mass_g,
            rest: Rest::Nothing,
        });
        self.lines.push(at);
        self.rests.push(PromotionIndex(NOWHERE));
        met(book, line, context, |promotion, glance| match glance.unit_off() {
            Some(off) => self.rest(run, promotion, off),
            None => self.found.hit(promotion, run, glance.pays_alone(line.units, line.price_minor)),
        })
    }

    /// The rest of a run takes the offer that saves most a unit; of equal ones the first of the document.
    fn rest(&mut self, at: u32, met: PromotionIndex, off: UnitOff) {
        let run = &mut self.board.runs[at as usize];
        let rest = match off {
            UnitOff::Percent(bp) => Rest::Percent(bp),
            UnitOff::Amount(amount) => Rest::Each(of_mass(amount, run.mass_g)),
            UnitOff::Price(price) => Rest::Each((run.price_minor - of_mass(price, run.mass_g)).max(0)),
        };
        let (new, known) = (run.worth(rest), run.worth(run.rest));
        let taken = &mut self.rests[at as usize];
        if new > known || (new == known && new > 0 && met < *taken) {
            run.rest = rest;
            *taken = met;
        }
    }

    /// Offers by document order, then those that the solver surely folds into their one run.
    fn offers(&mut self, book: &PriceBook, whole: Option<&Members>) {
        let members_of = |met: &Met| whole.map_or(met.runs, |members| members.count(met.promotion));
        self.several.clear();
        self.alone.clear();
        for (at, met) in (0..).zip(&self.found.list) {
            if members_of(met) > 1 {
                self.several.push((met.promotion, at));
            } else if met.pays_alone {
                // Most are not enough alone, and the solver need not see them.
                let simple = |run: u32| {
                    let Run { units, .. } = self.board.runs[run as usize];
                    let group = || matches!(book.plain_terms(met.promotion), PlainTerms::Group { .. });
                    units == 1 || units <= MAX_TABLE_UNITS && group()
                };
                if self.found.runs_of(*met).all(simple) {
                    self.alone.push(at);
                } else {
                    self.several.push((met.promotion, at));
                }
            }
        }
        self.several.sort_unstable();
        for place in 0..self.several.len() {
            let met = self.found.list[self.several[place].1 as usize];
            let first = self.board.members.len();
            self.board.members.extend(self.found.runs_of(met));
            self.board.members[first..].reverse();
            self.offer(book, met.promotion, (number(first), met.runs, members_of(&met)));
        }
        for place in 0..self.alone.len() {
            let met = self.found.list[self.alone[place] as usize];
            let first = self.board.members.len();
            self.board.members.extend(self.found.runs_of(met));
            self.offer(book, met.promotion, (number(first), 1, 1));
        }
    }

    fn offer(&mut self, book: &PriceBook, promotion: PromotionIndex, (first, len, whole): (u32, u32, u32)) {
        let (terms, limit) = match book.plain_terms(promotion) {
            PlainTerms::Group { n, off, limit } => (Terms::Group { n, off }, limit),
            PlainTerms::Spend { min_spend_minor, amount_minor, limit } => {
                (Terms::Spend { min_spend_minor, amount_minor }, limit)
            }
            PlainTerms::Unit(_) | PlainTerms::Odd => return,
        };
        self.board.offers.push(Offer { terms, first, len, whole, limit, rank: promotion.0 });
        self.promotions.push(promotion);
    }
}

/// Calls `each` with the promotions that name the line's item and may touch it now; false if one of them is not plain.
pub(crate) fn met(
    book: &PriceBook,
    line: &Line,
    context: &Context<'_>,
    mut each: impl FnMut(PromotionIndex, Glance),
) -> bool {
    let index = &book.index;
    let mut listed = index.unit_promotions_of(line.item).iter().chain(index.other_promotions_of(line.item));
    let mut wide = index.wide_scopes_of(line.item).iter().flat_map(|scope| index.promotions_of_wide(*scope));
    let mut look = |promotion: &PromotionIndex| {
        let glance = book.glance(*promotion);
        if glance.asks && !answers(book, line, *promotion, context) {
            return true;
        }
        let plain = glance.what != What::Odd;
        if plain {
            each(*promotion, glance);
        }
        plain
    };
    // Each list by itself: nearly all are listed, and most items have no wide scope.
    listed.all(&mut look) && wide.all(look)
}

/// Whether windows, identity, coupon and tender let a promotion touch the line.
fn answers(book: &PriceBook, line: &Line, met: PromotionIndex, context: &Context<'_>) -> bool {
    let conditions = &book.promotion(met).conditions;
    let at = if book.policy().clock == Clock::Scan { line.at } else { context.at };
    conditions.windows.open_at(at) && candidates::presented(conditions, context)
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NOWHERE)
}
