//! What the two-digit value codes of UPC-A coupons mean.

use super::terms::Save;

/// The amount off by code (tens down, ones across), in cents; 0 is none. Two published tables agree but for 05, 07, 08, 09
/// and 13, which the older one calls reserved.
#[rustfmt::skip]
const CENTS: [i64; 100] = [
      0,    0,    0,  110,  135,  140,  160,  150,  300,  200,
     10,  185,   12,  100,    0,   15,    0,  210,  260,    0,
     20,   35,   40,   45,   50,   25,  285,    0,   55,   29,
     30,   60,   75,  100,  125,   35,  150,   25,   30,   39,
     40,   50,  100,  110,  135,   45,  160,  175,  185,   49,
     50,  200,   55,   10,   15,   55,   20,   25,   30,   59,
     60, 1000,  950,  900,  850,   65,  800,  750,  700,   69,
     70,  650,  600,  550,  500,   75,  100,  125,  150,   79,
     80,  175,  200,  225,  250,   85,  275,  300,  325,   89,
     90,  350,  375,  400,  425,   95,  450,  475,   65,   99,
];

/// How many units must be bought for it; 0 is a code without a meaning.
#[rustfmt::skip]
const UNITS: [u32; 100] = [
    1, 1, 5, 1, 1, 1, 1, 3, 2, 3,
    1, 1, 1, 4, 2, 1, 3, 1, 1, 4,
    1, 2, 2, 2, 2, 1, 1, 0, 2, 1,
    1, 2, 2, 2, 2, 1, 2, 3, 3, 1,
    1, 3, 3, 2, 2, 1, 2, 2, 2, 1,
    1, 2, 3, 2, 2, 1, 2, 2, 2, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
    1, 1, 1, 1, 1, 1, 1, 1, 2, 1,
];

/// How many units must be bought for it, and what it saves; `None` if the code has no meaning.
pub(super) fn meaning(code: u32) -> Option<(u32, Save)> {
    let units = *UNITS.get(code as usize)?;
    let save = match code {
        0 => Save::Cashier,
        1 => Save::FreeItem(None),
        2 | 14 | 16 | 19 => Save::FreeUnits(1), // buy 4, 1, 2, 3 and get one more
        _ => Save::Amount(CENTS[code as usize]),
    };
    (units > 0).then_some((units, save))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_but_one_has_a_meaning() {
        let unknown: Vec<u32> = (0..=100).filter(|code| meaning(*code).is_none()).collect();
        assert_eq!(unknown, [27, 100]);
        assert!((0..100).filter_map(meaning).all(|(_, save)| save != Save::Amount(0)));
    }

    #[test]
    fn well_known_codes() {
        let amounts = [(3, 1, 110), (10, 1, 10), (32, 2, 75), (37, 3, 25), (42, 3, 100), (55, 1, 55), (61, 1, 1_000)];
        for (code, units, cents) in amounts.into_iter().chain([(76, 1, 100), (90, 1, 90), (97, 1, 475), (98, 2, 65)]) {
            assert_eq!(meaning(code), Some((units, Save::Amount(cents))), "{code}");
        }
        assert_eq!(meaning(2), Some((5, Save::FreeUnits(1))));
        assert_eq!(meaning(14), Some((2, Save::FreeUnits(1))));
        assert_eq!(meaning(16), Some((3, Save::FreeUnits(1))));
        assert_eq!(meaning(19), Some((4, Save::FreeUnits(1))));
    }
}
