//! Promotions that the basket touches and that did not fire, each with one reason.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::basket::{Basket, canonical_order};
use crate::candidates::{left_of, units_in};
use crate::choose::Work;
use crate::explain::needs::{goods, is_open, missing_goods, touches};
use crate::explain::reason::Reason;
use crate::item::ItemIndex;
use crate::lines::Line;
use crate::price_book::PriceBook;
use crate::priced::PricedBasket;
use crate::sale::Context;
use crate::terms::{Kind, Promotion, PromotionIndex, Stacking};

/// A promotion that did not fire.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct WhyNot<'a> {
    /// Its id.
    pub promotion: &'a str,
    /// Its version.
    pub version: u32,
    /// The reason's code.
    pub reason: &'static str,
    /// What there is: units or minor units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub have: Option<i64>,
    /// What is needed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need: Option<i64>,
    /// The place of the slot that lacks units.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slot: Option<u32>,
    /// The promotion it lost against.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<&'a str>,
    /// By how much.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by_minor: Option<i64>,
}

/// Every touched promotion that did not fire, in document order; `lines` are the checked lines of the priced basket.
pub fn why_not<'a>(
    book: &'a PriceBook,
    lines: &[Line],
    context: &Context<'_>,
    priced: &PricedBasket,
) -> Vec<WhyNot<'a>> {
    let reasons = reasons(book, lines, context, priced);
    reasons.into_iter().map(|(promotion, reason)| told(book, book.promotion(promotion), reason)).collect()
}

fn told<'a>(book: &'a PriceBook, promotion: &'a Promotion, reason: Reason) -> WhyNot<'a> {
    let mut told = WhyNot {
        promotion: &promotion.id,
        version: promotion.version,
        reason: reason.code(),
        have: None,
        need: None,
        slot: None,
        against: None,
        by_minor: None,
    };
    match reason {
        Reason::MissingUnits { have, need } | Reason::MissingRequired { have, need } => {
            (told.have, told.need) = (Some(have.into()), Some(need.into()));
        }
        Reason::MissingSlot { slot, have, need } => {
            (told.slot, told.have, told.need) = (Some(slot), Some(have.into()), Some(need.into()));
        }
        Reason::MissingSpend { have_minor, need_minor } => {
            (told.have, told.need) = (Some(have_minor), Some(need_minor));
        }
        Reason::LostAgainst { promotion, by_minor } => {
            (told.against, told.by_minor) = (Some(book.promotion(promotion).id.as_str()), Some(by_minor));
        }
        _ => {}
    }
    told
}

/// The reasons of all touched promotions that did not fire, in document order.
pub fn reasons(
    book: &PriceBook,
    lines: &[Line],
    context: &Context<'_>,
    priced: &PricedBasket,
) -> Vec<(PromotionIndex, Reason)> {
    let scanned = canonical_order(lines, book.policy());
    let ordered: Vec<Line> = scanned.iter().map(|at| lines[*at as usize]).collect();
    let basket = Basket { book, lines: &ordered, scanned: &scanned, context };
    let fired = fired(priced);
    let mut judge = Judge { basket, lines, priced, fired: &fired, work: Work::new(&basket) };
    let touched = touched(book, lines);
    touched
        .into_iter()
        .filter(|promotion| !fired.contains(promotion))
        .filter_map(|promotion| Some((promotion, judge.reason(promotion)?)))
        .collect()
}

/// Promotions that saved something or gave a gift. Points earned have no entry of their own.
fn fired(priced: &PricedBasket) -> BTreeSet<PromotionIndex> {
    let gifts = priced.rewards.gifts.iter().map(|(promotion, _)| *promotion);
    priced.promotions.iter().map(|applied| applied.promotion).chain(gifts).collect()
}

/// Promotions with goods of the basket in their scope or slots, in document order; goods that are closed count too, for
/// that is a reason.
pub(super) fn touched(book: &PriceBook, lines: &[Line]) -> BTreeSet<PromotionIndex> {
    let items: BTreeSet<ItemIndex> = lines.iter().map(|line| line.item).collect();
    let mut touched = BTreeSet::new();
    for item in items {
        touched.extend(book.index.unit_promotions_of(item));
        touched.extend(book.index.other_promotions_of(item));
        for scope in book.index.wide_scopes_of(item) {
            touched.extend(book.index.promotions_of_wide(*scope));
        }
    }
    touched
}

struct Judge<'a> {
    basket: Basket<'a>,
    lines: &'a [Line],
    priced: &'a PricedBasket,
    fired: &'a BTreeSet<PromotionIndex>,
    /// The basket with nothing done to it, to see what a promotion would do alone.
    work: Work<'a>,
}

