//! A percentage off every unit in scope, rounded half up once per line.

use super::{PromotionIndex, Promotions, Saving};
use crate::basket::Line;
use crate::error::Overflow;
use crate::money::Money;
use crate::quantity::{BasisPoints, Quantity};

/// Every unit in scope costs this much of itself less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PercentOff {
    /// What comes off, 0.01 % to 100 %.
    pub off: BasisPoints,
}

impl PercentOff {
    /// What it saves on an amount.
    pub fn saving_on(self, amount: Money) -> Result<Money, Overflow> {
        amount.share(self.off.bp(), BasisPoints::WHOLE)
    }
}

/// The best percentage of one item.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BestPercent {
    pub(crate) promotion: PromotionIndex,
    pub(crate) terms: PercentOff,
}

/// What the line's best percentage saves on `open` of its units.
pub(super) fn saving_on_open(promotions: &Promotions, line: &Line, open: Quantity) -> Result<Money, Overflow> {
    match promotions.percent_of(line.item) {
        Some(best) => best.terms.saving_on(line.value_of(open)?),
        None => Ok(Money::ZERO),
    }
}

/// What one unit of the line costs after its percentage, exactly, in 1/10,000 minor units.
pub(super) fn net_unit_price(promotions: &Promotions, line: &Line) -> i128 {
    let off = promotions.percent_of(line.item).map_or(0, |best| best.terms.off.bp());
    let kept = BasisPoints::WHOLE.get().saturating_sub(off);
    i128::from(line.unit_price.minor()).saturating_mul(i128::from(kept))
}

/// Gives every line's open units their percentage.
pub(super) fn apply(
    promotions: &Promotions,
    lines: &[Line],
    open: &[Quantity],
    savings: &mut Vec<Saving>,
) -> Result<(), Overflow> {
    for (position, (line, open)) in lines.iter().zip(open).enumerate() {
        let Some(best) = promotions.percent_of(line.item) else { continue };
        let amount = best.terms.saving_on(line.value_of(*open)?)?;
        if amount > Money::ZERO {
            savings.push(Saving { position, promotion: best.promotion, amount });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn saving(amount_minor: i64, percent_bp: i64) -> i64 {
        let terms = PercentOff { off: BasisPoints::new(percent_bp).unwrap() };
        terms.saving_on(Money::from_minor(amount_minor).unwrap()).unwrap().minor()
    }

    #[test]
    fn rounds_half_up() {
        assert_eq!(saving(299, 1_000), 30); // 29.9
        assert_eq!(saving(105, 1_000), 11); // 10.5
        assert_eq!(saving(104, 1_000), 10); // 10.4
        assert_eq!(saving(1_234, 10_000), 1_234);
        assert_eq!(saving(4, 1_000), 0);
    }
}
