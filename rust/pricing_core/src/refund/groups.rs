//! Returns of whole groups only: which units of a line come back so that no group is torn.

use std::collections::BTreeMap;

use crate::refund::paid::Paid;
use crate::refund::returned::Returned;
use crate::refund::{RefundError, Sale};
use crate::terms::{Kind, PromotionIndex};

/// Choices tried before a return counts as tearing a group. Groups that can come back are found along the first branch
/// unless lines share many groups of different shape.
const MAX_CHOICES: u32 = 10_000;

/// A run of units: line, first, how many.
type Units = (usize, u32, u32);

/// Units that hang together by the groups they share.
#[derive(Debug, Default)]
struct Bond {
    promotion: PromotionIndex,
    units: Vec<Units>,
}

/// The units of a return: ungrouped ones as far as they go, else whole groups; refused if neither fits.
pub(super) fn pick(
    sale: &Sale<'_>,
    paid: &Paid,
    returned: &Returned<'_>,
    asked: &BTreeMap<usize, u32>,
) -> Result<Vec<(usize, u32)>, RefundError> {
    let (bonds, free) = bonds(sale, paid);
    let free: Vec<(usize, u32)> =
        each(&free).filter(|(line, unit)| asked.contains_key(line) && !returned.has(*line, *unit)).collect();
    let open = |bond: &&Bond| bond.units.iter().all(|(line, first, _)| !returned.has(*line, *first));
    let open: Vec<&Bond> = bonds.iter().filter(open).collect();
    let mut search = Search { open: &open, free: count(&free), choices: 0, chosen: Vec::new() };
    let mut left = asked.clone();
    if !search.fill(0, &mut left) {
        return Err(torn(paid, &open, asked));
    }
    let mut picked: Vec<(usize, u32)> = search.chosen.iter().flat_map(|at| each(&open[*at].units)).collect();
    for (line, units) in left {
        picked.extend(free.iter().filter(|(of, _)| *of == line).take(units as usize));
    }
    Ok(picked)
}

fn each(units: &[Units]) -> impl Iterator<Item = (usize, u32)> {
    units.iter().flat_map(|(line, first, count)| (*first..first + count).map(|unit| (*line, unit)))
}

fn count(units: &[(usize, u32)]) -> BTreeMap<usize, u32> {
    let mut counts = BTreeMap::new();
    for (line, _) in units {
        *counts.entry(*line).or_insert(0) += 1;
    }
    counts
}

/// The bonds of a sale, and the units without one. Groups that share a unit (on different layers) are one bond.
fn bonds(sale: &Sale<'_>, paid: &Paid) -> (Vec<Bond>, Vec<Units>) {
    let applications = &sale.priced.trace.applications;
    let groups =
        |application: u32| forms_groups(&sale.book.promotion(applications[application as usize].promotion).kind);
    let mut bond_of: Vec<usize> = (0..applications.len()).collect();
    let mut free = Vec::new();
    let mut bound: Vec<(usize, Units)> = Vec::new();
    for (at, line) in paid.lines.iter().enumerate() {
        let mut first = 0;
        for run in &line.runs {
            let mut of = run.steps.iter().map(|step| step.application).filter(|application| groups(*application));
            match of.next() {
                None => free.push((at, first, run.units)),
                Some(one) => {
                    of.for_each(|other| unite(&mut bond_of, one as usize, other as usize));
                    bound.push((one as usize, (at, first, run.units)));
                }
            }
            first += run.units;
        }
    }
    let mut bonds: BTreeMap<usize, Bond> = BTreeMap::new();
    for (application, units) in bound {
        let bond = bonds.entry(root(&bond_of, application)).or_default();
        bond.promotion = applications[application].promotion;
        bond.units.push(units);
    }
    (bonds.into_values().collect(), free)
}

const fn forms_groups(kind: &Kind) -> bool {
    matches!(kind, Kind::Group { .. } | Kind::Bundle { .. } | Kind::DistinctSet(_) | Kind::SpendGroup { .. })
}

fn root(bond_of: &[usize], mut at: usize) -> usize {
    while bond_of[at] != at {
        at = bond_of[at];
    }
    at
}

fn unite(bond_of: &mut [usize], one: usize, other: usize) {
    let (one, other) = (root(bond_of, one), root(bond_of, other));
    bond_of[one.max(other)] = one.min(other);
}

/// The search for bonds that leave no more open than free units can fill.
struct Search<'a> {
    open: &'a [&'a Bond],
    free: BTreeMap<usize, u32>,
    choices: u32,
    chosen: Vec<usize>,
}

impl Search<'_> {
    fn fill(&mut self, from: usize, left: &mut BTreeMap<usize, u32>) -> bool {
        if left.iter().all(|(line, units)| *units <= self.free.get(line).copied().unwrap_or(0)) {
            return true;
        }
        for at in from..self.open.len() {
            self.choices += 1;
            if self.choices > MAX_CHOICES {
                return false;
            }
            let Some(mut rest) = without(left, &self.open[at].units) else { continue };
            self.chosen.push(at);
            if self.fill(at + 1, &mut rest) {
                *left = rest;
                return true;
            }
            self.chosen.pop();
        }
        false
    }
}

fn without(left: &BTreeMap<usize, u32>, units: &[Units]) -> Option<BTreeMap<usize, u32>> {
    let mut rest = left.clone();
    for (line, _, count) in units {
        let open = rest.get_mut(line)?;
        *open = open.checked_sub(*count)?;
    }
    Some(rest)
}

fn torn(paid: &Paid, open: &[&Bond], asked: &BTreeMap<usize, u32>) -> RefundError {
    let touched = open.iter().find(|bond| bond.units.iter().any(|(line, ..)| asked.contains_key(line)));
    let line = asked.keys().next().copied().unwrap_or(0);
    let (line, promotion) = touched.map_or((line, PromotionIndex::default()), |bond| {
        let touched = bond.units.iter().map(|(line, ..)| *line).find(|line| asked.contains_key(line));
        (touched.unwrap_or(line), bond.promotion)
    });
    RefundError::PartOfGroup { line_seq: paid.lines[line].line_seq, promotion }
}
