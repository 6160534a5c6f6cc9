//! What changed, when, by whom.

use super::Object;
use super::field::{currency, date, double, instant, reference, text};

pub(super) fn objects() -> Vec<Object> {
    vec![
        history("AccountHistory", "AccountId", "Account", &["Account"]),
        history("ContactHistory", "ContactId", "Contact", &["Contact"]),
        history("LeadHistory", "LeadId", "Lead", &["Lead"]),
        history(
            "OpportunityFieldHistory",
            "OpportunityId",
            "Opportunity",
            &["Opportunity"],
        ),
        history("CaseHistory", "CaseId", "Case", &["Case"]),
        Object::new(
            "OpportunityHistory",
            "Opportunity: History",
            "Opportunity: History",
            "008",
        )
        .kept_by_the_org()
        .with([
            reference("OpportunityId", "Opportunity", &["Opportunity"])
                .down("OpportunityHistories")
                .cascade()
                .open(),
            text("StageName", 255).open(),
            currency("Amount").open(),
            double("Probability", 3, 0).open(),
            date("CloseDate").open(),
            reference("CreatedById", "CreatedBy", &["User"]).read_only(),
            instant("CreatedDate").read_only(),
            instant("SystemModstamp").read_only(),
        ]),
    ]
}

fn history(
    name: &'static str,
    parent: &'static str,
    up: &'static str,
    targets: &'static [&'static str],
) -> Object {
    Object::new(
        name,
        &format!("{up} History"),
        &format!("{up} History"),
        "017",
    )
    .kept_by_the_org()
    .with([
        reference(parent, up, targets)
            .down("Histories")
            .cascade()
            .open(),
        reference("CreatedById", "CreatedBy", &["User"]).read_only(),
        instant("CreatedDate").read_only(),
        text("Field", 255).open(),
        text("DataType", 40).open(),
        text("OldValue", 32_000).open(),
        text("NewValue", 32_000).open(),
    ])
}
