//! Groups of n units out of one scope: n for a price, n for m, nth item, percent or amount off a group.

use super::pick::{cut, sorted, units};
use super::reward::{Member, parts};
use super::stream::{Stream, form};
use super::taxed::{net_group, one_rate};
use super::{Call, Taken};
use crate::best::board::{self, Board};
use crate::best::{Answer, Solver};
use crate::policy::{Choose, Grouping};
use crate::pool::Run;
use crate::terms::{GroupOff, UnitOff, UnitOrder, Which};

/// Groups in the customer's or the retailer's favour, or as scanned. Units that fill no group pay what they cost.
pub fn apply(call: &Call<'_>, n: u32, off: GroupOff, runs: &[Run]) -> Taken {
    let count = (units(runs) / n).min(call.rules.applications);
    if count == 0 {
        return Taken::default();
    }
    let formed = sorted_and_cut(call, n, off, runs, count);
    let Some(rate_mpct) = one_rate(call.basket, call.promotion, runs.iter().map(|run| run.line)) else { return formed };
    let net_off = net_group(off, rate_mpct);
    let customer = call.rules.grouping == Grouping::Customer;
    let best = call.basket.policy().choose == Choose::BestForCustomer;
    if customer && (turned_round(n, net_off, runs) || best && rounds(off)) && !call.rules.of_shelf {
        let solved = solved(call, n, (off, net_off), runs);
        return if solved.saving_minor() > formed.saving_minor() { solved } else { formed };
    }
    formed
}

fn sorted_and_cut(call: &Call<'_>, n: u32, off: GroupOff, runs: &[Run], count: u32) -> Taken {
    let mut streams = match (call.rules.grouping, off) {
        (Grouping::BasketOrder, _) => vec![Stream::new(sorted(call.basket, runs, UnitOrder::BasketOrder), n, true)],
        (Grouping::Customer, GroupOff::Some { units, which: Which::Dearest, .. }) => {
            dearest_with_cheapest(call, runs, count, n, units)
        }
        (Grouping::Customer, _) => vec![Stream::new(sorted(call.basket, runs, UnitOrder::DearestFirst), n, true)],
        (Grouping::Retailer, GroupOff::Some { units, which: Which::Cheapest, .. }) => {
            cheapest_with_dearest(call, runs, count, n, units)
        }
        (Grouping::Retailer, GroupOff::Some { .. }) => {
            vec![Stream::new(sorted(call.basket, runs, UnitOrder::CheapestFirst), n, true)]
        }
        (Grouping::Retailer, _) => {
            // The dearest units are left out, and sums are made alike: groups that are not cheaper would not be formed.
            let (chosen, _) = cut(&sorted(call.basket, runs, UnitOrder::CheapestFirst), count * n);
            cheapest_with_dearest(call, &chosen, count, n, n / 2)
        }
    };
    form(call, &mut streams, off)
}

/// The dearest of all are the rewarded ones, each beside the cheapest: the most that "the dearest at half price" can save.
fn dearest_with_cheapest(call: &Call<'_>, runs: &[Run], count: u32, n: u32, rewarded: u32) -> Vec<Stream> {
    let rewarded = rewarded.min(n);
    let (first, rest) = cut(&sorted(call.basket, runs, UnitOrder::DearestFirst), count * rewarded);
    let others = sorted(call.basket, &rest, UnitOrder::CheapestFirst);
    vec![Stream::new(first, rewarded, true), Stream::new(others, n - rewarded, true)]
}

/// The cheapest of all are the rewarded ones, each beside the dearest (20, 30, 70, 80 at half price: 25 off, not 45).
fn cheapest_with_dearest(call: &Call<'_>, runs: &[Run], count: u32, n: u32, rewarded: u32) -> Vec<Stream> {
    let rewarded = rewarded.min(n);
    let (first, rest) = cut(&sorted(call.basket, runs, UnitOrder::CheapestFirst), count * rewarded);
    let others = sorted(call.basket, &rest, UnitOrder::DearestFirst);
    vec![Stream::new(first, rewarded, true), Stream::new(others, n - rewarded, true)]
}

/// Whether dearer need not mean saving more: a floor, an amount per kilogram, a group worth less than what comes off it.
fn turned_round(n: u32, off: GroupOff, runs: &[Run]) -> bool {
    let floored = runs.iter().any(|run| run.floor_minor > 0);
    let weighed = matches!(off, GroupOff::Some { off: UnitOff::Amount(_) | UnitOff::Price(_), .. })
        && runs.iter().any(|run| run.mass_g > 0);
    let cheapest = runs.iter().map(|run| run.price_minor).min().unwrap_or_default();
    let too_much = match off {
        GroupOff::Amount(amount_minor) => cheapest * i64::from(n) < amount_minor,
        GroupOff::Some { off: UnitOff::Amount(amount_minor), .. } => cheapest < amount_minor,
        _ => false,
    };
    floored || weighed || too_much
}

/// Each group's percentage is rounded: other groups may gain a minor unit.
const fn rounds(off: GroupOff) -> bool {
    matches!(off, GroupOff::Percent(1..10_000) | GroupOff::Some { off: UnitOff::Percent(1..10_000), .. })
}

/// Where sorting and cutting is not best, the assignment is solved like any other, with this offer alone on the board.
fn solved(call: &Call<'_>, n: u32, (off, net_off): (GroupOff, GroupOff), runs: &[Run]) -> Taken {
    let runs = sorted(call.basket, runs, UnitOrder::DearestFirst);
    let rounding = call.rules.rounding;
    let members: Vec<u32> = (0..).take(runs.len()).collect();
    let len = u32::try_from(runs.len()).unwrap_or(u32::MAX);
    let on_board = |run: &Run| board::Run {
        units: run.units,
        price_minor: run.price_minor,
        room_minor: (run.price_minor - run.floor_minor).max(0),
        item: call.basket.item_of(run.line).0,
        mass_g: run.mass_g,
        rest: board::Rest::Nothing,
    };
    let board = Board {
        runs: runs.iter().map(on_board).collect(),
        offers: vec![board::Offer {
            terms: board::Terms::Group { n, off: net_off },
            first: 0,
            len,
            limit: call.rules.applications,
            rank: 0,
        }],
        members,
        rounding: board::BoardRounding { mode: rounding.mode, level: rounding.level, of: rounding.of },
        ..Board::default()
    };
    let mut answer = Answer::default();
    Solver::default().solve(&board, call.basket.policy().node_budget, &mut answer);
    let mut taken = Taken::default();
    for pick in &answer.picks {
        let cells = &answer.cells[pick.first as usize..(pick.first + pick.cells) as usize];
        let member = |cell: &(u32, u32)| Member { run: Run { units: cell.1, ..runs[cell.0 as usize] }, rewarded: true };
        let mut members: Vec<Member> = cells.iter().map(member).collect();
        if let Some(parts) = parts(call, off, &mut members, 1) {
            taken.push(parts, 1);
        }
    }
    taken
}
