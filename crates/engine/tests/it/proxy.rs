//! A road between the portal and its org on which each request can be stopped: before the org sees it, after the org has
//! acted, or not at all.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub struct Request {
    pub method: String,
    /// With its query.
    pub path: String,
    pub headers: BTreeMap<String, String>,
    pub body: String,
}

impl Request {
    /// Whether it would change a record. A composite of the portal holds reads only.
    pub fn writes(&self) -> bool {
        let soap = self.path.contains("/services/Soap/");
        let rows = self.path.contains("/sobjects/") && self.method != "GET";
        soap || rows
    }
    /// A read or a write of the org's data; sign-in is neither.
    pub fn is_call(&self) -> bool {
        !self.path.contains("/oauth2/")
    }
    pub fn holds(&self, text: &str) -> bool {
        self.path.contains(text) || self.body.contains(text)
    }
    pub fn short(&self) -> String {
        let what = ["<merge>", "<convertLead>"]
            .into_iter()
            .find(|what| self.body.contains(what));
        let path = self.path.split('?').next().unwrap_or_default();
        format!("{} {path} {}", self.method, what.unwrap_or_default())
            .trim()
            .to_owned()
    }
}

#[derive(Clone)]
pub struct Proxy {
    pub url: String,
    shared: Arc<Shared>,
}

struct Shared {
    org: String,
    own: String,
    http: reqwest::Client,
    seen: Mutex<Vec<Request>>,
    traps: Mutex<Vec<Trap>>,
}

struct Trap {
    fits: Box<dyn FnMut(&Request) -> bool + Send>,
    held: oneshot::Sender<Held>,
}

/// A request that stands still.
pub struct Held {
    pub request: Request,
    order: oneshot::Sender<Order>,
}

enum Order {
    Forward,
    /// The org gets it; its answer waits here until it is let go, or is lost.
    ForwardAndHold(oneshot::Sender<u16>, oneshot::Receiver<()>),
    Lose,
}

/// An answer of the org that the portal has not got yet.
pub struct HeldAnswer {
    pub status: u16,
    go: oneshot::Sender<()>,
}

impl Held {
    pub fn forward(self) {
        let _ = self.order.send(Order::Forward);
    }
    /// The org never sees it, and the portal's connection breaks.
    pub fn lose(self) {
        let _ = self.order.send(Order::Lose);
    }
    /// Lets the org act on it, and keeps the answer.
    pub async fn answered(self) -> HeldAnswer {
        let (tell, told) = oneshot::channel();
        let (go, gone) = oneshot::channel();
        let _ = self.order.send(Order::ForwardAndHold(tell, gone));
        HeldAnswer {
            status: told.await.expect("the org answers"),
            go,
        }
    }
}

impl HeldAnswer {
    pub fn deliver(self) {
        let _ = self.go.send(());
    }
    pub fn lose(self) {
        drop(self.go);
    }
}

impl Proxy {
    pub async fn before(org: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let own = format!("http://{}", listener.local_addr().unwrap());
        let http = reqwest::Client::builder()
            .pool_max_idle_per_host(0)
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .unwrap();
        let shared = Arc::new(Shared {
            org: org.trim_end_matches('/').to_owned(),
            own: own.clone(),
            http,
            seen: Mutex::default(),
            traps: Mutex::default(),
        });
        let served = shared.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = served.clone();
                tokio::spawn(async move { shared.serve(stream).await });
            }
        });
        Self { url: own, shared }
    }

    /// Everything that has come by, oldest first.
    pub fn seen(&self) -> Vec<Request> {
        self.shared.seen.lock().unwrap().clone()
    }
    pub fn calls(&self) -> usize {
        self.seen()
            .iter()
            .filter(|request| request.is_call())
            .count()
    }

    /// Stops the next request that fits, once.
    pub fn stops(
        &self,
        fits: impl FnMut(&Request) -> bool + Send + 'static,
    ) -> oneshot::Receiver<Held> {
        let (held, stopped) = oneshot::channel();
        self.shared.traps.lock().unwrap().push(Trap {
            fits: Box::new(fits),
            held,
        });
        stopped
    }
    /// Stops no more.
    pub fn opens(&self) {
        self.shared.traps.lock().unwrap().clear();
    }
}

impl Shared {
    async fn serve(&self, mut stream: TcpStream) {
        let Some(request) = read(&mut stream).await else {
            return;
        };
        self.seen.lock().unwrap().push(request.clone());
        let trap = {
            let mut traps = self.traps.lock().unwrap();
            traps
                .iter_mut()
                .position(|trap| (trap.fits)(&request))
                .map(|at| traps.remove(at))
        };
        let order = match trap {
            None => Order::Forward,
            Some(trap) => {
                let (order, ordered) = oneshot::channel();
                match trap.held.send(Held {
                    request: request.clone(),
                    order,
                }) {
                    Ok(()) => ordered.await.unwrap_or(Order::Lose),
                    Err(_) => Order::Forward,
                }
            }
        };
        if matches!(order, Order::Lose) {
            return;
        }
        let Some((status, head, body)) = self.ask(&request).await else {
            return;
        };
        if let Order::ForwardAndHold(tell, go) = order {
            let _ = tell.send(status);
            if go.await.is_err() {
                return;
            }
        }
        let answer = format!(
            "HTTP/1.1 {status} X\r\n{head}content-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        );
        let _ = stream.write_all(answer.as_bytes()).await;
        let _ = stream.write_all(&body).await;
        let _ = stream.shutdown().await;
    }

    async fn ask(&self, request: &Request) -> Option<(u16, String, Vec<u8>)> {
        let method = request.method.parse().unwrap();
        let mut ask = self
            .http
            .request(method, format!("{}{}", self.org, request.path))
            .body(request.body.clone());
        for (name, value) in &request.headers {
            if !["host", "content-length", "connection", "accept-encoding"].contains(&name.as_str())
            {
                ask = ask.header(name, value);
            }
        }
        let answer = ask.send().await.ok()?;
        let status = answer.status().as_u16();
        let mut head = String::new();
        for (name, value) in answer.headers() {
            if !["content-length", "connection", "transfer-encoding", "date"]
                .contains(&name.as_str())
            {
                head.push_str(name.as_str());
                head.push_str(": ");
                head.push_str(value.to_str().ok()?);
                head.push_str("\r\n");
            }
        }
        let body = answer.bytes().await.ok()?;
        // The org tells where it lives; the portal is to stay on this road.
        let body = match std::str::from_utf8(&body) {
            Ok(text) => text.replace(&self.org, &self.own).into_bytes(),
            Err(_) => body.to_vec(),
        };
        Some((status, head, body))
    }
}

async fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = vec![];
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") {
            break end + 4;
        }
        let mut more = [0; 4096];
        let read = stream.read(&mut more).await.ok()?;
        if read == 0 {
            return None;
        }
        bytes.extend_from_slice(&more[..read]);
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let mut first = lines.next()?.split(' ');
    let (method, path) = (first.next()?.to_owned(), first.next()?.to_owned());
    let headers: BTreeMap<String, String> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.trim().to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length = headers
        .get("content-length")
        .and_then(|length| length.parse().ok())
        .unwrap_or(0);
    let mut body = bytes[end..].to_vec();
    let had = body.len();
    if had < length {
        body.resize(length, 0);
        stream.read_exact(&mut body[had..]).await.ok()?;
    }
    Some(Request {
        method,
        path,
        headers,
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}
