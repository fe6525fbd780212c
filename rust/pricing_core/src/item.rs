//! What the store sells.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::tax::TaxIndex;
use crate::time::LocalTime;

/// A text per language tag (`zh-CN`, `en`).
pub type Names = BTreeMap<String, String>;

/// An item's place in the price book document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemIndex(pub u32);

/// What the price is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SoldBy {
    /// One piece.
    #[default]
    Each,
    /// One kilogram.
    Kg,
}

/// A price from a moment on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DatedPrice {
    /// Inclusive.
    pub from: LocalTime,
    /// Per piece or per kilogram, in minor units.
    pub price_minor: i64,
}

/// One item of the book.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// The first of its codes, as written in the document.
    pub code: String,
    /// What it is called.
    pub names: Names,
    /// Its tax class.
    pub tax: TaxIndex,
    /// Per piece or per kilogram, in minor units, until the first dated price.
    pub price_minor: i64,
    /// Later prices, ascending by `from`.
    pub dated_prices: Vec<DatedPrice>,
    /// Per piece or per kilogram.
    pub sold_by: SoldBy,
    /// Promotions never go below this, per piece or per kilogram.
    pub floor_minor: i64,
    /// A levy or deposit on each piece, untouchable and outside `price_minor`; negative for a returned empty.
    pub levy_minor: i64,
    /// The item charged with it, one per piece (bottle deposits as their own line are the lane's; this is the link).
    pub deposit: Option<ItemIndex>,
    /// Promotions may touch it. Deposits, tobacco, infant formula, gift cards may not be.
    pub discountable: bool,
    /// It may not be paid with a tender-linked offer's rebate.
    pub tender_exempt: bool,
    /// The customer must be this old; 0 if anybody may buy it.
    pub min_age: u8,
    /// GS1 company prefix and family code, for coupons; empty if unknown.
    pub company_prefix: String,
    /// The three-digit family code of North American coupons.
    pub family: String,
}

impl Item {
    /// The price in force at a moment, in minor units.
    pub fn price_at(&self, at: LocalTime) -> i64 {
        self.dated_prices
            .iter()
            .rev()
            .find(|dated| dated.from <= at)
            .map_or(self.price_minor, |dated| dated.price_minor)
    }
}
