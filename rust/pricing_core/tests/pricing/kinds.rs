//! Every kind with its edges, alone.

use pricing_core::Context;
use serde_json::json;

use crate::shop::{Shop, in_order, priority, with};

#[test]
fn percentages_round_where_the_policy_says() {
    let shop = |rounding| {
        Shop::new(with(priority(), json!({"rounding": rounding})))
            .items(&[("a", 106), ("b", 206), ("c", 306), ("d", 406), ("penny", 1)])
            .promotion(json!({"kind": "percent_off", "percent_bp": 1000}))
    };
    let basket = [("a", 1), ("b", 1), ("c", 1), ("d", 1)];
    assert_eq!(shop(json!({"level": "line"})).off(&basket), 104);
    assert_eq!(shop(json!({"level": "basket"})).off(&basket), 102);
    assert_eq!(shop(json!({"level": "line"})).off(&[("penny", 10)]), 1);
    assert_eq!(shop(json!({"level": "unit"})).off(&[("penny", 10)]), 0);
    let half = |rounding| {
        Shop::new(with(priority(), json!({"rounding": rounding})))
            .items(&[("a", 8333)])
            .promotion(json!({"kind": "percent_off", "percent_bp": 5000}))
            .off(&[("a", 1)])
    };
    assert_eq!(half(json!({"of": "discount"})), 4167);
    assert_eq!(half(json!({"of": "price"})), 4166);
    assert_eq!(half(json!({"mode": "down"})), 4166);
}

#[test]
fn amounts_and_prices_a_unit_stop_at_the_floor() {
    let shop = Shop::new(priority()).items(&[("x", 200), ("y", 400)]).item("z", 400, json!({"floor_price_minor": 300}));
    let shop = shop.promotion(json!({"kind": "amount_off_unit", "amount_minor": 300}));
    assert_eq!(shop.off_lines(&[("x", 2), ("y", 2), ("z", 1)]), [400, 600, 100]);
    let shop = Shop::new(priority()).items(&[("x", 200), ("y", 400)]);
    let shop = shop.promotion(json!({"kind": "fixed_unit_price", "price_minor": 300}));
    assert_eq!(shop.off_lines(&[("x", 2), ("y", 2)]), [0, 200]);
}

#[test]
fn weighed_packs_are_units_that_cost_by_weight() {
    let shop = Shop::new(priority())
        .item("apple", 199, json!({"sold_by": "kg"}))
        .promotion(json!({"kind": "amount_off_unit", "amount_minor": 50}));
    let line = pricing_core::BasketLine { item_id: "apple", quantity: 1, mass_g: Some(500), ..Default::default() };
    let priced = pricing_core::pricing::price(&shop.book(), &[line], &Context::default()).unwrap();
    assert_eq!((priced.subtotal_minor, priced.discount_minor), (100, 25));
}

#[test]
fn groups_for_a_price_are_never_dearer() {
    let shop = Shop::new(priority()).items(&[("a", 199), ("b", 600), ("c", 900)]);
    let five = shop.promotion(json!({"kind": "multi_price", "n": 5, "price_minor": 599, "items": ["a"]}));
    assert_eq!(five.off(&[("a", 6)]), 396);
    let three = five.promotion(json!({"kind": "multi_price", "n": 3, "price_minor": 2000, "items": ["b", "c"]}));
    assert_eq!(three.off(&[("b", 3)]), 0);
    assert_eq!(three.off(&[("b", 3), ("c", 3)]), 700);
    let all: Vec<(u32, i64)> =
        three.price(&[("c", 3)]).lines[0].units.iter().map(|run| (run.units, run.amount_minor)).collect();
    assert_eq!(all, [(2, 667), (1, 666)]);
}

