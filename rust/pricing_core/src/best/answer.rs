//! What the solver answers.

/// A group taken: an offer and its units. For bundles with a rewarded slot, rewarded cells come last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pick {
    /// The offer's place on the board.
    pub offer: u32,
    /// What the group saves, in minor units.
    pub saving_minor: i64,
    /// First of its cells in [`Answer::cells`].
    pub first: u32,
    /// How many cells.
    pub cells: u32,
    /// How many of them, at the end, are rewarded; all if the reward is the whole group's.
    pub rewarded: u32,
}

/// What a component took to solve.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Effort {
    /// States looked at.
    pub nodes: u32,
    /// With a budget of as many states or more the answer is the same; `u32::MAX` if the budget cut it short.
    pub needed: u32,
}

/// An assignment and how good it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Groups taken.
    pub picks: Vec<Pick>,
    /// (run, units) of every pick.
    pub cells: Vec<(u32, u32)>,
    /// The first pick that a run made by itself; those before are the components', component after component.
    pub alone_from: u32,
    /// What each component took.
    pub efforts: Vec<Effort>,
    /// Units of each run that no group took.
    pub left: Vec<u32>,
    /// Everything saved: groups and rests.
    pub saving_minor: i64,
    /// No assignment saves more than this.
    pub bound_minor: i64,
    /// States looked at.
    pub nodes: u32,
}

impl Answer {
    /// Makes room for the next answer, keeping the memory.
    pub fn clear(&mut self) {
        self.picks.clear();
        self.cells.clear();
        self.left.clear();
        self.efforts.clear();
        self.alone_from = 0;
        self.saving_minor = 0;
        self.bound_minor = 0;
        self.nodes = 0;
    }
}
