//! The oracle knows the textbook cases, and the engine agrees with it on random ones.

use pricing_bench::oracle::case::{Case, GroupOff, Item, Kind, Line, Offer, Rounding, UnitOff};
use pricing_bench::oracle::compare::{Verdict, compare};
use pricing_bench::oracle::document::reproduction;
use pricing_bench::oracle::order::worse_than_an_order;
use pricing_bench::oracle::units::units_of;
use pricing_bench::oracle::{assign, generate, stack};
use pricing_bench::rng::Rng;

fn case(prices: &[i64], units: &[u32], offers: Vec<Offer>) -> Case {
    let item = |price: &i64| Item { price: *price, floor: 0, by_weight: false, discountable: true };
    let line = |(item, units): (usize, &u32)| Line { item, units: *units, mass_g: 0, minute: 0 };
    Case {
        items: prices.iter().map(item).collect(),
        offers,
        stack_groups: Vec::new(),
        rounding: Rounding::default(),
        lines: units.iter().enumerate().map(line).collect(),
        member: false,
        coupon: false,
    }
}

fn most(case: &Case) -> i64 {
    let (exclusive, stacking): (Vec<&Offer>, Vec<&Offer>) = case.offers.iter().partition(|offer| !offer.stacks);
    let units = units_of(case);
    if stacking.is_empty() {
        assign::most(case, &exclusive, &units, &case.stack_groups)
    } else {
        stack::most(case, &stacking, &units, &case.stack_groups).0
    }
}

#[test]
fn the_cheaper_of_two_at_half_price() {
    let off = GroupOff::Some { units: 1, dearest: false, off: UnitOff::Percent(5_000) };
    let half = Offer::plain(Kind::Group(2, off), vec![0, 1, 2, 3]);
    assert_eq!(most(&case(&[2_000, 3_000, 7_000, 8_000], &[1, 1, 1, 1], vec![half])), 4_500);
}

#[test]
fn two_sets_of_four_are_better_than_five_and_three() {
    let tiers = vec![(2, 500), (3, 1_000), (4, 2_000), (5, 2_500)];
    let potter = Offer::plain(Kind::Distinct(tiers), vec![0, 1, 2, 3, 4]);
    // 8 books at 8.00: 51.20 is left of 64.00.
    assert_eq!(most(&case(&[800; 5], &[2, 2, 2, 1, 1], vec![potter])), 1_280);
}

#[test]
fn a_bundle_needs_matching_not_counting() {
    // The first slot must leave the sandwich to the second.
    let slot = |scope: Vec<usize>| pricing_bench::oracle::case::Slot { scope, units: 1, rewarded: true };
    let deal = Offer::plain(Kind::Bundle(vec![slot(vec![0, 1]), slot(vec![0])], GroupOff::Price(400)), Vec::new());
    assert_eq!(most(&case(&[300, 200], &[1, 1], vec![deal])), 100);
}

#[test]
fn what_is_left_over_takes_the_best_single_offer() {
    let deal = Offer::plain(Kind::Group(2, GroupOff::Price(150)), vec![0]);
    let ten = Offer::plain(Kind::Unit(UnitOff::Percent(1_000)), vec![0]);
    let five = Offer::plain(Kind::Unit(UnitOff::Amount(5)), vec![0]);
    assert_eq!(most(&case(&[100], &[3], vec![deal, ten, five])), 60);
}

#[test]
fn the_better_order_of_percentage_and_amount() {
    let percent = Offer::plain(Kind::BasketPercent(2_000), vec![0]);
    let amount = Offer::plain(Kind::BasketAmount(1_000), vec![0]);
    // 20 % of 100.00 and then 10.00, not 10.00 and then 20 % of 90.00.
    assert_eq!(most(&case(&[10_000], &[1], vec![amount, percent])), 3_000);
}

#[test]
fn a_floor_pushes_the_rest_to_the_others() {
    let mut case = case(&[2_000, 2_000, 850, 850, 1_700], &[1; 5], Vec::new());
    case.items[0].floor = 1_500;
    case.items[1].floor = 1_500;
    let mut units = units_of(&case);
    stack::spread(2_700, &mut units, &[0, 1, 2, 3, 4]);
    let off: Vec<i64> = units.iter().map(|unit| unit.shelf - unit.price).collect();
    assert_eq!(off, [500, 500, 425, 425, 850]);
}

const CASES: u64 = 3_000;
const SEED: u64 = 20_261_122;

#[test]
fn the_engine_equals_brute_force() {
    for number in 0..CASES {
        let case = generate::case(&mut Rng::of_case(SEED, number), generate::SMALL);
        match compare(&case) {
            Verdict::Same | Verdict::Unproven => {}
            found => panic!("case {number}: {found:?}\n{}", reproduction(&case)),
        }
    }
}

#[test]
fn no_order_of_priorities_beats_the_best_for_the_customer() {
    for number in 0..CASES / 100 {
        for offers in [4, 8] {
            let size = generate::Size { offers, mix: generate::Mix::Exclusive, ..generate::SMALL };
            let case = generate::case(&mut Rng::of_case(SEED, number), size);
            assert_eq!(worse_than_an_order(&case), None, "case {number}\n{}", reproduction(&case));
        }
    }
}
