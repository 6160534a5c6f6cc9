use std::process::Output;

use serde_json::Value as Json;
use tokio::process::Command;

use crate::world::{FLAGSHIP, Person, World};

struct Said {
    code: i32,
    out: String,
    err: String,
}

impl Said {
    fn of(output: Output) -> Self {
        Self {
            code: output.status.code().unwrap(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
    #[track_caller]
    fn done(self) -> String {
        assert_eq!(self.code, 0, "{}{}", self.out, self.err);
        self.out
    }
    #[track_caller]
    fn failed(self, code: i32, why: &str) {
        assert_eq!(self.code, code, "{}{}", self.out, self.err);
        assert!(self.err.contains(why), "{}", self.err);
        assert!(
            !self.out.contains('\u{1b}') && !self.err.contains('\u{1b}'),
            "no colours where nobody looks"
        );
    }
}

fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    for name in [
        "COUNTERSIGN_TOKEN",
        "COUNTERSIGN_PASSWORD",
        "COUNTERSIGN_PORTAL",
    ] {
        command.env_remove(name);
    }
    command
}

fn talking_to(world: &World) -> Command {
    let mut command = command();
    command.env("COUNTERSIGN_PORTAL", world.url());
    command
}

async fn says(world: &World, who: &Person, words: &[&str]) -> Said {
    let mut command = talking_to(world);
    command
        .args(words)
        .args(["--as", &who.email])
        .env("COUNTERSIGN_PASSWORD", &who.password);
    Said::of(command.output().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_main_job_is_done_from_the_terminal() {
    let world = World::new().await;
    let lead = world.new_lead().await;
    let started = says(
        &world,
        world.priya(),
        &["run", FLAGSHIP, "--input", &format!("lead={lead}")],
    )
    .await
    .done();
    let run = started.split_whitespace().next().unwrap().to_owned();
    assert!(
        run.starts_with("run_")
            && started.contains("Proposal")
            && started.contains("countersign show dec_"),
        "{started}"
    );

    let waiting = says(&world, world.ben(), &["decisions"]).await.done();
    let decision = waiting.split_whitespace().next().unwrap().to_owned();
    assert!(decision.starts_with("dec_"), "{waiting}");
    let shown = says(&world, world.ben(), &["show", &decision]).await.done();
    for word in [
        "Part 1",
        "merge",
        "convert",
        "Irreversible",
        "because",
        "digest",
        "before any evidence",
        "bits",
        "countersign decide",
    ] {
        assert!(shown.contains(word), "{word} is missing:\n{shown}");
    }
    let longest = shown
        .lines()
        .chain(started.lines())
        .map(|line| line.chars().count())
        .max()
        .unwrap();
    assert!(longest <= 100, "a line of {longest}");

    world.org.counts_anew().await;
    says(&world, world.priya(), &["decide", &decision, "approve"])
        .await
        .failed(1, "Nothing was changed.");
    says(&world, world.ben(), &["decide", &decision, "reject"])
        .await
        .failed(2, "--reason");
    says(
        &world,
        world.ben(),
        &["decide", &decision, "approve", "--part", "99"],
    )
    .await
    .failed(2, "no part 99");
    says(&world, world.ben(), &["decide", &decision, "approve"])
        .await
        .done();
    world.ends_as(&run, "verified").await;
    says(&world, world.ana(), &["decide", &decision, "approve"])
        .await
        .failed(1, "already decided by Ben Okafor");
    let written = world.org.written().await;
    assert_eq!((written.merges, written.conversions), (1, 1));

    assert!(
        says(&world, world.ida(), &["runs"])
            .await
            .done()
            .contains("verified")
    );
    assert!(
        says(&world, world.ida(), &["show", &run])
            .await
            .done()
            .contains("Verdict")
    );
    let json: Json =
        serde_json::from_str(&says(&world, world.ida(), &["runs", "--json"]).await.done()).unwrap();
    assert_eq!(json["items"][0]["id"].as_str(), Some(run.as_str()));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn following_prints_each_observation_once_also_over_a_restart() {
    let mut world = World::new().await;
    world.becomes_a_process().await;
    let lead = world.new_lead().await;
    let mut follow = talking_to(&world);
    follow.args([
        "run",
        FLAGSHIP,
        "--input",
        &format!("lead={lead}"),
        "--follow",
        "--json",
        "--as",
        &world.priya().email,
    ]);
    follow.env("COUNTERSIGN_PASSWORD", &world.priya().password);
    let follow = follow
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let run = world.run_of(&lead).await;
    let decision = world.rests(&run).await["decisions"][0].clone();
    // The same port again, so that whoever follows can come back.
    let url = world.kill().await;
    world.comes_back_at(&url).await;
    // Its trigger has found the lead as well by now: this is about the run that was asked for.
    let decision = world
        .ben()
        .get(&format!("/decisions/{}", decision.as_str().unwrap()))
        .await
        .ok();
    world.approve(&decision).await;
    world.ends_as(&run, "verified").await;
    let said = Said::of(follow.wait_with_output().await.unwrap()).done();
    let numbers: Vec<u64> = said
        .lines()
        .map(|line| {
            serde_json::from_str::<Json>(line).unwrap()["number"]
                .as_u64()
                .unwrap()
        })
        .collect();
    let last = *numbers.last().unwrap();
    assert_eq!(numbers, (1..=last).collect::<Vec<_>>());
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn missions_are_listed_and_published() {
    let world = World::new().await;
    assert!(
        says(&world, world.ida(), &["missions"])
            .await
            .done()
            .contains(FLAGSHIP)
    );
    let file = world.place.folder().join("mine.toml");
    let text = world
        .joel()
        .get(&format!("/missions/{FLAGSHIP}"))
        .await
        .text;
    std::fs::write(&file, text.replace(FLAGSHIP, "mine")).unwrap();
    let path = file.to_str().unwrap();
    says(&world, world.ida(), &["publish", path])
        .await
        .failed(1, "role");
    assert!(
        says(&world, world.joel(), &["publish", path])
            .await
            .done()
            .contains("Published mine as version 1")
    );
    std::fs::write(&file, "format = 1\nslug = 7\n").unwrap();
    says(&world, world.joel(), &["publish", path])
        .await
        .failed(1, "line");
    says(&world, world.joel(), &["publish", "nothing.txt"])
        .await
        .failed(2, ".toml");
    says(&world, world.joel(), &["publish", "nothing.md"])
        .await
        .failed(1, "nothing.md");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_from_the_terminal_serves_a_program() {
    let world = World::new().await;
    let secret = says(
        &world,
        world.priya(),
        &[
            "token",
            "create",
            "--name",
            "nightly",
            "--mission",
            FLAGSHIP,
        ],
    )
    .await
    .done();
    let as_program = talking_to(&world)
        .args(["runs", "--json"])
        .env("COUNTERSIGN_TOKEN", secret.trim())
        .output()
        .await
        .unwrap();
    let listed: Json = serde_json::from_str(&Said::of(as_program).done()).unwrap();
    assert_eq!(listed["items"], serde_json::json!([]));
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fails_says_what_happened_and_what_to_do() {
    let world = World::new().await;
    let ana = world.ana();
    says(&world, ana, &["show", "nonsense"])
        .await
        .failed(2, "neither a run");
    says(&world, ana, &["show", "run_0000"])
        .await
        .failed(1, "not there");
    says(&world, ana, &["run", "no-such-mission"])
        .await
        .failed(1, "no mission");
    says(&world, ana, &["run", FLAGSHIP, "--input", "lead"])
        .await
        .failed(2, "KEY=VALUE");
    says(&world, ana, &["frobnicate"])
        .await
        .failed(2, "frobnicate");
    says(&world, ana, &["runs", "--portal", "http://127.0.0.1:1"])
        .await
        .failed(1, "countersign serve");
    let nobody = talking_to(&world).arg("runs").output().await.unwrap();
    Said::of(nobody).failed(2, "--as EMAIL");
    let wrong = talking_to(&world)
        .args(["runs", "--as", &ana.email])
        .env("COUNTERSIGN_PASSWORD", "not the password")
        .output()
        .await
        .unwrap();
    Said::of(wrong).failed(1, "do not belong together");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn people_are_added_to_a_data_folder_that_no_server_uses() {
    let mut world = World::new().await;
    let folder = world.place.folder().to_str().unwrap().to_owned();
    let add = async |role: &str| {
        let mut command = command();
        command.args([
            "admin",
            "create-user",
            "zoe@countersign.example",
            "--role",
            role,
            "--data",
            &folder,
        ]);
        Said::of(
            command
                .env("COUNTERSIGN_PASSWORD", "a password that is long enough")
                .output()
                .await
                .unwrap(),
        )
    };
    add("admin").await.failed(1, "use --portal");
    add("emperor").await.failed(2, "not a role");
    world.sleeps().await;
    add("admin").await.done();
    world.wakes().await;
    let zoe = Person::signed_in(
        world.url(),
        "zoe@countersign.example",
        "a password that is long enough",
    )
    .await;
    assert_eq!(zoe.get("/me").await.ok()["name"], "zoe");
    world.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_doctor_says_what_is_broken() {
    let mut world = World::new().await;
    let folder = world.place.folder().to_str().unwrap().to_owned();
    let doctor = async || {
        Said::of(
            command()
                .args(["doctor", "--data", &folder])
                .output()
                .await
                .unwrap(),
        )
    };
    let well = doctor().await.done();
    for word in [
        "poll_every",
        "COUNTERSIGN_POLL_EVERY",
        "people can sign",
        "connected as",
    ] {
        assert!(well.contains(word), "{word} is missing:\n{well}");
    }
    world.sleeps().await;
    let key = world.place.folder().join("key");
    let kept = std::fs::read(&key).unwrap();
    std::fs::write(&key, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap();
    let ill = doctor().await;
    assert!(
        ill.code == 1 && ill.out.contains("broken") && ill.out.contains("put the right key back"),
        "{}",
        ill.out
    );
    std::fs::write(&key, kept).unwrap();
    world.wakes().await;
    world.end().await;
}
