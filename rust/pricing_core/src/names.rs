//! What things are called, in several languages.

use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A text per language tag (`zh-CN`, `en`), ascending by tag. A book holds as many as items and promotions: two
/// allocations a text and no spare room.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names(Box<[(Box<str>, Box<str>)]>);

impl Names {
    /// The text in a language.
    pub fn get(&self, language: &str) -> Option<&str> {
        self.0.iter().find(|(tag, _)| &**tag == language).map(|(_, text)| &**text)
    }

    /// Every `(language, text)`.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        self.0.iter().map(|(tag, text)| (&**tag, &**text))
    }
}

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, out: S) -> Result<S::Ok, S::Error> {
        out.collect_map(self.iter())
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_map(NamesVisitor)
    }
}

/// Room for so many is made at once, and none is left over in most books.
const USUAL_LANGUAGES: usize = 2;

struct NamesVisitor;

impl<'de> Visitor<'de> for NamesVisitor {
    type Value = Names;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a text per language")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Names, A::Error> {
        let mut names: Vec<(Box<str>, Box<str>)> = Vec::with_capacity(USUAL_LANGUAGES);
        while let Some(entry) = entries.next_entry()? {
            names.push(entry);
        }
        names.sort_unstable();
        match names.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            Some(pair) => Err(A::Error::custom(format_args!("language {} is named twice", pair[0].0))),
            None => Ok(Names(names.into_boxed_slice())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_has_one_name() {
        let names: Names = serde_json::from_str(r#"{"zh-CN": "名", "en": "name"}"#).unwrap();
        assert_eq!((names.get("zh-CN"), names.get("en"), names.get("de")), (Some("名"), Some("name"), None));
        assert_eq!(names.iter().map(|(tag, _)| tag).collect::<Vec<_>>(), ["en", "zh-CN"]);
        assert!(serde_json::from_str::<Names>(r#"{"en": "a", "en": "b"}"#).is_err());
    }
}
