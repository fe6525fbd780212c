//! What an application may have taken by its promotion's terms, in 1/10,000 minor units, worked out anew.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use super::{Report, Whole, sum, trace::parts_of};
use crate::lines::Line;
use crate::policy::{Choose, Clock, RoundingLevel, TaxMode};
use crate::pool::Part;
use crate::price_book::PriceBook;
use crate::priced::PricedBasket;
use crate::scope::ScopeIndex;
use crate::terms::{GroupOff, Kind, Limits, Promotion, SetOff, Slot, UnitOff, Which};

/// One minor unit.
const E4: i128 = 10_000;

/// 100 % in the unit of tax rates.
const WHOLE_MPCT: i128 = 100_000;

/// The least and the most something saves, in 1/10,000 minor units, before any rounding.
#[derive(Clone, Copy)]
struct Due {
    least: i128,
    most: i128,
}

impl Due {
    const fn exactly(due: i128) -> Self {
        Self { least: due, most: due }
    }

    const fn at_most(most: i128) -> Self {
        Self { least: 0, most }
    }

    fn up_to(self, value: i128) -> Self {
        Self { least: self.least.min(value), most: self.most.min(value) }
    }
}

/// An application beside its promotion's terms.
struct Judged<'a> {
    book: &'a PriceBook,
    lines: &'a [Line],
    promotion: &'a Promotion,
    parts: &'a [Part],
    groups: u32,
}

/// Whether an application's goods are in its promotion's scope and its saving is what the terms give.
pub(super) fn application(report: &mut Report, book: &PriceBook, lines: &[Line], priced: &PricedBasket, at: usize) {
    let application = &priced.trace.applications[at];
    let parts = parts_of(priced, application);
    let judged =
        Judged { book, lines, promotion: book.promotion(application.promotion), parts, groups: application.groups };
    for part in parts {
        report.that(judged.may_touch(part), "a promotion touches only its own goods", at, part.line.whole(), 0);
        report.that(judged.is_open(part), "a promotion's window is open", at, part.line.whole(), 0);
    }
    // There each line keeps what one promotion alone would give it, so groups are torn by design.
    let torn = book.policy().choose == Choose::BestSinglePerLine;
    if torn {
        return;
    }
    judged.shape(report, at);
    let saving = sum(parts.iter().map(|part| part.saving_minor)) * E4;
    let due = judged.due(priced.rewards.points_spent_e4);
    let slack = judged.roundings() * E4;
    report.at_most("no more than the terms give", at, saving, due.most + slack);
    if !judged.is_capped() {
        report.at_most("no less than the terms give", at, due.least - slack, saving);
    }
}

