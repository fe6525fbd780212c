//! AI 8100, 8101, 8102: the GS1-128 printed beside a UPC-A coupon.
//!
//! ```text
//! 8100 |number system 1|offer code 5|
//! 8101 |number system 1|offer code 5|MMYY, through the end of that month|
//! 8102 |'0'|number system 1|
//! ```

use super::day::Day;
use super::fault::{CouponFault, Fault, Part};
use super::symbol::Digits;

/// What an extended code says of the UPC-A coupon it stands beside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Offer,
    OfferAndEnd,
    NumberSystem,
}

/// What an extended code adds to the UPC-A coupon it stands beside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extended {
    /// The first digit of the company's UPC company prefix.
    pub number_system: char,
    /// The offer code, five digits.
    pub offer_code: Option<String>,
    /// The last day.
    pub expires: Option<Day>,
}

pub(super) fn read(identifier: &str, digits: &mut Digits<'_>) -> Result<Extended, CouponFault> {
    let form = match identifier {
        "8100" => Form::Offer,
        "8101" => Form::OfferAndEnd,
        _ => Form::NumberSystem,
    };
    if form == Form::NumberSystem {
        digits.code(&[0], Fault::Code, Part::NumberSystem)?;
        return Ok(Extended { number_system: read_number_system(digits)?, offer_code: None, expires: None });
    }
    let number_system = read_number_system(digits)?;
    let offer_code = Some(digits.take(5, Part::OfferCode)?.to_owned());
    let expires = if form == Form::OfferAndEnd { Some(read_end(digits)?) } else { None };
    Ok(Extended { number_system, offer_code, expires })
}

fn read_number_system(digits: &mut Digits<'_>) -> Result<char, CouponFault> {
    let digit = digits.take(1, Part::NumberSystem)?;
    Ok(digit.chars().next().unwrap_or_default())
}

fn read_end(digits: &mut Digits<'_>) -> Result<Day, CouponFault> {
    let here = digits.fault(Fault::NoSuchDay, Part::Expires);
    let month = digits.number(2, Part::Expires)?;
    let year = digits.number(2, Part::Expires)?;
    // These codes were printed from 1995 to 2012.
    let century = if year >= 90 { 1900 } else { 2000 };
    let (Ok(year), Ok(month)) = (u16::try_from(century + year), u8::try_from(month)) else { return Err(here) };
    Day::last_of(year, month).ok_or(here)
}
