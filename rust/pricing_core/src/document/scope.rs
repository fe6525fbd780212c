//! Which items, as written.

use serde::Deserialize;

use super::object::objects;
use super::text::{Text, given, texts};

objects!(Scope<'a>, Except<'a>);

/// A set of items: the union of what the lists name, or everything; less what `except` names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(remote = "Self", default, deny_unknown_fields)]
pub(crate) struct Scope<'a> {
    pub(crate) all: bool,
    #[serde(borrow, deserialize_with = "texts")]
    pub(crate) items: Vec<Text<'a>>,
    #[serde(borrow)]
    pub(crate) departments: Vec<Text<'a>>,
    #[serde(borrow)]
    pub(crate) brands: Vec<Text<'a>>,
    #[serde(borrow)]
    pub(crate) suppliers: Vec<Text<'a>>,
    /// Items with any of these.
    #[serde(borrow)]
    pub(crate) tags: Vec<Text<'a>>,
    /// Items with all of these.
    #[serde(borrow)]
    pub(crate) all_tags: Vec<Text<'a>>,
    #[serde(borrow, default, deserialize_with = "given")]
    pub(crate) except: Option<Box<Except<'a>>>,
}

/// What is taken out of a scope.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(remote = "Self", default, deny_unknown_fields)]
pub(crate) struct Except<'a> {
    #[serde(borrow)]
    pub(crate) items: Vec<Text<'a>>,
    #[serde(borrow)]
    pub(crate) departments: Vec<Text<'a>>,
    #[serde(borrow)]
    pub(crate) brands: Vec<Text<'a>>,
    #[serde(borrow)]
    pub(crate) suppliers: Vec<Text<'a>>,
    #[serde(borrow)]
    pub(crate) tags: Vec<Text<'a>>,
    #[serde(borrow)]
    pub(crate) all_tags: Vec<Text<'a>>,
}
