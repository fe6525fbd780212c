//! Documents that tests share.

use serde_json::{Value, json};

pub(crate) fn names() -> Value {
    json!({"zh-CN": "名", "en": "name"})
}

pub(crate) fn item(id: &str, code: &str) -> Value {
    json!({"id": id, "codes": [code], "names": names(), "tax": "A", "price_minor": 100, "department": "D"})
}

/// A promotion from its own fields.
pub(crate) fn promotion(id: &str, own: &Value) -> Value {
    let mut promotion = json!({"id": id, "names": names()});
    if let (Some(promotion), Some(own)) = (promotion.as_object_mut(), own.as_object()) {
        promotion.extend(own.clone());
    }
    promotion
}

/// A small book in the first version's form.
pub(crate) fn plain() -> Value {
    json!({
        "id": "test-1", "currency": "CNY", "currency_exponent": 2,
        "taxes": [{"id": "A", "rate_bp": 1300}],
        "departments": [{"id": "D", "names": names()}],
        "items": [item("I1", "9520000000011"), item("I2", "036000291452")],
        "promotions": [
            {"kind": "percent_off", "id": "P1", "names": names(), "percent_bp": 1000, "items": ["I1"]},
            {"kind": "multi_price", "id": "P2", "names": names(), "n": 2, "price_minor": 150, "departments": ["D"]},
        ],
    })
}

/// A book with every kind, field and rule there is.
pub(crate) fn every_kind() -> Value {
    let scope = json!({"items": ["I1", "I2"]});
    let kinds = [
        json!({"kind": "percent_off", "percent_bp": 1000, "scope": scope}),
        json!({"kind": "percent_off", "percent_bp": 1000, "scope": {"all": true}, "limits": {"cap_minor": 500}}),
        json!({"kind": "amount_off_unit", "amount_minor": 10, "scope": {"departments": ["D"]}}),
        json!({"kind": "fixed_unit_price", "price_minor": 80, "scope": scope, "limits": {"max_units": 2}}),
        json!({"kind": "multi_price", "n": 2, "price_minor": 150, "items": ["I1"], "departments": ["D"]}),
        json!({"kind": "n_pay_m", "n": 3, "pay": 2, "scope": {"brands": ["B"]}}),
        json!({"kind": "cheapest_free", "n": 4, "free": 1, "scope": {"suppliers": ["S"]}}),
        json!({"kind": "nth_item", "n": 2, "units": 1, "which": "dearest", "percent_bp": 5000, "scope": {"tags": ["t"]}}),
        json!({"kind": "group_percent", "n": 3, "percent_bp": 2000, "scope": {"all_tags": ["t", "u"]}}),
        json!({"kind": "group_amount", "n": 2, "amount_minor": 50, "scope": {"all": true, "except": {"items": ["I1"]}}}),
        json!({"kind": "bundle", "slots": [{"scope": scope, "units": 2}, {"scope": {"items": ["I3"]}}], "price_minor": 250}),
        json!({"kind": "bundle", "slots": [{"scope": scope, "units": 3}], "cheapest_free": 1}),
        json!({"kind": "buy_get", "buy": {"scope": scope, "units": 2}, "get": {"scope": scope, "percent_bp": 10_000}}),
        json!({"kind": "distinct_set", "tiers": [{"items": 2, "percent_bp": 500}, {"items": 3, "percent_bp": 1000}], "scope": scope}),
        json!({"kind": "spend_group", "min_spend_minor": 300, "amount_minor": 50, "scope": scope}),
        json!({"kind": "basket_percent", "percent_bp": 1000, "min_spend_minor": 1000, "strictly_over": true, "base": "after_earlier"}),
        json!({"kind": "basket_amount", "amount_minor": 500, "funding": "manufacturer", "coupon": "C1", "includes_tax": true,
               "allocation": "last_line", "requires": [{"scope": scope, "units": 2}]}),
        json!({"kind": "units_free", "units": 2, "scope": scope, "limits": {"unit_order": "cheapest_first"}}),
        json!({"kind": "stepped", "steps": [{"units": 2, "amount_minor": 10}, {"units": 1, "amount_minor": 20}], "scope": scope}),
        json!({"kind": "tiered", "tiers": [{"min_spend_minor": 1000, "percent_bp": 500}, {"min_spend_minor": 2000, "amount_minor": 100}]}),
        json!({"kind": "multi", "actions": [{"percent_bp": 500}, {"scope": scope, "amount_off_unit_minor": 5}, {"amount_minor": 5}]}),
        json!({"kind": "gift", "gift": "mug", "units": 1, "min_spend_minor": 5000}),
        json!({"kind": "points_earn", "rate_e4": 10_000, "per_unit_e4": 500, "base": "before_discounts", "identity": "member"}),
        json!({"kind": "points_burn", "value_per_point_minor": 1, "earn_rate_e4": 100, "block_e4": 1_000_000}),
        json!({"kind": "percent_off", "percent_bp": 500, "scope": scope, "tender": "card", "version": 3, "priority": -5, "layer": "price",
               "stacking": "stacks", "stack_group": "G", "min_units": 2, "min_line_units": 2, "grouping": "retailer",
               "window": {"from": "2026-11-01", "until": "2026-11-30T12:00",
                          "weekly": [{"weekdays": ["mon", "sun"], "from": "16:00", "until": "02:00"}]},
               "limits": {"per_basket": 1, "per_member": 2, "per_member_day": 1, "campaign": 100, "campaign_minor": 10_000}}),
    ];
    let promotions: Vec<Value> =
        kinds.iter().enumerate().map(|(place, own)| promotion(&format!("P{place}"), own)).collect();
    json!({
        "id": "test-2", "currency": "EUR", "currency_exponent": 2,
        "policy": {"choose": "priority", "one_promotion_per_unit": false, "node_budget": 100, "returns": "whole_group",
                   "rounding": {"mode": "half_even", "level": "unit", "of": "price"}, "clock": "payment",
                   "allocation": "equal_per_unit", "grouping": "basket_order",
                   "tax": {"mode": "exclusive", "level": "line", "rounding": "up", "round_net": true},
                   "cash": {"step_minor": 5, "mode": "half_down", "below_step_exact": true}},
        "taxes": [{"id": "A", "rate_bp": 1300}, {"id": "B", "rates": [{"id": "state", "rate_mpct": 4000}, {"id": "city", "rate_mpct": 4875}]}],
        "departments": [{"id": "D", "names": names()}],
        "stack_groups": [{"id": "G", "limit": 1}],
        "items": [
            {"id": "I1", "codes": ["1", "036000291452"], "names": names(), "tax": "A", "price_minor": 100, "department": "D",
             "brand": "B", "supplier": "S", "tags": ["t", "u", "t"], "floor_price_minor": 50, "deposit": "I4",
             "prices": [{"from": "2027-01-01", "price_minor": 120}, {"from": "2026-12-01T08:00", "price_minor": 110}]},
            {"id": "I2", "codes": ["2"], "names": names(), "tax": "B", "price_minor": 900, "department": "D", "sold_by": "kg", "tags": ["t"]},
            {"id": "I3", "codes": ["3"], "names": names(), "tax": "A", "price_minor": 300, "min_age": 18, "tender_exempt": true,
             "company_prefix": "0614141", "family": "650", "levy_minor": -25,
             "sale_hours": [{"from": "08:00", "until": "22:00"}]},
            {"id": "I4", "codes": ["4"], "names": names(), "tax": "A", "price_minor": 25},
            {"id": "I5", "codes": ["5"], "names": names(), "tax": "A", "price_minor": 10, "discountable": false},
        ],
        "promotions": promotions,
    })
}