impl Judge<'_> {
    /// In the order of [`Reason`]; `None` if nothing kept it from firing (points that were earned).
    fn reason(&mut self, index: PromotionIndex) -> Option<Reason> {
        let promotion = self.basket.book.promotion(index);
        self.not_for_this_sale(promotion)
            .or_else(|| self.required(promotion))
            .or_else(|| self.missing(promotion))
            .or_else(|| self.shared_out(index, promotion))
    }

    /// The time, the customer, the payment, what is left of it, and goods it may not touch.
    fn not_for_this_sale(&self, promotion: &Promotion) -> Option<Reason> {
        let conditions = &promotion.conditions;
        let has =
            |wanted: &Option<String>, given: &[&str]| wanted.as_deref().is_none_or(|wanted| given.contains(&wanted));
        let (book, context) = (self.basket.book, self.basket.context);
        let mine = || self.lines.iter().filter(|line| touches(book, promotion, line));
        if !mine().any(|line| is_open(book, context, promotion, line)) {
            return Some(Reason::WindowClosed);
        }
        if !has(&conditions.identity, context.identities) {
            return Some(Reason::NotIdentified);
        }
        if !has(&conditions.coupon, context.coupons) {
            return Some(Reason::CouponMissing);
        }
        if !has(&conditions.tender, context.tender.as_slice()) {
            return Some(Reason::TenderMissing);
        }
        if left_of(&self.basket, promotion).is_none() {
            return Some(Reason::LimitUsedUp);
        }
        (!mine().any(|line| line.open)).then_some(Reason::ExcludedItem)
    }

    fn required(&self, promotion: &Promotion) -> Option<Reason> {
        let (have, need) = promotion
            .conditions
            .requires
            .iter()
            .map(|(scope, need)| (units_in(&self.basket, *scope), *need))
            .find(|(have, need)| have < need)?;
        Some(Reason::MissingRequired { have, need })
    }

    fn missing(&self, promotion: &Promotion) -> Option<Reason> {
        let goods = goods(self.basket.book, self.lines, self.basket.context, promotion);
        missing_goods(self.basket.book, &goods, self.priced, promotion)
    }

    /// Everything it asks for is there: somebody else has it, or it would change nothing.
    fn shared_out(&mut self, index: PromotionIndex, promotion: &Promotion) -> Option<Reason> {
        if matches!(promotion.kind, Kind::PointsEarn { .. }) {
            return None;
        }
        let book = self.basket.book;
        if let Some(group) = promotion.stack_group {
            let of_group = |fired: &&PromotionIndex| book.promotion(**fired).stack_group == Some(group);
            if self.fired.iter().filter(of_group).count() >= book.stack_groups[group.0 as usize].limit as usize {
                return Some(Reason::StackGroupFull);
            }
        }
        let alone = |fired: &PromotionIndex| book.promotion(*fired).stacking == Stacking::ExclusiveBasket;
        if self.fired.iter().any(alone) || promotion.stacking == Stacking::ExclusiveBasket && !self.fired.is_empty() {
            return Some(Reason::ExclusiveElsewhere);
        }
        let Some((saving_minor, lines)) = self.alone(index, promotion) else { return Some(Reason::NothingCheaper) };
        let Some((rival, rival_minor)) = self.rival(promotion, &lines) else { return Some(Reason::NothingCheaper) };
        let line_kept = book.promotion(rival).stacking == Stacking::ExclusiveLine;
        if line_kept && rival_minor < saving_minor {
            return Some(Reason::ExclusiveElsewhere);
        }
        Some(Reason::LostAgainst { promotion: rival, by_minor: rival_minor - saving_minor })
    }

    /// What a promotion would save if it were the only one, and on which lines.
    fn alone(&mut self, index: PromotionIndex, promotion: &Promotion) -> Option<(i64, BTreeSet<u32>)> {
        let at = self.work.candidates.list.iter().position(|candidate| candidate.promotion == index)?;
        self.work.state.open_layer(self.basket.lines, promotion.layer);
        let taken = self.work.outcome(at)?.taken;
        let lines = taken.parts.iter().map(|part| self.basket.scanned[part.line as usize]).collect();
        Some((taken.saving_minor(), lines))
    }

    /// The promotion of its layer that saves most where it would have; else, of any layer.
    fn rival(&self, promotion: &Promotion, lines: &BTreeSet<u32>) -> Option<(PromotionIndex, i64)> {
        let trace = &self.priced.trace;
        let mut there: BTreeMap<PromotionIndex, bool> = BTreeMap::new();
        for application in &trace.applications {
            let first = application.first_part as usize;
            let parts = &trace.parts[first..first + application.parts as usize];
            *there.entry(application.promotion).or_default() |= parts.iter().any(|part| lines.contains(&part.line));
        }
        let rivals = self.priced.promotions.iter().filter(|applied| there.get(&applied.promotion) == Some(&true));
        let same_layer = |rival| self.basket.book.promotion(rival).layer == promotion.layer;
        let best = rivals.max_by_key(|applied| (same_layer(applied.promotion), applied.amount_minor))?;
        Some((best.promotion, best.amount_minor))
    }
}