impl Judged<'_> {
    fn line(&self, part: &Part) -> &Line {
        &self.lines[part.line as usize]
    }

    fn in_scope(&self, scope: ScopeIndex, part: &Part) -> bool {
        self.book.scope(scope).holds(self.line(part).item)
    }

    fn may_touch(&self, part: &Part) -> bool {
        let own = self.in_scope(self.promotion.scope, part);
        self.line(part).open
            && match &self.promotion.kind {
                Kind::Bundle { slots, .. } => slots.iter().any(|slot| self.in_scope(slot.scope, part)),
                Kind::Multi(actions) => {
                    actions.iter().any(|action| action.scope.map_or(own, |scope| self.in_scope(scope, part)))
                }
                _ => own,
            }
    }

    fn is_open(&self, part: &Part) -> bool {
        self.book.policy().clock == Clock::Payment || self.promotion.conditions.windows.open_at(self.line(part).at)
    }

    /// A floor, a cap or a percentage of more than is left may lower a saving below its terms.
    fn is_capped(&self) -> bool {
        let Limits { cap_minor, campaign_minor, .. } = self.promotion.limits;
        let floors = self.parts.iter().any(|part| self.line(part).floor_minor > 0);
        let of_shelf = self.book.policy().choose == Choose::CompoundOnOriginal;
        floors || of_shelf || cap_minor.is_some() || campaign_minor.is_some()
    }

    /// How many amounts were rounded, at most.
    fn roundings(&self) -> i128 {
        let each_unit = self.book.policy().rounding.level == RoundingLevel::Unit;
        let weighed = self.parts.iter().any(|part| self.line(part).mass_g > 0);
        match &self.promotion.kind {
            Kind::Multi(actions) => self.units() * actions.len().whole(),
            // A price per kilogram is rounded without its tax, and again on the pack.
            _ if weighed && self.promotion.includes_tax => {
                self.units() + sum(self.parts.iter().map(|part| 1 + self.line(part).mass_g.div_ceil(1_000)))
            }
            _ if weighed || self.promotion.includes_tax => self.units(),
            Kind::Group { .. } | Kind::Bundle { .. } | Kind::DistinctSet(_) => self.groups.whole(),
            _ if each_unit => self.units(),
            _ => self.parts.len().whole(),
        }
    }

    fn units(&self) -> i128 {
        sum(self.parts.iter().map(|part| part.units))
    }

    /// Whether the units make up the groups the promotion asks for.
    fn shape(&self, report: &mut Report, at: usize) {
        let groups = self.groups.whole();
        match &self.promotion.kind {
            Kind::Group { n, .. } => report.same("a group has its units", at, self.units(), groups * n.whole()),
            Kind::Bundle { slots, .. } => {
                let needed = sum(slots.iter().map(|slot| slot.units));
                report.same("a bundle has its units", at, self.units(), groups * needed);
                self.slots_filled(report, at, slots);
            }
            Kind::DistinctSet(_) => {
                let items: BTreeSet<_> = self.parts.iter().map(|part| self.line(part).item).collect();
                report.same("a set has different items", at, self.units(), groups * items.len().whole());
            }
            Kind::SpendGroup { min_spend_minor, .. } => {
                let value = sum(self.parts.iter().map(|part| part.price_minor.whole() * part.units.whole()));
                let needed = min_spend_minor + i64::from(self.promotion.conditions.strictly_over);
                report.at_most("the units are worth the threshold", at, needed, value);
            }
            _ => report.same("one application is one group", at, self.groups, 1_u32),
        }
    }

    /// Hall's condition: whatever slots one takes, there are enough units for them together.
    fn slots_filled(&self, report: &mut Report, at: usize, slots: &[Slot]) {
        for chosen in 1_u32..1 << slots.len().min(10) {
            let chosen: Vec<&Slot> =
                (0..).zip(slots).filter(|(bit, _)| chosen >> bit & 1 == 1).map(|(_, slot)| slot).collect();
            let fits = |part: &&Part| chosen.iter().any(|slot| self.in_scope(slot.scope, part));
            let there = sum(self.parts.iter().filter(fits).map(|part| part.units));
            let needed = sum(chosen.iter().map(|slot| slot.units)) * self.groups.whole();
            report.at_most("every slot of a bundle is filled", at, needed, there);
        }
    }

    fn due(&self, points_spent_e4: i64) -> Due {
        match &self.promotion.kind {
            Kind::Unit(off) => Due::exactly(self.each(*off, self.parts)),
            Kind::Group { off, .. } => self.of_groups(off, self.parts),
            Kind::Bundle { slots, off } => self.of_bundles(slots, off),
            Kind::DistinctSet(tiers) => {
                let size = self.units() / self.groups.whole();
                let tier = tiers.iter().rfind(|(items, _)| items.whole() <= size);
                tier.map_or(Due::at_most(0), |(_, bp)| Due::exactly(self.percent(*bp, self.parts)))
            }
            Kind::SpendGroup { amount_minor, .. } => Due::at_most(self.net_due(amount_minor.whole()).most),
            Kind::Set(off) => self.of_set(off),
            Kind::Tiered(tiers) => {
                let goods = self.lines.iter().filter(|line| self.book.scope(self.promotion.scope).holds(line.item));
                let plain = sum(goods.map(|line| line.gross_minor));
                let reached = tiers.iter().filter(|tier| tier.min_spend_minor.whole() <= plain);
                Due::at_most(reached.map(|tier| self.of_set(&tier.off).most).max().unwrap_or(0))
            }
            Kind::Multi(actions) => Due::at_most(sum(actions.iter().map(|action| self.of_set(&action.off).most))),
            Kind::PointsBurn { value_per_point_minor, .. } => {
                Due::at_most(value_per_point_minor.whole() * points_spent_e4.whole())
            }
            Kind::Gift { .. } | Kind::PointsEarn { .. } => Due::at_most(0),
        }
    }

    /// Every unit of the parts for itself.
    fn each(&self, off: UnitOff, parts: &[Part]) -> i128 {
        let of_part = |part: &Part| {
            let line = self.line(part);
            let given =
                |minor: i64| minor.whole() * if line.mass_g > 0 { line.mass_g.whole() * (E4 / 1_000) } else { E4 };
            let price = part.price_minor.whole() * E4;
            part.units.whole()
                * match off {
                    UnitOff::Percent(bp) => self.base(part) * bp.whole(),
                    UnitOff::Amount(minor) => self.net(given(minor), part).min(price),
                    UnitOff::Price(minor) => (price - self.net(given(minor), part)).max(0),
                }
        };
        parts.iter().map(of_part).sum()
    }

    /// A price that contains tax, without it, where lines are without.
    fn net(&self, price_e4: i128, part: &Part) -> i128 {
        price_e4 * WHOLE_MPCT / (WHOLE_MPCT + self.added_mpct(part))
    }

    /// An amount for all parts together, in minor units, without the tax it contains: shared in whatever way, it is not
    /// less than all of it at the highest rate and not more than all of it at the lowest.
    fn net_due(&self, minor: i128) -> Due {
        let at = |rate: i128| minor * E4 * WHOLE_MPCT / (WHOLE_MPCT + rate);
        let rates = || self.parts.iter().map(|part| self.added_mpct(part));
        Due { least: at(rates().max().unwrap_or(0)), most: at(rates().min().unwrap_or(0)) }
    }

    /// The rate at which the promotion's amounts contain tax that is not in a line's prices.
    fn added_mpct(&self, part: &Part) -> i128 {
        let added = self.promotion.includes_tax && self.book.policy().tax.mode == TaxMode::Exclusive;
        let rate = self.book.tax(self.book.item(self.line(part).item).tax).sum_mpct();
        if added { i128::from(rate) } else { 0 }
    }

    fn percent(&self, bp: u32, parts: &[Part]) -> i128 {
        parts.iter().map(|part| self.base(part) * part.units.whole() * bp.whole()).sum()
    }

    /// What a percentage is taken of, per unit.
    fn base(&self, part: &Part) -> i128 {
        let of_shelf = self.book.policy().choose == Choose::CompoundOnOriginal;
        if of_shelf { self.line(part).price_minor.whole() } else { part.price_minor.whole() }
    }

    fn of_groups(&self, off: &GroupOff, parts: &[Part]) -> Due {
        let value = sum(parts.iter().map(|part| part.price_minor.whole() * part.units.whole())) * E4;
        let groups = self.groups.whole();
        match *off {
            GroupOff::Price(minor) => {
                let Due { least, most } = self.net_due(minor.whole() * groups);
                Due { least: value - most, most: value - least }
            }
            GroupOff::Percent(bp) => Due::exactly(self.percent(bp, parts)),
            GroupOff::Amount(minor) => self.net_due(minor.whole() * groups).up_to(value),
            GroupOff::Some { units, which, off } => {
                let least = self.of_some(which, off, parts, units * self.groups, 1);
                Due { least, most: self.of_some(which, off, parts, units * self.groups, -1) }
            }
        }
    }

    /// So many of the cheapest or dearest units; which of equal prices, the terms do not say: `sign` 1 takes those that save
    /// least, -1 most.
    fn of_some(&self, which: Which, off: UnitOff, parts: &[Part], units: u32, sign: i128) -> i128 {
        let turned = if which == Which::Dearest { -1 } else { 1 };
        let mut ordered = parts.to_vec();
        ordered.sort_by_key(|part| (turned * part.price_minor, sign * self.each(off, &[Part { units: 1, ..*part }])));
        self.each(off, &first_units(&ordered, units))
    }

    /// Where only some slots are rewarded the trace does not say which units filled them: those worth most that could have.
    fn of_bundles(&self, slots: &[Slot], off: &GroupOff) -> Due {
        if slots.iter().all(|slot| slot.rewarded == slots[0].rewarded) {
            return self.of_groups(off, self.parts);
        }
        let rewarded: Vec<&Slot> = slots.iter().filter(|slot| slot.rewarded).collect();
        let units: u32 = rewarded.iter().map(|slot| slot.units).sum();
        let fits = |part: &&Part| rewarded.iter().any(|slot| self.in_scope(slot.scope, part));
        let mut parts: Vec<Part> = self.parts.iter().filter(fits).copied().collect();
        let GroupOff::Some { units: most, off, .. } = *off else {
            parts.sort_by_key(|part| Reverse(part.price_minor));
            return Due::at_most(self.of_groups(off, &first_units(&parts, units * self.groups)).most);
        };
        parts.sort_by_key(|part| Reverse(self.each(off, &[Part { units: 1, ..*part }])));
        Due::at_most(self.each(off, &first_units(&parts, units.min(most) * self.groups)))
    }

    fn of_set(&self, off: &SetOff) -> Due {
        let value = sum(self.parts.iter().map(|part| part.price_minor.whole() * part.units.whole())) * E4;
        match off {
            SetOff::Percent(bp) => Due::exactly(self.percent(*bp, self.parts)),
            SetOff::Amount(minor) => self.net_due(minor.whole()).up_to(value),
            SetOff::EachUnit(off) => Due::exactly(self.each(*off, self.parts)),
            SetOff::Stepped(steps) if self.parts.iter().any(|part| self.line(part).mass_g > 0) => {
                let dearest = steps.iter().map(|step| step.amount_minor).max().unwrap_or(0);
                Due::at_most(self.each(UnitOff::Amount(dearest), self.parts))
            }
            SetOff::Stepped(steps) => {
                Due::at_most(sum(steps.iter().map(|step| step.units.whole() * step.amount_minor.whole())) * E4)
            }
        }
    }
}

fn first_units(parts: &[Part], units: u32) -> Vec<Part> {
    let mut left = units;
    let first = |part: &Part| {
        let units = left.min(part.units);
        left -= units;
        Part { units, ..*part }
    };
    parts.iter().map(first).collect()
}
