use crate::item::{Item, ItemIndex};
use crate::lines::Line;
use crate::policy::{RoundingMode, TaxLevel, TaxMode, TaxPolicy};
use crate::price_book::PriceBook;
use crate::priced::PricedUnits;
use crate::tax::{Rate, TaxClass, TaxIndex, TaxedLine, taxes};
use crate::time::LocalTime;

const EXCLUSIVE: TaxPolicy =
    TaxPolicy { mode: TaxMode::Exclusive, level: TaxLevel::Rate, rounding: RoundingMode::HalfUp, round_net: false };
const INCLUSIVE: TaxPolicy = TaxPolicy { mode: TaxMode::Inclusive, ..EXCLUSIVE };
const LEVELS: [TaxLevel; 4] = [TaxLevel::Unit, TaxLevel::Line, TaxLevel::Rate, TaxLevel::Receipt];
const MODES: [RoundingMode; 5] =
    [RoundingMode::HalfUp, RoundingMode::HalfEven, RoundingMode::HalfDown, RoundingMode::Down, RoundingMode::Up];

/// A book with one item per class; a class is its rates in 1/1,000 %.
fn book(policy: TaxPolicy, classes: &[&[u32]]) -> PriceBook {
    let mut book = PriceBook::default();
    book.policy.tax = policy;
    for (index, rates) in (0..).zip(classes) {
        let rates = rates.iter().map(|rate_mpct| Rate { id: String::new(), rate_mpct: *rate_mpct }).collect();
        book.taxes.push(TaxClass { rates, ..TaxClass::default() });
        book.items.push(Item { tax: TaxIndex(index), ..Item::default() });
    }
    book
}

/// The tax of each row; a line is its item, its units and what each costs.
fn rows(book: &PriceBook, priced: &[(u32, u32, i64)]) -> Vec<i64> {
    let third = priced.iter().map(|(item, units, amount)| (*item, *units, *amount, 0)).collect::<Vec<_>>();
    rows_with(book, &third)
}

/// As [`rows`], with what a third party pays of each line.
fn rows_with(book: &PriceBook, priced: &[(u32, u32, i64, i64)]) -> Vec<i64> {
    let lines: Vec<Line> = priced.iter().map(|(item, units, ..)| line(*item, *units)).collect();
    let units = |&(_, units, amount_minor, _): &(u32, u32, i64, i64)| [PricedUnits { units, amount_minor }];
    let units: Vec<[PricedUnits; 1]> = priced.iter().map(units).collect();
    let taxed: Vec<TaxedLine<'_>> = (0..)
        .zip(units.iter().zip(priced))
        .map(|(line, (units, priced))| TaxedLine { line, units, third_party_minor: priced.3 })
        .collect();
    taxes(book, &lines, &taxed).iter().map(|row| row.amount_minor).collect()
}

fn line(item: u32, units: u32) -> Line {
    Line {
        line_seq: 0,
        item: ItemIndex(item),
        units,
        mass_g: 0,
        unit_price_minor: 0,
        price_minor: 0,
        floor_minor: 0,
        gross_minor: 0,
        levy_minor: 0,
        open: true,
        markdown: None,
        after: None,
        at: LocalTime(0),
    }
}

#[test]
fn no_tax_has_no_rows() {
    assert!(rows(&book(TaxPolicy { mode: TaxMode::None, ..EXCLUSIVE }, &[&[20_000]]), &[(0, 1, 100)]).is_empty());
    assert!(rows(&book(EXCLUSIVE, &[&[], &[0]]), &[(0, 1, 100)]).is_empty());
    assert_eq!(rows(&book(EXCLUSIVE, &[&[], &[0]]), &[(1, 1, 100)]), [0]);
}

#[test]
fn the_same_goods_on_two_lines() {
    // Sylius: 2 x 19.70 at 20 % contain 6.56 by line and 6.57 by receipt.
    let of = |level| rows(&book(TaxPolicy { level, ..INCLUSIVE }, &[&[20_000]]), &[(0, 1, 1_970), (0, 1, 1_970)]);
    assert_eq!(LEVELS.map(|level| of(level)[0]), [656, 656, 657, 657]);
    let together = |level| rows(&book(TaxPolicy { level, ..INCLUSIVE }, &[&[20_000]]), &[(0, 2, 1_970)]);
    assert_eq!(LEVELS.map(|level| together(level)[0]), [656, 657, 657, 657]);
}

#[test]
fn two_added_rates() {
    // Sylius: 300.00 at 23 % and 200.00 at 5 % are 79.00.
    for level in LEVELS {
        let book = book(TaxPolicy { level, ..EXCLUSIVE }, &[&[23_000], &[5_000]]);
        assert_eq!(rows(&book, &[(0, 3, 10_000), (1, 4, 5_000)]), [6_900, 1_000]);
    }
}

#[test]
fn net_rounded_per_line_and_tax_as_what_is_left() {
    // Vendure: net 50.81 of 57.19, tax 6.38.
    let policy = TaxPolicy { level: TaxLevel::Line, round_net: true, ..INCLUSIVE };
    let classes: &[&[u32]] = &[&[20_000], &[10_000]];
    let paid = [(0, 1, 1_563), (1, 1, 3_218), (1, 1, 938)];
    assert_eq!(rows(&book(policy, classes), &paid).iter().sum::<i64>(), 638);
    let of_tax = TaxPolicy { round_net: false, ..policy };
    assert_eq!(rows(&book(of_tax, classes), &paid), [261, 293 + 85]);
}

