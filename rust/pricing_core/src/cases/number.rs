//! Decimal texts and whole numbers, without a float in between.

/// Why a text is no number of so many digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NumberFault {
    /// It is not `[-]digits[.digits]`.
    NotANumber,
    /// It has more digits after the point than the unit.
    TooFine,
    /// It is beyond 10^15 of the unit.
    TooLarge,
}

const MAX: i128 = 1_000_000_000_000_000;

/// `"1.30"` with 2 digits is 130; zeros beyond the digits do not count.
pub(super) fn parse(text: &str, digits: u32) -> Result<i64, NumberFault> {
    let (negative, unsigned) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, ""));
    let fraction = fraction.trim_end_matches('0');
    if whole.is_empty() || !whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit()) {
        return Err(NumberFault::NotANumber);
    }
    if fraction.len() > digits as usize {
        return Err(NumberFault::TooFine);
    }
    let padding = digits as usize - fraction.len();
    let places = whole.bytes().chain(fraction.bytes()).chain(std::iter::repeat_n(b'0', padding));
    let value = places.fold(0_i128, |value, digit| (value * 10 + i128::from(digit - b'0')).min(MAX + 1));
    if value > MAX {
        return Err(NumberFault::TooLarge);
    }
    let value = i64::try_from(value).map_err(|_| NumberFault::TooLarge)?;
    Ok(if negative { -value } else { value })
}

/// 130 with 2 digits is `"1.30"`.
pub(super) fn format(value: i64, digits: u32) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let text = format!("{:0>width$}", value.unsigned_abs(), width = digits as usize + 1);
    let (whole, fraction) = text.split_at(text.len() - digits as usize);
    if digits == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
}

/// As [`format`], without zeros at the end: points.
pub(super) fn format_short(value: i64, digits: u32) -> String {
    let text = format(value, digits);
    if digits == 0 { text } else { text.trim_end_matches('0').trim_end_matches('.').to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_minor_units() {
        assert_eq!(parse("1.30", 2), Ok(130));
        assert_eq!(parse("1.3", 2), Ok(130));
        assert_eq!(parse("1.300", 2), Ok(130));
        assert_eq!(parse("-0.05", 2), Ok(-5));
        assert_eq!(parse("12", 0), Ok(12));
        assert_eq!(parse("1.305", 2), Err(NumberFault::TooFine));
        assert_eq!(parse("1000000000000000000000", 2), Err(NumberFault::TooLarge));
        for bad in ["", ".5", "1,3", "1e3", "+1", "--1", " 1", "1.2.3"] {
            assert_eq!(parse(bad, 2), Err(NumberFault::NotANumber), "{bad:?}");
        }
    }

    #[test]
    fn minor_units_become_texts() {
        assert_eq!(format(130, 2), "1.30");
        assert_eq!(format(-5, 2), "-0.05");
        assert_eq!(format(7, 0), "7");
        assert_eq!(format(5, 3), "0.005");
        assert_eq!(format_short(900_000, 4), "90");
        assert_eq!(format_short(16_100, 4), "1.61");
    }
}
