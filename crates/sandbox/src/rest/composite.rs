//! Several calls in one, able to speak of each other's answers.

use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Uri};
use serde_json::Value as Sent;

use super::{dispatch, only};
use crate::http::{Answer, Call, Content};
use crate::json::Json;
use crate::refusal::Refusal;
use crate::store::Work;

const MOST: usize = 25;

/// One answered part.
struct Part {
    reference: String,
    answer: Answer,
}

pub(super) async fn composite(
    work: &mut Work<'_>,
    call: &Call,
    version: &str,
) -> Result<Answer, Refusal> {
    only(call, &["POST"])?;
    let sent = call.json_object()?;
    let all = sent
        .get("allOrNone")
        .and_then(Sent::as_bool)
        .unwrap_or(false);
    let Some(Sent::Array(requests)) = sent.get("compositeRequest") else {
        return Err(Refusal::json("compositeRequest must be a list"));
    };
    if requests.len() > MOST {
        return Err(Refusal::bad(
            "LIMIT_EXCEEDED",
            format!("The composite request has more than {MOST} subrequests"),
        ));
    }
    let start = work.mark().await?;
    let mut parts: Vec<Part> = Vec::new();
    for request in requests {
        let reference = request
            .get("referenceId")
            .and_then(Sent::as_str)
            .unwrap_or_default()
            .to_owned();
        let before = work.mark().await?;
        let answer = Box::pin(part(work, request, call, version, &parts))
            .await
            .unwrap_or_else(Into::into);
        if answer.is_success() {
            work.keep().await?;
        } else {
            work.back(before).await?;
        }
        let failed = !answer.is_success();
        parts.push(Part { reference, answer });
        if failed && all {
            break;
        }
    }
    let failed = parts.iter().position(|part| !part.answer.is_success());
    if let (true, Some(failed)) = (all, failed) {
        work.back(start).await?;
        let halted = || {
            Refusal::bad(
                "PROCESSING_HALTED",
                "The transaction was rolled back since another operation in the same transaction failed.",
            )
        };
        let own = parts.swap_remove(failed).answer;
        parts = requests
            .iter()
            .enumerate()
            .map(|(at, request)| Part {
                reference: request
                    .get("referenceId")
                    .and_then(Sent::as_str)
                    .unwrap_or_default()
                    .to_owned(),
                answer: if at == failed {
                    own.clone()
                } else {
                    halted().into()
                },
            })
            .collect();
    } else {
        work.keep().await?;
    }
    let parts = parts.into_iter().map(|part| {
        let headers = part
            .answer
            .headers
            .iter()
            .map(|(name, value)| (header_case(name), value.into()))
            .collect();
        Json::object([
            ("body", content(part.answer.content)),
            ("httpHeaders", Json::Object(headers)),
            ("httpStatusCode", u32::from(part.answer.status).into()),
            ("referenceId", part.reference.into()),
        ])
    });
    Ok(Answer::ok(Json::object([(
        "compositeResponse",
        Json::list(parts),
    )])))
}

async fn part(
    work: &mut Work<'_>,
    request: &Sent,
    outer: &Call,
    version: &str,
    before: &[Part],
) -> Result<Answer, Refusal> {
    let url = resolved(
        request
            .get("url")
            .and_then(Sent::as_str)
            .unwrap_or_default(),
        before,
    )?;
    let body = match request.get("body") {
        None | Some(Sent::Null) => Bytes::new(),
        Some(body) => Bytes::from(resolved_in(body, before)?.to_string()),
    };
    let mut headers = HeaderMap::new();
    if let Some(Sent::Object(sent)) = request.get("httpHeaders") {
        for (name, value) in sent {
            if let (Ok(name), Some(Ok(value))) = (
                HeaderName::try_from(name.as_str()),
                value.as_str().map(HeaderValue::from_str),
            ) {
                headers.insert(name, value);
            }
        }
    }
    let method = request
        .get("method")
        .and_then(Sent::as_str)
        .unwrap_or("GET");
    inner(work, outer, version, method, &url, headers, body).await
}

/// Carries out a call to a path of the same version, as part of this transaction.
async fn inner(
    work: &mut Work<'_>,
    _outer: &Call,
    version: &str,
    method: &str,
    url: &str,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Answer, Refusal> {
    let url = url.replace(' ', "%20").replace('\'', "%27");
    let url: Uri = if url.starts_with('/') {
        url.parse()
    } else {
        format!("/services/data/{url}").parse()
    }
    .map_err(|_| Refusal::bad("INVALID_INPUT", "the url of a subrequest cannot be read"))?;
    let call = Call::new(method, &url, headers, body);
    let segments = call.segments();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    match segments.as_slice() {
        ["services", "data", own, rest @ ..] if own.starts_with('v') => {
            if matches!(rest, ["composite"] | ["composite", "batch"]) {
                return Err(Refusal::bad(
                    "INVALID_INPUT",
                    "a composite cannot hold a composite",
                ));
            }
            let _ = version;
            Box::pin(dispatch(work, &call, own, rest)).await
        }
        _ => Err(Refusal::not_found()),
    }
}

/// Puts answers where `@{ref.path}` asks for them.
fn resolved(text: &str, before: &[Part]) -> Result<String, Refusal> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find("@{") {
        out.push_str(&rest[..at]);
        let tail = &rest[at + 2..];
        let end = tail
            .find('}')
            .ok_or_else(|| halted("Invalid reference specified: no closing brace"))?;
        let found = look_up(&tail[..end], before)?;
        match found {
            Json::Text(text) => out.push_str(&text),
            other => out.push_str(&other.to_text()),
        }
        rest = &tail[end + 1..];
    }
    out.push_str(rest);
    Ok(out)
}

