//! Where in a document something stands, for addresses and for sentences.

/// A passage, or a row of a rule table in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    pub section: &'a str,
    pub row: Option<&'a str>,
}

impl Place<'_> {
    /// What a page calls it: `row-S1`, `section-2.3`, `page-3`, `line-12`. A version never changes, so an anchor stays good.
    pub fn anchor(self) -> String {
        match self.row {
            Some(row) => format!("row-{row}"),
            None if self.is_numbered() => format!("section-{}", self.section),
            None => self.section.to_owned(),
        }
    }

    fn is_numbered(self) -> bool {
        self.section
            .starts_with(|first: char| first.is_ascii_digit())
    }
}

/// `row S1`, `section 2.3`, `page 3`, `line 12`
impl std::fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.row {
            Some(row) => write!(f, "row {row}"),
            None if self.is_numbered() => write!(f, "section {}", self.section),
            None => f.write_str(&self.section.replace('-', " ")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_has_an_anchor_and_a_name() {
        let both = |section, row| {
            let place = Place { section, row };
            format!("{} {place}", place.anchor())
        };
        assert_eq!(both("2.3", None), "section-2.3 section 2.3");
        assert_eq!(both("2.3", Some("S1")), "row-S1 row S1");
        assert_eq!(both("page-3", None), "page-3 page 3");
        assert_eq!(both("line-12", None), "line-12 line 12");
    }
}
