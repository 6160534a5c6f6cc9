//! Conversion: a lead becomes a contact of an account, and an opportunity when wanted. There is no way back.

use jiff::ToSpan as _;
use sqlx::Row as _;

use super::envelope::{Element, errors};
use super::merge::reparent;
use crate::id;
use crate::refusal::Refusal;
use crate::schema::{Object, object};
use crate::store::{Given, Record, Work, rows};
use crate::value::{Cell, Value};

pub(super) async fn convert(work: &mut Work<'_>, body: &Element) -> Result<String, Refusal> {
    let mut results = Vec::new();
    for request in body.named("leadConverts").chain(body.named("leadConvert")) {
        let before = work.mark().await?;
        match Box::pin(one(work, request)).await {
            Ok(result) => {
                work.keep().await?;
                results.push(result);
            }
            Err(refusal) => {
                work.back(before).await?;
                results.push(format!(
                    "<result><accountId xsi:nil=\"true\"/><contactId xsi:nil=\"true\"/>{}<leadId xsi:nil=\"true\"/><opportunityId xsi:nil=\"true\"/>\
                     <success>false</success></result>",
                    errors(&refusal)
                ));
            }
        }
    }
    Ok(results.concat())
}

async fn one(work: &mut Work<'_>, request: &Element) -> Result<String, Refusal> {
    let id = reference(request, "leadId", object("Lead"))?
        .ok_or_else(|| Refusal::bad("MISSING_ARGUMENT", "leadId missing"))?;
    let lead = work.changeable(object("Lead"), &id).await?;
    let status = request
        .value("convertedStatus")
        .unwrap_or_default()
        .to_owned();
    let known = rows(
        work.conn,
        "select 1 from LeadStatus where MasterLabel = ? and IsConverted = 1 and IsDeleted = 0"
            .to_owned(),
        vec![Cell::Text(status.clone())],
    )
    .await?;
    if known.is_empty() {
        return Err(Refusal::bad(
            "INVALID_STATUS",
            format!("invalid convertedStatus: {status}"),
        ));
    }
    let tally = work.tally;
    let owner = match reference(request, "ownerId", object("User"))? {
        Some(owner) => {
            there(work, object("User"), &owner).await?;
            Value::Text(owner)
        }
        None => lead.get("OwnerId").clone(),
    };
    let account = match reference(request, "accountId", object("Account"))? {
        Some(account) => {
            there(work, object("Account"), &account).await?;
            account
        }
        None => create(work, "Account", account_of(&lead, &owner)).await?,
    };
    let contact = contact(work, request, &lead, &account, &owner).await?;
    let none = matches!(request.value("doNotCreateOpportunity"), Some("true" | "1"));
    let opportunity = if none {
        None
    } else {
        Some(opportunity(work, request, &lead, &account, &owner).await?)
    };
    reparent_activities(work, &id, &contact).await?;
    let converted = vec![
        ("Status", Value::text(&status)),
        ("IsConverted", Value::Bool(true)),
        ("ConvertedDate", Value::Date(work.today())),
        ("ConvertedAccountId", Value::text(&account)),
        ("ConvertedContactId", Value::text(&contact)),
        (
            "ConvertedOpportunityId",
            opportunity.as_deref().map_or(Value::Null, Value::text),
        ),
        ("OwnerId", owner),
    ];
    work.put(object("Lead"), &id, converted).await?;
    work.tally = tally;
    work.tally.conversions += 1;
    let opportunity = opportunity.map_or_else(
        || "<opportunityId xsi:nil=\"true\"/>".to_owned(),
        |id| format!("<opportunityId>{id}</opportunityId>"),
    );
    Ok(format!(
        "<result><accountId>{account}</accountId><contactId>{contact}</contactId><leadId>{id}</leadId>{opportunity}<success>true</success></result>"
    ))
}

fn reference(request: &Element, name: &str, object: &Object) -> Result<Option<String>, Refusal> {
    let Some(text) = request.value(name) else {
        return Ok(None);
    };
    match id::parse(text).filter(|id| id.starts_with(object.prefix)) {
        Some(id) => Ok(Some(id)),
        None => Err(Refusal::malformed_id(text).on(name)),
    }
}

async fn there(work: &mut Work<'_>, object: &'static Object, id: &str) -> Result<Record, Refusal> {
    let found = Record::load(work.conn, object, id)
        .await?
        .filter(|record| !record.is_deleted());
    found.ok_or_else(|| {
        Refusal::bad(
            "INVALID_CROSS_REFERENCE_KEY",
            format!("invalid cross reference id: {id}"),
        )
    })
}