fn resolved_in(body: &Sent, before: &[Part]) -> Result<Sent, Refusal> {
    Ok(match body {
        Sent::String(text) => Sent::String(resolved(text, before)?),
        Sent::Array(items) => Sent::Array(
            items
                .iter()
                .map(|item| resolved_in(item, before))
                .collect::<Result<_, _>>()?,
        ),
        Sent::Object(map) => Sent::Object(
            map.iter()
                .map(|(key, value)| Ok((key.clone(), resolved_in(value, before)?)))
                .collect::<Result<_, Refusal>>()?,
        ),
        other => other.clone(),
    })
}

/// `q.records[0].Id` in the answers so far.
fn look_up(path: &str, before: &[Part]) -> Result<Json, Refusal> {
    let invalid = || {
        halted(&format!(
            "Invalid reference specified. No value for {path} found"
        ))
    };
    let mut steps = path.split('.');
    let name = steps.next().unwrap_or_default();
    let (name, first) = indexed(name);
    let part = before
        .iter()
        .find(|part| part.reference == name && part.answer.is_success())
        .ok_or_else(invalid)?;
    let Content::Json(body) = &part.answer.content else {
        return Err(invalid());
    };
    let mut at = body;
    if let Some(index) = first {
        at = item(at, index).ok_or_else(invalid)?;
    }
    for step in steps {
        let (name, index) = indexed(step);
        at = at.get(name).ok_or_else(invalid)?;
        if let Some(index) = index {
            at = item(at, index).ok_or_else(invalid)?;
        }
    }
    Ok(at.clone())
}

fn indexed(step: &str) -> (&str, Option<usize>) {
    match step.split_once('[') {
        Some((name, index)) => (name, index.trim_end_matches(']').parse().ok()),
        None => (step, None),
    }
}

fn item(json: &Json, index: usize) -> Option<&Json> {
    match json {
        Json::List(items) => items.get(index),
        _ => None,
    }
}

fn halted(text: &str) -> Refusal {
    Refusal::bad("PROCESSING_HALTED", text)
}

fn header_case(name: &str) -> String {
    match name {
        "etag" => "ETag".to_owned(),
        other => other
            .split('-')
            .map(|word| word[..1].to_ascii_uppercase() + &word[1..])
            .collect::<Vec<_>>()
            .join("-"),
    }
}

fn content(content: Content) -> Json {
    match content {
        Content::Empty => Json::Null,
        Content::Json(json) => json,
        Content::Text(_, text) => Json::Text(text),
    }
}

/// Independent calls; each keeps or loses its own writes.
pub(super) async fn batch(
    work: &mut Work<'_>,
    call: &Call,
    version: &str,
) -> Result<Answer, Refusal> {
    only(call, &["POST"])?;
    let sent = call.json_object()?;
    let halt = sent
        .get("haltOnError")
        .and_then(Sent::as_bool)
        .unwrap_or(false);
    let Some(Sent::Array(requests)) = sent.get("batchRequests") else {
        return Err(Refusal::json("batchRequests must be a list"));
    };
    if requests.len() > MOST {
        return Err(Refusal::bad(
            "LIMIT_EXCEEDED",
            format!("The batch has more than {MOST} subrequests"),
        ));
    }
    let mut failed = false;
    let mut results = Vec::new();
    for request in requests {
        let answer = if failed && halt {
            Refusal::new(
                412,
                "BATCH_PROCESSING_HALTED",
                "Batch processing halted per request, not processing this request.",
            )
            .into()
        } else {
            let before = work.mark().await?;
            let url = request
                .get("url")
                .and_then(Sent::as_str)
                .unwrap_or_default();
            let body = request
                .get("richInput")
                .map_or_else(Bytes::new, |body| Bytes::from(body.to_string()));
            let method = request
                .get("method")
                .and_then(Sent::as_str)
                .unwrap_or("GET");
            let answer = inner(work, call, version, method, url, HeaderMap::new(), body)
                .await
                .unwrap_or_else(Into::into);
            if answer.is_success() {
                work.keep().await?;
            } else {
                work.back(before).await?;
            }
            answer
        };
        failed |= !answer.is_success();
        results.push(Json::object([
            ("statusCode", u32::from(answer.status).into()),
            ("result", content(answer.content)),
        ]));
    }
    Ok(Answer::ok(Json::object([
        ("hasErrors", failed.into()),
        ("results", Json::List(results)),
    ])))
}
