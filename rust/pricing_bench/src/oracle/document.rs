//! A case as the engine takes it: price book document, lines, context.

use pricing_core::policy::{RoundingLevel, RoundingMode, RoundingOf};
use pricing_core::terms::Layer;
use pricing_core::time::LocalTime;
use pricing_core::{BasketLine, Context};
use serde_json::{Map, Value, json};

use super::case::{Action, Case, GroupOff, Kind, Offer, Scope, Slot, UnitOff};

const DAY: &str = "2026-11-20";

/// Borrowed parts of a case's basket.
#[derive(Debug)]
pub struct Words {
    ids: Vec<String>,
    coupons: Vec<String>,
}

impl Words {
    /// The words of a case.
    pub fn of(case: &Case) -> Self {
        let coupons = (0..case.offers.len()).filter(|place| case.coupon && case.offers[*place].coupon);
        Self { ids: (0..case.items.len()).map(item_id).collect(), coupons: coupons.map(code).collect() }
    }

    /// The codes presented.
    pub fn coupons(&self) -> Vec<&str> {
        self.coupons.iter().map(String::as_str).collect()
    }

    /// The lines.
    pub fn lines(&self, case: &Case) -> Vec<BasketLine<'_>> {
        let line = |(line_seq, line): (i64, &super::case::Line)| BasketLine {
            line_seq,
            item_id: &self.ids[line.item],
            quantity: i64::from(line.units),
            mass_g: (line.mass_g > 0).then(|| i64::from(line.mass_g)),
            scanned_at: LocalTime::parse(&time(line.minute)),
            ..BasketLine::default()
        };
        (1..).zip(&case.lines).map(line).collect()
    }
}

