//! Numbers for lines. A line's place among the others changes when one before it is voided, its slot does not.

/// Slots and places.
#[derive(Clone, Debug, Default)]
pub(super) struct Slots {
    places: Vec<u32>,
    slots: Vec<u32>,
    free: Vec<u32>,
}

impl Slots {
    /// The place of a slot's line.
    pub(super) fn place(&self, slot: u32) -> usize {
        self.places[slot as usize] as usize
    }

    /// The slot of the line at a place.
    pub(super) fn at(&self, place: usize) -> u32 {
        self.slots[place]
    }

    /// A slot for the line that comes last.
    pub(super) fn push(&mut self) -> u32 {
        let place = number(self.slots.len());
        let slot = self.free.pop().unwrap_or(number(self.places.len()));
        if slot as usize == self.places.len() {
            self.places.push(place);
        } else {
            self.places[slot as usize] = place;
        }
        self.slots.push(slot);
        slot
    }

    /// The line at a place is gone, those behind it move up.
    pub(super) fn remove(&mut self, place: usize) {
        self.free.push(self.slots.remove(place));
        for slot in &self.slots[place..] {
            self.places[*slot as usize] -= 1;
        }
    }

    /// How many lines there are.
    pub(super) const fn len(&self) -> usize {
        self.slots.len()
    }

    /// No lines.
    pub(super) fn clear(&mut self) {
        self.places.clear();
        self.slots.clear();
        self.free.clear();
    }
}

fn number(at: usize) -> u32 {
    u32::try_from(at).expect("a basket has at most 10,000 lines")
}
