use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::compile;
use crate::policy::{RoundingMode, TaxLevel, TaxPolicy};
use crate::pool::{Application, Part, Trace};
use crate::priced::{AppliedPromotion, PricedLine, PricedUnits, Proof, Rewards};
use crate::tax::{TaxedLine, taxes};
use crate::terms::Funding;

const IDS: [&str; 4] = ["I0", "I1", "I2", "I3"];

/// Four items of 10.00 in two classes (20 %, and 4.5 % with 1.25 %), a levy of 0.10 on the last; P0 forms groups of three,
/// P1 is basket-wide.
fn book(policy: TaxPolicy, returns: Returns, funding: Funding) -> PriceBook {
    let names = json!({"zh-CN": "名", "en": "name"});
    let item = |at: usize| {
        json!({
            "id": IDS[at], "codes": [format!("{}", 100 + at)], "names": names, "department": "D", "price_minor": 1_000,
            "tax": (["A", "B"][at % 2]), "levy_minor": (if at == 3 { 10 } else { 0 }),
        })
    };
    let document = json!({
        "id": "refunds", "currency": "EUR", "currency_exponent": 2,
        "taxes": [
            {"id": "A", "rate_bp": 2_000},
            {"id": "B", "rates": [{"id": "state", "rate_mpct": 4_500}, {"id": "city", "rate_mpct": 1_250}]},
        ],
        "departments": [{"id": "D", "names": names}],
        "items": [item(0), item(1), item(2), item(3)],
        "promotions": [
            {"kind": "group_amount", "id": "P0", "names": names, "n": 3, "amount_minor": 1_000, "scope": {"all": true}},
            {"kind": "basket_amount", "id": "P1", "names": names, "amount_minor": 1, "scope": {"all": true}},
        ],
    });
    let mut book = compile(document.to_string().as_bytes()).unwrap();
    book.policy.tax = policy;
    book.policy.returns = returns;
    book.promotions[1].funding = funding;
    book
}

/// Lines of 10.00 a unit; line `n` is item `n % 4` and has number `n + 1`.
fn basket_lines(units: &[u32]) -> Vec<BasketLine<'static>> {
    let line = |(at, units): (usize, &u32)| BasketLine {
        line_seq: i64::try_from(at).unwrap() + 1,
        item_id: IDS[at % 4],
        quantity: i64::from(*units),
        ..BasketLine::default()
    };
    units.iter().enumerate().map(line).collect()
}