/// The context, with the codes and identities of the case.
pub fn context<'a>(case: &Case, coupons: &'a [&'a str]) -> Context<'a> {
    let identities: &[&str] = if case.member { &["member"] } else { &[] };
    Context { at: LocalTime::parse(&time(0)).unwrap_or_default(), identities, coupons, ..Context::default() }
}

/// The price book. `choose` is one of the policy's words.
pub fn document(case: &Case, choose: &str) -> Value {
    let rounding = json!({
        "mode": mode(case.rounding.mode), "level": level(case.rounding.level),
        "of": if case.rounding.of == RoundingOf::Price { "price" } else { "discount" },
    });
    let item = |(place, item): (usize, &super::case::Item)| {
        json!({
            "id": item_id(place), "codes": [format!("{}", 1_000 + place)], "names": names(), "tax": "A",
            "price_minor": item.price, "floor_price_minor": item.floor, "discountable": item.discountable,
            "sold_by": if item.by_weight { "kg" } else { "each" },
        })
    };
    let groups = case.stack_groups.iter().enumerate();
    json!({
        "id": "oracle", "currency": "EUR", "currency_exponent": 2,
        "policy": {"choose": choose, "rounding": rounding, "node_budget": 1_000_000},
        "taxes": [{"id": "A", "rate_bp": 1900}],
        "items": case.items.iter().enumerate().map(item).collect::<Vec<_>>(),
        "stack_groups": groups.map(|(place, limit)| json!({"id": format!("G{place}"), "limit": limit})).collect::<Vec<_>>(),
        "promotions": case.offers.iter().enumerate().map(|(place, offer)| promotion(place, offer)).collect::<Vec<_>>(),
    })
}

/// What somebody needs to see a difference again: the book, the lines, the customer.
pub fn reproduction(case: &Case) -> Value {
    let lines: Vec<Value> = (1..).zip(&case.lines).map(|(line_seq, line): (i64, _)| {
        json!({"line_seq": line_seq, "item": item_id(line.item), "quantity": line.units, "mass_g": line.mass_g, "at": time(line.minute)})
    }).collect();
    let words = Words::of(case);
    json!({"price_book": document(case, "best_for_customer"), "lines": lines, "member": case.member, "coupons": words.coupons})
}

fn promotion(place: usize, offer: &Offer) -> Value {
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| _ = fields.insert(name.to_owned(), value);
    put("id", json!(format!("P{place}")));
    put("names", names());
    put("layer", json!(layer(offer.layer)));
    put("stacking", json!(if offer.stacks { "stacks" } else { "exclusive_unit" }));
    put("priority", json!(offer.priority));
    if !matches!(offer.kind, Kind::Bundle(..)) {
        put("scope", scope(&offer.scope));
    }
    if let Some(group) = offer.stack_group {
        put("stack_group", json!(format!("G{group}")));
    }
    if let Some(spend) = offer.min_spend {
        put("min_spend_minor", json!(spend));
        put("strictly_over", json!(offer.strictly_over));
    }
    if offer.min_spend.is_some() || matches!(offer.kind, Kind::Tiered(_)) {
        put("base", json!(if offer.after_earlier { "after_earlier" } else { "before_offers" }));
    }
    put("min_units", json!(offer.min_units));
    put("min_line_units", json!(offer.min_line_units));
    if let Some((goods, units)) = &offer.requires {
        put("requires", json!([{"scope": scope(goods), "units": units}]));
    }
    if let Some((from, until)) = offer.window {
        put("window", json!({"from": time(from), "until": time(until)}));
    }
    if offer.members_only {
        put("identity", json!("member"));
    }
    if offer.coupon {
        put("coupon", json!(code(place)));
    }
    put("limits", limits(offer));
    kind(&offer.kind, &mut put);
    Value::Object(fields)
}

fn limits(offer: &Offer) -> Value {
    let mut limits = Map::new();
    let mut put = |name: &str, limit: Option<i64>| {
        if let Some(limit) = limit {
            limits.insert(name.to_owned(), json!(limit));
        }
    };
    let count = |limit: usize| i64::try_from(limit).unwrap_or(i64::MAX);
    put("per_basket", offer.per_basket.map(count));
    put("max_units", offer.max_units.map(count));
    put("cap_minor", offer.cap);
    Value::Object(limits)
}

fn kind(kind: &Kind, put: &mut impl FnMut(&str, Value)) {
    match kind {
        Kind::Unit(UnitOff::Percent(bp)) => both(put, "percent_off", &[("percent_bp", *bp)]),
        Kind::Unit(UnitOff::Amount(amount)) => both(put, "amount_off_unit", &[("amount_minor", *amount)]),
        Kind::Unit(UnitOff::Price(price)) => both(put, "fixed_unit_price", &[("price_minor", *price)]),
        Kind::Group(n, off) => group(*n, *off, put),
        Kind::Bundle(slots, off) => bundle(slots, *off, put),
        Kind::Distinct(tiers) => {
            put("kind", json!("distinct_set"));
            let tier = |(items, bp): &(usize, i64)| json!({"items": items, "percent_bp": bp});
            put("tiers", tiers.iter().map(tier).collect());
        }
        Kind::Spend(spend, amount) => {
            both(put, "spend_group", &[("min_spend_minor", *spend), ("amount_minor", *amount)]);
        }
        Kind::BasketPercent(bp) => both(put, "basket_percent", &[("percent_bp", *bp)]),
        Kind::BasketAmount(amount) => both(put, "basket_amount", &[("amount_minor", *amount)]),
        Kind::UnitsFree(units) => {
            put("kind", json!("units_free"));
            put("units", json!(units));
        }
        Kind::Stepped(steps) => {
            put("kind", json!("stepped"));
            let step = |(units, amount): &(usize, i64)| json!({"units": units, "amount_minor": amount});
            put("steps", steps.iter().map(step).collect());
        }
        Kind::Tiered(tiers) => {
            put("kind", json!("tiered"));
            let tier = |(spend, off): &(i64, GroupOff)| match off {
                GroupOff::Percent(bp) => json!({"min_spend_minor": spend, "percent_bp": bp}),
                GroupOff::Amount(amount) | GroupOff::Price(amount) => {
                    json!({"min_spend_minor": spend, "amount_minor": amount})
                }
                GroupOff::Some { .. } => Value::Null,
            };
            put("tiers", tiers.iter().map(tier).collect());
        }
        Kind::Multi(actions) => {
            put("kind", json!("multi"));
            put("actions", actions.iter().map(|(goods, action)| multi(goods.as_ref(), *action)).collect());
        }
    }
}

fn both(put: &mut impl FnMut(&str, Value), kind: &str, terms: &[(&str, i64)]) {
    put("kind", json!(kind));
    for (name, value) in terms {
        put(name, json!(value));
    }
}

fn group(n: usize, off: GroupOff, put: &mut impl FnMut(&str, Value)) {
    put("n", json!(n));
    match off {
        GroupOff::Percent(bp) => both(put, "group_percent", &[("percent_bp", bp)]),
        GroupOff::Amount(amount) => both(put, "group_amount", &[("amount_minor", amount)]),
        GroupOff::Price(price) => both(put, "multi_price", &[("price_minor", price)]),
        GroupOff::Some { units, dearest: false, off: UnitOff::Percent(10_000) } => {
            put("kind", json!("cheapest_free"));
            put("free", json!(units));
        }
        GroupOff::Some { units, dearest, off } => {
            put("kind", json!("nth_item"));
            put("units", json!(units));
            put("which", json!(if dearest { "dearest" } else { "cheapest" }));
            let (name, value) = unit_off(off);
            put(name, json!(value));
        }
    }
}

fn unit_off(off: UnitOff) -> (&'static str, i64) {
    match off {
        UnitOff::Percent(bp) => ("percent_bp", bp),
        UnitOff::Amount(amount) => ("amount_minor", amount),
        UnitOff::Price(price) => ("price_minor", price),
    }
}

fn bundle(slots: &[Slot], off: GroupOff, put: &mut impl FnMut(&str, Value)) {
    if let [buy, get] = slots
        && !buy.rewarded
    {
        put("kind", json!("buy_get"));
        put("buy", json!({"scope": scope(&buy.scope), "units": buy.units}));
        let mut reward = json!({"scope": scope(&get.scope), "units": get.units});
        if let GroupOff::Some { off, .. } = off {
            let (name, value) = unit_off(off);
            reward[name] = json!(value);
        }
        put("get", reward);
        return;
    }
    put("kind", json!("bundle"));
    let slot = |slot: &Slot| json!({"scope": scope(&slot.scope), "units": slot.units});
    put("slots", slots.iter().map(slot).collect());
    match off {
        GroupOff::Percent(bp) => put("percent_bp", json!(bp)),
        GroupOff::Amount(amount) => put("amount_minor", json!(amount)),
        GroupOff::Price(price) => put("price_minor", json!(price)),
        GroupOff::Some { units, .. } => put("cheapest_free", json!(units)),
    }
}

fn multi(goods: Option<&Scope>, action: Action) -> Value {
    let mut written = match action {
        Action::Percent(bp) => json!({"percent_bp": bp}),
        Action::Amount(amount) => json!({"amount_minor": amount}),
        Action::AmountEach(amount) => json!({"amount_off_unit_minor": amount}),
        Action::PriceEach(price) => json!({"price_minor": price}),
    };
    if let Some(goods) = goods {
        written["scope"] = scope(goods);
    }
    written
}

fn scope(items: &Scope) -> Value {
    json!({"items": items.iter().map(|item| item_id(*item)).collect::<Vec<_>>()})
}

fn names() -> Value {
    json!({"en": "x", "zh-CN": "x"})
}

fn item_id(place: usize) -> String {
    format!("I{place}")
}

fn code(place: usize) -> String {
    format!("C{place}")
}

fn time(minute: u32) -> String {
    format!("{DAY}T{:02}:{:02}", minute / 60, minute % 60)
}

const fn layer(layer: Layer) -> &'static str {
    match layer {
        Layer::Price => "price",
        Layer::Item => "item",
        Layer::Basket => "basket",
        Layer::Coupon => "coupon",
        Layer::Tender => "tender",
    }
}

const fn mode(mode: RoundingMode) -> &'static str {
    match mode {
        RoundingMode::HalfUp => "half_up",
        RoundingMode::HalfEven => "half_even",
        RoundingMode::HalfDown => "half_down",
        RoundingMode::Down => "down",
        RoundingMode::Up => "up",
    }
}

const fn level(level: RoundingLevel) -> &'static str {
    match level {
        RoundingLevel::Unit => "unit",
        RoundingLevel::Line => "line",
        RoundingLevel::Basket => "basket",
    }
}
