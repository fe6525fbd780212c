//! A basket at work: what may act on it, and what each would do.

use std::cmp::Reverse;

use super::{Hold, State};
use crate::apply::{self, Call, Rules, Taken, taxed};
use crate::basket::Basket;
use crate::candidates::Candidates;
use crate::points;
use crate::policy::{Choose, Grouping, Policy};
use crate::pool::Run;
use crate::priced::Proof;
use crate::terms::{Base, Kind, Layer, Promotion, Stacking};

/// What a promotion gives besides money off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reward {
    /// Nothing.
    #[default]
    Nothing,
    /// So many gifts.
    Gift(u32),
    /// Points of this receipt and points spent, in 1/10,000 point.
    Burn {
        /// Earned by this receipt first.
        earned_e4: i64,
        /// Turned into money.
        spent_e4: i64,
    },
}

/// What a promotion would do now.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Units and their savings.
    pub taken: Taken,
    /// What else.
    pub reward: Reward,
}

/// A basket at work. Promotions are named by their places in `candidates.list`.
#[derive(Clone, Debug)]
pub struct Work<'a> {
    /// The basket.
    pub basket: &'a Basket<'a>,
    /// What may act on it.
    pub candidates: Candidates,
    /// What has been done.
    pub state: State,
    /// How good it is.
    pub proof: Proof,
    order: Vec<usize>,
}

impl<'a> Work<'a> {
    /// A basket nothing has been done to.
    pub fn new(basket: &'a Basket<'a>) -> Self {
        let candidates = Candidates::of(basket);
        let mut order: Vec<usize> = (0..candidates.list.len()).collect();
        order.sort_by_key(|at| {
            let promotion = basket.book.promotion(candidates.list[*at].promotion);
            (promotion.layer, Reverse(promotion.priority))
        });
        let proof = Proof { optimal: basket.policy().choose == Choose::BestForCustomer, ..Proof::default() };
        Self { basket, candidates, state: State::new(basket.lines), proof, order }
    }

    /// The candidates of a layer, higher priority first, then in document order.
    pub fn of_layer(&self, layer: Layer) -> Vec<usize> {
        let from = self.order.partition_point(|at| self.terms(*at).layer < layer);
        self.order[from..].iter().take_while(|at| self.terms(**at).layer == layer).copied().collect()
    }

