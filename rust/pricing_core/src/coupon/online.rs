//! AI 8112: a coupon of a positive offer file, single use, checked online.
//!
//! ```text
//! 8112 |format 1, '0' or '1'|v 0-6| funder +6 |offer code 6|v 0-9| serial +6 |
//! ```

use super::fault::{CouponFault, Fault, Part};
use super::offer::{PREFIX_LENGTHS, SERIAL_LENGTHS};
use super::symbol::Digits;

/// An AI 8112: which offer, and which one of its coupons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Online {
    /// The form of the terms in the offer file, 0 or 1.
    pub format: u8,
    /// Who pays, 6 to 12 digits.
    pub funder: String,
    /// The funder's number for the offer.
    pub offer_code: String,
    /// This coupon's own number, 6 to 15 digits; it is redeemed once.
    pub serial: String,
}

impl Online {
    /// What the book's promotion has as its `coupon`: the symbol up to its offer code, the "base data string" under which
    /// an offer file lists the offer.
    pub fn book_code(&self) -> String {
        format!("8112{}{}{}{}", self.format, self.funder.len() - 6, self.funder, self.offer_code)
    }
}

pub(super) fn read(digits: &mut Digits<'_>) -> Result<Online, CouponFault> {
    let format = digits.code(&[0, 1], Fault::Code, Part::Format)?;
    Ok(Online {
        format: u8::from(format == 1),
        funder: digits.sized(PREFIX_LENGTHS, 6, Part::Company(0))?.to_owned(),
        offer_code: digits.take(6, Part::OfferCode)?.to_owned(),
        serial: digits.sized(SERIAL_LENGTHS, 6, Part::Serial)?.to_owned(),
    })
}
