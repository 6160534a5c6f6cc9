//! The port. Every call passes the faults and the request log here.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::Request;
use axum::response::Response;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use super::{Answer, Call};
use crate::control::{self, Fault};
use crate::org::Org;
use crate::refusal::Refusal;
use crate::{oauth, rest, soap};

/// Larger bodies are refused.
const LARGEST: usize = 64 << 20;

/// The connection is closed without an answer.
#[derive(Debug, thiserror::Error)]
#[error("hung up")]
struct HungUp;

/// Serves until told to stop; open connections are then dropped.
pub(crate) async fn listen(listener: TcpListener, org: Arc<Org>, mut stop: watch::Receiver<bool>) {
    let connections = stop.clone();
    loop {
        tokio::select! {
            () = told(&mut stop) => return,
            accepted = listener.accept() => {
                let Ok((stream, peer)) = accepted else {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    continue;
                };
                tokio::spawn(connection(stream, peer.ip().is_loopback(), Arc::clone(&org), connections.clone()));
            }
        }
    }
}

/// Returns when the org is told to stop, or nobody is left to tell it.
async fn told(stop: &mut watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

async fn connection(stream: TcpStream, near: bool, org: Arc<Org>, mut stop: watch::Receiver<bool>) {
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
        serve(Arc::clone(&org), near, request.map(Body::new))
    });
    let serving = hyper::server::conn::http1::Builder::new()
        .timer(TokioTimer::new())
        .serve_connection(TokioIo::new(stream), service);
    tokio::select! {
        () = told(&mut stop) => {}
        // A client that went away, or one we hung up on: nothing to tell anybody.
        _ = serving => {}
    }
}

async fn serve(org: Arc<Org>, near: bool, request: Request) -> Result<Response, HungUp> {
    let (head, body) = request.into_parts();
    let Ok(body) = to_bytes(body, LARGEST).await else {
        return Ok(Answer::from(Refusal::new(
            413,
            "REQUEST_ENTITY_TOO_LARGE",
            "the body is too large",
        ))
        .response());
    };
    let call = Call::new(head.method.as_str(), &head.uri, head.headers, body);
    // What was asked is carried out even when whoever asked is gone, as on a server far away.
    tokio::spawn(carry_out(org, near, call))
        .await
        .map_err(|_| HungUp)?
}

async fn carry_out(org: Arc<Org>, near: bool, call: Call) -> Result<Response, HungUp> {
    if call.path.starts_with("/control") {
        if !near {
            return Ok(Answer::from(Refusal::not_found()).response());
        }
        return Ok(Box::pin(control::answer(&org, &call)).await.response());
    }
    let number = org.control.record(&call, org.clock.now());
    let fault = org.control.fault_for(&call);
    if let Some(fault) = &fault {
        match fault {
            Fault::DropBefore => {
                org.control.answered(number, 0);
                return Err(HungUp);
            }
            Fault::Slow(wait) => tokio::time::sleep(*wait).await,
            Fault::ExpiredSession => {
                if let Some(token) = call.bearer().or_else(|| soap::session_of(&call)) {
                    let _ = oauth::forget(&org, &token).await;
                }
            }
            _ => {}
        }
    }
    let early = fault.as_ref().and_then(|fault| fault.instead(&call));
    let answer = match early {
        Some(answer) => answer,
        None => route(&org, &call).await,
    };
    org.control.answered(number, answer.status);
    if matches!(fault, Some(Fault::DropAfter)) {
        return Err(HungUp);
    }
    Ok(if call.method == "HEAD" {
        bodiless(answer)
    } else {
        answer.response()
    })
}

async fn route(org: &Arc<Org>, call: &Call) -> Answer {
    let path = call.path.as_str();
    if path.starts_with("/services/Soap/") {
        Box::pin(soap::answer(org, call)).await
    } else if path.starts_with("/services/data") {
        Box::pin(rest::answer(org, call)).await
    } else if path.starts_with("/services/oauth2/")
        || path.starts_with("/id/")
        || path.starts_with("/.well-known/")
    {
        Box::pin(oauth::answer(org, call)).await
    } else {
        Refusal::not_found().into()
    }
}

fn bodiless(answer: Answer) -> Response {
    let mut response = answer.response();
    *response.body_mut() = Body::from(Bytes::new());
    response
}
