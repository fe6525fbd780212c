//! What promotions do to each other.

use pricing_core::sale::{Markdown, Override, Used};
use pricing_core::time::LocalTime;
use pricing_core::{BasketLine, Context, pricing};
use serde_json::json;

use crate::shop::{Shop, basket, in_order, priority, with};

fn best() -> serde_json::Value {
    json!({"tax": {"mode": "none"}})
}

#[test]
fn order_matters_where_promotions_stack() {
    let shop = |first: i64, second: i64| {
        Shop::new(in_order())
            .items(&[("mug", 10_000)])
            .promotion(json!({"kind": "basket_amount", "amount_minor": 1000, "priority": first}))
            .promotion(json!({"kind": "basket_percent", "percent_bp": 2000, "priority": second}))
            .off(&[("mug", 1)])
    };
    assert_eq!((shop(5, 2), shop(2, 5)), (2800, 3000));
}

#[test]
fn best_for_the_customer_finds_the_best_order() {
    let shop = Shop::new(with(best(), json!({"one_promotion_per_unit": false})))
        .items(&[("A", 600), ("B", 400), ("C", 1000)])
        .promotion(json!({"kind": "basket_amount", "items": ["A", "B"], "amount_minor": 500, "priority": 3}))
        .promotion(json!({"kind": "basket_amount", "items": ["A"], "amount_minor": 1000, "priority": 2}))
        .promotion(json!({"kind": "basket_percent", "percent_bp": 1000, "priority": 1}));
    let priced = shop.price(&[("A", 1), ("B", 1), ("C", 1)]);
    assert_eq!(priced.discount_minor, 1100);
    assert!(priced.proof.optimal);
    assert_eq!(priced.proof.gap_minor, 0);
}

#[test]
fn a_stacking_group_takes_only_as_many_as_its_limit() {
    let step = |spend: i64, bp: i64| json!({"kind": "basket_percent", "min_spend_minor": spend, "percent_bp": bp, "stack_group": "g"});
    let shop = |policy| {
        Shop::new(policy)
            .items(&[("p", 11_800)])
            .stack_group("g", 1)
            .promotion(step(150_000, 1000))
            .promotion(step(175_000, 1500))
            .promotion(step(200_000, 2000))
            .promotion(step(250_000, 2500))
    };
    assert_eq!(shop(best()).off(&[("p", 20)]), 47_200);
    assert_eq!(shop(in_order()).off(&[("p", 20)]), 23_600);
}

#[test]
fn one_line_keeps_one_promotion() {
    let shop = Shop::new(json!({"choose": "best_single_per_line", "tax": {"mode": "none"}}))
        .items(&[("a", 1000), ("b", 4000)])
        .promotion(json!({"kind": "basket_amount", "amount_minor": 1000, "layer": "item"}))
        .promotion(json!({"kind": "percent_off", "percent_bp": 2100}));
    assert_eq!(shop.off_lines(&[("a", 1), ("b", 1)]), [210, 840]);
    let priced = shop
        .promotion(json!({"kind": "amount_off_unit", "items": ["a"], "amount_minor": 300}))
        .price(&[("a", 1), ("b", 1)]);
    assert_eq!(priced.lines.iter().map(|line| line.discount_minor).collect::<Vec<_>>(), [300, 840]);
    assert_eq!(priced.promotions.len(), 2);
}

#[test]
fn percentages_compound_on_what_the_policy_says() {
    let shop = |choose: &str| {
        Shop::new(json!({"choose": choose, "tax": {"mode": "none"}}))
            .items(&[("a", 10_000)])
            .promotion(json!({"kind": "percent_off", "percent_bp": 1000}))
            .promotion(json!({"kind": "percent_off", "percent_bp": 2000}))
            .off(&[("a", 1)])
    };
    assert_eq!((shop("compound_on_remaining"), shop("compound_on_original")), (2800, 3000));
}

