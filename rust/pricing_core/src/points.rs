//! Loyalty points: earned for money, spent as money. Points are 1/10,000 point.

use crate::apply::pick::units;
use crate::apply::{Call, set};
use crate::basket::gross_minor;
use crate::choose::Work;
use crate::choose::work::{Outcome, Reward, reaches_spend};
use crate::pool::{Pool, Run};
use crate::terms::{Kind, PointsBase, SetOff};

/// One point.
const POINT_E4: i128 = 10_000;

/// Adds what the receipt earns, counted on what is paid in the end: money that points paid for earns none.
pub fn earn(work: &mut Work<'_>) {
    for at in 0..work.candidates.list.len() {
        let Kind::PointsEarn { rate_e4, per_unit_e4, base } = work.terms(at).kind else { continue };
        let (call, runs) = work.call(at);
        if !reaches_spend(call.promotion, call.spend_minor) {
            continue;
        }
        let value = |run: &Run| match base {
            PointsBase::AfterDiscounts => run.value_minor(),
            PointsBase::BeforeDiscounts => run.shelf_minor * i64::from(run.units),
        };
        let of_line = |runs: &[Run]| with_tax(&call, runs[0].line, runs.iter().map(value).sum());
        let money_minor = runs.chunk_by(|run, next| run.line == next.line).map(of_line).sum();
        let for_money = for_money_e4(&call, money_minor, rate_e4);
        work.state.rewards.points_earned_e4 += for_money + per_unit_e4 * i64::from(units(&runs));
    }
}

/// Points to money off: the balance and what this receipt earns first, in whole blocks, at most what is to be paid. Without a
/// balance nothing happens.
pub fn burn(call: &Call<'_>, pool: &Pool, runs: &[Run]) -> Outcome {
    let Kind::PointsBurn { value_per_point_minor, earn_rate_e4, block_e4 } = call.promotion.kind else {
        return Outcome::default();
    };
    let Some(balance_e4) = call.basket.context.points_e4 else { return Outcome::default() };
    if value_per_point_minor <= 0 {
        return Outcome::default();
    }
    let earned_e4 = for_money_e4(call, to_pay_minor(call, pool), earn_rate_e4);
    let room_minor: i64 = runs.iter().map(|run| with_tax(call, run.line, run.room_minor())).sum();
    let (value, block) = (i128::from(value_per_point_minor), i128::from(block_e4.max(1)));
    let available = i128::from(balance_e4.max(0)) + i128::from(earned_e4);
    let affordable = (i128::from(room_minor) * POINT_E4).div_euclid(value * block);
    let spent = (available / block).min(affordable) * block;
    let amount_minor = i64::try_from(spent * value / POINT_E4).unwrap_or(i64::MAX);
    // Points that are too few for a minor unit stay with the member.
    let spent = if block == 1 { (i128::from(amount_minor) * POINT_E4 + value - 1) / value } else { spent };
    let taken = set::apply(call, &SetOff::Amount(amount_minor), runs);
    if taken.groups.is_empty() {
        return Outcome::default();
    }
    Outcome { taken, reward: Reward::Burn { earned_e4, spent_e4: i64::try_from(spent).unwrap_or(i64::MAX) } }
}

fn with_tax(call: &Call<'_>, line: u32, amount_minor: i64) -> i64 {
    if call.promotion.includes_tax { gross_minor(amount_minor, call.basket.added_mpct(line)) } else { amount_minor }
}

/// What the goods cost now, with the tax that is added to them.
fn to_pay_minor(call: &Call<'_>, pool: &Pool) -> i64 {
    let of_line =
        |runs: &[Run]| gross_minor(runs.iter().map(Run::value_minor).sum(), call.basket.added_mpct(runs[0].line));
    pool.runs.chunk_by(|run, next| run.line == next.line).map(of_line).sum()
}

/// Points for money, rounded down; the rate is per major currency unit.
fn for_money_e4(call: &Call<'_>, amount_minor: i64, rate_e4: i64) -> i64 {
    let major = 10_i128.pow(u32::from(call.basket.book.currency_exponent()));
    i64::try_from((i128::from(amount_minor) * i128::from(rate_e4)).div_euclid(major)).unwrap_or(i64::MAX)
}
