//! Taxes of a receipt: the classes of the book, and the amounts a receipt states.

mod amounts;
#[cfg(test)]
mod tests;

pub(crate) use amounts::taxes_of;
pub use amounts::{TaxedLine, taxes};

use serde::{Deserialize, Serialize};

use crate::item::Names;

/// A tax class's place in the price book document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TaxIndex(pub u32);

/// One rate of a class: an item may bear several (state and city).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// What it is called, if it has a name of its own (`state`, `city`).
    pub id: String,
    /// In 1/1,000 % (8.875 % is 8,875).
    pub rate_mpct: u32,
}

/// The rates of a class of goods.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxClass {
    /// Its id.
    pub id: String,
    /// Its rates; one, or several on one line. None is a class without tax.
    pub rates: Vec<Rate>,
    /// What it is called; may be empty.
    pub names: Names,
}

impl TaxClass {
    /// The rates together, in 1/1,000 %: what a tax that is rounded once is computed with.
    pub fn sum_mpct(&self) -> i64 {
        self.rates.iter().map(|rate| i64::from(rate.rate_mpct)).sum()
    }
}
