use domain::observation::Kind;
use serde::{Deserialize, Serialize};

/// Which kind of observation each number of a journal is, from 1. A letter each, so that a long rail knows its own
/// length at every level without having its lines.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Outline(String);

impl FromIterator<Kind> for Outline {
    fn from_iter<I: IntoIterator<Item = Kind>>(kinds: I) -> Self {
        let letter = |kind: Kind| {
            let place = Kind::ALL.iter().position(|one| *one == kind);
            char::from(b'a' + u8::try_from(place.unwrap_or_default()).unwrap_or_default())
        };
        Self(kinds.into_iter().map(letter).collect())
    }
}

impl Outline {
    pub fn kinds(&self) -> Vec<Kind> {
        let kind = |letter: u8| Kind::ALL.get(usize::from(letter.wrapping_sub(b'a')));
        let kinds = self.0.bytes().map(kind);
        kinds
            .map(|kind| kind.copied().unwrap_or(Kind::Note))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_outline_gives_back_every_kind_it_was_made_of() {
        let outline: Outline = Kind::ALL.into_iter().collect();
        assert_eq!(outline.kinds(), Kind::ALL);
    }
}
