//! The units of a basket while promotions work on them.

/// Equal units of one line at one price. A weighed pack is one unit that costs its whole line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// The line's place in the basket.
    pub line: u32,
    /// How many.
    pub units: u32,
    /// What each costs now, in minor units.
    pub price_minor: i64,
    /// What each cost plainly.
    pub shelf_minor: i64,
    /// What each must cost at least.
    pub floor_minor: i64,
    /// Grams of a weighed pack, else 0.
    pub mass_g: u32,
    /// It serves a unit-exclusive promotion of the layer at work.
    pub served: bool,
}

/// All runs, by line, dearest first within a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pool {
    /// The runs.
    pub runs: Vec<Run>,
}

/// Units of one line inside an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// The line's place in the basket.
    pub line: u32,
    /// How many units.
    pub units: u32,
    /// What each cost before.
    pub price_minor: i64,
    /// What they save together; split over the units evenly, the odd minor units to the first.
    pub saving_minor: i64,
}

/// One promotion at work once: a group, or all units it touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Application {
    /// Which promotion.
    pub promotion: crate::terms::PromotionIndex,
    /// First of its parts.
    pub first_part: u32,
    /// How many parts.
    pub parts: u32,
    /// Its units are used up for the layer.
    pub exclusive: bool,
}

/// What was applied, in order: the source of every explanation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trace {
    /// The applications.
    pub applications: Vec<Application>,
    /// Their parts, application after application.
    pub parts: Vec<Part>,
}
