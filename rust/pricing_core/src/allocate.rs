//! The split of one saving over the units that share it: the parts always sum up to it, and none takes more than its room.

use crate::policy::Allocation;

/// What a part of the goods brings into a split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// Its remaining value, in minor units; 0 or more.
    pub value_minor: i64,
    /// The most it may take, in minor units; 0 or more.
    pub room_minor: i64,
    /// Its units; 1 or more.
    pub units: u32,
}

/// Splits `amount_minor` over claims, in their order; what finds no room at all is not given, so the shares sum up to
/// the smaller of the amount and the room.
///
/// What one claim has no room for is split over the others by the same rule: 27.00 over two T-shirts with room for 5.00
/// each and goods of 20.00, 20.00 and 40.00 is 5.00, 5.00, 4.25, 4.25, 8.50.
pub fn split(amount_minor: i64, claims: &[Claim], rule: Allocation) -> Vec<i64> {
    let mut shares = vec![0; claims.len()];
    let mut open: Vec<usize> = (0..claims.len()).filter(|at| claims[*at].room_minor > 0).collect();
    let room: i64 = open.iter().map(|at| claims[*at].room_minor).sum();
    let mut rest_minor = amount_minor.clamp(0, room);
    // Every round but the last fills at least one claim: at most as many rounds as claims.
    while rest_minor > 0 {
        let wanted = proportional(rest_minor, claims, &open, rule);
        let full = |place: usize, at: usize| wanted[place] > claims[at].room_minor;
        if !open.iter().enumerate().any(|(place, at)| full(place, *at)) {
            for (place, at) in open.iter().enumerate() {
                shares[*at] = wanted[place];
            }
            break;
        }
        let mut place = 0;
        open.retain(|at| {
            let fills = full(place, *at);
            place += 1;
            if fills {
                shares[*at] = claims[*at].room_minor;
                rest_minor -= claims[*at].room_minor;
            }
            !fills
        });
    }
    shares
}

/// The shares of the open claims by one rule, room disregarded; they sum up to the amount.
fn proportional(amount_minor: i64, claims: &[Claim], open: &[usize], rule: Allocation) -> Vec<i64> {
    let weight = |at: &usize| match rule {
        Allocation::EqualPerUnit => i64::from(claims[*at].units),
        _ => claims[*at].value_minor,
    };
    let total: i64 = open.iter().map(weight).sum();
    assert!(total > 0, "room is never above value, so claims with room have a value");
    let exact = |at: &usize| (amount_minor, weight(at), total);
    match rule {
        Allocation::LargestRemainder | Allocation::LargestRemainderWithTax => {
            largest_remainder(amount_minor, open.iter().map(exact))
        }
        Allocation::LastLine => last_takes_rest(amount_minor, open.iter().map(exact)),
        Allocation::FirstLine => first_takes_rest(amount_minor, open.iter().map(exact)),
        Allocation::EqualPerUnit => equal_per_unit(amount_minor, total, open.iter().map(weight)),
    }
}

/// An exact share: `(amount, weight, total)`.
type Exact = (i64, i64, i64);

fn largest_remainder(amount_minor: i64, exact: impl Iterator<Item = Exact>) -> Vec<i64> {
    let (mut shares, mut remainders) = (Vec::new(), Vec::new());
    for exact in exact {
        let (share, remainder) = divided(exact);
        remainders.push((-remainder, shares.len()));
        shares.push(share);
    }
    let odd = usize::try_from(amount_minor - shares.iter().sum::<i64>()).unwrap_or_default();
    if odd > 0 {
        remainders.select_nth_unstable(odd - 1);
    }
    for (_, at) in remainders.iter().take(odd) {
        shares[*at] += 1;
    }
    shares
}

fn last_takes_rest(amount_minor: i64, exact: impl Iterator<Item = Exact>) -> Vec<i64> {
    let mut rest_minor = amount_minor;
    let mut shares: Vec<i64> = exact
        .map(|exact| {
            let (share, remainder) = divided(exact);
            let up = i64::from(remainder >= exact.2 - remainder);
            let share = (share + up).min(rest_minor);
            rest_minor -= share;
            share
        })
        .collect();
    if let Some(last) = shares.last_mut() {
        *last += rest_minor;
    }
    shares
}

fn first_takes_rest(amount_minor: i64, exact: impl Iterator<Item = Exact>) -> Vec<i64> {
    let mut shares: Vec<i64> = exact.map(|exact| divided(exact).0).collect();
    let odd = amount_minor - shares.iter().sum::<i64>();
    if let Some(first) = shares.first_mut() {
        *first += odd;
    }
    shares
}

