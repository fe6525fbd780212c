//! Which promotions a basket touches and may fire: found from its lines, so the cost is their postings, not the book's size.

use std::ops::Range;

use crate::basket::Basket;
use crate::policy::{Choose, Clock};
use crate::sale::Context;
use crate::scope::{Scope, ScopeIndex};
use crate::terms::{Conditions, Promotion, PromotionIndex};

/// A promotion that touches the basket and whose conditions, as far as they do not hang on prices, hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Which.
    pub promotion: PromotionIndex,
    /// Its lines, as a place in [`Candidates::lines`].
    lines: Range<usize>,
    /// Applications it may still have.
    pub applications: u32,
    /// Money it may still cost at this store.
    pub money_minor: i64,
}

/// The candidates of a basket, in document order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Candidates {
    /// The candidates.
    pub list: Vec<Candidate>,
    lines: Vec<u32>,
}

impl Candidates {
    /// The lines a candidate may touch, ascending.
    pub fn lines_of(&self, candidate: &Candidate) -> &[u32] {
        &self.lines[candidate.lines.clone()]
    }

    /// The candidates of a basket.
    pub fn of(basket: &Basket<'_>) -> Self {
        let mut touched = Touched::of(basket);
        let mut list = Vec::new();
        for (promotion, lines) in std::mem::take(&mut touched.promotions) {
            let terms = basket.book.promotion(promotion);
            let Some((applications, money_minor)) = left_of(basket, terms) else { continue };
            if !may_fire(basket, &terms.conditions) {
                continue;
            }
            let lines = touched.fitting(basket, terms, lines);
            let counting = touched.lines[lines.clone()].iter().filter(|line| basket.counts_for(terms, **line));
            let units: u32 = counting.map(|line| basket.lines[*line as usize].units).sum();
            if units >= terms.conditions.min_units {
                list.push(Candidate { promotion, lines, applications, money_minor });
            }
        }
        Self { list, lines: touched.lines }
    }
}

/// The promotions the basket's goods point to, conditions disregarded, in document order.
pub fn touched(basket: &Basket<'_>) -> Vec<(PromotionIndex, Vec<u32>)> {
    let touched = Touched::of(basket);
    let owned =
        |(promotion, lines): &(PromotionIndex, Range<usize>)| (*promotion, touched.lines[lines.clone()].to_vec());
    touched.promotions.iter().map(owned).collect()
}

struct Touched {
    promotions: Vec<(PromotionIndex, Range<usize>)>,
    lines: Vec<u32>,
}

impl Touched {
    fn of(basket: &Basket<'_>) -> Self {
        let mut pairs = listed(basket);
        let mut lines: Vec<u32> = Vec::with_capacity(pairs.len());
        let mut sources: Vec<(PromotionIndex, Range<usize>)> = Vec::new();
        pairs.sort_unstable();
        for (promotion, line) in pairs {
            lines.push(line);
            match sources.last_mut() {
                Some((last, range)) if *last == promotion => range.end += 1,
                _ => sources.push((promotion, lines.len() - 1..lines.len())),
            }
        }
        wide(basket, &mut lines, &mut sources);
        everywhere(basket, &mut lines, &mut sources);
        sources.sort_by_key(|(promotion, _)| *promotion);
        Self { promotions: joined(&sources, &mut lines), lines }
    }

    /// The lines of a promotion that its windows and its least number of units per line admit; the list itself is kept as it
    /// is where every line fits, as promotions on one wide scope share it.
    fn fitting(&mut self, basket: &Basket<'_>, promotion: &Promotion, lines: Range<usize>) -> Range<usize> {
        let conditions = &promotion.conditions;
        if conditions.windows.always() && conditions.min_line_units <= 1 {
            return lines;
        }
        let from = self.lines.len();
        for at in lines {
            let line = self.lines[at];
            if takes_line(basket, promotion, line) {
                self.lines.push(line);
            }
        }
        from..self.lines.len()
    }
}

/// (promotion, line) of all promotions with listed scopes.
fn listed(basket: &Basket<'_>) -> Vec<(PromotionIndex, u32)> {
    let mut pairs = Vec::new();
    for (at, line) in (0..).zip(basket.lines).filter(|(_, line)| line.open) {
        let index = &basket.book.index;
        let promotions = index.unit_promotions_of(line.item).iter().chain(index.other_promotions_of(line.item));
        pairs.extend(promotions.map(|promotion| (*promotion, at)));
    }
    pairs
}

