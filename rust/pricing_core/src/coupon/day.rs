//! A day of the calendar.

use std::fmt;

use crate::time::LocalTime;

/// A day of the calendar, local to the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    year: u16,
    month: u8,
    day: u8,
}

impl Day {
    /// The day, or `None` if the calendar has no such day.
    pub fn new(year: u16, month: u8, day: u8) -> Option<Self> {
        let day = Self { year, month, day };
        LocalTime::parse(&day.to_string()).map(|_| day)
    }

    /// The last day of a month, or `None` if there is no such month.
    pub fn last_of(year: u16, month: u8) -> Option<Self> {
        (28..=31).rev().find_map(|day| Self::new(year, month, day))
    }

    /// The day of a six-digit `YYMMDD`, in 2000 to 2099: coupons of this kind are younger than that.
    pub(super) fn of_yymmdd(digits: u32) -> Option<Self> {
        let part = |number: u32| u8::try_from(number % 100).ok();
        Self::new(2000 + u16::from(part(digits / 10_000)?), part(digits / 100)?, part(digits)?)
    }

    /// Its first moment.
    pub fn begins(self) -> LocalTime {
        // Every `Day` was parsed once before.
        LocalTime::parse(&self.to_string()).unwrap_or_default()
    }

    /// The first moment of the day after.
    pub fn ends(self) -> LocalTime {
        LocalTime(self.begins().0 + 86_400)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calendar() {
        assert_eq!(Day::of_yymmdd(140_131), Day::new(2014, 1, 31));
        assert_eq!(Day::of_yymmdd(240_229).unwrap().to_string(), "2024-02-29");
        assert_eq!(Day::last_of(2023, 2), Day::new(2023, 2, 28));
        assert_eq!(Day::last_of(2024, 2), Day::new(2024, 2, 29));
        assert_eq!(Day::last_of(2024, 13), None);
        for impossible in [230_229, 141_301, 140_100, 140_001, 140_132] {
            assert_eq!(Day::of_yymmdd(impossible), None, "{impossible}");
        }
    }

    #[test]
    fn a_day_ends_where_the_next_begins() {
        assert_eq!(Day::new(2014, 1, 31).unwrap().ends(), Day::new(2014, 2, 1).unwrap().begins());
    }
}
