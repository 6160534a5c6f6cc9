use std::collections::VecDeque;
use std::time::Duration;

use serde_json::{Value as Json, json};

use crate::world::{PATIENCE, Person, Told, World, both};

both!(
    a_stream_can_be_left_and_rejoined,
    a_stream_ends_with_the_run
);

/// A stream of events, as a program reads it.
struct Stream {
    answer: reqwest::Response,
    text: String,
    ready: VecDeque<Event>,
}

#[derive(Debug, Default, PartialEq)]
struct Event {
    id: String,
    name: String,
    data: String,
}

impl Stream {
    async fn open(who: &Person, path: &str, last: Option<u64>) -> Self {
        let get = who.request(reqwest::Method::GET, path);
        let get = if let Some(last) = last {
            get.header("last-event-id", last)
        } else {
            get
        };
        let answer = get.send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.headers()["content-type"], "text/event-stream");
        Self {
            answer,
            text: String::new(),
            ready: VecDeque::new(),
        }
    }

    /// The next event; none when the portal has closed the stream.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.ready.pop_front() {
                return Some(event);
            }
            let chunk = tokio::time::timeout(PATIENCE, self.answer.chunk())
                .await
                .expect("no event came")
                .unwrap_or(None)?;
            self.text.push_str(std::str::from_utf8(&chunk).unwrap());
            while let Some((whole, rest)) = self.text.split_once("\n\n") {
                let event = event(whole);
                self.ready.extend((!event.data.is_empty()).then_some(event));
                self.text = String::from(rest);
            }
        }
    }
}

fn event(text: &str) -> Event {
    let mut event = Event::default();
    for line in text.lines() {
        match line.split_once(": ") {
            Some(("id", value)) => value.clone_into(&mut event.id),
            Some(("event", value)) => value.clone_into(&mut event.name),
            Some(("data", value)) => value.clone_into(&mut event.data),
            _ => {}
        }
    }
    event
}

async fn numbers(stream: &mut Stream, until: u64) -> Vec<u64> {
    let mut numbers = vec![];
    while numbers.last() != Some(&until) {
        let event = stream.next().await.expect("the stream broke");
        let observation: Json = serde_json::from_str(&event.data).unwrap();
        assert_eq!(
            event.id,
            observation["number"].to_string(),
            "the id is the number"
        );
        numbers.push(observation["number"].as_u64().unwrap());
    }
    numbers
}

async fn a_stream_can_be_left_and_rejoined(world: &World) {
    let (run, _) = world.proposes().await;
    let last = world.rests(&run).await["last_number"].as_u64().unwrap();
    let path = format!("/runs/{run}/events");
    let mut first = Stream::open(world.ida(), &path, None).await;
    assert_eq!(numbers(&mut first, 5).await, [1, 2, 3, 4, 5]);
    drop(first);
    let mut again = Stream::open(world.ida(), &format!("{path}?after=2"), Some(5)).await;
    assert_eq!(
        numbers(&mut again, last).await,
        (6..=last).collect::<Vec<_>>(),
        "what the browser says wins"
    );
    let mut by_page = Stream::open(world.ida(), &format!("{path}?after=2"), None).await;
    assert_eq!(
        numbers(&mut by_page, last).await,
        (3..=last).collect::<Vec<_>>()
    );
    // Open while more happens.
    world.approve(&world.only_decision().await).await;
    world.ends_as(&run, "verified").await;
    let end = world.rests(&run).await["last_number"].as_u64().unwrap();
    assert_eq!(
        numbers(&mut again, end).await,
        (last + 1..=end).collect::<Vec<_>>()
    );
}