/// Adds the promotions of wide scopes; those of one scope share one list of lines.
fn wide(basket: &Basket<'_>, lines: &mut Vec<u32>, sources: &mut Vec<(PromotionIndex, Range<usize>)>) {
    let mut pairs: Vec<(ScopeIndex, u32)> = Vec::new();
    for (at, line) in (0..).zip(basket.lines).filter(|(_, line)| line.open) {
        pairs.extend(basket.book.index.wide_scopes_of(line.item).iter().map(|scope| (*scope, at)));
    }
    pairs.sort_unstable();
    for of_scope in pairs.chunk_by(|one, other| one.0 == other.0) {
        let from = lines.len();
        lines.extend(of_scope.iter().map(|(_, line)| *line));
        let promotions = basket.book.index.promotions_of_wide(of_scope[0].0);
        sources.extend(promotions.iter().map(|promotion| (*promotion, from..lines.len())));
    }
}

/// Adds the promotions that no unit leads to; they are about all goods of their scope.
fn everywhere(basket: &Basket<'_>, lines: &mut Vec<u32>, sources: &mut Vec<(PromotionIndex, Range<usize>)>) {
    for promotion in basket.book.index.untouched() {
        let scope = basket.book.scope(basket.book.promotion(*promotion).scope);
        let from = lines.len();
        lines.extend((0..).zip(basket.lines).filter(|(_, line)| line.open && scope.holds(line.item)).map(|(at, _)| at));
        sources.push((*promotion, from..lines.len()));
    }
}

/// One list of lines for each promotion; a bundle's slots may come from several.
fn joined(sources: &[(PromotionIndex, Range<usize>)], lines: &mut Vec<u32>) -> Vec<(PromotionIndex, Range<usize>)> {
    let of_promotion = |same: &[(PromotionIndex, Range<usize>)]| match same {
        [alone] => alone.clone(),
        several => {
            let mut all: Vec<u32> = several.iter().flat_map(|(_, range)| lines[range.clone()].to_vec()).collect();
            all.sort_unstable();
            all.dedup();
            let from = lines.len();
            lines.extend(all);
            (several[0].0, from..lines.len())
        }
    };
    sources.chunk_by(|one, other| one.0 == other.0).map(of_promotion).collect()
}

/// Whether a promotion's window is open for a line and the line is long enough for it.
pub fn takes_line(basket: &Basket<'_>, promotion: &Promotion, line: u32) -> bool {
    let conditions = &promotion.conditions;
    let line = &basket.lines[line as usize];
    let at = if basket.policy().clock == Clock::Scan { line.at } else { basket.context.at };
    line.units >= conditions.min_line_units && conditions.windows.open_at(at)
}

/// Identity, coupon and tender.
pub fn presented(conditions: &Conditions, context: &Context<'_>) -> bool {
    let has = |wanted: Option<&String>, given: &[&str]| wanted.is_none_or(|wanted| given.contains(&wanted.as_str()));
    has(conditions.identity.as_ref(), context.identities)
        && has(conditions.coupon.as_ref(), context.coupons)
        && has(conditions.tender.as_ref(), context.tender.as_slice())
}

/// Identity, coupon, tender and required goods.
fn may_fire(basket: &Basket<'_>, conditions: &Conditions) -> bool {
    presented(conditions, basket.context)
        && conditions.requires.iter().all(|(scope, units)| units_in(basket, *scope) >= *units)
}

/// Units of a scope in the basket; goods that promotions may not touch still count where they are named.
pub fn units_in(basket: &Basket<'_>, scope: ScopeIndex) -> u32 {
    let scope = basket.book.scope(scope);
    let counts = |line: &&crate::lines::Line| (line.open || *scope != Scope::All) && scope.holds(line.item);
    basket.lines.iter().filter(counts).map(|line| line.units).sum()
}

/// The applications and the money a promotion has left; `None` if it is used up.
pub fn left_of(basket: &Basket<'_>, promotion: &Promotion) -> Option<(u32, i64)> {
    let limits = &promotion.limits;
    let mut applications = limits.per_basket.unwrap_or(u32::MAX);
    if basket.policy().choose == Choose::OneApplication {
        applications = applications.min(1);
    }
    let mut money_minor = limits.campaign_minor.unwrap_or(i64::MAX);
    let used = basket.context.used.iter().find(|used| used.promotion_id == promotion.id);
    let (member, today, campaign, cost) =
        used.map_or((0, 0, 0, 0), |used| (used.by_member, used.by_member_today, used.campaign, used.campaign_minor));
    for (limit, used) in [(limits.per_member, member), (limits.per_member_day, today), (limits.campaign, campaign)] {
        applications = applications.min(limit.map_or(u32::MAX, |limit| limit.saturating_sub(used)));
    }
    money_minor = if limits.campaign_minor.is_some() { money_minor.saturating_sub(cost) } else { money_minor };
    (applications > 0 && money_minor > 0).then_some((applications, money_minor))
}
