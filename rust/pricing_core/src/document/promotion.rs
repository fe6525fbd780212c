//! A promotion as written: what every kind has, and the terms of its own kind.

use serde::Deserialize;

use super::kind::{Base, Get, KindName, Slot, Step, Terms, WrittenTier, absent, terms};
use super::object::objects;
use super::off::Action;
use super::scope::Scope;
use super::text::{Text, given, given_texts};
use super::time::Window;
use crate::names::Names;
use crate::policy::{Allocation, Grouping};
use crate::terms::{Layer, Stacking, UnitOrder, Which};

objects!(Limits, Requirement<'a>, Written<'a>);

/// A promotion; a field of another kind is refused.
#[derive(Deserialize)]
#[serde(try_from = "Written<'a>")]
pub(crate) struct Promotion<'a> {
    #[serde(borrow)]
    pub(crate) common: Common<'a>,
    pub(crate) terms: Terms<'a>,
}

#[derive(Default, Deserialize)]
#[serde(remote = "Self", default, deny_unknown_fields)]
pub(crate) struct Limits {
    #[serde(default, deserialize_with = "given")]
    pub(crate) per_basket: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    pub(crate) max_units: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    pub(crate) unit_order: Option<UnitOrder>,
    #[serde(default, deserialize_with = "given")]
    pub(crate) group_size: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    pub(crate) cap_minor: Option<i64>,
    pub(crate) cap_includes_tax: bool,
    #[serde(default, deserialize_with = "given")]
    pub(crate) per_member: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    pub(crate) per_member_day: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    pub(crate) campaign: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    pub(crate) campaign_minor: Option<i64>,
}

/// Other goods that must be in the basket.
#[derive(Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub(crate) struct Requirement<'a> {
    #[serde(borrow)]
    pub(crate) scope: Scope<'a>,
    #[serde(default = "one")]
    pub(crate) units: i64,
}

#[derive(Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Funding {
    #[default]
    Store,
    Manufacturer,
}

/// What a promotion of any kind may say.
pub(crate) struct Common<'a> {
    pub(crate) id: Text<'a>,
    pub(crate) version: i64,
    pub(crate) names: Names,
    /// `None` if it says nothing of what it is for.
    pub(crate) scope: Option<Box<Scope<'a>>>,
    pub(crate) priority: i64,
    pub(crate) layer: Option<Layer>,
    pub(crate) stacking: Stacking,
    pub(crate) stack_group: Option<Text<'a>>,
    pub(crate) min_spend_minor: Option<i64>,
    pub(crate) strictly_over: bool,
    pub(crate) base: Option<Base>,
    pub(crate) min_units: i64,
    pub(crate) min_line_units: i64,
    pub(crate) requires: Vec<Requirement<'a>>,
    pub(crate) window: Option<Box<Window<'a>>>,
    pub(crate) identity: Option<Text<'a>>,
    pub(crate) coupon: Option<Text<'a>>,
    pub(crate) tender: Option<Text<'a>>,
    /// `None` if it says nothing of them.
    pub(crate) limits: Option<Box<Limits>>,
    pub(crate) funding: Funding,
    pub(crate) includes_tax: bool,
    pub(crate) allocation: Option<Allocation>,
    pub(crate) grouping: Option<Grouping>,
}

/// Every field of every kind, flat: serde can refuse unknown fields only where it sees them all. What is large and rare is
/// behind a pointer: each promotion is moved several times before it is compiled.
#[derive(Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub(super) struct Written<'a> {
    pub(super) kind: KindName,
    #[serde(borrow)]
    id: Text<'a>,
    #[serde(default = "one")]
    version: i64,
    names: Names,
    #[serde(borrow, default, deserialize_with = "given")]
    scope: Option<Box<Scope<'a>>>,
    #[serde(borrow, default, deserialize_with = "given_texts")]
    items: Option<Vec<Text<'a>>>,
    #[serde(borrow, default, deserialize_with = "given")]
    departments: Option<Vec<Text<'a>>>,
    #[serde(default)]
    priority: i64,
    #[serde(default, deserialize_with = "given")]
    layer: Option<Layer>,
    #[serde(default)]
    stacking: Stacking,
    #[serde(borrow, default, deserialize_with = "given")]
    stack_group: Option<Text<'a>>,
    #[serde(default, deserialize_with = "given")]
    min_spend_minor: Option<i64>,
    #[serde(default)]
    strictly_over: bool,
    #[serde(default, deserialize_with = "given")]
    base: Option<Base>,
    #[serde(default)]
    min_units: i64,
    #[serde(default)]
    min_line_units: i64,
    #[serde(borrow, default)]
    requires: Vec<Requirement<'a>>,
    #[serde(borrow, default, deserialize_with = "given")]
    window: Option<Box<Window<'a>>>,
    #[serde(borrow, default, deserialize_with = "given")]
    identity: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "given")]
    coupon: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "given")]
    tender: Option<Text<'a>>,
    #[serde(default, deserialize_with = "given")]
    limits: Option<Box<Limits>>,
    #[serde(default)]
    funding: Funding,
    #[serde(default)]
    includes_tax: bool,
    #[serde(default, deserialize_with = "given")]
    allocation: Option<Allocation>,
    #[serde(default, deserialize_with = "given")]
    grouping: Option<Grouping>,

    #[serde(default, deserialize_with = "given")]
    pub(super) percent_bp: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    pub(super) amount_minor: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    pub(super) price_minor: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    pub(super) n: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    pub(super) pay: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    pub(super) free: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    pub(super) units: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    pub(super) which: Option<Which>,
    #[serde(borrow, default, deserialize_with = "given")]
    pub(super) slots: Option<Vec<Slot<'a>>>,
    #[serde(default, deserialize_with = "given")]
    pub(super) cheapest_free: Option<i64>,
    #[serde(borrow, default, deserialize_with = "given")]
    pub(super) buy: Option<Box<Slot<'a>>>,
    #[serde(borrow, default, deserialize_with = "given")]
    pub(super) get: Option<Box<Get<'a>>>,
    #[serde(default, deserialize_with = "given")]
    pub(super) tiers: Option<Vec<WrittenTier>>,
    #[serde(default, deserialize_with = "given")]
    pub(super) steps: Option<Vec<Step>>,
    #[serde(borrow, default, deserialize_with = "given")]
    pub(super) actions: Option<Vec<Action<'a>>>,
    #[serde(borrow, default, deserialize_with = "given")]
    pub(super) gift: Option<Text<'a>>,
    #[serde(default, deserialize_with = "given")]
    pub(super) rate_e4: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    pub(super) per_unit_e4: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    pub(super) value_per_point_minor: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    pub(super) earn_rate_e4: Option<i64>,
    #[serde(default, deserialize_with = "given")]
    pub(super) block_e4: Option<i64>,
}

