//! What pricing needs to know of a promotion at a glance: most are plain, and plain ones need no more than this.

use crate::policy::Grouping;
use crate::terms::{GroupOff, Kind, Layer, Limits, Promotion, Stacking, UnitOff};

/// A promotion at a glance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Plain {
    /// What it does.
    pub(crate) terms: PlainTerms,
    /// It hangs on windows, identity, coupon or tender, which have to be looked up.
    pub(crate) asks: bool,
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

impl Plain {
    /// A promotion at a glance.
    pub(crate) fn of(promotion: &Promotion) -> Self {
        let conditions = &promotion.conditions;
        let asks = !conditions.windows.always()
            || conditions.identity.is_some()
            || conditions.coupon.is_some()
            || conditions.tender.is_some();
        Self { terms: if is_plain(promotion) { terms_of(promotion) } else { PlainTerms::Odd }, asks }
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
