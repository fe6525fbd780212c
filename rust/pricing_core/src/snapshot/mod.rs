//! A compiled book as bytes: what lanes load at start and what old sales are priced again with.
//!
//! Little-endian: `LWPB`, the format's version (2 bytes), the content, SHA-256 of all of it (32 bytes). The content is the
//! book's parts in the order of [`Content`], in the compact encoding of the `postcard` crate (variable-length integers,
//! lengths before lists, variants by number). **Any change of a stored type changes the format**: raise [`VERSION`] then,
//! and keep reading the old one. A test holds the bytes of one book, so that a change cannot go unnoticed.

mod figures;
mod places;

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::code::Code;
use crate::direct::{Glance, PlainTerms};
use crate::error::Fault;
use crate::index::Index;
use crate::item::{Department, Good, Item, ItemIndex};
use crate::lookup::IdTable;
use crate::policy::Policy;
use crate::price_book::{Lookup, PriceBook};
use crate::scope::Scope;
use crate::tax::TaxClass;
use crate::terms::{Promotion, StackGroup};

/// The version this engine writes.
pub const VERSION: u16 = 1;

const MAGIC: [u8; 4] = *b"LWPB";
const HEADER_BYTES: usize = MAGIC.len() + size_of::<u16>();
const HASH_BYTES: usize = 32;

/// Why bytes are no snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SnapshotFault {
    /// They do not begin like one.
    NotASnapshot,
    /// A format that this engine does not read.
    OtherVersion(u16),
    /// Cut short, or changed since they were written.
    Damaged,
    /// Whole, but not what this engine writes: an entry names a place that is not there.
    Inconsistent,
}

impl fmt::Display for SnapshotFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotASnapshot => out.write_str("snapshot: these bytes are no price book snapshot"),
            Self::OtherVersion(found) => {
                write!(out, "snapshot: written in format {found}; this engine reads format {VERSION}")
            }
            Self::Damaged => out.write_str("snapshot: cut short or damaged: its hash does not match"),
            Self::Inconsistent => out.write_str("snapshot: whole, but its content makes no price book"),
        }
    }
}

impl std::error::Error for SnapshotFault {}

/// The content, in order. Lookup tables are made again at loading.
#[derive(Serialize, Deserialize)]
struct Content<'a> {
    content_hash: Cow<'a, str>,
    id: Cow<'a, str>,
    currency: Cow<'a, str>,
    currency_exponent: u8,
    policy: Policy,
    taxes: Cow<'a, [TaxClass]>,
    departments: Cow<'a, [Department]>,
    items: Cow<'a, [Item]>,
    /// By item, then by code.
    codes: Vec<(ItemIndex, Code)>,
    scopes: Cow<'a, [Scope]>,
    stack_groups: Cow<'a, [StackGroup]>,
    promotions: Cow<'a, [Promotion]>,
    index: Cow<'a, Index>,
    warnings: Cow<'a, [Fault]>,
}

/// The book as bytes: the same book, the same bytes.
///
/// # Panics
///
/// Never with a book that fits memory: writing to a `Vec` cannot fail.
pub fn encode(book: &PriceBook) -> Vec<u8> {
    let mut codes: Vec<_> = book.lookup.codes.iter().map(|(code, item)| (*item, *code)).collect();
    codes.sort_unstable();
    let content = Content {
        content_hash: Cow::Borrowed(&book.content_hash),
        id: Cow::Borrowed(&book.id),
        currency: Cow::Borrowed(&book.currency),
        currency_exponent: book.currency_exponent,
        policy: book.policy,
        taxes: Cow::Borrowed(&book.taxes),
        departments: Cow::Borrowed(&book.departments),
        items: Cow::Borrowed(&book.items),
        codes,
        scopes: Cow::Borrowed(&book.scopes),
        stack_groups: Cow::Borrowed(&book.stack_groups),
        promotions: Cow::Borrowed(&book.promotions),
        index: Cow::Borrowed(&book.index),
        warnings: Cow::Borrowed(&book.warnings),
    };
    let mut bytes = MAGIC.to_vec();
    bytes.extend(VERSION.to_le_bytes());
    let mut bytes = postcard::to_extend(&content, bytes).expect("memory and known lengths are all that encoding needs");
    let hash = Sha256::digest(&bytes);
    bytes.extend_from_slice(&hash);
    bytes
}

/// What a book's entries take in a snapshot, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// All items, with their codes.
    pub items: usize,
    /// All promotions, with their scopes and the index.
    pub promotions: usize,
}

/// Measures a book.
pub fn sizes(book: &PriceBook) -> Sizes {
    let codes: Vec<_> = book.lookup.codes.iter().map(|(code, item)| (*item, *code)).collect();
    Sizes {
        items: encoded_bytes(&(&book.items, codes)),
        promotions: encoded_bytes(&(&book.promotions, &book.scopes, &book.index)),
    }
}

fn encoded_bytes(part: &impl Serialize) -> usize {
    postcard::to_allocvec(part).map_or(0, |bytes| bytes.len())
}

/// The book that was encoded, or why the bytes are none.
pub fn decode(bytes: &[u8]) -> Result<PriceBook, SnapshotFault> {
    let content = checked_content(bytes)?;
    let (content, rest) = postcard::take_from_bytes::<Content<'_>>(content).map_err(|_| SnapshotFault::Inconsistent)?;
    if !rest.is_empty() || !places::are_sound(&content) || !figures::are_sound(&content) {
        return Err(SnapshotFault::Inconsistent);
    }
    let items = content.items.into_owned();
    let promotions = content.promotions.into_owned();
    let lookup = Lookup {
        items: IdTable::of(&items, |item| &item.id),
        codes: content.codes.into_iter().map(|(item, code)| (code, item)).collect(),
        promotions: IdTable::of(&promotions, |promotion| &promotion.id),
        goods: items.iter().map(Good::of).collect(),
        glances: promotions.iter().map(Glance::of).collect(),
        terms: promotions.iter().map(PlainTerms::of).collect(),
    };
    Ok(PriceBook {
        content_hash: content.content_hash.into_owned(),
        id: content.id.into_owned(),
        currency: content.currency.into_owned(),
        currency_exponent: content.currency_exponent,
        policy: content.policy,
        taxes: content.taxes.into_owned(),
        departments: content.departments.into_owned(),
        items,
        scopes: content.scopes.into_owned(),
        stack_groups: content.stack_groups.into_owned(),
        promotions,
        index: content.index.into_owned(),
        warnings: content.warnings.into_owned(),
        lookup,
    })
}

/// What lies between header and hash, once both are right.
fn checked_content(bytes: &[u8]) -> Result<&[u8], SnapshotFault> {
    let rest = bytes.strip_prefix(&MAGIC).ok_or(SnapshotFault::NotASnapshot)?;
    let (version, _) = rest.split_first_chunk().ok_or(SnapshotFault::Damaged)?;
    let version = u16::from_le_bytes(*version);
    if version != VERSION {
        return Err(SnapshotFault::OtherVersion(version));
    }
    let (hashed, hash) = bytes.split_last_chunk::<HASH_BYTES>().ok_or(SnapshotFault::Damaged)?;
    if *Sha256::digest(hashed) != *hash {
        return Err(SnapshotFault::Damaged);
    }
    hashed.get(HEADER_BYTES..).ok_or(SnapshotFault::Damaged)
}

#[cfg(test)]
mod tests;
