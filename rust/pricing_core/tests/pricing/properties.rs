//! What holds for every basket, over random books.

use pricing_core::priced::{PricedBasket, PricedLine};
use pricing_core::{BasketLine, pricing};
use serde_json::{Value, json};

use crate::shop::with;
use crate::sold::{Dice, compiled, document, items, random_book, random_context, random_lines};

const BASKETS: u64 = 4_000;
const SHUFFLES: usize = 3;
const STACKS: u64 = 300;

fn shuffled<T: Clone>(dice: &mut Dice, of: &[T]) -> Vec<T> {
    let mut left = of.to_vec();
    let mut taken = Vec::new();
    while !left.is_empty() {
        taken.push(left.remove(usize::try_from(dice.roll(left.len() as u64)).unwrap()));
    }
    taken
}

/// Everything but the order of lines, and which of two lines alike is which.
fn unordered(priced: &PricedBasket) -> (Vec<String>, Vec<i64>, String) {
    let without_name = |line: &PricedLine| format!("{:?}", PricedLine { line_seq: 0, ..line.clone() });
    let mut lines: Vec<String> = priced.lines.iter().map(without_name).collect();
    lines.sort();
    let totals = vec![priced.subtotal_minor, priced.discount_minor, priced.tax_minor, priced.total_minor];
    (lines, totals, format!("{:?}{:?}{:?}{:?}", priced.promotions, priced.taxes, priced.rewards, priced.proof))
}

#[test]
fn the_order_of_scanning_changes_nothing() {
    let mut compared = 0;
    for seed in 0..BASKETS {
        let mut dice = Dice::new(seed);
        let (book, lines, context) = (random_book(&mut dice), random_lines(&mut dice), random_context(&mut dice));
        let by_order = format!("{:?}", book.policy());
        if by_order.contains("FirstCome") || by_order.contains("BasketOrder") {
            continue;
        }
        let priced = pricing::price(&book, &lines, &context).unwrap();
        for _ in 0..SHUFFLES {
            let again = pricing::price(&book, &shuffled(&mut dice, &lines), &context).unwrap();
            assert_eq!(unordered(&again), unordered(&priced), "seed {seed}");
            compared += 1;
        }
    }
    assert!(compared > BASKETS);
}

/// A book of stacking promotions in one layer; `order` gives their priorities.
fn stacks(policy: &Value, prices: [i64; 8], promotions: &[Value], order: &[usize]) -> Value {
    let prioritised: Vec<Value> = promotions
        .iter()
        .zip(order)
        .map(|(promotion, place)| with(promotion.clone(), json!({"priority": 9 - place})))
        .collect();
    document(&items(prices), &json!(prioritised), policy, &json!([{"id": "G", "limit": 1}]))
}

fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let place_last = |order: Vec<usize>| {
        (0..count).map(move |at| {
            let mut order = order.clone();
            order.insert(at, count - 1);
            order
        })
    };
    orders(count - 1).into_iter().flat_map(place_last).collect()
}

#[test]
fn no_order_of_stacking_promotions_beats_the_one_found() {
    let mut differing = 0;
    for seed in 0..STACKS {
        let mut dice = Dice::new(seed + 77_000);
        let prices = std::array::from_fn(|_| dice.between(20, 900));
        let promotions: Vec<Value> = (0..dice.between(2, 4)).map(|at| stacking_promotion(&mut dice, at)).collect();
        let lines: Vec<BasketLine<'_>> =
            random_lines(&mut dice).into_iter().map(|line| BasketLine { override_price: None, ..line }).collect();
        let off = |choose: &str, order: &[usize]| {
            let policy = json!({"choose": choose, "one_promotion_per_unit": false, "tax": {"mode": "none"}});
            let book = compiled(&stacks(&policy, prices, &promotions, order));
            pricing::price(&book, &lines, &random_context(&mut Dice::new(1))).unwrap().discount_minor
        };
        let all: Vec<i64> = orders(promotions.len()).iter().map(|order| off("priority", order)).collect();
        let most = all.iter().copied().max().unwrap();
        assert_eq!(off("best_for_customer", &[0, 1, 2, 3][..promotions.len()]), most, "seed {seed}");
        differing += usize::from(all.iter().any(|off| *off < most));
    }
    assert!(differing > 50, "orders matter in {differing} books");
}

