//! Passed and failed, summed over all runners.

use std::fmt;
use std::ops::AddAssign;
use std::process::ExitCode;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
}

impl Tally {
    pub fn one_failed() -> Self {
        Self {
            passed: 0,
            failed: 1,
        }
    }

    /// Reads `test result: ok. 5 passed; 1 failed; 0 ignored; …`. An ignored test counts as failed:
    /// a test that does not run holds nothing.
    pub fn of_line(line: &str) -> Option<Self> {
        let (_, counts) = line
            .trim()
            .strip_prefix("test result: ")?
            .split_once(". ")?;
        let count = |what: &str| {
            counts
                .split(';')
                .find_map(|part| part.trim().strip_suffix(what)?.trim().parse::<u64>().ok())
                .unwrap_or(0)
        };
        Some(Self {
            passed: count("passed"),
            failed: count("failed") + count("ignored"),
        })
    }

    pub fn code(self) -> ExitCode {
        if self.failed == 0 && self.passed > 0 {
            ExitCode::SUCCESS
        } else {
            ExitCode::FAILURE
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_line_of_cargo_is_counted() {
        let line = "test result: FAILED. 5 passed; 2 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.01s";
        assert_eq!(
            Tally::of_line(line),
            Some(Tally {
                passed: 5,
                failed: 3
            })
        );
        assert_eq!(Tally::of_line("running 5 tests"), None);
    }

    #[test]
    fn the_last_line_is_the_sum() {
        let mut tally = Tally {
            passed: 2,
            failed: 0,
        };
        tally += Tally::one_failed();
        assert_eq!(tally.to_string(), "2 passed, 1 failed");
    }
}
