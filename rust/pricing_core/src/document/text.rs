//! Strings of the document, borrowed from it where JSON allows, and fields that may be left out.

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;

use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

/// A text that is copied only if it is written with escapes: serde copies every `Cow` inside a list, and scopes are lists
/// of a million ids.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Text<'a>(Cow<'a, str>);

impl Deref for Text<'_> {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        input.deserialize_str(TextVisitor)
    }
}

struct TextVisitor;

impl<'de> Visitor<'de> for TextVisitor {
    type Value = Text<'de>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a string")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Self::Value, E> {
        Ok(Text(Cow::Borrowed(text)))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        Ok(Text(Cow::Owned(text.to_owned())))
    }
}

/// A list of texts. Room is made for most lists at once: a document says how long one is only at its end.
pub(super) fn texts<'de: 'a, 'a, D: Deserializer<'de>>(input: D) -> Result<Vec<Text<'a>>, D::Error> {
    input.deserialize_seq(TextsVisitor)
}

/// [`texts`] that may be left out, but not be null.
pub(super) fn given_texts<'de: 'a, 'a, D: Deserializer<'de>>(input: D) -> Result<Option<Vec<Text<'a>>>, D::Error> {
    texts(input).map(Some)
}

const USUAL_TEXTS: usize = 16;

struct TextsVisitor;

impl<'de> Visitor<'de> for TextsVisitor {
    type Value = Vec<Text<'de>>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a sequence")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Self::Value, A::Error> {
        let mut texts = Vec::with_capacity(USUAL_TEXTS);
        while let Some(text) = list.next_element()? {
            texts.push(text);
        }
        Ok(texts)
    }
}

/// A field that may be left out, but not be null.
pub(super) fn given<'de, D: Deserializer<'de>, T: Deserialize<'de>>(input: D) -> Result<Option<T>, D::Error> {
    T::deserialize(input).map(Some)
}

/// [`given`] for a type that snapshots hold too: there an absent field is written as such.
pub(crate) fn given_in_json<'de, D: Deserializer<'de>, T: Deserialize<'de>>(input: D) -> Result<Option<T>, D::Error> {
    if input.is_human_readable() { given(input) } else { Option::deserialize(input) }
}