    /// A candidate's promotion.
    pub fn terms(&self, at: usize) -> &'a Promotion {
        self.basket.book.promotion(self.candidates.list[at].promotion)
    }

    /// A candidate's lines.
    pub fn lines_of(&self, at: usize) -> &[u32] {
        self.candidates.lines_of(&self.candidates.list[at])
    }

    /// The one rate at which a candidate's amounts lose the tax they contain; `None` if its lines have several.
    pub fn one_rate(&self, at: usize) -> Option<i64> {
        taxed::one_rate(self.basket, self.terms(at), self.lines_of(at).iter().copied())
    }

    /// What a candidate keeps to itself.
    pub fn holds(&self, at: usize) -> Hold {
        holds(self.terms(at), self.basket.policy())
    }

    /// Whether a candidate's stacking group has room for it.
    pub fn group_has_room(&self, at: usize) -> bool {
        self.terms(at)
            .stack_group
            .is_none_or(|group| self.state.fired_of(group) < self.basket.book.stack_groups[group.0 as usize].limit)
    }

    /// What a candidate would do now; `None` if it does not fire.
    pub fn outcome(&self, at: usize) -> Option<Outcome> {
        if !self.group_has_room(at) {
            return None;
        }
        let (call, runs) = self.call(at);
        if !reaches_spend(call.promotion, call.spend_minor) {
            return None;
        }
        let outcome = match &call.promotion.kind {
            Kind::Gift { units, .. } => Outcome { reward: Reward::Gift(*units), ..Outcome::default() },
            Kind::PointsBurn { .. } => points::burn(&call, &self.state.pool, &runs),
            _ => Outcome { taken: apply::apply(&call, &runs), reward: Reward::Nothing },
        };
        (outcome.taken.saving_minor() > 0 || outcome.reward != Reward::Nothing).then_some(outcome)
    }

    /// A candidate about to be applied, and the runs it may touch.
    pub fn call(&self, at: usize) -> (Call<'a>, Vec<Run>) {
        let (candidate, promotion) = (&self.candidates.list[at], self.terms(at));
        let hold = self.holds(at);
        let lines = self.candidates.lines_of(candidate);
        let runs = self.state.touchable(lines, hold);
        let counts = |line: u32| self.basket.counts_for(promotion, line);
        let spend_minor = match promotion.conditions.base {
            Base::AfterEarlier => runs.iter().filter(|run| counts(run.line)).map(Run::value_minor).sum(),
            Base::BeforeOffers => {
                let lines = lines.iter().copied().filter(|line| counts(*line));
                lines.map(|line| shelf_value_minor(self.state.pool.of_line(line))).sum()
            }
        };
        let policy = self.basket.policy();
        let rules = Rules {
            rounding: policy.rounding,
            allocation: promotion.allocation.unwrap_or(policy.allocation),
            grouping: promotion.grouping.unwrap_or(match policy.choose {
                Choose::FavourRetailer => Grouping::Retailer,
                Choose::FirstCome => Grouping::BasketOrder,
                _ => policy.grouping,
            }),
            of_shelf: policy.choose == Choose::CompoundOnOriginal,
            applications: candidate.applications,
            money_minor: candidate.money_minor,
        };
        (Call { basket: self.basket, promotion, rules, spend_minor }, runs)
    }

    /// Applies what an assignment gave a candidate.
    pub fn give(&mut self, at: usize, taken: &Taken) {
        self.note_fired(at);
        self.state.take(self.candidates.list[at].promotion, taken, self.holds(at));
    }

    /// A promotion counts once in its stacking group, however many applications it has.
    fn note_fired(&mut self, at: usize) {
        let promotion = self.candidates.list[at].promotion;
        if self.state.trace.applications.iter().all(|one| one.promotion != promotion) {
            self.state.fired.extend(self.terms(at).stack_group);
        }
    }

    /// Does what [`Work::outcome`] said a candidate would do.
    pub fn accept(&mut self, at: usize, outcome: &Outcome) {
        let promotion = self.candidates.list[at].promotion;
        self.note_fired(at);
        self.state.take(promotion, &outcome.taken, self.holds(at));
        match outcome.reward {
            Reward::Nothing => {}
            Reward::Gift(units) => self.state.rewards.gifts.push((promotion, units)),
            Reward::Burn { earned_e4, spent_e4 } => {
                self.state.rewards.points_earned_e4 += earned_e4;
                self.state.rewards.points_spent_e4 += spent_e4;
            }
        }
    }
}

/// Whether a value reaches the promotion's threshold; the boundary counts unless it must be over.
pub fn reaches_spend(promotion: &Promotion, spend_minor: i64) -> bool {
    let conditions = &promotion.conditions;
    conditions.min_spend_minor.is_none_or(|least| spend_minor >= least + i64::from(conditions.strictly_over))
}

fn shelf_value_minor(runs: &[Run]) -> i64 {
    runs.iter().map(|run| run.shelf_minor * i64::from(run.units)).sum()
}

/// What a promotion keeps to itself: what it says, or what is usual for its kind.
pub fn holds(promotion: &Promotion, policy: &Policy) -> Hold {
    let compound = matches!(policy.choose, Choose::CompoundOnRemaining | Choose::CompoundOnOriginal);
    match promotion.stacking {
        Stacking::Stacks => Hold::Nothing,
        Stacking::ExclusiveUnit => Hold::Units,
        Stacking::ExclusiveLine => Hold::Lines,
        Stacking::ExclusiveBasket => Hold::Basket,
        Stacking::Default if compound || !policy.one_promotion_per_unit || promotion.layer > Layer::Item => {
            Hold::Nothing
        }
        Stacking::Default => match promotion.kind {
            Kind::Unit(_)
            | Kind::Group { .. }
            | Kind::Bundle { .. }
            | Kind::DistinctSet(_)
            | Kind::SpendGroup { .. } => Hold::Units,
            _ => Hold::Nothing,
        },
    }
}
