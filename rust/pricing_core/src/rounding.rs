//! The engine's one rounding. It happens at four places only: a weight price, a percentage of a line, the split of a
//! group's saving (which floors and hands out the rest, see [`crate::promotion`]) and the tax of a class.

use std::num::NonZeroU32;

use crate::error::Overflow;

/// `numerator / denominator` to the nearest whole; a tie goes away from zero, so that a refund mirrors its sale.
pub fn half_up(numerator: i128, denominator: NonZeroU32) -> Result<i128, Overflow> {
    let divisor = i128::from(denominator.get());
    let whole = numerator.checked_div(divisor).ok_or(Overflow)?;
    let rest = numerator.checked_rem(divisor).ok_or(Overflow)?.unsigned_abs();
    if rest < u128::from(denominator.get().div_ceil(2)) {
        return Ok(whole);
    }
    whole.checked_add(numerator.signum()).ok_or(Overflow)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rounded(numerator: i128, denominator: u32) -> i128 {
        half_up(numerator, NonZeroU32::new(denominator).unwrap()).unwrap()
    }

    #[test]
    fn ties_go_away_from_zero() {
        assert_eq!(rounded(5, 10), 1);
        assert_eq!(rounded(4, 10), 0);
        assert_eq!(rounded(15, 10), 2);
        assert_eq!(rounded(-5, 10), -1);
        assert_eq!(rounded(-4, 10), 0);
    }

    #[test]
    fn odd_denominators_have_no_tie() {
        assert_eq!(rounded(1, 3), 0);
        assert_eq!(rounded(2, 3), 1);
        assert_eq!(rounded(5, 11), 0);
        assert_eq!(rounded(6, 11), 1);
        assert_eq!(rounded(7, 1), 7);
    }
}