async fn a_stream_ends_with_the_run(world: &World) {
    let (run, decision) = world.proposes().await;
    let mut live = Stream::open(world.ida(), &format!("/runs/{run}/events"), None).await;
    world.reject(&decision, "no").await;
    world.ends(&run).await;
    let end = world.rests(&run).await["last_number"].as_u64().unwrap();
    numbers(&mut live, end).await;
    assert_eq!(live.next().await.unwrap().name, "ended");
    assert_eq!(live.next().await, None);
    // Who comes afterwards with everything already seen is told at once.
    let mut late = Stream::open(world.ida(), &format!("/runs/{run}/events"), Some(end)).await;
    assert_eq!(late.next().await.unwrap().name, "ended");
    assert_eq!(late.next().await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_gets_lines_of_the_rail_with_the_titles_of_their_steps() {
    let world = World::new().await;
    let (run, _) = world.proposes().await;
    let http = reqwest::Client::builder().build().unwrap();
    let path = format!("{}/runs/{run}/observations?after=1", world.url());
    assert_eq!(http.get(&path).send().await.unwrap().status(), 401);
    let answer = http
        .get(&path)
        .bearer_auth(&world.priya().token)
        .send()
        .await
        .unwrap();
    let mut stream = Stream {
        answer,
        text: String::new(),
        ready: VecDeque::new(),
    };
    let event = stream.next().await.unwrap();
    let line: Json = serde_json::from_str(&event.data).unwrap();
    assert_eq!((event.id.as_str(), event.name.as_str()), ("2", ""));
    let keys: Vec<&str> = line
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(keys, ["at", "headline", "kind", "number", "step"]);
    let steps = world.rests(&run).await["steps"].as_array().unwrap().clone();
    assert!(
        steps.iter().any(|step| step["label"] == line["step"]),
        "{line}"
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_closes_when_its_reader_may_read_no_longer() {
    let world = World::new().await;
    let (run, _) = world.proposes().await;
    let mut stream = Stream::open(world.priya(), &format!("/runs/{run}/events"), None).await;
    stream.next().await.unwrap();
    let (workspace, actor) = (
        world.workspace(),
        world.priya().get("/me").await.ok()["id"]
            .as_str()
            .unwrap()
            .parse()
            .unwrap(),
    );
    let left = world.engine().store().write(move |tx| {
        Box::pin(async move { store::actors::deactivate(tx, &workspace, &actor).await })
    });
    left.await.unwrap();
    let closed = async { while stream.next().await.is_some() {} };
    tokio::time::timeout(Duration::from_secs(20), closed)
        .await
        .expect("the stream stayed open");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stream_does_not_outlive_its_sign_in() {
    let world = World::new().await;
    let (run, _) = world.proposes().await;
    let priya = world.priya();
    let again = Person::signed_in(world.url(), &priya.email, &priya.password).await;
    let mut stream = Stream::open(&again, &format!("/runs/{run}/events"), None).await;
    stream.next().await.unwrap();
    assert_eq!(again.post("/sign-out", json!({})).await.status, 204);
    let closed = async { while stream.next().await.is_some() {} };
    tokio::time::timeout(Duration::from_secs(20), closed)
        .await
        .expect("the stream stayed open");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_run_that_is_not_there_has_no_stream() {
    let world = World::new().await;
    for path in ["/runs/run_0000/events", "/runs/nonsense/events"] {
        Told::of(
            world
                .ana()
                .request(reqwest::Method::GET, path)
                .send()
                .await
                .unwrap(),
        )
        .await
        .refused(404, "not_found");
    }
    let (run, _) = world.proposes().await;
    world
        .ana()
        .get(&format!("/runs/{run}/events?after=many"))
        .await
        .refused(400, "unreadable");
    assert_eq!(
        json!(
            world.ana().get("/runs?limit=1").await.ok()["items"]
                .as_array()
                .unwrap()
                .len()
        ),
        json!(1)
    );
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_stops_while_somebody_still_watches() {
    let mut world = World::new().await;
    let (run, _) = world.proposes().await;
    let mut stream = Stream::open(world.ida(), &format!("/runs/{run}/events"), None).await;
    stream.next().await.unwrap();
    let begun = tokio::time::Instant::now();
    world.sleeps().await;
    assert!(
        begun.elapsed() < Duration::from_secs(9),
        "it waited for the reader"
    );
    while let Some(event) = stream.next().await {
        assert_ne!(
            event.name, "ended",
            "the run goes on; whoever watches comes back"
        );
    }
    world.end().await;
}
