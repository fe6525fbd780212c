//! The direct road against the general way: the same bytes on random books of plain promotions.

#![allow(clippy::cast_possible_truncation, clippy::cast_possible_wrap, clippy::cast_sign_loss, clippy::cast_lossless)] // numbers of dice

use serde_json::{Value, json};

use super::Direct;
use crate::lines;
use crate::price_book::PriceBook;
use crate::pricing::price_generally;
use crate::sale::{BasketLine, Context};
use crate::time::LocalTime;

/// splitmix64.
pub(crate) struct Rng(pub(crate) u64);

impl Rng {
    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % n
    }

    pub(crate) fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        words[self.below(words.len() as u64) as usize]
    }
}

pub(crate) const ITEMS: u64 = 12;
const CASES: u64 = 4_000;

fn promotion(rng: &mut Rng, at: u64) -> Value {
    let n = 2 + rng.below(3);
    let mut promotion = match rng.below(11) {
        0 | 1 => json!({"kind": "percent_off", "percent_bp": 100 * (1 + rng.below(60))}),
        2 => json!({"kind": "amount_off_unit", "amount_minor": 1 + rng.below(90)}),
        3 => json!({"kind": "fixed_unit_price", "price_minor": rng.below(300)}),
        4 => json!({"kind": "cheapest_free", "n": n, "free": 1}),
        5 => json!({"kind": "multi_price", "n": n, "price_minor": rng.below(600)}),
        6 => {
            json!({"kind": "nth_item", "n": n, "units": 1 + rng.below(n - 1), "which": rng.pick(&["cheapest", "dearest"]), "percent_bp": 5_000})
        }
        7 => json!({"kind": "group_percent", "n": n, "percent_bp": 1_500}),
        8 => json!({"kind": "group_amount", "n": n, "amount_minor": 1 + rng.below(200)}),
        _ => {
            json!({"kind": "spend_group", "min_spend_minor": 100 + rng.below(900), "amount_minor": 10 + rng.below(150)})
        }
    };
    let fields = promotion.as_object_mut().unwrap();
    fields.insert("id".into(), json!(format!("P{at}")));
    fields.insert("names".into(), json!({"en": "x", "zh-CN": "x"}));
    let items: Vec<String> = (0..ITEMS).filter(|_| rng.below(3) == 0).map(|item| format!("I{item}")).collect();
    let scope =
        if rng.below(8) == 0 || items.is_empty() { json!({"departments": ["D"]}) } else { json!({"items": items}) };
    fields.insert("scope".into(), scope);
    if rng.below(5) == 0 {
        fields.insert("limits".into(), json!({"per_basket": 1 + rng.below(2)}));
    }
    match rng.below(10) {
        0 => drop(fields.insert("coupon".into(), json!(rng.pick(&["A", "B"])))),
        1 => drop(fields.insert("identity".into(), json!("member"))),
        2 => drop(fields.insert("window".into(), json!({"from": "2026-11-20", "until": "2026-11-21"}))),
        _ => {}
    }
    promotion
}

pub(crate) fn book(rng: &mut Rng) -> PriceBook {
    let items: Vec<Value> = (0..ITEMS)
        .map(|item| {
            let price = 1 + rng.below(500);
            json!({"id": format!("I{item}"), "codes": [format!("{}", 1_000 + item)], "names": {"en": "x", "zh-CN": "x"},
                "tax": rng.pick(&["A", "B"]), "price_minor": price, "department": if item % 3 == 0 { "D" } else { "E" },
                "floor_price_minor": if rng.below(6) == 0 { price / 2 } else { 0 },
                "sold_by": if item == 0 { "kg" } else { "each" }, "discountable": item != 1})
        })
        .collect();
    let promotions: Vec<Value> = (0..=rng.below(9)).map(|at| promotion(rng, at)).collect();
    let document = json!({"id": "direct", "currency": "EUR", "currency_exponent": 2,
        "taxes": [{"id": "A", "rate_bp": 2_000}, {"id": "B", "rate_bp": 700}],
        "departments": [{"id": "D", "names": {"en": "x", "zh-CN": "x"}}, {"id": "E", "names": {"en": "x", "zh-CN": "x"}}],
        "policy": {"rounding": {"level": rng.pick(&["unit", "line"]), "mode": rng.pick(&["half_up", "half_even", "down"]),
            "of": rng.pick(&["discount", "price"])}, "node_budget": 1 + 100 * rng.below(20)},
        "items": items, "promotions": promotions});
    crate::compile(document.to_string().as_bytes()).unwrap()
}

#[test]
fn the_direct_road_gives_the_general_answer() {
    let (mut direct, mut taken) = (Direct::default(), 0);
    for seed in 0..CASES {
        let mut rng = Rng(seed);
        let book = book(&mut rng);
        let ids: Vec<String> = (0..ITEMS).map(|item| format!("I{item}")).collect();
        let mut basket: Vec<BasketLine<'_>> = Vec::new();
        for line_seq in 0..=rng.below(12) {
            let item = rng.below(ITEMS) as usize;
            let (quantity, mass_g) =
                if item == 0 { (1, Some(50 + rng.below(900) as i64)) } else { (1 + rng.below(4) as i64, None) };
            basket.push(BasketLine {
                line_seq: line_seq as i64,
                item_id: &ids[item],
                quantity,
                mass_g,
                ..BasketLine::default()
            });
        }
        let context = Context {
            at: LocalTime::parse(rng.pick(&["2026-11-20T10:00", "2026-11-22T10:00"])).unwrap(),
            coupons: if rng.below(2) == 0 { &["A"] } else { &[] },
            identities: if rng.below(2) == 0 { &["member"] } else { &[] },
            ..Context::default()
        };
        let lines = lines::check(&book, &basket, &context).unwrap();
        if let Some(priced) = direct.price(&book, &lines, &context) {
            taken += 1;
            assert_eq!(priced, price_generally(&book, &lines, &context), "seed {seed}");
        }
    }
    assert!(taken > CASES * 9 / 10, "plain baskets take the direct road: {taken} of {CASES}");
}
