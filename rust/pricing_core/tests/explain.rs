//! Derivations, reasons and hints of engine-priced baskets.

mod sold;

use std::collections::BTreeSet;

use pricing_core::explain::{Explanation, Hint, WhyNot, explain};
use pricing_core::pricing::price;
use pricing_core::sale::{Markdown, Override, Used};
use pricing_core::terms::{Kind, PromotionIndex};
use pricing_core::{BasketLine, Context, PriceBook};
use serde_json::{Value, json};
use sold::{Dice, ITEMS, compiled, document, items, names, random_book, random_context, random_lines};

const BASKETS: u64 = 1_500;

fn holds(book: &PriceBook, promotion: &pricing_core::terms::Promotion, item: &str) -> bool {
    let item = book.item_index(item).unwrap();
    let scope = |scope| book.scope(scope).holds(item);
    match &promotion.kind {
        Kind::Bundle { slots, .. } => slots.iter().any(|slot| scope(slot.scope)),
        _ => scope(promotion.scope),
    }
}

fn only_whole(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.is_i64(),
        Value::Array(values) => values.iter().all(only_whole),
        Value::Object(fields) => fields.values().all(only_whole),
        _ => true,
    }
}

#[test]
fn every_unit_is_derived_and_every_promotion_accounted_for() {
    for seed in 0..BASKETS {
        let mut dice = Dice::new(seed);
        let (book, lines, context) = (random_book(&mut dice), random_lines(&mut dice), random_context(&mut dice));
        let priced = price(&book, &lines, &context).unwrap();
        let told = explain(&book, &lines, &context, &priced).unwrap();
        units_add_up(&told, &priced);
        for index in 0..6 {
            let Some(promotion) = book.promotion_by_id(&format!("P{index}")) else { continue };
            let touched = lines.iter().any(|line| holds(&book, promotion, line.item_id) && line.item_id != "FIX");
            let fired = priced.promotions.iter().any(|applied| applied.promotion == PromotionIndex(index));
            let unused = told.unused.iter().any(|why| why.promotion == promotion.id);
            assert!(!(fired && unused), "seed {seed}: {} is told twice", promotion.id);
            assert!(!touched || fired || unused, "seed {seed}: {} is not told", promotion.id);
        }
        assert!(only_whole(&serde_json::to_value(&told).unwrap()));
    }
}

fn units_add_up(told: &Explanation<'_>, priced: &pricing_core::PricedBasket) {
    let (mut taxes, trace) = (0, &priced.trace);
    for (line, priced) in told.derivation.lines.iter().zip(&priced.lines) {
        for units in &line.units {
            let saved: i64 = units.steps.iter().map(|step| step.saving_minor).sum();
            let derived = units.shelf_minor - units.markdown_minor - saved - units.staff_minor;
            assert_eq!(derived, units.paid_minor, "{line:?}");
            let owners = units.steps.iter().filter(|step| trace.applications[step.application as usize].exclusive);
            let layers: Vec<&str> =
                owners.map(|step| told.derivation.applications[step.application as usize].layer).collect();
            let distinct: BTreeSet<&&str> = layers.iter().collect();
            assert_eq!(layers.len(), distinct.len(), "a unit serves one promotion of a layer: {line:?}");
            let mut before = units.shelf_minor - units.markdown_minor;
            for step in &units.steps {
                assert_eq!(step.before_minor, before);
                before -= step.saving_minor;
            }
            taxes += units.taxes.iter().map(|tax| tax.amount_minor).sum::<i64>();
        }
        let sum: i64 = line.units.iter().map(|units| units.paid_minor * i64::from(units.units)).sum();
        assert_eq!(sum, priced.amount_minor);
    }
    assert_eq!(taxes, priced.tax_minor);
}

#[test]
fn every_hint_holds() {
    let mut given = 0;
    for seed in 0..BASKETS {
        let mut dice = Dice::new(seed);
        let (book, lines, context) = (random_book(&mut dice), random_lines(&mut dice), random_context(&mut dice));
        let priced = price(&book, &lines, &context).unwrap();
        let hints = explain(&book, &lines, &context, &priced).unwrap().hints;
        assert!(hints.len() <= pricing_core::explain::hint::MAX_HINTS);
        assert!(hints.is_sorted_by_key(|hint| -hint.saving_minor));
        for Hint { item, units, plain_minor, saving_minor, extra_minor, .. } in &hints {
            let added =
                BasketLine { line_seq: 99, item_id: item, quantity: i64::from(*units), ..BasketLine::default() };
            let with: Vec<BasketLine<'_>> = lines.iter().copied().chain([added]).collect();
            let after = price(&book, &with, &context).unwrap();
            let goods = |priced: &pricing_core::PricedBasket| priced.subtotal_minor - priced.discount_minor;
            assert_eq!(goods(&priced) + plain_minor - goods(&after), *saving_minor, "seed {seed}");
            assert_eq!(after.total_minor - priced.total_minor, *extra_minor);
            assert!(*saving_minor > 0);
            given += 1;
        }
    }
    assert!(given > 100, "{given} hints are too few to prove anything");
}

