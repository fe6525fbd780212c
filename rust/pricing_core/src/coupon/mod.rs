//! North American coupons, from the scanned symbol to terms, from terms to a promotion. No table to load, no I/O.
//!
//! A manufacturer's coupon says in its own digits what it saves and what must be bought. Three forms are in use:
//!
//! ```text
//! AI 8110, GS1 DataBar Expanded, terms inside ([`offer`])
//! AI 8112, positive offer file: an offer and a serial, terms are the book's ([`online`])
//! UPC-A number system 5, before 2012, terms from a table ([`upc`]), often beside
//! AI 8100, 8101, 8102, which extend it with an offer code and an end ([`extended`])
//! ```
//!
//! Amounts of a symbol are US or Canadian cents; a book with another exponent must not take coupons of this kind.
//!
//! Sources: GS1 US, North American Coupon Application Guideline; GS1 General Specifications, AI 8100 to 8112; GS1 Syntax
//! Dictionary, `couponcode` and `couponposoffer`; The Coupon Bureau's published basket validation; the value code table in
//! two public point-of-sale programs.

pub mod day;
pub mod extended;
pub mod family;
pub mod fault;
pub mod offer;
pub mod online;
pub mod promotion;
pub mod redeem;
mod symbol;
pub mod terms;
pub mod upc;
mod value_code;

pub use day::Day;
pub use extended::Extended;
pub use fault::{CouponFault, Fault, Part};
pub use online::Online;
pub use redeem::{Applies, Good, Refused, requirement_met};
pub use terms::{Company, Family, Offer, Purchase, Requirement, Rule, Save};

use symbol::Digits;

/// A coupon as its symbol states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Coupon {
    /// It carries its terms: AI 8110, or a UPC-A coupon with what extends it.
    Offer(Offer),
    /// AI 8112: single use, looked up and redeemed online; its terms are the book's, under [`Online::book_code`].
    Online(Online),
    /// AI 8100, 8101, 8102 scanned alone: only half a coupon, see [`Offer::extended_by`].
    Extended(Extended),
}

/// Reads the symbol of a coupon.
///
/// Taken as scanners and people write it: an AIM identifier (`]e0`, `]C1`, `]E0`, ...) and a leading FNC1 may be there or not, the
/// application identifier may be bracketed or not. A UPC-A coupon may be followed by its extended code or by the AI 8110 that
/// replaces it. Everything else that is no digit, and every digit too many, is a fault with its place in `symbol`.
pub fn decode(symbol: &str) -> Result<Coupon, CouponFault> {
    let mut digits = Digits::of(symbol);
    let coupon = match digits.identifier() {
        Some("8110") => offer::read(&mut digits).map(Coupon::Offer),
        Some("8112") => online::read(&mut digits).map(Coupon::Online),
        Some(identifier @ ("8100" | "8101" | "8102")) => extended::read(identifier, &mut digits).map(Coupon::Extended),
        _ => read_upc(&mut digits),
    }?;
    digits.end()?;
    Ok(coupon)
}

/// A UPC-A coupon and what may follow it in the same transmission.
fn read_upc(digits: &mut Digits<'_>) -> Result<Coupon, CouponFault> {
    let offer = upc::read(digits)?;
    if digits.at_end() {
        return Ok(Coupon::Offer(offer));
    }
    let mut second = digits.second_symbol();
    let coupon = match second.identifier() {
        // Printed while the forms changed over: both say the same, and AI 8110 says it better.
        Some("8110") => offer::read(&mut second).map(Coupon::Offer),
        Some(identifier @ ("8100" | "8101" | "8102")) => {
            extended::read(identifier, &mut second).map(|extended| Coupon::Offer(offer.extended_by(&extended)))
        }
        _ => Err(digits.fault(Fault::TrailingData, Part::Symbol)),
    };
    *digits = second;
    coupon
}

#[cfg(test)]
mod tests;
