//! Reads one JSON object field by field and remembers which: a field that nobody asked for is a term the format does not
//! know, and a case with such a term is not priced as if it were not there.

use std::fmt::Display;

use serde_json::{Map, Value};

use super::number::{self, NumberFault};

/// Why a case is not priced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    /// A field has not the shape it must have.
    Malformed(String),
    /// The case is sound, but asks for something this engine or this format has no term for.
    NotExpressible(String),
    /// The case contradicts itself: what it says a symbol means is not what the symbol says.
    Differs(String),
}

/// Texts for people, wherever they stand.
const PROSE: &[&str] = &[
    "text",
    "note",
    "notes",
    "description",
    "source",
    "name",
    "names",
    "title",
    "comment",
    "label",
    "url",
    "trap",
    "TRAP",
    "flag",
    "flags",
    "remark",
    "warning",
    "why",
    "ref",
    "reference",
    "verified",
];

/// The most units a count may name.
const MAX_COUNT: u64 = 1_000_000;

/// An object under its name for messages (`promotions[P]`).
pub(super) struct Reader<'a> {
    place: String,
    fields: &'a Map<String, Value>,
    read: Vec<&'a str>,
    digits: u32,
}

impl<'a> Reader<'a> {
    /// `digits` is the currency's number of minor digits.
    pub(super) fn new(value: &'a Value, place: impl Into<String>, digits: u32) -> Result<Self, Problem> {
        let place = place.into();
        match value.as_object() {
            Some(fields) => Ok(Self { place, fields, read: Vec::new(), digits }),
            None => Err(Problem::Malformed(format!("{place}: is not an object"))),
        }
    }

    pub(super) fn place(&self) -> &str {
        &self.place
    }

    pub(super) const fn digits(&self) -> u32 {
        self.digits
    }

    /// Whether the field is there, `null` or not.
    pub(super) fn has(&self, key: &str) -> bool {
        self.fields.contains_key(key)
    }

    /// A text that is looked at, not read.
    pub(super) fn peek_text(&self, key: &str) -> Option<&'a str> {
        self.fields.get(key)?.as_str()
    }

    /// The field, `null` being none.
    pub(super) fn take(&mut self, key: &str) -> Option<&'a Value> {
        let (key, value) = self.fields.get_key_value(key)?;
        self.read.push(key);
        Some(value).filter(|value| !value.is_null())
    }

    /// The first of several names of one field.
    pub(super) fn any(&mut self, keys: &[&str]) -> Option<(&'a str, &'a Value)> {
        let key = keys.iter().find(|key| self.fields.contains_key(**key))?;
        let (key, _) = self.fields.get_key_value(*key)?;
        self.take(key).map(|value| (key.as_str(), value))
    }

    pub(super) fn text(&mut self, keys: &[&str]) -> Result<Option<&'a str>, Problem> {
        let Some((key, value)) = self.any(keys) else { return Ok(None) };
        value.as_str().map(Some).ok_or_else(|| self.malformed(key, "is not a text"))
    }

    /// A number that is a name, as text or number; empty if it is not there.
    pub(super) fn digits_of(&mut self, keys: &[&str]) -> Result<String, Problem> {
        match self.any(keys) {
            None => Ok(String::new()),
            Some((_, Value::String(text))) => Ok(text.clone()),
            Some((_, Value::Number(number))) => Ok(number.to_string()),
            Some((key, _)) => Err(self.malformed(key, "is not a text")),
        }
    }

    pub(super) fn flag(&mut self, keys: &[&str]) -> Result<Option<bool>, Problem> {
        let Some((key, value)) = self.any(keys) else { return Ok(None) };
        value.as_bool().map(Some).ok_or_else(|| self.malformed(key, "is not true or false"))
    }

    /// A whole number of things, as number or text.
    pub(super) fn count(&mut self, keys: &[&str]) -> Result<Option<u64>, Problem> {
        let Some((key, value)) = self.any(keys) else { return Ok(None) };
        let count = match value {
            Value::String(text) => number::parse(text, 0).ok().and_then(|count| u64::try_from(count).ok()),
            other => other.as_u64(),
        };
        let count = count.filter(|count| *count <= MAX_COUNT);
        count.map(Some).ok_or_else(|| self.malformed(key, format!("is not a whole number of 0 to {MAX_COUNT}")))
    }

    /// A decimal text (or number) in units of 10^-`digits`.
    pub(super) fn decimal(&mut self, keys: &[&str], digits: u32) -> Result<Option<i64>, Problem> {
        let Some((key, value)) = self.any(keys) else { return Ok(None) };
        decimal(value, digits, &format!("{}.{key}", self.place)).map(Some)
    }

    /// An amount of money in minor units.
    pub(super) fn money(&mut self, keys: &[&str]) -> Result<Option<i64>, Problem> {
        self.decimal(keys, self.digits)
    }

    /// A percentage in 1/100 %.
    pub(super) fn percent(&mut self, keys: &[&str]) -> Result<Option<i64>, Problem> {
        self.decimal(keys, 2)
    }

    pub(super) fn object(&mut self, key: &str) -> Result<Option<Self>, Problem> {
        let Some(value) = self.take(key) else { return Ok(None) };
        Self::new(value, format!("{}.{key}", self.place), self.digits).map(Some)
    }

    pub(super) fn list(&mut self, key: &str) -> Result<&'a [Value], Problem> {
        match self.take(key) {
            None => Ok(&[]),
            Some(Value::Array(entries)) => Ok(entries),
            Some(_) => Err(self.malformed(key, "is not a list")),
        }
    }

    /// The value of a field that must be there.
    pub(super) fn need<T>(&self, key: &str, value: Option<T>) -> Result<T, Problem> {
        value.ok_or_else(|| self.malformed(key, "is missing"))
    }

    pub(super) fn malformed(&self, key: &str, problem: impl Display) -> Problem {
        Problem::Malformed(format!("{}.{key}: {problem}", self.place))
    }

    pub(super) fn not_expressible(&self, key: &str, problem: impl Display) -> Problem {
        Problem::NotExpressible(format!("{}.{key}: {problem}", self.place))
    }

    /// Ends the reading: every field has been asked for, or is prose.
    pub(super) fn finish(self) -> Result<(), Problem> {
        let unread =
            self.fields.keys().find(|key| !PROSE.contains(&key.as_str()) && !self.read.contains(&key.as_str()));
        match unread {
            Some(key) => Err(self.not_expressible(key, "the format has no such field")),
            None => Ok(()),
        }
    }
}

