//! The independent checker against the engine, and against results that were tampered with.

mod sold;

use std::collections::{BTreeMap, BTreeSet};

use pricing_core::check::check;
use pricing_core::lines::{self, Line};
use pricing_core::priced::AppliedPromotion;
use pricing_core::pricing::price_checked;
use pricing_core::terms::PromotionIndex;
use pricing_core::{BasketLine, Context, PriceBook, PricedBasket};
use serde_json::{Value, json};
use sold::{Dice, compiled, document, items, names, random_book, random_context, random_lines};

const BASKETS: u64 = 5_000;

#[test]
fn every_random_basket_adds_up() {
    let mut broken: BTreeMap<Vec<&str>, (u32, u64)> = BTreeMap::new();
    for seed in 0..BASKETS {
        let mut dice = Dice::new(seed);
        let (book, basket, context) = (random_book(&mut dice), random_lines(&mut dice), random_context(&mut dice));
        let lines = lines::check(&book, &basket, &context).unwrap();
        if let Err(rules) = check(&book, &lines, &price_checked(&book, &lines, &context)) {
            broken.entry(rules.iter().map(|broken| broken.rule).collect()).or_insert((0, seed)).0 += 1;
        }
    }
    assert!(broken.is_empty(), "rules: (how often, first seed) {broken:#?}");
}

/// 3 for 2 on I0 and I1, 10 % off I2 from a manufacturer, a bundle of I3 and I4, one of a group of two basket offers.
fn shop_document(policy: &Value) -> Value {
    let promotions = json!([
        {"id": "P0", "names": names(), "kind": "n_pay_m", "n": 3, "pay": 2, "scope": {"items": ["I0", "I1"]}},
        {"id": "P1", "names": names(), "kind": "percent_off", "percent_bp": 1_000, "items": ["I2"], "funding": "manufacturer"},
        {"id": "P2", "names": names(), "kind": "bundle", "price_minor": 500,
         "slots": [{"scope": {"items": ["I3"]}}, {"scope": {"items": ["I4"]}}]},
        {"id": "P3", "names": names(), "kind": "basket_amount", "amount_minor": 100, "stack_group": "G", "scope": {"all": true}},
        {"id": "P4", "names": names(), "kind": "basket_amount", "amount_minor": 50, "stack_group": "G", "scope": {"all": true}},
    ]);
    let groups = json!([{"id": "G", "limit": 1}]);
    let mut items = items([200, 300, 1_000, 400, 350, 100, 500, 250]);
    items[0]["levy_minor"] = json!(25);
    items[1]["floor_price_minor"] = json!(100);
    document(&items, &promotions, policy, &groups)
}

fn shop(policy: &Value) -> PriceBook {
    compiled(&shop_document(policy))
}

fn sold(book: &PriceBook) -> (Vec<Line>, PricedBasket) {
    let line = |line_seq, item_id, quantity| BasketLine { line_seq, item_id, quantity, ..BasketLine::default() };
    let basket = [line(1, "I0", 2), line(2, "I1", 2), line(3, "I2", 1), line(4, "I3", 1), line(5, "I4", 2)];
    let lines = lines::check(book, &basket, &Context::default()).unwrap();
    let priced = price_checked(book, &lines, &Context::default());
    (lines, priced)
}

type Tamper = fn(&mut PricedBasket);

