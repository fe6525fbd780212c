//! The digits of a symbol, read from left to right.

use super::fault::{CouponFault, Fault, Part};

/// FNC1 as scanners transmit it between elements.
const FNC1: char = '\u{1d}';

/// A place in a symbol. Everything it hands out is ASCII digits.
#[derive(Clone, Debug)]
pub(super) struct Digits<'a> {
    symbol: &'a str,
    at: usize,
}

impl<'a> Digits<'a> {
    /// The symbol behind its AIM identifier and its leading FNC1.
    pub(super) fn of(symbol: &'a str) -> Self {
        let mut digits = Self { symbol, at: 0 };
        digits.skip_lead();
        digits
    }

    /// What follows in the same transmission, as a symbol of its own.
    pub(super) fn second_symbol(&self) -> Self {
        let mut second = self.clone();
        second.skip_lead();
        second
    }

    fn skip_lead(&mut self) {
        let is_aim = |lead: &&str| lead.starts_with(']') && lead.bytes().all(|byte| byte.is_ascii_graphic());
        if self.rest().get(..3).as_ref().is_some_and(is_aim) {
            self.at += 3;
        }
        if self.rest().starts_with(FNC1) {
            self.at += FNC1.len_utf8();
        }
    }

    fn rest(&self) -> &'a str {
        // `at` only ever moves over whole ASCII characters.
        self.symbol.get(self.at..).unwrap_or_default()
    }

    /// Steps over a four-digit coupon identifier, bracketed or not; stays where it is if there is none.
    pub(super) fn identifier(&mut self) -> Option<&'a str> {
        let rest = self.rest();
        let (identifier, length) = match rest.strip_prefix('(') {
            Some(inner) if inner.get(4..5) == Some(")") => (inner.get(..4)?, 6),
            Some(_) => return None,
            None => (rest.get(..4)?, 4),
        };
        matches!(identifier, "8100" | "8101" | "8102" | "8110" | "8112").then(|| {
            self.at += length;
            identifier
        })
    }

    /// A fault at this place.
    pub(super) const fn fault(&self, fault: Fault, part: Part) -> CouponFault {
        CouponFault { fault, part, at: self.at }
    }

    /// The next `count` digits.
    pub(super) fn take(&mut self, count: usize, part: Part) -> Result<&'a str, CouponFault> {
        let rest = self.rest();
        let digits = rest.bytes().take(count).take_while(u8::is_ascii_digit).count();
        if digits == count {
            self.at += count;
            return Ok(&rest[..count]);
        }
        if digits == rest.len() {
            return Err(self.fault(Fault::Truncated, part));
        }
        Err(CouponFault { fault: Fault::NotADigit, part, at: self.at + digits })
    }

    /// The next `count` digits, at most 9, as a number.
    pub(super) fn number(&mut self, count: usize, part: Part) -> Result<u32, CouponFault> {
        debug_assert!(count <= 9);
        Ok(self.take(count, part)?.bytes().fold(0, |number, digit| number * 10 + u32::from(digit - b'0')))
    }

    /// The next digit, if it is one of `allowed`.
    pub(super) fn code(&mut self, allowed: &[u32], fault: Fault, part: Part) -> Result<u32, CouponFault> {
        let here = self.fault(fault, part);
        let code = self.number(1, part)?;
        if allowed.contains(&code) { Ok(code) } else { Err(here) }
    }

    /// A length indicator out of `allowed`, then as many digits and `more`.
    pub(super) fn sized(&mut self, allowed: &[u32], more: usize, part: Part) -> Result<&'a str, CouponFault> {
        let length = self.code(allowed, Fault::Length, part)?;
        self.take(length as usize + more, part)
    }

    /// Steps over `digit` if it is next.
    pub(super) fn next_is(&mut self, digit: char) -> bool {
        let is = self.rest().starts_with(digit);
        self.at += usize::from(is);
        is
    }

    /// How many bytes are left.
    pub(super) fn left(&self) -> usize {
        self.rest().len()
    }

    /// Whether nothing is left.
    pub(super) fn at_end(&self) -> bool {
        self.left() == 0
    }

    /// A fault if anything is left.
    pub(super) fn end(&self) -> Result<(), CouponFault> {
        if self.at_end() { Ok(()) } else { Err(self.fault(Fault::TrailingData, Part::Symbol)) }
    }
}
