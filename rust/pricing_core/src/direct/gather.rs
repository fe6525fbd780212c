//! From lines to a board, by the index: the promotions of each line's item, found once each.

use super::plain::{PlainTerms, What};
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
}

/// Promotions met so far and the runs they were met on.
#[derive(Clone, Debug, Default)]
struct Found {
    /// Open addressing: promotion + 1 (0 is free) and its place in `list`.
    table: Vec<(u32, u32)>,
    list: Vec<Met>,
    /// (place in `list`, run), in the order of the runs.
    hits: Vec<(u32, u32)>,
}

#[derive(Clone, Copy, Debug)]
struct Met {
    promotion: PromotionIndex,
    runs: u32,
    /// First of its members on the board, once it is there.
    next: u32,
}

const NOWHERE: u32 = u32::MAX;

impl Gathered {
    /// Sets the board for lines in board order (`order` leads to the lines as given); false if something in the basket is
    /// not plain.
    pub(super) fn fill(&mut self, book: &PriceBook, lines: &[Line], order: &[u32], context: &Context<'_>) -> bool {
        self.clear(book);
        for &at in order {
            let line = &lines[at as usize];
            if line.open && !self.run(book, line, at, context) {
                return false;
            }
        }
        self.offers(book);
        true
    }

    fn clear(&mut self, book: &PriceBook) {
        let rounding = book.policy().rounding;
        self.board.clear();
        self.board.rounding = BoardRounding { mode: rounding.mode, level: rounding.level, of: rounding.of };
        self.lines.clear();
        self.rests.clear();
        self.promotions.clear();
        self.found.clear();
    }

    fn run(&mut self, book: &PriceBook, line: &Line, at: u32, context: &Context<'_>) -> bool {
        let run = u32::try_from(self.board.runs.len()).unwrap_or(NOWHERE);
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
        let index = &book.index;
        let listed = index.unit_promotions_of(line.item).iter().chain(index.other_promotions_of(line.item));
        for promotion in listed {
            if !self.meet(book, line, run, *promotion, context) {
                return false;
            }
        }
        for scope in index.wide_scopes_of(line.item) {
            for promotion in index.promotions_of_wide(*scope) {
                if !self.meet(book, line, run, *promotion, context) {
                    return false;
                }
            }
        }
        true
    }

    /// A promotion that names the line's item; false if it may fire and is not plain.
    fn meet(&mut self, book: &PriceBook, line: &Line, run: u32, met: PromotionIndex, context: &Context<'_>) -> bool {
        let glance = book.lookup.glances[met.0 as usize];
        if glance.asks && !answers(book, line, met, context) {
            return true;
        }
        match glance.what {
            What::Group | What::Spend => self.found.hit(met, run),
            What::Odd => return false,
            What::Percent | What::Amount | What::Price => {
                if let Some(off) = glance.unit_off() {
                    self.rest(run, met, off);
                }
            }
        }
        true
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

    /// Offers of several runs by document order, then those of one run: the solver folds these into the run.
    fn offers(&mut self, book: &PriceBook) {
        self.several.clear();
        for (at, met) in (0..).zip(&self.found.list) {
            if met.runs > 1 {
                self.several.push((met.promotion, at));
            }
        }
        self.several.sort_unstable();
        let mut first = 0;
        for at in 0..self.several.len() {
            let (promotion, met) = self.several[at];
            let runs = self.found.list[met as usize].runs;
            self.offer(book, promotion, first, runs);
            self.found.list[met as usize].next = first;
            first += runs;
        }
        self.board.members.resize(first as usize, 0);
        for at in 0..self.found.hits.len() {
            let (met, run) = self.found.hits[at];
            let met = &mut self.found.list[met as usize];
            if met.runs > 1 {
                self.board.members[met.next as usize] = run;
                met.next += 1;
                continue;
            }
            let promotion = met.promotion;
            let on = &self.board.runs[run as usize];
            // Most are not enough alone, and the solver need not see them.
            if !book.lookup.glances[promotion.0 as usize].pays_alone(on.units, on.price_minor) {
                continue;
            }
            let member = u32::try_from(self.board.members.len()).unwrap_or(NOWHERE);
            self.board.members.push(run);
            self.offer(book, promotion, member, 1);
        }
    }

    fn offer(&mut self, book: &PriceBook, promotion: PromotionIndex, first: u32, len: u32) {
        let (terms, limit) = match book.lookup.terms[promotion.0 as usize] {
            PlainTerms::Group { n, off, limit } => (Terms::Group { n, off }, limit),
            PlainTerms::Spend { min_spend_minor, amount_minor, limit } => {
                (Terms::Spend { min_spend_minor, amount_minor }, limit)
            }
            PlainTerms::Unit(_) | PlainTerms::Odd => return,
        };
        self.board.offers.push(Offer { terms, first, len, limit, rank: promotion.0 });
        self.promotions.push(promotion);
    }
}

/// Whether windows, identity, coupon and tender let a promotion touch the line.
fn answers(book: &PriceBook, line: &Line, met: PromotionIndex, context: &Context<'_>) -> bool {
    let conditions = &book.promotion(met).conditions;
    let at = if book.policy().clock == Clock::Scan { line.at } else { context.at };
    conditions.windows.open_at(at) && candidates::presented(conditions, context)
}

impl Found {
    fn clear(&mut self) {
        self.table.fill((0, 0));
        self.list.clear();
        self.hits.clear();
    }

    fn hit(&mut self, promotion: PromotionIndex, run: u32) {
        if self.list.len() * 2 >= self.table.len() {
            self.grow();
        }
        let mask = self.table.len() - 1;
        let mut at = place(promotion) & mask;
        let met = loop {
            match self.table[at] {
                (0, _) => {
                    let met = u32::try_from(self.list.len()).unwrap_or(NOWHERE);
                    self.table[at] = (promotion.0 + 1, met);
                    self.list.push(Met { promotion, runs: 0, next: 0 });
                    break met;
                }
                (known, met) if known == promotion.0 + 1 => break met,
                _ => at = (at + 1) & mask,
            }
        };
        // A bundle may be found twice on one line, by a listed and a wide slot; nothing plain has slots.
        self.list[met as usize].runs += 1;
        self.hits.push((met, run));
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(256);
        self.table.clear();
        self.table.resize(size, (0, 0));
        for (met, known) in (0..).zip(&self.list) {
            let mut at = place(known.promotion) & (size - 1);
            while self.table[at].0 != 0 {
                at = (at + 1) & (size - 1);
            }
            self.table[at] = (known.promotion.0 + 1, met);
        }
    }
}

fn place(promotion: PromotionIndex) -> usize {
    (promotion.0.wrapping_mul(0x9E37_79B9) >> 8) as usize
}
