//! Which lines a change touches: those whose best assignment it may change, and no others need to be assigned anew.
//!
//! Lines are tied where a group of both pays. When a line comes or goes, groups of it come or go with it, so the members of
//! its promotions are touched. A promotion that only one line meets is that line's own affair; the moment it gets its
//! second member, or loses it, what that line does by itself changes, and with it what any group with the line is worth.
//! Whoever is tied to a touched line is touched, too.

use smallvec::SmallVec;

use super::kept::Sale;
use super::slots::Slots;
use crate::direct::{Members, PlainTerms};
use crate::terms::PromotionIndex;

/// The promotions that a line meets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Met {
    /// Those of single units: its own affair.
    pub(super) units: SmallVec<[PromotionIndex; 8]>,
    /// Those of groups and spends.
    pub(super) groups: SmallVec<[PromotionIndex; 8]>,
}

/// What each line meets and is tied to, by slot, and who is touched.
#[derive(Clone, Debug, Default)]
pub(super) struct Reach {
    /// Lines by promotion.
    pub(super) members: Members,
    met: Vec<Met>,
    /// The lines of a component point to each other in a ring.
    next: Vec<u32>,
    touched: Vec<bool>,
    list: Vec<u32>,
}

impl Reach {
    /// What the line of a slot meets.
    pub(super) fn met(&self, slot: u32) -> &Met {
        &self.met[slot as usize]
    }

    /// A line meets promotions; it is touched, and so is whom it may form groups with.
    pub(super) fn enter(&mut self, sale: Sale<'_>, slots: &Slots, slot: u32, met: Met) {
        let at = slot as usize;
        if self.met.len() <= at {
            self.met.resize(at + 1, Met::default());
            self.touched.resize(at + 1, false);
            self.next.extend((self.next.len()..=at).map(number));
        }
        for promotion in &met.groups {
            self.members.enter(*promotion, slot);
        }
        self.met[at] = met;
        self.touch(slot);
        self.touch_rivals(sale, slots, slot);
    }

    /// A line is about to go.
    pub(super) fn leave(&mut self, sale: Sale<'_>, slots: &Slots, slot: u32) {
        self.touch(slot);
        self.touch_rivals(sale, slots, slot);
        for promotion in std::mem::take(&mut self.met[slot as usize]).groups {
            self.members.leave(promotion, slot);
        }
    }

    fn touch(&mut self, slot: u32) {
        if !std::mem::replace(&mut self.touched[slot as usize], true) {
            self.list.push(slot);
        }
    }

    /// With `slot` among the members of its promotions.
    fn touch_rivals(&mut self, sale: Sale<'_>, slots: &Slots, slot: u32) {
        let met = std::mem::take(&mut self.met[slot as usize]);
        for promotion in &met.groups {
            if may_pay(sale, slots, *promotion, self.members.of(*promotion)) {
                self.touch_members(*promotion);
            }
            if let [one, other] = *self.members.of(*promotion) {
                let other = if one == slot { other } else { one };
                let line = &sale.lines[slots.place(other)];
                if sale.book.glance(*promotion).pays_alone(line.units, line.price_minor) {
                    self.touch_rivals_of_changed(sale, slots, other);
                }
            }
        }
        self.met[slot as usize] = met;
    }

    /// What a line does by itself changes.
    fn touch_rivals_of_changed(&mut self, sale: Sale<'_>, slots: &Slots, slot: u32) {
        self.touch(slot);
        let met = std::mem::take(&mut self.met[slot as usize]);
        for promotion in &met.groups {
            if may_pay(sale, slots, *promotion, self.members.of(*promotion)) {
                self.touch_members(*promotion);
            }
        }
        self.met[slot as usize] = met;
    }

    fn touch_members(&mut self, promotion: PromotionIndex) {
        for at in 0..self.members.of(promotion).len() {
            self.touch(self.members.of(promotion)[at]);
        }
    }

    /// Everyone touched, with all they are tied to. The ties are undone, the lines stay marked until [`Reach::done`].
    pub(super) fn touched(&mut self) -> &[u32] {
        let mut at = 0;
        while at < self.list.len() {
            let slot = self.list[at];
            let next = std::mem::replace(&mut self.next[slot as usize], slot);
            self.touch(next);
            at += 1;
        }
        &self.list
    }

    /// A touched line is gone for good.
    pub(super) fn drop(&mut self, slot: u32) {
        self.touched[slot as usize] = false;
        self.list.retain(|known| *known != slot);
    }

    /// Whether the line of a slot is touched.
    pub(super) fn is_touched(&self, slot: u32) -> bool {
        self.touched[slot as usize]
    }

    /// Ties lines that are tied to nobody.
    pub(super) fn tie(&mut self, one: u32, other: u32) {
        self.next.swap(one as usize, other as usize);
    }

    /// Nobody is touched any more.
    pub(super) fn done(&mut self) {
        for slot in self.list.drain(..) {
            self.touched[slot as usize] = false;
        }
    }

    /// No lines.
    pub(super) fn clear(&mut self) {
        self.members.clear();
        self.met.clear();
        self.next.clear();
        self.touched.clear();
        self.list.clear();
    }
}

/// Whether so many members could ever form a group; never wrong when it says no.
fn may_pay(sale: Sale<'_>, slots: &Slots, promotion: PromotionIndex, members: &[u32]) -> bool {
    let lines = members.iter().map(|slot| &sale.lines[slots.place(*slot)]);
    match sale.book.plain_terms(promotion) {
        PlainTerms::Group { n, limit, .. } => {
            limit > 0 && lines.map(|line| u64::from(line.units)).sum::<u64>() >= n.into()
        }
        PlainTerms::Spend { min_spend_minor, limit, .. } => {
            limit > 0 && lines.map(|line| line.price_minor * i64::from(line.units)).sum::<i64>() >= min_spend_minor
        }
        PlainTerms::Unit(_) | PlainTerms::Odd => false,
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).expect("a basket has at most 10,000 lines")
}