#[test]
fn groups_favour_whom_the_policy_says() {
    let prices = [("a", 2000), ("b", 3000), ("c", 7000), ("d", 8000)];
    let off = |grouping: &str, which: &str, basket: &[(&str, i64)]| {
        Shop::new(with(priority(), json!({"grouping": grouping})))
            .items(&prices)
            .promotion(json!({"kind": "nth_item", "n": 2, "units": 1, "which": which, "percent_bp": 5000}))
            .off(basket)
    };
    let basket = [("a", 1), ("b", 1), ("c", 1), ("d", 1)];
    assert_eq!(off("customer", "cheapest", &basket), 4500);
    assert_eq!(off("retailer", "cheapest", &basket), 2500);
    assert_eq!(off("customer", "dearest", &basket), 7500);
    assert_eq!(off("retailer", "dearest", &basket), 5500);
    assert_eq!(off("basket_order", "cheapest", &[("a", 1), ("d", 1), ("b", 1), ("c", 1)]), 2500);
    assert_eq!(off("basket_order", "cheapest", &[("a", 1), ("b", 1), ("d", 1), ("c", 1)]), 4500);
}

#[test]
fn the_retailer_forms_as_many_groups_as_fit() {
    let shop = Shop::new(with(priority(), json!({"grouping": "retailer"}))).items(&[("a", 100), ("b", 1000)]);
    let shop = shop.promotion(json!({"kind": "multi_price", "n": 2, "price_minor": 1000}));
    assert_eq!(shop.off(&[("a", 2), ("b", 2)]), 200);
}

#[test]
fn scarce_groups_go_to_the_best() {
    let shop = Shop::new(priority()).items(&[("a", 100), ("b", 500)]);
    let shop = shop.promotion(json!({"kind": "cheapest_free", "n": 2, "free": 1, "limits": {"per_basket": 1}}));
    assert_eq!(shop.off_lines(&[("a", 4), ("b", 2)]), [0, 500]);
}

#[test]
fn thousands_of_equal_groups_are_one_application() {
    let shop = Shop::new(priority()).items(&[("a", 333)]);
    let priced = shop.promotion(json!({"kind": "n_pay_m", "n": 3, "pay": 2})).price(&[("a", 9_999)]);
    assert_eq!(priced.discount_minor, 3_333 * 333);
    assert_eq!(priced.trace.applications.len(), 1);
    assert_eq!(priced.trace.applications[0].groups, 3_333);
}

#[test]
fn bundles_fill_each_slot_with_another_unit() {
    let shop = Shop::new(priority()).items(&[("wrap", 300), ("salad", 500), ("cola", 150), ("juice", 250)]);
    let slot = |items: serde_json::Value| json!({"scope": {"items": items}, "units": 1});
    let meal = shop.promotion(json!({"kind": "bundle", "price_minor": 450,
        "slots": [slot(json!(["wrap", "salad"])), slot(json!(["cola", "juice"]))]}));
    assert_eq!(meal.off(&[("wrap", 1), ("cola", 1)]), 0);
    assert_eq!(meal.off(&[("wrap", 1), ("salad", 1), ("juice", 1)]), 300);
    assert_eq!(meal.off(&[("wrap", 1), ("salad", 1), ("juice", 1), ("cola", 1)]), 300);
}

#[test]
fn overlapping_slots_are_matched_not_counted() {
    let shop = Shop::new(priority()).items(&[("a", 1000), ("b", 400), ("c", 300)]);
    let slot = |items: serde_json::Value| json!({"scope": {"items": items}, "units": 1});
    let shop = shop.promotion(json!({"kind": "bundle", "percent_bp": 5000,
        "slots": [slot(json!(["a", "b", "c"])), slot(json!(["a"]))]}));
    assert_eq!(shop.off_lines(&[("a", 1), ("b", 1), ("c", 1)]), [500, 200, 0]);
    assert_eq!(shop.off_lines(&[("a", 2)]), [1000]);
    assert_eq!(shop.off_lines(&[("b", 1), ("c", 1)]), [0, 0]);
}

#[test]
fn a_qualifying_unit_is_never_the_reward() {
    let shop = Shop::new(priority()).items(&[("t", 250), ("u", 1000)]);
    let get = |units: u32, limits: serde_json::Value| {
        json!({"kind": "buy_get", "limits": limits,
        "buy": {"scope": {"items": ["t"]}, "units": 2}, "get": {"scope": {"items": ["t"]}, "units": units, "percent_bp": 10000}})
    };
    let two = Shop::new(priority()).items(&[("t", 250), ("u", 1000)]).promotion(get(2, json!({"per_basket": 1})));
    assert_eq!(two.off(&[("t", 4), ("u", 2)]), 500);
    assert_eq!(two.off(&[("t", 3)]), 0);
    assert_eq!(shop.promotion(get(1, json!({}))).off(&[("t", 100)]), 33 * 250);
}