#[test]
fn units_serve_one_promotion_each_and_the_rest_goes_on() {
    let shop = Shop::new(priority())
        .items(&[("a", 1000)])
        .promotion(json!({"kind": "cheapest_free", "n": 2}))
        .promotion(json!({"kind": "percent_off", "percent_bp": 1000}))
        .promotion(json!({"kind": "amount_off_unit", "amount_minor": 50, "stacking": "stacks"}));
    assert_eq!(shop.off(&[("a", 3)]), 1000 + 100 + 2 * 50);
}

#[test]
fn several_effects_may_keep_their_units_to_themselves() {
    let shop = Shop::new(priority())
        .items(&[("a", 1000)])
        .promotion(json!({"kind": "multi", "layer": "item", "stacking": "exclusive_unit",
            "actions": [{"percent_bp": 1000}, {"amount_minor": 100}]}))
        .promotion(json!({"kind": "percent_off", "percent_bp": 5000}));
    assert_eq!(shop.off(&[("a", 2)]), 200 + 100);
}

#[test]
fn a_line_or_a_basket_may_belong_to_one_alone() {
    let line = Shop::new(in_order())
        .items(&[("a", 1000), ("b", 1000)])
        .promotion(json!({"kind": "amount_off_unit", "items": ["a"], "amount_minor": 10, "stacking": "exclusive_line"}))
        .promotion(json!({"kind": "percent_off", "percent_bp": 1000}));
    assert_eq!(line.off_lines(&[("a", 2), ("b", 1)]), [20, 100]);
    let basket = Shop::new(in_order())
        .items(&[("a", 1000), ("b", 1000)])
        .promotion(json!({"kind": "percent_off", "percent_bp": 5000}))
        .promotion(json!({"kind": "basket_amount", "amount_minor": 100, "stacking": "exclusive_basket", "priority": 1}))
        .promotion(json!({"kind": "basket_amount", "amount_minor": 300, "stacking": "exclusive_basket"}));
    assert_eq!(basket.off(&[("a", 1)]), 100);
    assert_eq!(basket.price(&[("a", 1)]).promotions.len(), 1);
}

#[test]
fn first_come_first_served() {
    let shop = Shop::new(json!({"choose": "first_come", "tax": {"mode": "none"}}))
        .items(&[("a", 100), ("b", 500)])
        .promotion(json!({"kind": "cheapest_free", "n": 2, "limits": {"per_basket": 1}}));
    assert_eq!(shop.off(&[("a", 2), ("b", 2)]), 100);
    assert_eq!(shop.off(&[("b", 2), ("a", 2)]), 500);
}

#[test]
fn one_application_is_one_group() {
    let shop = Shop::new(json!({"choose": "one_application", "tax": {"mode": "none"}}))
        .items(&[("a", 100)])
        .promotion(json!({"kind": "cheapest_free", "n": 2}));
    assert_eq!(shop.off(&[("a", 6)]), 100);
}

#[test]
fn identity_coupon_tender_and_goods_open_promotions() {
    let terms = [
        json!({"identity": "member"}),
        json!({"coupon": "X"}),
        json!({"tender": "card-y"}),
        json!({"requires": [{"scope": {"items": ["b"]}, "units": 2}]}),
        json!({"min_units": 3}),
        json!({"min_line_units": 3}),
    ];
    let off = |terms: &serde_json::Value, lines: &[(&str, i64)], context: &Context<'_>| {
        let promotion = with(json!({"kind": "amount_off_unit", "items": ["a"], "amount_minor": 10}), terms.clone());
        Shop::new(in_order())
            .items(&[("a", 100), ("b", 100)])
            .promotion(promotion)
            .price_in(lines, context)
            .discount_minor
    };
    let nobody = Context::default();
    let known = Context { identities: &["member"], coupons: &["X"], tender: Some("card-y"), ..nobody };
    assert_eq!(terms.each_ref().map(|terms| off(terms, &[("a", 1), ("b", 1)], &nobody)), [0; 6]);
    assert_eq!(
        terms.each_ref().map(|terms| off(terms, &[("a", 2), ("b", 2), ("a", 1)], &known)),
        [30, 30, 30, 30, 30, 0]
    );
    assert_eq!(off(&terms[5], &[("a", 3), ("a", 1)], &nobody), 30);
}