#[test]
fn ssuta_rounds_state_and_local_together() {
    // Third decimal above 4 goes up: 4.5 % + 4.5 % of 1.00 are 0.09, not 0.05 + 0.05.
    let of = |base| rows(&book(EXCLUSIVE, &[&[4_500, 4_500]]), &[(0, 1, base)]);
    assert_eq!(of(100), [5, 4]);
    // 6.5 % of 0.69 is 0.0448 (down), of 0.70 is 0.0455 (up).
    let of = |base| rows(&book(EXCLUSIVE, &[&[6_500]]), &[(0, 1, base)])[0];
    assert_eq!([of(69), of(70)], [4, 5]);
    // New York City: 4 % + 4.5 % + 0.375 %.
    assert_eq!(rows(&book(EXCLUSIVE, &[&[4_000, 4_500, 375]]), &[(0, 1, 100)]), [4, 5, 0]);
}

#[test]
fn rates_inside_a_price_split_the_one_fraction() {
    // 5 % + 9.975 % inside 114.98 (Canada, were it labelled so): 14.98 of which a third is federal.
    let book = book(INCLUSIVE, &[&[5_000, 9_975]]);
    assert_eq!(rows(&book, &[(0, 1, 11_498)]), [500, 998]);
}

#[test]
fn hmrc_nearest_penny_or_cut() {
    let of = |rounding| rows(&book(TaxPolicy { rounding, ..INCLUSIVE }, &[&[20_000]]), &[(0, 1, 1_000)])[0];
    assert_eq!(MODES.map(of), [167, 167, 167, 166, 167]);
    // 0.99 contains exactly 0.165.
    let of = |rounding| rows(&book(TaxPolicy { rounding, ..INCLUSIVE }, &[&[20_000]]), &[(0, 1, 99)])[0];
    assert_eq!(MODES.map(of), [17, 16, 16, 16, 17]);
}

#[test]
fn third_party_money_does_not_lower_the_base() {
    // New York TB-ST-140: 1.00, manufacturer's coupon 0.25, 8 %: tax 0.08, to pay 0.83. A store coupon leaves 0.06.
    for level in LEVELS {
        let book = book(TaxPolicy { level, ..EXCLUSIVE }, &[&[8_000]]);
        assert_eq!(rows_with(&book, &[(0, 1, 75, 25)]), [8]);
        assert_eq!(rows_with(&book, &[(0, 1, 75, 0)]), [6]);
    }
}

#[test]
fn third_party_money_is_spread_over_units() {
    // 3 x 1.00 less 0.10: bases 1.04, 1.03, 1.03 at 50 % are 0.52 + 0.52 + 0.52 (ties up), not 1.55.
    let book = book(TaxPolicy { level: TaxLevel::Unit, ..EXCLUSIVE }, &[&[50_000]]);
    assert_eq!(rows_with(&book, &[(0, 3, 100, 10)]), [156]);
}

#[test]
fn a_receipt_rounds_all_rates_once() {
    // Ties of 0.5 + 0.5: together 1.0, apart 1 + 1.
    let classes: &[&[u32]] = &[&[5_000], &[10_000]];
    let of = |level| rows(&book(TaxPolicy { level, ..EXCLUSIVE }, classes), &[(0, 1, 10), (1, 1, 5)]);
    assert_eq!(of(TaxLevel::Rate), [1, 1]);
    assert_eq!(of(TaxLevel::Receipt), [1, 0]);
    // 1/3 + 1/6 of a cent is a tie although both are periodic: 20 % of 2 and of 1.
    let thirds: &[&[u32]] = &[&[20_000], &[20_000]];
    let mode = |rounding| TaxPolicy { level: TaxLevel::Receipt, rounding, ..INCLUSIVE };
    let of = |rounding| rows(&book(mode(rounding), thirds), &[(0, 1, 2), (1, 1, 1)]);
    assert_eq!([of(RoundingMode::HalfUp), of(RoundingMode::HalfDown)], [[1, 0], [0, 0]]);
}

#[test]
fn returns_mirror_sales() {
    for mode in [EXCLUSIVE, INCLUSIVE, TaxPolicy { round_net: true, ..INCLUSIVE }] {
        for (level, rounding) in LEVELS.into_iter().flat_map(|level| MODES.map(|rounding| (level, rounding))) {
            let book = book(TaxPolicy { level, rounding, ..mode }, &[&[7_000], &[19_000, 1_250]]);
            for amount in 0..60 {
                let sold = rows(&book, &[(0, 2, amount), (1, 3, 5 * amount + 1)]);
                let returned = rows(&book, &[(0, 2, -amount), (1, 3, -5 * amount - 1)]);
                assert_eq!(returned, sold.iter().map(|tax| -tax).collect::<Vec<_>>());
            }
        }
    }
}

#[test]
fn the_largest_basket_fits() {
    for level in LEVELS {
        let book = book(TaxPolicy { level, ..EXCLUSIVE }, &[&[999_999]]);
        assert_eq!(rows(&book, &[(0, 1, crate::lines::MAX_BASKET_MINOR)]), [99_999_900_000_000]);
    }
}
