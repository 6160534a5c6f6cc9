use super::LARGEST;
use serde::{Deserialize, Serialize};

/// What sort of file it is. Its name says so, and its bytes must agree; nothing else is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Media {
    Text,
    Markdown,
    Csv,
    Pdf,
    Png,
    Jpeg,
}

/// Endings of names, and what each says.
const ENDINGS: [(&str, Media); 7] = [
    ("txt", Media::Text),
    ("md", Media::Markdown),
    ("csv", Media::Csv),
    ("pdf", Media::Pdf),
    ("png", Media::Png),
    ("jpg", Media::Jpeg),
    ("jpeg", Media::Jpeg),
];

impl Media {
    /// What people may choose, as a form's `accept` says it.
    pub const ACCEPTED: &str = ".txt,.md,.csv,.pdf,.png,.jpg,.jpeg";

    /// By the ending of a name.
    pub fn named(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        ENDINGS
            .into_iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(ending))
            .map(|(_, media)| media)
    }

    /// Refuses bytes that are something else than the name says, or too many, with what to do.
    pub fn check(self, bytes: &[u8]) -> Result<(), String> {
        if bytes.len() > LARGEST {
            return Err(format!(
                "the file has {}, and at most {} are kept",
                megabytes(bytes.len()),
                megabytes(LARGEST)
            ));
        }
        if bytes.is_empty() {
            return Err("the file is empty; choose one with something in it".into());
        }
        let is_it = match self {
            Self::Text | Self::Markdown | Self::Csv => return is_text(bytes),
            Self::Pdf => bytes.starts_with(b"%PDF-"),
            Self::Png => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
            Self::Jpeg => bytes.starts_with(b"\xff\xd8\xff"),
        };
        if is_it {
            Ok(())
        } else {
            Err(format!(
                "its name says {self}, but its content is something else"
            ))
        }
    }

    pub fn is_text(self) -> bool {
        matches!(self, Self::Text | Self::Markdown | Self::Csv)
    }
    pub fn is_image(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg)
    }

    /// What stands in `Content-Type`. Never a type that a browser would run.
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Text => "text/plain; charset=utf-8",
            Self::Markdown => "text/markdown; charset=utf-8",
            Self::Csv => "text/csv; charset=utf-8",
            Self::Pdf => "application/pdf",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
        }
    }
}

fn is_text(bytes: &[u8]) -> Result<(), String> {
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Ok(()),
        _ => Err("it is not text in UTF-8; save it as UTF-8, then try again".into()),
    }
}

/// `5 MB`, `6.2 MB`
fn megabytes(bytes: usize) -> String {
    let tenths = bytes.div_ceil(100_000);
    match tenths % 10 {
        0 => format!("{} MB", tenths / 10),
        rest => format!("{}.{rest} MB", tenths / 10),
    }
}

/// `Markdown`, `a PNG picture`
impl std::fmt::Display for Media {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Text => "text",
            Self::Markdown => "Markdown",
            Self::Csv => "CSV",
            Self::Pdf => "PDF",
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_says_what_it_is_and_the_bytes_must_agree() {
        assert_eq!(Media::named("Plan.PDF"), Some(Media::Pdf));
        assert_eq!(Media::named("page.html"), None);
        assert_eq!(Media::named("md"), None);
        assert!(Media::Pdf.check(b"%PDF-1.7 and so on").is_ok());
        assert!(Media::Png.check(b"\x89PNG\r\n\x1a\nIHDR").is_ok());
        assert!(Media::Jpeg.check(b"\xff\xd8\xff\xe0").is_ok());
        assert!(Media::Text.check("Grüße".as_bytes()).is_ok());
        assert_eq!(
            Media::Png.check(b"<html>").unwrap_err(),
            "its name says PNG, but its content is something else"
        );
        assert!(Media::Csv.check(b"a;b\xff").is_err());
        assert!(Media::Text.check(b"a\0b").is_err());
        assert!(Media::Text.check(b"").is_err());
    }

    #[test]
    fn what_is_too_large_is_refused_with_both_sizes() {
        let large = vec![b'a'; LARGEST + 1];
        assert_eq!(
            Media::Text.check(&large).unwrap_err(),
            "the file has 5.1 MB, and at most 5 MB are kept"
        );
        assert!(Media::Text.check(&large[1..]).is_ok());
    }
}
