//! `countersign admin`

use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, Subcommand};
use domain::actor::Role;
use engine::{Clock as _, Engine, SystemClock};
use store::Store;

use super::Failure;
use super::client::password;
use super::serve::Place;
use crate::auth::{Passwords, SHORTEST_PASSWORD};

#[derive(Subcommand)]
pub enum Command {
    /// Add somebody; the password is asked for, or taken from COUNTERSIGN_PASSWORD
    CreateUser(CreateUser),
}

#[derive(Args)]
pub struct CreateUser {
    email: String,
    /// member, approver, builder, admin or auditor; may be repeated
    #[arg(long = "role", value_name = "ROLE", required = true)]
    roles: Vec<Role>,
    /// As others see them [default: what stands before the @]
    #[arg(long)]
    name: Option<String>,
    #[command(flatten)]
    place: Place,
}

pub async fn run(command: Command) -> Result<ExitCode, Failure> {
    let Command::CreateUser(new) = command;
    let name = match (new.email.split_once('@'), &new.name) {
        (None, _) => {
            return Err(Failure::usage(format!(
                "`{}` is not an e-mail address",
                new.email
            )));
        }
        (_, Some(name)) => name.clone(),
        (Some((before, _)), None) => before.to_owned(),
    };
    let config = new.place.config()?;
    config
        .make_folder()
        .map_err(|error| Failure::new(format!("{}: {error}", config.data().display())))?;
    // Taken first: nobody should type a password for nothing.
    let store = Store::open(store::Settings::new(config.database()))
        .await
        .map_err(|error| Failure::new(error.to_string()))?;
    let password = password(&format!("New password of {}: ", new.email))?;
    if password.chars().count() < SHORTEST_PASSWORD {
        return Err(Failure::usage(format!(
            "a password has at least {SHORTEST_PASSWORD} characters"
        )));
    }
    let seal = config
        .seal_or_make(|| SystemClock.secret())
        .map_err(|error| Failure::new(error.to_string()))?;
    let hash = Passwords::default()
        .hash(password, SystemClock.secret())
        .await
        .map_err(|error| Failure::new(error.to_string()))?;
    let engine = Engine::open(engine::Settings::new(
        store.clone(),
        Arc::new(seal),
        Arc::new(SystemClock),
    ));
    let workspace = engine
        .found("Countersign")
        .await
        .map_err(|error| Failure::new(error.to_string()))?;
    let roles = new.roles.into_iter().collect();
    let added = engine
        .add_person(&workspace, &new.email, &name, roles, Some(hash))
        .await;
    store.close().await;
    let actor = added.map_err(|error| Failure::new(error.to_string()))?;
    println!("{} can sign in now ({}).", new.email, actor.id);
    Ok(ExitCode::SUCCESS)
}
