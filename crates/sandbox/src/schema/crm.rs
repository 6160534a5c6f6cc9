//! The companies and people a sales team works with.

use super::Object;
use super::field::{
    Default, Field, address, countersign_key, currency, date, email, flag, int, long, owner,
    percent, phone, picklist, reference, restricted, text, url,
};

const INDUSTRIES: &[&str] = &[
    "Agriculture",
    "Apparel",
    "Banking",
    "Biotechnology",
    "Chemicals",
    "Communications",
    "Construction",
    "Consulting",
    "Education",
    "Electronics",
    "Energy",
    "Engineering",
    "Entertainment",
    "Environmental",
    "Finance",
    "Food & Beverage",
    "Government",
    "Healthcare",
    "Hospitality",
    "Insurance",
    "Machinery",
    "Manufacturing",
    "Media",
    "Not For Profit",
    "Recreation",
    "Retail",
    "Shipping",
    "Technology",
    "Telecommunications",
    "Transportation",
    "Utilities",
    "Other",
];
const RATINGS: &[&str] = &["Hot", "Warm", "Cold"];
pub(super) const SOURCES: &[&str] = &[
    "Web",
    "Phone Inquiry",
    "Partner Referral",
    "Purchased List",
    "Trade Show",
    "Other",
];
const SALUTATIONS: &[&str] = &["Mr.", "Ms.", "Mrs.", "Dr.", "Prof.", "Mx."];
pub(super) fn objects() -> Vec<Object> {
    vec![account(), contact(), lead()]
}

fn account() -> Object {
    Object::new("Account", "Account", "Accounts", "001")
        .mergeable(&["Account"])
        .searchable()
        .history_in("AccountHistory", "AccountId")
        .with([
            text("Name", 255)
                .required()
                .names()
                .tracked()
                .labelled("Account Name"),
            picklist(
                "Type",
                &[
                    "Prospect",
                    "Customer - Direct",
                    "Customer - Channel",
                    "Channel Partner / Reseller",
                    "Installation Partner",
                    "Technology Partner",
                    "Other",
                ],
            )
            .tracked()
            .labelled("Account Type"),
            record_type(),
            reference("ParentId", "Parent", &["Account"])
                .down("ChildAccounts")
                .tracked()
                .labelled("Parent Account ID"),
        ])
        .with(
            address([
                "BillingStreet",
                "BillingCity",
                "BillingState",
                "BillingPostalCode",
                "BillingCountry",
            ])
            .map(Field::tracked),
        )
        .with(address([
            "ShippingStreet",
            "ShippingCity",
            "ShippingState",
            "ShippingPostalCode",
            "ShippingCountry",
        ]))
        .with([
            phone("Phone").tracked().labelled("Account Phone"),
            phone("Fax").labelled("Account Fax"),
            text("AccountNumber", 40),
            url("Website").tracked(),
            text("Sic", 20).labelled("SIC Code"),
            picklist("Industry", INDUSTRIES).tracked(),
            currency("AnnualRevenue").tracked(),
            int("NumberOfEmployees").tracked().labelled("Employees"),
            picklist("Ownership", &["Public", "Private", "Subsidiary", "Other"]),
            text("TickerSymbol", 20),
            long("Description").labelled("Account Description"),
            restricted("Rating", RATINGS)
                .tracked()
                .labelled("Account Rating"),
            text("Site", 80).labelled("Account Site"),
            picklist("AccountSource", SOURCES),
            owner().down("Accounts"),
            date("LastActivityDate").calculated(),
            percent("Commission_Rate__c", 5, 2),
            flag("Merge_Hold__c"),
            text("Tax_Id__c", 30).tracked(),
            countersign_key(),
        ])
        .stamped()
}

fn contact() -> Object {
    Object::new("Contact", "Contact", "Contacts", "003")
        .mergeable(&["Contact"])
        .searchable()
        .history_in("ContactHistory", "ContactId")
        .with([reference("AccountId", "Account", &["Account"])
            .down("Contacts")
            .cascade()
            .tracked()])
        .with(person())
        .with(address([
            "MailingStreet",
            "MailingCity",
            "MailingState",
            "MailingPostalCode",
            "MailingCountry",
        ]))
        .with([
            phone("Phone").tracked().labelled("Business Phone"),
            phone("MobilePhone"),
            email("Email").tracked(),
            reference("ReportsToId", "ReportsTo", &["Contact"]),
            text("Title", 128).tracked(),
            text("Department", 80),
            picklist("LeadSource", SOURCES),
            date("Birthdate"),
            long("Description"),
            owner(),
            flag("HasOptedOutOfEmail"),
            flag("DoNotCall"),
            date("LastActivityDate").calculated(),
            countersign_key(),
        ])
        .stamped()
}

fn lead() -> Object {
    Object::new("Lead", "Lead", "Leads", "00Q")
        .mergeable(&["Lead"])
        .searchable()
        .history_in("LeadHistory", "LeadId")
        .with(person())
        .with([
            text("Title", 128),
            text("Company", 255).required().tracked(),
            text("Street", 255),
            text("City", 40),
            text("State", 80),
            text("PostalCode", 20),
            text("Country", 80).tracked(),
            phone("Phone").tracked(),
            phone("MobilePhone"),
            email("Email").tracked(),
            url("Website").tracked(),
            long("Description"),
            picklist("LeadSource", SOURCES),
            picklist(
                "Status",
                &[
                    "Open - Not Contacted",
                    "Working - Contacted",
                    "Closed - Converted",
                    "Closed - Not Converted",
                ],
            )
            .default(Default::Text("Open - Not Contacted"))
            .tracked()
            .open(),
            picklist("Industry", INDUSTRIES),
            restricted("Rating", RATINGS),
            currency("AnnualRevenue"),
            int("NumberOfEmployees").labelled("Employees"),
            owner(),
            flag("IsConverted").read_only().labelled("Converted"),
            date("ConvertedDate").read_only(),
            reference("ConvertedAccountId", "ConvertedAccount", &["Account"]).read_only(),
            reference("ConvertedContactId", "ConvertedContact", &["Contact"]).read_only(),
            reference(
                "ConvertedOpportunityId",
                "ConvertedOpportunity",
                &["Opportunity"],
            )
            .read_only(),
            flag("IsUnreadByOwner"),
            flag("HasOptedOutOfEmail"),
            date("LastActivityDate").calculated(),
            countersign_key(),
        ])
        .stamped()
}

/// Name parts of somebody; the whole name is composed of them.
fn person() -> [Field; 4] {
    [
        text("Name", 121).names().calculated().labelled("Full Name"),
        restricted("Salutation", SALUTATIONS),
        text("FirstName", 40),
        text("LastName", 80).required().tracked(),
    ]
}

pub(super) fn record_type() -> Field {
    reference("RecordTypeId", "RecordType", &["RecordType"])
}
