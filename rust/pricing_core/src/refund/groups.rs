//! Returns of whole groups only: which units of a line come back so that no group is torn.

use std::collections::BTreeMap;

use crate::paid::Paid;
use crate::refund::returned::Returned;
use crate::refund::{RefundError, Sale};
use crate::terms::{Kind, PromotionIndex};

/// Choices tried before a return counts as tearing a group. Groups that can come back are found along the first branch
/// unless lines share many groups of different shape.
const MAX_CHOICES: u32 = 10_000;

/// A unit: its line's place and its own.
type Unit = (usize, u32);

/// Units that hang together by the groups they share.
#[derive(Debug)]
struct Bond {
    promotion: PromotionIndex,
    units: Vec<Unit>,
}

/// The units of a return: ungrouped ones as far as they go, else whole groups; refused if neither fits.
pub(super) fn pick(
    sale: &Sale<'_>,
    paid: &Paid,
    returned: &Returned<'_>,
    asked: &BTreeMap<usize, u32>,
) -> Result<Vec<Unit>, RefundError> {
    let (bonds, free) = bonds(sale, paid);
    let is_open = |unit: &Unit| !returned.has(unit.0, unit.1);
    let free: Vec<Unit> = free.into_iter().filter(is_open).collect();
    // A bond comes back as a whole or not at all, so its first unit speaks for it.
    let open: Vec<&Bond> = bonds.iter().filter(|bond| bond.units.first().is_some_and(is_open)).collect();
    let mut search = Search { open: &open, free: count(&free), choices: 0, chosen: Vec::new() };
    let mut left = asked.clone();
    if !search.fill(0, &mut left) {
        return Err(torn(paid, &open, asked));
    }
    let mut picked: Vec<Unit> = search.chosen.iter().flat_map(|at| open[*at].units.iter().copied()).collect();
    for (line, units) in left {
        picked.extend(free.iter().filter(|unit| unit.0 == line).take(units as usize));
    }
    Ok(picked)
}

fn count(units: &[Unit]) -> BTreeMap<usize, u32> {
    let mut counts = BTreeMap::new();
    for (line, _) in units {
        *counts.entry(*line).or_insert(0) += 1;
    }
    counts
}

/// The bonds of a sale, and the units without one. Groups that share a unit (on different layers) are one bond.
fn bonds(sale: &Sale<'_>, paid: &Paid) -> (Vec<Bond>, Vec<Unit>) {
    let mut groups = Groups::new(sale);
    let mut free = Vec::new();
    let mut bound: Vec<(usize, Unit)> = Vec::new();
    for (at, line) in paid.lines.iter().enumerate() {
        let mut units = 0..line.units;
        for run in &line.runs {
            for unit in units.by_ref().take(run.units as usize) {
                match groups.next_of(at, run.steps.iter().map(|step| step.application as usize)) {
                    None => free.push((at, unit)),
                    Some(group) => bound.push((group, (at, unit))),
                }
            }
        }
    }
    let mut bonds: BTreeMap<usize, Bond> = BTreeMap::new();
    for (group, unit) in bound {
        let (root, promotion) = (groups.root(group), groups.promotion_of[group]);
        bonds.entry(root).or_insert_with(|| Bond { promotion, units: Vec::new() }).units.push(unit);
    }
    (bonds.into_values().collect(), free)
}

/// The groups of a trace; groups that share a unit have one root.
struct Groups {
    /// Application -> its first group and how many; none if it forms no groups.
    of_application: Vec<(usize, usize)>,
    promotion_of: Vec<PromotionIndex>,
    parent: Vec<usize>,
    /// (line, application) -> units seen so far: equal groups of one application take the units of a line in turn.
    seen: BTreeMap<(usize, usize), usize>,
}

impl Groups {
    fn new(sale: &Sale<'_>) -> Self {
        let mut promotion_of = Vec::new();
        let mut of_application = Vec::new();
        for application in &sale.priced.trace.applications {
            let forms = forms_groups(&sale.book.promotion(application.promotion).kind);
            let groups = if forms { application.groups as usize } else { 0 };
            of_application.push((promotion_of.len(), groups));
            promotion_of.extend(std::iter::repeat_n(application.promotion, groups));
        }
        let parent = (0..promotion_of.len()).collect();
        Self { of_application, promotion_of, parent, seen: BTreeMap::new() }
    }

    /// The group of a line's next unit, which these applications took.
    fn next_of(&mut self, line: usize, applications: impl Iterator<Item = usize>) -> Option<usize> {
        let mut of_unit = None;
        for application in applications {
            let (first, groups) = self.of_application[application];
            if groups == 0 {
                continue;
            }
            let seen = self.seen.entry((line, application)).or_insert(0);
            let group = first + *seen % groups;
            *seen += 1;
            match of_unit {
                None => of_unit = Some(group),
                Some(other) => self.unite(group, other),
            }
        }
        of_unit
    }

    fn root(&self, mut group: usize) -> usize {
        while self.parent[group] != group {
            group = self.parent[group];
        }
        group
    }

    fn unite(&mut self, one: usize, other: usize) {
        let (one, other) = (self.root(one), self.root(other));
        self.parent[one.max(other)] = one.min(other);
    }
}

const fn forms_groups(kind: &Kind) -> bool {
    matches!(kind, Kind::Group { .. } | Kind::Bundle { .. } | Kind::DistinctSet(_) | Kind::SpendGroup { .. })
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

fn without(left: &BTreeMap<usize, u32>, units: &[Unit]) -> Option<BTreeMap<usize, u32>> {
    let mut rest = left.clone();
    for (line, _) in units {
        let open = rest.get_mut(line)?;
        *open = open.checked_sub(1)?;
    }
    Some(rest)
}

fn torn(paid: &Paid, open: &[&Bond], asked: &BTreeMap<usize, u32>) -> RefundError {
    let of_asked = |bond: &&Bond| {
        let unit = bond.units.iter().find(|(line, _)| asked.contains_key(line))?;
        Some((unit.0, bond.promotion))
    };
    let touched = open.iter().find_map(of_asked);
    let (line, promotion) = touched.expect("a return of free units only is never refused");
    RefundError::PartOfGroup { line_seq: paid.lines[line].line_seq, promotion }
}
