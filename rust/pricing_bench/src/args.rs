//! The few words drivers take: `--name value`.

use std::fmt::Debug;
use std::str::FromStr;

/// The value behind `--name`, or `default`. A driver ends with a message on a word it cannot read.
pub fn value<T: FromStr<Err: Debug>>(name: &str, default: T) -> T {
    text(name).map_or(default, |text| read(name, &text))
}

/// The values behind `--name`, separated by commas, or `default`.
pub fn values<T: FromStr<Err: Debug> + Clone>(name: &str, default: &[T]) -> Vec<T> {
    text(name).map_or(default.to_vec(), |text| text.split(',').map(|one| read(name, one)).collect())
}

/// Whether `--name` is there.
pub fn flag(name: &str) -> bool {
    std::env::args().any(|word| word == name)
}

fn text(name: &str) -> Option<String> {
    std::env::args().skip_while(|word| word != name).nth(1)
}

fn read<T: FromStr<Err: Debug>>(name: &str, text: &str) -> T {
    text.parse().unwrap_or_else(|error| {
        eprintln!("{name} {text}: {error:?}");
        std::process::exit(2)
    })
}