fn stacking_promotion(dice: &mut Dice, at: i64) -> Value {
    let percent = dice.pick(&[1_000, 2_500, 5_000]);
    let amount = dice.between(50, 900);
    let mut promotion = match dice.roll(6) {
        0 => json!({"kind": "percent_off", "percent_bp": percent, "layer": "basket"}),
        1 => json!({"kind": "basket_percent", "percent_bp": percent}),
        2 => json!({"kind": "amount_off_unit", "amount_minor": amount, "layer": "basket"}),
        3 => json!({"kind": "units_free", "units": 1}),
        4 => json!({"kind": "cheapest_free", "n": 2, "layer": "basket"}),
        _ => json!({"kind": "basket_amount", "amount_minor": amount}),
    };
    promotion["id"] = json!(format!("P{at}"));
    promotion["names"] = crate::sold::names();
    promotion["scope"] = match dice.roll(3) {
        0 => json!({"all": true}),
        1 => json!({"items": ["I0", "I1", "I2"]}),
        _ => json!({"items": ["I2", "I3", "I4", "I5"]}),
    };
    if dice.one_in(3) {
        promotion["min_spend_minor"] = json!(dice.between(100, 2_000));
        promotion["base"] = json!("after_earlier");
    }
    if dice.one_in(3) {
        promotion["stack_group"] = json!("G");
    }
    promotion
}

#[test]
fn no_priority_order_beats_the_best_assignment() {
    let mut better = 0;
    for seed in 0..STACKS {
        let mut dice = Dice::new(seed + 99_000);
        let prices = std::array::from_fn(|_| dice.between(20, 900));
        let promotions: Vec<Value> = (0..dice.between(2, 4)).map(|at| rival(&mut dice, at)).collect();
        let plain = |line| BasketLine { override_price: None, markdown: None, ..line };
        let lines: Vec<BasketLine<'_>> = random_lines(&mut dice).into_iter().map(plain).collect();
        let price = |choose: &str, order: &[usize]| {
            let policy = json!({"choose": choose, "tax": {"mode": "none"}});
            let book = compiled(&stacks(&policy, prices, &promotions, order));
            pricing::price(&book, &lines, &random_context(&mut Dice::new(1))).unwrap()
        };
        let best = price("best_for_customer", &[0, 1, 2, 3][..promotions.len()]);
        for order in orders(promotions.len()) {
            let off = price("priority", &order).discount_minor;
            assert!(best.discount_minor + best.proof.gap_minor >= off, "seed {seed}: {order:?}");
            assert!(!best.proof.optimal || best.discount_minor >= off, "seed {seed}: {order:?}");
            better += usize::from(best.discount_minor > off);
        }
    }
    assert!(better > 300, "the best is better than {better} orders");
}

/// A promotion that asks for units of its own.
fn rival(dice: &mut Dice, at: i64) -> Value {
    let n = dice.between(2, 3);
    let amount = dice.between(50, 900);
    let slot = |items: [&str; 3]| json!({"scope": {"items": items}, "units": 1});
    let mut promotion = match dice.roll(7) {
        0 => json!({"kind": "percent_off", "percent_bp": 3_000}),
        1 => json!({"kind": "multi_price", "n": n, "price_minor": amount}),
        2 => json!({"kind": "cheapest_free", "n": n}),
        3 => json!({"kind": "group_percent", "n": n, "percent_bp": 2_500}),
        4 => {
            json!({"kind": "distinct_set", "tiers": [{"items": 2, "percent_bp": 1_500}, {"items": 3, "percent_bp": 3_000}]})
        }
        5 => json!({"kind": "spend_group", "min_spend_minor": 2 * amount, "amount_minor": amount}),
        _ => {
            json!({"kind": "bundle", "price_minor": amount, "slots": [slot(["I0", "I1", "I2"]), slot(["I2", "I3", "I4"])]})
        }
    };
    promotion["id"] = json!(format!("P{at}"));
    promotion["names"] = crate::sold::names();
    if promotion["kind"] != "bundle" {
        promotion["scope"] = match dice.roll(3) {
            0 => json!({"all": true}),
            1 => json!({"items": ["I0", "I1", "I2", "I3"]}),
            _ => json!({"items": ["I2", "I3", "I4", "I5"]}),
        };
    }
    promotion
}
