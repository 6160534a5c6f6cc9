//! What a new org holds: its set-up always, a company's sales records when asked.

mod activities;
mod companies;
mod contacts;
mod deals;
mod files;
mod leads;
mod planter;
mod scale;
mod setup;
mod users;

use std::str::FromStr;

use sqlx::SqliteConnection;

pub(crate) use setup::set_up;

use crate::org::Org;
use crate::refusal::Refusal;
use planter::Planter;

/// What a new org is filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seed {
    /// A believable company: some sixty accounts with twins, near-misses and subsidiaries, and everything around them.
    Demo,
    /// Users and set-up only.
    Empty,
    /// This many accounts, twice as many leads, as many contacts.
    Scale(u32),
}

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no such seed: {0} (there is demo, empty, scale:N)")]
pub struct UnknownSeed(String);

impl FromStr for Seed {
    type Err = UnknownSeed;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "demo" => Ok(Self::Demo),
            "empty" => Ok(Self::Empty),
            _ => text
                .strip_prefix("scale:")
                .and_then(|count| count.parse().ok())
                .map(Self::Scale)
                .ok_or_else(|| UnknownSeed(text.to_owned())),
        }
    }
}

/// Fills a new org, inside the transaction that made it.
pub(crate) async fn plant(
    org: &Org,
    conn: &mut SqliteConnection,
    seed: &Seed,
) -> Result<(), Refusal> {
    match seed {
        Seed::Empty => Ok(()),
        Seed::Scale(count) => Ok(scale::plant(org, conn, *count).await?),
        Seed::Demo => {
            let mut planter = Planter::new(org, conn).await?;
            let accounts = companies::plant(&mut planter).await?;
            let contacts = contacts::plant(&mut planter, &accounts).await?;
            let deals = deals::plant(&mut planter, &accounts, &contacts).await?;
            let leads = leads::plant(&mut planter).await?;
            activities::plant(&mut planter, &accounts, &contacts, &deals, &leads).await?;
            files::plant(&mut planter, &accounts).await
        }
    }
}
