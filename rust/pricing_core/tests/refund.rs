//! Returns of sales that the engine priced.

mod sold;

use pricing_core::pricing::price;
use pricing_core::refund::{Refund, RefundError, Return, Sale, refund};
use pricing_core::sale::Override;
use pricing_core::{BasketLine, Context};
use serde_json::{Value, json};
use sold::{Dice, compiled, document, items, names, random_book, random_context, random_lines};

const SALES: u64 = 1_500;

/// Everything that was sold, in returns of random lines and counts.
fn random_returns(dice: &mut Dice, lines: &[BasketLine<'_>]) -> Vec<Vec<Return>> {
    let mut left: Vec<(i64, u32)> =
        lines.iter().map(|line| (line.line_seq, u32::try_from(line.quantity).unwrap())).collect();
    let mut steps = Vec::new();
    while !left.is_empty() {
        let mut step = Vec::new();
        for (line_seq, open) in &mut left {
            if dice.one_in(2) {
                let units = u32::try_from(dice.between(1, i64::from(*open))).unwrap();
                step.push(Return { line_seq: *line_seq, units });
                *open -= units;
            }
        }
        left.retain(|(_, open)| *open > 0);
        if !step.is_empty() {
            steps.push(step);
        }
    }
    steps
}

fn refunds(sale: &Sale<'_>, steps: &[Vec<Return>]) -> Result<Vec<Refund>, RefundError> {
    let steps: Vec<&[Return]> = steps.iter().map(Vec::as_slice).collect();
    (0..steps.len()).map(|at| refund(sale, &steps[..at], steps[at])).collect()
}

#[test]
fn every_order_of_returns_sums_to_what_was_paid() {
    for seed in 0..SALES {
        let mut dice = Dice::new(seed);
        let (book, lines, context) = (random_book(&mut dice), random_lines(&mut dice), random_context(&mut dice));
        let priced = price(&book, &lines, &context).unwrap();
        let sale = Sale { book: &book, lines: &lines, context: &context, priced: &priced };
        let steps = match book.policy().returns {
            pricing_core::policy::Returns::WholeGroup => vec![all_of(&lines)],
            _ => random_returns(&mut dice, &lines),
        };
        let given = refunds(&sale, &steps).unwrap();
        let sum = |of: fn(&Refund) -> i64| given.iter().map(of).sum::<i64>();
        assert_eq!(sum(|refund| refund.total_minor), priced.total_minor, "seed {seed}");
        let tax = |refund: &Refund| refund.taxes.iter().map(|row| row.amount_minor).sum();
        assert_eq!(sum(tax), priced.tax_minor, "seed {seed}");
        assert!(given.iter().all(|refund| refund.total_minor >= 0 && refund.shortfall_minor >= 0), "seed {seed}");
        let applications: u32 = priced.trace.applications.iter().map(|application| application.groups).sum();
        let undone: u32 = given.iter().flat_map(|refund| &refund.given_back).map(|back| back.applications).sum();
        assert_eq!(undone, applications, "seed {seed}");
        let saved: i64 = given.iter().flat_map(|refund| &refund.given_back).map(|back| back.saving_minor).sum();
        assert_eq!(saved, priced.trace.parts.iter().map(|part| part.saving_minor).sum::<i64>(), "seed {seed}");
    }
}

fn all_of(lines: &[BasketLine<'_>]) -> Vec<Return> {
    let all = |line: &BasketLine<'_>| Return { line_seq: line.line_seq, units: u32::try_from(line.quantity).unwrap() };
    lines.iter().map(all).collect()
}

/// Four of I0 at 5.00, 3 for 2, tax of 20 % added.
fn given_back_one_by_one(returns: &str, units: u32) -> Result<Vec<Refund>, RefundError> {
    let promotions: Value = json!([
        {"id": "P", "names": names(), "kind": "n_pay_m", "n": 3, "pay": 2, "items": ["I0"]},
    ]);
    let policy = json!({"returns": returns, "tax": {"mode": "exclusive"}});
    let book = compiled(&document(&items([500; 8]), &promotions, &policy, &json!([])));
    let lines = [BasketLine { line_seq: 7, item_id: "I0", quantity: 4, ..BasketLine::default() }];
    let context = Context::default();
    let priced = price(&book, &lines, &context).unwrap();
    assert_eq!(priced.total_minor, 1_800);
    let sale = Sale { book: &book, lines: &lines, context: &context, priced: &priced };
    refunds(&sale, &vec![vec![Return { line_seq: 7, units }]; (4 / units) as usize])
}

fn totals(given: &[Refund]) -> Vec<(i64, i64, i64)> {
    given.iter().map(|refund| (refund.total_minor, refund.clawed_back_minor, refund.shortfall_minor)).collect()
}

#[test]
fn the_paid_price_comes_back_dearest_first() {
    let given = given_back_one_by_one("paid_price", 1).unwrap();
    assert_eq!(totals(&given), [(600, 0, 0), (600, 0, 0), (600, 0, 0), (0, 0, 0)]);
}

#[test]
fn a_reevaluation_refunds_what_the_kept_goods_leave() {
    // Kept 3 cost 12.00, 2 cost 12.00, 1 costs 6.00.
    let given = given_back_one_by_one("reevaluate", 1).unwrap();
    assert_eq!(totals(&given), [(600, 0, 0), (0, 600, 0), (600, 0, 0), (600, -600, 0)]);
}

#[test]
fn whole_groups_come_back_as_a_whole() {
    assert!(matches!(given_back_one_by_one("whole_group", 2), Err(RefundError::PartOfGroup { line_seq: 7, .. })));
    assert_eq!(totals(&given_back_one_by_one("whole_group", 4).unwrap()), [(1_800, 0, 0)]);
}

#[test]
fn a_reevaluation_never_collects() {
    // Two units at 6.00 each cost 12.00; three fall under a basket offer of half price: 9.00. Returning one is no debt.
    let promotions: Value = json!([
        {"id": "P", "names": names(), "kind": "basket_percent", "percent_bp": 5_000, "min_units": 3, "scope": {"all": true}},
    ]);
    let policy = json!({"returns": "reevaluate", "tax": {"mode": "none"}});
    let book = compiled(&document(&items([600; 8]), &promotions, &policy, &json!([])));
    let lines = [BasketLine { line_seq: 1, item_id: "I0", quantity: 3, ..BasketLine::default() }];
    let context = Context::default();
    let priced = price(&book, &lines, &context).unwrap();
    let sale = Sale { book: &book, lines: &lines, context: &context, priced: &priced };
    let given = refunds(&sale, &vec![vec![Return { line_seq: 1, units: 1 }]; 3]).unwrap();
    assert_eq!(totals(&given), [(0, 300, 300), (300, 0, 0), (600, -300, 0)]);
}

#[test]
fn a_reevaluation_keeps_the_staff_discount_of_what_is_kept() {
    let book = compiled(&document(&items([500; 8]), &json!([]), &json!({"returns": "reevaluate"}), &json!([])));
    let line = BasketLine { line_seq: 1, item_id: "I0", quantity: 2, ..BasketLine::default() };
    let one_by_one = |given: Override| {
        let lines = [BasketLine { override_price: Some(given), ..line }];
        let context = Context::default();
        let priced = price(&book, &lines, &context).unwrap();
        let sale = Sale { book: &book, lines: &lines, context: &context, priced: &priced };
        totals(&refunds(&sale, &vec![vec![Return { line_seq: 1, units: 1 }]; 2]).unwrap())
    };
    assert_eq!(one_by_one(Override::AmountAfter(100)), [(450, 0, 0), (450, 0, 0)]);
    assert_eq!(one_by_one(Override::PercentAfter(1_000)), [(450, 0, 0), (450, 0, 0)]);
    assert_eq!(one_by_one(Override::Amount(301)), [(151, 0, 0), (150, 0, 0)]);
}
