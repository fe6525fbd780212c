//! n pieces from the scope for one price, across lines, dearest first.
//!
//! Dearest means by what a unit costs without the group: its price less its percentage. A group gains the sum of those
//! over its own price, so the dearest n units gain most, and once a group gains nothing no later one does.

use std::cmp::Reverse;
use std::num::NonZeroU32;

use super::percent_off::{net_unit_price, saving_on_open};
use super::{PromotionIndex, PromotionKind, Promotions, Saving};
use crate::basket::{Line, LineKind};
use crate::error::Overflow;
use crate::money::Money;
use crate::quantity::Quantity;

/// `n` pieces cost `price` together; repeats.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MultiPrice {
    /// Pieces in a group, 2 or more.
    pub n: NonZeroU32,
    /// What a group costs.
    pub price: Money,
}

/// Equal units of one line inside a group.
#[derive(Clone, Copy, Debug)]
struct Part {
    position: usize,
    unit_price: Money,
    taken: Quantity,
}

/// Takes groups for every multi-price that touches the basket, in document order.
pub(super) fn apply(
    promotions: &Promotions,
    lines: &[Line],
    open: &mut [Quantity],
    savings: &mut Vec<Saving>,
) -> Result<(), Overflow> {
    let candidates = candidates(promotions, lines);
    for of_one in candidates.chunk_by(|one, next| one.0 == next.0) {
        let Some((promotion, _)) = of_one.first() else { continue };
        let PromotionKind::MultiPrice(terms) = promotions.get(*promotion).kind else { continue };
        let queue: Vec<usize> = of_one.iter().map(|(_, position)| *position).collect();
        let mut taking = Taking { promotions, promotion: *promotion, terms, lines, open, savings };
        taking.run(&queue)?;
    }
    Ok(())
}

/// Each multi-price with the lines in its scope, in canonical order.
fn candidates(promotions: &Promotions, lines: &[Line]) -> Vec<(PromotionIndex, usize)> {
    let mut candidates = Vec::new();
    for (position, line) in lines.iter().enumerate().filter(|(_, line)| line.kind == LineKind::Pieces) {
        candidates.extend(promotions.multi_prices_of(line.item).iter().map(|promotion| (*promotion, position)));
    }
    candidates.sort_by_cached_key(|(promotion, position)| {
        let line = &lines[*position];
        (*promotion, Reverse(net_unit_price(promotions, line)), line.item, Reverse(line.quantity), *position)
    });
    candidates
}

/// One multi-price at work on the basket.
struct Taking<'a> {
    promotions: &'a Promotions,
    promotion: PromotionIndex,
    terms: MultiPrice,
    lines: &'a [Line],
    open: &'a mut [Quantity],
    savings: &'a mut Vec<Saving>,
}

