//! Splitmix64: the same stream in every language, so the same data and the same cases everywhere.

/// A stream of numbers that depends on its seed alone.
#[derive(Clone, Debug)]
pub struct Rng(u64);

impl Rng {
    /// The stream of a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The stream of one case out of a seeded run: cases can be tried alone and in any order.
    pub fn of_case(seed: u64, case: u64) -> Self {
        Self(Self(seed).number() ^ Self(case).number().rotate_left(32))
    }

    /// The next 64 bits.
    pub fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// 0 to `n - 1`.
    pub fn below(&mut self, n: u32) -> u32 {
        u32::try_from(self.number() % u64::from(n)).unwrap_or_default()
    }

    /// A place in a list of `n`.
    pub fn place(&mut self, n: usize) -> usize {
        usize::try_from(self.number() % (n as u64)).unwrap_or_default()
    }

    /// `from` to `to`, both possible.
    pub fn between(&mut self, from: u32, to: u32) -> u32 {
        from + self.below(to - from + 1)
    }

    /// One of these.
    pub fn one_of<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.place(of.len())]
    }

    /// True `percent` times in a hundred.
    pub fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// Puts a list into a random order.
    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            let place = self.place(last + 1);
            list.swap(last, place);
        }
    }
}
