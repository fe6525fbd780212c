//! Goods of a case whose price is below zero: returned empties, and what somebody takes off by hand.
//!
//! No promotion touches them and the engine adds them up as levies. Where the case gives their SKU a tax rate they bear that
//! tax, below zero too. What is taken off by hand belongs to the goods: promotions take no more than it leaves. Empties do not;
//! they are what is `discountable: false` or named as such.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::case::Case;
use super::good::Good;
use super::words::plain;
use crate::cash;
use crate::policy::{TaxLevel, TaxMode};
use crate::price_book::PriceBook;
use crate::priced::{PricedBasket, TaxAmount};
use crate::tax::{TaxIndex, TaxedLine, taxes_of};

/// A class, and so many units of an amount.
type Taxed = (TaxIndex, [(u32, i64); 1]);

/// Parts of the names of what comes back.
const EMPTIES: &[&str] = &["empt", "deposit", "bottle", "crate", "return", "pfand"];

impl Good {
    /// What comes back for its deposit, and not what is taken off other goods.
    fn is_empty_returned(&self) -> bool {
        let named = |text: &str| EMPTIES.iter().any(|part| plain(text).contains(part));
        self.terms.get("discountable") == Some(&Value::Bool(false))
            || named(&self.sku)
            || self.tags.iter().any(|tag| named(tag))
    }
}

/// The most each promotion may take, by its id in the book, so that all of them leave no less than nothing.
pub(super) fn caps(case: &Case, book: &PriceBook, basket: &PricedBasket) -> BTreeMap<String, i64> {
    let by_hand = case.goods.goods.iter().filter(|good| good.returned_minor < 0 && !good.is_empty_returned());
    let by_hand_minor: i64 = by_hand.map(|good| good.returned_minor * good.quantity).sum();
    let mut left_minor = (basket.subtotal_minor + by_hand_minor).max(0);
    if by_hand_minor == 0 || basket.discount_minor <= left_minor {
        return BTreeMap::new();
    }
    let mut caps = BTreeMap::new();
    for application in &basket.trace.applications {
        let parts = &basket.trace.parts[application.first_part as usize..][..application.parts as usize];
        let taken_minor: i64 = parts.iter().map(|part| part.saving_minor).sum::<i64>().min(left_minor);
        left_minor -= taken_minor;
        *caps.entry(book.promotion(application.promotion).id.clone()).or_default() += taken_minor;
    }
    caps
}

/// The promotions of the book with those caps; one that may take nothing is left out.
pub(super) fn capped(written: &[Value], caps: &BTreeMap<String, i64>) -> Vec<Value> {
    let capped = |promotion: &Value| {
        let mut promotion = promotion.clone();
        match promotion["id"].as_str().and_then(|id| caps.get(id)) {
            Some(0) => None,
            Some(cap_minor) => {
                promotion["limits"]["cap_minor"] = json!(cap_minor);
                promotion["limits"].as_object_mut().map(|limits| limits.remove("cap_includes_tax"));
                Some(promotion)
            }
            None => Some(promotion),
        }
    };
    written.iter().filter_map(capped).collect()
}

/// Adds their tax to a priced basket.
pub(super) fn tax(case: &Case, basket: &mut PricedBasket) {
    let below_zero = case.goods.goods.iter().filter(|good| good.returned_minor < 0);
    let taxed = |good: &Good| {
        let item = case.book.item_index(&good.item_id)?;
        let units = u32::try_from(good.quantity).unwrap_or_default();
        Some((case.book.good(item).tax, [(units, good.returned_minor)]))
    };
    let own: Vec<Taxed> = below_zero.filter_map(taxed).collect();
    if own.is_empty() {
        return;
    }
    let policy = case.book.policy();
    let sold: Vec<Taxed> = match policy.tax.level {
        TaxLevel::Unit | TaxLevel::Line => Vec::new(),
        TaxLevel::Rate | TaxLevel::Receipt => {
            basket.taxes.iter().filter(|row| row.rate == 0).map(|row| (row.tax, [(1, row.base_minor)])).collect()
        }
    };
    let all: Vec<_> = sold.iter().chain(&own).copied().collect();
    for (rows, sign) in [(rows_of(&case.book, &sold), -1), (rows_of(&case.book, &all), 1)] {
        for row in rows {
            add(&mut basket.taxes, row, sign);
            basket.tax_minor += sign * row.amount_minor;
            if policy.tax.mode == TaxMode::Exclusive {
                basket.total_minor += sign * row.amount_minor;
            }
        }
    }
    basket.cash_total_minor = cash::rounded(basket.total_minor, policy.cash);
}

fn rows_of(book: &PriceBook, lines: &[Taxed]) -> Vec<TaxAmount> {
    let mut of_class = Vec::with_capacity(lines.len());
    for (line, (class, units)) in lines.iter().enumerate() {
        of_class.push((*class, TaxedLine { line, units, third_party_minor: 0 }));
    }
    taxes_of(book, of_class.into_iter())
}

fn add(taxes: &mut Vec<TaxAmount>, row: TaxAmount, sign: i64) {
    match taxes.iter_mut().find(|own| (own.tax, own.rate) == (row.tax, row.rate)) {
        Some(own) => {
            own.base_minor += sign * row.base_minor;
            own.amount_minor += sign * row.amount_minor;
        }
        None => {
            taxes.push(TaxAmount { base_minor: sign * row.base_minor, amount_minor: sign * row.amount_minor, ..row });
        }
    }
}
