//! Preconditions: ETags on accounts, dates on everything.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use sha2::{Digest as _, Sha256};

use crate::http::{Answer, Call};
use crate::refusal::Refusal;
use crate::store::Record;
use crate::value::Value;

/// What a call demands before it is carried out.
pub(crate) struct Conditions {
    matches: Option<String>,
    differs: Option<String>,
    modified_since: Option<Timestamp>,
    unmodified_since: Option<Timestamp>,
}

impl Conditions {
    /// Reads the headers; a date that is none is refused.
    pub(crate) fn of(call: &Call) -> Result<Self, Refusal> {
        let text = |name: &str| call.header(name).map(str::to_owned);
        let date = |name: &str| match call.header(name) {
            None => Ok(None),
            Some(text) => http_date(text).map(Some).ok_or_else(|| {
                Refusal::bad(
                    "INVALID_DATE",
                    format!("{name}: the date {text} cannot be parsed"),
                )
            }),
        };
        Ok(Self {
            matches: text("if-match"),
            differs: text("if-none-match"),
            modified_since: date("if-modified-since")?,
            unmodified_since: date("if-unmodified-since")?,
        })
    }

    /// Before a read: 304 when the client's copy is good, 412 when its demand is not met.
    pub(crate) fn check_read(&self, record: &Record) -> Option<Answer> {
        let unchanged = self
            .differs
            .as_ref()
            .is_some_and(|tags| tagged(record) && meets(tags, record))
            || self
                .modified_since
                .is_some_and(|since| modified(record) <= since);
        if unchanged {
            return Some(Answer::empty(304));
        }
        self.failed(record).then(|| Answer::empty(412))
    }

    /// Before a write: nothing, or the refusal.
    pub(crate) fn check_write(&self, record: &Record) -> Result<(), Refusal> {
        let same = self
            .differs
            .as_ref()
            .is_some_and(|tags| tagged(record) && meets(tags, record));
        let stale = self
            .modified_since
            .is_some_and(|since| modified(record) <= since);
        if same || stale || self.failed(record) {
            return Err(Refusal::new(
                412,
                "PRECONDITION_FAILED",
                "Precondition Failed",
            ));
        }
        Ok(())
    }

    fn failed(&self, record: &Record) -> bool {
        self.matches
            .as_ref()
            .is_some_and(|tags| tagged(record) && !meets(tags, record))
            || self
                .unmodified_since
                .is_some_and(|since| modified(record) > since)
    }
}

/// Only accounts have one.
pub(crate) fn etag(record: &Record) -> String {
    let digest = Sha256::digest(format!("{}.{}", record.id(), record.version));
    let hex = digest
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect::<Vec<_>>()
        .concat();
    format!("\"{hex}--gzip\"")
}

fn tagged(record: &Record) -> bool {
    record.object.name == "Account"
}

fn meets(tags: &str, record: &Record) -> bool {
    let own = etag(record);
    let bare = |tag: &str| {
        tag.trim()
            .trim_start_matches("W/")
            .trim_matches('"')
            .trim_end_matches("--gzip")
            .to_owned()
    };
    tags.split(',')
        .any(|tag| tag.trim() == "*" || bare(tag) == bare(&own))
}

fn modified(record: &Record) -> Timestamp {
    match record.get("LastModifiedDate") {
        Value::Instant(at) => *at,
        _ => Timestamp::UNIX_EPOCH,
    }
}

/// `Sat, 21 Nov 2026 19:07:00 GMT`
pub(crate) fn http_date(text: &str) -> Option<Timestamp> {
    let bare = text
        .trim()
        .strip_suffix("GMT")
        .or_else(|| text.trim().strip_suffix("UTC"))?
        .trim_end();
    let bare = bare.split_once(", ").map_or(bare, |(_, rest)| rest);
    DateTime::strptime("%d %b %Y %H:%M:%S", bare)
        .ok()?
        .to_zoned(TimeZone::UTC)
        .ok()
        .map(|at| at.timestamp())
}

#[cfg(test)]
mod tests {
    #[test]
    fn only_http_dates_are_dates() {
        assert_eq!(
            super::http_date("Sat, 21 Nov 2026 19:07:00 GMT"),
            "2026-11-21T19:07:00Z".parse().ok()
        );
        assert_eq!(super::http_date("2026-11-21T19:07:00Z"), None);
        assert_eq!(super::http_date("yesterday"), None);
    }
}
