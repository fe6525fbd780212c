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
mod tests {
    use super::*;

    fn run(units: u32, price_minor: i64, served: bool) -> Run {
        Run { line: 0, units, price_minor, shelf_minor: 1_000, floor_minor: 0, mass_g: 0, served }
    }

    fn part(units: u32, price_minor: i64, saving_minor: i64) -> Part {
        Part { line: 0, units, price_minor, saving_minor }
    }

    #[test]
    fn many_parts_are_taken_as_one_by_one() {
        let all: Vec<Run> =
            (0..40).map(|line| Run { line, ..run(1 + line % 4, 1_000 - i64::from(line), false) }).collect();
        let of_run = |run: &Run| Part { line: run.line, units: 1, price_minor: run.price_minor, saving_minor: 7 };
        let parts: Vec<Part> = all.iter().filter(|run| run.line % 3 > 0).map(of_run).collect();
        let (mut at_once, mut one_by_one) = (Pool { runs: all.clone() }, Pool { runs: all });
        at_once.take(&parts, true);
        for part in &parts {
            one_by_one.take(&[*part], true);
        }
        assert!(parts.len() >= MANY_PARTS);
        assert_eq!(at_once, one_by_one);
    }

    #[test]
    fn odd_minor_units_go_to_the_first_units() {
        let mut pool = Pool { runs: vec![run(4, 1_000, false)] };
        pool.take(&[part(3, 1_000, 100)], true);
        assert_eq!(pool.runs, [run(1, 1_000, false), run(2, 967, true), run(1, 966, true)]);
        pool.open_layer(&[line()], Layer::Basket);
        assert_eq!(pool.runs, [run(1, 1_000, false), run(2, 967, false), run(1, 966, false)]);
    }

    #[test]
    fn stacking_parts_take_served_and_open_units_alike() {
        let mut pool = Pool { runs: vec![run(1, 1_000, false), run(1, 1_000, true)] };
        pool.take(&[part(2, 1_000, 201)], false);
        assert_eq!(pool.runs, [run(1, 900, true), run(1, 899, false)]);
    }

    #[test]
    #[should_panic(expected = "units that are there")]
    fn served_units_are_not_taken_twice() {
        Pool { runs: vec![run(1, 1_000, true)] }.take(&[part(1, 1_000, 1)], true);
    }

    #[test]
    fn a_markdown_is_a_price_and_serves_no_item_offer() {
        let marked = Line { markdown: Some(Markdown::Percent(2_500)), ..line() };
        let mut pool = Pool::of(&[marked, Line { open: false, ..line() }]);
        assert_eq!(pool.runs, [run(1, 750, false)]);
        pool.open_layer(&[marked], Layer::Item);
        assert!(pool.runs[0].served);
        assert_eq!(marked_price_minor(&Line { markdown: Some(Markdown::Price(1_200)), ..line() }), 1_000);
        assert_eq!(marked_price_minor(&Line { floor_minor: 800, ..marked }), 800);
    }

    fn line() -> Line {
        Line {
            line_seq: 1,
            item: crate::item::ItemIndex(0),
            units: 1,
            mass_g: 0,
            unit_price_minor: 1_000,
            price_minor: 1_000,
            floor_minor: 0,
            gross_minor: 1_000,
            levy_minor: 0,
            open: true,
            markdown: None,
            after: None,
            at: crate::time::LocalTime(0),
        }
    }
}