/// A decimal text, or a number taken as it is written.
pub(super) fn decimal(value: &Value, digits: u32, place: &str) -> Result<i64, Problem> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return Err(Problem::Malformed(format!("{place}: is not a number"))),
    };
    number::parse(&text, digits).map_err(|fault| match fault {
        NumberFault::NotANumber => Problem::Malformed(format!("{place}: {text:?} is not a number")),
        NumberFault::TooLarge => Problem::Malformed(format!("{place}: {text} is too large")),
        NumberFault::TooFine => {
            Problem::NotExpressible(format!("{place}: {text} has more than {digits} digits after the point"))
        }
    })
}

/// Texts of a list, or the one text.
pub(super) fn texts(value: &Value, place: &str) -> Result<Vec<String>, Problem> {
    let malformed = || Problem::Malformed(format!("{place}: is not a text or a list of texts"));
    match value {
        Value::String(text) => Ok(vec![text.clone()]),
        Value::Array(entries) => {
            entries.iter().map(|entry| entry.as_str().map(str::to_owned).ok_or_else(malformed)).collect()
        }
        _ => Err(malformed()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn unread_fields_are_named_and_prose_is_not() {
        let value = json!({"amount": "1.50", "text": "hello", "colour": "red"});
        let mut reader = Reader::new(&value, "promotions[P]", 2).unwrap();
        assert_eq!(reader.money(&["amount"]), Ok(Some(150)));
        let problem = Problem::NotExpressible("promotions[P].colour: the format has no such field".to_owned());
        assert_eq!(reader.finish(), Err(problem));
    }

    #[test]
    fn a_wrong_shape_names_the_field() {
        let value = json!({"qty": -1, "amount": "x"});
        let mut reader = Reader::new(&value, "items[0]", 2).unwrap();
        let problem = |text: &str| Some(Problem::Malformed(text.to_owned()));
        assert_eq!(reader.count(&["qty"]).err(), problem("items[0].qty: is not a whole number of 0 to 1000000"));
        assert_eq!(reader.money(&["amount"]).err(), problem("items[0].amount: \"x\" is not a number"));
    }
}
