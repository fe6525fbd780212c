//! Symbols published with their meaning, symbols made from parts, and baskets.

mod decode;
mod every_field;
mod redeem;

use super::*;

fn offer(symbol: &str) -> Offer {
    match decode(symbol) {
        Ok(Coupon::Offer(offer)) => offer,
        other => panic!("{symbol}: {other:?}"),
    }
}

fn fault(symbol: &str) -> (Fault, Part, usize) {
    let fault = decode(symbol).expect_err(symbol);
    (fault.fault, fault.part, fault.at)
}
