//! A layer's exclusive promotions as a board, and the board's answer as applications.

use std::cmp::Reverse;

use super::{Hold, Work};
use crate::apply::reward::{Member, parts};
use crate::apply::taxed::{net_group, net_unit};
use crate::apply::{Call, Taken};
use crate::basket::net_minor;
use crate::best::board::{Board, BoardRounding, BoardSlot, Offer, Rest, Run, Terms, of_mass};
use crate::best::{Answer, Pick};
use crate::pool;
use crate::scope::ScopeIndex;
use crate::terms::{GroupOff, Kind, Slot, UnitOff, Which};

/// A board, and whose its runs and offers are.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The board.
    pub board: Board,
    /// Board run -> run of the pool.
    runs: Vec<pool::Run>,
    /// Board run -> candidate whose offer the rest takes.
    rests: Vec<Option<usize>>,
    /// Board offer -> candidate.
    offers: Vec<usize>,
}

impl Table {
    /// Sets the board: open runs, dearest first, and these candidates of the layer.
    pub fn of(work: &Work<'_>, promotions: &[usize]) -> Self {
        let mut runs: Vec<pool::Run> = {
            let open = |run: &&pool::Run| !run.served && !work.state.locked(run.line);
            work.state.pool.runs.iter().filter(open).copied().collect()
        };
        runs.sort_by_key(|run| Reverse(run.price_minor));
        let rounding = work.basket.policy().rounding;
        let board = Board {
            runs: runs.iter().map(|run| board_run(work, run)).collect(),
            rounding: BoardRounding { mode: rounding.mode, level: rounding.level, of: rounding.of },
            ..Board::default()
        };
        let mut table = Self { board, rests: vec![None; runs.len()], runs, offers: Vec::new() };
        let places = table.places(work);
        let mut members = Vec::new();
        // The solver breaks ties in this order, whatever the priorities.
        let mut ordered = promotions.to_vec();
        ordered.sort_unstable_by_key(|at| work.candidates.list[*at].promotion);
        for at in ordered {
            members.clear();
            for line in work.lines_of(at) {
                let (from, until) = places.of_line(*line);
                members.extend_from_slice(&places.runs[from..until]);
            }
            members.sort_unstable();
            table.add(work, at, &members);
        }
        table
    }

    fn add(&mut self, work: &Work<'_>, at: usize, members: &[u32]) {
        let (candidate, promotion) = (&work.candidates.list[at], work.terms(at));
        // A board knows no tax: amounts that contain it stand there without.
        let rate_mpct = work.one_rate(at).unwrap_or(0);
        match &promotion.kind {
            Kind::Unit(off) => match promotion.limits.max_units {
                None => self.rest(at, net_unit(*off, rate_mpct), members),
                Some(most) => {
                    let off = net_group(alone(*off), rate_mpct);
                    self.offer(work, at, Terms::Group { n: 1, off }, members, most);
                }
            },
            Kind::Group { n, off } => {
                let terms = Terms::Group { n: *n, off: net_group(*off, rate_mpct) };
                self.offer(work, at, terms, members, candidate.applications);
            }
            Kind::Bundle { slots, off } => self.bundle(work, at, slots, net_group(*off, rate_mpct), members),
            Kind::DistinctSet(tiers) => {
                let first_tier = index(self.board.tiers.len());
                self.board.tiers.extend_from_slice(tiers);
                let terms = Terms::Distinct { first_tier, tiers: index(tiers.len()) };
                self.offer(work, at, terms, members, candidate.applications);
            }
            Kind::SpendGroup { min_spend_minor, amount_minor } => {
                let over = i64::from(promotion.conditions.strictly_over);
                let amount_minor = net_minor(*amount_minor, rate_mpct);
                let terms = Terms::Spend { min_spend_minor: min_spend_minor + over, amount_minor };
                let times = if promotion.limits.per_basket.is_some() { candidate.applications } else { 1 };
                self.offer(work, at, terms, members, times);
            }
            _ => {}
        }
    }

    fn offer(&mut self, work: &Work<'_>, at: usize, terms: Terms, members: &[u32], limit: u32) {
        let first = index(self.board.members.len());
        let rank = work.candidates.list[at].promotion.0;
        self.board.members.extend_from_slice(members);
        self.board.offers.push(Offer { terms, first, len: index(members.len()), limit, rank });
        self.offers.push(at);
    }

    fn bundle(&mut self, work: &Work<'_>, at: usize, slots: &[Slot], off: GroupOff, members: &[u32]) {
        let candidate = &work.candidates.list[at];
        let first = index(self.board.members.len());
        let first_slot = index(self.board.slots.len());
        for slot in slots {
            let start = index(self.board.members.len());
            for run in members {
                if self.holds(work, slot.scope, *run) {
                    self.board.members.push(*run);
                }
            }
            let len = index(self.board.members.len()) - start;
            self.board.slots.push(BoardSlot { first: start, len, units: slot.units, rewarded: slot.rewarded });
        }
        let len = index(self.board.members.len()) - first;
        let terms = Terms::Bundle { first_slot, slots: index(slots.len()), off };
        self.board.offers.push(Offer { terms, first, len, limit: candidate.applications, rank: candidate.promotion.0 });
        self.offers.push(at);
    }

    fn holds(&self, work: &Work<'_>, scope: ScopeIndex, run: u32) -> bool {
        work.basket.book.scope(scope).holds(work.basket.item_of(self.runs[run as usize].line))
    }

