use crate::world::{World, code};
use serde_json::json;

async fn convert(world: &World, lead: &str, more: &str) -> String {
    let status = if more.contains("convertedStatus") {
        ""
    } else {
        "<convertedStatus>Closed - Converted</convertedStatus>"
    };
    let (code, xml) = world.soap(&format!("<convertLead><leadConverts><leadId>{lead}</leadId>{status}{more}</leadConverts></convertLead>")).await;
    assert_eq!(code, 200, "{xml}");
    xml
}

fn element(xml: &str, name: &str) -> String {
    xml.split_once(&format!("<{name}>"))
        .map_or_else(String::new, |(_, rest)| {
            rest.split_once('<').unwrap().0.to_owned()
        })
}

#[tokio::test]
async fn a_lead_becomes_a_contact_of_an_account_that_is_there() {
    let world = World::demo().await;
    let account = world.account("Kestrel Bay Instruments").await;
    let before = world.get(&format!("sobjects/Account/{account}")).await.1;
    let owner = world
        .one(
            "Id",
            "User WHERE Username = 'emea.rep@northwind-sandbox.example'",
        )
        .await;
    let lead = world.create("Lead", json!({"FirstName": "Ana", "LastName": "Lima", "Company": "Kestrel Bay", "Email": "ana@kestrelbay.example", "Phone": "+44 9"})).await;
    let task = world
        .create("Task", json!({"Subject": "Call", "WhoId": lead}))
        .await;
    world.control("POST", "counters/reset", None).await;

    let more = format!(
        "<accountId>{account}</accountId><doNotCreateOpportunity>true</doNotCreateOpportunity><ownerId>{}</ownerId>",
        owner.as_str().unwrap()
    );
    let xml = convert(&world, &lead, &more).await;
    assert!(
        xml.contains("<success>true</success>")
            && xml.contains("<opportunityId xsi:nil=\"true\"/>"),
        "{xml}"
    );
    let contact = element(&xml, "contactId");
    let (_, row) = world.get(&format!("sobjects/Contact/{contact}")).await;
    assert_eq!(
        (&row["AccountId"], &row["Email"], &row["OwnerId"]),
        (&json!(account), &json!("ana@kestrelbay.example"), &owner)
    );
    let (_, row) = world.get(&format!("sobjects/Lead/{lead}")).await;
    assert_eq!(
        (
            &row["IsConverted"],
            &row["Status"],
            &row["ConvertedAccountId"],
            &row["ConvertedContactId"]
        ),
        (
            &json!(true),
            &json!("Closed - Converted"),
            &json!(account),
            &json!(contact)
        )
    );
    assert_eq!(
        world
            .one("WhoId", &format!("Task WHERE Id = '{task}'"))
            .await,
        json!(contact)
    );
    assert_eq!(
        world.get(&format!("sobjects/Account/{account}")).await.1["LastModifiedDate"],
        before["LastModifiedDate"],
        "the account stays as it was"
    );
    let counters = world.control("GET", "counters", None).await.1;
    assert_eq!(
        (&counters["conversions"], &counters["creates"]),
        (&json!(1), &json!(0))
    );

    assert_eq!(
        code(
            &world
                .patch(&format!("sobjects/Lead/{lead}"), json!({"Title": "x"}))
                .await
        ),
        (400, "CANNOT_UPDATE_CONVERTED_LEAD")
    );
    let again = convert(&world, &lead, &more).await;
    assert_eq!(
        (
            element(&again, "statusCode").as_str(),
            world.counter("conversions").await
        ),
        ("CANNOT_UPDATE_CONVERTED_LEAD", 1)
    );
}

#[tokio::test]
async fn without_an_account_one_is_made_and_an_opportunity_with_it() {
    let world = World::empty().await;
    let lead = world.create("Lead", json!({"LastName": "Lima", "Company": "Newco", "Country": "Norway", "Website": "https://newco.example"})).await;
    let xml = convert(
        &world,
        &lead,
        "<opportunityName>First order</opportunityName>",
    )
    .await;
    assert_eq!(
        world.one("Website", "Account WHERE Name = 'Newco'").await,
        "https://newco.example"
    );
    assert_eq!(
        world
            .one(
                "Name",
                &format!(
                    "Opportunity WHERE Id = '{}'",
                    element(&xml, "opportunityId")
                )
            )
            .await,
        "First order"
    );
    assert_eq!(world.one("Account.Name", "Opportunity").await, "Newco");
}

#[tokio::test]
async fn an_existing_contact_is_used_when_it_belongs_there() {
    let world = World::empty().await;
    let (account, other) = (
        world.create("Account", json!({"Name": "A"})).await,
        world.create("Account", json!({"Name": "B"})).await,
    );
    let contact = world
        .create("Contact", json!({"LastName": "Lima", "AccountId": account}))
        .await;
    let lead = world
        .create("Lead", json!({"LastName": "Lima", "Company": "A"}))
        .await;
    let wrong = convert(
        &world,
        &lead,
        &format!("<accountId>{other}</accountId><contactId>{contact}</contactId>"),
    )
    .await;
    assert_eq!(element(&wrong, "statusCode"), "INVALID_CROSS_REFERENCE_KEY");
    let right = convert(&world, &lead, &format!("<accountId>{account}</accountId><contactId>{contact}</contactId><doNotCreateOpportunity>true</doNotCreateOpportunity>")).await;
    assert_eq!(element(&right, "contactId"), contact);
    assert_eq!(world.query("SELECT Id FROM Contact").await.len(), 1);
}

#[tokio::test]
async fn what_cannot_be_converted_leaves_nothing_behind() {
    let world = World::empty().await;
    let lead = world
        .create("Lead", json!({"LastName": "Lima", "Company": "A"}))
        .await;
    for (more, wanted) in [
        (
            "<convertedStatus>Working - Contacted</convertedStatus>",
            "INVALID_STATUS",
        ),
        ("<convertedStatus/>", "INVALID_STATUS"),
        (
            "<accountId>001000000000000AAA</accountId>",
            "INVALID_CROSS_REFERENCE_KEY",
        ),
        ("<accountId>003000000000000AAA</accountId>", "MALFORMED_ID"),
        (
            "<ownerId>005000000000000AAA</ownerId>",
            "INVALID_CROSS_REFERENCE_KEY",
        ),
        (
            "<contactId>003000000000000AAA</contactId>",
            "INVALID_CROSS_REFERENCE_KEY",
        ),
    ] {
        assert_eq!(
            element(&convert(&world, &lead, more).await, "statusCode"),
            wanted,
            "{more}"
        );
    }
    for object in ["Account", "Contact", "Opportunity"] {
        assert!(
            world
                .query(&format!("SELECT Id FROM {object}"))
                .await
                .is_empty(),
            "{object}"
        );
    }
    assert_eq!(
        (
            world.one("IsConverted", "Lead").await,
            world.counter("conversions").await
        ),
        (json!(false), 0)
    );
}
