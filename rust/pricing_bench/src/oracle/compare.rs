//! The engine's answer, replayed stage by stage against brute force.

use pricing_core::pool::{Application, Part};
use pricing_core::terms::Layer;
use pricing_core::{PriceBook, PricedBasket};

use super::assign::{self, GroupsLeft};
use super::case::{Case, Kind, Offer};
use super::document::{Words, context, document};
use super::saving::{application, equal_units, reach_bits};
use super::stack;
use super::units::{LAYERS, Unit, units_of};

/// What comparing one case found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The same to the minor unit, and the engine says that it is optimal.
    Same,
    /// The same, but the engine could not prove it.
    Unproven,
    /// Brute force saves so much more, within the gap that the engine states.
    WithinGap(i64),
    /// The document was refused: the generator's fault or the engine's.
    Refused(String),
    /// Something differs.
    Differs(String),
}

/// Prices a case with the engine and by brute force.
pub fn compare(case: &Case) -> Verdict {
    let book = match crate::engine::compile(document(case, "best_for_customer").to_string().as_bytes()) {
        Ok(book) => book,
        Err(faults) => return Verdict::Refused(faults.to_string()),
    };
    match price(case, &book) {
        Ok(priced) => Replay::new(case, &priced).run().unwrap_or_else(Verdict::Differs),
        Err(error) => Verdict::Differs(format!("the basket is refused: {error}")),
    }
}

/// The engine's answer.
pub fn price(case: &Case, book: &PriceBook) -> Result<PricedBasket, pricing_core::PricingError> {
    let words = Words::of(case);
    let coupons = words.coupons();
    crate::engine::price(book, &words.lines(case), &context(case, &coupons))
}

struct Replay<'a> {
    case: &'a Case,
    priced: &'a PricedBasket,
    units: Vec<Unit>,
    groups_left: GroupsLeft,
    next: usize,
    short: i64,
}

impl<'a> Replay<'a> {
    fn new(case: &'a Case, priced: &'a PricedBasket) -> Self {
        let groups_left = case.stack_groups.clone();
        Self { case, priced, units: units_of(case), groups_left, next: 0, short: 0 }
    }

    fn run(mut self) -> Result<Verdict, String> {
        let plain: i64 = self.units.iter().map(|unit| unit.price).sum();
        for layer in LAYERS {
            self.stage(layer, false)?;
            self.stage(layer, true)?;
        }
        let saved = plain - self.units.iter().map(|unit| unit.price).sum::<i64>();
        if self.next < self.priced.trace.applications.len() {
            return Err(format!("application {} is out of its layer's order", self.next));
        }
        if saved != self.priced.discount_minor {
            return Err(format!("the trace saves {saved}, the basket says {}", self.priced.discount_minor));
        }
        let proof = self.priced.proof;
        match self.short {
            0 if proof.optimal => Ok(Verdict::Same),
            0 => Ok(Verdict::Unproven),
            short if !proof.optimal && short <= proof.gap_minor => Ok(Verdict::WithinGap(short)),
            short => Err(format!("{short} more could be saved, but the proof says {proof:?}")),
        }
    }

    /// One stage: what the engine applied against the most that could be.
    fn stage(&mut self, layer: Layer, stacks: bool) -> Result<(), String> {
        let of_stage = |offer: &&Offer| offer.layer == layer && offer.stacks == stacks;
        let offers: Vec<&Offer> = self.case.offers.iter().filter(of_stage).collect();
        let (before, groups_before) = (self.units.clone(), self.groups_left.clone());
        let mut served = vec![false; self.units.len()];
        let mut saved = 0;
        let mut fired: Vec<usize> = Vec::new();
        while let Some(applied) = self.priced.trace.applications.get(self.next).copied() {
            let place = applied.promotion.0 as usize;
            let offer = &self.case.offers[place];
            if offer.layer != layer || offer.stacks != stacks {
                break;
            }
            if !fired.contains(&place) {
                fired.push(place);
                self.use_group(offer, place)?;
            }
            saved += self.replay(offer, applied, stacks, &mut served)?;
            self.next += 1;
        }
        let (most, how) = if stacks {
            let (most, order) = stack::most(self.case, &offers, &before, &groups_before);
            (most, order.into_iter().map(|place| self.place_of(offers[place])).collect())
        } else {
            (assign::most(self.case, &offers, &before, &groups_before), Vec::new())
        };
        let too_much = saved > most && (!stacks || stack::is_exact(&offers));
        if too_much || (saved < most && self.priced.proof.optimal) {
            let stage = format!("{layer:?}, {}", if stacks { "stacking" } else { "exclusive" });
            return Err(format!(
                "{stage}: the engine saves {saved} by {fired:?}, brute force {most} by {how:?}\n\
                 from {before:?}\n{:?}",
                self.priced.trace
            ));
        }
        self.short += (most - saved).max(0);
        Ok(())
    }

