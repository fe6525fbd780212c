//! The promotions that a basket's lines meet, each once.

use crate::terms::PromotionIndex;

const NOWHERE: u32 = u32::MAX;

/// Promotions met so far and the runs they were met on.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// Open addressing: promotion + 1 (0 is free) and its place in `list`.
    table: Vec<(u32, u32)>,
    pub(super) list: Vec<Met>,
    /// (place in `list`, run), in the order of the runs.
    pub(super) hits: Vec<(u32, u32)>,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Met {
    pub(super) promotion: PromotionIndex,
    /// Runs of the board that it was met on.
    pub(super) runs: u32,
    /// First of its members on the board, once it is there.
    pub(super) next: u32,
    /// Another line of the basket meets it, on the board or beyond.
    pub(super) shared: bool,
}

impl Found {
    pub(super) fn clear(&mut self) {
        self.table.fill((0, 0));
        self.list.clear();
        self.hits.clear();
    }

    pub(super) fn hit(&mut self, promotion: PromotionIndex, run: u32) {
        if self.list.len() * 2 >= self.table.len() {
            self.grow();
        }
        let mask = self.table.len() - 1;
        let mut at = place(promotion) & mask;
        let met = loop {
            match self.table[at] {
                (0, _) => {
                    let met = u32::try_from(self.list.len()).unwrap_or(NOWHERE);
                    self.table[at] = (promotion.0 + 1, met);
                    self.list.push(Met { promotion, runs: 0, next: 0, shared: false });
                    break met;
                }
                (known, met) if known == promotion.0 + 1 => break met,
                _ => at = (at + 1) & mask,
            }
        };
        // A bundle may be found twice on one line, by a listed and a wide slot; nothing plain has slots.
        self.list[met as usize].runs += 1;
        self.hits.push((met, run));
    }

    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(256);
        self.table.clear();
        self.table.resize(size, (0, 0));
        for (met, known) in (0..).zip(&self.list) {
            let mut at = place(known.promotion) & (size - 1);
            while self.table[at].0 != 0 {
                at = (at + 1) & (size - 1);
            }
            self.table[at] = (known.promotion.0 + 1, met);
        }
    }
}

fn place(promotion: PromotionIndex) -> usize {
    (promotion.0.wrapping_mul(0x9E37_79B9) >> 8) as usize
}
