//! The direct road: a basket in which everything that may fire is plain goes straight from the index to a board and from
//! its answer to the receipt. It is the general way with nothing looked at twice, and gives the same bytes; a test holds
//! the two against each other.

mod found;
mod gather;
mod members;
mod plain;
mod write;

pub(crate) use gather::met;
pub(crate) use members::Members;
pub(crate) use plain::{Glance, PlainTerms};

use crate::basket::{Basket, canonical_order};
use crate::best::{Answer, Effort, Solver};
use crate::lines::Line;
use crate::policy::{Choose, Grouping, RoundingLevel};
use crate::pool::Trace;
use crate::price_book::PriceBook;
use crate::priced::{PricedBasket, PricedUnits, Proof, Rewards};
use crate::pricing::receipt::{self, Outcome};
use crate::sale::Context;
use crate::terms::PromotionIndex;
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
        if !(open_to(book) && lines.iter().all(from_the_shelf)) {
            return None;
        }
        let Assigned { trace, units, savings, answer, .. } = self.assign(book, lines, context, None)?;
        let proof = Proof { optimal: true, gap_minor: 0, nodes: answer.nodes };
        let outcome = Outcome { units, savings, rewards: Rewards::default(), trace: std::mem::take(trace), proof };
        Some(receipt::receipt(book, context, lines, outcome))
    }

    /// The best assignment of a basket's lines, or of some of its lines that no group ties to others; `whole` knows the
    /// members of promotions among all of them then. Nothing if a promotion is not plain, or without a proof: then the
    /// general way tries priority order, too.
    pub(crate) fn assign(
        &mut self,
        book: &PriceBook,
        lines: &[Line],
        context: &Context<'_>,
        whole: Option<&Members>,
    ) -> Option<Assigned<'_>> {
        let scanned = canonical_order(lines, book.policy());
        self.arrange(lines, &scanned);
        if !self.gathered.fill(book, lines, &self.order, context, whole) {
            return None;
        }
        self.solver.solve(&self.gathered.board, book.policy().node_budget, &mut self.answer);
        if self.answer.bound_minor > self.answer.saving_minor {
            return None;
        }
        let basket = Basket { book, lines, scanned: &scanned, context };
        self.pieces.write(&basket, &self.gathered, &self.ranks, &self.answer);
        let Pieces { trace, alone_from, rests_from, units, savings, .. } = &mut self.pieces;
        Some(Assigned {
            trace,
            alone_from: *alone_from,
            rests_from: *rests_from,
            units,
            savings,
            answer: &self.answer,
            solver: &self.solver,
            lines: &self.gathered.lines,
        })
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

/// What the direct road found, in places of the lines as given.
#[derive(Debug)]
pub(crate) struct Assigned<'a> {
    /// What is applied: first by components, then by lines alone, then to what is left over.
    pub(crate) trace: &'a mut Trace,
    /// The first application of a line alone.
    pub(crate) alone_from: usize,
    /// The first application to what is left over.
    pub(crate) rests_from: usize,
    /// (line, units of it at one price).
    pub(crate) units: &'a [(u32, PricedUnits)],
    /// (line, promotion, minor units).
    pub(crate) savings: &'a [(u32, PromotionIndex, i64)],
    answer: &'a Answer,
    solver: &'a Solver,
    lines: &'a [u32],
}

impl Assigned<'_> {
    /// The lines of each component, in board order, and what it took to solve it; in the order of their applications.
    pub(crate) fn components(&self) -> impl Iterator<Item = (impl Iterator<Item = u32>, Effort)> {
        let runs = self.solver.components().zip(self.answer.efforts.iter().copied());
        runs.map(|(runs, effort)| (runs.iter().map(|run| self.lines[*run as usize]), effort))
    }
}

/// Best for the customer and units of their own.
pub(crate) fn open_to(book: &PriceBook) -> bool {
    let policy = book.policy();
    policy.choose == Choose::BestForCustomer
        && policy.one_promotion_per_unit
        && policy.grouping == Grouping::Customer
        && policy.rounding.level != RoundingLevel::Basket
        && book.index.untouched().is_empty()
}

/// No label on it, nothing that staff takes off afterwards.
pub(crate) fn from_the_shelf(line: &Line) -> bool {
    line.markdown.is_none() && line.after.is_none()
}

#[cfg(test)]
pub(crate) mod tests;
