use crate::world::{World, code, said};
use sandbox::Seed;
use serde_json::{Value, json};

/// Names in the order found.
fn names(records: &[Value]) -> Vec<&str> {
    records
        .iter()
        .map(|record| record["Name"].as_str().unwrap())
        .collect()
}

async fn people(world: &World) {
    for (name, rating, employees, phone) in [
        ("Alpha", "Hot", Some(10), Some("+1")),
        ("beta", "Warm", Some(20), None),
        ("Gamma", "Hot", None, Some("+3")),
        ("Δelta", "Cold", Some(5), Some("+4")),
    ] {
        let mut body = json!({"Name": name, "Rating": rating});
        if let Some(employees) = employees {
            body["NumberOfEmployees"] = employees.into();
        }
        if let Some(phone) = phone {
            body["Phone"] = phone.into();
        }
        world.create("Account", body).await;
    }
}

#[tokio::test]
async fn conditions_choose_rows() {
    let world = World::empty().await;
    people(&world).await;
    for (condition, found) in [
        ("Name = 'ALPHA'", vec!["Alpha"]),
        ("Name = 'δELTA'", vec!["Δelta"]),
        ("Name LIKE '%a' AND Rating = 'Hot'", vec!["Alpha", "Gamma"]),
        ("Name LIKE '_eta'", vec!["beta"]),
        ("NumberOfEmployees > 5", vec!["Alpha", "beta"]),
        ("NumberOfEmployees != 10", vec!["Gamma", "beta", "Δelta"]),
        ("NOT NumberOfEmployees = 10", vec!["Gamma", "beta", "Δelta"]),
        ("Phone = null", vec!["beta"]),
        (
            "Phone != null AND (NOT Rating = 'Cold')",
            vec!["Alpha", "Gamma"],
        ),
        ("Rating IN ('Warm', 'Cold')", vec!["beta", "Δelta"]),
        ("Rating NOT IN ('Hot')", vec!["beta", "Δelta"]),
        (
            "(Rating = 'Hot' AND NumberOfEmployees = null) OR Name < 'b'",
            vec!["Alpha", "Gamma"],
        ),
        (
            "CreatedDate = TODAY AND CreatedDate >= LAST_N_DAYS:1",
            vec!["Alpha", "Gamma", "beta", "Δelta"],
        ),
        ("CreatedDate < TODAY", vec![]),
        (
            "CreatedBy.Name = 'Countersign Integration' AND Name > 'c'",
            vec!["Gamma", "Δelta"],
        ),
    ] {
        let records = world
            .query(&format!("SELECT Name FROM Account WHERE {condition}"))
            .await;
        let mut found_names = names(&records);
        found_names.sort_unstable();
        assert_eq!(found_names, found, "{condition}");
    }
}

#[tokio::test]
async fn order_puts_nulls_where_told_and_limits_cut() {
    let world = World::empty().await;
    people(&world).await;
    for (tail, found) in [
        ("ORDER BY Name", ["Alpha", "beta", "Gamma", "Δelta"]),
        (
            "ORDER BY NumberOfEmployees",
            ["Gamma", "Δelta", "Alpha", "beta"],
        ),
        (
            "ORDER BY NumberOfEmployees DESC",
            ["Gamma", "beta", "Alpha", "Δelta"],
        ),
        (
            "ORDER BY NumberOfEmployees DESC NULLS LAST",
            ["beta", "Alpha", "Δelta", "Gamma"],
        ),
    ] {
        assert_eq!(
            names(
                &world
                    .query(&format!("SELECT Name FROM Account {tail}"))
                    .await
            ),
            found,
            "{tail}"
        );
    }
    assert_eq!(
        names(
            &world
                .query("SELECT Name FROM Account ORDER BY Name LIMIT 2 OFFSET 1")
                .await
        ),
        ["beta", "Gamma"]
    );
}

#[tokio::test]
async fn sums_are_exact_and_groups_are_named() {
    let world = World::empty().await;
    for amount in [0.1, 0.2, 0.3] {
        world.create("Opportunity", json!({"Name": "O", "StageName": "Prospecting", "CloseDate": "2027-01-01", "Amount": amount})).await;
    }
    world
        .create(
            "Opportunity",
            json!({"Name": "P", "StageName": "Closed Won", "CloseDate": "2026-01-01"}),
        )
        .await;
    let groups = world.query("SELECT StageName, SUM(Amount), COUNT(Id) n, AVG(Amount), MIN(CloseDate) FROM Opportunity GROUP BY StageName ORDER BY StageName").await;
    assert_eq!(groups[1]["expr0"], json!(0.6));
    assert_eq!(
        (&groups[1]["n"], &groups[1]["expr1"], &groups[1]["expr2"]),
        (&json!(3), &json!(0.2), &json!("2027-01-01"))
    );
    assert_eq!(
        (&groups[0]["expr0"], &groups[0]["attributes"]["type"]),
        (&Value::Null, &json!("AggregateResult"))
    );
    let (_, count) = world
        .try_query("SELECT count() FROM Opportunity WHERE Amount > 0.1")
        .await;
    assert_eq!(
        (
            count["totalSize"].as_u64(),
            count["records"].as_array().map(Vec::len)
        ),
        (Some(2), Some(0))
    );
}

