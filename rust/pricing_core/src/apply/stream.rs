//! Groups drawn from streams of units: so many from each, again and again, until one runs dry.

use super::reward::{Member, parts};
use super::{Call, Taken};
use crate::pool::Run;
use crate::terms::GroupOff;

/// Units in the order in which groups take them.
#[derive(Clone, Debug)]
pub struct Stream {
    runs: Vec<Run>,
    head: usize,
    each: u32,
    rewarded: bool,
}

impl Stream {
    /// A stream that gives `each` units to each group; `rewarded` ones may get the group's reward.
    pub fn new(runs: Vec<Run>, each: u32, rewarded: bool) -> Self {
        Self { runs, head: 0, each, rewarded }
    }

    /// Whether it can serve one more group.
    fn serves(&self) -> bool {
        let mut missing = self.each;
        for run in &self.runs[self.head..] {
            missing = missing.saturating_sub(run.units);
            if missing == 0 {
                return true;
            }
        }
        missing == 0
    }

    /// How many groups its first run serves alone.
    fn equal_groups(&self) -> u32 {
        match self.runs.get(self.head) {
            Some(run) if self.each > 0 => run.units / self.each,
            _ => u32::MAX,
        }
    }

    /// The members of one group out of `groups` equal ones; the units of all of them are gone afterwards.
    fn draw(&mut self, groups: u32, members: &mut Vec<Member>) {
        let mut missing = self.each;
        while missing > 0 {
            let run = &mut self.runs[self.head];
            let taken = run.units.min(missing);
            members.push(Member { run: Run { units: taken, ..*run }, rewarded: self.rewarded });
            missing -= taken;
            run.units -= taken * groups;
            self.head += usize::from(run.units == 0);
        }
    }
}

/// Forms groups until a stream runs dry or the promotion's applications are used up; groups that are not cheaper are
/// skipped. Equal groups are formed at once, so the work grows with the runs, not with the units.
pub fn form(call: &Call<'_>, streams: &mut [Stream], off: GroupOff) -> Taken {
    let mut taken = Taken::default();
    let mut applications = call.rules.applications;
    let mut members = Vec::new();
    while applications > 0 && streams.iter().all(Stream::serves) {
        let equal = streams.iter().map(Stream::equal_groups).min().unwrap_or_default();
        let groups = equal.clamp(1, applications);
        members.clear();
        for stream in &mut *streams {
            stream.draw(groups, &mut members);
        }
        if let Some(parts) = parts(call, off, &mut members, groups) {
            taken.push(parts, groups);
            applications -= groups;
        }
    }
    taken
}
