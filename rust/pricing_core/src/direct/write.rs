//! From the board's answer to a priced basket.

use super::RANK_BITS;
use super::gather::Gathered;
use crate::apply::reward::{Member, parts};
use crate::apply::{Call, Rules};
use crate::basket::Basket;
use crate::best::board::{Board, Terms};
use crate::best::{Answer, Pick};
use crate::pool::{self, Application, Part, Trace};
use crate::priced::PricedUnits;
use crate::terms::{GroupOff, PromotionIndex};

/// Units of a line at one price, and what a promotion saved on a line: as they come, to be sorted by line.
#[derive(Clone, Debug, Default)]
pub(super) struct Pieces {
    /// (line as given, what of it).
    pub(super) units: Vec<(u32, PricedUnits)>,
    /// (line as given, promotion, minor units).
    pub(super) savings: Vec<(u32, PromotionIndex, i64)>,
    /// What is applied.
    pub(super) trace: Trace,
    /// The first application of a line alone.
    pub(super) alone_from: usize,
    /// The first application to what is left over.
    pub(super) rests_from: usize,
    /// Promotion, canonical place, place in `rest_parts`: one word sorts them.
    rest_keys: Vec<u64>,
    rest_parts: Vec<Part>,
}

/// Places of lines in a word.
const PLACES: u64 = (1 << RANK_BITS) - 1;

impl Pieces {
    /// Writes an answer as applications in the lines as given. `ranks` are the lines' canonical places.
    pub(super) fn write(&mut self, basket: &Basket<'_>, gathered: &Gathered, ranks: &[u32], answer: &Answer) {
        self.units.clear();
        self.savings.clear();
        let mut trace = std::mem::take(&mut self.trace);
        trace.applications.clear();
        trace.parts.clear();
        trace.applications.reserve(answer.picks.len() + gathered.board.runs.len() / 2);
        trace.parts.reserve(answer.cells.len() * 2 + gathered.board.runs.len() / 2);
        let (tied, alone) = answer.picks.split_at(answer.alone_from as usize);
        self.picks(basket, gathered, ranks, (answer, tied), &mut trace);
        self.alone_from = trace.applications.len();
        self.picks(basket, gathered, ranks, (answer, alone), &mut trace);
        self.rests_from = trace.applications.len();
        self.rests(gathered, ranks, answer, &mut trace);
        self.trace = trace;
    }

    fn picks(
        &mut self,
        basket: &Basket<'_>,
        gathered: &Gathered,
        ranks: &[u32],
        (answer, picks): (&Answer, &[Pick]),
        trace: &mut Trace,
    ) {
        for same in picks.chunk_by(|one, next| alike(&gathered.board, answer, one, next)) {
            let groups = u32::try_from(same.len()).unwrap_or(u32::MAX);
            self.pick(basket, gathered, ranks, (answer, &same[0], groups), trace);
        }
    }

    fn pick(
        &mut self,
        basket: &Basket<'_>,
        gathered: &Gathered,
        ranks: &[u32],
        (answer, pick, groups): (&Answer, &Pick, u32),
        trace: &mut Trace,
    ) {
        let promotion = gathered.promotions[pick.offer as usize];
        let cells = &answer.cells[pick.first as usize..(pick.first + pick.cells) as usize];
        let from = trace.parts.len();
        if let [(run, units)] = *cells {
            alone(gathered, run, units, pick, groups, trace);
        } else {
            let member = |cell: &(u32, u32)| member(gathered, ranks, *cell);
            let mut members: Vec<Member> = cells.iter().map(member).collect();
            let off = match gathered.board.offers[pick.offer as usize].terms {
                Terms::Group { off, .. } => off,
                Terms::Spend { amount_minor, .. } => GroupOff::Amount(amount_minor),
                Terms::Bundle { .. } | Terms::Distinct { .. } => unreachable!("plain promotions are groups and spends"),
            };
            let call = call(basket, promotion);
            trace.parts.extend(parts(&call, off, &mut members, groups).into_iter().flatten());
            for part in &mut trace.parts[from..] {
                part.line = basket.scanned[part.line as usize];
            }
        }
        let first_part = u32::try_from(from).unwrap_or(u32::MAX);
        let parts = u32::try_from(trace.parts.len() - from).unwrap_or(u32::MAX);
        trace.applications.push(Application { promotion, first_part, parts, groups, exclusive: true });
        for part in &trace.parts[from..] {
            self.take(promotion, part);
        }
    }

