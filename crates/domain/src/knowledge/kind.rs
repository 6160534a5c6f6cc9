//! What a document is for, and what it can be written as.

use serde::{Deserialize, Serialize};

/// What a document is for. Missions ask for a kind, so the list is closed: a word nobody asks for would never be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Kind {
    MergePolicy,
    TerritoryRules,
    RoutingRules,
    Pricing,
    Playbook,
    Template,
    ProductData,
}

/// How the text after the head is read.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Headings make passages, fenced blocks hold rules.
    #[default]
    Markdown,
    /// A head of columns and rows under it; each row is a passage.
    Csv,
    /// The words of a file that is kept beside it, page by page, parted by form feeds; each page is a passage.
    Pdf,
}

/// The word is no kind of document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{word}` is not a kind of document; write one of {}", Kind::ALL.map(Kind::word).join(", "))]
pub struct NotAKind {
    word: String,
}

/// The word is no format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a format; write one of markdown, csv, pdf")]
pub struct NotAFormat(String);

impl Kind {
    /// As people choose among them: what is carried out first.
    pub const ALL: [Self; 7] = [
        Self::MergePolicy,
        Self::TerritoryRules,
        Self::RoutingRules,
        Self::Pricing,
        Self::Playbook,
        Self::Template,
        Self::ProductData,
    ];

    /// `merge-policy`: in heads, missions, tables and addresses.
    pub fn word(self) -> &'static str {
        match self {
            Self::MergePolicy => "merge-policy",
            Self::TerritoryRules => "territory-rules",
            Self::RoutingRules => "routing-rules",
            Self::Pricing => "pricing",
            Self::Playbook => "playbook",
            Self::Template => "template",
            Self::ProductData => "product-data",
        }
    }

    /// `Merge policy`: on screens.
    pub fn name(self) -> &'static str {
        match self {
            Self::MergePolicy => "Merge policy",
            Self::TerritoryRules => "Territory rules",
            Self::RoutingRules => "Routing rules",
            Self::Pricing => "Pricing",
            Self::Playbook => "Playbook",
            Self::Template => "Template",
            Self::ProductData => "Product data",
        }
    }

    /// What somebody writes down in it.
    pub fn says(self) -> &'static str {
        match self {
            Self::MergePolicy => {
                "when two records are one company, which one stays and which values it keeps"
            }
            Self::TerritoryRules => "who looks after which account",
            Self::RoutingRules => "where new leads and cases go",
            Self::Pricing => "prices, discounts and who may give them",
            Self::Playbook => "how we go about things",
            Self::Template => "words that are sent, with places to fill in",
            Self::ProductData => "what we sell, row by row",
        }
    }

    /// Rules are carried out as they stand, and only Markdown holds rules; rows are for what is looked up.
    pub fn takes(self, format: Format) -> bool {
        match self {
            Self::MergePolicy | Self::TerritoryRules | Self::RoutingRules => {
                format == Format::Markdown
            }
            Self::Playbook | Self::Template => format != Format::Csv,
            Self::Pricing | Self::ProductData => true,
        }
    }
}

impl Format {
    pub fn word(self) -> &'static str {
        match self {
            Self::Markdown => "markdown",
            Self::Csv => "csv",
            Self::Pdf => "pdf",
        }
    }
    /// `Markdown`, `CSV`, `PDF`
    pub fn name(self) -> &'static str {
        match self {
            Self::Markdown => "Markdown",
            Self::Csv => "CSV",
            Self::Pdf => "PDF",
        }
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

impl std::str::FromStr for Kind {
    type Err = NotAKind;
    fn from_str(text: &str) -> Result<Self, NotAKind> {
        let known = Self::ALL.into_iter().find(|kind| kind.word() == text);
        known.ok_or_else(|| NotAKind {
            word: text.chars().take(40).collect(),
        })
    }
}

impl TryFrom<String> for Kind {
    type Error = NotAKind;
    fn try_from(text: String) -> Result<Self, NotAKind> {
        text.parse()
    }
}

impl From<Kind> for String {
    fn from(kind: Kind) -> Self {
        kind.word().to_owned()
    }
}

impl std::fmt::Display for Format {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.word())
    }
}

impl std::str::FromStr for Format {
    type Err = NotAFormat;
    fn from_str(text: &str) -> Result<Self, NotAFormat> {
        let known = [Self::Markdown, Self::Csv, Self::Pdf]
            .into_iter()
            .find(|format| format.word() == text);
        known.ok_or_else(|| NotAFormat(text.chars().take(40).collect()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_read_back_from_its_word() {
        for kind in Kind::ALL {
            assert_eq!(kind.word().parse(), Ok(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.word());
        }
        insta::assert_snapshot!("merging".parse::<Kind>().unwrap_err(), @"`merging` is not a kind of document; write one of merge-policy, territory-rules, routing-rules, pricing, playbook, template, product-data");
    }

    #[test]
    fn what_is_carried_out_is_written_as_rules() {
        assert!(!Kind::MergePolicy.takes(Format::Pdf));
        assert!(!Kind::TerritoryRules.takes(Format::Csv));
        assert!(Kind::ProductData.takes(Format::Csv) && Kind::Playbook.takes(Format::Pdf));
    }
}
