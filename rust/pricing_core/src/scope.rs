//! Sets of items.

use serde::{Deserialize, Serialize};

use crate::item::ItemIndex;

/// A set's place in the book; equal sets are stored once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ScopeIndex(pub u32);

/// A set of items.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Scope {
    /// Every item that is not a deposit, a levy or marked as not discountable.
    All,
    /// These, ascending.
    Items(Box<[u32]>),
    /// One bit an item: for sets too large to list.
    Bits(Box<[u64]>),
}

impl Scope {
    /// Sets below this are listed: a search in them is short.
    const ALWAYS_LISTED: usize = 64;

    /// A set of ascending items out of `items_in_book`, in the form that takes less room.
    pub(crate) fn packed(items: Vec<u32>, items_in_book: usize) -> Self {
        if items.len() <= Self::ALWAYS_LISTED || items.len() * 32 <= items_in_book {
            return Self::Items(items.into_boxed_slice());
        }
        let mut bits = vec![0; items_in_book.div_ceil(64)];
        for item in items {
            bits[(item >> 6) as usize] |= 1 << (item & 63);
        }
        Self::Bits(bits.into_boxed_slice())
    }

    /// Whether it holds the item. `All` answers for discountable items only because others are never asked about.
    pub fn holds(&self, item: ItemIndex) -> bool {
        match self {
            Self::All => true,
            Self::Items(items) => items.binary_search(&item.0).is_ok(),
            Self::Bits(bits) => bits.get((item.0 >> 6) as usize).is_some_and(|word| word >> (item.0 & 63) & 1 == 1),
        }
    }

    /// Its items, ascending; none of `All`, which lists nothing.
    pub fn listed(&self) -> impl Iterator<Item = u32> {
        let (items, bits) = match self {
            Self::All => (&[][..], &[][..]),
            Self::Items(items) => (&**items, &[][..]),
            Self::Bits(bits) => (&[][..], &**bits),
        };
        let set_bits = (0..)
            .step_by(64)
            .zip(bits)
            .flat_map(|(first, word)| (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| first + bit));
        items.iter().copied().chain(set_bits)
    }

    /// [`Scope::listed`] for a hundred thousand short sets at once.
    pub(crate) fn for_each_listed(&self, each: impl FnMut(u32)) {
        match self {
            Self::Items(items) => items.iter().copied().for_each(each),
            other => other.listed().for_each(each),
        }
    }

    /// How many items it lists.
    pub fn len_listed(&self) -> usize {
        match self {
            Self::All => 0,
            Self::Items(items) => items.len(),
            Self::Bits(bits) => bits.iter().map(|word| word.count_ones() as usize).sum(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_hold_the_same() {
        let items: Vec<u32> = (0..1_000).filter(|item| item % 7 == 3).collect();
        let listed = Scope::Items(items.clone().into_boxed_slice());
        let packed = Scope::packed(items.clone(), 1_000);
        assert!(matches!(packed, Scope::Bits(_)));
        assert_eq!(packed.listed().collect::<Vec<_>>(), items);
        assert_eq!((packed.len_listed(), listed.len_listed()), (items.len(), items.len()));
        for item in (0..1_100).map(ItemIndex) {
            assert_eq!(packed.holds(item), listed.holds(item));
        }
        assert!(matches!(Scope::packed(items, 1_000_000), Scope::Items(_)));
    }
}
