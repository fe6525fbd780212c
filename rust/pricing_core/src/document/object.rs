//! Entries are objects. Serde would read their fields from an array too, in order of declaration.

use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::value::MapAccessDeserializer;
use serde::de::{MapAccess, Visitor};

/// A type whose derived reader (`#[serde(remote = "Self")]`) is a function of its own.
pub(super) trait Fields<'de>: Sized {
    fn from_fields<D: Deserializer<'de>>(input: D) -> Result<Self, D::Error>;
}

/// Reads an object, or says that something else is none.
pub(super) fn read<'de, D: Deserializer<'de>, T: Fields<'de>>(input: D) -> Result<T, D::Error> {
    input.deserialize_map(ObjectVisitor(PhantomData))
}

struct ObjectVisitor<T>(PhantomData<T>);

impl<'de, T: Fields<'de>> Visitor<'de> for ObjectVisitor<T> {
    type Value = T;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<T, A::Error> {
        T::from_fields(MapAccessDeserializer::new(fields))
    }
}

/// Gives types with a derived reader of their own the one that takes objects only.
macro_rules! objects {
    ($($name:ident $(<$life:lifetime>)?),+ $(,)?) => {$(
        impl<'de $(: $life, $life)?> $crate::document::object::Fields<'de> for $name $(<$life>)? {
            fn from_fields<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                Self::deserialize(input)
            }
        }

        impl<'de $(: $life, $life)?> serde::Deserialize<'de> for $name $(<$life>)? {
            fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
                $crate::document::object::read(input)
            }
        }
    )+};
}
pub(super) use objects;
