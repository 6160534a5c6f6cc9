//! What is sold, agreed and complained about.

use super::Object;
use super::crm::{SOURCES, record_type};
use super::field::{
    Default, countersign_key, currency, date, double, email, flag, instant, int, long, owner,
    percent, picklist, reference, text,
};

/// Stages with probability, and whether they are closed and won.
pub(crate) const STAGES: &[(&str, i64, bool, bool)] = &[
    ("Prospecting", 10, false, false),
    ("Qualification", 20, false, false),
    ("Needs Analysis", 30, false, false),
    ("Value Proposition", 50, false, false),
    ("Id. Decision Makers", 60, false, false),
    ("Proposal/Price Quote", 75, false, false),
    ("Negotiation/Review", 90, false, false),
    ("Closed Won", 100, true, true),
    ("Closed Lost", 0, true, false),
];
const STAGE_NAMES: &[&str] = &[
    "Prospecting",
    "Qualification",
    "Needs Analysis",
    "Value Proposition",
    "Id. Decision Makers",
    "Proposal/Price Quote",
    "Negotiation/Review",
    "Closed Won",
    "Closed Lost",
];

pub(super) fn objects() -> Vec<Object> {
    vec![opportunity(), contact_role(), case(), contract()]
}

fn opportunity() -> Object {
    Object::new("Opportunity", "Opportunity", "Opportunities", "006")
        .searchable()
        .history_in("OpportunityFieldHistory", "OpportunityId")
        .with([
            reference("AccountId", "Account", &["Account"])
                .down("Opportunities")
                .cascade()
                .tracked(),
            record_type(),
            text("Name", 120).required().names().tracked(),
            long("Description"),
            picklist("StageName", STAGE_NAMES)
                .required()
                .tracked()
                .labelled("Stage"),
            currency("Amount").tracked(),
            percent("Probability", 3, 0),
            currency("ExpectedRevenue").calculated(),
            double("TotalOpportunityQuantity", 18, 2).labelled("Quantity"),
            date("CloseDate").required().tracked(),
            picklist(
                "Type",
                &[
                    "Existing Customer - Upgrade",
                    "Existing Customer - Replacement",
                    "New Customer",
                ],
            )
            .labelled("Opportunity Type"),
            text("NextStep", 255).tracked(),
            picklist("LeadSource", SOURCES),
            flag("IsClosed").calculated().open(),
            flag("IsWon").calculated().open(),
            picklist(
                "ForecastCategoryName",
                &["Omitted", "Pipeline", "Best Case", "Commit", "Closed"],
            )
            .labelled("Forecast Category"),
            owner(),
            date("LastActivityDate").calculated(),
            date("Last_Contacted__c").tracked(),
            countersign_key(),
        ])
        .stamped()
}

fn contact_role() -> Object {
    Object::new(
        "OpportunityContactRole",
        "Opportunity Contact Role",
        "Opportunity Contact Roles",
        "00K",
    )
    .with([
        reference("OpportunityId", "Opportunity", &["Opportunity"])
            .down("OpportunityContactRoles")
            .cascade()
            .required()
            .create_only(),
        reference("ContactId", "Contact", &["Contact"])
            .down("OpportunityContactRoles")
            .cascade()
            .required(),
        picklist(
            "Role",
            &[
                "Decision Maker",
                "Economic Buyer",
                "Evaluator",
                "Executive Sponsor",
                "Influencer",
                "Business User",
                "Other",
            ],
        ),
        flag("IsPrimary"),
    ])
    .stamped()
}

fn case() -> Object {
    Object::new("Case", "Case", "Cases", "500")
        .searchable()
        .history_in("CaseHistory", "CaseId")
        .with([
            text("CaseNumber", 30)
                .names()
                .read_only()
                .default(Default::Number(8)),
            reference("ContactId", "Contact", &["Contact"]).down("Cases"),
            reference("AccountId", "Account", &["Account"])
                .down("Cases")
                .tracked(),
            reference("ParentId", "Parent", &["Case"]).down("Cases"),
            text("SuppliedName", 80),
            email("SuppliedEmail"),
            picklist(
                "Type",
                &[
                    "Mechanical",
                    "Electrical",
                    "Electronic",
                    "Structural",
                    "Other",
                ],
            ),
            picklist("Status", &["New", "Working", "Escalated", "Closed"])
                .default(Default::Text("New"))
                .tracked(),
            picklist(
                "Reason",
                &[
                    "Installation",
                    "Equipment Complexity",
                    "Performance",
                    "Breakdown",
                    "Equipment Design",
                    "Feedback",
                    "Other",
                ],
            ),
            picklist("Origin", &["Phone", "Email", "Web"]),
            text("Subject", 255),
            picklist("Priority", &["High", "Medium", "Low"])
                .default(Default::Text("Medium"))
                .tracked(),
            long("Description"),
            flag("IsClosed").calculated().open(),
            instant("ClosedDate").read_only(),
            flag("IsEscalated"),
            owner(),
            countersign_key(),
        ])
        .stamped()
}

fn contract() -> Object {
    Object::new("Contract", "Contract", "Contracts", "800")
        .searchable()
        .with([
            reference("AccountId", "Account", &["Account"])
                .down("Contracts")
                .required(),
            text("ContractNumber", 30)
                .names()
                .read_only()
                .default(Default::Number(8)),
            picklist("Status", &["Draft", "In Approval Process", "Activated"])
                .default(Default::Text("Draft"))
                .open(),
            date("StartDate"),
            date("EndDate").calculated(),
            int("ContractTerm"),
            text("SpecialTerms", 4000),
            long("Description"),
            instant("ActivatedDate").read_only(),
            owner(),
        ])
        .stamped()
}