#[test]
fn whatever_is_tampered_with_is_found() {
    let tampers: &[(&str, Tamper)] = &[
        ("a unit's price", |it| it.lines[0].units[0].amount_minor += 1),
        ("a unit too many", |it| it.lines[0].units[0].units += 1),
        ("a line's amount", |it| it.lines[1].amount_minor -= 1),
        ("a line's discount", |it| it.lines[1].discount_minor -= 1),
        ("a line's levy", |it| it.lines[0].levy_minor = 0),
        ("staff's discount", |it| it.lines[3].staff_minor = 5),
        ("the subtotal", |it| it.subtotal_minor += 1),
        ("the discount", |it| it.discount_minor += 1),
        ("the total", |it| it.total_minor -= 1),
        ("the cash total", |it| it.cash_total_minor += 5),
        ("the tax", |it| it.tax_minor += 1),
        ("a tax row", |it| {
            it.taxes[0].amount_minor += 1;
            it.tax_minor += 1;
            it.total_minor += 1;
        }),
        ("a tax base", |it| it.taxes[1].base_minor -= 100),
        ("a tax row left out", |it| it.tax_minor -= it.taxes.pop().unwrap().amount_minor),
        ("a promotion's amount", |it| it.promotions[0].amount_minor += 1),
        ("a promotion left out", |it| _ = it.promotions.pop()),
        ("a promotion made up", |it| {
            it.promotions.push(AppliedPromotion { promotion: PromotionIndex(4), amount_minor: 1 });
        }),
        ("a part's saving", |it| it.trace.parts[0].saving_minor += 1),
        ("a part's price", |it| it.trace.parts[0].price_minor += 1),
        ("a part's line", |it| it.trace.parts[0].line = 4),
        ("a part's units", |it| it.trace.parts[0].units += 1),
        ("another promotion's application", |it| it.trace.applications[0].promotion = PromotionIndex(1)),
        ("an unknown promotion", |it| it.trace.applications[0].promotion = PromotionIndex(9)),
        ("a line out of bounds", |it| it.trace.parts[0].line = 99),
        ("an application left out", |it| _ = it.trace.applications.pop()),
    ];
    let book = shop(&json!({"tax": {"mode": "exclusive", "level": "rate", "rounding": "half_up"}}));
    let (lines, sound) = sold(&book);
    assert_eq!(check(&book, &lines, &sound), Ok(()));
    assert_eq!(sound.promotions.len(), 4, "every promotion but one of the group");
    for (what, tamper) in tampers {
        let mut tampered = sound.clone();
        tamper(&mut tampered);
        assert!(check(&book, &lines, &tampered).is_err(), "{what}");
    }
}

/// What the checker says when the same result is held against other terms.
fn rules_with(change: fn(&mut Value)) -> BTreeSet<&'static str> {
    let policy = json!({"tax": {"mode": "none"}});
    let (_, priced) = sold(&shop(&policy));
    let mut other = shop_document(&policy);
    change(&mut other);
    let book = compiled(&other);
    let (lines, _) = sold(&book);
    check(&book, &lines, &priced).err().into_iter().flatten().map(|broken| broken.rule).collect()
}

#[test]
fn results_that_terms_do_not_allow_are_found() {
    let cases: &[(&str, fn(&mut Value))] = &[
        ("a group has its units", |book| book["promotions"][0]["n"] = json!(4)),
        ("no more than the terms give", |book| book["promotions"][1]["percent_bp"] = json!(500)),
        ("no less than the terms give", |book| book["promotions"][1]["percent_bp"] = json!(2_000)),
        ("no less than the terms give", |book| book["promotions"][2]["price_minor"] = json!(300)),
        ("no more than the terms give", |book| book["promotions"][2]["price_minor"] = json!(600)),
        ("no more than the terms give", |book| book["promotions"][3]["amount_minor"] = json!(90)),
        ("a promotion touches only its own goods", |book| book["promotions"][0]["scope"] = json!({"items": ["I0"]})),
        ("a promotion touches only its own goods", |book| book["items"][2]["discountable"] = json!(false)),
        ("every slot of a bundle is filled", |book| {
            book["promotions"][2]["slots"][0]["scope"] = json!({"items": ["I4"]})
        }),
        ("no unit below its floor", |book| book["items"][2]["floor_price_minor"] = json!(950)),
        ("a promotion's window is open", |book| book["promotions"][1]["window"] = json!({"from": "2026-01-01"})),
        ("no more than the cap", |book| book["promotions"][3]["limits"] = json!({"cap_minor": 50})),
        ("an exclusive promotion is alone in its basket", |book| {
            book["promotions"][1]["stacking"] = json!("exclusive_basket")
        }),
        ("an exclusive line serves one promotion", |book| {
            book["promotions"][3]["stacking"] = json!("exclusive_line");
            book["promotions"][1]["layer"] = json!("basket");
        }),
        ("a line's levy", |book| book["items"][0]["levy_minor"] = json!(20)),
    ];
    assert!(rules_with(|_| ()).is_empty());
    for (rule, change) in cases {
        let rules = rules_with(*change);
        assert!(rules.contains(rule), "{rule}: {rules:?}");
    }
}
