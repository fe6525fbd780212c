//! One after the other.

use super::Work;

/// Applies candidates in the order given, each to what the earlier ones left.
pub fn one_by_one(work: &mut Work<'_>, promotions: &[usize]) {
    for at in promotions {
        if let Some(outcome) = work.outcome(*at) {
            work.accept(*at, &outcome);
        }
    }
}
