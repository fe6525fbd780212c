//! Small random books and baskets, the same again for the same seed.
#![allow(dead_code, reason = "each test file uses its part")]

use pricing_core::sale::{Markdown, Override};
use pricing_core::time::LocalTime;
use pricing_core::{BasketLine, Context, PriceBook, compile};
use serde_json::{Value, json};

pub(crate) const ITEMS: [&str; 8] = ["I0", "I1", "I2", "I3", "I4", "I5", "KG", "FIX"];

/// A repeatable source of choices (xorshift64*).
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    /// 0 to `sides` - 1.
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) % sides
    }

    pub(crate) fn one_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }

    pub(crate) fn between(&mut self, least: i64, most: i64) -> i64 {
        least + i64::try_from(self.roll(u64::try_from(most - least + 1).unwrap())).unwrap()
    }

    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.roll(of.len() as u64)).unwrap()]
    }
}

pub(crate) fn names() -> Value {
    json!({"zh-CN": "名", "en": "name"})
}

/// A book of the eight items with these promotions and rules: `KG` is sold by weight, `FIX` is never discounted.
pub(crate) fn document(items: &Value, promotions: &Value, policy: &Value, stack_groups: &Value) -> Value {
    json!({
        "id": "sold", "currency": "EUR", "currency_exponent": 2, "policy": policy,
        "taxes": [
            {"id": "A", "rate_bp": 2_000},
            {"id": "B", "rates": [{"id": "state", "rate_mpct": 4_000}, {"id": "city", "rate_mpct": 4_875}]},
            {"id": "Z", "rates": []},
        ],
        "departments": [{"id": "D", "names": names()}],
        "items": items, "promotions": promotions, "stack_groups": stack_groups,
    })
}

pub(crate) fn compiled(document: &Value) -> PriceBook {
    compile(document.to_string().as_bytes()).unwrap_or_else(|faults| panic!("{faults}\n{document:#}"))
}

/// The eight items at these prices, plain.
pub(crate) fn items(prices: [i64; 8]) -> Value {
    (0..).zip(ITEMS).zip(prices).map(|((at, id), price)| item(at, id, price)).collect()
}

fn item(at: usize, id: &str, price_minor: i64) -> Value {
    json!({
        "id": id, "codes": [(100 + at).to_string()], "names": names(), "department": "D", "price_minor": price_minor,
        "tax": (["A", "B", "Z"][at % 3]), "sold_by": (if id == "KG" { "kg" } else { "each" }),
        "discountable": (id != "FIX"),
    })
}

pub(crate) fn random_book(dice: &mut Dice) -> PriceBook {
    let mut items = items(std::array::from_fn(|_| dice.between(1, 40) * dice.pick(&[5, 25, 99])));
    for item in items.as_array_mut().unwrap() {
        if dice.one_in(6) {
            item["floor_price_minor"] = json!(item["price_minor"].as_i64().unwrap() * dice.between(1, 10) / 10);
        }
        if dice.one_in(6) {
            item["levy_minor"] = json!(dice.between(1, 30));
        }
    }
    let promotions: Vec<Value> = (0..dice.roll(6)).map(|number| random_promotion(dice, number)).collect();
    let policy = random_policy(dice);
    compiled(&document(&items, &json!(promotions), &policy, &json!([{"id": "G", "limit": dice.between(1, 2)}])))
}

pub(crate) fn random_policy(dice: &mut Dice) -> Value {
    let choose = [
        "best_for_customer",
        "best_for_customer",
        "best_for_customer",
        "priority",
        "first_come",
        "one_application",
        "best_single_per_line",
        "favour_retailer",
        "compound_on_remaining",
        "compound_on_original",
    ];
    let modes = ["half_up", "half_even", "half_down", "down", "up"];
    let mut policy = json!({
        "choose": dice.pick(&choose), "one_promotion_per_unit": !dice.one_in(4),
        "rounding": {
            "mode": dice.pick(&modes), "level": dice.pick(&["unit", "line", "basket"]),
            "of": dice.pick(&["discount", "price"]),
        },
        "allocation": dice.pick(&["largest_remainder", "last_line", "first_line", "equal_per_unit", "largest_remainder_with_tax"]),
        "grouping": dice.pick(&["customer", "retailer", "basket_order"]),
        "tax": {
            "mode": dice.pick(&["none", "inclusive", "exclusive"]), "rounding": dice.pick(&modes),
            "level": dice.pick(&["unit", "line", "rate", "receipt"]), "round_net": dice.one_in(3),
        },
        "clock": "scan",
        "returns": dice.pick(&["paid_price", "reevaluate", "whole_group"]),
    });
    if dice.one_in(2) {
        policy["cash"] = json!({"step_minor": 5, "mode": "half_up", "below_step_exact": true});
    }
    policy
}

fn random_scope(dice: &mut Dice) -> Value {
    if dice.one_in(4) {
        return json!({"all": true});
    }
    let mut ids: Vec<&str> = (0..dice.between(1, 4)).map(|_| dice.pick(&ITEMS)).collect();
    ids.sort_unstable();
    ids.dedup();
    json!({"items": ids})
}

fn random_off(dice: &mut Dice) -> (&'static str, i64) {
    match dice.roll(3) {
        0 => ("percent_bp", dice.pick(&[500, 1_000, 1_550, 3_333, 5_000, 10_000])),
        1 => ("amount_minor", dice.between(1, 300)),
        _ => ("price_minor", dice.between(0, 2_000)),
    }
}

