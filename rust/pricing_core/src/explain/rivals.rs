//! Promotions that have everything they ask for and did not fire: somebody else has their goods, or they would change
//! nothing.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::basket::Basket;
use crate::choose::Work;
use crate::explain::reason::Reason;
use crate::priced::{AppliedPromotion, PricedBasket};
use crate::terms::{Kind, Layer, Promotion, PromotionIndex, Stacking};

/// What fired, where, and the basket with nothing done to it, to see what a promotion would do alone.
pub(super) struct Rivals<'a> {
    basket: &'a Basket<'a>,
    priced: &'a PricedBasket,
    /// Line and promotion, ascending.
    at_work: Vec<(u32, PromotionIndex)>,
    fired: BTreeSet<PromotionIndex>,
    work: Work<'a>,
    layer: Option<Layer>,
}

impl<'a> Rivals<'a> {
    /// `basket` is in canonical order, `priced` in the order of scanning.
    pub(super) fn new(basket: &'a Basket<'a>, priced: &'a PricedBasket) -> Self {
        let trace = &priced.trace;
        let mut at_work = Vec::with_capacity(trace.parts.len());
        for application in &trace.applications {
            let parts = &trace.parts[application.first_part as usize..][..application.parts as usize];
            at_work.extend(parts.iter().map(|part| (part.line, application.promotion)));
        }
        at_work.sort_unstable();
        at_work.dedup();
        let gifts = priced.rewards.gifts.iter().map(|(promotion, _)| *promotion);
        let fired = priced.promotions.iter().map(|applied| applied.promotion).chain(gifts).collect();
        Self { basket, priced, at_work, fired, work: Work::new(basket), layer: None }
    }

    /// Why a promotion that lacks nothing did not fire; `None` of points that were earned, as they did.
    pub(super) fn reason(&mut self, index: PromotionIndex, promotion: &Promotion) -> Option<Reason> {
        if matches!(promotion.kind, Kind::PointsEarn { .. }) {
            return None;
        }
        if self.stack_group_is_full(promotion) {
            return Some(Reason::StackGroupFull);
        }
        let book = self.basket.book;
        let alone = |fired: &PromotionIndex| book.promotion(*fired).stacking == Stacking::ExclusiveBasket;
        let must_be_alone = promotion.stacking == Stacking::ExclusiveBasket;
        if self.fired.iter().any(alone) || (must_be_alone && !self.fired.is_empty()) {
            return Some(Reason::ExclusiveElsewhere);
        }
        let Some((saving_minor, lines)) = self.alone(index, promotion) else { return Some(Reason::NothingCheaper) };
        let Some(rival) = self.rival(promotion, &lines) else { return Some(Reason::NothingCheaper) };
        let keeps_line = book.promotion(rival.promotion).stacking == Stacking::ExclusiveLine;
        if keeps_line && rival.amount_minor < saving_minor {
            return Some(Reason::ExclusiveElsewhere);
        }
        Some(Reason::LostAgainst { promotion: rival.promotion, by_minor: rival.amount_minor - saving_minor })
    }

    fn stack_group_is_full(&self, promotion: &Promotion) -> bool {
        let book = self.basket.book;
        promotion.stack_group.is_some_and(|group| {
            let of_group = |fired: &&PromotionIndex| book.promotion(**fired).stack_group == Some(group);
            self.fired.iter().filter(of_group).count() >= book.stack_groups[group.0 as usize].limit as usize
        })
    }

    /// What a promotion would save if it were the only one, and on which lines.
    fn alone(&mut self, index: PromotionIndex, promotion: &Promotion) -> Option<(i64, Vec<u32>)> {
        let at = self.work.candidates.list.binary_search_by_key(&index, |candidate| candidate.promotion).ok()?;
        if self.layer != Some(promotion.layer) {
            self.work.state.open_layer(self.basket.lines, promotion.layer);
            self.layer = Some(promotion.layer);
        }
        let taken = self.work.outcome(at)?.taken;
        let lines = taken.parts.iter().map(|part| self.basket.scanned[part.line as usize]).collect();
        Some((taken.saving_minor(), lines))
    }

    /// The promotion that saves most on those lines, of its layer if there is one.
    fn rival(&self, promotion: &Promotion, lines: &[u32]) -> Option<AppliedPromotion> {
        let on_line = |line: u32| {
            let from = self.at_work.partition_point(|(at, _)| *at < line);
            self.at_work[from..].iter().take_while(move |(at, _)| *at == line).map(|(_, promotion)| *promotion)
        };
        let saved = |rival| {
            let at = self.priced.promotions.binary_search_by_key(&rival, |applied| applied.promotion).ok()?;
            Some(self.priced.promotions[at])
        };
        let same_layer = |rival| self.basket.book.promotion(rival).layer == promotion.layer;
        let rivals = lines.iter().copied().flat_map(on_line).filter_map(saved);
        rivals.max_by_key(|rival| (same_layer(rival.promotion), rival.amount_minor, Reverse(rival.promotion)))
    }
}
