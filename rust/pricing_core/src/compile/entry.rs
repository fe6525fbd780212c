//! One entry of the document under examination.

use std::fmt;
use std::ops::RangeInclusive;

use crate::error::Faults;
use crate::lines::MAX_BASKET_MINOR;
use crate::names::Names;
use crate::policy::RoundingMode;
use crate::rounding::divide;

/// The dearest price of a piece, a kilogram or a group, in minor units: ten of them fit a basket.
pub const MAX_PRICE_MINOR: i64 = MAX_BASKET_MINOR / 10;

/// 100 % in 1/100 %.
pub(super) const WHOLE_BP: i64 = 10_000;

const LANGUAGES: [&str; 2] = ["zh-CN", "en"];

/// What was found so far: faults refuse the book, warnings do not.
#[derive(Default)]
pub(super) struct Reports {
    pub(super) faults: Faults,
    pub(super) warnings: Faults,
}

/// An entry and where its faults go. A fault leaves a placeholder behind and checking goes on; any fault discards the book
/// with its placeholders.
pub(super) struct Entry<'a> {
    kind: &'static str,
    id: &'a str,
    reports: &'a mut Reports,
}

impl fmt::Display for Entry<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.id.is_empty() { out.write_str(self.kind) } else { write!(out, "{} {}", self.kind, self.id) }
    }
}

impl<'a> Entry<'a> {
    pub(super) fn new(kind: &'static str, id: &'a str, reports: &'a mut Reports) -> Self {
        Self { kind, id, reports }
    }

    pub(super) fn fault(&mut self, problem: impl Into<String>) {
        self.reports.faults.add(self.to_string(), problem);
    }

    pub(super) fn warn(&mut self, problem: impl Into<String>) {
        self.reports.warnings.add(self.to_string(), problem);
    }

    /// How many faults there are, of whatever entry.
    pub(super) fn faults(&self) -> usize {
        self.reports.faults.len()
    }

    /// Both languages of the store have a name.
    pub(super) fn check_names(&mut self, names: &Names) {
        for language in LANGUAGES {
            if names.get(language).is_none_or(|name| name.trim().is_empty()) {
                self.fault(format!("{language} name is missing"));
            }
        }
    }

    /// Whether the id may be used; `free` if nobody has it.
    pub(super) fn check_id(&mut self, free: bool) {
        if self.id.is_empty() {
            self.fault("id is empty");
        }
        if !free {
            self.fault("id is used twice");
        }
    }

    /// The value if it lies in its range, else the range's start.
    pub(super) fn within(&mut self, field: &str, value: i64, range: RangeInclusive<i64>) -> i64 {
        if range.contains(&value) {
            return value;
        }
        self.fault(format!("{field} {value} is outside {}..{}", range.start(), range.end()));
        *range.start()
    }

    /// [`Entry::within`] for what is stored in 32 bits.
    pub(super) fn count(&mut self, field: &str, value: i64, range: RangeInclusive<i64>) -> u32 {
        debug_assert!(*range.start() >= 0 && *range.end() <= i64::from(u32::MAX), "{field} fits 32 bits");
        u32::try_from(self.within(field, value, range)).unwrap_or_default()
    }

    pub(super) fn percent(&mut self, field: &str, percent_bp: i64) -> u32 {
        self.count(field, percent_bp, 1..=WHOLE_BP)
    }

    /// A price, free goods included.
    pub(super) fn price(&mut self, field: &str, price_minor: i64) -> i64 {
        self.within(field, price_minor, 0..=MAX_PRICE_MINOR)
    }

    /// An amount above zero.
    pub(super) fn amount(&mut self, field: &str, amount_minor: i64) -> i64 {
        self.within(field, amount_minor, 1..=MAX_BASKET_MINOR)
    }

    /// A text that says something, if there is one.
    pub(super) fn text(&mut self, field: &str, text: Option<&str>) -> Option<String> {
        if text.is_some_and(|text| text.trim().is_empty()) {
            self.fault(format!("{field} is empty"));
        }
        text.map(str::to_owned)
    }
}

/// So many 1/100 % of an amount, to the nearest minor unit.
pub(super) fn share(amount_minor: i64, percent_bp: u32) -> i64 {
    let share = divide(i128::from(amount_minor) * i128::from(percent_bp), i128::from(WHOLE_BP), RoundingMode::HalfUp);
    i64::try_from(share).unwrap_or(i64::MAX)
}
