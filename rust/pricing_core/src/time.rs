//! Store-local civil time. The lane converts from its clock and zone; the engine never sees a zone, so a repeated hour of
//! the autumn night is open twice and a skipped one never, as a clock on the wall would have it.

use serde::{Deserialize, Serialize};

/// Seconds since 2000-01-01T00:00:00 on the store's wall clock. 2000-01-01 was a Saturday.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct LocalTime(pub i64);

/// A weekly part of a window: on these weekdays (bit 0 = Monday), between two times of day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weekly {
    /// Bit 0 = Monday to bit 6 = Sunday.
    pub weekdays: u8,
    /// Seconds after midnight, inclusive.
    pub from_s: u32,
    /// Seconds after midnight, exclusive; at most 86,400. Less than `from_s` runs over midnight into the next day.
    pub until_s: u32,
}

/// A promotion's windows: inside the dates, and inside one of the weekly parts if there are any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Windows {
    /// Inclusive.
    pub from: Option<LocalTime>,
    /// Exclusive.
    pub until: Option<LocalTime>,
    /// Any of these; always if empty.
    pub weekly: Vec<Weekly>,
}

impl LocalTime {
    const DAY_S: i64 = 86_400;

    /// 0 = Monday to 6 = Sunday.
    pub fn weekday(self) -> u8 {
        // 2000-01-01 was a Saturday.
        u8::try_from((self.0.div_euclid(Self::DAY_S) + 5).rem_euclid(7)).unwrap_or_default()
    }

    /// Seconds after midnight.
    pub fn second_of_day(self) -> u32 {
        u32::try_from(self.0.rem_euclid(Self::DAY_S)).unwrap_or_default()
    }

    /// Reads `YYYY-MM-DD` (midnight) or `YYYY-MM-DDTHH:MM` with optional `:SS`; `None` if it is no such time.
    pub fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.split_once('T').unwrap_or((text, "00:00:00"));
        let mut date = date.splitn(3, '-');
        let year = digits(date.next()?, 4)?;
        let month = digits(date.next()?, 2)?;
        let day = digits(date.next()?, 2)?;
        let mut time = time.splitn(3, ':');
        let hour = digits(time.next()?, 2)?;
        let minute = digits(time.next()?, 2)?;
        let second = time.next().map_or(Some(0), |second| digits(second, 2))?;
        if !(1..=12).contains(&month)
            || day < 1
            || day > days_in(year, month)
            || hour > 23
            || minute > 59
            || second > 59
        {
            return None;
        }
        Some(Self((days_since_2000(year, month, day)) * Self::DAY_S + hour * 3_600 + minute * 60 + second))
    }
}

fn digits(text: &str, width: usize) -> Option<i64> {
    (text.len() == width && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

fn leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

fn days_since_2000(year: i64, month: i64, day: i64) -> i64 {
    // Howard Hinnant's days_from_civil, moved to 2000-01-01.
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted.div_euclid(400);
    let year_of_era = shifted.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 730_425
}

impl Windows {
    /// Whether a moment lies inside.
    pub fn open_at(&self, at: LocalTime) -> bool {
        self.from.is_none_or(|from| from <= at)
            && self.until.is_none_or(|until| at < until)
            && (self.weekly.is_empty() || self.weekly.iter().any(|weekly| weekly.open_at(at)))
    }

    /// Whether it is always open.
    pub fn always(&self) -> bool {
        self.from.is_none() && self.until.is_none() && self.weekly.is_empty()
    }
}

impl Weekly {
    /// Whether a moment lies inside.
    pub fn open_at(self, at: LocalTime) -> bool {
        let (second, weekday) = (at.second_of_day(), at.weekday());
        let on = |day: u8| self.weekdays >> day & 1 == 1;
        if self.from_s <= self.until_s {
            return on(weekday) && (self.from_s..self.until_s).contains(&second);
        }
        (on(weekday) && second >= self.from_s) || (on((weekday + 6) % 7) && second < self.until_s)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> LocalTime {
        LocalTime::parse(text).unwrap()
    }

    #[test]
    fn civil_dates() {
        assert_eq!(at("2000-01-01"), LocalTime(0));
        assert_eq!(at("1999-12-31T23:59:59"), LocalTime(-1));
        assert_eq!(at("2000-03-01"), LocalTime(60 * 86_400));
        assert_eq!(at("2026-11-22").weekday(), 6); // a Sunday
        assert_eq!(LocalTime::parse("2026-02-29"), None);
        assert_eq!(LocalTime::parse("2026-13-01"), None);
        assert_eq!(LocalTime::parse("26-01-01"), None);
        assert_eq!(LocalTime::parse("2026-01-01T24:00"), None);
    }

    #[test]
    fn windows_over_midnight_belong_to_the_day_they_began() {
        let friday_night = Weekly { weekdays: 1 << 4, from_s: 22 * 3_600, until_s: 2 * 3_600 };
        let windows = Windows { weekly: vec![friday_night], ..Windows::default() };
        assert!(windows.open_at(at("2026-11-20T23:00"))); // Friday
        assert!(windows.open_at(at("2026-11-21T01:59:59"))); // Saturday, early
        assert!(!windows.open_at(at("2026-11-21T02:00")));
        assert!(!windows.open_at(at("2026-11-20T01:00")));
    }
}