#[test]
fn distinct_sets_are_searched_not_grabbed() {
    let potter = Shop::new(priority()).items(&[("1", 800), ("2", 800), ("3", 800), ("4", 800), ("5", 800)]).promotion(
        json!({"kind": "distinct_set", "tiers": [{"items": 2, "percent_bp": 500}, {"items": 3, "percent_bp": 1000},
            {"items": 4, "percent_bp": 2000}, {"items": 5, "percent_bp": 2500}]}),
    );
    let total = |copies: [i64; 5]| {
        let all = [("1", copies[0]), ("2", copies[1]), ("3", copies[2]), ("4", copies[3]), ("5", copies[4])];
        let basket: Vec<(&str, i64)> = all.into_iter().filter(|(_, copies)| *copies > 0).collect();
        potter.price(&basket).total_minor
    };
    assert_eq!(total([2, 0, 0, 0, 0]), 1600);
    assert_eq!(total([2, 2, 2, 1, 1]), 5120);
    assert_eq!(total([5, 5, 4, 5, 4]), 14120);
    assert_eq!(total([100, 100, 100, 50, 50]), 100 * 2560);
}

#[test]
fn spend_groups_keep_the_units_they_need() {
    let shop = Shop::new(priority()).items(&[("a", 600), ("b", 500), ("c", 300)]);
    let shop = shop.promotion(json!({"kind": "spend_group", "min_spend_minor": 1000, "amount_minor": 200}));
    assert_eq!(shop.off_lines(&[("a", 1), ("b", 1), ("c", 1)]), [109, 91, 0]);
    assert_eq!(shop.off(&[("a", 1), ("c", 1)]), 0);
}

#[test]
fn sets_keep_caps_and_floors() {
    let cap = |cap: i64| {
        Shop::new(in_order())
            .items(&[("a", 1200), ("b", 2300), ("c", 1000)])
            .promotion(json!({"kind": "percent_off", "percent_bp": 1500, "limits": {"cap_minor": cap}}))
    };
    let basket = [("a", 1), ("b", 1), ("c", 1)];
    assert_eq!(cap(5000).off_lines(&basket), [180, 345, 150]);
    assert_eq!(cap(450).off_lines(&basket), [120, 230, 100]);
    let floor = Shop::new(in_order()).item("t", 5000, json!({"floor_price_minor": 4500})).items(&[("mug", 2000)]);
    let floor = floor.promotion(json!({"kind": "basket_amount", "amount_minor": 2500}));
    let priced = floor.price(&[("t", 1), ("mug", 3)]);
    assert_eq!([priced.lines[0].discount_minor, priced.lines[1].discount_minor], [500, 2000]);
    let mugs: Vec<(u32, i64)> = priced.lines[1].units.iter().map(|run| (run.units, run.amount_minor)).collect();
    assert_eq!(mugs, [(1, 1334), (2, 1333)]);
}

#[test]
fn picked_units_steps_and_whole_groups() {
    let cheapest = Shop::new(in_order()).items(&[("a", 400), ("b", 200)]).promotion(json!({"kind": "units_free",
        "units": 1, "limits": {"unit_order": "cheapest_first"}, "min_spend_minor": 1000}));
    assert_eq!(cheapest.off(&[("a", 2), ("b", 2)]), 200);
    assert_eq!(cheapest.off(&[("a", 2)]), 0);
    let steps = Shop::new(in_order()).items(&[("a", 500)]).promotion(json!({"kind": "stepped",
        "steps": [{"units": 1, "amount_minor": 113}, {"units": 4, "amount_minor": 211}]}));
    assert_eq!(steps.off(&[("a", 10)]), 957);
    let threes = Shop::new(in_order()).items(&[("a", 1000), ("b", 2000)]).promotion(json!({"kind": "percent_off",
        "percent_bp": 1000, "limits": {"group_size": 3, "unit_order": "basket_order"}}));
    assert_eq!(threes.off_lines(&[("a", 3), ("b", 1)]), [300, 0]);
}

