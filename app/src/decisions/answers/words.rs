use domain::decision::{Answer, Freshness, Status};
use domain::gate::Seats;
use domain::text::plain;
use domain::time::Timestamp;
use domain::verdict::Verdict;
use engine::{Course, DecisionView};

use super::super::api::{
    CourseView, DecisionState, FreshnessMark, FreshnessView, SignatureView, Stage,
};
use super::super::promised::counted;
use super::super::when::{ago, clock, day, left};
use crate::ui::Tone;

pub fn state(status: &Status) -> DecisionState {
    match status {
        Status::Waiting { .. } => DecisionState::Waiting,
        Status::Approved { .. } => DecisionState::Approved,
        Status::Rejected { .. } => DecisionState::Rejected,
        Status::Expired { .. } => DecisionState::Expired,
        Status::Withdrawn { .. } => DecisionState::Withdrawn,
        Status::Blocked { .. } => DecisionState::Blocked,
    }
}

pub fn freshness(freshness: &Freshness, now: Timestamp) -> FreshnessView {
    let (mark, words) = match *freshness {
        Freshness::Fresh { seen_at } => (
            FreshnessMark::Fresh,
            format!("Fresh, {}", ago(seen_at, now)),
        ),
        Freshness::Drifted { fields: 1, .. } => {
            (FreshnessMark::Drifted, "Drifted, 1 field".to_owned())
        }
        Freshness::Drifted { fields, .. } => {
            (FreshnessMark::Drifted, format!("Drifted, {fields} fields"))
        }
        Freshness::Stale { seen_at } => (
            FreshnessMark::Stale,
            format!("Stale, seen {}", ago(seen_at, now)),
        ),
        Freshness::NotLookedAt { since } => (
            FreshnessMark::NotLookedAt,
            format!("Not looked at since {}", day(since, now)),
        ),
    };
    FreshnessView { mark, words }
}

/// What happens next, told at once to whoever answered.
pub fn answered(status: &Status) -> CourseView {
    match status {
        Status::Waiting { missing } => CourseView::signed(&format!("{} has", seats(missing))),
        status => course(status, &Course::Open),
    }
}

/// What came of it so far. Nothing is called verified before it was read back.
pub fn course(status: &Status, course: &Course) -> CourseView {
    let view = |stage, tone, icon: &str, title: String| CourseView {
        stage,
        tone,
        icon: icon.to_owned(),
        title,
        said: vec![],
    };
    let over = |tone, icon, title: String| view(Stage::Over, tone, icon, title);
    match (course, status) {
        (Course::Writing { parts, verified: 0 }, _) => CourseView::writing(*parts),
        (Course::Writing { parts, verified }, _) => {
            let title = format!(
                "Approved. {verified} of {} written and read back.",
                counted(*parts)
            );
            view(Stage::Writing, Tone::Act, "eye", title)
        }
        (Course::Away { system }, _) => {
            let title =
                format!("Approved. {system} does not answer; it is written when it is back.");
            view(Stage::Writing, Tone::Care, "plug", title)
        }
        (_, Status::Rejected { reason, .. }) => over(
            Tone::Calm,
            "x",
            format!(
                "Rejected: {}. Nothing was written.",
                plain(reason).trim_end_matches('.')
            ),
        ),
        (_, Status::Expired { .. }) => over(
            Tone::Calm,
            "clock",
            "Nobody decided in time. It expired, and nothing was changed.".to_owned(),
        ),
        (_, Status::Withdrawn { .. }) => over(
            Tone::Calm,
            "halt",
            "Withdrawn: its run was stopped before anybody decided. Nothing was written."
                .to_owned(),
        ),
        (Course::Ended { verdict, said }, _) => ended(*verdict, said),
        (Course::Open, Status::Blocked { part, rule }) => view(
            Stage::Open,
            Tone::Stop,
            "lock",
            format!("The rule “{rule}” blocks part {part}. It can only be rejected."),
        ),
        (Course::Open, Status::Waiting { missing }) => view(
            Stage::Open,
            Tone::Act,
            "sign",
            format!("Waits for {}.", seats(missing)),
        ),
        (Course::Open, Status::Approved { parts }) => CourseView::writing(parts.len()),
    }
}

