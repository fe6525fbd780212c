//! AI 8110: a coupon that carries its terms, in at most 70 digits.
//!
//! Widths in digits; `v` is a length indicator of one digit, the part after it has as many digits (`+6`: six more).
//!
//! ```text
//! 8110 |v 0-6| company prefix +6 |offer code 6|v 1-5| save value |v 1-5| requirement |code 1|family 3| then, each if there:
//!
//!      '1' |rule 1|v 1-5| requirement |code 1|family 3|v 0-6| company prefix +6 |       second purchase
//!      '2'        |v 1-5| requirement |code 1|family 3|v 0-6| company prefix +6 |       third purchase
//!                                                     '9' instead of v: the first company's
//!      '3' |YYMMDD|                                                                     last day
//!      '4' |YYMMDD|                                                                     first day
//!      '5' |v 0-9| serial +6 |                                                          serial number
//!      '6' |v 1-7| company prefix or GLN +6 |                                           retailer
//!      '9' |save code 1|applies to 1|store coupon 1|don't multiply 1|                   the rest
//! ```
//!
//! `8110 1 0614141 654321 3 250 1 1 0 120 3 140131`: 2.50 off one unit of family 120 of company 0614141, until 2014-01-31.

use super::day::Day;
use super::fault::{CouponFault, Fault, Part};
use super::symbol::Digits;
use super::terms::{Company, Family, Offer, Purchase, Requirement, Rule, Save};

/// The most digits after the identifier.
const MAX_DIGITS: usize = 70;

/// Length indicators of a company prefix of 6 to 12 digits.
pub(super) const PREFIX_LENGTHS: &[u32] = &[0, 1, 2, 3, 4, 5, 6];
/// Length indicators of a serial number of 6 to 15 digits.
pub(super) const SERIAL_LENGTHS: &[u32] = &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
const VALUE_LENGTHS: &[u32] = &[1, 2, 3, 4, 5];
const RETAILER_LENGTHS: &[u32] = &[1, 2, 3, 4, 5, 6, 7];

pub(super) fn read(digits: &mut Digits<'_>) -> Result<Offer, CouponFault> {
    if digits.left() > MAX_DIGITS {
        return Err(digits.fault(Fault::TooLong, Part::Symbol));
    }
    let company = Company::Prefix(digits.sized(PREFIX_LENGTHS, 6, Part::Company(0))?.to_owned());
    let offer_code = digits.take(6, Part::OfferCode)?.to_owned();
    let save_value = read_value(digits, Part::SaveValue)?;
    let (requirement, family) = read_requirement(digits, 0)?;
    let mut purchases = vec![Purchase { company, family, requirement }];
    let rule = read_more_purchases(digits, &mut purchases)?;
    let expires = if digits.next_is('3') { Some(read_day(digits, Part::Expires)?) } else { None };
    let starts = read_start(digits, expires)?;
    let serial = if digits.next_is('5') { Some(digits.sized(SERIAL_LENGTHS, 6, Part::Serial)?) } else { None };
    let retailer = if digits.next_is('6') { Some(digits.sized(RETAILER_LENGTHS, 6, Part::Retailer)?) } else { None };
    let rest = read_rest(digits, save_value, purchases.len())?;
    Ok(Offer {
        offer_code: Some(offer_code),
        save: rest.save,
        applies_to: rest.applies_to,
        purchases,
        rule,
        starts,
        expires,
        serial: serial.map(str::to_owned),
        retailer: retailer.map(str::to_owned),
        store_coupon: rest.store_coupon,
        dont_multiply: rest.dont_multiply,
    })
}

/// A number of 1 to 5 digits behind its length, and the place it came from.
struct Value {
    number: u32,
    wrong: CouponFault,
}

fn read_value(digits: &mut Digits<'_>, part: Part) -> Result<Value, CouponFault> {
    let length = digits.code(VALUE_LENGTHS, Fault::Length, part)?;
    let wrong = digits.fault(Fault::Value, part);
    Ok(Value { number: digits.number(length as usize, part)?, wrong })
}

fn read_requirement(digits: &mut Digits<'_>, purchase: u8) -> Result<(Requirement, Family), CouponFault> {
    let value = read_value(digits, Part::Requirement(purchase))?.number;
    let code = digits.code(&[0, 1, 2, 3, 4, 9], Fault::Code, Part::RequirementCode(purchase))?;
    let family = Family(digits.take(3, Part::Family(purchase))?.to_owned());
    let requirement = match code {
        0 => Requirement::Units(value),
        1 => Requirement::Value(i64::from(value)),
        2 => Requirement::Transaction(i64::from(value)),
        3 => Requirement::Mass(hundredths_of_pounds_to_g(value)),
        4 => Requirement::Mass(u64::from(value)), // thousandths of a kilogram
        _ => Requirement::Cashier,
    };
    Ok((requirement, family))
}

