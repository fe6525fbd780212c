//! What the store sells.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::money::Money;
use crate::tax::TaxIndex;

/// A text per language tag (`zh-CN`, `en`).
pub type Names = BTreeMap<String, String>;

/// An item's place in the price book document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct ItemIndex(pub(crate) u32);

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

/// One item of the book.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its id.
    pub id: String,
    /// The first of its codes, as written in the document.
    pub code: String,
    /// What it is called.
    pub names: Names,
    /// Its tax class.
    pub tax: TaxIndex,
    /// Per piece or per kilogram, tax included.
    pub unit_price: Money,
    /// Which of the two.
    pub sold_by: SoldBy,
}
