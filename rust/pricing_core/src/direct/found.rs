//! The promotions that a basket's lines meet, each once, and on which runs.

use crate::terms::PromotionIndex;

/// The end of a chain.
const NOTHING: u32 = u32::MAX;

/// Promotions met so far and the runs they were met on.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// Promotion -> its place in `list` + 1, or 0.
    seen: Vec<u32>,
    pub(super) list: Vec<Met>,
    /// (run, the hit before it on the same promotion).
    hits: Vec<(u32, u32)>,
}

/// A promotion that was met.
#[derive(Clone, Copy, Debug)]
pub(super) struct Met {
    pub(super) promotion: PromotionIndex,
    /// Runs it was met on.
    pub(super) runs: u32,
    /// The last of them.
    last: u32,
    /// The first run is enough for it.
    pub(super) pays_alone: bool,
}

impl Found {
    /// Begins with nothing, in a book of so many promotions.
    pub(super) fn clear(&mut self, promotions: usize) {
        for met in self.list.drain(..) {
            self.seen[met.promotion.0 as usize] = 0;
        }
        self.hits.clear();
        if self.seen.len() != promotions {
            self.seen = vec![0; promotions];
        }
    }

    /// A promotion is met on a run; `pays_alone` if the run is enough for it.
    pub(super) fn hit(&mut self, promotion: PromotionIndex, run: u32, pays_alone: bool) {
        let hit = number(self.hits.len());
        let seen = &mut self.seen[promotion.0 as usize];
        let mut before = NOTHING;
        if *seen == 0 {
            self.list.push(Met { promotion, runs: 1, last: hit, pays_alone });
            *seen = number(self.list.len());
        } else {
            // A bundle may be found twice on one line, by a listed and a wide slot; nothing plain has slots.
            let met = &mut self.list[*seen as usize - 1];
            met.runs += 1;
            before = std::mem::replace(&mut met.last, hit);
        }
        self.hits.push((run, before));
    }

    /// The runs of a promotion, last first.
    pub(super) fn runs_of(&self, met: Met) -> impl Iterator<Item = u32> {
        let hit = |at: u32| (at != NOTHING).then(|| self.hits[at as usize]);
        std::iter::successors(hit(met.last), move |(_, before)| hit(*before)).map(|(run, _)| run)
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(NOTHING)
}
