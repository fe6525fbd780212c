//! A component: runs tied together by columns, and those columns.

use super::column::{Column, Columns};

/// A view of one component.
#[derive(Clone, Copy, Debug)]
pub(super) struct Part<'a> {
    /// Its runs, ascending.
    pub(super) runs: &'a [u32],
    /// Its columns' places, ascending: by offer, then by shape.
    pub(super) at: &'a [u32],
    /// All columns of the board.
    pub(super) all: &'a Columns,
}

impl<'a> Part<'a> {
    /// Its columns with their places.
    pub(super) fn columns(&self) -> impl Iterator<Item = (u32, &'a Column)> + use<'a> {
        let all = self.all;
        self.at.iter().map(move |&at| (at, &all.list[at as usize]))
    }
}
