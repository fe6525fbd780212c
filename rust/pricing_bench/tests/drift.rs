//! Nothing drifts by a minor unit on random baskets of every kind and policy.

use pricing_bench::drift::trial::{Plan, Tally, one_book};

/// Of 100 baskets each; the long run has millions.
const BOOKS: u64 = 20;
/// Of plain promotions, with baskets of up to 60 lines.
const PLAIN_BOOKS: u64 = 5;

#[test]
fn sums_orders_returns_and_edits_agree() {
    let plan = Plan { seed: 20_261_122, permutations: 10, deep: 10, plain: false, keep_going: false };
    let mut tally = Tally::default();
    for book in 0..BOOKS {
        one_book(plan, book, &mut tally).unwrap_or_else(|fault| panic!("book {book}: {fault}"));
    }
    assert!(tally.baskets > 1_500 && tally.discounted > 1_000 && tally.permuted > 300, "{tally:?}");
}

#[test]
fn plain_baskets_agree_on_every_road() {
    let plan = Plan { seed: 20_261_122, permutations: 1, deep: 10, plain: true, keep_going: false };
    let mut tally = Tally::default();
    for book in 0..PLAIN_BOOKS {
        one_book(plan, book, &mut tally).unwrap_or_else(|fault| panic!("book {book}: {fault}"));
    }
    assert!(tally.optimal > 100 && tally.edits > 1_000, "{tally:?}");
}
