//! The exclusive assignment of a layer under best for the customer: its promotions on a board, the board solved, the
//! answer applied.

use super::{Hold, Work, priority};
use crate::best::{Answer, Solver};
use crate::choose::table::Table;
use crate::policy::Grouping;
use crate::pool::Run;
use crate::terms::{Kind, StackGroupIndex};

/// Selections of stacking groups that are solved one by one; of more, each group keeps its most promising.
const MAX_SELECTIONS: usize = 64;

/// Gives the units of the layer to the promotions that ask for units of their own; `promotions` are candidates of the layer
/// in order of priority.
pub fn assign(work: &mut Work<'_>, promotions: &[usize]) {
    let (fit, odd): (Vec<usize>, Vec<usize>) = promotions.iter().partition(|at| fits_a_board(work, **at));
    if odd.is_empty() {
        on_board(work, &fit);
        return;
    }
    // What no board can hold (caps, lines of one's own, groups as scanned) comes before or after, whichever is better.
    let before = work.clone();
    let outlook: i64 = odd.iter().map(|at| outlook_minor(work, *at)).sum();
    on_board(work, &fit);
    let board_only = work.state.saved_minor;
    priority::one_by_one(work, &odd);
    let mut other = before;
    let from = other.state.saved_minor;
    priority::one_by_one(&mut other, &odd);
    let fit: Vec<usize> = fit.into_iter().filter(|at| other.group_has_room(*at)).collect();
    on_board(&mut other, &fit);
    let gap = (board_only - from + outlook + work.proof.gap_minor)
        - (work.state.saved_minor.max(other.state.saved_minor) - from);
    if other.state.saved_minor > work.state.saved_minor {
        work.state = other.state;
    }
    if gap > 0 {
        work.proof.optimal = false;
        work.proof.gap_minor = work.proof.gap_minor.max(gap);
    }
}

/// The most that a promotion takes off by itself. Groups whose price contains the tax of several rates are formed without a
/// proof: all that there is could come off.
fn outlook_minor(work: &Work<'_>, at: usize) -> i64 {
    let Some(outcome) = work.outcome(at) else { return 0 };
    let formed = matches!(work.terms(at).kind, Kind::Group { .. } | Kind::Bundle { .. } | Kind::SpendGroup { .. });
    if formed && work.one_rate(at).is_none() {
        return work.call(at).1.iter().map(Run::room_minor).sum();
    }
    outcome.taken.saving_minor()
}

/// Whether a board can hold it: its saving is a matter of which units it takes, and nothing else.
fn fits_a_board(work: &Work<'_>, at: usize) -> bool {
    let (candidate, promotion) = (&work.candidates.list[at], work.terms(at));
    let limits = &promotion.limits;
    let grouping = promotion.grouping.unwrap_or(work.basket.policy().grouping);
    work.holds(at) == Hold::Units
        && limits.cap_minor.is_none()
        && candidate.money_minor == i64::MAX
        && limits.group_size <= 1
        && grouping == Grouping::Customer
        && work.one_rate(at).is_some()
        && match promotion.kind {
            Kind::Unit(_) => limits.unit_order.is_none(),
            Kind::Group { .. } | Kind::Bundle { .. } | Kind::DistinctSet(_) | Kind::SpendGroup { .. } => {
                limits.max_units.is_none()
            }
            _ => false,
        }
}

