//! The number an item is found by: GTIN, in-store number or PLU.

use std::fmt;

use serde::{Deserialize, Serialize};

/// 1 to 18 digits, leading zeros kept, packed into one integer: the digits behind a leading 1.
///
/// A UPC-A (12 digits) and the EAN-13 made of it by a leading 0 are the same code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Code(u64);

impl Code {
    /// The longest code: an SSCC has 18 digits.
    pub const MAX_DIGITS: usize = 18;
    const UPC_A_DIGITS: usize = 12;

    /// The code in `digits`, or `None` if they are not 1 to 18 ASCII digits.
    pub fn parse(digits: &str) -> Option<Self> {
        if digits.is_empty() || digits.len() > Self::MAX_DIGITS {
            return None;
        }
        let lead = if digits.len() == Self::UPC_A_DIGITS { 10 } else { 1 };
        let packed = digits
            .chars()
            .try_fold(lead, |packed: u64, digit| packed.checked_mul(10)?.checked_add(u64::from(digit.to_digit(10)?)));
        packed.map(Self)
    }
}

/// The digits; a UPC-A as the EAN-13 it is.
impl fmt::Display for Code {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let packed = self.0.to_string();
        out.write_str(packed.strip_prefix('1').unwrap_or(&packed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upc_a_is_ean_13_with_a_zero() {
        assert_eq!(Code::parse("036000291452"), Code::parse("0036000291452"));
        assert_ne!(Code::parse("036000291452"), Code::parse("36000291452"));
    }

    #[test]
    fn digits_come_back() {
        for (digits, shown) in
            [("0012", "0012"), ("036000291452", "0036000291452"), ("999999999999999999", "999999999999999999")]
        {
            assert_eq!(Code::parse(digits).map(|code| code.to_string()).as_deref(), Some(shown));
        }
    }

    #[test]
    fn leading_zeros_count() {
        assert_ne!(Code::parse("0012"), Code::parse("12"));
        assert_ne!(Code::parse("0"), Code::parse("00"));
    }

    #[test]
    fn only_digits_and_only_18() {
        assert!(Code::parse("999999999999999999").is_some());
        for refused in ["", "1234567890123456789", "12a", "-12", "+12", " 12", "１２"] {
            assert_eq!(Code::parse(refused), None, "{refused:?}");
        }
    }
}
