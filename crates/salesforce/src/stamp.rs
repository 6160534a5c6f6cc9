//! How the org writes points in time.

use domain::time::Timestamp;

fn jiff(at: Timestamp) -> jiff::Timestamp {
    jiff::Timestamp::from_microsecond(at.micros()).unwrap_or_default()
}

/// `2026-11-21T19:07:00.000Z`: in SOQL, JSON and XML.
pub(crate) fn instant(at: Timestamp) -> String {
    jiff(at).strftime("%Y-%m-%dT%H:%M:%S.%3fZ").to_string()
}

/// `Sat, 21 Nov 2026 19:07:00 GMT`: in headers, whole seconds.
pub(crate) fn http_date(at: Timestamp) -> String {
    jiff::fmt::rfc2822::DateTimePrinter::new()
        .timestamp_to_rfc9110_string(&jiff(at))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_are_spelled_as_the_org_spells_them() {
        let at: Timestamp = "2026-11-21T19:07:00.25Z".parse().unwrap();
        assert_eq!(instant(at), "2026-11-21T19:07:00.250Z");
        assert_eq!(http_date(at), "Sat, 21 Nov 2026 19:07:00 GMT");
    }
}