#[tokio::test]
async fn parents_children_and_semi_joins() {
    let world = World::demo().await;
    let text = "SELECT Name, Owner.Profile.Name, Parent.Name, (SELECT Name, Account.Name FROM Opportunities WHERE IsClosed = false ORDER BY Name LIMIT 2), \
                (SELECT Id FROM Cases WHERE Subject = 'no such') FROM Account WHERE Name = 'Okapi Finance' OR Name = 'Kestrel Bay Instruments' ORDER BY Name";
    let records = world.query(text).await;
    assert_eq!(records[0]["Opportunities"]["totalSize"], 2);
    assert_eq!(
        records[0]["Opportunities"]["records"][0]["Account"]["Name"],
        "Kestrel Bay Instruments"
    );
    assert!(records[0]["Cases"].is_null() && records[0]["Parent"].is_null());
    assert_eq!(
        (
            &records[1]["Parent"]["Name"],
            &records[1]["Owner"]["Profile"]["Name"]
        ),
        (&json!("Okapi Logistics B.V."), &json!("Sales User"))
    );
    let with = world.try_query("SELECT COUNT() FROM Account WHERE Id IN (SELECT AccountId FROM Contract WHERE Status = 'Activated')").await.1["totalSize"].as_u64().unwrap();
    let without = world.try_query("SELECT COUNT() FROM Account WHERE Id NOT IN (SELECT AccountId FROM Contract WHERE Status = 'Activated')").await.1["totalSize"].as_u64().unwrap();
    let all = world.try_query("SELECT COUNT() FROM Account").await.1["totalSize"]
        .as_u64()
        .unwrap();
    assert!(with > 5 && with + without == all, "{with} {without} {all}");
    let tasks = world.query("SELECT Who.Name, What.Type, What.Name FROM Task WHERE What.Type = 'Opportunity' LIMIT 1").await;
    assert_eq!(tasks[0]["What"]["Type"], "Opportunity");
}

#[tokio::test]
async fn errors_speak_salesforce() {
    let world = World::empty().await;
    let (status, body) = world.try_query("SELECT Id, Shoe FROM Account").await;
    assert_eq!(status, 400);
    assert!(
        body[0]["message"]
            .as_str()
            .unwrap()
            .contains("No such column 'Shoe' on entity 'Account'")
    );
    assert_eq!(
        code(&world.try_query("SELECT Id FROM ScratchOrgInfo").await),
        (400, "INVALID_TYPE")
    );
    assert_eq!(
        code(&world.try_query("SELECT Id FROM").await),
        (400, "MALFORMED_QUERY")
    );
    assert_eq!(
        code(&world.get("query/01g000000000000AAA-2000").await),
        (400, "INVALID_QUERY_LOCATOR")
    );
}

#[tokio::test]
async fn pages_hold_each_row_once_while_others_write() {
    let world = World::of(Seed::Scale(2_500)).await;
    let (_, mut page) = said(
        world
            .request("GET", "query/")
            .header("sforce-query-options", "batchSize=1000")
            .query(&[("q", "SELECT Id, Name FROM Lead ORDER BY Name")]),
    )
    .await;
    assert_eq!(
        (page["totalSize"].as_u64(), page["done"].as_bool()),
        (Some(5_000), Some(false))
    );
    let mut ids: Vec<String> = Vec::new();
    let mut pages = 1;
    loop {
        ids.extend(
            page["records"]
                .as_array()
                .unwrap()
                .iter()
                .map(|record| record["Id"].as_str().unwrap().to_owned()),
        );
        let Some(next) = page["nextRecordsUrl"].as_str() else {
            break;
        };
        world
            .create("Lead", json!({"LastName": "Late", "Company": "AAA"}))
            .await;
        page = world.get(next).await.1;
        pages += 1;
    }
    let found = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!((pages, found, ids.len()), (5, 5_000, 5_000));
    let (_, page) = world.try_query("SELECT Id FROM Lead").await;
    assert_eq!(page["records"].as_array().map(Vec::len), Some(2_000));
    assert_eq!(
        world.try_query("SELECT Id FROM Lead LIMIT 2001").await.1["totalSize"],
        2_001
    );
}

#[tokio::test]
async fn the_command_line_client_learns_its_columns() {
    let world = World::empty().await;
    let (_, body) = world
        .get("query?q=SELECT+Id,Owner.Name+FROM+Account&columns=true")
        .await;
    assert_eq!(
        (
            &body["columnMetadata"][0]["columnName"],
            &body["columnMetadata"][1]["joinColumns"][0]["columnName"]
        ),
        (&json!("Id"), &json!("Name"))
    );
    assert_eq!(
        world.get("query/?explain=SELECT+Id+FROM+Account").await.1["plans"][0]["sobjectType"],
        "Account"
    );
}

#[tokio::test]
async fn deleted_rows_are_seen_only_when_asked_for() {
    let world = World::empty().await;
    let id = world.create("Account", json!({"Name": "Gone"})).await;
    world.delete(&format!("sobjects/Account/{id}")).await;
    assert!(world.query("SELECT Id FROM Account").await.is_empty());
    assert_eq!(
        world
            .query("SELECT Id FROM Account WHERE IsDeleted = true ALL ROWS")
            .await
            .len(),
        1
    );
    assert_eq!(
        world.query_all("SELECT Id, IsDeleted FROM Account").await[0]["IsDeleted"],
        true
    );
}
