//! Promotions: what every kind has.

use hashbrown::HashMap;

use super::entry::{Entry, Reports};
use super::head::named;
use super::kinds::{self, UsualScope};
use super::scopes::Scopes;
use super::times;
use crate::document::{self, Base as WrittenBase, Common, Terms};
use crate::lines::MAX_BASKET_MINOR;
use crate::policy::Policy;
use crate::quantity::Quantity;
use crate::scope::ScopeIndex;
use crate::terms::{
    Base, Conditions, Funding, GroupOff, Kind, Layer, Limits, Promotion, SetOff, StackGroupIndex, UnitOff,
};
use crate::time::Windows;

const MAX_UNITS: i64 = Quantity::MAX_UNITS as i64;
const MAX_PRIORITY: i64 = 1_000_000;
const MAX_REQUIREMENTS: usize = 32;
const MAX_U32: i64 = u32::MAX as i64;

/// What promotions need of the rest of the book.
pub(super) struct Surroundings<'b, 'a> {
    pub(super) policy: Policy,
    pub(super) stack_groups: &'b HashMap<&'b str, StackGroupIndex>,
    pub(super) scopes: Scopes<'b, 'a>,
}

/// One promotion; `new` says whether its id is.
pub(super) fn promotion<'a>(
    written: document::Promotion<'a>,
    new: bool,
    book: &mut Surroundings<'_, 'a>,
    reports: &mut Reports,
) -> Promotion {
    let document::Promotion { common, terms } = written;
    let mut entry = Entry::new("promotion", &common.id, reports);
    entry.check_id(new);
    entry.check_names(&common.names);
    let mut limits = common.limits.as_ref().map_or_else(Limits::default, |written| limits(written, &mut entry));
    let made = kinds::kind(&terms, &common, &mut limits, &book.policy, &mut book.scopes, &mut entry);
    let scope = scope(&common, made.usual_scope, &mut book.scopes, &mut entry);
    let conditions = conditions(&common, &terms, &mut book.scopes, &mut entry);
    let funding = funding(common.funding);
    let includes_tax = common.includes_tax && has_amount(&made.kind, &mut entry);
    Promotion {
        layer: common.layer.unwrap_or_else(|| usual_layer(&made.kind, &conditions, funding)),
        version: entry.count("version", common.version, 1..=MAX_U32),
        kind: made.kind,
        scope,
        stacking: common.stacking,
        priority: i32::try_from(entry.within("priority", common.priority, -MAX_PRIORITY..=MAX_PRIORITY))
            .unwrap_or_default(),
        stack_group: named("stack_group", common.stack_group.as_ref(), book.stack_groups, &mut entry),
        conditions,
        limits,
        funding,
        includes_tax,
        allocation: common.allocation,
        grouping: common.grouping,
        id: common.id.to_string(),
        names: common.names,
    }
}

fn scope<'a>(common: &Common<'a>, usual: UsualScope, scopes: &mut Scopes<'_, 'a>, entry: &mut Entry<'_>) -> ScopeIndex {
    match (&common.scope, usual) {
        (Some(written), _) => scopes.place(written, entry),
        (None, UsualScope::All) => scopes.all(),
        (None, UsualScope::Union(slots)) => scopes.union(&slots),
        (None, UsualScope::None) => {
            entry.fault("scope is empty");
            ScopeIndex::default()
        }
    }
}

/// Whether there is an amount that can contain tax: a percentage is the same with and without, and a gift is no money.
fn has_amount(kind: &Kind, entry: &mut Entry<'_>) -> bool {
    let of_unit = |off: &UnitOff| !matches!(off, UnitOff::Percent(_));
    let of_group = |off: &GroupOff| match off {
        GroupOff::Percent(_) => false,
        GroupOff::Price(_) | GroupOff::Amount(_) => true,
        GroupOff::Some { off, .. } => of_unit(off),
    };
    let of_set = |off: &SetOff| match off {
        SetOff::Percent(_) => false,
        SetOff::Amount(_) | SetOff::Stepped(_) => true,
        SetOff::EachUnit(off) => of_unit(off),
    };
    let has = match kind {
        Kind::Unit(off) => of_unit(off),
        Kind::Group { off, .. } | Kind::Bundle { off, .. } => of_group(off),
        Kind::Set(off) => of_set(off),
        Kind::Tiered(tiers) => tiers.iter().any(|tier| of_set(&tier.off)),
        Kind::Multi(actions) => actions.iter().any(|action| of_set(&action.off)),
        Kind::SpendGroup { .. } | Kind::PointsBurn { .. } => true,
        Kind::PointsEarn { rate_e4, .. } => *rate_e4 > 0,
        Kind::DistinctSet(_) | Kind::Gift { .. } => false,
    };
    if matches!(kind, Kind::Gift { .. }) {
        entry.fault("includes_tax is about an amount, and a gift has none");
    } else if !has {
        entry.warn("includes_tax changes nothing: it has no amount that could contain tax");
    }
    has
}