fn equal_per_unit(amount_minor: i64, total: i64, units: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut odd = amount_minor % total;
    units
        .map(|units| {
            let extra = odd.min(units);
            odd -= extra;
            amount_minor / total * units + extra
        })
        .collect()
}

/// A share rounded down and the remainder; both are amounts, as the weight is a part of the total.
fn divided((amount_minor, weight, total): Exact) -> (i64, i64) {
    if let Some(product) = amount_minor.checked_mul(weight) {
        return (product / total, product % total);
    }
    let product = i128::from(amount_minor) * i128::from(weight);
    let amount = |wide: i128| i64::try_from(wide).unwrap_or(i64::MAX);
    (amount(product / i128::from(total)), amount(product % i128::from(total)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RULES: [Allocation; 4] =
        [Allocation::LargestRemainder, Allocation::LastLine, Allocation::FirstLine, Allocation::EqualPerUnit];

    fn claim(value_minor: i64, room_minor: i64) -> Claim {
        Claim { value_minor, room_minor, units: 1 }
    }

    #[test]
    fn a_floor_pushes_the_rest_to_the_others() {
        let claims =
            [claim(5_000, 500), claim(5_000, 500), claim(2_000, 2_000), claim(2_000, 2_000), claim(4_000, 4_000)];
        assert_eq!(split(2_700, &claims, Allocation::LargestRemainder), [500, 500, 425, 425, 850]);
    }

    #[test]
    fn each_rule_puts_the_odd_minor_unit_elsewhere() {
        let claims = [claim(100, 100), claim(100, 100), claim(100, 100)];
        let of = |amount, rule| split(amount, &claims, rule);
        assert_eq!(of(100, Allocation::LargestRemainder), [34, 33, 33]);
        assert_eq!(of(100, Allocation::LastLine), [33, 33, 34]);
        assert_eq!(of(101, Allocation::LastLine), [34, 34, 33]);
        assert_eq!(of(100, Allocation::FirstLine), [34, 33, 33]);
        assert_eq!(of(101, Allocation::FirstLine), [35, 33, 33]);
        assert_eq!(of(101, Allocation::EqualPerUnit), [34, 34, 33]);
    }

    #[test]
    fn equal_per_unit_disregards_value() {
        let claims = [
            Claim { value_minor: 9_000, room_minor: 9_000, units: 3 },
            Claim { value_minor: 100_000, room_minor: 100_000, units: 4 },
        ];
        assert_eq!(split(1_000, &claims, Allocation::EqualPerUnit), [3 * 143, 3 * 143 + 142]);
    }

    #[test]
    fn rounding_up_early_leaves_nothing_negative_for_the_last() {
        assert_eq!(split(2, &[claim(10, 10); 4], Allocation::LastLine), [1, 1, 0, 0]);
    }

    proptest! {
        #[test]
        fn exact_within_room_and_the_same_again(
            claims in prop::collection::vec((1_i64..1_000_000, 0_u32..=100, 1_u32..20), 0..12),
            amount_minor in 0_i64..3_000_000,
            rule in prop::sample::select(RULES.to_vec()),
        ) {
            let claims: Vec<Claim> = claims
                .into_iter()
                .map(|(value, percent, units)| {
                    Claim { value_minor: value, room_minor: value * i64::from(percent) / 100, units }
                })
                .collect();
            let shares = split(amount_minor, &claims, rule);
            let room: i64 = claims.iter().map(|claim| claim.room_minor).sum();
            prop_assert_eq!(shares.iter().sum::<i64>(), amount_minor.min(room));
            for (share, claim) in shares.iter().zip(&claims) {
                prop_assert!((0..=claim.room_minor).contains(share));
            }
            prop_assert_eq!(&shares, &split(amount_minor, &claims, rule));
        }

        #[test]
        fn without_floors_nobody_is_a_whole_minor_unit_from_its_due(
            values in prop::collection::vec(1_i64..1_000_000, 1..12), percent in 0_i64..=100,
        ) {
            let total: i64 = values.iter().sum();
            let amount = total * percent / 100;
            let claims: Vec<Claim> = values.iter().map(|value| claim(*value, *value)).collect();
            for (share, value) in split(amount, &claims, Allocation::LargestRemainder).iter().zip(&values) {
                let (due, got) = (i128::from(amount) * i128::from(*value), i128::from(*share) * i128::from(total));
                prop_assert!((due - got).abs() < i128::from(total));
            }
        }
    }
}