/// The least whole grams that are at least so many 1/100 lb; a pound is 453.59237 g.
fn hundredths_of_pounds_to_g(hundredths: u32) -> u64 {
    (u64::from(hundredths) * 45_359_237).div_ceil(10_000_000)
}

fn read_more_purchases(digits: &mut Digits<'_>, purchases: &mut Vec<Purchase>) -> Result<Rule, CouponFault> {
    let mut rule = Rule::default();
    if digits.next_is('1') {
        rule = match digits.code(&[0, 1, 2, 3], Fault::Code, Part::Rule)? {
            0 => Rule::Any,
            1 => Rule::All,
            2 => Rule::FirstAndAnother,
            _ => Rule::Together,
        };
        let second = read_other_purchase(digits, 1, purchases)?;
        purchases.push(second);
    }
    let here = digits.fault(Fault::NoSuchPurchase, Part::Rule);
    if digits.next_is('2') {
        // The rule comes with the second purchase: a third without it says nothing about how the two go together.
        if purchases.len() == 1 {
            return Err(here);
        }
        let third = read_other_purchase(digits, 2, purchases)?;
        purchases.push(third);
    }
    Ok(rule)
}

fn read_other_purchase(digits: &mut Digits<'_>, purchase: u8, earlier: &[Purchase]) -> Result<Purchase, CouponFault> {
    let (requirement, family) = read_requirement(digits, purchase)?;
    let company = if digits.next_is('9') {
        earlier[0].company.clone()
    } else {
        Company::Prefix(digits.sized(PREFIX_LENGTHS, 6, Part::Company(purchase))?.to_owned())
    };
    Ok(Purchase { company, family, requirement })
}

fn read_day(digits: &mut Digits<'_>, part: Part) -> Result<Day, CouponFault> {
    let here = digits.fault(Fault::NoSuchDay, part);
    Day::of_yymmdd(digits.number(6, part)?).ok_or(here)
}

fn read_start(digits: &mut Digits<'_>, expires: Option<Day>) -> Result<Option<Day>, CouponFault> {
    if !digits.next_is('4') {
        return Ok(None);
    }
    let here = digits.fault(Fault::EndsBeforeStart, Part::Starts);
    let starts = read_day(digits, Part::Starts)?;
    if expires.is_some_and(|expires| expires < starts) { Err(here) } else { Ok(Some(starts)) }
}

/// The last field, as it stands or as it is understood if it is not there.
struct Rest {
    save: Save,
    applies_to: usize,
    store_coupon: bool,
    dont_multiply: bool,
}

fn read_rest(digits: &mut Digits<'_>, save_value: Value, purchases: usize) -> Result<Rest, CouponFault> {
    if !digits.next_is('9') {
        let save = save_of(0, save_value)?;
        return Ok(Rest { save, applies_to: 0, store_coupon: false, dont_multiply: false });
    }
    let save = save_of(digits.code(&[0, 1, 2, 5, 6], Fault::Code, Part::SaveCode)?, save_value)?;
    let here = digits.fault(Fault::NoSuchPurchase, Part::AppliesTo);
    let applies_to = digits.code(&[0, 1, 2], Fault::Code, Part::AppliesTo)? as usize;
    if applies_to >= purchases {
        return Err(here);
    }
    let store_coupon = digits.number(1, Part::StoreCoupon)? != 0;
    let dont_multiply = digits.code(&[0, 1], Fault::Code, Part::DontMultiply)? == 1;
    Ok(Rest { save, applies_to, store_coupon, dont_multiply })
}

fn save_of(code: u32, Value { number, wrong }: Value) -> Result<Save, CouponFault> {
    match (code, number) {
        (1, 0) => Ok(Save::FreeItem(None)),
        (1, up_to) => Ok(Save::FreeItem(Some(i64::from(up_to)))),
        (2, 1..) => Ok(Save::FreeUnits(number)),
        (5, 1..=100) => Ok(Save::Percent(number * 100)),
        (6, 1..) => Ok(Save::AmountOffTransaction(i64::from(number))),
        (0, 1..) => Ok(Save::Amount(i64::from(number))),
        _ => Err(wrong),
    }
}
