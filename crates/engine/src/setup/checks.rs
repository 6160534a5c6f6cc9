//! What is looked at in a connected org: does it answer, who are we there, what can that user not see.

use crate::orgs::Known;
use crate::view::CheckView;
use crate::{Caller, Engine, Error};
use gateway::{Connection, UserFacts};
use std::sync::Arc;
use store::Page;

/// What was found, and whom we met when the org answered.
pub(super) struct Looked {
    pub(super) met: Option<Known>,
    pub(super) found: Vec<CheckView>,
}

impl Engine {
    pub(super) async fn look_over(
        &self,
        caller: &Caller,
        open: &Arc<Connection>,
    ) -> Result<Looked, Error> {
        let identity = match open.whoami().await {
            Ok(identity) => identity,
            Err(error) => {
                let found = vec![CheckView::bad("The org answers", error.to_string())];
                return Ok(Looked { met: None, found });
            }
        };
        let met = Known::from(identity);
        let mut found = vec![CheckView::good(
            "The org answers",
            format!("Connected as {} ({}).", met.name, met.username),
        )];
        found.push(match open.api_access().await {
            Ok(()) => CheckView::good("The user may use the API", String::new()),
            Err(error) => CheckView::bad("The user may use the API", error.to_string()),
        });
        let facts = open.user_facts(&met.user).await.unwrap_or_default();
        found.push(dedicated(&met, &facts));
        self.sight(caller, open, &mut found).await?;
        found.push(rights(open).await);
        Ok(Looked {
            met: Some(met),
            found,
        })
    }

    /// What the current missions name and the connected user cannot see.
    async fn sight(
        &self,
        caller: &Caller,
        open: &Arc<Connection>,
        found: &mut Vec<CheckView>,
    ) -> Result<(), Error> {
        // Somebody who checks has just changed something in the org.
        open.forget_schemas();
        let here = || self.0.store.within(&caller.workspace);
        let listed = store::missions::list(here(), &Page::first(200)).await?;
        for mission in listed.items {
            let Some(current) = mission.current else {
                continue;
            };
            let parsed = self
                .0
                .cache
                .mission(&self.0.store, &caller.workspace, &mission.id, &current)
                .await?;
            let title = format!("It sees what “{}” needs", parsed.title);
            found.push(match open.hidden_from(&parsed.scope).await {
                Ok(hidden) if hidden.is_empty() => CheckView::good(title, String::new()),
                Ok(hidden) => CheckView::care(
                    title,
                    format!(
                        "Hidden from the user, or not there: {}. Give the integration user access to these, or take them out of the mission.",
                        hidden.join(", ")
                    ),
                ),
                Err(error) => CheckView::bad(title, error.to_string()),
            });
        }
        Ok(())
    }
}

/// Whether the org tells what people may read: it is asked before their own user's sight counts on the pages of records.
async fn rights(open: &Connection) -> CheckView {
    let title = "It tells what people may see";
    let rows = "FieldPermissions".parse().expect("it is written as a name");
    match open.schema(&rows).await {
        Ok(Some(_)) => CheckView::good(title, String::new()),
        Ok(None) => CheckView::care(
            title,
            "Records show people with a Salesforce user of their own only what missions read. Give the integration user the permission View Setup and Configuration.".into(),
        ),
        Err(error) => CheckView::bad(title, error.to_string()),
    }
}

/// Whether changes will look like a program's own: an admin's user may do too much, a person's name misleads.
fn dedicated(met: &Known, facts: &UserFacts) -> CheckView {
    let title = "A user of its own";
    let profile = facts
        .profile
        .as_deref()
        .unwrap_or("a profile that is not shown");
    if facts.modifies_all == Some(true) {
        return CheckView::bad(
            title,
            format!(
                "{} may change every record ({profile}). Connect with an integration user that may do only what missions need.",
                met.name
            ),
        );
    }
    let folded = format!("{profile} {} {}", met.name, met.username).to_lowercase();
    if ["integration", "api only", "api user"]
        .iter()
        .any(|word| folded.contains(word))
    {
        return CheckView::good(title, format!("{} has {profile}.", met.name));
    }
    CheckView::care(
        title,
        format!(
            "{} looks like a person ({profile}). In Salesforce every change will bear their name: connect with an integration user.",
            met.name
        ),
    )
}
