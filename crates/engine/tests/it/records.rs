//! The org's records as people may see them, and why they changed.

mod browse; // lists, and one record
mod sight; // who sees what
mod why; // why a record changed

use crate::company::Company;
use crate::world::World;
use domain::actor::Role;
use domain::change::Source;
use domain::record::RecordRef;
use domain::sight::Whose;
use domain::verdict::Verdict;
use engine::{
    ByView, Caller, ChainView, ChangeView, ChangesView, Error, OrgSays, OtherHand, ReadBack,
    RecordQuery, RecordState, RecordView, What,
};
use serde_json::json;
use std::time::Duration;

fn at(object: &str, id: &str) -> RecordRef {
    RecordRef::new(object.parse().unwrap(), id.parse().unwrap())
}

impl World {
    /// A person with an address, and perhaps a user of that address in the org.
    pub async fn lets_in(&self, email: &str, roles: &[Role]) -> Caller {
        let roles = roles.iter().copied().collect();
        let added = self
            .engine
            .add_person(&self.workspace, email, "Elena Marsh", roles, None);
        Caller {
            workspace: self.workspace.clone(),
            actor: added.await.unwrap(),
        }
    }
    async fn opens(&self, who: &Caller, record: &RecordRef) -> RecordView {
        self.engine.record(who, record).await.unwrap()
    }
    async fn why(&self, who: &Caller, record: &RecordRef) -> ChangesView {
        self.engine.changes(who, record).await.unwrap()
    }
    async fn browses(
        &self,
        who: &Caller,
        object: &str,
        query: &RecordQuery,
    ) -> engine::RecordsView {
        let object = object.parse().unwrap();
        self.engine.records(who, &object, query).await.unwrap()
    }
    /// Two accounts of one company, and a lead that asks; merged and converted once somebody has signed.
    async fn merges(&self, twin: serde_json::Value) -> Merged {
        let company = Company::random();
        let mut first = company.account();
        first["NumberOfEmployees"] = json!(null);
        let master = self.org.create("Account", first).await;
        let mut other = company.twin();
        if let (Some(other), serde_json::Value::Object(more)) = (other.as_object_mut(), twin) {
            other.extend(more);
        }
        let other = self.org.create("Account", other).await;
        let contact = json!({ "LastName": "Quill", "AccountId": other });
        let contact = self.org.create("Contact", contact).await;
        let lead = self.org.create("Lead", company.lead()).await;
        let (run, decision) = self.proposes(&lead).await;
        self.approves(&self.ben, &decision.summary.id).await;
        self.ends_as(&run, Verdict::Verified).await;
        let gone = self
            .org
            .query(&format!("SELECT Id FROM Account WHERE Id = '{master}'"))
            .await;
        let (master, loser) = if gone.is_empty() {
            (other, master)
        } else {
            (master, other)
        };
        Merged {
            name: company.name,
            master: at("Account", &master),
            loser: at("Account", &loser),
            lead: at("Lead", &lead),
            contact: at("Contact", &contact),
            run,
            decision: decision.summary.id,
        }
    }
}

struct Merged {
    name: String,
    master: RecordRef,
    loser: RecordRef,
    lead: RecordRef,
    contact: RecordRef,
    run: domain::id::RunId,
    decision: domain::id::DecisionId,
}

fn chain(change: &ChangeView) -> &ChainView {
    match &change.by {
        ByView::Ours(chain) => chain,
        ByView::Other { .. } => panic!("not by us: {change:?}"),
    }
}

fn of_field<'c>(changes: &'c ChangesView, name: &str) -> &'c ChangeView {
    let mut all = changes.changes.iter();
    let is =
        |change: &&ChangeView| matches!(&change.what, What::Field { field, .. } if field.is(name));
    all.find(is)
        .unwrap_or_else(|| panic!("{name}: {changes:#?}"))
}