impl Written<'_> {
    /// Refuses what no field of the promotion's kind has taken.
    fn nothing_left(&self) -> Result<(), String> {
        absent(self.percent_bp.as_ref(), "percent_bp")?;
        absent(self.amount_minor.as_ref(), "amount_minor")?;
        absent(self.price_minor.as_ref(), "price_minor")?;
        absent(self.n.as_ref(), "n")?;
        absent(self.pay.as_ref(), "pay")?;
        absent(self.free.as_ref(), "free")?;
        absent(self.units.as_ref(), "units")?;
        absent(self.which.as_ref(), "which")?;
        absent(self.slots.as_ref(), "slots")?;
        absent(self.cheapest_free.as_ref(), "cheapest_free")?;
        absent(self.buy.as_ref(), "buy")?;
        absent(self.get.as_ref(), "get")?;
        absent(self.tiers.as_ref(), "tiers")?;
        absent(self.steps.as_ref(), "steps")?;
        absent(self.actions.as_ref(), "actions")?;
        absent(self.gift.as_ref(), "gift")?;
        absent(self.rate_e4.as_ref(), "rate_e4")?;
        absent(self.per_unit_e4.as_ref(), "per_unit_e4")?;
        absent(self.value_per_point_minor.as_ref(), "value_per_point_minor")?;
        absent(self.earn_rate_e4.as_ref(), "earn_rate_e4")?;
        absent(self.block_e4.as_ref(), "block_e4")
    }

    /// Points say `before_discounts` or `after_discounts`, thresholds the other two.
    fn check_base(&self) -> Result<(), String> {
        let points = self.kind == KindName::PointsEarn;
        match self.base {
            Some(Base::BeforeDiscounts | Base::AfterDiscounts) if !points => {
                Err("base is before_offers or after_earlier".to_owned())
            }
            Some(Base::BeforeOffers | Base::AfterEarlier) if points => {
                Err("base is before_discounts or after_discounts".to_owned())
            }
            _ => Ok(()),
        }
    }
}

impl<'a> TryFrom<Written<'a>> for Promotion<'a> {
    type Error = String;

    fn try_from(mut written: Written<'a>) -> Result<Self, String> {
        let terms = terms(&mut written)?;
        written.nothing_left()?;
        written.check_base()?;
        if written.kind == KindName::SpendGroup && written.min_spend_minor.is_none() {
            return Err("missing field `min_spend_minor`".to_owned());
        }
        let common = Common {
            id: written.id,
            version: written.version,
            names: written.names,
            scope: scope(written.scope, written.items, written.departments)?,
            priority: written.priority,
            layer: written.layer,
            stacking: written.stacking,
            stack_group: written.stack_group,
            min_spend_minor: written.min_spend_minor,
            strictly_over: written.strictly_over,
            base: written.base,
            min_units: written.min_units,
            min_line_units: written.min_line_units,
            requires: written.requires,
            window: written.window,
            identity: written.identity,
            coupon: written.coupon,
            tender: written.tender,
            limits: written.limits,
            funding: written.funding,
            includes_tax: written.includes_tax,
            allocation: written.allocation,
            grouping: written.grouping,
        };
        Ok(Self { common, terms })
    }
}

/// The scope, from its own field or from the two lists that documents had before there was one.
fn scope<'a>(
    scope: Option<Box<Scope<'a>>>,
    items: Option<Vec<Text<'a>>>,
    departments: Option<Vec<Text<'a>>>,
) -> Result<Option<Box<Scope<'a>>>, String> {
    if items.is_none() && departments.is_none() {
        return Ok(scope);
    }
    if scope.is_some() {
        return Err("scope beside items or departments: one of them is enough".to_owned());
    }
    let (items, departments) = (items.unwrap_or_default(), departments.unwrap_or_default());
    Ok(Some(Box::new(Scope { items, departments, ..Scope::default() })))
}

const fn one() -> i64 {
    1
}
