//! Sets of items.

use crate::item::ItemIndex;

/// A set's place in the book; equal sets are stored once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ScopeIndex(pub u32);

/// A set of items.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Every item that is not a deposit, a levy or marked as not discountable.
    All,
    /// These, ascending.
    Items(Box<[u32]>),
    /// One bit an item: for sets too large to list.
    Bits(Box<[u64]>),
}

impl Scope {
    /// Whether it holds the item. `All` answers for discountable items only because others are never asked about.
    pub fn holds(&self, item: ItemIndex) -> bool {
        match self {
            Self::All => true,
            Self::Items(items) => items.binary_search(&item.0).is_ok(),
            Self::Bits(bits) => bits.get((item.0 >> 6) as usize).is_some_and(|word| word >> (item.0 & 63) & 1 == 1),
        }
    }
}
