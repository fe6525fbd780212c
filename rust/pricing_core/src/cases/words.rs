//! The words of policies, and what the price book calls them. Sources say the same in many words (`half_up`, `half up on
//! the discounted price`), so a word is read by the parts it holds; the tables say which part wins.

use super::reader::Problem;
use super::tables::{
    ALLOCATIONS, BASES, CHOICES, FUNDERS, GROUPINGS, LAYERS, LEVELS, MODES, RETURNS, STACKINGS, TAX_LEVELS, TRIGGERS,
    Table, UNIT_ORDERS, WHICH,
};

const ROUNDED: Table = &[("price", "price"), ("discount", "discount"), ("saving", "discount")];

fn look_up(table: Table, word: &str) -> Option<&'static str> {
    let word = plain(word);
    table.iter().find(|(part, _)| word.contains(part)).map(|(_, meaning)| *meaning)
}

/// Units of mass prices are per -> how many of them are a kilogram.
const MASSES: &[(&str, i64)] = &[("kg", 1), ("1kg", 1), ("kilo", 1), ("kilogram", 1), ("100g", 10), ("g", 1_000)];
const PIECES: &[&str] = &["unit", "piece", "each", "pc"];

/// What a price is per: a piece (`None`), or so many of its unit of mass to the kilogram.
pub(super) fn price_per(word: &str, place: &str) -> Result<Option<i64>, Problem> {
    let word: String = word.chars().filter(|letter| !letter.is_whitespace()).collect();
    if PIECES.contains(&word.as_str()) {
        return Ok(None);
    }
    let mass = MASSES.iter().find(|(own, _)| *own == word);
    let unknown = || Problem::NotExpressible(format!("{place}: {word:?} is neither kg nor piece"));
    mass.map(|(_, per_kg)| Some(*per_kg)).ok_or_else(unknown)
}

/// Whether a stacking word keeps an offer off goods that are marked down: `not_on_marked_down`, `only_undiscounted`.
pub(super) fn spares_marked_down(word: &str) -> bool {
    let word = plain(word);
    ["marked", "markdown", "discounted", "full_price"].iter().any(|part| word.contains(part))
}

/// Lower case, everything but letters and digits a `_`.
pub(super) fn plain(word: &str) -> String {
    let letter = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' };
    word.chars().map(letter).collect()
}

macro_rules! readers {
    ($($(#[$doc:meta])* $name:ident = $table:ident, $what:literal;)+) => {
        $($(#[$doc])*
        pub(super) fn $name(word: &str, place: &str) -> Result<&'static str, Problem> {
            look_up($table, word).ok_or_else(|| Problem::NotExpressible(format!("{place}: {word:?} is no {}", $what)))
        })+
    };
}

readers! {
    /// half up, half even, half down, down, up.
    mode = MODES, "way of rounding";
    /// unit, line, basket.
    level = LEVELS, "place of rounding";
    /// unit, line, rate, receipt.
    tax_level = TAX_LEVELS, "place of rounding tax";
    /// How savings are split.
    allocation = ALLOCATIONS, "way of splitting";
    /// Whose favour groups are formed in.
    grouping = GROUPINGS, "way of grouping";
    /// Which of a group are rewarded.
    which = WHICH, "way to pick of a group";
    /// How promotions compete.
    choose = CHOICES, "way of choosing";
    /// Which units come first.
    unit_order = UNIT_ORDERS, "order of units";
    /// What a return gives back.
    returns = RETURNS, "way of returning";
    /// Who pays for a promotion.
    funder = FUNDERS, "one who pays for a promotion";
    /// What unlocks a promotion; empty is nothing.
    trigger = TRIGGERS, "trigger";
    /// When a promotion acts.
    layer = LAYERS, "stage";
    /// What a threshold is judged on.
    base = BASES, "base";
    /// Whether it shares its units.
    stacking = STACKINGS, "way of stacking";
}

/// The parts a sentence about rounding holds: mode, level, of what.
pub(super) fn rounding_sentence(text: &str) -> [Option<&'static str>; 3] {
    [look_up(MODES, text), look_up(LEVELS, text), look_up(ROUNDED, text)]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_read_by_their_parts() {
        let parts = rounding_sentence("half_up on the discounted price");
        assert_eq!(parts, [Some("half_up"), None, Some("price")]);
        let parts = rounding_sentence("Half even per line, of the discount");
        assert_eq!(parts, [Some("half_even"), Some("line"), Some("discount")]);
    }

    #[test]
    fn an_unknown_word_is_not_guessed() {
        assert!(matches!(mode("sideways", "policy.rounding"), Err(Problem::NotExpressible(_))));
        assert_eq!(mode("ceiling", ""), Ok("up"));
        assert_eq!(mode("half_down", ""), Ok("half_down"));
        assert_eq!(tax_level("receipt_per_rate", ""), Ok("rate"));
    }
}