fn random_promotion(dice: &mut Dice, number: u64) -> Value {
    let n = dice.between(2, 4);
    let percent = dice.pick(&[500, 1_000, 1_550, 3_333, 5_000, 10_000]);
    let amount = dice.between(1, 600);
    let (off, value) = random_off(dice);
    let mut promotion = match dice.roll(20) {
        0 => json!({"kind": "percent_off", "percent_bp": percent}),
        1 => json!({"kind": "amount_off_unit", "amount_minor": amount}),
        2 => json!({"kind": "fixed_unit_price", "price_minor": amount}),
        3 => json!({"kind": "multi_price", "n": n, "price_minor": amount * 3}),
        4 => json!({"kind": "n_pay_m", "n": n, "pay": n - 1}),
        5 => json!({"kind": "cheapest_free", "n": n, "free": 1}),
        6 => {
            json!({"kind": "nth_item", "n": n, "units": 1, "which": dice.pick(&["cheapest", "dearest"]), (off): value})
        }
        7 => json!({"kind": "group_percent", "n": n, "percent_bp": percent}),
        8 => json!({"kind": "group_amount", "n": n, "amount_minor": amount}),
        9 | 10 => {
            let slot = |dice: &mut Dice| json!({"scope": random_scope(dice), "units": dice.between(1, 2)});
            json!({"kind": "bundle", "slots": [slot(dice), slot(dice)], (off): value})
        }
        11 => {
            let mut get = json!({"scope": random_scope(dice), "units": dice.between(1, 2)});
            get[off] = json!(value);
            json!({"kind": "buy_get", "buy": {"scope": random_scope(dice), "units": dice.between(1, 2)}, "get": get})
        }
        12 => {
            json!({"kind": "distinct_set", "tiers": [{"items": 2, "percent_bp": 500}, {"items": 3, "percent_bp": 1_500}]})
        }
        13 => json!({"kind": "spend_group", "min_spend_minor": amount * 4, "amount_minor": amount}),
        14 => json!({"kind": "basket_percent", "percent_bp": percent}),
        15 => json!({"kind": "basket_amount", "amount_minor": amount}),
        16 => json!({"kind": "units_free", "units": dice.between(1, 2)}),
        17 => json!({"kind": "stepped", "steps": [{"units": 2, "amount_minor": 10}, {"units": 2, "amount_minor": 20}]}),
        18 => json!({"kind": "tiered", "tiers": [
            {"min_spend_minor": 500, "amount_minor": 50}, {"min_spend_minor": 2_000, "percent_bp": 1_000}]}),
        _ => json!({"kind": "multi", "actions": [{"percent_bp": 500}, {"amount_off_unit_minor": 7}]}),
    };
    promotion["id"] = json!(format!("P{number}"));
    promotion["names"] = names();
    if !["bundle", "buy_get"].contains(&promotion["kind"].as_str().unwrap()) {
        promotion["scope"] = random_scope(dice);
    }
    random_terms(dice, &mut promotion);
    promotion
}

/// Conditions, limits, stacking: each seldom, so that most promotions fire.
fn random_terms(dice: &mut Dice, promotion: &mut Value) {
    promotion["priority"] = json!(dice.between(0, 2));
    if dice.one_in(8) {
        promotion["stack_group"] = json!("G");
    }
    if dice.one_in(8) {
        let stacking = ["exclusive_unit", "exclusive_line", "exclusive_basket", "stacks"];
        promotion["stacking"] = json!(dice.pick(&stacking));
    }
    if dice.one_in(10) {
        promotion["identity"] = json!("member");
    }
    if dice.one_in(10) {
        promotion["coupon"] = json!("C1");
    }
    if dice.one_in(10) {
        promotion["requires"] = json!([{"scope": {"items": [dice.pick(&ITEMS)]}, "units": 1}]);
    }
    if dice.one_in(10) {
        promotion["window"] = json!({"from": "2026-01-01", "until": dice.pick(&["2026-06-01", "2026-12-01"])});
    }
    if dice.one_in(8) {
        promotion["limits"] = json!({"per_basket": dice.between(1, 2)});
    }
    if dice.one_in(10) {
        promotion["limits"] = json!({"cap_minor": dice.between(1, 300)});
    }
    if dice.one_in(10) {
        promotion["funding"] = json!("manufacturer");
    }
    if dice.one_in(12) {
        promotion["layer"] = json!(dice.pick(&["price", "item", "basket", "coupon", "tender"]));
    }
}

pub(crate) fn random_lines(dice: &mut Dice) -> Vec<BasketLine<'static>> {
    let line = |line_seq: i64, dice: &mut Dice| {
        let item_id = dice.pick(&ITEMS);
        let mut line = BasketLine { line_seq, item_id, quantity: dice.between(1, 4), ..BasketLine::default() };
        if item_id == "KG" {
            (line.quantity, line.mass_g) = (1, Some(dice.between(50, 2_500)));
        }
        if dice.one_in(12) {
            line.quantity = 1;
            line.markdown = Some(dice.pick(&[Markdown::Price(450), Markdown::Percent(3_000)]));
        } else if dice.one_in(10) {
            line.override_price = Some(match dice.roll(4) {
                0 => Override::Amount(dice.between(0, 999)),
                1 => Override::UnitPrice(dice.between(0, 999)),
                2 => Override::PercentAfter(1_250),
                _ => Override::AmountAfter(dice.between(0, 500)),
            });
        }
        line
    };
    (0..dice.between(1, 6)).map(|seq| line(seq + 1, dice)).collect()
}

/// The summer of 2026, a member with coupon C1 more often than not.
pub(crate) fn random_context(dice: &mut Dice) -> Context<'static> {
    let at = dice.pick(&["2026-05-05T12:00", "2026-08-08T18:30"]);
    Context {
        at: LocalTime::parse(at).unwrap(),
        identities: if dice.one_in(3) { &[] } else { &["member"] },
        coupons: if dice.one_in(3) { &[] } else { &["C1"] },
        ..Context::default()
    }
}