    /// What the rests get: each promotion once, over all its lines.
    fn rests(&mut self, gathered: &Gathered, ranks: &[u32], answer: &Answer, trace: &mut Trace) {
        self.rest_keys.clear();
        self.rest_parts.clear();
        for (at, left) in answer.left.iter().enumerate() {
            let run = &gathered.board.runs[at];
            if *left == 0 {
                continue;
            }
            let line = gathered.lines[at];
            let saving_minor = gathered.board.rest_minor(run, *left);
            if saving_minor == 0 {
                self.units.push((line, PricedUnits { units: *left, amount_minor: run.price_minor }));
                continue;
            }
            let part = Part { line, units: *left, price_minor: run.price_minor, saving_minor };
            let (promotion, rank) = (u64::from(gathered.rests[at].0), u64::from(ranks[line as usize]));
            self.rest_keys.push(promotion << u32::BITS | rank << RANK_BITS | self.rest_parts.len() as u64);
            self.rest_parts.push(part);
        }
        self.rest_keys.sort_unstable();
        let keys = std::mem::take(&mut self.rest_keys);
        for same in keys.chunk_by(|one, next| one >> u32::BITS == next >> u32::BITS) {
            let promotion = PromotionIndex(u32::try_from(same[0] >> u32::BITS).unwrap_or(u32::MAX));
            let first_part = u32::try_from(trace.parts.len()).unwrap_or(u32::MAX);
            let parts = u32::try_from(same.len()).unwrap_or(u32::MAX);
            trace.applications.push(Application { promotion, first_part, parts, groups: 1, exclusive: true });
            for key in same {
                let part = self.rest_parts[usize::try_from(key & PLACES).unwrap_or_default()];
                trace.parts.push(part);
                self.take(promotion, &part);
            }
        }
        self.rest_keys = keys;
    }

    /// A part's units at their new prices, the odd minor units on the first.
    fn take(&mut self, promotion: PromotionIndex, part: &Part) {
        let units = i64::from(part.units);
        let (each, odd) =
            if units == 1 { (part.saving_minor, 0) } else { (part.saving_minor / units, part.saving_minor % units) };
        let odd = u32::try_from(odd).unwrap_or_default();
        if odd > 0 {
            self.units.push((part.line, PricedUnits { units: odd, amount_minor: part.price_minor - each - 1 }));
        }
        self.units.push((part.line, PricedUnits { units: part.units - odd, amount_minor: part.price_minor - each }));
        if part.saving_minor > 0 {
            self.savings.push((part.line, promotion, part.saving_minor));
        }
    }
}

/// Equal groups are one application; a threshold is reached once each time.
fn alike(board: &Board, answer: &Answer, one: &Pick, other: &Pick) -> bool {
    let cells = |pick: &Pick| pick.first as usize..(pick.first + pick.cells) as usize;
    one.offer == other.offer
        && one.rewarded == other.rewarded
        && !matches!(board.offers[one.offer as usize].terms, Terms::Spend { .. })
        && answer.cells[cells(one)] == answer.cells[cells(other)]
}

/// A group within one line: nothing to split. Its rewarded units come first.
fn alone(gathered: &Gathered, run: u32, units: u32, pick: &Pick, groups: u32, trace: &mut Trace) {
    let rewarded = match gathered.board.offers[pick.offer as usize].terms {
        Terms::Group { off: GroupOff::Some { units: rewarded, .. }, .. } => rewarded.min(units),
        _ => units,
    };
    let price_minor = gathered.board.runs[run as usize].price_minor;
    let line = gathered.lines[run as usize];
    let saving_minor = pick.saving_minor * i64::from(groups);
    trace.parts.push(Part { line, units: rewarded * groups, price_minor, saving_minor });
    if rewarded < units {
        trace.parts.push(Part { line, units: (units - rewarded) * groups, price_minor, saving_minor: 0 });
    }
}

fn member(gathered: &Gathered, ranks: &[u32], cell: (u32, u32)) -> Member {
    let run = &gathered.board.runs[cell.0 as usize];
    let line = ranks[gathered.lines[cell.0 as usize] as usize];
    Member {
        run: pool::Run {
            line,
            units: cell.1,
            price_minor: run.price_minor,
            shelf_minor: run.price_minor,
            floor_minor: run.price_minor - run.room_minor,
            mass_g: run.mass_g,
            served: false,
        },
        rewarded: true,
    }
}

fn call<'a>(basket: &'a Basket<'a>, promotion: PromotionIndex) -> Call<'a> {
    let (policy, promotion) = (basket.policy(), basket.book.promotion(promotion));
    let rules = Rules {
        rounding: policy.rounding,
        allocation: promotion.allocation.unwrap_or(policy.allocation),
        grouping: policy.grouping,
        of_shelf: false,
        applications: u32::MAX,
        money_minor: i64::MAX,
    };
    Call { basket, promotion, rules, spend_minor: 0 }
}