async fn contact(
    work: &mut Work<'_>,
    request: &Element,
    lead: &Record,
    account: &str,
    owner: &Value,
) -> Result<String, Refusal> {
    let Some(id) = reference(request, "contactId", object("Contact"))? else {
        return create(work, "Contact", contact_of(lead, account, owner)).await;
    };
    let contact = there(work, object("Contact"), &id).await?;
    if request.value("accountId").is_none() {
        return Err(Refusal::bad(
            "MISSING_ARGUMENT",
            "accountId must be specified when contactId is",
        ));
    }
    match contact.get("AccountId").as_text() {
        Some(own) if own != account => Err(Refusal::bad(
            "INVALID_CROSS_REFERENCE_KEY",
            "the contact belongs to another account",
        )),
        own => {
            let mut values = vec![];
            if own.is_none() {
                values.push(("AccountId", Value::text(account)));
            }
            if matches!(request.value("overwriteLeadSource"), Some("true" | "1")) {
                values.push(("LeadSource", lead.get("LeadSource").clone()));
            }
            if !values.is_empty() {
                work.put(object("Contact"), &id, values).await?;
            }
            Ok(id)
        }
    }
}

async fn opportunity(
    work: &mut Work<'_>,
    request: &Element,
    lead: &Record,
    account: &str,
    owner: &Value,
) -> Result<String, Refusal> {
    let name = request
        .value("opportunityName")
        .map_or_else(|| lead.get("Company").clone(), Value::text);
    let today = work.today();
    let quarter_end =
        jiff::civil::date(today.year(), (today.month() - 1) / 3 * 3 + 3, 1).last_of_month();
    let values = vec![
        ("Name", name),
        ("AccountId", Value::text(account)),
        ("StageName", Value::text("Prospecting")),
        (
            "CloseDate",
            Value::Date(quarter_end.max(today.saturating_add(1.day()))),
        ),
        ("LeadSource", lead.get("LeadSource").clone()),
        ("OwnerId", owner.clone()),
    ];
    create(work, "Opportunity", values).await
}

async fn create(
    work: &mut Work<'_>,
    name: &str,
    values: Vec<(&'static str, Value)>,
) -> Result<String, Refusal> {
    let object = object(name);
    let given: Given = values
        .into_iter()
        .filter(|(_, value)| !value.is_null())
        .filter_map(|(name, value)| Some((object.field(name)?, value)))
        .collect();
    work.insert(object, given).await
}

fn account_of(lead: &Record, owner: &Value) -> Vec<(&'static str, Value)> {
    let own = |name: &str| lead.get(name).clone();
    vec![
        ("Name", own("Company")),
        ("Phone", own("Phone")),
        ("Website", own("Website")),
        ("Industry", own("Industry")),
        ("Rating", own("Rating")),
        ("AnnualRevenue", own("AnnualRevenue")),
        ("NumberOfEmployees", own("NumberOfEmployees")),
        ("AccountSource", own("LeadSource")),
        ("BillingStreet", own("Street")),
        ("BillingCity", own("City")),
        ("BillingState", own("State")),
        ("BillingPostalCode", own("PostalCode")),
        ("BillingCountry", own("Country")),
        ("OwnerId", owner.clone()),
    ]
}

fn contact_of(lead: &Record, account: &str, owner: &Value) -> Vec<(&'static str, Value)> {
    let own = |name: &str| lead.get(name).clone();
    vec![
        ("AccountId", Value::text(account)),
        ("Salutation", own("Salutation")),
        ("FirstName", own("FirstName")),
        ("LastName", own("LastName")),
        ("Title", own("Title")),
        ("Email", own("Email")),
        ("Phone", own("Phone")),
        ("MobilePhone", own("MobilePhone")),
        ("LeadSource", own("LeadSource")),
        ("Description", own("Description")),
        ("MailingStreet", own("Street")),
        ("MailingCity", own("City")),
        ("MailingState", own("State")),
        ("MailingPostalCode", own("PostalCode")),
        ("MailingCountry", own("Country")),
        ("OwnerId", owner.clone()),
    ]
}

/// What was done with the lead was done with the person.
async fn reparent_activities(
    work: &mut Work<'_>,
    lead: &str,
    contact: &str,
) -> Result<(), Refusal> {
    let held = rows(
        work.conn,
        "select (select count(*) from Task where WhoId = ?1) + (select count(*) from Event where WhoId = ?1)".to_owned(),
        vec![Cell::Text(lead.to_owned())],
    )
    .await?;
    let held: i64 = held.first().map_or(Ok(0), |row| row.try_get(0))?;
    if held > 0 {
        reparent(work, object("Lead"), lead, contact).await?;
    }
    Ok(())
}
