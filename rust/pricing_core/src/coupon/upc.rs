//! A UPC-A coupon: number system 5.
//!
//! ```text
//! '5' | manufacturer 5 | family 3 | value code 2 | check digit 1 |      (as an EAN-13: a '0' before it)
//! ```
//!
//! The manufacturer's five digits are the second to the sixth of its UPC company prefix; the first is not in the symbol.

use super::fault::{CouponFault, Fault, Part};
use super::symbol::Digits;
use super::terms::{Company, Family, Offer, Purchase, Requirement, Rule};
use super::value_code;

const DIGITS: usize = 12;

pub(super) fn read(digits: &mut Digits<'_>) -> Result<Offer, CouponFault> {
    let lead = digits.clone().take(2, Part::Identifier)?;
    if lead == "99" {
        return Err(digits.fault(Fault::InStore, Part::Identifier));
    }
    if lead == "05" && digits.left() > DIGITS {
        digits.take(1, Part::Identifier)?;
    } else if !lead.starts_with('5') {
        return Err(digits.fault(Fault::NotACoupon, Part::Identifier));
    }
    let code = digits.clone();
    digits.take(1, Part::Identifier)?;
    let number = digits.take(5, Part::Company(0))?.to_owned();
    let family = Family(digits.take(3, Part::Family(0))?.to_owned());
    let here = digits.fault(Fault::Reserved, Part::ValueCode);
    let value_code = digits.number(2, Part::ValueCode)?;
    let check = digits.fault(Fault::CheckDigit, Part::CheckDigit);
    digits.take(1, Part::CheckDigit)?;
    if !checks(code.clone().take(DIGITS, Part::Symbol)?) {
        return Err(check);
    }
    let (units, save) = value_code::meaning(value_code).ok_or(here)?;
    let company = Company::Manufacturer { number_system: None, number };
    Ok(Offer {
        offer_code: None,
        save,
        applies_to: 0,
        purchases: vec![Purchase { company, family, requirement: Requirement::Units(units) }],
        rule: Rule::default(),
        starts: None,
        expires: None,
        serial: None,
        retailer: None,
        store_coupon: false,
        dont_multiply: false,
    })
}

/// Three times the odd places and once the even ones make a multiple of ten.
fn checks(digits: &str) -> bool {
    let weighted =
        digits.bytes().zip([3, 1].into_iter().cycle()).map(|(digit, weight)| u32::from(digit - b'0') * weight);
    weighted.sum::<u32>() % 10 == 0
}