/// Applications: a promotion and its parts (line, units, price before, saving).
type Applied<'a> = &'a [(u32, &'a [(u32, u32, i64, i64)])];

/// A basket of 10.00 a unit with these applications, every figure added up here.
fn priced(book: &PriceBook, lines: &[BasketLine<'_>], applied: Applied<'_>) -> PricedBasket {
    let checked = lines::check(book, lines, &Context::default()).unwrap();
    let mut units: Vec<Vec<i64>> = checked.iter().map(|line| vec![line.price_minor; line.units as usize]).collect();
    let mut promotions: Vec<Vec<AppliedPromotion>> = vec![Vec::new(); lines.len()];
    let mut trace = Trace::default();
    for (promotion, parts) in applied {
        let promotion = PromotionIndex(*promotion);
        let (first_part, count) = (trace.parts.len().try_into().unwrap(), parts.len().try_into().unwrap());
        trace.applications.push(Application { promotion, first_part, parts: count, groups: 1, exclusive: false });
        for &(line, count, price_minor, saving_minor) in *parts {
            trace.parts.push(Part { line, units: count, price_minor, saving_minor });
            promotions[line as usize].push(AppliedPromotion { promotion, amount_minor: saving_minor });
            let mut left = saving_minor;
            let at_price: Vec<&mut i64> =
                units[line as usize].iter_mut().filter(|unit| **unit == price_minor).take(count as usize).collect();
            assert_eq!(at_price.len(), count as usize);
            for (rest, unit) in (1..=i64::from(count)).rev().zip(at_price) {
                let part = (left + rest - 1) / rest;
                *unit -= part;
                left -= part;
            }
        }
    }
    close(book, &checked, units, promotions, trace)
}

fn close(
    book: &PriceBook,
    checked: &[lines::Line],
    mut units: Vec<Vec<i64>>,
    promotions: Vec<Vec<AppliedPromotion>>,
    trace: Trace,
) -> PricedBasket {
    let mut priced_lines = Vec::new();
    for ((line, units), promotions) in checked.iter().zip(&mut units).zip(promotions) {
        units.sort_by_key(|unit| std::cmp::Reverse(*unit));
        let amount_minor = units.iter().sum();
        priced_lines.push(PricedLine {
            line_seq: line.line_seq,
            item: line.item,
            unit_price_minor: line.unit_price_minor,
            gross_minor: line.gross_minor,
            discount_minor: line.gross_minor - amount_minor,
            amount_minor,
            levy_minor: line.levy_minor,
            markdown_minor: 0,
            staff_minor: 0,
            promotions: promotions.into(),
            units: units.iter().map(|unit| PricedUnits { units: 1, amount_minor: *unit }).collect(),
        });
    }
    let of_one = |unit: &i64| PricedUnits { units: 1, amount_minor: *unit };
    let runs: Vec<Vec<PricedUnits>> = units.iter().map(|units| units.iter().map(of_one).collect()).collect();
    let third = |line: &PricedLine| -> i64 {
        let third = |applied: &&AppliedPromotion| book.promotion(applied.promotion).funding == Funding::ThirdParty;
        line.promotions.iter().filter(third).map(|applied| applied.amount_minor).sum()
    };
    let taxed: Vec<TaxedLine<'_>> = (0..)
        .zip(&runs)
        .map(|(line, units)| TaxedLine { line, units, third_party_minor: third(&priced_lines[line]) })
        .collect();
    let rows = taxes(book, checked, &taxed);
    let tax_minor: i64 = rows.iter().map(|row| row.amount_minor).sum();
    let goods: i64 = priced_lines.iter().map(|line| line.amount_minor + line.levy_minor).sum();
    let added = if book.policy.tax.mode == TaxMode::Exclusive { tax_minor } else { 0 };
    PricedBasket {
        subtotal_minor: priced_lines.iter().map(|line| line.gross_minor).sum(),
        discount_minor: priced_lines.iter().map(|line| line.discount_minor).sum(),
        tax_minor,
        total_minor: goods + added,
        cash_total_minor: goods + added,
        promotions: Vec::new(),
        lines: priced_lines,
        taxes: rows,
        rewards: Rewards { points_earned_e4: 12_345, points_spent_e4: 777, ..Rewards::default() },
        trace,
        proof: Proof::default(),
    }
}

const ADDED: TaxPolicy =
    TaxPolicy { mode: TaxMode::Exclusive, level: TaxLevel::Rate, rounding: RoundingMode::HalfUp, round_net: false };
const NO_TAX: TaxPolicy = TaxPolicy { mode: TaxMode::None, ..ADDED };

const fn units(line_seq: i64, units: u32) -> Return {
    Return { line_seq, units }
}

/// Refunds of these returns, one after the other.
fn refunds(sale: &Sale<'_>, steps: &[&[Return]]) -> Result<Vec<Refund>, RefundError> {
    (0..steps.len()).map(|at| refund(sale, &steps[..at], steps[at])).collect()
}

#[test]
fn three_returns_of_ten_off_three_are_what_was_paid() {
    let book = book(NO_TAX, Returns::PaidPrice, Funding::Store);
    let lines = basket_lines(&[3]);
    let priced = priced(&book, &lines, &[(0, &[(0, 3, 1_000, 1_000)])]);
    let sale = Sale { book: &book, lines: &lines, context: &Context::default(), priced: &priced };
    let given = refunds(&sale, &[&[units(1, 1)], &[units(1, 1)], &[units(1, 1)]]).unwrap();
    assert_eq!(given.iter().map(|refund| refund.total_minor).collect::<Vec<_>>(), [667, 667, 666]);
    let back = GivenBack { promotion: PromotionIndex(0), applications: 1, saving_minor: 1_000 };
    assert_eq!(given.into_iter().map(|refund| refund.given_back).collect::<Vec<_>>(), [vec![], vec![], vec![back]]);
}

#[test]
fn levies_and_added_tax_come_back_with_their_unit() {
    let book = book(ADDED, Returns::PaidPrice, Funding::Store);
    let lines = basket_lines(&[1, 0, 0, 2].map(|units: u32| units.max(1)));
    let priced = priced(&book, &lines, &[]);
    let sale = Sale { book: &book, lines: &lines, context: &Context::default(), priced: &priced };
    let refund = refund(&sale, &[], &[units(4, 1)]).unwrap();
    // 10.00 + levy 0.10 + 5.75 % of 10.00 as its part of 5.75 % of 30.00 (1.73).
    assert_eq!((refund.amount_minor, refund.levy_minor, refund.total_minor), (1_000, 10, 1_000 + 10 + 58));
    assert_eq!(
        refund.lines,
        [RefundedLine { line_seq: 4, units: 1, amount_minor: 1_000, levy_minor: 10, tax_minor: 58 }]
    );
}

#[test]
fn what_cannot_come_back_is_said() {
    let book = book(NO_TAX, Returns::PaidPrice, Funding::Store);
    let lines = basket_lines(&[3, 1]);
    let priced = priced(&book, &lines, &[]);
    let sale = Sale { book: &book, lines: &lines, context: &Context::default(), priced: &priced };
    let fails = |before: &[&[Return]], now: &[Return]| refund(&sale, before, now).unwrap_err();
    assert_eq!(fails(&[], &[units(9, 1)]), RefundError::UnknownLine { line_seq: 9 });
    assert_eq!(fails(&[], &[units(1, 1), units(1, 1)]), RefundError::Twice { line_seq: 1 });
    assert_eq!(fails(&[], &[units(1, 0)]), RefundError::Units { line_seq: 1, asked: 0, left: 3 });
    assert_eq!(fails(&[&[units(1, 2)]], &[units(1, 2)]), RefundError::Units { line_seq: 1, asked: 2, left: 1 });
    assert_eq!(fails(&[&[units(2, 1)]], &[units(2, 1)]), RefundError::Units { line_seq: 2, asked: 1, left: 0 });
}

#[test]
fn whole_groups_only() {
    let book = book(NO_TAX, Returns::WholeGroup, Funding::Store);
    let lines = basket_lines(&[3, 2]);
    // A group of two of line 1 and one of line 2; one unit of each is free.
    let priced = priced(&book, &lines, &[(0, &[(0, 2, 1_000, 667), (1, 1, 1_000, 333)])]);
    let sale = Sale { book: &book, lines: &lines, context: &Context::default(), priced: &priced };
    let total = |steps: &[&[Return]]| refunds(&sale, steps).map(|given| given.last().unwrap().total_minor);
    let torn = |line_seq| Err(RefundError::PartOfGroup { line_seq, promotion: PromotionIndex(0) });
    assert_eq!(total(&[&[units(1, 1)]]), Ok(1_000));
    assert_eq!(total(&[&[units(1, 2)]]), torn(1));
    assert_eq!(total(&[&[units(2, 1)], &[units(2, 1)]]), torn(2));
    assert_eq!(total(&[&[units(1, 2), units(2, 1)]]), Ok(2_000));
    assert_eq!(total(&[&[units(1, 2), units(2, 1)], &[units(1, 1)]]), Ok(1_000));
    assert_eq!(total(&[&[units(1, 3), units(2, 2)]]), Ok(4_000));
}

#[test]
fn many_equal_groups_are_picked_at_once() {
    let book = book(NO_TAX, Returns::WholeGroup, Funding::Store);
    let lines = basket_lines(&[300]);
    let mut priced = priced(&book, &lines, &[(0, &[(0, 300, 1_000, 100_000)])]);
    priced.trace.applications[0].groups = 100;
    let sale = Sale { book: &book, lines: &lines, context: &Context::default(), priced: &priced };
    let back = GivenBack { promotion: PromotionIndex(0), applications: 10, saving_minor: 10_000 };
    assert_eq!(refund(&sale, &[], &[units(1, 30)]).unwrap().given_back, [back]);
    assert!(matches!(refund(&sale, &[], &[units(1, 31)]), Err(RefundError::PartOfGroup { line_seq: 1, .. })));
}

fn tax_policies() -> impl Strategy<Value = TaxPolicy> {
    let modes = prop_oneof![Just(TaxMode::None), Just(TaxMode::Inclusive), Just(TaxMode::Exclusive)];
    let levels = prop::sample::select(vec![TaxLevel::Unit, TaxLevel::Line, TaxLevel::Rate, TaxLevel::Receipt]);
    let roundings = prop::sample::select(vec![
        RoundingMode::HalfUp,
        RoundingMode::HalfEven,
        RoundingMode::HalfDown,
        RoundingMode::Down,
        RoundingMode::Up,
    ]);
    (modes, levels, roundings, any::<bool>()).prop_map(|(mode, level, rounding, round_net)| TaxPolicy {
        mode,
        level,
        rounding,
        round_net,
    })
}

proptest! {
    #[test]
    fn every_order_of_returns_sums_to_what_was_paid(
        tax in tax_policies(),
        third_party in any::<bool>(),
        sold in prop::collection::vec((1_u32..5, 0_i64..=1_000), 1..6),
        order in prop::collection::vec((any::<prop::sample::Index>(), 1_u32..3), 60),
    ) {
        let funding = if third_party { Funding::ThirdParty } else { Funding::Store };
        let book = book(tax, Returns::PaidPrice, funding);
        let lines = basket_lines(&sold.iter().map(|(units, _)| *units).collect::<Vec<_>>());
        let parts: Vec<(u32, u32, i64, i64)> = (0..)
            .zip(&sold)
            .map(|(line, (units, off))| (line, *units, 1_000, off * i64::from(*units) - off % i64::from(*units)))
            .collect();
        let priced = priced(&book, &lines, &[(1, &parts)]);
        let sale = Sale { book: &book, lines: &lines, context: &Context::default(), priced: &priced };
        let mut left: Vec<u32> = sold.iter().map(|(units, _)| *units).collect();
        let mut steps: Vec<Vec<Return>> = Vec::new();
        let ends = (0..left.len()).flat_map(|line| [(line, 9); 1]);
        let picked = order.iter().map(|(line, units)| (line.index(sold.len()), *units)).chain(ends);
        for (line, count) in picked.collect::<Vec<_>>() {
            let count = count.min(left[line]);
            if count > 0 {
                left[line] -= count;
                steps.push(vec![units(lines[line].line_seq, count)]);
            }
        }
        let steps: Vec<&[Return]> = steps.iter().map(Vec::as_slice).collect();
        let given = refunds(&sale, &steps).unwrap();
        prop_assert_eq!(given.iter().map(|refund| refund.total_minor).sum::<i64>(), priced.total_minor);
        prop_assert!(given.iter().all(|refund| refund.clawed_back_minor == 0));
        for row in &priced.taxes {
            let of_row = |of: &TaxAmount| (of.tax, of.rate) == (row.tax, row.rate);
            let shares = || given.iter().flat_map(|refund| &refund.taxes).filter(|share| of_row(share));
            prop_assert_eq!(shares().map(|share| share.amount_minor).sum::<i64>(), row.amount_minor);
            prop_assert_eq!(shares().map(|share| share.base_minor).sum::<i64>(), row.base_minor);
        }
        prop_assert_eq!(given.iter().map(|refund| refund.points_earned_e4).sum::<i64>(), 12_345);
        prop_assert_eq!(given.iter().map(|refund| refund.points_spent_e4).sum::<i64>(), 777);
        let applications: u32 = given.iter().flat_map(|refund| &refund.given_back).map(|back| back.applications).sum();
        prop_assert_eq!(applications, 1);
    }
}