    /// The rest of a run takes the offer that saves most a unit; of equal ones the first of the document.
    fn rest(&mut self, at: usize, off: UnitOff, members: &[u32]) {
        for &member in members {
            let run = &mut self.board.runs[member as usize];
            let rest = match off {
                UnitOff::Percent(bp) => Rest::Percent(bp),
                UnitOff::Amount(amount) => Rest::Each(of_mass(amount, run.mass_g)),
                UnitOff::Price(price) => Rest::Each((run.price_minor - of_mass(price, run.mass_g)).max(0)),
            };
            if run.worth(rest) > run.worth(run.rest) {
                run.rest = rest;
                self.rests[member as usize] = Some(at);
            }
        }
    }

    fn places(&self, work: &Work<'_>) -> Places {
        let mut runs: Vec<u32> = (0..index(self.runs.len())).collect();
        runs.sort_by_key(|run| self.runs[*run as usize].line);
        let mut starts = vec![0; work.basket.lines.len() + 1];
        for run in &self.runs {
            starts[run.line as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        Places { starts, runs }
    }

    /// Applies an answer: groups as they were taken, then what the rests get.
    ///
    /// # Panics
    /// If the board and the promotion's own rules disagree about a saving: a programmer's error.
    pub fn apply(&self, work: &mut Work<'_>, answer: &Answer) {
        let mut from = 0;
        for same in answer.picks.chunk_by(|one, next| self.alike(answer, one, next)) {
            let taken = self.group(work, answer, &same[0], index(same.len()));
            let saving: i64 = same.iter().map(|pick| pick.saving_minor).sum();
            assert_eq!(taken.saving_minor(), saving, "the board and the promotion's own rules agree");
            work.give(self.offers[same[0].offer as usize], &taken);
            from += same.len();
        }
        assert_eq!(from, answer.picks.len(), "every pick is applied");
        let mut rests: Vec<(usize, pool::Part)> = Vec::new();
        for (run, left) in (0..).zip(&answer.left) {
            let saving_minor = self.board.rest_minor(&self.board.runs[run], *left);
            if let (Some(at), true) = (self.rests[run], saving_minor > 0) {
                let of = &self.runs[run];
                rests.push((at, pool::Part { line: of.line, units: *left, price_minor: of.price_minor, saving_minor }));
            }
        }
        rests.sort_unstable_by_key(|(at, part)| {
            (work.candidates.list[*at].promotion, part.line, Reverse(part.price_minor))
        });
        for same in rests.chunk_by(|one, next| one.0 == next.0) {
            work.give(same[0].0, &Taken::once(same.iter().map(|(_, part)| *part).collect()));
        }
    }

    /// Equal groups are one application; a threshold is reached once each time.
    fn alike(&self, answer: &Answer, one: &Pick, other: &Pick) -> bool {
        if matches!(self.board.offers[one.offer as usize].terms, Terms::Spend { .. }) {
            return false;
        }
        let cells = |pick: &Pick| pick.first as usize..(pick.first + pick.cells) as usize;
        one.offer == other.offer
            && one.rewarded == other.rewarded
            && answer.cells[cells(one)] == answer.cells[cells(other)]
    }

    fn group(&self, work: &Work<'_>, answer: &Answer, pick: &Pick, groups: u32) -> Taken {
        let at = self.offers[pick.offer as usize];
        let (call, _): (Call<'_>, _) = work.call(at);
        let cells = &answer.cells[pick.first as usize..(pick.first + pick.cells) as usize];
        let plain = cells.len() - pick.rewarded as usize;
        let member = |(place, cell): (usize, &(u32, u32))| Member {
            run: pool::Run { units: cell.1, ..self.runs[cell.0 as usize] },
            rewarded: place >= plain,
        };
        let mut members: Vec<Member> = cells.iter().enumerate().map(member).collect();
        let off = match &work.terms(at).kind {
            Kind::Unit(off) => alone(*off),
            Kind::Group { off, .. } | Kind::Bundle { off, .. } => *off,
            Kind::SpendGroup { amount_minor, .. } => GroupOff::Amount(*amount_minor),
            _ => self.tier(pick),
        };
        debug_assert_eq!(work.holds(at), Hold::Units, "boards are about units of their own");
        let mut taken = Taken::default();
        if let Some(parts) = parts(&call, off, &mut members, groups) {
            taken.push(parts, groups);
        }
        taken
    }

    fn tier(&self, pick: &Pick) -> GroupOff {
        let Terms::Distinct { first_tier, tiers } = self.board.offers[pick.offer as usize].terms else {
            return GroupOff::Percent(0);
        };
        let tiers = &self.board.tiers[first_tier as usize..(first_tier + tiers) as usize];
        GroupOff::Percent(tiers.iter().find(|tier| tier.0 == pick.cells).map_or(0, |tier| tier.1))
    }
}

/// One unit as a group.
const fn alone(off: UnitOff) -> GroupOff {
    GroupOff::Some { units: 1, which: Which::Cheapest, off }
}

/// The board runs of each line.
struct Places {
    starts: Vec<usize>,
    runs: Vec<u32>,
}

impl Places {
    fn of_line(&self, line: u32) -> (usize, usize) {
        (self.starts[line as usize], self.starts[line as usize + 1])
    }
}

fn board_run(work: &Work<'_>, run: &pool::Run) -> Run {
    Run {
        units: run.units,
        price_minor: run.price_minor,
        room_minor: (run.price_minor - run.floor_minor).max(0),
        item: work.basket.item_of(run.line).0,
        mass_g: run.mass_g,
        rest: Rest::Nothing,
    }
}

fn index(at: usize) -> u32 {
    u32::try_from(at).expect("a board has fewer places than the basket has units")
}
