//! The REST API: who is calling, in which version, about what.

mod collections;
mod composite;
mod misc;
mod query;
mod rows;
mod sobjects;

use std::sync::Arc;
use std::sync::atomic::Ordering;

use crate::http::{Answer, Call};
use crate::json::Json;
use crate::oauth;
use crate::org::{NEWEST, OLDEST, Org};
use crate::refusal::Refusal;
use crate::store::Work;

pub(crate) async fn answer(org: &Arc<Org>, call: &Call) -> Answer {
    let segments = call.segments();
    let Some(version) = segments.get(2) else {
        return versions();
    };
    match signed_in(org, call, version, &segments[3..]).await {
        Ok(answer) => answer,
        Err(refusal) => refusal.into(),
    }
    .with("sforce-limit-info", org.limit_info())
}

async fn signed_in(
    org: &Arc<Org>,
    call: &Call,
    version: &str,
    segments: &[String],
) -> Result<Answer, Refusal> {
    known(version)?;
    let expired = || Refusal::new(401, "INVALID_SESSION_ID", "Session expired or invalid");
    let token = call.bearer().ok_or_else(expired)?;
    let mut reader = org.pools.readers.acquire().await?;
    let user = oauth::user_of(&mut reader, &token)
        .await?
        .ok_or_else(expired)?;
    let used = org.usage.fetch_add(1, Ordering::Relaxed) + 1;
    if used > org.switches().daily_limit {
        return Err(Refusal::new(
            403,
            "REQUEST_LIMIT_EXCEEDED",
            "TotalRequests Limit exceeded.",
        ));
    }
    let actor = org.actor(&mut reader, &user).await?;
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    if call.is_get() {
        let mut work = Work::new(org, &mut reader, actor);
        return Box::pin(dispatch(&mut work, call, version, &segments)).await;
    }
    drop(reader);
    let mut tx = org.pools.writer.begin_with("begin immediate").await?;
    let mut work = Work::new(org, &mut tx, actor);
    let done = Box::pin(dispatch(&mut work, call, version, &segments)).await;
    let tally = work.tally;
    match done {
        Ok(answer) if answer.is_success() => {
            tx.commit().await?;
            org.committed(tally);
            Ok(answer)
        }
        other => {
            tx.rollback().await?;
            other
        }
    }
}

fn known(version: &str) -> Result<(), Refusal> {
    let number = version
        .strip_prefix('v')
        .and_then(|number| number.strip_suffix(".0"))
        .and_then(|number| number.parse::<u32>().ok());
    match number {
        Some(number) if (OLDEST..=NEWEST).contains(&number) => Ok(()),
        Some(7..OLDEST) => Err(Refusal::new(
            410,
            "UNSUPPORTED_API_VERSION",
            format!("The requested resource is no longer available in {version}"),
        )),
        _ => Err(Refusal::not_found()),
    }
}

fn versions() -> Answer {
    let list = (OLDEST..=NEWEST).map(|number| {
        // Three releases a year; 68.0 is Winter '27.
        let season = ["Spring", "Summer", "Winter"][(number as usize) % 3];
        let year = 4 + (number + 1) / 3;
        Json::object([
            ("label", format!("{season} '{year}").into()),
            ("url", format!("/services/data/v{number}.0").into()),
            ("version", format!("{number}.0").into()),
        ])
    });
    Answer::ok(Json::list(list))
}

/// One call, or one of a composite's, inside the transaction it belongs to.
pub(crate) async fn dispatch(
    work: &mut Work<'_>,
    call: &Call,
    version: &str,
    segments: &[&str],
) -> Result<Answer, Refusal> {
    match segments {
        [] => Ok(misc::root(work, version)),
        ["sobjects"] => Ok(sobjects::list(work, version)),
        ["sobjects", name, rest @ ..] => sobjects::answer(work, call, version, name, rest).await,
        ["query"] => query::first(work, call, version, false).await,
        ["queryAll"] => query::first(work, call, version, true).await,
        ["query" | "queryAll", locator] => query::next(work, call, version, locator).await,
        ["search"] => query::search(work, call, version).await,
        ["parameterizedSearch"] => query::parameterized(work, call, version).await,
        ["limits"] => Ok(misc::limits(work)),
        // Wanted by client test-suites only.
        ["recent" | "tabs" | "theme" | "appMenu" | "quickActions"] => {
            Ok(Answer::ok(Json::List(vec![])))
        }
        ["composite"] if call.is_get() => Ok(misc::composite_root(version)),
        ["composite"] => composite::composite(work, call, version).await,
        ["composite", "batch"] => composite::batch(work, call, version).await,
        ["composite", "sobjects"] => collections::many(work, call).await,
        ["composite", "sobjects", name] => collections::retrieve(work, call, version, name).await,
        ["composite", "sobjects", name, key] => collections::upsert(work, call, name, key).await,
        _ => Err(Refusal::not_found()),
    }
}

pub(crate) fn only(call: &Call, allowed: &[&str]) -> Result<(), Refusal> {
    if allowed.contains(&call.method.as_str())
        || (call.method == "HEAD" && allowed.contains(&"GET"))
    {
        Ok(())
    } else {
        Err(Refusal::method_not_allowed(
            &call.method,
            &allowed.join(","),
        ))
    }
}

pub(crate) use collections::known_id;
pub(crate) use rows::holders;
