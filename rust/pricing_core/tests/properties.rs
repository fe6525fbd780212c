//! What must hold for every basket and every book.

use pricing_core::money::Money;
use pricing_core::{BasketLine, PriceBook, PricedBasket, compile, price};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Items I0..I5 by the piece and I6, I7 by weight; few prices, so that ties are common.
const ITEM_COUNT: usize = 8;
const FIRST_WEIGHED: usize = 6;

type Stated = (usize, i64, i64, Option<i64>);

fn names() -> Value {
    json!({"zh-CN": "名", "en": "name"})
}

fn book(prices: &[i64], promotions: &[Value]) -> PriceBook {
    let items: Vec<Value> = prices
        .iter()
        .enumerate()
        .map(|(at, price)| {
            json!({
                "id": format!("I{at}"), "codes": [format!("{at}")], "names": names(), "price_minor": price,
                "tax": if at % 2 == 0 { "A" } else { "B" }, "department": if at < 3 { "D" } else { "" },
                "sold_by": if at < FIRST_WEIGHED { "each" } else { "kg" },
            })
        })
        .collect();
    let promotions: Vec<Value> = promotions
        .iter()
        .enumerate()
        .map(|(at, promotion)| {
            let mut promotion = promotion.clone();
            promotion["id"] = json!(format!("P{at}"));
            promotion
        })
        .collect();
    let document = json!({
        "id": "random", "currency": "CNY", "currency_exponent": 2, "items": items, "promotions": promotions,
        "taxes": [{"id": "A", "rate_bp": 1300}, {"id": "B", "rate_bp": 900}],
        "departments": [{"id": "D", "names": names()}],
    });
    compile(document.to_string().as_bytes()).expect("a sound book")
}

fn promotion() -> impl Strategy<Value = Value> {
    let scope = (vec(0..ITEM_COUNT, 1..5), any::<bool>()).prop_map(|(items, department)| {
        let items: Vec<String> = items.into_iter().map(|item| format!("I{item}")).collect();
        (items, if department { vec!["D"] } else { vec![] })
    });
    let terms = prop_oneof![
        (1..=10_000_i64).prop_map(|bp| json!({"kind": "percent_off", "percent_bp": bp})),
        (2..=5_i64, 0..=1_500_i64).prop_map(|(n, price)| json!({"kind": "multi_price", "n": n, "price_minor": price})),
    ];
    (terms, scope).prop_map(|(mut promotion, (items, departments))| {
        promotion["items"] = json!(items);
        promotion["departments"] = json!(departments);
        promotion["names"] = names();
        promotion
    })
}

fn any_book() -> impl Strategy<Value = PriceBook> {
    let price = prop_oneof![Just(0), Just(333), Just(500), 0..=1_000_i64];
    (vec(price, ITEM_COUNT), vec(promotion(), 0..6)).prop_map(|(prices, promotions)| book(&prices, &promotions))
}

fn stated() -> impl Strategy<Value = Stated> {
    (0..ITEM_COUNT, 1..=7_i64, 1..=3_000_i64, option::weighted(0.1, 0..=2_000_i64))
}

fn id(item: usize) -> &'static str {
    ["I0", "I1", "I2", "I3", "I4", "I5", "I6", "I7"][item]
}

fn basket_lines(stated: &[Stated]) -> Vec<BasketLine<'static>> {
    (1..)
        .zip(stated)
        .map(|(line_seq, (item, quantity, mass_g, override_amount_minor))| {
            let weighed = *item >= FIRST_WEIGHED;
            BasketLine {
                line_seq,
                item_id: id(*item),
                quantity: if weighed { 1 } else { *quantity },
                mass_g: weighed.then_some(*mass_g),
                override_amount_minor: *override_amount_minor,
            }
        })
        .collect()
}

/// Everything of a basket that may not depend on the order of scanning.
fn totals(basket: &PricedBasket) -> impl PartialEq + std::fmt::Debug {
    (basket.subtotal, basket.discount, basket.total, basket.promotions.clone(), basket.taxes.clone())
}

