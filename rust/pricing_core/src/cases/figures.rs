//! The engine's figures of a case, by the names a case expects them under.

use std::collections::BTreeMap;

use super::case::Case;
use crate::coupon::Refused;
use crate::policy::TaxMode;
use crate::priced::{PricedBasket, PricedLine};
use crate::sale::BasketLine;
use crate::terms::{Kind, Promotion};

/// A priced case.
pub(super) struct Priced<'a> {
    pub(super) case: &'a Case,
    pub(super) lines: Vec<BasketLine<'a>>,
    /// Line -> place among the case's items.
    pub(super) of_line: Vec<usize>,
    pub(super) basket: PricedBasket,
}

/// Units of one promotion's one application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Applied {
    pub(super) promotion: String,
    /// SKUs, ascending, once per unit.
    pub(super) units: Vec<String>,
    pub(super) discount_minor: i64,
}

impl Priced<'_> {
    /// A figure of the whole basket in minor units, or `None` if there is none of that name.
    pub(super) fn money(&self, name: &str) -> Option<i64> {
        let basket = &self.basket;
        Some(match name {
            "subtotal" | "gross" | "plain_total" => self.subtotal(),
            "discount" | "discount_total" | "total_discount" => basket.discount_minor,
            "total" | "card_total" | "total_to_pay" => basket.total_minor,
            "tax_amount" | "tax" | "tax_total" => basket.tax_minor,
            "tax_base" | "taxable" | "taxable_amount" => self.tax_base(),
            "net_after_discount" | "net" | "net_total" | "total_net" => self.net_after_discount(),
            "goods_total" | "after_discount" => self.subtotal() - basket.discount_minor,
            "levy" | "levy_total" => basket.lines.iter().map(|line| line.levy_minor).sum::<i64>() - self.returned(),
            "cash_total" => basket.cash_total_minor,
            "cash_adjustment" | "rounding_adjustment" => basket.cash_total_minor - basket.total_minor,
            "remaining_to_pay" | "remaining" => {
                basket.total_minor - self.case.tenders.sum_minor().min(basket.total_minor)
            }
            _ => return None,
        })
    }

    /// A figure in 1/10,000 point.
    pub(super) fn points_e4(&self, name: &str) -> Option<i64> {
        let rewards = &self.basket.rewards;
        Some(match name {
            "points_earned" | "earned" => rewards.points_earned_e4,
            "points_spent" | "points_burned" | "points_used" | "spent" | "burned" => rewards.points_spent_e4,
            "points_balance" | "balance" | "points_left" | "points_after" => {
                self.case.balance_e4.unwrap_or_default() + rewards.points_earned_e4 - rewards.points_spent_e4
            }
            _ => return None,
        })
    }

    /// Plain prices; a returned empty is a price below zero.
    fn subtotal(&self) -> i64 {
        self.basket.subtotal_minor + self.returned()
    }

    /// What returned empties give back, below zero.
    fn returned(&self) -> i64 {
        self.case.goods.goods.iter().map(|good| good.returned_minor * good.quantity).sum()
    }

    /// Sources that call a levy a tax count it among the taxes.
    pub(super) fn is_tax_with_levy(&self, name: &str, expected: i64) -> bool {
        let levy = self.money("levy").unwrap_or_default();
        matches!(name, "tax_amount" | "tax" | "tax_total") && levy != 0 && expected == self.basket.tax_minor + levy
    }

    /// What is taxed, without the tax; goods that bear none are not in it.
    fn tax_base(&self) -> i64 {
        let taxes = self.basket.taxes.iter();
        match self.case.tax_mode() {
            TaxMode::Inclusive => {
                let gross: i64 = taxes.clone().filter(|tax| tax.rate == 0).map(|tax| tax.base_minor).sum();
                gross - taxes.map(|tax| tax.amount_minor).sum::<i64>()
            }
            _ => taxes.filter(|tax| tax.rate == 0).map(|tax| tax.base_minor).sum(),
        }
    }

    fn net_after_discount(&self) -> i64 {
        let left = self.subtotal() - self.basket.discount_minor;
        if self.case.tax_mode() == TaxMode::Inclusive { left - self.basket.tax_minor } else { left }
    }

    /// The tax by rate in 1/1,000 %.
    pub(super) fn tax_by_rate(&self) -> BTreeMap<u32, i64> {
        let mut by_rate = BTreeMap::new();
        for tax in &self.basket.taxes {
            let rates = &self.case.book.tax(tax.tax).rates;
            *by_rate.entry(rates[tax.rate as usize].rate_mpct).or_default() += tax.amount_minor;
        }
        by_rate
    }

    /// Units that save something, and units that promotions took into a group or a set.
    pub(super) fn units_touched(&self) -> [i64; 2] {
        let trace = &self.basket.trace;
        let cheaper = self.basket.lines.iter().map(|line| {
            let units: i64 = line.units.iter().map(|run| i64::from(run.units)).sum();
            let plain = line.gross_minor / units.max(1);
            line.units.iter().filter(|run| run.amount_minor < plain).map(|run| i64::from(run.units)).sum::<i64>()
        });
        [cheaper.sum(), trace.parts.iter().map(|part| i64::from(part.units)).sum()]
    }

    /// The lines of one entry of the case's items.
    pub(super) fn lines_of(&self, good: usize) -> impl Iterator<Item = &PricedLine> {
        self.basket.lines.iter().zip(&self.of_line).filter(move |(_, place)| **place == good).map(|(line, _)| line)
    }

    /// The places of a SKU among the case's items.
    pub(super) fn places_of(&self, sku: &str) -> Vec<usize> {
        (0..self.case.goods.goods.len()).filter(|place| self.case.goods.goods[*place].sku == sku).collect()
    }

    /// Applications in the order they were made. Of a group every unit belongs to it; where each unit is for itself, those
    /// that save nothing are left out.
    pub(super) fn applied(&self) -> Vec<Applied> {
        let trace = &self.basket.trace;
        let of = |application: &crate::pool::Application| {
            let parts = &trace.parts[application.first_part as usize..][..application.parts as usize];
            let sku = |line: u32| self.case.goods.goods[self.of_line[line as usize]].sku.clone();
            let promotion = self.case.book.promotion(application.promotion);
            let alone = matches!(promotion.kind, Kind::Unit(_) | Kind::Set(_));
            let own = parts.iter().filter(|part| !alone || part.saving_minor != 0);
            let units = own.flat_map(|part| std::iter::repeat_n(sku(part.line), part.units as usize));
            let mut units: Vec<String> = units.collect();
            units.sort_unstable();
            let book_id = &promotion.id;
            Applied {
                promotion: self.case.origin_of(book_id).to_owned(),
                units,
                discount_minor: parts.iter().map(|part| part.saving_minor).sum(),
            }
        };
        trace.applications.iter().map(of).filter(|applied| applied.discount_minor != 0).collect()
    }

    /// What each promotion of the case takes off.
    pub(super) fn discounts(&self) -> BTreeMap<String, i64> {
        let mut discounts = BTreeMap::new();
        for applied in &self.basket.promotions {
            let origin = self.case.origin_of(&self.case.book.promotion(applied.promotion).id);
            *discounts.entry(origin.to_owned()).or_default() += applied.amount_minor;
        }
        discounts
    }

    /// Names of gifts, once per unit, ascending.
    pub(super) fn gifts(&self) -> Vec<String> {
        let mut gifts = Vec::new();
        for (promotion, units) in &self.basket.rewards.gifts {
            if let Kind::Gift { gift, .. } = &self.case.book.promotion(*promotion).kind {
                gifts.extend(std::iter::repeat_n(gift.clone(), *units as usize));
            }
        }
        gifts.sort_unstable();
        gifts
    }

    /// Coupons that were presented and did nothing: the case's promotion, and why.
    pub(super) fn refused(&self) -> BTreeMap<String, &'static str> {
        let mut refused = self.case.refused.clone();
        let discounts = self.discounts();
        for promotion in &self.case.book.promotions {
            let origin = self.case.origin_of(&promotion.id);
            let code = promotion.conditions.coupon.as_ref();
            if code.is_some_and(|code| self.case.codes.contains(code)) && !discounts.contains_key(origin) {
                refused.insert(origin.to_owned(), self.reason(promotion).code());
            }
        }
        refused
    }

    /// Why an unlocked promotion did nothing, in the words of coupons.
    fn reason(&self, promotion: &Promotion) -> Refused {
        let at = self.case.settings.at.unwrap_or_default();
        let windows = &promotion.conditions.windows;
        let scope = self.case.book.scope(promotion.scope);
        if windows.from.is_some_and(|from| at < from) {
            Refused::NotYetValid
        } else if windows.until.is_some_and(|until| until <= at) {
            Refused::Expired
        } else if !self.basket.lines.iter().any(|line| scope.holds(line.item)) {
            Refused::NoMatchingItem
        } else {
            Refused::RequirementNotMet
        }
    }
}
