//! Whose goods a coupon is for, and which of them.

/// Whose goods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Company {
    /// A GS1 company prefix of 6 to 12 digits.
    Prefix(String),
    /// A UPC-A coupon's five digits: the second to sixth of a UPC company prefix.
    Manufacturer {
        /// Its first digit, if an extended code told it.
        number_system: Option<char>,
        /// The five after it.
        number: String,
    },
}

impl Company {
    /// Whether goods with this GS1 company prefix are its goods. A prefix of six digits is a UPC company prefix, which is
    /// the GS1 prefix without the 0 before it.
    pub fn holds(&self, prefix: &str) -> bool {
        if prefix.is_empty() {
            return false;
        }
        match self {
            Self::Prefix(own) => own == prefix || zero_before(own, prefix) || zero_before(prefix, own),
            Self::Manufacturer { number_system, number } => {
                let upc = if prefix.len() == 6 { Some(prefix) } else { prefix.strip_prefix('0') };
                upc.and_then(|upc| {
                    let mut digits = upc.chars();
                    let system = digits.next()?;
                    Some(number_system.is_none_or(|own| own == system) && digits.as_str().starts_with(number))
                })
                .unwrap_or(false)
            }
        }
    }

    pub(super) fn set_number_system(&mut self, digit: char) {
        if let Self::Manufacturer { number_system, .. } = self {
            *number_system = Some(digit);
        }
    }
}

fn zero_before(longer: &str, shorter: &str) -> bool {
    longer.strip_prefix('0') == Some(shorter)
}

/// A family code of three digits. The manufacturer gives one to each of its goods; on a coupon, zeros at the end stand for
/// any digit:
///
/// ```text
/// 000  any goods of the company
/// X00  X00 to X99, a super summary code
/// XY0  XY0 to XY9, a summary code
/// XYZ  just these
/// 992  not to be looked up: the cashier checks
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family(pub(super) String);

impl Family {
    /// Whether goods with this family code belong to it.
    pub fn holds(&self, family: &str) -> bool {
        let given = self.0.trim_end_matches('0');
        given.is_empty() || (family.len() == 3 && family.starts_with(given))
    }

    /// Whether nothing but the cashier's eyes can tell.
    pub fn is_for_the_cashier(&self) -> bool {
        self.0 == "992"
    }

    /// The three digits.
    pub fn digits(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zeros_at_the_end_stand_for_any_digit() {
        let table = [
            ("000", "120", true),
            ("000", "", true),
            ("100", "120", true),
            ("100", "106", true),
            ("100", "210", false),
            ("120", "129", true),
            ("120", "120", true),
            ("120", "130", false),
            ("121", "121", true),
            ("121", "120", false),
            ("106", "106", true),
            ("106", "116", false),
            ("010", "015", true),
            ("010", "105", false),
            ("012", "125", false),
            ("120", "", false),
        ];
        for (coupon, item, holds) in table {
            assert_eq!(Family(coupon.into()).holds(item), holds, "{coupon} {item}");
        }
    }

    #[test]
    fn a_upc_prefix_is_the_gs1_prefix_without_its_zero() {
        let gs1 = Company::Prefix("0614141".into());
        assert!(gs1.holds("0614141") && gs1.holds("614141"));
        assert!(!gs1.holds("0614142") && !gs1.holds("14141") && !gs1.holds(""));
        assert!(Company::Prefix("614141".into()).holds("0614141"));
        assert!(!Company::Prefix("5012345".into()).holds("12345"));
    }

    #[test]
    fn a_manufacturer_number_is_the_middle_of_a_upc_prefix() {
        let any = Company::Manufacturer { number_system: None, number: "14141".into() };
        assert!(any.holds("0614141") && any.holds("614141") && any.holds("061414199") && any.holds("714141"));
        assert!(!any.holds("14141") && !any.holds("5014141") && !any.holds("0614142"));
        let six = Company::Manufacturer { number_system: Some('6'), number: "14141".into() };
        assert!(six.holds("0614141") && !six.holds("0714141"));
    }
}