/// Solves the board, for every selection that the stacking groups allow, and applies the best answer.
fn on_board(work: &mut Work<'_>, promotions: &[usize]) {
    let promotions: Vec<usize> = promotions.iter().copied().filter(|at| may_fire(work, *at)).collect();
    if promotions.is_empty() {
        return;
    }
    let (selections, all) = selections(work, &promotions);
    let budget = work.basket.policy().node_budget.saturating_sub(work.proof.nodes);
    let mut solver = Solver::default();
    let mut best: Option<(Table, Answer)> = None;
    let mut bound = 0;
    for selection in &selections {
        let table = Table::of(work, selection);
        let mut answer = Answer::default();
        solver.solve(&table.board, budget / u32::try_from(selections.len()).unwrap_or(u32::MAX), &mut answer);
        bound = bound.max(answer.bound_minor);
        work.proof.nodes += answer.nodes;
        if best.as_ref().is_none_or(|(_, best)| answer.saving_minor > best.saving_minor) {
            best = Some((table, answer));
        }
    }
    if !all {
        let mut answer = Answer::default();
        solver.solve(&Table::of(work, &promotions).board, 0, &mut answer);
        bound = bound.max(answer.bound_minor);
    }
    let Some((table, answer)) = best else { return };
    if bound > answer.saving_minor {
        work.proof.optimal = false;
        work.proof.gap_minor += bound - answer.saving_minor;
    }
    table.apply(work, &answer);
}

fn may_fire(work: &Work<'_>, at: usize) -> bool {
    let conditions = &work.terms(at).conditions;
    work.group_has_room(at)
        && (conditions.min_spend_minor.is_none() || {
            let (call, _) = work.call(at);
            super::work::reaches_spend(call.promotion, call.spend_minor)
        })
}

/// The selections of promotions that respect every stacking group, and whether these are all that matter. Groups with room
/// for all their candidates select nothing.
fn selections(work: &Work<'_>, promotions: &[usize]) -> (Vec<Vec<usize>>, bool) {
    let mut groups: Vec<StackGroupIndex> = promotions.iter().filter_map(|at| work.terms(*at).stack_group).collect();
    groups.sort_unstable();
    groups.dedup();
    let mut selections = vec![promotions.to_vec()];
    let mut all = true;
    for group in groups {
        let members: Vec<usize> =
            promotions.iter().copied().filter(|at| work.terms(*at).stack_group == Some(group)).collect();
        let limit = work.basket.book.stack_groups[group.0 as usize].limit.saturating_sub(work.state.fired_of(group));
        if members.len() <= limit as usize {
            continue;
        }
        let mut choices = choices(&members, limit as usize);
        if choices.len() * selections.len() > MAX_SELECTIONS {
            choices = vec![most_promising(work, &members, limit as usize)];
            all = false;
        }
        let kept = |selection: &Vec<usize>, choice: &Vec<usize>| -> Vec<usize> {
            selection.iter().copied().filter(|at| !members.contains(at) || choice.contains(at)).collect()
        };
        selections = selections
            .iter()
            .flat_map(|selection| choices.iter().map(move |choice| kept(selection, choice)).collect::<Vec<_>>())
            .collect();
    }
    (selections, all)
}

/// Every choice of exactly `count`: fewer never save more. Ends early once there are more than anybody will look at.
fn choices(members: &[usize], count: usize) -> Vec<Vec<usize>> {
    let mut found: Vec<Vec<usize>> = vec![Vec::new()];
    for _ in 0..count {
        let longer = |choice: &Vec<usize>| -> Vec<Vec<usize>> {
            let from = choice.last().map_or(0, |last| members.iter().position(|at| at == last).map_or(0, |at| at + 1));
            members[from..].iter().map(|at| [choice.as_slice(), &[*at]].concat()).collect()
        };
        found = found.iter().flat_map(longer).take(MAX_SELECTIONS * MAX_SELECTIONS).collect();
    }
    found
}

fn most_promising(work: &Work<'_>, members: &[usize], count: usize) -> Vec<usize> {
    let saving = |at: &usize| work.outcome(*at).map_or(0, |outcome| outcome.taken.saving_minor());
    let mut ranked: Vec<(i64, usize)> = members.iter().map(|at| (-saving(at), *at)).collect();
    ranked.sort_unstable();
    ranked.truncate(count);
    ranked.into_iter().map(|(_, at)| at).collect()
}
