//! The tax contained in the amounts, once per class and receipt: gross x rate / (10,000 + rate), rounded half up.

use crate::error::Overflow;
use crate::item::Names;
use crate::money::Money;
use crate::quantity::BasisPoints;

/// A tax class's place in the price book document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct TaxIndex(pub(crate) u32);

/// A rate contained in the shelf price.
#[derive(Clone, Debug)]
pub struct TaxClass {
    /// Its id.
    pub id: String,
    /// Its rate; 0 is a class too.
    pub rate: BasisPoints,
    /// What it is called; may be empty.
    pub names: Names,
}

/// What one class contributes to a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TaxAmount {
    /// The class.
    pub tax: TaxIndex,
    /// Its lines after discounts, tax included.
    pub gross: Money,
    /// The tax contained in it.
    pub amount: Money,
}

/// The taxes of a receipt, in document order; a class without a line is left out.
pub fn contained(
    classes: &[TaxClass],
    amounts: impl Iterator<Item = (TaxIndex, Money)>,
) -> Result<Vec<TaxAmount>, Overflow> {
    let mut gross_of_class = vec![None; classes.len()];
    for (tax, amount) in amounts {
        let gross = &mut gross_of_class[tax.0 as usize];
        *gross = Some(gross.unwrap_or(Money::ZERO).plus(amount)?);
    }
    let mut taxes = Vec::new();
    for (tax, (class, gross)) in (0..).map(TaxIndex).zip(classes.iter().zip(gross_of_class)) {
        if let Some(gross) = gross {
            taxes.push(TaxAmount { tax, gross, amount: contained_in(gross, class.rate)? });
        }
    }
    Ok(taxes)
}

fn contained_in(gross: Money, rate: BasisPoints) -> Result<Money, Overflow> {
    let whole = BasisPoints::WHOLE.checked_add(rate.bp()).ok_or(Overflow)?;
    gross.share(rate.bp(), whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tax_of(gross_minor: i64, rate_bp: i64) -> i64 {
        contained_in(Money::from_minor(gross_minor).unwrap(), BasisPoints::new(rate_bp).unwrap()).unwrap().minor()
    }

    #[test]
    fn known_figures() {
        assert_eq!(tax_of(3_940, 2_000), 657); // two of 19.70 at 20 %: 6.5667
        assert_eq!(tax_of(11_300, 1_300), 1_300);
        assert_eq!(tax_of(10_900, 900), 900);
        assert_eq!(tax_of(12_345, 0), 0);
        assert_eq!(tax_of(100, 10_000), 50);
    }

    #[test]
    fn classes_without_lines_are_left_out() {
        let class = |id: &str, rate_bp| TaxClass {
            id: id.into(),
            rate: BasisPoints::new(rate_bp).unwrap(),
            names: Names::new(),
        };
        let classes = [class("A", 1_300), class("B", 900), class("C", 0)];
        let amounts = [(TaxIndex(2), 5), (TaxIndex(0), 113), (TaxIndex(0), 113)];
        let taxes =
            contained(&classes, amounts.into_iter().map(|(tax, minor)| (tax, Money::from_minor(minor).unwrap())));
        let figures: Vec<_> =
            taxes.unwrap().iter().map(|tax| (tax.tax.0, tax.gross.minor(), tax.amount.minor())).collect();
        assert_eq!(figures, [(0, 226, 26), (2, 5, 0)]);
    }
}
