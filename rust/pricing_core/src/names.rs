//! What things are called, in several languages.

use std::fmt;

use serde::de::{Error, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smallvec::SmallVec;

use crate::document::Text;

/// A text per language tag (`zh-CN`, `en`), ascending by tag. A book holds as many as items and promotions: one allocation
/// each where there are two languages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Tags and texts by turns, one after the other.
    words: Box<str>,
    /// Where each word ends.
    ends: SmallVec<[u32; 2 * USUAL_LANGUAGES]>,
}

const USUAL_LANGUAGES: usize = 2;

impl Names {
    /// The text in a language.
    pub fn get(&self, language: &str) -> Option<&str> {
        self.iter().find(|(tag, _)| *tag == language).map(|(_, text)| text)
    }

    /// Every `(language, text)`.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&str, &str)> {
        let word = |at: usize| {
            let from = at.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.words[from as usize..self.ends[at] as usize]
        };
        (0..self.ends.len() / 2).map(move |at| (word(2 * at), word(2 * at + 1)))
    }

    /// `None` if they are longer than 4 GiB together.
    fn of(entries: &[(Text<'_>, Text<'_>)]) -> Option<Self> {
        let mut names = Self::default();
        let mut words = String::with_capacity(entries.iter().map(|(tag, text)| tag.len() + text.len()).sum());
        for word in entries.iter().flat_map(|(tag, text)| [tag, text]) {
            words.push_str(word);
            names.ends.push(u32::try_from(words.len()).ok()?);
        }
        names.words = words.into_boxed_str();
        Some(names)
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

struct NamesVisitor;

impl<'de> Visitor<'de> for NamesVisitor {
    type Value = Names;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a text per language")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Names, A::Error> {
        let mut named: SmallVec<[(Text<'de>, Text<'de>); USUAL_LANGUAGES]> = SmallVec::new();
        while let Some(entry) = entries.next_entry()? {
            named.push(entry);
        }
        named.sort_unstable_by(|(tag, _), (next, _)| str::cmp(tag, next));
        match named.windows(2).find(|pair| pair[0].0 == pair[1].0) {
            Some(pair) => Err(A::Error::custom(format_args!("language {} is named twice", &*pair[0].0))),
            None => Names::of(&named).ok_or_else(|| A::Error::custom("names are too long")),
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
