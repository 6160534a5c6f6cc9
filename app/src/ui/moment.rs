//! Points in time. Always UTC and always from the data: the server and the browser must write the same text.

use domain::time::Timestamp;
use leptos::prelude::*;

/// `09:40:02`
#[component]
pub fn ClockTime(at: Timestamp) -> impl IntoView {
    let full = at.to_string();
    let short = full.get(11..19).unwrap_or_default().to_owned();
    let title = format!(
        "{} UTC",
        full.get(..19).unwrap_or_default().replace('T', " ")
    );
    view! { <time datetime=full title=title>{short}</time> }
}

/// `21 Nov 2026, 09:40`
#[component]
pub fn Moment(at: Timestamp) -> impl IntoView {
    let full = at.to_string();
    let title = format!(
        "{} UTC",
        full.get(..19).unwrap_or_default().replace('T', " ")
    );
    view! { <time datetime=full title=title>{words(at)}</time> }
}

fn words(at: Timestamp) -> String {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let date = at.date();
    let month = usize::try_from(date.month() - 1)
        .ok()
        .and_then(|index| MONTHS.get(index))
        .unwrap_or(&"");
    let full = at.to_string();
    format!(
        "{} {month} {}, {}",
        date.day(),
        date.year(),
        full.get(11..16).unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_moment_reads_as_a_person_says_it() {
        assert_eq!(
            words("2026-03-04T09:40:02.5Z".parse().unwrap()),
            "4 Mar 2026, 09:40"
        );
    }
}