impl Taking<'_> {
    /// Takes groups from `queue`, lines in canonical order, as long as they are worth taking.
    fn run(&mut self, mut queue: &[usize]) -> Result<(), Overflow> {
        while let Some((first, rest)) = queue.split_first() {
            if self.open[*first] == Quantity::ZERO {
                queue = rest;
                continue;
            }
            let group = self.gather(queue);
            let Some(saving) = self.worth(&group)? else { break };
            self.split(&group, saving)?;
            for part in &group {
                self.open[part.position] = self.open[part.position].without(part.taken);
            }
        }
        Ok(())
    }

    /// The next n units; if the first line alone holds n or more, all its whole groups at once. Fewer if there are not n.
    fn gather(&self, queue: &[usize]) -> Vec<Part> {
        let n = self.terms.n;
        let mut missing = Quantity::new(n.get());
        let mut group = Vec::new();
        for position in queue {
            let open = self.open[*position];
            let unit_price = self.lines[*position].unit_price;
            if group.is_empty() && open >= missing {
                let taken = open.without(Quantity::new(open.units() % n));
                return vec![Part { position: *position, unit_price, taken }];
            }
            let taken = open.min(missing);
            missing = missing.without(taken);
            if taken > Quantity::ZERO {
                group.push(Part { position: *position, unit_price, taken });
            }
            if missing == Quantity::ZERO {
                break;
            }
        }
        group
    }

    /// What the group saves, or `None` if it is incomplete or its units' percentages save as much.
    fn worth(&self, group: &[Part]) -> Result<Option<Money>, Overflow> {
        let units = group.iter().fold(0, |units: u32, part| units.saturating_add(part.taken.units()));
        let groups = Quantity::new(units).groups_of(self.terms.n);
        if groups == Quantity::ZERO {
            return Ok(None);
        }
        let mut plain = Money::ZERO;
        let mut forgone = Money::ZERO;
        for part in group {
            let (line, open) = (&self.lines[part.position], self.open[part.position]);
            plain = plain.plus(part.unit_price.times(part.taken)?)?;
            let before = saving_on_open(self.promotions, line, open)?;
            let after = saving_on_open(self.promotions, line, open.without(part.taken))?;
            forgone = forgone.plus(before.minus(after)?)?;
        }
        let saving = plain.minus(self.terms.price.times(groups)?)?;
        Ok((saving > forgone).then_some(saving))
    }

    /// Splits a group's saving over its units by largest remainder, ties in canonical order, and adds it up per line.
    fn split(&mut self, group: &[Part], saving: Money) -> Result<(), Overflow> {
        for (part, amount) in group.iter().zip(largest_remainder(group, saving)?) {
            if amount > Money::ZERO {
                self.savings.push(Saving { position: part.position, promotion: self.promotion, amount });
            }
        }
        Ok(())
    }
}

/// `saving` over the parts' units in proportion to their prices: every unit gets the floor of its share, and the minor
/// units left go one each to the units with the largest remainders. The parts sum up to `saving`, none above its value.
fn largest_remainder(group: &[Part], saving: Money) -> Result<Vec<Money>, Overflow> {
    let mut plain = Money::ZERO;
    for part in group {
        plain = plain.plus(part.unit_price.times(part.taken)?)?;
    }
    let mut shares = Vec::with_capacity(group.len());
    let mut left = saving;
    for (at, part) in group.iter().enumerate() {
        let (floor, remainder) = part.unit_price.floor_share(saving, plain)?;
        let share = floor.times(part.taken)?;
        left = left.minus(share)?;
        shares.push((Reverse(remainder), at, share));
    }
    shares.sort_unstable();
    for (_, at, share) in &mut shares {
        let extra = left.min(Money::from_minor(i64::from(group[*at].taken.units()))?);
        *share = share.plus(extra)?;
        left = left.minus(extra)?;
    }
    shares.sort_unstable_by_key(|(_, at, _)| *at);
    Ok(shares.into_iter().map(|(_, _, share)| share).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn money(minor: i64) -> Money {
        Money::from_minor(minor).unwrap()
    }

    fn split(parts: &[(i64, u32)], saving: i64) -> Vec<i64> {
        let group: Vec<Part> = (0..)
            .zip(parts)
            .map(|(position, (price, taken))| Part {
                position,
                unit_price: money(*price),
                taken: Quantity::new(*taken),
            })
            .collect();
        largest_remainder(&group, money(saving)).unwrap().into_iter().map(Money::minor).collect()
    }

    #[test]
    fn the_odd_minor_unit_goes_to_the_largest_remainder() {
        assert_eq!(split(&[(300, 1), (200, 1), (100, 1)], 100), [50, 33, 17]); // 50.0, 33.3, 16.7
        assert_eq!(split(&[(100, 1), (100, 1), (100, 1)], 100), [34, 33, 33]);
        assert_eq!(split(&[(100, 2), (100, 1)], 101), [68, 33]); // units 34, 34, 33
    }

    #[test]
    fn nobody_gets_more_than_they_cost() {
        assert_eq!(split(&[(3, 1), (1, 2)], 5), [3, 2]);
        assert_eq!(split(&[(5, 1), (0, 3)], 2), [2, 0]);
    }
}