fn sum(amounts: impl Iterator<Item = Money>) -> i64 {
    amounts.map(Money::minor).sum()
}

proptest! {
    #[test]
    fn everything_adds_up(book in any_book(), stated in vec(stated(), 0..12)) {
        let lines = basket_lines(&stated);
        let basket = price(&book, &lines).unwrap();
        for (line, given) in basket.lines.iter().zip(&lines) {
            prop_assert!(line.amount >= Money::ZERO && line.discount >= Money::ZERO);
            prop_assert_eq!(line.gross.minor() - line.discount.minor(), line.amount.minor());
            prop_assert_eq!(sum(line.promotions.iter().map(|one| one.amount)), line.discount.minor());
            if let Some(amount_minor) = given.override_amount_minor {
                prop_assert_eq!((line.gross.minor(), line.amount.minor()), (amount_minor, amount_minor));
            }
        }
        prop_assert_eq!(sum(basket.lines.iter().map(|line| line.gross)), basket.subtotal.minor());
        prop_assert_eq!(sum(basket.lines.iter().map(|line| line.discount)), basket.discount.minor());
        prop_assert_eq!(sum(basket.lines.iter().map(|line| line.amount)), basket.total.minor());
        prop_assert_eq!(sum(basket.promotions.iter().map(|one| one.amount)), basket.discount.minor());
        prop_assert_eq!(sum(basket.taxes.iter().map(|tax| tax.gross)), basket.total.minor());
        prop_assert!(basket.taxes.iter().all(|tax| Money::ZERO <= tax.amount && tax.amount <= tax.gross));
    }

    #[test]
    fn scan_order_does_not_change_the_totals(
        book in any_book(),
        (stated, shuffled) in vec(stated(), 0..12).prop_flat_map(|stated| {
            let shuffled = Just(stated.clone()).prop_shuffle();
            (Just(stated), shuffled)
        }),
    ) {
        let one = price(&book, &basket_lines(&stated)).unwrap();
        let other = price(&book, &basket_lines(&shuffled)).unwrap();
        prop_assert_eq!(totals(&one), totals(&other));
    }

    #[test]
    fn add_then_void_is_identity(book in any_book(), stated in vec(stated(), 0..10), extra in stated(), at in 0..10_usize) {
        let lines = basket_lines(&stated);
        let before = price(&book, &lines).unwrap();
        let mut longer = lines.clone();
        let at = at.min(lines.len());
        longer.insert(at, BasketLine { line_seq: 99, ..basket_lines(&[extra])[0] });
        price(&book, &longer).unwrap();
        longer.remove(at);
        prop_assert_eq!(price(&book, &longer).unwrap(), before);
    }

    #[test]
    fn multi_prices_never_make_it_dearer_than_percentages(prices in vec(0..=1_000_i64, ITEM_COUNT),
        promotions in vec(promotion(), 0..6), stated in vec(stated(), 0..12)) {
        let percentages: Vec<_> = promotions.iter().filter(|one| one["kind"] == "percent_off").cloned().collect();
        let lines = basket_lines(&stated);
        let all = price(&book(&prices, &promotions), &lines).unwrap();
        let only_percentages = price(&book(&prices, &percentages), &lines).unwrap();
        prop_assert!(all.total <= only_percentages.total);
    }

    #[test]
    fn one_multi_price_is_served_best(
        prices in vec(1..=600_i64, ITEM_COUNT),
        percents in vec((0..FIRST_WEIGHED, 1..=10_000_i64), 0..3),
        (n, group_minor) in (2..=4_i64, 0..=1_500_i64),
        stated in vec((0..FIRST_WEIGHED, 1..=3_i64), 0..5),
    ) {
        let mut promotions: Vec<Value> = percents.iter().map(|(item, bp)| {
            json!({"kind": "percent_off", "names": names(), "percent_bp": bp, "items": [id(*item)]})
        }).collect();
        let scope: Vec<_> = (0..4).map(id).collect();
        let multi = json!({"kind": "multi_price", "names": names(), "n": n, "price_minor": group_minor, "items": scope});
        promotions.push(multi);
        let lines: Vec<_> = stated.iter().map(|(item, quantity)| (*item, *quantity, 1, None)).collect();
        let basket = price(&book(&prices, &promotions), &basket_lines(&lines)).unwrap();

        let percent_of = |item: usize| percents.iter().filter(|one| one.0 == item).map(|one| one.1).max().unwrap_or(0);
        // (pieces in groups, cost so far): every way to put up to `quantity` pieces of each line into groups
        let mut ways = vec![(0, 0)];
        for (item, quantity) in &stated {
            let most = if *item < 4 { *quantity } else { 0 };
            ways = ways.iter().flat_map(|(grouped, cost)| (0..=most).map(move |taken| (grouped + taken, cost, taken)))
                .map(|(grouped, cost, taken)| {
                    let plain = prices[*item] * (quantity - taken);
                    (grouped, cost + plain - (plain * percent_of(*item) * 2 + 10_000) / 20_000)
                }).collect();
        }
        let whole = ways.iter().filter(|(grouped, _)| grouped % n == 0);
        let best = whole.map(|(grouped, cost)| cost + grouped / n * group_minor).min().unwrap_or(0);
        let rounded = i64::try_from(stated.len()).unwrap();
        prop_assert!((best..=best + rounded).contains(&basket.total.minor()), "{best}: {basket:?}");
    }

    #[test]
    fn arbitrary_lines_do_not_panic(
        book in any_book(),
        stated in vec((any::<i64>(), "I[0-9]", -1..12_000_i64, option::of(any::<i64>()), option::of(any::<i64>())), 0..8),
    ) {
        let lines: Vec<_> = stated.iter().map(|(line_seq, item_id, quantity, mass_g, override_amount_minor)| BasketLine {
            line_seq: *line_seq, item_id, quantity: *quantity, mass_g: *mass_g,
            override_amount_minor: *override_amount_minor,
        }).collect();
        if let Err(error) = price(&book, &lines) {
            let known = lines.iter().any(|line| Some(line.line_seq) == error.line_seq);
            prop_assert!(known || error.line_seq.is_none());
        }
    }

    #[test]
    fn arbitrary_bytes_do_not_panic(bytes in vec(any::<u8>(), 0..200)) {
        prop_assert!(compile(&bytes).is_err());
    }

    #[test]
    fn arbitrary_figures_do_not_panic(price_minor in any::<i64>(), n in any::<i64>(), bp in any::<i64>(), exponent in any::<i64>()) {
        let document = json!({
            "id": "x", "currency": "CNY", "currency_exponent": exponent, "taxes": [{"id": "A", "rate_bp": bp}],
            "items": [{"id": "I", "codes": ["1"], "names": names(), "tax": "A", "price_minor": price_minor}],
            "promotions": [
                {"kind": "multi_price", "id": "M", "names": names(), "n": n, "price_minor": price_minor, "items": ["I"]},
                {"kind": "percent_off", "id": "P", "names": names(), "percent_bp": bp, "items": ["I"]},
            ],
        });
        if let Err(faults) = compile(document.to_string().as_bytes()) {
            prop_assert!(!faults.0.is_empty());
        }
    }
}

#[test]
fn the_greatest_basket_is_refused_not_wrapped() {
    let dearest = book(&[1_000_000_000_000; ITEM_COUNT], &[]);
    let line = BasketLine { line_seq: 4, item_id: "I0", quantity: 9_999, mass_g: None, override_amount_minor: None };
    let error = price(&dearest, &[line]).unwrap_err();
    assert_eq!((error.refusal.code(), error.line_seq), ("overflow", Some(4)));
    let half = BasketLine { quantity: 5_000, ..line };
    let error = price(&dearest, &[half, half]).unwrap_err();
    assert_eq!((error.refusal.code(), error.line_seq), ("overflow", None));
}
