//! Which unit serves which promotion, and what it saves.
//!
//! A unit (a piece, or one weighed pack) serves at most one promotion. The rules, in this order:
//!
//! 1. An item's percentage is the largest whose scope holds it; of equal ones, the first in the document.
//! 2. Multi-prices are tried in document order. Their units are lined up dearest first, by what each costs after its
//!    percentage, and taken in groups as long as a group saves more than its units' percentages would, measured on the
//!    rounded lines. So every group taken lowers the total, and no promotion makes a basket dearer.
//! 3. Whatever units are left get their item's percentage, rounded half up once per line.
//!
//! Where line order could decide, the **canonical order** does instead: dearer unit, then the item earlier in the
//! book, then the longer line, and only between lines of the same item and length the earlier one. Such twins may
//! swap discounts; the totals, the promotions' sums and the taxes cannot depend on the order of scanning.
//!
//! As long as no two multi-prices share an item of the basket, no other choice is cheaper (but for the minor unit a
//! line's percentage may round). Multi-prices that share items are served in document order, best or not.

mod index;
mod multi_price;
mod percent_off;

pub(crate) use index::{Promotions, Scoped};
pub use multi_price::MultiPrice;
pub use percent_off::PercentOff;

use crate::basket::Line;
use crate::error::Overflow;
use crate::item::Names;
use crate::money::Money;
use crate::quantity::Quantity;

/// A promotion's place in the price book document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct PromotionIndex(pub(crate) u32);

/// A promotion of the book.
#[derive(Clone, Debug)]
pub struct Promotion {
    /// Its id.
    pub id: String,
    /// What the customer reads.
    pub names: Names,
    /// What it does.
    pub kind: PromotionKind,
}

/// What a promotion does to the units in its scope.
#[derive(Clone, Copy, Debug)]
pub enum PromotionKind {
    /// A percentage off each line.
    PercentOff(PercentOff),
    /// n pieces for one price.
    MultiPrice(MultiPrice),
}

/// What one promotion saves on one line, at that position of the basket. Never zero, never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Saving {
    pub(crate) position: usize,
    pub(crate) promotion: PromotionIndex,
    pub(crate) amount: Money,
}

/// Every saving of the basket, by line and then by promotion in document order, each pair once.
pub(crate) fn apply(promotions: &Promotions, lines: &[Line]) -> Result<Vec<Saving>, Overflow> {
    let mut open: Vec<Quantity> = lines.iter().map(Line::open_units).collect();
    let mut savings = Vec::new();
    multi_price::apply(promotions, lines, &mut open, &mut savings)?;
    percent_off::apply(promotions, lines, &open, &mut savings)?;
    merge(savings)
}

fn merge(mut savings: Vec<Saving>) -> Result<Vec<Saving>, Overflow> {
    savings.sort_unstable_by_key(|saving| (saving.position, saving.promotion));
    let mut merged: Vec<Saving> = Vec::with_capacity(savings.len());
    for saving in savings {
        match merged.last_mut() {
            Some(last) if (last.position, last.promotion) == (saving.position, saving.promotion) => {
                last.amount = last.amount.plus(saving.amount)?;
            }
            _ => merged.push(saving),
        }
    }
    Ok(merged)
}
