//! What pricing needs to know of a promotion at a glance: most are plain, and plain ones need no more than this.

use crate::policy::Grouping;
use crate::terms::{Funding, GroupOff, Kind, Layer, Limits, Promotion, Stacking, UnitOff};

/// A promotion at a glance, in 16 bytes: a basket looks at every promotion of its items, and takes few.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Glance {
    /// What it does.
    pub(super) what: What,
    /// It hangs on windows, identity, coupon or tender, which have to be looked up.
    pub(super) asks: bool,
    /// Somebody else pays for it: [`Funding::ThirdParty`].
    pub(crate) third_party: bool,
    /// Units of a group, or a percentage in 1/100 %.
    number: u32,
    /// An amount, a price or a spend.
    minor: i64,
}

/// What a promotion does; its numbers are in the glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    Percent,
    Amount,
    Price,
    Group,
    Spend,
    Odd,
}

/// Terms that a board holds as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PlainTerms {
    /// Each unit that nothing else takes.
    Unit(UnitOff),
    /// Groups of n.
    Group { n: u32, off: GroupOff, limit: u32 },
    /// Units worth a spend.
    Spend { min_spend_minor: i64, amount_minor: i64, limit: u32 },
    /// Anything else: only the general way prices it.
    Odd,
}

impl Glance {
    /// A promotion at a glance.
    pub(crate) fn of(promotion: &Promotion) -> Self {
        let conditions = &promotion.conditions;
        let (what, number, minor) = match PlainTerms::of(promotion) {
            PlainTerms::Unit(UnitOff::Percent(bp)) => (What::Percent, bp, 0),
            PlainTerms::Unit(UnitOff::Amount(amount_minor)) => (What::Amount, 0, amount_minor),
            PlainTerms::Unit(UnitOff::Price(price_minor)) => (What::Price, 0, price_minor),
            PlainTerms::Group { n, .. } => (What::Group, n, 0),
            PlainTerms::Spend { min_spend_minor, .. } => (What::Spend, 0, min_spend_minor),
            PlainTerms::Odd => (What::Odd, 0, 0),
        };
        Self {
            what,
            asks: !conditions.windows.always()
                || conditions.identity.is_some()
                || conditions.coupon.is_some()
                || conditions.tender.is_some(),
            third_party: promotion.funding == Funding::ThirdParty,
            number,
            minor,
        }
    }

    /// What each unit gets, of a promotion of single units.
    pub(crate) const fn unit_off(self) -> Option<UnitOff> {
        match self.what {
            What::Percent => Some(UnitOff::Percent(self.number)),
            What::Amount => Some(UnitOff::Amount(self.minor)),
            What::Price => Some(UnitOff::Price(self.minor)),
            What::Group | What::Spend | What::Odd => None,
        }
    }

    /// Whether so many units at a price are enough by themselves.
    pub(crate) fn pays_alone(self, units: u32, price_minor: i64) -> bool {
        match self.what {
            What::Group => self.number <= units,
            What::Spend => price_minor * i64::from(units) >= self.minor,
            What::Percent | What::Amount | What::Price | What::Odd => false,
        }
    }
}

impl PlainTerms {
    /// The terms of a promotion.
    pub(crate) fn of(promotion: &Promotion) -> Self {
        if is_plain(promotion) { terms_of(promotion) } else { Self::Odd }
    }
}

fn is_plain(promotion: &Promotion) -> bool {
    let conditions = &promotion.conditions;
    let limits = Limits { per_basket: None, ..promotion.limits.clone() };
    promotion.layer == Layer::Item
        && matches!(promotion.stacking, Stacking::Default | Stacking::ExclusiveUnit)
        && promotion.stack_group.is_none()
        && !promotion.includes_tax
        && promotion.grouping.is_none_or(|grouping| grouping == Grouping::Customer)
        && limits == Limits::default()
        && conditions.min_spend_minor.is_none()
        && !conditions.strictly_over
        && conditions.min_units <= 1
        && conditions.min_line_units <= 1
        && conditions.requires.is_empty()
}

fn terms_of(promotion: &Promotion) -> PlainTerms {
    let per_basket = promotion.limits.per_basket;
    match &promotion.kind {
        Kind::Unit(off) if per_basket.is_none_or(|limit| limit > 0) => PlainTerms::Unit(*off),
        Kind::Group { n, off } => PlainTerms::Group { n: *n, off: *off, limit: per_basket.unwrap_or(u32::MAX) },
        Kind::SpendGroup { min_spend_minor, amount_minor } => PlainTerms::Spend {
            min_spend_minor: *min_spend_minor,
            amount_minor: *amount_minor,
            limit: per_basket.unwrap_or(1),
        },
        _ => PlainTerms::Odd,
    }
}
