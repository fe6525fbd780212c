//! What has been done to a basket so far.

use super::Hold;
use crate::apply::Taken;
use crate::lines::Line;
use crate::pool::{Application, Pool, Run, Trace};
use crate::priced::Rewards;
use crate::terms::{Layer, PromotionIndex, StackGroupIndex};

/// What the layer at work has done to a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct LineUse {
    touched: bool,
    locked: bool,
}

/// What has been done so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    /// The units at their prices now.
    pub pool: Pool,
    /// What was applied.
    pub trace: Trace,
    /// Gifts and points.
    pub rewards: Rewards,
    /// Money taken off, in minor units.
    pub saved_minor: i64,
    lines: Vec<LineUse>,
    pub(super) fired: Vec<StackGroupIndex>,
}

impl State {
    pub(super) fn new(lines: &[Line]) -> Self {
        Self { pool: Pool::of(lines), lines: vec![LineUse::default(); lines.len()], ..Self::default() }
    }

    /// Frees units and lines for the next layer.
    pub fn open_layer(&mut self, lines: &[Line], layer: Layer) {
        self.pool.open_layer(lines, layer);
        self.lines.fill(LineUse::default());
    }

    /// The runs of lines a promotion may touch, equal ones as one, by line, dearest first.
    pub fn touchable(&self, lines: &[u32], hold: Hold) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::with_capacity(lines.len());
        for line in lines {
            let line_use = self.lines[*line as usize];
            if line_use.locked || (hold == Hold::Lines && line_use.touched) {
                continue;
            }
            for run in self.pool.of_line(*line).iter().filter(|run| hold == Hold::Nothing || !run.served) {
                match runs.last_mut() {
                    Some(last) if (last.line, last.price_minor) == (run.line, run.price_minor) => {
                        last.units += run.units;
                    }
                    _ => runs.push(*run),
                }
            }
        }
        runs
    }

    /// Whether a line serves a promotion that wants it for itself.
    pub fn locked(&self, line: u32) -> bool {
        self.lines[line as usize].locked
    }

    /// How many promotions of a stacking group have fired.
    pub fn fired_of(&self, group: StackGroupIndex) -> u32 {
        self.fired.iter().map(|fired| u32::from(*fired == group)).sum()
    }

    /// Does what a promotion does.
    pub fn take(&mut self, promotion: PromotionIndex, taken: &Taken, hold: Hold) {
        let exclusive = hold != Hold::Nothing;
        for group in &taken.groups {
            let parts = &taken.parts[group.parts.clone()];
            // A basket has fewer parts than units, and those fit into 32 bits.
            let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
            self.trace.applications.push(Application {
                promotion,
                first_part: count(self.trace.parts.len()),
                parts: count(parts.len()),
                groups: group.groups,
                exclusive,
            });
            self.trace.parts.extend_from_slice(parts);
            self.pool.take(parts, exclusive);
            for part in parts {
                let line = &mut self.lines[part.line as usize];
                *line = LineUse { touched: true, locked: line.locked || hold == Hold::Lines };
            }
        }
        self.saved_minor += taken.saving_minor();
    }
}
