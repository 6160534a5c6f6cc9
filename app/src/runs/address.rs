//! Where one is on the page of a run, as its address says it: every view of a run can be sent to someone, and works
//! without script.

use domain::id::RunId;
use domain::observation::{Kind, Level};
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub level: Level,
    /// What is searched for; empty when nothing is.
    pub words: String,
    /// The observation that is open.
    pub observation: Option<u64>,
    /// The last observation that a replay shows.
    pub at: Option<u64>,
    /// Where a long rail begins, on a page without script.
    pub from: Option<u64>,
}

impl Default for Place {
    fn default() -> Self {
        Self {
            level: Level::Everything,
            words: String::new(),
            observation: None,
            at: None,
            from: None,
        }
    }
}

impl Place {
    pub fn of(query: &ParamsMap) -> Self {
        let number = |name: &str| query.get(name).and_then(|text| text.parse::<u64>().ok());
        Self {
            level: match query.get("level").as_deref() {
                Some("headline") => Level::Headline,
                Some("conclusions") => Level::Conclusions,
                _ => Level::Everything,
            },
            words: query.get("q").unwrap_or_default().trim().to_owned(),
            observation: number("observation"),
            at: number("at").filter(|at| *at > 0),
            from: number("from"),
        }
    }

    pub fn href(&self, run: &RunId) -> String {
        let level = match self.level {
            Level::Headline => Some("headline".to_owned()),
            Level::Conclusions => Some("conclusions".to_owned()),
            Level::Everything => None,
        };
        let words = (!self.words.is_empty()).then(|| encoded(&self.words));
        let number = |number: Option<u64>| number.map(|number| number.to_string());
        let asked: Vec<String> = [
            ("level", level),
            ("q", words),
            ("at", number(self.at)),
            ("from", number(self.from)),
            ("observation", number(self.observation)),
        ]
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name}={}", value?)))
        .collect();
        if asked.is_empty() {
            format!("/runs/{run}")
        } else {
            format!("/runs/{run}?{}", asked.join("&"))
        }
    }

    /// The numbers that are shown: of this level, among those found, up to the end of a replay.
    pub fn shows(&self, kinds: &[Kind], found: Option<&[u64]>) -> Vec<u64> {
        let level = self.level;
        let last = self.at.unwrap_or(u64::MAX).min(kinds.len() as u64);
        let fits = |number: &u64| {
            let kind = usize::try_from(*number - 1)
                .ok()
                .and_then(|at| kinds.get(at));
            kind.is_some_and(|kind| kind.level() <= level)
        };
        match found {
            Some(found) => found
                .iter()
                .copied()
                .filter(|number| (1..=last).contains(number) && fits(number))
                .collect(),
            None => (1..=last).filter(fits).collect(),
        }
    }
}

/// For a query: everything but letters, digits and a few marks as `%XX`.
fn encoded(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::new(), |mut done, byte| {
        if byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            done.push(char::from(byte));
        } else {
            let _ = write!(done, "%{byte:02X}");
        }
        done
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_leads_back_to_the_same_place() {
        let place = Place {
            level: Level::Conclusions,
            words: "größe & more".into(),
            observation: Some(7),
            at: Some(9),
            from: None,
        };
        let href = place.href(&RunId::new("1"));
        assert_eq!(
            href,
            "/runs/run_1?level=conclusions&q=gr%C3%B6%C3%9Fe%20%26%20more&at=9&observation=7"
        );
    }

    #[test]
    fn a_replay_of_the_conclusions_that_hold_a_word_shows_no_more() {
        let kinds = [
            Kind::Notice,
            Kind::Read,
            Kind::Match,
            Kind::Rule,
            Kind::Verdict,
        ];
        let place = Place {
            level: Level::Conclusions,
            at: Some(4),
            ..Place::default()
        };
        assert_eq!(place.shows(&kinds, None), [1, 3, 4]);
        assert_eq!(place.shows(&kinds, Some(&[2, 3, 5, 9])), [3]);
    }
}
