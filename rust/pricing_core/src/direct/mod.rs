//! The direct road: a basket in which everything that may fire is plain goes straight from the index to a board and from
//! its answer to the receipt. It is the general way with nothing looked at twice, and gives the same bytes; a test holds
//! the two against each other.

mod gather;
mod plain;
mod write;

pub(crate) use plain::{Glance, PlainTerms};

use crate::basket::{Basket, canonical_order};
use crate::best::{Answer, Solver};
use crate::lines::Line;
use crate::policy::{Choose, Grouping, RoundingLevel};
use crate::price_book::PriceBook;
use crate::priced::{PricedBasket, Proof, Rewards};
use crate::pricing::receipt::{self, Outcome};
use crate::sale::Context;
use gather::Gathered;
use write::Pieces;

/// The memory of the direct road, kept from basket to basket.
#[derive(Clone, Debug, Default)]
pub(crate) struct Direct {
    ranks: Vec<u32>,
    keys: Vec<u64>,
    order: Vec<u32>,
    gathered: Gathered,
    solver: Solver,
    answer: Answer,
    pieces: Pieces,
}

impl Direct {
    /// Prices checked lines if the road is open to them.
    pub(crate) fn price(&mut self, book: &PriceBook, lines: &[Line], context: &Context<'_>) -> Option<PricedBasket> {
        if !open_to(book, lines) {
            return None;
        }
        let scanned = canonical_order(lines, book.policy());
        self.arrange(lines, &scanned);
        if !self.gathered.fill(book, lines, &self.order, context) {
            return None;
        }
        self.solver.solve(&self.gathered.board, book.policy().node_budget, &mut self.answer);
        // Without a proof the general way tries priority order, too.
        if self.answer.bound_minor > self.answer.saving_minor {
            return None;
        }
        let basket = Basket { book, lines, scanned: &scanned, context };
        let trace = self.pieces.write(&basket, &self.gathered, &self.ranks, &self.answer);
        let gap_minor = self.answer.bound_minor - self.answer.saving_minor;
        let proof = Proof { optimal: gap_minor == 0, gap_minor, nodes: self.answer.nodes };
        let outcome = Outcome {
            units: &self.pieces.units,
            savings: &self.pieces.savings,
            rewards: Rewards::default(),
            trace,
            proof,
        };
        Some(receipt::receipt(&basket, lines, outcome))
    }

    /// Dearest first, then in canonical order: both keys fit one word.
    fn arrange(&mut self, lines: &[Line], scanned: &[u32]) {
        self.keys.clear();
        self.ranks.resize(lines.len(), 0);
        for (rank, &at) in (0..).zip(scanned) {
            self.ranks[at as usize] = rank;
            let price = u64::try_from(lines[at as usize].price_minor.max(0)).unwrap_or(0);
            self.keys.push((MAX_PRICE - price) << RANK_BITS | u64::from(rank));
        }
        self.keys.sort_unstable();
        self.order.clear();
        self.order.extend(self.keys.iter().map(|key| scanned[(key & ((1 << RANK_BITS) - 1)) as usize]));
    }
}

/// Lines are at most 10,000.
const RANK_BITS: u32 = 14;

/// Above every price: [`crate::lines::MAX_BASKET_MINOR`].
const MAX_PRICE: u64 = 1 << 44;

/// Best for the customer, units of their own, and lines as they come from the shelf.
fn open_to(book: &PriceBook, lines: &[Line]) -> bool {
    let policy = book.policy();
    policy.choose == Choose::BestForCustomer
        && policy.one_promotion_per_unit
        && policy.grouping == Grouping::Customer
        && policy.rounding.level != RoundingLevel::Basket
        && book.index.untouched().is_empty()
        && lines.iter().all(|line| line.markdown.is_none() && line.after.is_none())
}

#[cfg(test)]
mod tests;
