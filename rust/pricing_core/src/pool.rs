//! The units of a basket while promotions work on them.

use std::cmp::Reverse;
use std::ops::Range;

use crate::lines::Line;
use crate::policy::RoundingMode;
use crate::rounding::divide_minor;
use crate::sale::Markdown;
use crate::terms::Layer;

/// Equal units of one line at one price. A weighed pack is one unit that costs its whole line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Run {
    /// The line's place in the basket.
    pub line: u32,
    /// How many.
    pub units: u32,
    /// What each costs now, in minor units.
    pub price_minor: i64,
    /// What each cost plainly, before a markdown.
    pub shelf_minor: i64,
    /// What each must cost at least.
    pub floor_minor: i64,
    /// Grams of a weighed pack, else 0.
    pub mass_g: u32,
    /// It serves a unit-exclusive promotion of the layer at work.
    pub served: bool,
}

/// Parts from which on all runs are gone through once instead of searched for each part.
const MANY_PARTS: usize = 16;

/// All runs, by line, dearest first within a line.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Pool {
    /// The runs.
    pub runs: Vec<Run>,
}

/// Units of one line inside an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The line's place in the basket.
    pub line: u32,
    /// How many units.
    pub units: u32,
    /// What each cost before.
    pub price_minor: i64,
    /// What they save together; split over the units evenly, the odd minor units to the first.
    pub saving_minor: i64,
}

/// One promotion at work once: a group, or all units it touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Application {
    /// Which promotion.
    pub promotion: crate::terms::PromotionIndex,
    /// First of its parts.
    pub first_part: u32,
    /// How many parts.
    pub parts: u32,
    /// How many equal groups it stands for: 9,999 pieces of one line at 3 for 2 are one application of 3,333 groups. Its
    /// parts count the units of all of them.
    pub groups: u32,
    /// Its units are used up for the layer.
    pub exclusive: bool,
}

/// What was applied, in order: the source of every explanation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The applications.
    pub applications: Vec<Application>,
    /// Their parts, application after application.
    pub parts: Vec<Part>,
}

impl Run {
    /// What a promotion may still take off all of it, in minor units.
    pub fn room_minor(&self) -> i64 {
        (self.price_minor - self.floor_minor).max(0) * i64::from(self.units)
    }

    /// What all of it costs now, in minor units.
    pub fn value_minor(&self) -> i64 {
        self.price_minor * i64::from(self.units)
    }
}

/// What a unit of a line costs before any promotion: plainly, or what its markdown label says. Never dearer, never below
/// the floor.
pub fn marked_price_minor(line: &Line) -> i64 {
    let marked = match line.markdown {
        None => return line.price_minor,
        Some(Markdown::Price(price)) => price,
        Some(Markdown::Percent(bp)) => {
            line.price_minor - divide_minor(line.price_minor * i64::from(bp), 10_000, RoundingMode::HalfUp)
        }
    };
    marked.max(line.floor_minor).min(line.price_minor)
}

impl Pool {
    /// The units promotions may touch, at the prices before them.
    pub fn of(lines: &[Line]) -> Self {
        let runs = (0..).zip(lines).filter(|(_, line)| line.open).map(|(at, line)| Run {
            line: at,
            units: line.units,
            price_minor: marked_price_minor(line),
            shelf_minor: line.price_minor,
            floor_minor: line.floor_minor,
            mass_g: line.mass_g,
            served: false,
        });
        Self { runs: runs.collect() }
    }

    /// Frees all units for the next layer. A marked down unit takes part in no price or item offer that asks for units of
    /// its own.
    pub fn open_layer(&mut self, lines: &[Line], layer: Layer) {
        for run in &mut self.runs {
            run.served = layer <= Layer::Item && lines[run.line as usize].markdown.is_some();
        }
        self.runs.dedup_by(|next, run| {
            let equal = (next.line, next.price_minor, next.served) == (run.line, run.price_minor, run.served);
            if equal {
                run.units += next.units;
            }
            equal
        });
    }

    /// The runs of a line; none if promotions may not touch it.
    pub fn of_line(&self, line: u32) -> &[Run] {
        &self.runs[self.range(line)]
    }

    /// Takes parts and lowers their prices; exclusive parts are made of units that serve nothing yet, and serve from now on.
    pub fn take(&mut self, parts: &[Part], exclusive: bool) {
        if parts.len() >= MANY_PARTS && parts.is_sorted_by_key(|part| part.line) {
            self.take_many(parts, exclusive);
            return;
        }
        let mut line_runs = Vec::new();
        for part in parts {
            let range = self.range(part.line);
            line_runs.clear();
            line_runs.extend_from_slice(&self.runs[range.clone()]);
            take_part(&mut line_runs, *part, exclusive);
            self.runs.splice(range, line_runs.iter().copied());
        }
    }

    /// As one by one, in one go through all runs.
    fn take_many(&mut self, parts: &[Part], exclusive: bool) {
        let mut runs = Vec::with_capacity(self.runs.len() + parts.len());
        let mut line_runs = Vec::new();
        let mut next = 0;
        for of_line in parts.chunk_by(|one, other| one.line == other.line) {
            let line = of_line[0].line;
            let from = next + self.runs[next..].iter().take_while(|run| run.line < line).count();
            let until = from + self.runs[from..].iter().take_while(|run| run.line == line).count();
            line_runs.clear();
            line_runs.extend_from_slice(&self.runs[from..until]);
            for part in of_line {
                take_part(&mut line_runs, *part, exclusive);
            }
            runs.extend_from_slice(&self.runs[next..from]);
            runs.extend_from_slice(&line_runs);
            next = until;
        }
        runs.extend_from_slice(&self.runs[next..]);
        self.runs = runs;
    }

    fn range(&self, line: u32) -> Range<usize> {
        let from = self.runs.partition_point(|run| run.line < line);
        from..from + self.runs[from..].partition_point(|run| run.line == line)
    }
}

/// Takes a part out of its line's runs.
fn take_part(runs: &mut Vec<Run>, part: Part, exclusive: bool) {
    let (each, mut odd) = (part.saving_minor / i64::from(part.units), part.saving_minor % i64::from(part.units));
    let mut missing = part.units;
    for at in 0..runs.len() {
        let run = runs[at];
        let fits = run.price_minor == part.price_minor && !(exclusive && run.served);
        let taken = if fits { run.units.min(missing) } else { 0 };
        if taken == 0 {
            continue;
        }
        missing -= taken;
        let first = u32::try_from(odd).unwrap_or(u32::MAX).min(taken);
        odd -= i64::from(first);
        let served = run.served || exclusive;
        runs[at].units -= taken;
        runs.push(Run { units: first, price_minor: run.price_minor - each - 1, served, ..run });
        runs.push(Run { units: taken - first, price_minor: run.price_minor - each, served, ..run });
    }
    assert!(missing == 0, "a promotion takes units that are there");
    runs.retain(|run| run.units > 0);
    join(runs);
}

/// Dearest first, equal runs as one.
fn join(runs: &mut Vec<Run>) {
    if runs.len() < 2 {
        return;
    }
    runs.sort_unstable_by_key(|run| (Reverse(run.price_minor), run.served));
    runs.dedup_by(|next, run| {
        let equal = (next.line, next.price_minor, next.served) == (run.line, run.price_minor, run.served);
        if equal {
            run.units += next.units;
        }
        equal
    });
}

#[cfg(test)]
mod tests;
