//! Numbered cases over several threads; the first fault ends the run.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

/// Tries cases `first..first + count` on `threads` threads. Each thread has its own tally; the tallies come back, with the
/// fault of the lowest case found. Panics if a case does.
#[expect(clippy::missing_panics_doc, reason = "said above; it is the drivers' own fault")]
pub fn run<T: Default + Send>(
    first: u64,
    count: u64,
    threads: u64,
    try_case: impl Fn(u64, &mut T) -> Result<(), String> + Sync,
) -> (Vec<T>, Option<(u64, String)>) {
    let stop = AtomicBool::new(false);
    let fault: Mutex<Option<(u64, String)>> = Mutex::new(None);
    let work = |thread: u64| {
        let mut tally = T::default();
        for case in (first + thread..first + count).step_by(usize::try_from(threads).unwrap_or(1)) {
            if stop.load(Ordering::Relaxed) {
                break;
            }
            if let Err(found) = try_case(case, &mut tally) {
                stop.store(true, Ordering::Relaxed);
                let mut fault = fault.lock().expect("no thread panics with the lock held");
                if fault.as_ref().is_none_or(|(other, _)| case < *other) {
                    *fault = Some((case, found));
                }
            }
        }
        tally
    };
    let tallies = thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|thread| scope.spawn(move || work(thread))).collect();
        running.into_iter().map(|one| one.join().expect("a case panicked")).collect()
    });
    (tallies, fault.into_inner().expect("no thread panicked"))
}
