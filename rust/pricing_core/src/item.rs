//! What the store sells.

use serde::{Deserialize, Serialize};

pub use crate::names::Names;
use crate::tax::TaxIndex;
use crate::time::{LocalTime, Weekly};

/// An item's place in the price book document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ItemIndex(pub u32);

/// A department's place in the price book document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DepartmentIndex(pub u32);

/// A group of items a manager thinks in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Department {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub names: Names,
}

/// What the price is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SoldBy {
    /// One piece.
    #[default]
    Each,
    /// One kilogram.
    Kg,
}

/// A price from a moment on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatedPrice {
    /// Inclusive.
    pub from: LocalTime,
    /// Per piece or per kilogram, in minor units.
    pub price_minor: i64,
}

/// One item of the book.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
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
    /// It bears no tax as far as an exempting tender pays it ([`crate::sale::Context::exempting_minor`]).
    pub tender_exempt: bool,
    /// The customer must be this old; 0 if anybody may buy it.
    pub min_age: u8,
    /// It is sold at these times of the week only; always if empty.
    pub sale_hours: Vec<Weekly>,
    /// Its department, if any.
    pub department: Option<DepartmentIndex>,
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

    /// Whether it may be sold at a moment.
    pub fn on_sale_at(&self, at: LocalTime) -> bool {
        self.sale_hours.is_empty() || self.sale_hours.iter().any(|weekly| weekly.open_at(at))
    }
}

/// An item at a glance: what every line needs of it, side by side with its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Good {
    pub(crate) price_minor: i64,
    pub(crate) floor_minor: i64,
    pub(crate) levy_minor: i64,
    pub(crate) tax: TaxIndex,
    pub(crate) sold_by: SoldBy,
    pub(crate) discountable: bool,
    /// It has later prices.
    pub(crate) dated: bool,
}

impl Good {
    /// An item at a glance.
    pub(crate) const fn of(item: &Item) -> Self {
        Self {
            price_minor: item.price_minor,
            floor_minor: item.floor_minor,
            levy_minor: item.levy_minor,
            tax: item.tax,
            sold_by: item.sold_by,
            discountable: item.discountable,
            dated: !item.dated_prices.is_empty(),
        }
    }
}
