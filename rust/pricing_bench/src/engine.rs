//! The drivers' one door to the engine.

pub use pricing_core::check::{Broken, check};
pub use pricing_core::compile;
pub use pricing_core::explain::hints;
pub use pricing_core::lines::check as check_lines;
pub use pricing_core::pricing::{Pricer, price, price_generally};
pub use pricing_core::refund::{Return, Sale, refund};
pub use pricing_core::session::{Circumstances, Session};
pub use pricing_core::snapshot::{decode, encode};