#[test]
fn the_highest_tier_covers_everything() {
    let tiers = Shop::new(in_order()).items(&[("a", 1000)]).promotion(json!({"kind": "tiered", "tiers": [
        {"min_spend_minor": 0, "percent_bp": 1000}, {"min_spend_minor": 2000, "percent_bp": 1500},
        {"min_spend_minor": 3000, "amount_minor": 700}]}));
    assert_eq!([1, 2, 3].map(|units| tiers.off(&[("a", units)])), [100, 300, 700]);
}

#[test]
fn several_effects_work_one_after_the_other() {
    let shop = Shop::new(in_order()).item("jacket", 10_000, json!({"tags": ["j"]})).items(&[("sock", 500)]);
    let shop = shop.promotion(json!({"kind": "multi", "min_spend_minor": 50_000,
        "actions": [{"percent_bp": 2000, "scope": {"tags": ["j"]}}, {"amount_minor": 5000}]}));
    assert_eq!(shop.off(&[("jacket", 7)]), 19_000);
    assert_eq!(shop.off(&[("jacket", 4), ("sock", 19)]), 0);
    assert_eq!(shop.off(&[("jacket", 4), ("sock", 20)]), 8_000 + 5_000);
}

#[test]
fn amounts_that_contain_tax() {
    let taxed =
        json!({"choose": "priority", "one_promotion_per_unit": false, "tax": {"mode": "exclusive", "level": "line"}});
    let fifty = Shop::new(taxed.clone())
        .taxed(15_000)
        .item("a", 10_000, json!({"levy_minor": 1000}))
        .promotion(json!({"kind": "basket_amount", "amount_minor": 5000, "includes_tax": true}));
    assert_eq!(fifty.price(&[("a", 1)]).total_minor, 7500);
    let cap =
        Shop::new(taxed.clone()).taxed(15_000).items(&[("cabinet", 32_000)]).promotion(json!({"kind": "percent_off",
        "percent_bp": 2000, "limits": {"cap_minor": 20_000, "cap_includes_tax": true}}));
    assert_eq!(cap.off(&[("cabinet", 8)]), 17_391);
    let points = Shop::new(taxed).taxed(15_000).items(&[("a", 14_000)]).promotion(json!({"kind": "points_burn",
        "value_per_point_minor": 100, "earn_rate_e4": 100, "includes_tax": true}));
    let priced = points.price_in(&[("a", 1)], &Context { points_e4: Some(33_900), ..Context::default() });
    assert_eq!(
        (priced.total_minor, priced.rewards.points_spent_e4, priced.rewards.points_earned_e4),
        (15_600, 50_000, 16_100)
    );
    assert_eq!(points.price(&[("a", 1)]).total_minor, 16_100);
}

#[test]
fn third_party_money_is_taxed() {
    let shop = Shop::new(json!({"tax": {"mode": "exclusive"}})).taxed(8_000).items(&[("a", 100)]);
    let shop = shop.promotion(json!({"kind": "amount_off_unit", "amount_minor": 25, "funding": "manufacturer"}));
    let priced = shop.price(&[("a", 1)]);
    assert_eq!((priced.total_minor, priced.tax_minor, priced.taxes[0].base_minor), (83, 8, 100));
}

#[test]
fn gifts_and_points_are_judged_on_what_is_left() {
    let shop = Shop::new(in_order())
        .items(&[("t", 12_000)])
        .promotion(json!({"kind": "percent_off", "percent_bp": 5000, "priority": 1}))
        .promotion(json!({"kind": "gift", "gift": "free delivery", "min_spend_minor": 10_000, "base": "after_earlier"}))
        .promotion(json!({"kind": "points_earn", "rate_e4": 10_000, "per_unit_e4": 5_000}));
    let (one, two) = (shop.price(&[("t", 1)]), shop.price(&[("t", 2)]));
    assert_eq!((one.rewards.gifts.len(), two.rewards.gifts.len()), (0, 1));
    assert_eq!([one, two].map(|priced| priced.rewards.points_earned_e4), [605_000, 1_210_000]);
}
