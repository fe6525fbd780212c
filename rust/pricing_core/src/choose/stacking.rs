//! Promotions that stack, in the order and selection that takes most off.

use std::collections::{BTreeMap, HashSet};

use super::State;
use super::Work;
use super::percentages::{Percentages, percent_of};
use super::work::{Outcome, Reward};
use crate::pool::{Pool, Run};
use crate::terms::{Kind, Promotion, SetOff, StackGroupIndex};

/// Promotions of one component up to which every order is searched; of more, some good orders are tried.
const MAX_SEARCHED: usize = 12;

/// Promotions of one component up to which "the one that saves most next" is tried.
const MAX_GREEDY: usize = 64;

/// Lines of all promotions of a component together that are looked at for one search node.
const LINES_PER_NODE: usize = 16;

/// Applies candidates of a layer in the best order found; promotions without a line or group in common are searched apart.
/// What saves no money comes last.
pub fn best_order(work: &mut Work<'_>, promotions: &[usize]) {
    for component in components(work, promotions) {
        if component.len() == 1 {
            super::priority::one_by_one(work, &component);
        } else {
            search(work, &component);
        }
    }
    // Gifts are judged on what is left after all money is off; those that fired inside a search are not fired twice.
    let fired: Vec<_> = work.state.rewards.gifts.iter().map(|(promotion, _)| *promotion).collect();
    let gifts = |at: &&usize| is_gift(work, **at) && !fired.contains(&work.candidates.list[**at].promotion);
    let gifts: Vec<usize> = promotions.iter().filter(gifts).copied().collect();
    super::priority::one_by_one(work, &gifts);
}

fn is_gift(work: &Work<'_>, at: usize) -> bool {
    matches!(work.terms(at).kind, Kind::Gift { .. })
}

/// Promotions tied by lines or by a stacking group, gifts left out, each component and the components in order of priority.
fn components(work: &Work<'_>, promotions: &[usize]) -> Vec<Vec<usize>> {
    let money: Vec<usize> = promotions.iter().copied().filter(|at| !is_gift(work, *at)).collect();
    let mut root: Vec<usize> = (0..money.len()).collect();
    let mut of_line: Vec<Option<usize>> = vec![None; work.basket.lines.len()];
    let mut of_group: BTreeMap<StackGroupIndex, usize> = BTreeMap::new();
    for (place, at) in money.iter().enumerate() {
        let lines = work.lines_of(*at).iter();
        let mut ties: Vec<usize> = lines.map(|line| *of_line[*line as usize].get_or_insert(place)).collect();
        ties.dedup();
        ties.extend(work.terms(*at).stack_group.map(|group| *of_group.entry(group).or_insert(place)));
        for tie in ties {
            let (one, other) = (find(&mut root, tie), find(&mut root, place));
            root[one.max(other)] = one.min(other);
        }
    }
    let mut components: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, at) in money.iter().enumerate() {
        components.entry(find(&mut root, place)).or_default().push(*at);
    }
    components.into_values().collect()
}

fn find(root: &mut [usize], place: usize) -> usize {
    let mut at = place;
    while root[at] != at {
        root[at] = root[root[at]];
        at = root[at];
    }
    at
}

/// Searches one component and leaves the best found applied; the proof says what a complete search might have added.
fn search(work: &mut Work<'_>, component: &[usize]) {
    let before = work.state.clone();
    let most_minor = before.saved_minor + bound_minor(work, &outcomes(work, component));
    let mut search =
        Search { best: before.clone(), visited: HashSet::new(), nodes: cost(work, component), complete: true };
    for order in first_orders(work, component) {
        if search.best.saved_minor < most_minor {
            super::priority::one_by_one(work, &order);
            search.nodes += cost(work, component);
            search.keep(&work.state);
            work.state = before.clone();
        }
    }
    if search.best.saved_minor < most_minor {
        search.beyond_first_orders(work, component);
    }
    let gap_minor = most_minor - search.best.saved_minor;
    work.proof.nodes += search.nodes;
    if !search.complete && gap_minor > 0 {
        work.proof.optimal = false;
        work.proof.gap_minor += gap_minor;
    }
    work.state = search.best;
}

/// Orders that are often best: by priority; percentages while prices are high, amounts afterwards.
fn first_orders(work: &Work<'_>, component: &[usize]) -> [Vec<usize>; 2] {
    let mut percent_first = component.to_vec();
    percent_first.sort_by_key(|at| percent_of(work.terms(*at)).is_none());
    [component.to_vec(), percent_first]
}

/// What each candidate that would fire now would do.
fn outcomes(work: &Work<'_>, candidates: &[usize]) -> Vec<(usize, Outcome)> {
    candidates.iter().filter_map(|at| work.outcome(*at).map(|outcome| (*at, outcome))).collect()
}

