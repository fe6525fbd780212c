//! The exclusive assignment of a layer under best for the customer.

use super::{Work, priority};

/// Gives the units of the layer to the promotions that ask for units of their own; `promotions` are candidates of the layer
/// in order of priority.
pub fn assign(work: &mut Work<'_>, promotions: &[usize]) {
    priority::one_by_one(work, promotions);
}
