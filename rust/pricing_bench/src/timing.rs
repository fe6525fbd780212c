//! Times of many equal calls.

use std::time::Instant;

use serde_json::{Value, json};

/// Nanoseconds, sorted once all are there.
#[derive(Debug, Default)]
pub struct Times(Vec<u64>);

impl Times {
    /// Times one call.
    pub fn take<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let began = Instant::now();
        let made = work();
        self.0.push(u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX));
        made
    }

    /// Of each so many calls in a row the fastest: what the work takes when nobody interrupts it.
    pub fn fastest(&self, of: usize) -> Self {
        Self(self.0.chunks(of).filter_map(|calls| calls.iter().min().copied()).collect())
    }

    /// p50, p99, the highest, and how many there were.
    pub fn figures(mut self) -> Value {
        self.0.sort_unstable();
        let at = |percent: usize| self.0[self.0.len() * percent / 100];
        json!({"p50_ns": at(50), "p99_ns": at(99), "max_ns": self.0[self.0.len() - 1], "runs": self.0.len()})
    }
}

/// Milliseconds one call takes, and what it made.
pub fn milliseconds<T>(work: impl FnOnce() -> T) -> (T, u128) {
    let began = Instant::now();
    let made = work();
    (made, began.elapsed().as_millis())
}

/// One result line: a name for each value, figures last.
pub fn line(head: Value, figures: Value) -> Value {
    let (Value::Object(mut head), Value::Object(figures)) = (head, figures) else { unreachable!("both are objects") };
    head.extend(figures);
    Value::Object(head)
}
