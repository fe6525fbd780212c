//! Windows of time, as written: store-local civil time.

use serde::Deserialize;

use super::object::objects;
use super::text::{Text, given};

objects!(Window<'a>, Weekly<'a>);

/// Dates (`YYYY-MM-DD`, with `THH:MM` or `THH:MM:SS` if not midnight), `from` inclusive, `until` exclusive, and parts of the
/// week inside them.
#[derive(Default, Deserialize)]
#[serde(remote = "Self", default, deny_unknown_fields)]
pub(crate) struct Window<'a> {
    #[serde(borrow, default, deserialize_with = "given")]
    pub(crate) from: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "given")]
    pub(crate) until: Option<Text<'a>>,
    #[serde(borrow)]
    pub(crate) weekly: Vec<Weekly<'a>>,
}

/// Times of day (`HH:MM` or `HH:MM:SS`, `24:00` for the end) on weekdays; every day if none is named. An `until` below
/// `from` runs over midnight.
#[derive(Deserialize)]
#[serde(remote = "Self", deny_unknown_fields)]
pub(crate) struct Weekly<'a> {
    #[serde(default)]
    pub(crate) weekdays: Vec<Weekday>,
    #[serde(borrow, default, deserialize_with = "given")]
    pub(crate) from: Option<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "given")]
    pub(crate) until: Option<Text<'a>>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Weekday {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}
