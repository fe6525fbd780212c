//! Why a symbol is no coupon, and where.

use std::fmt;

/// What is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The symbol is of no coupon form.
    NotACoupon,
    /// An EAN-13 that begins with 99: numbered by the store, its terms are nowhere but in the store's own book.
    InStore,
    /// The symbol ends before the part does.
    Truncated,
    /// Something else than a digit.
    NotADigit,
    /// The digit that says how long the part is has no such value.
    Length,
    /// The digit that says what is meant has no such value.
    Code,
    /// The number cannot be: 0 off, more than 100 %.
    Value,
    /// A value code nobody has given a meaning.
    Reserved,
    /// No day of the calendar.
    NoSuchDay,
    /// The coupon ends before it starts.
    EndsBeforeStart,
    /// It names a purchase that it does not have.
    NoSuchPurchase,
    /// The check digit does not fit.
    CheckDigit,
    /// More than an application identifier's 70 digits.
    TooLong,
    /// Something follows the coupon.
    TrailingData,
}

/// Which part of the symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The whole.
    Symbol,
    /// Its first digits.
    Identifier,
    /// A company prefix or manufacturer number; 0 is the first purchase's, 1 and 2 the additional ones'.
    Company(u8),
    /// The offer code.
    OfferCode,
    /// The save value.
    SaveValue,
    /// How much must be bought, by purchase.
    Requirement(u8),
    /// Of what kind that is, by purchase.
    RequirementCode(u8),
    /// The family code, by purchase.
    Family(u8),
    /// How the purchases go together.
    Rule,
    /// The last day.
    Expires,
    /// The first day.
    Starts,
    /// The serial number.
    Serial,
    /// The retailer.
    Retailer,
    /// What the save value means.
    SaveCode,
    /// To which purchase it applies.
    AppliesTo,
    /// The store coupon flag.
    StoreCoupon,
    /// The don't multiply flag.
    DontMultiply,
    /// The format of an AI 8112.
    Format,
    /// The value code of a UPC-A coupon.
    ValueCode,
    /// The check digit of a UPC-A coupon.
    CheckDigit,
    /// The number system digit of an extended code.
    NumberSystem,
}

/// A symbol refused: what, in which part, at which byte of the symbol as given (from 0).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CouponFault {
    /// What is wrong.
    pub fault: Fault,
    /// With what.
    pub part: Part,
    /// Where that part, or the digit that is wrong, begins.
    pub at: usize,
}

impl Fault {
    /// The fault's stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::NotACoupon => "not_a_coupon",
            Self::InStore => "in_store_coupon",
            Self::Truncated => "truncated",
            Self::NotADigit => "not_a_digit",
            Self::Length => "bad_length_indicator",
            Self::Code => "bad_code",
            Self::Value => "bad_value",
            Self::Reserved => "reserved_value_code",
            Self::NoSuchDay => "no_such_day",
            Self::EndsBeforeStart => "ends_before_start",
            Self::NoSuchPurchase => "no_such_purchase",
            Self::CheckDigit => "check_digit",
            Self::TooLong => "too_long",
            Self::TrailingData => "trailing_data",
        }
    }
}

impl fmt::Display for CouponFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "coupon: {} ({:?} at {})", self.fault.code(), self.part, self.at)
    }
}

impl std::error::Error for CouponFault {}