#[test]
fn windows_are_judged_when_the_policy_says() {
    let shop = |clock: &str| {
        Shop::new(with(in_order(), json!({"clock": clock})))
            .items(&[("a", 100)])
            .promotion(json!({"kind": "amount_off_unit", "amount_minor": 10,
                "window": {"weekly": [{"weekdays": ["sun"], "from": "16:00", "until": "18:00"}]}}))
            .book()
    };
    let at = |text| LocalTime::parse(text).unwrap();
    let mut lines = basket(&[("a", 1), ("a", 2)]);
    lines[0].scanned_at = Some(at("2026-11-22T17:59"));
    lines[1].scanned_at = Some(at("2026-11-22T18:00"));
    let off = |clock, paid| {
        let context = Context { at: at(paid), ..Context::default() };
        pricing::price(&shop(clock), &lines, &context).unwrap().discount_minor
    };
    assert_eq!((off("scan", "2026-11-22T18:01"), off("payment", "2026-11-22T18:01")), (10, 0));
    assert_eq!(off("payment", "2026-11-22T16:00"), 30);
}

#[test]
fn what_was_used_before_is_gone() {
    let limits = json!({"per_member": 3, "campaign_minor": 250});
    let shop = Shop::new(priority())
        .items(&[("a", 100)])
        .promotion(json!({"kind": "cheapest_free", "n": 2, "limits": limits}));
    let off = |by_member, campaign_minor| {
        let used = [Used { promotion_id: "P0", by_member, by_member_today: 0, campaign: 0, campaign_minor }];
        shop.price_in(&[("a", 10)], &Context { used: &used, ..Context::default() }).discount_minor
    };
    assert_eq!([off(0, 0), off(2, 0), off(3, 0), off(1, 110), off(0, 250)], [250, 100, 0, 140, 0]);
}

#[test]
fn markdowns_are_prices_and_staff_comes_last() {
    let shop = Shop::new(priority())
        .items(&[("a", 1000)])
        .promotion(json!({"kind": "percent_off", "percent_bp": 5000}))
        .promotion(json!({"kind": "basket_percent", "percent_bp": 1000}));
    let plain = BasketLine { item_id: "a", quantity: 1, ..BasketLine::default() };
    let marked = BasketLine { markdown: Some(Markdown::Percent(3000)), ..plain };
    let staff = BasketLine { override_price: Some(Override::PercentAfter(1000)), ..plain };
    let given = BasketLine { override_price: Some(Override::Amount(777)), quantity: 2, ..plain };
    let priced = pricing::price(&shop.book(), &[plain, marked, staff, given], &Context::default()).unwrap();
    let amounts: Vec<i64> = priced.lines.iter().map(|line| line.amount_minor).collect();
    assert_eq!(amounts, [450, 630, 405, 777]);
    assert_eq!((priced.lines[1].markdown_minor, priced.lines[2].staff_minor), (300, 45));
    assert_eq!(
        priced.lines[3].units.iter().map(|run| (run.units, run.amount_minor)).collect::<Vec<_>>(),
        [(1, 389), (1, 388)]
    );
}

#[test]
fn the_cheapest_by_net_price() {
    let shop = Shop::new(with(in_order(), json!({"tax": {"mode": "inclusive"}})))
        .taxed(10_000)
        .items(&[("tray", 528)])
        .promotion(json!({"kind": "percent_off", "percent_bp": 9000, "priority": 3,
            "limits": {"max_units": 1, "unit_order": "cheapest_net_first"}}))
        .promotion(json!({"kind": "basket_percent", "percent_bp": 1000}));
    assert_eq!(shop.off(&[("tray", 4)]), 475 + 164);
}
