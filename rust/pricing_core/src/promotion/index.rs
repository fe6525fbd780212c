//! From an item to the promotions that can touch it: pricing costs what the basket's candidates cost, whatever the
//! number of promotions in the book.

use std::collections::HashMap;

use super::percent_off::BestPercent;
use super::{Promotion, PromotionIndex, PromotionKind};
use crate::item::ItemIndex;

/// A promotion and the items of its scope, each once.
pub(crate) struct Scoped {
    pub(crate) promotion: Promotion,
    pub(crate) scope: Vec<ItemIndex>,
}

/// The promotions of a book, in document order, and their index by item.
#[derive(Debug, Default)]
pub(crate) struct Promotions {
    all: Vec<Promotion>,
    of_id: HashMap<String, PromotionIndex>,
    percent_of_item: Vec<Option<BestPercent>>,
    /// Item `i` has the multi-prices `multi_prices[starts[i]..starts[i + 1]]`, in document order.
    starts: Vec<usize>,
    multi_prices: Vec<PromotionIndex>,
}

impl Promotions {
    /// Indexes promotions in document order for a book of `item_count` items.
    pub(crate) fn new(scoped: Vec<Scoped>, of_id: HashMap<String, PromotionIndex>, item_count: usize) -> Self {
        let mut index = Self { of_id, percent_of_item: vec![None; item_count], ..Self::default() };
        let mut postings = Vec::new();
        for (at, Scoped { promotion, scope }) in (0..).map(PromotionIndex).zip(scoped) {
            match promotion.kind {
                PromotionKind::PercentOff(terms) => index.offer_percent(BestPercent { promotion: at, terms }, &scope),
                PromotionKind::MultiPrice(_) => postings.extend(scope.into_iter().map(|item| (item, at))),
            }
            index.all.push(promotion);
        }
        postings.sort_unstable();
        index.starts = (0..)
            .take(item_count.saturating_add(1))
            .map(|item| postings.partition_point(|(posted, _)| *posted < ItemIndex(item)))
            .collect();
        index.multi_prices = postings.into_iter().map(|(_, promotion)| promotion).collect();
        index
    }

    fn offer_percent(&mut self, offer: BestPercent, scope: &[ItemIndex]) {
        for item in scope {
            let best = &mut self.percent_of_item[item.0 as usize];
            if best.is_none_or(|best| offer.terms.off > best.terms.off) {
                *best = Some(offer);
            }
        }
    }

    pub(crate) fn get(&self, index: PromotionIndex) -> &Promotion {
        &self.all[index.0 as usize]
    }

    pub(crate) fn by_id(&self, id: &str) -> Option<&Promotion> {
        self.of_id.get(id).map(|index| self.get(*index))
    }

    /// The item's one percentage.
    pub(super) fn percent_of(&self, item: ItemIndex) -> Option<BestPercent> {
        self.percent_of_item[item.0 as usize]
    }

    /// The multi-prices whose scope holds the item, in document order.
    pub(super) fn multi_prices_of(&self, item: ItemIndex) -> &[PromotionIndex] {
        let item = item.0 as usize;
        &self.multi_prices[self.starts[item]..self.starts[item.saturating_add(1)]]
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use super::super::{MultiPrice, PercentOff};
    use super::*;
    use crate::item::Names;
    use crate::money::Money;
    use crate::quantity::BasisPoints;

    fn percent(bp: i64) -> PromotionKind {
        PromotionKind::PercentOff(PercentOff { off: BasisPoints::new(bp).unwrap() })
    }

    fn multi() -> PromotionKind {
        PromotionKind::MultiPrice(MultiPrice { n: NonZeroU32::new(2).unwrap(), price: Money::ZERO })
    }

    fn scoped(kind: PromotionKind, scope: &[ItemIndex]) -> Scoped {
        Scoped { promotion: Promotion { id: String::new(), names: Names::new(), kind }, scope: scope.to_vec() }
    }

    #[test]
    fn items_know_their_promotions() {
        let (first, second, third) = (ItemIndex(0), ItemIndex(1), ItemIndex(2));
        let promotions = vec![
            scoped(multi(), &[first, third]),
            scoped(percent(500), &[first, second]),
            scoped(percent(900), &[second]),
            scoped(percent(900), &[second]),
            scoped(multi(), &[first]),
        ];
        let index = Promotions::new(promotions, HashMap::new(), 3);
        assert_eq!(index.multi_prices_of(first), [PromotionIndex(0), PromotionIndex(4)]);
        assert_eq!(index.multi_prices_of(second), []);
        assert_eq!(index.multi_prices_of(third), [PromotionIndex(0)]);
        assert_eq!(index.percent_of(first).map(|best| best.promotion), Some(PromotionIndex(1)));
        assert_eq!(index.percent_of(second).map(|best| best.promotion), Some(PromotionIndex(2)));
        assert!(index.percent_of(third).is_none());
    }
}
