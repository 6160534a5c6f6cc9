//! The demo cast: five people who are in service only beside a sandbox org. Fixtures, not people.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::actor::{Role, Roles};
use domain::id::{ActorId, WorkspaceId};
use futures_util::future::try_join_all;
use serde::{Deserialize, Serialize};

use crate::config::write_private;
use crate::portal::Portal;

/// Name and roles; the address is the first name.
const CAST: [(&str, &[Role]); 5] = [
    ("Ana Ruiz", &[Role::Member, Role::Approver, Role::Admin]),
    ("Ben Okafor", &[Role::Member, Role::Approver]),
    ("Priya Raman", &[Role::Member]),
    ("Joel Adeyemi", &[Role::Member, Role::Builder]),
    ("Ida Novak", &[Role::Auditor]),
];

/// One of the cast, as the ready line names them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Member {
    pub email: String,
    pub password: String,
    /// `member, approver, admin`
    pub role: String,
}

impl Member {
    /// `Ana Ruiz`
    pub fn name(&self) -> &'static str {
        let of = |(name, _): &&(&'static str, _)| address(name) == self.email;
        CAST.iter().find(of).map_or("", |(name, _)| *name)
    }
}

#[derive(Debug, thiserror::Error)]
pub enum CastError {
    #[error("{}: {why}", path.display())]
    File { path: PathBuf, why: std::io::Error },
    #[error("{} is not a list of people: {why}", path.display())]
    Unreadable {
        path: PathBuf,
        why: serde_json::Error,
    },
    #[error(transparent)]
    Engine(#[from] engine::Error),
    #[error("a password could not be hashed: {0}")]
    Hash(argon2::password_hash::Error),
}

/// What the first person of a portal may do: everything, so that they can invite the others.
pub fn first_admin_roles() -> Roles {
    [Role::Member, Role::Builder, Role::Admin].into()
}

/// The cast of this data folder: the same people with the same passwords at every start.
pub async fn assemble(portal: &Portal, workspace: &WorkspaceId) -> Result<Vec<Member>, CastError> {
    let path = portal.config.data().join("cast.json");
    let members = match read(&path)? {
        Some(members) => members,
        None => make(portal, &path)?,
    };
    let entering = CAST
        .iter()
        .zip(&members)
        .map(|((name, roles), member)| enter(portal, workspace, name, roles, member));
    let ids = try_join_all(entering).await?;
    portal.engine.call_cast(workspace, ids).await?;
    Ok(members)
}

fn read(path: &Path) -> Result<Option<Vec<Member>>, CastError> {
    match std::fs::read(path) {
        Ok(bytes) => {
            serde_json::from_slice(&bytes)
                .map(Some)
                .map_err(|why| CastError::Unreadable {
                    path: path.to_owned(),
                    why,
                })
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(why) => Err(CastError::File {
            path: path.to_owned(),
            why,
        }),
    }
}

fn make(portal: &Portal, path: &Path) -> Result<Vec<Member>, CastError> {
    let member = |(name, roles): &(&str, &[Role])| Member {
        email: address(name),
        password: URL_SAFE_NO_PAD.encode(&portal.engine.clock().secret()[..12]),
        role: roles
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join(", "),
    };
    let members: Vec<Member> = CAST.iter().map(member).collect();
    let text = serde_json::json!(members).to_string();
    write_private(path, text.as_bytes()).map_err(|why| CastError::File {
        path: path.to_owned(),
        why,
    })?;
    Ok(members)
}

fn address(name: &str) -> String {
    let first = name.split(' ').next().unwrap_or(name).to_lowercase();
    format!("{first}@countersign.example")
}

/// Adds one of them, unless they are there, as they were left.
async fn enter(
    portal: &Portal,
    workspace: &WorkspaceId,
    name: &str,
    roles: &[Role],
    member: &Member,
) -> Result<ActorId, CastError> {
    let store = portal.engine.store();
    match store::actors::by_email(store.within(workspace), &member.email).await {
        Ok(known) => return Ok(known.id),
        Err(store::Error::Gone) => {}
        Err(error) => return Err(engine::Error::from(error).into()),
    }
    let hash = portal
        .passwords
        .hash(member.password.clone(), portal.engine.clock().secret())
        .await
        .map_err(CastError::Hash)?;
    let actor = portal
        .engine
        .add_person(
            workspace,
            &member.email,
            name,
            roles.iter().copied().collect(),
            Some(hash),
        )
        .await?;
    Ok(actor.id)
}
