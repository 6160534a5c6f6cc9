//! Files that missions make and people upload: once, filled whole, and for whoever may see what they cite.

mod kept; // what people do with files
mod saved; // what missions make

use crate::world::World;
use domain::file::Folder;
use domain::id::{FileId, RunId};
use domain::verdict::Verdict;
use engine::{Caller, Error, FileFilter, FileSummary, KeptFile, Upload};
use serde_json::{Value as Json, json};
use std::time::Duration;

const MISSION: &str = include_str!("files/stalled-deals.toml");

/// The org has so many deals that stall, one that moves, and one at another stage.
async fn deals(world: &World, count: usize) -> Vec<String> {
    let account = json!({ "Name": "Kestrel Bay Instruments", "Phone": "+44 161 200 3344" });
    let account = world.org.create("Account", account).await;
    let deal = |name: &str, stage: &str| -> Json {
        json!({
            "Name": name, "StageName": stage, "Amount": 120_000, "CloseDate": "2026-12-18", "NextStep": "Call their counsel", "AccountId": account,
        })
    };
    world
        .org
        .create("Opportunity", deal("Just begun", "Prospecting"))
        .await;
    let mut stalled = vec![];
    for number in 1..=count {
        let name = format!("Kestrel / renewal {number}");
        stalled.push(
            world
                .org
                .create("Opportunity", deal(&name, "Negotiation/Review"))
                .await,
        );
    }
    stalled
}

impl World {
    async fn publishes(&self, mission: &str) {
        let published = self.engine.publish_mission(&self.ana, mission).await;
        published.unwrap();
    }
    /// A run of the mission that drafts, a month after the deals were touched last.
    async fn drafts(&self) -> RunId {
        self.clock.advance(Duration::from_hours(24 * 31));
        self.tries_to_start("stalled-deals", &[]).await.unwrap()
    }
    async fn files_of(&self, who: &Caller, filter: FileFilter) -> Vec<FileSummary> {
        let found = self.engine.files(who, filter, None, 200).await;
        found.unwrap().items
    }
    async fn files(&self, who: &Caller) -> Vec<FileSummary> {
        self.files_of(who, FileFilter::default()).await
    }
    async fn text(&self, who: &Caller, file: &FileId) -> String {
        let content = self.engine.file_content(who, file, None).await.unwrap();
        String::from_utf8(content.bytes).unwrap()
    }
    async fn uploads(&self, who: &Caller, folder: Folder, name: &str, text: &str) -> FileSummary {
        let upload = Upload {
            folder,
            name: name.to_owned(),
            bytes: text.as_bytes().to_vec(),
            about: None,
        };
        self.engine.upload(who, upload).await.unwrap()
    }
}

/// The file with one exact text put for another.
fn changed(from: &str, to: &str) -> String {
    assert!(MISSION.contains(from), "`{from}` is not in the file");
    MISSION.replace(from, to)
}
