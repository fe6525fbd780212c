//! What is paid if it is paid in cash. The difference is an adjustment of the tender, after tax, never a discount.

use crate::policy::CashRounding;
use crate::rounding::divide_minor;

/// A total rounded to what coins can pay, in minor units. A refund (below zero) mirrors its sale.
pub fn rounded(total_minor: i64, rounding: Option<CashRounding>) -> i64 {
    let Some(CashRounding { step_minor, mode, below_step_exact }) = rounding else { return total_minor };
    if below_step_exact && total_minor.abs() < step_minor {
        return total_minor;
    }
    divide_minor(total_minor, step_minor, mode) * step_minor
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::RoundingMode;

    fn step(step_minor: i64, mode: RoundingMode) -> impl Fn(i64) -> i64 {
        move |total| rounded(total, Some(CashRounding { step_minor, mode, below_step_exact: false }))
    }

    #[test]
    fn canada_without_its_cent() {
        assert_eq!([491, 492, 493, 497, 498].map(step(5, RoundingMode::HalfUp)), [490, 490, 495, 495, 500]);
        assert_eq!(rounded(492, None), 492);
    }

    #[test]
    fn at_ten_cents_ties_go_down_and_refunds_mirror_sales() {
        let dime = step(10, RoundingMode::HalfDown);
        assert_eq!([104, 105, 106].map(&dime), [100, 100, 110]);
        assert_eq!([-104, -105, -106].map(&dime), [-100, -100, -110]);
    }

    #[test]
    fn whole_crowns_and_half_crowns() {
        assert_eq!([149, 150].map(step(100, RoundingMode::HalfUp)), [100, 200]);
        assert_eq!([1_024, 1_025].map(step(50, RoundingMode::HalfUp)), [1_000, 1_050]);
    }

    #[test]
    fn below_one_step_stays_exact_only_if_the_book_says_so() {
        let cash = CashRounding { step_minor: 5, mode: RoundingMode::HalfUp, below_step_exact: true };
        assert_eq!([4, 5, 7, -4].map(|total| rounded(total, Some(cash))), [4, 5, 5, -4]);
        assert_eq!([4, 2, 7, -4].map(step(5, RoundingMode::HalfUp)), [5, 0, 5, -5]);
    }
}
