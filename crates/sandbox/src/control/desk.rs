//! The control URL's own calls.

use std::sync::Arc;

use serde_json::{Value as Sent, json};

use super::lock;
use crate::automation::{Flow, Rule, Switches};
use crate::http::{Answer, Call};
use crate::json::Json;
use crate::oauth;
use crate::org::Org;
use crate::refusal::Refusal;
use crate::store::settle;

pub(crate) async fn answer(org: &Arc<Org>, call: &Call) -> Answer {
    desk(org, call).await.unwrap_or_else(Into::into)
}

async fn desk(org: &Arc<Org>, call: &Call) -> Result<Answer, Refusal> {
    let segments = call.segments();
    let path: Vec<&str> = segments.iter().skip(1).map(String::as_str).collect();
    let ok = |value: Sent| Ok(Answer::ok(Json::from(value)));
    match (call.method.as_str(), path.as_slice()) {
        ("GET", []) => ok(
            json!({"counters": org.counters(), "clock": {"offset_seconds": org.clock.offset_seconds()}, "switches": &*org.switches()}),
        ),
        ("GET", ["counters"]) => ok(json!(org.counters())),
        ("POST", ["counters", "reset"]) => {
            org.control.reset();
            ok(json!(org.counters()))
        }
        ("GET", ["requests"]) => {
            let after = call
                .param("after")
                .and_then(|after| after.parse().ok())
                .unwrap_or(0);
            ok(json!(lock(&org.control.log).after(after)))
        }
        ("POST", ["faults"]) => {
            let order = serde_json::from_value(call.json()?)
                .map_err(|error| Refusal::json(error.to_string()))?;
            lock(&org.control.faults).add(order)?;
            Ok(Answer::empty(204))
        }
        ("DELETE", ["faults"]) => {
            lock(&org.control.faults).clear();
            Ok(Answer::empty(204))
        }
        ("GET", ["clock"]) => Ok(clock(org)),
        ("POST", ["clock"]) => {
            let sent = call.json()?;
            if let Some(seconds) = sent.get("offset_seconds").and_then(Sent::as_i64) {
                org.clock.set_offset(seconds);
            }
            if let Some(seconds) = sent.get("advance_seconds").and_then(Sent::as_i64) {
                org.clock.advance(seconds);
            }
            let mut conn = org.pools.writer.acquire().await?;
            settle(
                &mut conn,
                "clock_offset",
                &org.clock.offset_seconds().to_string(),
            )
            .await?;
            Ok(clock(org))
        }
        ("POST", ["tokens", "expire"]) => {
            oauth::expire_all(org).await?;
            Ok(Answer::empty(204))
        }
        ("POST", ["tokens", "revoke"]) => {
            oauth::revoke_all(org).await?;
            Ok(Answer::empty(204))
        }
        ("POST", ["sessions"]) => {
            let sent = call.json()?;
            let username = sent
                .get("username")
                .and_then(Sent::as_str)
                .unwrap_or_default();
            let mut conn = org.pools.readers.acquire().await?;
            let user = org
                .user_id(&mut conn, username)
                .await?
                .ok_or_else(Refusal::not_found)?;
            drop(conn);
            let token = oauth::session(org, &user).await?;
            ok(json!({"access_token": token, "instance_url": org.url, "user_id": user}))
        }
        ("GET", ["switches"]) => ok(json!(&*org.switches())),
        ("POST", ["switches"]) => {
            let switches = switched(&org.switches().clone(), &call.json_object()?)?;
            let mut conn = org.pools.writer.acquire().await?;
            settle(&mut conn, "switches", &json!(switches).to_string()).await?;
            org.switch(switches.clone());
            ok(json!(switches))
        }
        _ => Err(Refusal::not_found()),
    }
}

fn clock(org: &Org) -> Answer {
    Answer::ok(Json::object([
        ("offset_seconds", org.clock.offset_seconds().into()),
        ("now", org.clock.now().to_string().into()),
    ]))
}

/// `true` switches on the example, `false` or null switches off, an object says exactly what.
fn switched(now: &Switches, sent: &serde_json::Map<String, Sent>) -> Result<Switches, Refusal> {
    let mut switches = now.clone();
    for (name, sent) in sent {
        let refused = |error: serde_json::Error| Refusal::json(format!("{name}: {error}"));
        match (name.as_str(), sent) {
            ("flow", Sent::Bool(true)) => switches.flow = Some(Flow::default()),
            ("flow", Sent::Bool(false) | Sent::Null) => switches.flow = None,
            ("flow", sent) => {
                switches.flow = Some(serde_json::from_value(sent.clone()).map_err(refused)?);
            }
            ("validation_rule", Sent::Bool(true)) => {
                switches.validation_rule = Some(Rule::default());
            }
            ("validation_rule", Sent::Bool(false) | Sent::Null) => switches.validation_rule = None,
            ("validation_rule", sent) => {
                switches.validation_rule =
                    Some(serde_json::from_value(sent.clone()).map_err(refused)?);
            }
            ("daily_limit", sent) => {
                switches.daily_limit = sent
                    .as_u64()
                    .ok_or_else(|| Refusal::json("daily_limit is a number of calls"))?;
            }
            _ => {
                return Err(Refusal::bad(
                    "UNKNOWN_SWITCH",
                    format!("no such switch: {name}"),
                ));
            }
        }
    }
    Ok(switches)
}
