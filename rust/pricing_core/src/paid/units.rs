//! Every unit's way from the shelf to what was paid for it, replayed from the trace.

use crate::lines::Line;
use crate::pool::{Part, marked_price_minor};
use crate::price_book::PriceBook;
use crate::priced::{PricedBasket, PricedLine};
use crate::terms::Layer;

/// One promotion on a unit's way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The application's place in the trace.
    pub application: u32,
    /// What the unit cost before it, in minor units.
    pub before_minor: i64,
    /// What it took off the unit.
    pub saving_minor: i64,
}

/// Equal units of a line that went the same way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitRun {
    /// How many.
    pub units: u32,
    /// What each cost plainly.
    pub shelf_minor: i64,
    /// What a markdown label took off.
    pub markdown_minor: i64,
    /// Promotions, in order.
    pub steps: Vec<Step>,
    /// What staff took off after promotions.
    pub staff_minor: i64,
    /// What was paid for each, without tax that was added and without levies.
    pub paid_minor: i64,
}

/// The units of every line, dearest first: the order in which they come back when they are returned.
pub fn units(book: &PriceBook, lines: &[Line], priced: &PricedBasket) -> Vec<Vec<UnitRun>> {
    let mut runs: Vec<Vec<Open>> = lines.iter().map(|line| vec![Open::new(line)]).collect();
    for (number, application) in (0..).zip(&priced.trace.applications) {
        let taker = Taker {
            application: number,
            layer: book.promotion(application.promotion).layer,
            exclusive: application.exclusive,
        };
        let first = application.first_part as usize;
        for part in &priced.trace.parts[first..first + application.parts as usize] {
            taker.take(&mut runs[part.line as usize], part);
        }
    }
    runs.into_iter()
        .zip(lines.iter().zip(&priced.lines))
        .map(|(runs, (line, priced))| paid(runs, line, priced))
        .collect()
}

/// A run while the trace is replayed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Open {
    units: u32,
    price_minor: i64,
    served_in: Option<Layer>,
    steps: Vec<Step>,
}

impl Open {
    fn new(line: &Line) -> Self {
        Self { units: line.units, price_minor: marked_price_minor(line), served_in: None, steps: Vec::new() }
    }

    fn split_off(&mut self, units: u32) -> Self {
        self.units -= units;
        Self { units, ..self.clone() }
    }
}

/// An application while it takes its parts.
#[derive(Clone, Copy)]
struct Taker {
    application: u32,
    layer: Layer,
    exclusive: bool,
}

impl Taker {
    fn take(self, runs: &mut Vec<Open>, part: &Part) {
        let units = i64::from(part.units.max(1));
        let even = part.saving_minor / units;
        let odd = u32::try_from(part.saving_minor % units).unwrap_or(0);
        self.take_units(runs, part.price_minor, odd, even + 1);
        self.take_units(runs, part.price_minor, part.units - odd, even);
    }

    /// Units at one price are alike, so any of them may be the ones that were taken; units that this application has
    /// already, and then units that serve another, come last.
    fn take_units(self, runs: &mut Vec<Open>, price_minor: i64, units: u32, saving_minor: i64) {
        let mut left = units;
        while left > 0 {
            let at_price = (0..runs.len()).filter(|at| runs[*at].price_minor == price_minor);
            let Some(at) = at_price.min_by_key(|at| self.reluctance(&runs[*at])) else { return };
            let count = left.min(runs[at].units);
            let mut taken = runs[at].split_off(count);
            taken.price_minor -= saving_minor;
            taken.steps.push(Step { application: self.application, before_minor: price_minor, saving_minor });
            if self.exclusive {
                taken.served_in = Some(self.layer);
            }
            runs.push(taken);
            runs.retain(|run| run.units > 0);
            left -= count;
        }
    }

    fn reluctance(self, run: &Open) -> (bool, bool) {
        let again = run.steps.last().is_some_and(|step| step.application == self.application);
        (again, run.served_in == Some(self.layer))
    }
}

/// Closes the runs with what was paid; what came off besides is the staff's.
fn paid(mut runs: Vec<Open>, line: &Line, priced: &PricedLine) -> Vec<UnitRun> {
    runs.sort_by_key(|run| std::cmp::Reverse(run.price_minor));
    let mut open = runs.into_iter().peekable();
    let mut closed = Vec::with_capacity(priced.units.len());
    for paid in &priced.units {
        let mut left = paid.units;
        while left > 0 {
            let Some(run) = open.peek_mut() else { break };
            let count = left.min(run.units);
            closed.push(close(run.split_off(count), paid.amount_minor, line));
            left -= count;
            if run.units == 0 {
                open.next();
            }
        }
    }
    closed
}

fn close(run: Open, paid_minor: i64, line: &Line) -> UnitRun {
    // A price given for a whole line is what its units cost, however it falls on them.
    let given = line.price_minor * i64::from(line.units) != line.gross_minor;
    UnitRun {
        units: run.units,
        shelf_minor: if given { paid_minor } else { line.price_minor },
        markdown_minor: line.price_minor - marked_price_minor(line),
        staff_minor: if given { 0 } else { run.price_minor - paid_minor },
        steps: run.steps,
        paid_minor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_equal_prices_units_that_serve_nothing_are_taken_first() {
        let open = Open { units: 1, price_minor: 500, served_in: None, steps: Vec::new() };
        let served = Open { served_in: Some(Layer::Item), ..open.clone() };
        let mut runs = vec![served.clone(), Open { units: 2, ..open.clone() }];
        let taker = Taker { application: 3, layer: Layer::Item, exclusive: true };
        taker.take(&mut runs, &Part { line: 0, units: 2, price_minor: 500, saving_minor: 301 });
        let step = |saving_minor| Step { application: 3, before_minor: 500, saving_minor };
        let after = |price_minor, saving| Open { price_minor, steps: vec![step(saving)], ..served.clone() };
        assert_eq!(runs, [served.clone(), after(349, 151), after(350, 150)]);
    }
}
