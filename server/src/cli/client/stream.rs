use std::time::Duration;

use domain::observation::Observation;
use futures_util::StreamExt as _;
use futures_util::stream::BoxStream;
use reqwest::Method;

use super::{Client, Failure};

/// How long to wait before coming back after a broken line.
const PAUSE: Duration = Duration::from_secs(1);
/// The portal sends a sign of life every 15 seconds; a line that is silent for longer is broken.
const SILENT: Duration = Duration::from_secs(45);
/// Tries in a row that get nothing.
const TRIES: u32 = 60;

/// Observations as they come. A broken line is taken up again where it broke.
pub struct Stream<'a> {
    client: &'a Client,
    path: String,
    /// The last number that was seen.
    last: u64,
    line: Option<Line>,
    tries: u32,
}

struct Line {
    bytes: BoxStream<'static, reqwest::Result<axum::body::Bytes>>,
    buffer: Vec<u8>,
    event: Event,
}

#[derive(Default, Debug, PartialEq, Eq)]
struct Event {
    name: String,
    data: String,
}

impl<'a> Stream<'a> {
    pub(super) fn new(client: &'a Client, path: &str, after: u64) -> Self {
        Self {
            client,
            path: path.to_owned(),
            last: after,
            line: None,
            tries: 0,
        }
    }

    /// The next observation; none when the run has ended and all is told.
    pub async fn next(&mut self) -> Result<Option<Observation>, Failure> {
        loop {
            if self.line.is_none() && !self.connect().await? {
                continue;
            }
            let Some(line) = &mut self.line else { continue };
            let Ok(Some(event)) = tokio::time::timeout(SILENT, line.event()).await else {
                self.line = None;
                self.pause().await?;
                continue;
            };
            self.tries = 0;
            if event.name == "ended" {
                return Ok(None);
            }
            let observation: Observation = serde_json::from_str(&event.data).map_err(|error| {
                Failure::new(format!("the portal's answer is not understood: {error}"))
            })?;
            if observation.number > self.last {
                self.last = observation.number;
                return Ok(Some(observation));
            }
        }
    }

    /// Whether the line is open now. A refusal is final, a line that cannot be had is tried again.
    async fn connect(&mut self) -> Result<bool, Failure> {
        let request = self
            .client
            .request(Method::GET, &self.path)
            .timeout(Duration::from_hours(24));
        let request = request
            .header("accept", "text/event-stream")
            .header("last-event-id", self.last);
        let response = match request.send().await {
            Ok(response) if !response.status().is_server_error() => {
                self.client.refused(response, false).await?
            }
            Err(error) if self.tries >= TRIES => return Err(self.client.unreached(&error, false)),
            Ok(_) | Err(_) => return self.pause().await,
        };
        self.line = Some(Line {
            bytes: response.bytes_stream().boxed(),
            buffer: vec![],
            event: Event::default(),
        });
        Ok(true)
    }

    async fn pause(&mut self) -> Result<bool, Failure> {
        self.tries += 1;
        if self.tries > TRIES {
            return Err(Failure::new("the portal is away for too long")
                .next("The run goes on without you; `countersign show` tells how far it is."));
        }
        tokio::time::sleep(PAUSE).await;
        Ok(false)
    }
}

impl Line {
    /// The next whole event; none when the line is broken.
    async fn event(&mut self) -> Option<Event> {
        loop {
            while let Some(end) = self.buffer.iter().position(|&byte| byte == b'\n') {
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                if let Some(event) = self
                    .event
                    .take_in(String::from_utf8_lossy(&line).trim_end_matches(['\n', '\r']))
                {
                    return Some(event);
                }
            }
            self.buffer
                .extend_from_slice(&self.bytes.next().await?.ok()?);
        }
    }
}

impl Event {
    /// Takes one line in. An empty one ends the event.
    fn take_in(&mut self, line: &str) -> Option<Self> {
        if line.is_empty() {
            let event = std::mem::take(self);
            return (!event.data.is_empty()).then_some(event);
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => value.clone_into(&mut self.name),
            "data" if self.data.is_empty() => value.clone_into(&mut self.data),
            "data" => {
                self.data.push('\n');
                self.data.push_str(value);
            }
            _ => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_events() {
        let mut event = Event::default();
        let lines = [
            ": alive",
            "",
            "id: 7",
            "data: {\"a\":",
            "data: 1}",
            "",
            "event: ended",
            "data: {}",
            "",
        ];
        let events: Vec<Event> = lines
            .iter()
            .filter_map(|line| event.take_in(line))
            .collect();
        let expected = [
            Event {
                name: String::new(),
                data: "{\"a\":\n1}".into(),
            },
            Event {
                name: "ended".into(),
                data: "{}".into(),
            },
        ];
        assert_eq!(events, expected);
    }
}
