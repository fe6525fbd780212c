//! Which runs are tied together, and the components that makes.

use super::board::Board;
use super::column::Columns;

const NONE: u32 = u32::MAX;

/// Lists per component in one allocation.
#[derive(Clone, Debug, Default)]
pub(super) struct Grouped {
    starts: Vec<u32>,
    entries: Vec<u32>,
}

impl Grouped {
    /// The entries of a component.
    pub(super) fn of(&self, component: u32) -> &[u32] {
        &self.entries[self.starts[component as usize] as usize..self.starts[component as usize + 1] as usize]
    }

    /// Sorts `entries` of (component, entry) by component, keeping their order.
    fn fill(&mut self, components: u32, entries: impl Iterator<Item = (u32, u32)> + Clone) {
        self.starts.clear();
        self.starts.resize(components as usize + 2, 0);
        let mut count = 0;
        for (component, _) in entries.clone() {
            self.starts[component as usize + 2] += 1;
            count += 1;
        }
        for at in 2..self.starts.len() {
            self.starts[at] += self.starts[at - 1];
        }
        self.entries.clear();
        self.entries.resize(count, 0);
        for (component, entry) in entries {
            let place = &mut self.starts[component as usize + 1];
            self.entries[*place as usize] = entry;
            *place += 1;
        }
    }
}

/// Ties between runs (union-find), and what became of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Ties {
    parent: Vec<u32>,
    touched: Vec<bool>,
    component: Vec<u32>,
    count: u32,
    /// Runs by component, ascending.
    pub(super) runs: Grouped,
    /// Columns by component, ascending.
    pub(super) columns: Grouped,
    /// Offers whose columns are not all listed, by component.
    pub(super) big: Grouped,
    /// Runs no column touches.
    pub(super) untied: Vec<u32>,
}

impl Ties {
    /// Begins with nothing tied.
    pub(super) fn start(&mut self, runs: usize) {
        self.parent.clear();
        self.parent.extend(0..u32::try_from(runs).unwrap_or(NONE));
        self.touched.clear();
        self.touched.resize(runs, false);
    }

    /// Ties these runs together.
    pub(super) fn tie_all(&mut self, mut runs: impl Iterator<Item = u32>) {
        let Some(first) = runs.next() else { return };
        self.touched[first as usize] = true;
        let mut one = self.root(first);
        for run in runs {
            self.touched[run as usize] = true;
            let two = self.root(run);
            self.parent[one.max(two) as usize] = one.min(two);
            one = one.min(two);
        }
    }

    fn root(&mut self, of: u32) -> u32 {
        let mut at = of;
        loop {
            let above = self.parent[at as usize];
            if above == at {
                return at;
            }
            self.parent[at as usize] = self.parent[above as usize];
            at = above;
        }
    }

    /// Numbers the components by their first run and sorts everything into them.
    pub(super) fn settle(&mut self, board: &Board, columns: &Columns, big: &[u32]) {
        self.component.clear();
        self.component.resize(self.parent.len(), NONE);
        self.untied.clear();
        self.count = 0;
        for run in 0..u32::try_from(self.parent.len()).unwrap_or(NONE) {
            if !self.touched[run as usize] {
                self.untied.push(run);
                continue;
            }
            // A root is the least of its component, so it has its number already, or is at hand.
            let root = self.root(run) as usize;
            if self.component[root] == NONE {
                self.component[root] = self.count;
                self.count += 1;
            }
            self.component[run as usize] = self.component[root];
        }
        let component = &self.component;
        let touched = (0..).zip(component).filter(|(_, component)| **component != NONE);
        self.runs.fill(self.count, touched.map(|(run, component)| (*component, run)));
        let of_column = |(at, column)| (component[columns.cells_of(column)[0].0 as usize], at);
        self.columns.fill(self.count, (0..).zip(&columns.list).map(of_column));
        let of_offer = |&at: &u32| (component[board.members_of(&board.offers[at as usize])[0] as usize], at);
        self.big.fill(self.count, big.iter().map(of_offer));
    }

    /// How many components there are.
    pub(super) const fn components(&self) -> u32 {
        self.count
    }
}
