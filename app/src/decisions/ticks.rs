//! Which parts are ticked. With script a part never stands without those it needs; the server refuses it anyway.

use std::collections::BTreeSet;

use super::api::PartView;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticks {
    /// Each part and the parts that it needs.
    needs: Vec<(u32, Vec<u32>)>,
    on: BTreeSet<u32>,
}

impl Ticks {
    /// All of them.
    pub fn all(parts: &[PartView]) -> Self {
        Self::of(parts.iter().map(|part| (part.number, part.needs.clone())))
    }

    fn of(parts: impl Iterator<Item = (u32, Vec<u32>)>) -> Self {
        let needs: Vec<_> = parts.collect();
        let on = needs.iter().map(|(number, _)| *number).collect();
        Self { needs, on }
    }

    pub fn has(&self, number: u32) -> bool {
        self.on.contains(&number)
    }

    pub fn are_none(&self) -> bool {
        self.on.is_empty()
    }

    /// A part takes along what it needs when it is ticked, and what needs it when it is not.
    pub fn set(&mut self, number: u32, on: bool) {
        let changed = if on {
            self.on.insert(number)
        } else {
            self.on.remove(&number)
        };
        if !changed {
            return;
        }
        let along: Vec<u32> = self
            .needs
            .iter()
            .flat_map(|(part, needs)| needs.iter().map(move |needed| (*part, *needed)))
            .filter_map(|(part, needed)| match on {
                true if part == number => Some(needed),
                false if needed == number => Some(part),
                _ => None,
            })
            .collect();
        for part in along {
            self.set(part, on);
        }
    }

    /// `Approve`, `Approve 4 parts`, `Approve 3 of 4 parts`
    pub fn approve(&self) -> String {
        match (self.on.len(), self.needs.len()) {
            (1, 1) => "Approve".to_owned(),
            (on, all) if on == all => format!("Approve {all} parts"),
            (on, all) => format!("Approve {on} of {all} parts"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain() -> Ticks {
        Ticks::of([(1, vec![]), (2, vec![1]), (3, vec![2]), (4, vec![])].into_iter())
    }

    #[test]
    fn a_part_goes_with_what_it_needs() {
        let mut ticks = chain();
        assert_eq!(ticks.approve(), "Approve 4 parts");
        ticks.set(1, false);
        assert_eq!(ticks.approve(), "Approve 1 of 4 parts");
        ticks.set(3, true);
        assert!([1, 2, 3, 4].iter().all(|part| ticks.has(*part)));
        ticks.set(3, false);
        assert!(ticks.has(2));
    }

    #[test]
    fn nothing_ticked_is_nothing_to_approve() {
        let mut ticks = chain();
        ticks.set(1, false);
        ticks.set(4, false);
        assert!(ticks.are_none());
    }
}
