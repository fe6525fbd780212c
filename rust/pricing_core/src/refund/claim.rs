//! What returned units have a claim to: money, promotions, points.

use crate::paid::{Paid, PaidLine, part_of};
use crate::priced::PricedBasket;
use crate::refund::returned::Returned;
use crate::refund::{Due, GivenBack, RefundedLine, Return};

/// What was paid for all units that are back.
pub(super) fn due(priced: &PricedBasket, paid: &Paid, returned: &Returned<'_>) -> Due {
    let mut due = Due::nothing(priced);
    for (at, line) in paid.lines.iter().enumerate() {
        returned.units_of(at).for_each(|unit| add_unit(line, unit, &mut due));
    }
    due
}

/// What was paid for the units of one line that came back in between.
pub(super) fn line(
    priced: &PricedBasket,
    paid: &Paid,
    (earlier, returned): (&Returned<'_>, &Returned<'_>),
    asked: Return,
) -> Option<RefundedLine> {
    let at = paid.lines.iter().position(|line| line.line_seq == asked.line_seq)?;
    let mut due = Due::nothing(priced);
    let now = returned.units_of(at).filter(|unit| !earlier.has(at, *unit));
    now.for_each(|unit| add_unit(&paid.lines[at], unit, &mut due));
    Some(RefundedLine {
        line_seq: asked.line_seq,
        units: asked.units,
        amount_minor: due.amount_minor,
        levy_minor: due.levy_minor,
        tax_minor: due.tax_minor(),
    })
}

fn add_unit(line: &PaidLine, unit: u32, due: &mut Due) {
    due.amount_minor += line.amount_upto(unit + 1) - line.amount_upto(unit);
    due.levy_minor += line.levy_upto(unit + 1) - line.levy_upto(unit);
    for share in line.taxes_of(unit, unit + 1) {
        due.taxes[share.row].0 += share.base_minor;
        due.taxes[share.row].1 += share.amount_minor;
    }
}

/// Units of an application: all, back before, back now.
#[derive(Clone, Copy, Default)]
struct Count {
    all: u32,
    before: u32,
    now: u32,
}

/// Applications whose units are all back now and were not before, by promotion in document order. Of an application that
/// stands for many equal groups, groups come back one by one.
pub(super) fn given_back(
    priced: &PricedBasket,
    paid: &Paid,
    earlier: &Returned<'_>,
    returned: &Returned<'_>,
) -> Vec<GivenBack> {
    let mut given: Vec<GivenBack> = Vec::new();
    for (application, count) in priced.trace.applications.iter().zip(counts(priced, paid, earlier, returned)) {
        let whole = |units: u32| i64::from(application.groups) * i64::from(units) / i64::from(count.all.max(1));
        let (before, now) = (whole(count.before), whole(count.now));
        if now == before {
            continue;
        }
        let first = application.first_part as usize;
        let parts = &priced.trace.parts[first..first + application.parts as usize];
        let saving: i64 = parts.iter().map(|part| part.saving_minor).sum();
        let upto = |groups| part_of(saving, groups, i64::from(application.groups));
        let promotion = application.promotion;
        let at = given.iter().position(|known| known.promotion == promotion).unwrap_or_else(|| {
            given.push(GivenBack { promotion, applications: 0, saving_minor: 0 });
            given.len() - 1
        });
        given[at].applications += u32::try_from(now - before).unwrap_or(0);
        given[at].saving_minor += upto(now) - upto(before);
    }
    given.sort_by_key(|given| given.promotion);
    given
}

fn counts(priced: &PricedBasket, paid: &Paid, earlier: &Returned<'_>, returned: &Returned<'_>) -> Vec<Count> {
    let mut counts = vec![Count::default(); priced.trace.applications.len()];
    for (at, line) in paid.lines.iter().enumerate() {
        let mut first = 0;
        for run in &line.runs {
            let back = |state: &Returned<'_>| {
                (first..first + run.units).map(|unit| u32::from(state.has(at, unit))).sum::<u32>()
            };
            let (before, now) = (back(earlier), back(returned));
            for step in &run.steps {
                let count = &mut counts[step.application as usize];
                count.all += run.units;
                count.before += before;
                count.now += now;
            }
            first += run.units;
        }
    }
    counts
}

/// Points earned and points spent with the units that came back in between, in proportion to what was paid for them; the
/// last return takes what is left.
pub(super) fn points(
    priced: &PricedBasket,
    paid: &Paid,
    earlier: &Returned<'_>,
    returned: &Returned<'_>,
) -> (i64, i64) {
    let all: i64 =
        paid.lines.iter().flat_map(|line| &line.runs).map(|run| run.paid_minor.max(0) * i64::from(run.units)).sum();
    let back = |state: &Returned<'_>| -> i64 {
        let of_unit = |line: &PaidLine, unit| (line.amount_upto(unit + 1) - line.amount_upto(unit)).max(0);
        let of_line = |(at, line): (usize, &PaidLine)| state.units_of(at).map(|unit| of_unit(line, unit)).sum::<i64>();
        paid.lines.iter().enumerate().map(of_line).sum()
    };
    let whole = |state: &Returned<'_>| paid.lines.iter().enumerate().all(|(at, line)| state.count(at) == line.units);
    let upto = |points, state: &Returned<'_>| match all {
        0 if whole(state) => points,
        0 => 0,
        all => part_of(points, back(state), all),
    };
    let between = |points| upto(points, returned) - upto(points, earlier);
    (between(priced.rewards.points_earned_e4), between(priced.rewards.points_spent_e4))
}
