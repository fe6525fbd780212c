//! Windows of time.

use super::entry::Entry;
use crate::document::{self, Text, Weekday};
use crate::time::{LocalTime, Weekly, Windows};

const DAY_S: u32 = 86_400;
const EVERY_DAY: u8 = 0b111_1111;

/// A moment, or a fault.
pub(super) fn moment(field: &str, text: &Text<'_>, entry: &mut Entry<'_>) -> Option<LocalTime> {
    let moment = LocalTime::parse(text);
    if moment.is_none() {
        entry.fault(format!("{field} {:?} is not YYYY-MM-DD or YYYY-MM-DDTHH:MM:SS", &**text));
    }
    moment
}

pub(super) fn windows(written: &document::Window<'_>, entry: &mut Entry<'_>) -> Windows {
    let from = written.from.as_ref().and_then(|text| moment("window from", text, entry));
    let until = written.until.as_ref().and_then(|text| moment("window until", text, entry));
    if let (Some(from), Some(until), Some(text)) = (from, until, &written.until)
        && until <= from
    {
        entry.fault(format!("window ends at {} before it begins", &**text));
    }
    Windows { from, until, weekly: weekly("window", &written.weekly, entry) }
}

pub(super) fn weekly(field: &str, written: &[document::Weekly<'_>], entry: &mut Entry<'_>) -> Vec<Weekly> {
    let mut made = Vec::with_capacity(written.len());
    for weekly in written {
        let days = weekly.weekdays.iter().fold(0, |days, day| days | bit(*day));
        let weekdays = if days == 0 { EVERY_DAY } else { days };
        let from_s = second_of_day(field, weekly.from.as_ref(), 0, entry);
        let until_s = second_of_day(field, weekly.until.as_ref(), DAY_S, entry);
        if from_s == until_s || from_s == DAY_S {
            entry.fault(format!("{field} is open for no time of day"));
        }
        made.push(Weekly { weekdays, from_s, until_s });
    }
    made
}

const fn bit(day: Weekday) -> u8 {
    match day {
        Weekday::Mon => 1,
        Weekday::Tue => 1 << 1,
        Weekday::Wed => 1 << 2,
        Weekday::Thu => 1 << 3,
        Weekday::Fri => 1 << 4,
        Weekday::Sat => 1 << 5,
        Weekday::Sun => 1 << 6,
    }
}

fn second_of_day(field: &str, text: Option<&Text<'_>>, otherwise: u32, entry: &mut Entry<'_>) -> u32 {
    let Some(text) = text else { return otherwise };
    time_of_day(text).unwrap_or_else(|| {
        entry.fault(format!("{field} {:?} is not HH:MM or HH:MM:SS", &**text));
        otherwise
    })
}

/// `HH:MM` or `HH:MM:SS` up to `24:00`, in seconds after midnight.
fn time_of_day(text: &str) -> Option<u32> {
    let mut parts = text.split(':').map(two_digits);
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    let seconds = hour * 3_600 + minute * 60 + second;
    (parts.next().is_none() && minute < 60 && second < 60 && seconds <= DAY_S).then_some(seconds)
}

fn two_digits(text: &str) -> Option<u32> {
    (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day() {
        let cases = [("00:00", 0), ("16:30", 59_400), ("23:59:59", 86_399), ("24:00", 86_400)];
        for (text, seconds) in cases {
            assert_eq!(time_of_day(text), Some(seconds), "{text}");
        }
        for refused in ["", "7:00", "24:01", "12:60", "12", "12:00:60", "12:00:00:00", "1２:00", "-1:00"] {
            assert_eq!(time_of_day(refused), None, "{refused}");
        }
    }
}
