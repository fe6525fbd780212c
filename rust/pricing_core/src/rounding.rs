//! The engine's one division: every rounding goes through it.

use crate::policy::RoundingMode;

/// `numerator / denominator` in whole numbers. Ties and remainders are measured away from zero, so a refund mirrors its
/// sale.
///
/// # Panics
/// If `denominator` is not above zero: a programmer's error.
pub fn divide(numerator: i128, denominator: i128, mode: RoundingMode) -> i128 {
    assert!(denominator > 0, "a rounding divides by a positive number");
    let whole = numerator / denominator;
    let rest = (numerator % denominator).abs();
    let twice = rest * 2;
    let up = match mode {
        RoundingMode::HalfUp => twice >= denominator,
        RoundingMode::HalfDown => twice > denominator,
        RoundingMode::HalfEven => twice > denominator || (twice == denominator && whole % 2 != 0),
        RoundingMode::Down => false,
        RoundingMode::Up => rest > 0,
    };
    if up { whole + numerator.signum() } else { whole }
}

/// [`divide`] for amounts that stay within 2^63 by the basket's bound.
#[inline]
pub fn divide_minor(numerator: i64, denominator: i64, mode: RoundingMode) -> i64 {
    debug_assert!(denominator > 0, "a rounding divides by a positive number");
    let whole = numerator / denominator;
    let rest = (numerator % denominator).abs();
    let twice = rest * 2;
    let up = match mode {
        RoundingMode::HalfUp => twice >= denominator,
        RoundingMode::HalfDown => twice > denominator,
        RoundingMode::HalfEven => twice > denominator || (twice == denominator && whole % 2 != 0),
        RoundingMode::Down => false,
        RoundingMode::Up => rest > 0,
    };
    if up { whole + numerator.signum() } else { whole }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_mode_at_a_tie_and_beside_it() {
        let rounded = |mode| [14, 15, 16, 25, -15, -25].map(|tenths| divide(tenths, 10, mode));
        assert_eq!(rounded(RoundingMode::HalfUp), [1, 2, 2, 3, -2, -3]);
        assert_eq!(rounded(RoundingMode::HalfEven), [1, 2, 2, 2, -2, -2]);
        assert_eq!(rounded(RoundingMode::HalfDown), [1, 1, 2, 2, -1, -2]);
        assert_eq!(rounded(RoundingMode::Down), [1, 1, 1, 2, -1, -2]);
        assert_eq!(rounded(RoundingMode::Up), [2, 2, 2, 3, -2, -3]);
    }

    #[test]
    fn both_widths_agree() {
        for mode in
            [RoundingMode::HalfUp, RoundingMode::HalfEven, RoundingMode::HalfDown, RoundingMode::Down, RoundingMode::Up]
        {
            for numerator in -60..60 {
                for denominator in 1..12 {
                    let wide = divide(i128::from(numerator), i128::from(denominator), mode);
                    assert_eq!(i128::from(divide_minor(numerator, denominator, mode)), wide);
                }
            }
        }
    }
}