    fn place_of(&self, offer: &Offer) -> usize {
        self.case.offers.iter().position(|other| std::ptr::eq(other, offer)).unwrap_or(usize::MAX)
    }

    fn use_group(&mut self, offer: &Offer, place: usize) -> Result<(), String> {
        match offer.stack_group {
            Some(group) if self.groups_left[group] == 0 => Err(format!("P{place}: its stacking group is used up")),
            Some(group) => {
                self.groups_left[group] -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Checks one application and takes its savings off the units.
    fn replay(
        &mut self,
        offer: &Offer,
        applied: Application,
        stacks: bool,
        served: &mut [bool],
    ) -> Result<i64, String> {
        let first = applied.first_part as usize;
        let parts = &self.priced.trace.parts[first..first + applied.parts as usize];
        let mut touched = Vec::new();
        for part in parts {
            touched
                .extend(self.find(part, &touched, served, stacks).ok_or_else(|| format!("no such units: {part:?}"))?);
        }
        let saving: i64 = parts.iter().map(|part| part.saving_minor).sum();
        let units: Vec<Unit> = touched.iter().map(|place| self.units[*place]).collect();
        self.check(offer, &units, applied.groups as usize, stacks, saving)
            .map_err(|fault| format!("{applied:?} {parts:?}: {fault}"))?;
        let mut places = touched.iter();
        for part in parts {
            let count = i64::from(part.units);
            for (turn, place) in (0..count).zip(places.by_ref()) {
                let unit = &mut self.units[*place];
                unit.price -= part.saving_minor / count + i64::from(turn < part.saving_minor % count);
                served[*place] |= !stacks;
                if unit.price < unit.floor {
                    return Err(format!("{applied:?}: below the floor: {unit:?}"));
                }
            }
        }
        Ok(saving)
    }

    fn find(&self, part: &Part, taken: &[usize], served: &[bool], stacks: bool) -> Option<Vec<usize>> {
        let fits = |place: &usize| {
            let unit = &self.units[*place];
            unit.line == part.line as usize
                && unit.price == part.price_minor
                && !taken.contains(place)
                && (stacks || !served[*place])
        };
        let found: Vec<usize> = (0..self.units.len()).filter(fits).take(part.units as usize).collect();
        (found.len() == part.units as usize).then_some(found)
    }

    /// Whether the offer gives these units, as so many equal groups, that saving.
    fn check(&self, offer: &Offer, units: &[Unit], groups: usize, stacks: bool, saving: i64) -> Result<(), String> {
        let lawful = match offer.kind {
            ref kind if stacks && !matches!(kind, Kind::Group(..)) => return Ok(()),
            Kind::Unit(off) => units
                .chunk_by(|a, b| a.line == b.line && a.price == b.price)
                .map(|line| equal_units(line, off, self.case.rounding))
                .sum(),
            _ => {
                let of_each_part = units.chunk_by(|a, b| a.line == b.line && a.price == b.price);
                let one: Vec<Unit> = of_each_part.flat_map(|part| part[..part.len() / groups].to_vec()).collect();
                application(offer, &one, self.case.rounding) * i64::try_from(groups).unwrap_or(i64::MAX)
            }
        };
        if reach_bits(offer, units) != (1 << units.len()) - 1 {
            return Err("a unit is out of the promotion's reach".to_owned());
        }
        // A bundle's units may be put into its slots in several ways; whether the engine's is the best, the stage's sum says.
        let fits = if matches!(offer.kind, Kind::Bundle(..)) { saving <= lawful } else { saving == lawful };
        if saving <= 0 || !fits { Err(format!("saves {saving}, not {lawful}")) } else { Ok(()) }
    }
}
