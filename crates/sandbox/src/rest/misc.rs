//! The version root and the limits.

use std::sync::atomic::Ordering;

use crate::http::Answer;
use crate::json::Json;
use crate::store::Work;

pub(super) fn root(work: &Work<'_>, version: &str) -> Answer {
    let at = |path: &str| Json::Text(format!("/services/data/{version}/{path}"));
    Answer::ok(Json::object([
        ("sobjects", at("sobjects")),
        ("query", at("query")),
        ("queryAll", at("queryAll")),
        ("search", at("search")),
        ("parameterizedSearch", at("parameterizedSearch")),
        ("composite", at("composite")),
        ("limits", at("limits")),
        ("recent", at("recent")),
        ("tabs", at("tabs")),
        ("theme", at("theme")),
        ("appMenu", at("appMenu")),
        ("quickActions", at("quickActions")),
        (
            "identity",
            format!("{}/id/{}/{}", work.org.url, work.org.id, work.actor.user_id).into(),
        ),
    ]))
}

pub(super) fn composite_root(version: &str) -> Answer {
    let at = |path: &str| Json::Text(format!("/services/data/{version}/composite/{path}"));
    Answer::ok(Json::object([
        ("sobjects", at("sobjects")),
        ("batch", at("batch")),
    ]))
}

pub(super) fn limits(work: &Work<'_>) -> Answer {
    let max = i64::try_from(work.org.switches().daily_limit).unwrap_or(i64::MAX);
    let used = i64::try_from(work.org.usage.load(Ordering::Relaxed)).unwrap_or(i64::MAX);
    let of = |max: i64, left: i64| {
        Json::object([("Max", max.into()), ("Remaining", left.max(0).into())])
    };
    Answer::ok(Json::object([
        ("DailyApiRequests", of(max, max - used)),
        ("DailyAsyncApexExecutions", of(250_000, 250_000)),
        ("DailyBulkApiBatches", of(15_000, 15_000)),
        ("DailyBulkV2QueryJobs", of(10_000, 10_000)),
        ("DataStorageMB", of(5, 5)),
        ("FileStorageMB", of(20, 20)),
        ("HourlyODataCallout", of(1_000, 1_000)),
        ("SingleEmail", of(5_000, 5_000)),
    ]))
}
