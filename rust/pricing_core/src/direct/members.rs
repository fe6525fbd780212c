//! Which lines of a basket meet each promotion that takes several units.

use hashbrown::HashMap;
use smallvec::SmallVec;

use crate::terms::PromotionIndex;

/// Lines by promotion, in no order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Members(HashMap<PromotionIndex, SmallVec<[u32; 4]>>);

impl Members {
    /// The lines that meet a promotion.
    pub(crate) fn of(&self, promotion: PromotionIndex) -> &[u32] {
        self.0.get(&promotion).map_or(&[], SmallVec::as_slice)
    }

    /// How many lines meet a promotion.
    pub(super) fn count(&self, promotion: PromotionIndex) -> u32 {
        u32::try_from(self.of(promotion).len()).unwrap_or(u32::MAX)
    }

    /// A line meets a promotion.
    pub(crate) fn enter(&mut self, promotion: PromotionIndex, line: u32) {
        self.0.entry(promotion).or_default().push(line);
    }

    /// A line that met a promotion is gone. A promotion without lines keeps its place: it is often the next one met.
    pub(crate) fn leave(&mut self, promotion: PromotionIndex, line: u32) {
        if let Some(lines) = self.0.get_mut(&promotion)
            && let Some(at) = lines.iter().position(|known| *known == line)
        {
            lines.swap_remove(at);
        }
    }

    /// Nobody meets anything.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}
