use std::process::ExitCode;

use super::ink::Ink;

/// Why a command did not do what was asked, in three sentences: what happened, whether anything changed, what to do.
#[derive(Debug)]
pub struct Failure {
    what: String,
    changed: &'static str,
    next: Option<String>,
    code: u8,
}

impl Failure {
    /// Something went wrong before anything was changed.
    pub fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            changed: "Nothing was changed.",
            next: None,
            code: 1,
        }
    }

    /// The command line cannot be meant.
    pub fn usage(what: impl Into<String>) -> Self {
        Self {
            code: 2,
            ..Self::new(what)
        }
    }

    #[must_use]
    pub fn changed(self, changed: &'static str) -> Self {
        Self { changed, ..self }
    }

    #[must_use]
    pub fn next(self, next: impl Into<String>) -> Self {
        Self {
            next: Some(next.into()),
            ..self
        }
    }

    /// Prints it and gives the exit code.
    pub fn report(self) -> ExitCode {
        let ink = Ink::for_errors();
        eprintln!(
            "{} {}",
            ink.stop("error:"),
            self.what.replace('\n', "\n       ")
        );
        eprintln!("       {}", self.changed);
        for line in self.next.iter().flat_map(|next| next.lines()) {
            eprintln!("       {line}");
        }
        ExitCode::from(self.code)
    }
}
