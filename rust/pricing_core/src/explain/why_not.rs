//! Promotions that the basket touches and that did not fire, each with one reason.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::basket::{Basket, canonical_order};
use crate::candidates::{left_of, units_in};
use crate::explain::needs::{goods, is_open, missing_goods, touched};
use crate::explain::reason::Reason;
use crate::explain::rivals::Rivals;
use crate::lines::Line;
use crate::price_book::PriceBook;
use crate::priced::PricedBasket;
use crate::sale::Context;
use crate::terms::{Promotion, PromotionIndex};

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
    let judged = unfired(book, lines, context, priced);
    let scanned = canonical_order(lines, book.policy());
    let ordered: Vec<Line> = scanned.iter().map(|at| lines[*at as usize]).collect();
    let basket = Basket { book, lines: &ordered, scanned: &scanned, context };
    let mut rivals = Rivals::new(&basket, priced);
    let reason = |(index, reason): (PromotionIndex, Option<Reason>)| {
        Some((index, reason.or_else(|| rivals.reason(index, book.promotion(index)))?))
    };
    judged.into_iter().filter_map(reason).collect()
}

/// Touched promotions that did not fire and what they lack; `None` if nothing, and somebody else has their goods.
pub(super) fn unfired(
    book: &PriceBook,
    lines: &[Line],
    context: &Context<'_>,
    priced: &PricedBasket,
) -> Vec<(PromotionIndex, Option<Reason>)> {
    let fired = fired(priced);
    let basket = Basket { book, lines, scanned: &[], context };
    let mut judged = touched(book, lines);
    judged.retain(|(promotion, _)| !fired.contains(promotion));
    judged.iter().map(|touched| (touched.0, lacks(&basket, priced, touched))).collect()
}

/// Promotions that saved something or gave a gift. Points earned have no entry of their own.
fn fired(priced: &PricedBasket) -> BTreeSet<PromotionIndex> {
    let gifts = priced.rewards.gifts.iter().map(|(promotion, _)| *promotion);
    priced.promotions.iter().map(|applied| applied.promotion).chain(gifts).collect()
}

/// In the order of [`Reason`].
fn lacks(basket: &Basket<'_>, priced: &PricedBasket, touched: &(PromotionIndex, Vec<u32>)) -> Option<Reason> {
    let promotion = basket.book.promotion(touched.0);
    not_for_this_sale(basket, promotion, &touched.1).or_else(|| missing_requirement(basket, promotion)).or_else(|| {
        let goods = goods(basket.book, basket.lines, basket.context, touched);
        missing_goods(basket.book, &goods, priced, promotion)
    })
}

/// The time, the customer, the payment, what is left of it, and goods it may not touch.
fn not_for_this_sale(basket: &Basket<'_>, promotion: &Promotion, places: &[u32]) -> Option<Reason> {
    let (conditions, context) = (&promotion.conditions, basket.context);
    let has = |wanted: &Option<String>, given: &[&str]| wanted.as_deref().is_none_or(|wanted| given.contains(&wanted));
    let mut mine = places.iter().map(|at| &basket.lines[*at as usize]);
    if !mine.clone().any(|line| is_open(basket.book, context, promotion, line)) {
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
    if left_of(basket, promotion).is_none() {
        return Some(Reason::LimitUsedUp);
    }
    (!mine.any(|line| line.open)).then_some(Reason::ExcludedItem)
}

fn missing_requirement(basket: &Basket<'_>, promotion: &Promotion) -> Option<Reason> {
    let requires = promotion.conditions.requires.iter();
    let mut there = requires.map(|(scope, need)| (units_in(basket, *scope), *need));
    there.find(|(have, need)| have < need).map(|(have, need)| Reason::MissingRequired { have, need })
}