/// A shop of items at 5.00 with these promotions.
fn shop(promotions: &[Value]) -> PriceBook {
    let named = |(number, promotion): (usize, &Value)| {
        let mut promotion = promotion.clone();
        promotion["id"] = json!(format!("P{number}"));
        promotion["names"] = names();
        promotion
    };
    let promotions: Vec<Value> = promotions.iter().enumerate().map(named).collect();
    let policy = json!({"tax": {"mode": "none"}});
    compiled(&document(&items([500; 8]), &json!(promotions), &policy, &json!([{"id": "G", "limit": 1}])))
}

fn lines(quantities: &[i64]) -> Vec<BasketLine<'static>> {
    let line = |(at, quantity): (usize, &i64)| BasketLine {
        line_seq: i64::try_from(at).unwrap() + 1,
        item_id: ITEMS[at],
        quantity: *quantity,
        ..BasketLine::default()
    };
    quantities.iter().enumerate().filter(|(_, quantity)| **quantity > 0).map(line).collect()
}

/// The reason for the first promotion, as JSON without its id and version.
fn reason_of(promotions: &[Value], lines: &[BasketLine<'_>], context: &Context<'_>) -> Value {
    let book = shop(promotions);
    let priced = price(&book, lines, context).unwrap();
    let unused = explain(&book, lines, context, &priced).unwrap().unused;
    let first: Option<&WhyNot<'_>> = unused.iter().find(|why| why.promotion == "P0");
    let mut told = serde_json::to_value(first.expect("the first promotion did not fire")).unwrap();
    let fields = told.as_object_mut().unwrap();
    fields.remove("promotion");
    fields.remove("version");
    told
}

#[test]
fn each_reason_has_its_numbers() {
    let off = |more: Value| {
        let mut off = json!({"kind": "percent_off", "percent_bp": 1_000, "items": ["I0"]});
        more.as_object().unwrap().iter().for_each(|(key, value)| off[key] = value.clone());
        off
    };
    let group = json!({"kind": "n_pay_m", "n": 3, "pay": 2, "items": ["I0"]});
    let bundle = json!({"kind": "bundle", "price_minor": 600,
        "slots": [{"scope": {"items": ["I0"]}}, {"scope": {"items": ["I1"]}, "units": 2}]});
    let set =
        json!({"kind": "distinct_set", "items": ["I0", "I1", "I2"], "tiers": [{"items": 3, "percent_bp": 1_000}]});
    let spend = json!({"kind": "basket_amount", "amount_minor": 100, "scope": {"all": true}, "min_spend_minor": 2_000});
    let half = json!({"kind": "percent_off", "percent_bp": 5_000, "items": ["I0"], "priority": 1});
    let on = |promotion: &Value, more: Value| {
        let mut promotion = promotion.clone();
        more.as_object().unwrap().iter().for_each(|(key, value)| promotion[key] = value.clone());
        promotion
    };
    let two = lines(&[2, 1]);
    let cases = [
        (vec![off(json!({"window": {"from": "2030-01-01"}}))], json!({"reason": "window_closed"})),
        (vec![off(json!({"identity": "member"}))], json!({"reason": "not_identified"})),
        (vec![off(json!({"coupon": "C"}))], json!({"reason": "coupon_missing"})),
        (vec![off(json!({"tender": "card"}))], json!({"reason": "tender_missing"})),
        (
            vec![off(json!({"requires": [{"scope": {"items": ["I2"]}, "units": 2}]}))],
            json!({"reason": "missing_required", "have": 0, "need": 2}),
        ),
        (vec![group.clone()], json!({"reason": "missing_units", "have": 2, "need": 3})),
        (vec![off(json!({"min_units": 4}))], json!({"reason": "missing_units", "have": 2, "need": 4})),
        (vec![off(json!({"min_line_units": 3}))], json!({"reason": "missing_units", "have": 2, "need": 3})),
        (vec![bundle], json!({"reason": "missing_slot", "slot": 1, "have": 1, "need": 2})),
        (vec![set], json!({"reason": "missing_units", "have": 2, "need": 3})),
        (vec![spend.clone()], json!({"reason": "missing_spend", "have": 1_500, "need": 2_000})),
        (
            vec![on(&spend, json!({"min_spend_minor": 1_500, "strictly_over": true}))],
            json!({"reason": "missing_spend", "have": 1_500, "need": 1_501}),
        ),
        (
            vec![on(&spend, json!({"base": "after_earlier"})), half.clone()],
            json!({"reason": "missing_spend", "have": 1_000, "need": 2_000}),
        ),
        (
            vec![json!({"kind": "fixed_unit_price", "price_minor": 600, "items": ["I0"]})],
            json!({"reason": "nothing_cheaper"}),
        ),
        (vec![off(json!({})), half.clone()], json!({"reason": "lost_against", "against": "P1", "by_minor": 400})),
        (
            vec![
                off(json!({"stack_group": "G", "stacking": "stacks", "priority": -1})),
                on(&half, json!({"stack_group": "G", "stacking": "stacks"})),
            ],
            json!({"reason": "stack_group_full"}),
        ),
        (
            vec![off(json!({})), on(&half, json!({"stacking": "exclusive_basket"}))],
            json!({"reason": "exclusive_elsewhere"}),
        ),
    ];
    for (promotions, reason) in cases {
        assert_eq!(reason_of(&promotions, &two, &Context::default()), reason, "{promotions:?}");
    }
    let used = [Used { promotion_id: "P0", by_member: 0, by_member_today: 0, campaign: 9, campaign_minor: 0 }];
    let context = Context { used: &used, ..Context::default() };
    let limited = off(json!({"limits": {"campaign": 9}}));
    assert_eq!(reason_of(&[limited], &two, &context), json!({"reason": "limit_used_up"}));
    let given = [BasketLine { override_price: Some(Override::Amount(300)), ..two[0] }];
    assert_eq!(reason_of(&[off(json!({}))], &given, &Context::default()), json!({"reason": "excluded_item"}));
}

#[test]
fn a_unit_tells_its_whole_way() {
    let book = shop(&[
        json!({"kind": "n_pay_m", "n": 2, "pay": 1, "items": ["I0"]}),
        json!({"kind": "basket_percent", "percent_bp": 1_000, "scope": {"all": true}, "coupon": "C", "layer": "coupon", "version": 4}),
    ]);
    let marked = BasketLine { line_seq: 2, markdown: Some(Markdown::Price(300)), ..lines(&[1])[0] };
    let staff = BasketLine { override_price: Some(Override::AmountAfter(50)), ..lines(&[2])[0] };
    let (lines, context) = ([staff, marked], Context { coupons: &["C"], ..Context::default() });
    let priced = price(&book, &lines, &context).unwrap();
    let told = serde_json::to_value(explain(&book, &lines, &context, &priced).unwrap()).unwrap();
    let steps = |before, saving, application| json!({"application": application, "before_minor": before, "saving_minor": saving});
    assert_eq!(told["lines"][0]["units"][0]["steps"], json!([steps(500, 0, 0), steps(500, 50, 1)]));
    assert_eq!(told["lines"][0]["units"][0]["staff_minor"], 50);
    assert_eq!(told["lines"][0]["units"][1]["steps"], json!([steps(500, 500, 0), steps(0, 0, 1)]));
    assert_eq!(
        told["lines"][1]["units"],
        json!([{
            "units": 1, "shelf_minor": 500, "markdown_minor": 200, "steps": [steps(300, 30, 1)], "staff_minor": 0,
            "paid_minor": 270, "taxes": [],
        }])
    );
    assert_eq!(told["applications"][1]["coupon"], "C");
    assert_eq!(told["applications"][1]["version"], 4);
    assert_eq!(told["applications"][1]["split"], "largest_remainder");
    let mates: BTreeSet<i64> = told["applications"][1]["members"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["line_seq"].as_i64().unwrap())
        .collect();
    assert_eq!(mates, BTreeSet::from([1, 2]));
}

/// The hints of a basket: item, units, plain price, saving.
fn hinted(promotions: &[Value], quantities: &[i64]) -> Vec<(String, u32, i64, i64)> {
    let (book, lines, context) = (shop(promotions), lines(quantities), Context::default());
    let priced = price(&book, &lines, &context).unwrap();
    let hints = explain(&book, &lines, &context, &priced).unwrap().hints;
    hints.iter().map(|hint| (hint.item.to_owned(), hint.units, hint.plain_minor, hint.saving_minor)).collect()
}

#[test]
fn one_more_and_you_save() {
    let group = json!({"kind": "n_pay_m", "n": 3, "pay": 2, "items": ["I0", "I1"]});
    assert_eq!(hinted(std::slice::from_ref(&group), &[2]), [("I0".into(), 1, 500, 500)]);
    assert_eq!(hinted(&[group], &[3]), [("I0".into(), 3, 1_500, 500)]);
    let set =
        json!({"kind": "distinct_set", "items": ["I0", "I1", "I2"], "tiers": [{"items": 3, "percent_bp": 1_000}]});
    assert_eq!(hinted(&[set], &[1, 0, 1]), [("I1".into(), 1, 500, 150)]);
    let spend = json!({"kind": "basket_amount", "amount_minor": 300, "scope": {"all": true}, "min_spend_minor": 2_000});
    assert_eq!(hinted(&[spend], &[3]), [("I0".into(), 1, 500, 300)]);
    let bundle = json!({"kind": "bundle", "price_minor": 600,
        "slots": [{"scope": {"items": ["I0"]}}, {"scope": {"items": ["I1"]}}]});
    assert_eq!(hinted(&[bundle], &[1]), [("I1".into(), 1, 500, 400)]);
    let requires = json!({"kind": "percent_off", "percent_bp": 1_000, "items": ["I0"],
        "requires": [{"scope": {"items": ["I3"]}}]});
    assert_eq!(hinted(&[requires], &[1]), [("I3".into(), 1, 500, 50)]);
    // Nothing to save, nothing to say: the group price is not below the plain prices.
    let dear = json!({"kind": "multi_price", "n": 3, "price_minor": 1_500, "items": ["I0"]});
    assert!(hinted(&[dear], &[2]).is_empty());
}
