//! The independent checker against the engine, and against results that were tampered with.

mod sold;

use pricing_core::check::{Broken, check};
use pricing_core::lines;
use pricing_core::pricing::price_checked;
use sold::{Dice, random_book, random_context, random_lines};

const BASKETS: u64 = 6_000;

fn rules(broken: &[Broken]) -> Vec<&'static str> {
    broken.iter().map(|broken| broken.rule).collect()
}

#[test]
fn every_random_basket_adds_up() {
    let mut seen = std::collections::BTreeMap::new();
    for seed in 0..BASKETS {
        let mut dice = Dice::new(seed);
        let (book, basket, context) = (random_book(&mut dice), random_lines(&mut dice), random_context(&mut dice));
        let lines = lines::check(&book, &basket, &context).unwrap();
        let Ok(priced) = std::panic::catch_unwind(|| price_checked(&book, &lines, &context)) else {
            println!("seed {seed} panics");
            continue;
        };
        if let Err(broken) = check(&book, &lines, &priced) {
            seen.entry(rules(&broken)).or_insert((0, seed, broken, book.policy().choose)).0 += 1;
        }
    }
    assert!(seen.is_empty(), "{seen:#?}");
}

#[test]
#[ignore]
fn show() {
    let seed: u64 = std::env::var("SEED").unwrap().parse().unwrap();
    let mut dice = Dice::new(seed);
    let (book, basket, context) = (random_book(&mut dice), random_lines(&mut dice), random_context(&mut dice));
    println!("{:#?}\n{basket:?}\n{context:?}", book.policy());
    for promotion in (0..6).filter_map(|n| book.promotion_by_id(&format!("P{n}"))) { println!("{promotion:?}"); }
    for item in sold::ITEMS { println!("{:?}", book.item_by_id(item).unwrap()); }
    let lines = lines::check(&book, &basket, &context).unwrap();
    let priced = price_checked(&book, &lines, &context);
    println!("{priced:#?}");
}
