//! What is applied to a basket, in pieces by the lines they are about, and the trace out of them.

use std::cmp::Ordering;

use smallvec::SmallVec;

use super::slots::Slots;
use crate::best::Effort;
use crate::direct::Assigned;
use crate::pool::{Application, Part, Trace};
use crate::terms::PromotionIndex;

/// Applications that stay together; parts name slots.
#[derive(Clone, Debug)]
struct Piece {
    /// The slot it is sorted by.
    first: u32,
    applications: SmallVec<[Application; 2]>,
    parts: SmallVec<[Part; 4]>,
    effort: Effort,
}

/// The pieces of a basket, each list in the order of the trace.
#[derive(Clone, Debug, Default)]
pub(super) struct Solved {
    /// Components, by their first line in board order.
    tied: Vec<Piece>,
    /// What lines do alone, in board order.
    alone: Vec<Piece>,
    /// What is left over, by promotion, then in canonical order.
    rests: Vec<(PromotionIndex, Part)>,
}

/// How slots compare.
pub(super) struct Orders<B, C> {
    /// Dearer first, then canonically.
    pub(super) board: B,
    /// As in a canonical basket.
    pub(super) canonical: C,
}

impl Solved {
    /// Drops all pieces of some slots' lines.
    pub(super) fn forget(&mut self, gone: impl Fn(u32) -> bool) {
        self.tied.retain(|piece| !gone(piece.first));
        self.alone.retain(|piece| !gone(piece.first));
        self.rests.retain(|(_, part)| !gone(part.line));
    }

    /// Takes in what was assigned to lines that have no pieces; `slots` leads from its lines to theirs.
    pub(super) fn take_in(
        &mut self,
        assigned: &Assigned<'_>,
        slots: &[u32],
        orders: &Orders<impl Fn(u32, u32) -> Ordering, impl Fn(u32, u32) -> Ordering>,
    ) {
        let applications = &assigned.trace.applications;
        let parts_of = |one: &Application| {
            let parts = &assigned.trace.parts[one.first_part as usize..][..one.parts as usize];
            parts.iter().map(|part| Part { line: slots[part.line as usize], ..*part })
        };
        let mut tied = applications[..assigned.alone_from].iter().peekable();
        for (lines, effort) in assigned.components() {
            let lines: SmallVec<[u32; 16]> = lines.map(|line| slots[line as usize]).collect();
            let mut piece = Piece::new(lines[0], effort);
            while let Some(one) =
                tied.next_if(|one| parts_of(one).next().is_some_and(|part| lines.contains(&part.line)))
            {
                piece.push(one, parts_of(one));
            }
            enter(&mut self.tied, piece, |known, piece| (orders.board)(known.first, piece.first));
        }
        for one in &applications[assigned.alone_from..assigned.rests_from] {
            let line = parts_of(one).next().map_or(u32::MAX, |part| part.line);
            let mut piece = Piece::new(line, Effort::default());
            piece.push(one, parts_of(one));
            // Equal ones stay in the order they come.
            enter(&mut self.alone, piece, |known, piece| (orders.board)(known.first, piece.first).then(Ordering::Less));
        }
        for one in &applications[assigned.rests_from..] {
            for part in parts_of(one) {
                enter(&mut self.rests, (one.promotion, part), |known, new| {
                    known.0.cmp(&new.0).then_with(|| (orders.canonical)(known.1.line, new.1.line))
                });
            }
        }
    }

    /// States looked at; nothing if one budget for all components in their order would change what one of them found.
    pub(super) fn nodes_within(&self, budget: u32) -> Option<u32> {
        let mut nodes = 0;
        for Piece { effort, .. } in &self.tied {
            if effort.needed > budget.saturating_sub(nodes) {
                return None;
            }
            nodes += effort.nodes;
        }
        Some(nodes)
    }

    /// All of it as one trace, in places of lines.
    pub(super) fn write(&self, slots: &Slots, trace: &mut Trace) {
        trace.applications.clear();
        trace.parts.clear();
        let placed = |part: &Part| Part { line: number(slots.place(part.line)), ..*part };
        for piece in self.tied.iter().chain(&self.alone) {
            let first = number(trace.parts.len());
            let moved = |one: &Application| Application { first_part: first + one.first_part, ..*one };
            trace.applications.extend(piece.applications.iter().map(moved));
            trace.parts.extend(piece.parts.iter().map(placed));
        }
        for same in self.rests.chunk_by(|one, next| one.0 == next.0) {
            let (first_part, parts) = (number(trace.parts.len()), number(same.len()));
            let promotion = same[0].0;
            trace.applications.push(Application { promotion, first_part, parts, groups: 1, exclusive: true });
            trace.parts.extend(same.iter().map(|(_, part)| placed(part)));
        }
    }
}

impl Piece {
    fn new(first: u32, effort: Effort) -> Self {
        Self { first, applications: SmallVec::new(), parts: SmallVec::new(), effort }
    }

    fn push(&mut self, one: &Application, parts: impl Iterator<Item = Part>) {
        self.applications.push(Application { first_part: number(self.parts.len()), ..*one });
        self.parts.extend(parts);
    }
}

/// Puts an entry where it belongs; what comes last in order is quick.
fn enter<T>(list: &mut Vec<T>, entry: T, order: impl Fn(&T, &T) -> Ordering) {
    let at = list.partition_point(|known| order(known, &entry).is_lt());
    list.insert(at, entry);
}

fn number(at: usize) -> u32 {
    u32::try_from(at).expect("a basket has fewer parts than 2^32")
}
