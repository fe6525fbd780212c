//! The terms of a coupon. Shapes only; [`super::redeem`] says what they ask for.

use super::day::Day;
use super::extended::Extended;
pub use super::family::{Company, Family};

/// What a coupon takes off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Save {
    /// An amount off the qualifying goods, in minor units.
    Amount(i64),
    /// An amount off the whole transaction, in minor units.
    AmountOffTransaction(i64),
    /// One qualifying unit, up to an amount in minor units; `None` is any price.
    FreeItem(Option<i64>),
    /// So many qualifying units.
    FreeUnits(u32),
    /// 1/100 % off the qualifying goods.
    Percent(u32),
    /// What the cashier reads on the paper.
    Cashier,
}

/// What must be bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Requirement {
    /// So many units.
    Units(u32),
    /// Qualifying goods for this much, in minor units.
    Value(i64),
    /// Anything for this much, in minor units.
    Transaction(i64),
    /// So many grams of qualifying goods.
    Mass(u64),
    /// What the cashier reads on the paper.
    Cashier,
}

/// One purchase a coupon asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purchase {
    /// Whose goods.
    pub company: Company,
    /// Which of them.
    pub family: Family,
    /// How much.
    pub requirement: Requirement,
}

/// How several purchases go together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Rule {
    /// Any one of them.
    #[default]
    Any,
    /// All of them, no unit twice.
    All,
    /// The first, and one of the others; no unit twice.
    FirstAndAnother,
    /// The first one's requirement, by goods of any of them together. Published readers call this rule "second or third
    /// family code or company prefix" and the guideline's text is not public: this is our reading of it.
    Together,
}

/// A coupon that states its terms.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// The funder's number for the offer; a UPC-A coupon has one only with its extended code.
    pub offer_code: Option<String>,
    /// What it takes off.
    pub save: Save,
    /// Off which purchase, counted from 0. `Any` and `FirstAndAnother` fall back to the purchase that was made.
    pub applies_to: usize,
    /// What it asks for: 1 to 3.
    pub purchases: Vec<Purchase>,
    /// How they go together.
    pub rule: Rule,
    /// The first day.
    pub starts: Option<Day>,
    /// The last day.
    pub expires: Option<Day>,
    /// Its own number, 6 to 15 digits.
    pub serial: Option<String>,
    /// Only at this retailer: company prefix or GLN.
    pub retailer: Option<String>,
    /// The store pays for it, not the manufacturer.
    pub store_coupon: bool,
    /// It must not be doubled, whatever the store advertises.
    pub dont_multiply: bool,
}

impl Offer {
    /// The UPC-A coupon with what its extended code adds: number system, offer code, last day.
    pub fn extended_by(mut self, extended: &Extended) -> Self {
        for purchase in &mut self.purchases {
            purchase.company.set_number_system(extended.number_system);
        }
        self.offer_code = extended.offer_code.clone().or(self.offer_code);
        self.expires = extended.expires.or(self.expires);
        self
    }
}
