//! Priced baskets as one number, to compare runs: debug and release, one thread and many, one scan order and another.

use pricing_core::PricedBasket;
use pricing_core::priced::PricedLine;

/// FNV-1a.
#[derive(Clone, Copy, Debug)]
pub struct Digest(pub u64);

impl Default for Digest {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Digest {
    /// Takes a number in.
    pub fn take(&mut self, number: i64) {
        for byte in number.to_le_bytes() {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    /// Takes several in.
    pub fn take_all(&mut self, numbers: &[i64]) {
        for number in numbers {
            self.take(*number);
        }
    }
}

/// Everything, in the order given.
pub fn exact(priced: &PricedBasket) -> u64 {
    let mut digest = totals(priced);
    for line in &priced.lines {
        digest.take(line.line_seq);
        of_line(&mut digest, line);
    }
    for one in &priced.trace.applications {
        digest.take(i64::from(one.promotion.0));
        digest.take(i64::from(one.parts));
    }
    for part in &priced.trace.parts {
        digest.take_all(&[i64::from(part.line), i64::from(part.units), part.price_minor, part.saving_minor]);
    }
    digest.0
}

/// Everything but the order of lines and their numbers.
pub fn order_free(priced: &PricedBasket) -> u64 {
    let mut digest = totals(priced);
    let of = |line: &PricedLine| {
        let mut digest = Digest::default();
        of_line(&mut digest, line);
        digest.0
    };
    let mut lines: Vec<u64> = priced.lines.iter().map(of).collect();
    lines.sort_unstable();
    for line in lines {
        digest.take(line.cast_signed());
    }
    digest.0
}

fn totals(priced: &PricedBasket) -> Digest {
    let mut digest = Digest::default();
    let totals = [
        priced.subtotal_minor,
        priced.discount_minor,
        priced.tax_minor,
        priced.total_minor,
        priced.cash_total_minor,
        priced.rewards.points_earned_e4,
        priced.rewards.points_spent_e4,
        priced.proof.gap_minor,
    ];
    digest.take_all(&totals);
    for one in &priced.promotions {
        digest.take_all(&[i64::from(one.promotion.0), one.amount_minor]);
    }
    for one in &priced.taxes {
        digest.take_all(&[i64::from(one.tax.0), i64::from(one.rate), one.base_minor, one.amount_minor]);
    }
    for (promotion, units) in &priced.rewards.gifts {
        digest.take_all(&[i64::from(promotion.0), i64::from(*units)]);
    }
    digest
}

fn of_line(digest: &mut Digest, line: &PricedLine) {
    let amounts = [
        i64::from(line.item.0),
        line.unit_price_minor,
        line.gross_minor,
        line.discount_minor,
        line.amount_minor,
        line.levy_minor,
        line.staff_minor,
    ];
    digest.take_all(&amounts);
    for one in &line.promotions {
        digest.take_all(&[i64::from(one.promotion.0), one.amount_minor]);
    }
    for one in &line.units {
        digest.take_all(&[i64::from(one.units), one.amount_minor]);
    }
}