/// Units and groups in the item layer, whole sets in the basket layer; third-party money and what is known only at payment
/// come later.
fn usual_layer(kind: &Kind, conditions: &Conditions, funding: Funding) -> Layer {
    match kind {
        Kind::PointsEarn { .. } | Kind::PointsBurn { .. } => Layer::Tender,
        _ if conditions.tender.is_some() => Layer::Tender,
        _ if funding == Funding::ThirdParty => Layer::Coupon,
        Kind::Set(_) | Kind::Tiered(_) | Kind::Multi(_) | Kind::Gift { .. } => Layer::Basket,
        Kind::Unit(_) | Kind::Group { .. } | Kind::Bundle { .. } | Kind::DistinctSet(_) | Kind::SpendGroup { .. } => {
            Layer::Item
        }
    }
}

const fn funding(written: document::Funding) -> Funding {
    match written {
        document::Funding::Store => Funding::Store,
        document::Funding::Manufacturer => Funding::ThirdParty,
    }
}

fn conditions<'a>(
    common: &Common<'a>,
    terms: &Terms<'a>,
    scopes: &mut Scopes<'_, 'a>,
    entry: &mut Entry<'_>,
) -> Conditions {
    if common.requires.len() > MAX_REQUIREMENTS {
        entry.fault(format!("{} requirements are more than {MAX_REQUIREMENTS}", common.requires.len()));
    }
    // A spend group's least spend is each group's own and part of its kind.
    let min_spend_minor = common.min_spend_minor.filter(|_| !matches!(terms, Terms::SpendGroup { .. }));
    Conditions {
        min_spend_minor: min_spend_minor.map(|spend| entry.within("min_spend_minor", spend, 0..=MAX_BASKET_MINOR)),
        strictly_over: common.strictly_over,
        base: match common.base {
            Some(WrittenBase::AfterEarlier) => Base::AfterEarlier,
            _ => Base::BeforeOffers,
        },
        min_units: entry.count("min_units", common.min_units, 0..=MAX_UNITS),
        min_line_units: entry.count("min_line_units", common.min_line_units, 0..=MAX_UNITS),
        requires: common
            .requires
            .iter()
            .map(|needed| {
                let scope = scopes.place(&needed.scope, entry);
                (scope, entry.count("requires units", needed.units, 1..=MAX_UNITS))
            })
            .collect(),
        windows: common.window.as_ref().map_or_else(Windows::default, |window| times::windows(window, entry)),
        identity: entry.text("identity", common.identity.as_deref()),
        coupon: entry.text("coupon", common.coupon.as_deref()),
        tender: entry.text("tender", common.tender.as_deref()),
    }
}

fn limits(written: &document::Limits, entry: &mut Entry<'_>) -> Limits {
    let mut times = |field, times: Option<i64>| times.map(|times| entry.count(field, times, 1..=MAX_U32));
    let (per_basket, max_units) = (times("per_basket", written.per_basket), times("max_units", written.max_units));
    let (per_member, per_member_day) =
        (times("per_member", written.per_member), times("per_member_day", written.per_member_day));
    let campaign = times("campaign", written.campaign);
    Limits {
        per_basket,
        max_units,
        unit_order: written.unit_order,
        group_size: entry.count("group_size", written.group_size.unwrap_or(0), 0..=MAX_UNITS),
        cap_minor: written.cap_minor.map(|cap| entry.amount("cap_minor", cap)),
        cap_includes_tax: written.cap_includes_tax,
        per_member,
        per_member_day,
        campaign,
        campaign_minor: written.campaign_minor.map(|money| entry.amount("campaign_minor", money)),
    }
}
