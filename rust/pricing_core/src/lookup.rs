//! Finding entries by id, without keeping the ids twice.

use hashbrown::{DefaultHashBuilder, HashTable};
use std::hash::BuildHasher;

/// Places of entries by their ids, which stay in the entries: whoever asks says how to read one.
#[derive(Clone, Debug, Default)]
pub(crate) struct IdTable {
    places: HashTable<u32>,
    hasher: DefaultHashBuilder,
}

impl IdTable {
    pub(crate) fn with_capacity(entries: usize) -> Self {
        Self { places: HashTable::with_capacity(entries), hasher: DefaultHashBuilder::default() }
    }

    /// The table of entries whose ids differ.
    pub(crate) fn of<T>(entries: &[T], id_of: impl Fn(&T) -> &str) -> Self {
        let mut table = Self::with_capacity(entries.len());
        for (place, entry) in (0..).zip(entries) {
            table.enter(id_of(entry), place, |other| id_of(&entries[other as usize]));
        }
        table
    }

    /// The place entered under an id.
    pub(crate) fn find<'a>(&self, id: &str, id_at: impl Fn(u32) -> &'a str) -> Option<u32> {
        self.places.find(self.hasher.hash_one(id), |place| id_at(*place) == id).copied()
    }

    /// Enters a place under an id; false if the id is taken.
    pub(crate) fn enter<'a>(&mut self, id: &str, place: u32, id_at: impl Fn(u32) -> &'a str) -> bool {
        if self.find(id, &id_at).is_some() {
            return false;
        }
        self.places.insert_unique(self.hasher.hash_one(id), place, |other| self.hasher.hash_one(id_at(*other)));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_id_leads_to_its_place() {
        let ids: Vec<String> = (0..1_000).map(|number| format!("I{number}")).collect();
        let mut table = IdTable::of(&ids, String::as_str);
        let id_at = |place: u32| ids[place as usize].as_str();
        for (place, id) in (0..).zip(&ids) {
            assert_eq!(table.find(id, id_at), Some(place));
        }
        assert_eq!(table.find("I1000", id_at), None);
        assert!(!table.enter("I7", 0, id_at));
    }
}
