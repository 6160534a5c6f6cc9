//! Which version of a document applied on which day.

use crate::time::{Date, Timestamp};
use serde::{Deserialize, Serialize};

/// A version by its days. Its text is elsewhere.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    pub number: u32,
    pub published_at: Timestamp,
    /// First and last day on which it holds.
    pub valid_from: Option<Date>,
    pub valid_until: Option<Date>,
}

impl Edition {
    pub fn holds_on(&self, day: Date) -> bool {
        self.valid_from.is_none_or(|from| from <= day)
            && self.valid_until.is_none_or(|until| day <= until)
    }
}

/// The version that applied on a day, of a document that may be archived since: the newest of those that were published by
/// then and whose days include it. A version that begins next month leaves the one before it in force until then.
pub fn applied_on(
    editions: &[Edition],
    archived_at: Option<Timestamp>,
    day: Date,
) -> Option<&Edition> {
    if archived_at.is_some_and(|at| at.date() <= day) {
        return None;
    }
    editions
        .iter()
        .filter(|edition| edition.published_at.date() <= day && edition.holds_on(day))
        .max_by_key(|edition| edition.number)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edition(number: u32, published: &str, from: &str, until: &str) -> Edition {
        Edition {
            number,
            published_at: format!("{published}T12:00:00Z").parse().unwrap(),
            valid_from: from.parse().ok(),
            valid_until: until.parse().ok(),
        }
    }

    #[test]
    fn the_newest_version_that_holds_on_the_day_applied() {
        let editions = [
            edition(1, "2026-01-10", "", ""),
            edition(2, "2026-03-01", "2026-04-01", ""),
            edition(3, "2026-05-01", "2026-07-01", "2026-07-31"),
        ];
        let on = |day: &str| {
            applied_on(&editions, None, day.parse().unwrap()).map(|edition| edition.number)
        };
        assert_eq!(on("2026-01-09"), None, "nothing was published yet");
        assert_eq!(on("2026-01-10"), Some(1));
        assert_eq!(on("2026-03-31"), Some(1), "the next one begins tomorrow");
        assert_eq!(on("2026-04-01"), Some(2));
        assert_eq!(on("2026-07-31"), Some(3));
        assert_eq!(on("2026-08-01"), Some(2), "the summer's is over");
    }

    #[test]
    fn what_is_archived_applied_until_the_day_before() {
        let editions = [edition(1, "2026-01-10", "", "")];
        let archived = Some("2026-06-01T08:00:00Z".parse().unwrap());
        let on = |day: &str| applied_on(&editions, archived, day.parse().unwrap()).is_some();
        assert!(on("2026-05-31"));
        assert!(!on("2026-06-01"));
    }

    #[test]
    fn what_was_published_later_did_not_apply_before() {
        let editions = [edition(1, "2026-06-01", "2026-01-01", "")];
        assert_eq!(
            applied_on(&editions, None, "2026-03-01".parse().unwrap()),
            None
        );
    }
}
