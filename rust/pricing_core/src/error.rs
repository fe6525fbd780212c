//! What the engine refuses: faults of a price book, refusals of a basket.

use std::fmt;

use serde::{Deserialize, Serialize};

/// An amount left its bound ([`crate::lines::MAX_BASKET_MINOR`]).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overflow;

/// One fault of a price book document: which entry, and what is wrong with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// The entry as its owner calls it: `item I0007`, `promotion P02`, `items[7]`, `price book`.
    pub entry: String,
    /// What is wrong, in words.
    pub problem: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.entry, self.problem)
    }
}

/// The faults found so far.
#[derive(Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    pub(crate) fn add(&mut self, entry: impl Into<String>, problem: impl Into<String>) {
        self.0.push(Fault { entry: entry.into(), problem: problem.into() });
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// These faults of shape and the others' faults of sense, but for what a malformed entry that others name may cause.
    pub(crate) fn with_sense(mut self, sense: Self) -> Self {
        let named_by_others = self.0.iter().any(|fault| !fault.entry.starts_with("promotions["));
        let caused = |fault: &Fault| fault.problem.contains("unknown ") || fault.problem == "scope holds no item";
        self.0.extend(sense.0.into_iter().filter(|fault| !named_by_others || !caused(fault)));
        self
    }

    /// `sound` if there is no fault.
    pub(crate) fn none_or<T>(self, sound: T) -> Result<T, PriceBookFaults> {
        if self.0.is_empty() { Ok(sound) } else { Err(PriceBookFaults(self.0)) }
    }
}

/// Why a document is no price book: every fault found, section by section. Never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceBookFaults(pub Vec<Fault>);

impl From<Faults> for PriceBookFaults {
    fn from(faults: Faults) -> Self {
        Self(faults.0)
    }
}

impl fmt::Display for PriceBookFaults {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|fault| writeln!(out, "{fault}"))
    }
}

impl std::error::Error for PriceBookFaults {}

/// Why a basket cannot be priced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The price book has no such item.
    UnknownItem,
    /// Pieces outside 1..=9,999, or a weighed line that is not one pack.
    QuantityOutOfRange,
    /// Grams outside 1..=999,999.
    MassOutOfRange,
    /// An item sold by weight came without one.
    MassMissing,
    /// An item sold by the piece came with a weight.
    MassNotAllowed,
    /// A line's given amount is negative or beyond every amount.
    OverrideOutOfRange,
    /// An amount beyond [`crate::lines::MAX_BASKET_MINOR`].
    Overflow,
    /// More lines than [`crate::lines::MAX_LINES`].
    TooManyLines,
    /// A line with this number is in the basket already.
    LineTwice,
    /// No line of the basket has this number.
    UnknownLine,
}

impl Refusal {
    /// The refusal's stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::UnknownItem => "unknown_item",
            Self::QuantityOutOfRange => "quantity_out_of_range",
            Self::MassOutOfRange => "mass_out_of_range",
            Self::MassMissing => "mass_missing",
            Self::MassNotAllowed => "mass_not_allowed",
            Self::OverrideOutOfRange => "override_out_of_range",
            Self::Overflow => "overflow",
            Self::TooManyLines => "too_many_lines",
            Self::LineTwice => "line_twice",
            Self::UnknownLine => "unknown_line",
        }
    }
}

impl From<Overflow> for Refusal {
    fn from(_: Overflow) -> Self {
        Self::Overflow
    }
}

/// A refusal and the line it is about; `None` when only the basket as a whole is too much.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PricingError {
    /// Why.
    pub refusal: Refusal,
    /// Where.
    pub line_seq: Option<i64>,
}

impl fmt::Display for PricingError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line_seq {
            Some(line_seq) => write!(out, "line {line_seq}: {}", self.refusal.code()),
            None => write!(out, "basket: {}", self.refusal.code()),
        }
    }
}

impl std::error::Error for PricingError {}

impl From<Overflow> for PricingError {
    fn from(_: Overflow) -> Self {
        Self { refusal: Refusal::Overflow, line_seq: None }
    }
}
