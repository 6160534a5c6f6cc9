//! Which part of the queue is asked for: all of it stands in the address, so a link can be sent and works without script.

use domain::change::Risk;
use leptos_router::params::ParamsMap;
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Asked {
    pub show: Show,
    pub risk: Option<Risk>,
    /// By its slug.
    pub mission: Option<String>,
    /// In the title.
    pub words: Option<String>,
    /// Where the page begins.
    pub after: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Show {
    /// What the reader may answer.
    #[default]
    Mine,
    All,
    Decided,
}

impl Show {
    pub fn word(self) -> Option<&'static str> {
        match self {
            Self::Mine => None,
            Self::All => Some("all"),
            Self::Decided => Some("decided"),
        }
    }
}

impl Asked {
    pub fn from_query(query: &ParamsMap) -> Self {
        let text = |key: &str| query.get(key).filter(|text| !text.trim().is_empty());
        Self {
            show: match text("show").as_deref() {
                Some("all") => Show::All,
                Some("decided") => Show::Decided,
                _ => Show::Mine,
            },
            risk: text("risk").and_then(|risk| risk.parse().ok()),
            mission: text("mission"),
            words: text("find"),
            after: text("after"),
        }
    }

    /// The address that asks for this.
    pub fn href(&self) -> String {
        let mut query = ParamsMap::new();
        let risk = self.risk.map(Risk::word);
        for (key, value) in [
            ("show", self.show.word()),
            ("risk", risk),
            ("mission", self.mission.as_deref()),
            ("find", self.words.as_deref()),
            ("after", self.after.as_deref()),
        ] {
            if let Some(value) = value {
                query.insert(key, value.to_owned());
            }
        }
        format!("/decisions{}", query.to_query_string())
    }

    /// The same from its beginning, changed a little.
    #[must_use]
    pub fn with(&self, change: impl FnOnce(&mut Self)) -> Self {
        let mut asked = Self {
            after: None,
            ..self.clone()
        };
        change(&mut asked);
        asked
    }

    pub fn is_narrowed(&self) -> bool {
        self.risk.is_some() || self.mission.is_some() || self.words.is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_comes_back_as_what_was_asked() {
        let asked = Asked {
            show: Show::Decided,
            risk: Some(Risk::High),
            mission: Some("reconcile-duplicates".into()),
            words: Some("Kestrel & Söhne?".into()),
            after: Some("17~dec_1".into()),
        };
        // The server escapes more than a browser does; both mean the same.
        let href = [("%2D", "-"), ("%7E", "~"), ("%5F", "_")]
            .iter()
            .fold(asked.href(), |href, (escaped, plain)| {
                href.replace(escaped, plain)
            });
        assert_eq!(
            href,
            "/decisions?show=decided&risk=high&mission=reconcile-duplicates&find=Kestrel%20%26%20S%C3%B6hne%3F&after=17~dec_1"
        );
        let mut query = ParamsMap::new();
        for (key, value) in [
            ("show", "decided"),
            ("risk", "high"),
            ("mission", "reconcile-duplicates"),
            ("find", "Kestrel & Söhne?"),
            ("after", "17~dec_1"),
        ] {
            query.insert(key, value.to_owned());
        }
        assert_eq!(Asked::from_query(&query), asked);
        assert_eq!(Asked::default().href(), "/decisions");
    }
}