/// No order of these saves more than each alone, as lower prices never raise a saving (except where the order of prices
/// picks the units: those may save all the room there is); of each stacking group only as many as it has room for, and
/// percentages together no more than one after the other.
fn bound_minor(work: &Work<'_>, outcomes: &[(usize, Outcome)]) -> i64 {
    let mut free_minor = 0;
    let mut grouped: BTreeMap<StackGroupIndex, Vec<i64>> = BTreeMap::new();
    let mut percentages = Percentages::default();
    for (at, outcome) in outcomes {
        let promotion = work.terms(*at);
        let picks = picks_by_price(promotion);
        let saving_minor = if picks { room_minor(work, *at) } else { outcome.taken.saving_minor() };
        match (promotion.stack_group, percent_of(promotion)) {
            (Some(group), _) => grouped.entry(group).or_default().push(saving_minor),
            (None, Some(percent_bp)) if !picks => percentages.add(work, *at, percent_bp, saving_minor),
            (None, _) => free_minor += saving_minor,
        }
    }
    let of_group = |(group, mut savings): (StackGroupIndex, Vec<i64>)| -> i64 {
        savings.sort_unstable_by_key(|saving| std::cmp::Reverse(*saving));
        let room = work.basket.book.stack_groups[group.0 as usize].limit.saturating_sub(work.state.fired_of(group));
        savings.iter().take(room as usize).sum()
    };
    free_minor + percentages.most_minor() + grouped.into_iter().map(of_group).sum::<i64>()
}

/// Whether which units it takes, or how its effects share them, hangs on the order of their prices: another promotion may
/// bring others to the front, with more room above their floors or more weight.
fn picks_by_price(promotion: &Promotion) -> bool {
    let limits = &promotion.limits;
    let some = limits.max_units.is_some() || limits.unit_order.is_some() || limits.group_size > 1;
    some || matches!(
        promotion.kind,
        Kind::Set(SetOff::Stepped(_)) | Kind::Multi(_) | Kind::Group { .. } | Kind::Bundle { .. }
    )
}

/// All that a candidate's lines may still lose.
fn room_minor(work: &Work<'_>, at: usize) -> i64 {
    work.lines_of(at).iter().flat_map(|line| work.state.pool.of_line(*line)).map(Run::room_minor).sum()
}

/// What one look at all promotions of a component counts as: large baskets use the budget up sooner.
fn cost(work: &Work<'_>, component: &[usize]) -> u32 {
    let lines: usize = component.iter().map(|at| work.lines_of(*at).len()).sum();
    1 + u32::try_from(lines / LINES_PER_NODE).unwrap_or(u32::MAX / 2)
}

struct Search {
    best: State,
    visited: HashSet<(u32, Pool)>,
    nodes: u32,
    complete: bool,
}

impl Search {
    /// Everything, or what can be tried of many.
    fn beyond_first_orders(&mut self, work: &mut Work<'_>, component: &[usize]) {
        if component.len() <= MAX_SEARCHED {
            self.visit(work, component, 0);
            return;
        }
        self.complete = false;
        if component.len() <= MAX_GREEDY {
            self.greedy(work, component);
        }
    }

    fn keep(&mut self, state: &State) {
        if state.saved_minor > self.best.saved_minor {
            self.best = state.clone();
        }
    }

    /// Depth-first over what comes next; `applied` has a bit for each promotion of the component that has been.
    fn visit(&mut self, work: &mut Work<'_>, component: &[usize], applied: u32) {
        if work.proof.nodes + self.nodes >= work.basket.policy().node_budget {
            self.complete = false;
            return;
        }
        self.nodes += cost(work, component);
        let open: Vec<usize> =
            (0..component.len()).filter(|place| applied >> place & 1 == 0).map(|place| component[place]).collect();
        let outcomes = outcomes(work, &open);
        self.keep(&work.state);
        if work.state.saved_minor + bound_minor(work, &outcomes) <= self.best.saved_minor {
            return;
        }
        // The same promotions in another order that ended at the same prices have the same future.
        if !self.visited.insert((applied, work.state.pool.clone())) {
            return;
        }
        for (at, outcome) in outcomes {
            let before = work.state.clone();
            work.accept(at, &outcome);
            let place = component.iter().position(|other| *other == at).unwrap_or_default();
            self.visit(work, component, applied | 1 << place);
            work.state = before;
        }
    }

    /// Always the one that saves most next.
    fn greedy(&mut self, work: &mut Work<'_>, component: &[usize]) {
        let before = work.state.clone();
        let mut open = component.to_vec();
        while let Some((at, outcome)) = outcomes(work, &open)
            .into_iter()
            .rev()
            .max_by_key(|(_, outcome)| (outcome.taken.saving_minor(), outcome.reward == Reward::Nothing))
        {
            self.nodes += cost(work, component);
            work.accept(at, &outcome);
            open.retain(|other| *other != at);
        }
        self.keep(&work.state);
        work.state = before;
    }
}
