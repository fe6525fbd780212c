//! Finding entries by id.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// Places of entries by their ids. The ids themselves stay in the entries; the table keeps their beginnings, so that an
/// ordinary id is found without a look at its entry: pricing does that for every line.
#[derive(Clone, Debug, Default)]
pub(crate) struct IdTable {
    slots: HashTable<Slot>,
    hasher: DefaultHashBuilder,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    start: Start,
    place: u32,
}

/// The first 15 bytes of an id and its length, up to 255: all there is to know of a short id. Bytes, not a number, so that
/// a slot is 20 bytes and not 32.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Start([u8; 16]);

impl Start {
    const BYTES: usize = 15;

    /// Read by words, which overlap where the id is shorter than they are: a book in the making is a million look-ups.
    fn of(id: &str) -> Self {
        let bytes = id.as_bytes();
        let kept = &bytes[..bytes.len().min(Self::BYTES)];
        let word = if let (Some(first), Some(last)) = (kept.first_chunk::<8>(), kept.last_chunk::<8>()) {
            u128::from(u64::from_le_bytes(*first)) | u128::from(u64::from_le_bytes(*last)) << ((kept.len() - 8) * 8)
        } else if let (Some(first), Some(last)) = (kept.first_chunk::<4>(), kept.last_chunk::<4>()) {
            u128::from(u32::from_le_bytes(*first)) | u128::from(u32::from_le_bytes(*last)) << ((kept.len() - 4) * 8)
        } else {
            kept.iter().rfold(0, |word, byte| word << 8 | u128::from(*byte))
        };
        let mut start = word.to_le_bytes();
        start[Self::BYTES] = u8::try_from(id.len()).unwrap_or(u8::MAX);
        Self(start)
    }

    const fn word(self) -> u128 {
        u128::from_le_bytes(self.0)
    }

    const fn is_all(self) -> bool {
        self.0[Self::BYTES] as usize <= Self::BYTES
    }
}

impl IdTable {
    pub(crate) fn with_capacity(entries: usize) -> Self {
        Self { slots: HashTable::with_capacity(entries), hasher: DefaultHashBuilder::default() }
    }

    /// The table of entries whose ids differ.
    pub(crate) fn of<T>(entries: &[T], id_of: impl Fn(&T) -> &str) -> Self {
        let mut table = Self::with_capacity(entries.len());
        for (place, entry) in (0..).zip(entries) {
            table.enter(id_of(entry), place, |other| id_of(&entries[other as usize]));
        }
        table
    }

    /// The place entered under an id; `id_at` reads an entry's.
    pub(crate) fn find<'a>(&self, id: &str, id_at: impl Fn(u32) -> &'a str) -> Option<u32> {
        let start = Start::of(id);
        let same = |slot: &Slot| slot.start.word() == start.word() && (start.is_all() || id_at(slot.place) == id);
        self.slots.find(self.hasher.hash_one(start.word()), same).map(|slot| slot.place)
    }

    /// Enters a place under an id; false if the id is taken.
    pub(crate) fn enter<'a>(&mut self, id: &str, place: u32, id_at: impl Fn(u32) -> &'a str) -> bool {
        if self.find(id, id_at).is_some() {
            return false;
        }
        let slot = Slot { start: Start::of(id), place };
        self.slots.insert_unique(self.hasher.hash_one(slot.start.word()), slot, |other| {
            self.hasher.hash_one(other.start.word())
        });
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_is_the_first_bytes_and_the_length() {
        let id = "0123456789abcdefghij";
        for length in 0..=id.len() {
            let mut bytes = [0; 16];
            let kept = length.min(Start::BYTES);
            bytes[..kept].copy_from_slice(&id.as_bytes()[..kept]);
            bytes[Start::BYTES] = u8::try_from(length).unwrap();
            assert_eq!(Start::of(&id[..length]), Start(bytes), "{length} bytes");
        }
    }

    #[test]
    fn every_id_leads_to_its_place() {
        let short = (0..1_000).map(|number| format!("I{number}"));
        let long = (0..300).map(|number| format!("the same fifteen bytes and then {number}"));
        let longer = [15, 16, 254, 255, 256, 300].map(|length| "x".repeat(length));
        let ids: Vec<String> = short.chain(long).chain(longer).chain([String::new(), "I\0".to_owned()]).collect();
        let mut table = IdTable::of(&ids, String::as_str);
        let id_at = |place: u32| ids[place as usize].as_str();
        for (place, id) in (0..).zip(&ids) {
            assert_eq!(table.find(id, id_at), Some(place), "{id}");
        }
        for unknown in ["I1000", "I", "the same fifteen bytes and then 300", &"x".repeat(257)] {
            assert_eq!(table.find(unknown, id_at), None, "{unknown}");
        }
        assert!(!table.enter("I7", 0, id_at));
    }
}
