//! Spans and deadlines as a person says them. The server's clock is the only one: the browser gets words.

use std::time::Duration;

use domain::time::Timestamp;

/// `just now`, `2 min ago`, `3 h ago`, `4 days ago`
pub fn ago(at: Timestamp, now: Timestamp) -> String {
    match now.since(at) {
        young if young < Duration::from_mins(1) => "just now".to_owned(),
        span => format!("{} ago", rough(span)),
    }
}

/// `in 1 h 48 min`, `in 3 days`
pub fn left(until: Timestamp, now: Timestamp) -> String {
    match until.since(now) {
        short if short < Duration::from_mins(1) => "in less than a minute".to_owned(),
        // Three days less a minute are three days to whoever plans by them.
        long if long >= Duration::from_hours(24) => {
            let hours = (long.as_secs() + 1800) / 3600;
            format!("in {}", rough(Duration::from_hours(hours)))
        }
        span => format!("in {}", rough(span)),
    }
}

/// `Today 12:00`, `Tomorrow 09:40`, `Thu 26 Nov, 09:40`
pub fn day(at: Timestamp, now: Timestamp) -> String {
    let (date, today) = (at.date(), now.date());
    let clock = clock(at);
    if date == today {
        format!("Today {clock}")
    } else if today.tomorrow().is_ok_and(|tomorrow| date == tomorrow) {
        format!("Tomorrow {clock}")
    } else {
        format!("{}, {clock}", date.strftime("%a %-d %b"))
    }
}

/// `12:00`
pub fn clock(at: Timestamp) -> String {
    at.to_string().get(11..16).unwrap_or_default().to_owned()
}

/// `48 min`, `1 h 48 min`, `3 days`
pub fn rough(span: Duration) -> String {
    let minutes = span.as_secs() / 60;
    match (minutes / 60, minutes % 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours @ 1..=9, minutes @ 1..) => format!("{hours} h {minutes} min"),
        (hours @ 1..=47, _) => format!("{hours} h"),
        (hours, _) => format!("{} days", hours / 24),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn spans_are_told_as_roughly_as_they_matter() {
        let now = at("2026-11-24T10:12:00Z");
        assert_eq!(ago(at("2026-11-24T10:11:30Z"), now), "just now");
        assert_eq!(ago(at("2026-11-24T10:10:00Z"), now), "2 min ago");
        assert_eq!(ago(at("2026-11-21T09:00:00Z"), now), "3 days ago");
        assert_eq!(left(at("2026-11-24T12:00:00Z"), now), "in 1 h 48 min");
        assert_eq!(left(at("2026-11-25T22:12:00Z"), now), "in 36 h");
        assert_eq!(left(at("2026-11-27T10:13:00Z"), now), "in 3 days");
        assert_eq!(left(at("2026-11-27T10:11:00Z"), now), "in 3 days");
    }

    #[test]
    fn a_day_has_the_name_it_has_today() {
        let now = at("2026-11-24T10:12:00Z");
        assert_eq!(day(at("2026-11-24T12:00:00Z"), now), "Today 12:00");
        assert_eq!(day(at("2026-11-25T09:40:00Z"), now), "Tomorrow 09:40");
        assert_eq!(day(at("2026-11-26T09:40:00Z"), now), "Thu 26 Nov, 09:40");
    }
}