fn ended(verdict: Verdict, said: &[String]) -> CourseView {
    let (tone, icon, title) = match verdict {
        Verdict::Verified => (
            Tone::Good,
            "check",
            "Verified: every signed value was read back as signed.",
        ),
        Verdict::AppliedWithSideEffects => (
            Tone::Care,
            "drifted",
            "Applied with side effects: all is written, and something in the org changed more.",
        ),
        Verdict::PartlyApplied => (
            Tone::Care,
            "alert",
            "Partly applied: some parts are written, others are not.",
        ),
        Verdict::Stale => (
            Tone::Care,
            "stale",
            "Stale: the org had moved on. Nothing was written.",
        ),
        Verdict::NeedsReview => (
            Tone::Care,
            "users",
            "Needs review: nobody can tell whether it was written. A person has to look.",
        ),
        Verdict::Failed => (Tone::Stop, "alert", "Refused: it was not written."),
        Verdict::Rejected => (Tone::Calm, "x", "Rejected. Nothing was written."),
        Verdict::Expired => (Tone::Calm, "clock", "Expired. Nothing was written."),
        Verdict::NoActionNeeded => (Tone::Calm, "ring", "Nothing had to be done."),
    };
    // The last line is the verdict again, unless there is more to say than that.
    let said = said.split_last().map_or(&[][..], |(_, before)| before);
    CourseView {
        stage: Stage::Over,
        tone,
        icon: icon.to_owned(),
        title: title.to_owned(),
        said: said.iter().map(|line| plain(line).into_owned()).collect(),
    }
}

pub fn if_nobody_acts(view: &DecisionView, now: Timestamp) -> Vec<String> {
    let summary = &view.summary;
    let Status::Waiting { missing } = &summary.status else {
        return vec![];
    };
    let merges = view
        .parts
        .iter()
        .any(|part| part.operation == domain::change::Operation::Merge);
    let mut told = vec![
        format!(
            "It waits for {} until {}, {}.",
            seats(missing),
            day(summary.expires_at, now),
            left(summary.expires_at, now)
        ),
        "Then it expires and nothing is changed.".to_owned(),
    ];
    if merges {
        told.push("Until then everybody sees the records side by side, as now.".to_owned());
    }
    told
}

/// `1 of 2 signatures`, and who is still to sign.
pub fn signed(view: &DecisionView) -> (String, String) {
    let given = view
        .signatures
        .iter()
        .filter(|one| one.answer == Answer::Approve)
        .count();
    let all = given + missing(&view.summary.status);
    if all == 0 {
        return ("Nobody signed".to_owned(), String::new());
    }
    let still = match &view.summary.status {
        Status::Waiting { missing } => format!("Still to sign: {}", seats(missing)),
        _ => String::new(),
    };
    let word = if all == 1 { "signature" } else { "signatures" };
    (format!("{given} of {all} {word}"), still)
}

/// Signatures that are still to be given.
pub fn missing(status: &Status) -> usize {
    match status {
        Status::Waiting { missing } => {
            usize::try_from(missing.values().sum::<u32>()).unwrap_or_default()
        }
        _ => 0,
    }
}

pub fn signature(view: engine::SignatureView, all: usize, now: Timestamp) -> SignatureView {
    let approves = view.answer == Answer::Approve;
    let what = match view.answer {
        Answer::Approve if view.parts.len() == all => "signed everything".to_owned(),
        Answer::Approve => {
            let parts: Vec<_> = view.parts.iter().map(ToString::to_string).collect();
            format!("signed part {}", parts.join(", "))
        }
        Answer::Reject { reason } => {
            format!("rejected it: {}", plain(&reason).trim_end_matches('.'))
        }
    };
    let at = if view.at.date() == now.date() {
        clock(view.at)
    } else {
        day(view.at, now)
    };
    SignatureView {
        by: plain(&view.by).into_owned(),
        said: format!("{what}, {at}"),
        approves,
    }
}

/// `one approver and 2 admins`
pub fn seats(missing: &Seats) -> String {
    let words: Vec<_> = missing
        .iter()
        .map(|(role, count)| {
            if *count == 1 {
                format!("one {role}")
            } else {
                format!("{count} {role}s")
            }
        })
        .collect();
    words.join(" and ")
}
