//! The rows of a long rail that are in view, and a few around them. All others are two empty stretches.

use std::ops::Range;

use leptos::html::Div;
use leptos::prelude::*;

use super::api::FEW;

/// Rows above and below the view that are there as well, so that a turn of the wheel finds them.
const AROUND: usize = 15;
/// The view moves in steps of so many rows: most turns of the wheel change nothing.
const STEP: usize = 10;
/// However high the view is.
const MOST: usize = 200;

#[derive(Clone, Copy)]
pub struct Window {
    /// What scrolls; on the server there is nothing, and nobody looks.
    pub scroller: NodeRef<Div>,
    top: RwSignal<i32>,
    tall: RwSignal<i32>,
    row: RwSignal<i32>,
    /// Whether the browser half has taken over; until then the rail is as the server wrote it.
    awake: RwSignal<bool>,
}

impl Window {
    pub fn new() -> Self {
        Self {
            scroller: NodeRef::new(),
            top: RwSignal::new(0),
            tall: RwSignal::new(900),
            row: RwSignal::new(30),
            awake: RwSignal::new(false),
        }
    }

    pub fn is_awake(self) -> bool {
        self.awake.get()
    }

    /// The rows to be there, of so many.
    pub fn rows(self, of: usize) -> Range<usize> {
        in_view(self.top.get(), self.tall.get(), self.row.get(), of)
    }

    /// The height of so many rows.
    pub fn height(self, rows: usize) -> i64 {
        i64::from(self.row.get()) * i64::try_from(rows).unwrap_or(0)
    }

    /// Looks where the view is and how large; called when it moves.
    pub fn look(self) {
        if let Some(scroller) = self.scroller.get_untracked() {
            self.top.set(scroller.scroll_top());
            self.tall.set(scroller.client_height());
            // Only there are all rows of one height.
            if let Ok(Some(line)) = scroller.query_selector("[data-long] > .obs") {
                self.row.set(line.client_height().max(16));
            }
        }
    }

    pub fn wake(self) {
        self.look();
        self.awake.set(true);
    }

    /// Whether the end is in view.
    pub fn is_at_end(self) -> bool {
        if let Some(scroller) = self.scroller.get_untracked() {
            return scroller.scroll_top() + scroller.client_height() + 40
                >= scroller.scroll_height();
        }
        false
    }

    pub fn to_end(self) {
        if let Some(scroller) = self.scroller.get_untracked() {
            scroller.set_scroll_top(scroller.scroll_height());
        }
    }

    /// Brings a row into view; of a short rail every row is there, and the browser does it when the row gets the focus.
    pub fn to_row(self, at: usize, of: usize) {
        if of > FEW
            && let Some(scroller) = self.scroller.get_untracked()
        {
            let row = self.row.get_untracked();
            let above = row * i32::try_from(at).unwrap_or(0);
            let (top, tall) = (scroller.scroll_top(), scroller.client_height());
            if above < top || above + row > top + tall {
                scroller.set_scroll_top((above - tall / 3).max(0));
                self.look();
            }
        }
    }
}

fn in_view(top: i32, tall: i32, row: i32, of: usize) -> Range<usize> {
    if of <= FEW {
        return 0..of;
    }
    let rows = |pixels: i32| usize::try_from(pixels / row.max(1)).unwrap_or(0);
    let first = rows(top).saturating_sub(AROUND) / STEP * STEP;
    let first = first.min(of.saturating_sub(1));
    let some = (rows(tall) + 2 * AROUND + STEP).min(MOST);
    first..(first + some).min(of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_rail_is_there_whole_and_a_long_one_in_part() {
        assert_eq!(in_view(0, 900, 30, 12), 0..12);
        assert_eq!(in_view(0, 900, 30, 20_000), 0..70);
        assert_eq!(in_view(30 * 10_000, 900, 30, 20_000), 9_980..10_050);
        assert_eq!(in_view(30 * 19_990, 900, 30, 20_000), 19_970..20_000);
    }

    #[test]
    fn however_high_the_view_is_the_rows_are_few() {
        assert!(in_view(0, 60_000, 20, 20_000).len() <= MOST);
    }
}
