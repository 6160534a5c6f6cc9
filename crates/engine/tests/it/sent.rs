//! What is sent equals what was signed: every request of a commit, read back.

use crate::company::Company;
use crate::world::World;
use domain::change::{Effect, Target};
use domain::record::FieldName;
use domain::value::Value;
use domain::verdict::Verdict;
use serde_json::value::RawValue;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;

/// One write, in words that the wire and the signature share: what, on which records, with which values.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    operation: &'static str,
    records: Vec<String>,
    values: BTreeMap<String, Option<String>>,
}

fn plain(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Money(money) => Some(money.amount.to_string()),
        other => Some(other.to_string()),
    }
}

fn signed(effect: &Effect) -> Told {
    let values: BTreeMap<String, Option<String>> = effect
        .values()
        .iter()
        .map(|(field, value): &(FieldName, Value)| (field.to_string(), plain(value)))
        .collect();
    let (operation, records, values) = match effect {
        Effect::Merge { master, losers, .. } => (
            "merge",
            std::iter::once(master)
                .chain(losers)
                .map(ToString::to_string)
                .collect(),
            values,
        ),
        Effect::Update {
            record: Target::Record(record),
            ..
        }
        | Effect::Reparent { record, .. } => (
            "update",
            vec![format!("{}/{}", record.object, record.id)],
            values,
        ),
        Effect::Convert {
            lead,
            account,
            contact,
            status,
            owner,
        } => {
            let mut said: BTreeMap<String, Option<String>> = [
                ("convertedStatus", status.clone()),
                ("doNotCreateOpportunity", "true".into()),
                ("overwriteLeadSource", "false".into()),
                ("sendNotificationEmail", "false".into()),
            ]
            .map(|(name, value)| (name.to_owned(), Some(value)))
            .into();
            for (name, id) in [("contactId", contact), ("ownerId", owner)] {
                if let Some(id) = id {
                    said.insert(name.into(), Some(id.to_string()));
                }
            }
            ("convert", vec![lead.to_string(), account.to_string()], said)
        }
        other => panic!("not in this test: {other:?}"),
    };
    Told {
        operation,
        records,
        values,
    }
}

/// Leaves of XML in order: name without prefix, unescaped text.
fn leaves(xml: &str) -> Vec<(String, String)> {
    let mut found = vec![];
    let mut rest = xml;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        let Some(end) = rest.find('>') else { break };
        let (tag, after) = (&rest[..end], &rest[end + 1..]);
        let name = tag.split_whitespace().next().unwrap_or_default();
        let text = &after[..after.find('<').unwrap_or(after.len())];
        if !name.starts_with('/')
            && !name.starts_with('?')
            && after[text.len()..].starts_with(&format!("</{name}>"))
        {
            let text = text
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&quot;", "\"")
                .replace("&apos;", "'")
                .replace("&#10;", "\n")
                .replace("&#13;", "\r")
                .replace("&amp;", "&");
            found.push((name.rsplit(':').next().unwrap().to_owned(), text));
        }
        rest = after;
    }
    found
}

/// A request of the org's own log, if it can change anything.
fn sent(request: &Json) -> Option<Told> {
    let (method, path, body) = (
        request["method"].as_str().unwrap(),
        request["path"].as_str().unwrap(),
        request["body"].as_str().unwrap(),
    );
    if method == "GET" || path.contains("/oauth2/") {
        return None;
    }
    if path.contains("/composite") {
        let asked: Json = serde_json::from_str(body).unwrap();
        let reads = asked["compositeRequest"]
            .as_array()
            .unwrap()
            .iter()
            .all(|sub| sub["method"] == "GET");
        assert!(reads, "a composite that writes: {body}");
        return None;
    }
    if path.contains("/services/Soap/") {
        let inner = &body[body.find(":Body").unwrap()..];
        let leaves = leaves(inner);
        let all = |name: &str| {
            leaves
                .iter()
                .filter(|(leaf, _)| leaf == name)
                .map(|(_, text)| text.clone())
                .collect::<Vec<_>>()
        };
        if inner.contains("<merge>") {
            assert_eq!(inner.matches("<request>").count(), 1);
            let values = leaves
                .iter()
                .filter(|(name, _)| {
                    !["type", "Id", "recordToMergeIds", "fieldsToNull"].contains(&name.as_str())
                })
                .map(|(name, text)| (name.clone(), Some(text.clone())));
            let values = values
                .chain(all("fieldsToNull").into_iter().map(|field| (field, None)))
                .collect();
            assert_eq!(all("type"), ["Account"]);
            return Some(Told {
                operation: "merge",
                records: all("Id")
                    .into_iter()
                    .chain(all("recordToMergeIds"))
                    .collect(),
                values,
            });
        }
        assert!(inner.contains("<convertLead>"), "{inner}");
        assert_eq!(inner.matches("<leadConverts>").count(), 1);
        let values = leaves
            .iter()
            .filter(|(name, _)| !["leadId", "accountId"].contains(&name.as_str()))
            .map(|(name, text)| (name.clone(), Some(text.clone())))
            .collect();
        return Some(Told {
            operation: "convert",
            records: all("leadId").into_iter().chain(all("accountId")).collect(),
            values,
        });
    }
    assert_eq!(method, "PATCH", "{request}");
    let record = path.split("/sobjects/").nth(1).unwrap().to_owned();
    let body: BTreeMap<String, Box<RawValue>> = serde_json::from_str(body).unwrap();
    let value = |raw: &RawValue| match raw.get() {
        "null" => None,
        text if text.starts_with('"') => Some(serde_json::from_str::<String>(text).unwrap()),
        digits => Some(digits.to_owned()),
    };
    Some(Told {
        operation: "update",
        records: vec![record],
        values: body
            .into_iter()
            .map(|(field, raw)| (field, value(&raw)))
            .collect(),
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_sent_equals_what_was_signed() {
    let world = World::bare().await;
    let company = Company::random();
    let mut account = company.account();
    account["Website"] = json!(null);
    account["BillingPostalCode"] = json!(null);
    let mut twin = company.twin();
    twin["Description"] = json!("Rollt & walzt <Stahl> \"warm\";\nzwei Zeilen, ± 0,5 %");
    twin["NumberOfEmployees"] = json!(4321);
    twin["AnnualRevenue"] = json!(1_234_567.89);
    twin["Fax"] = json!("+44 161 000 0000");
    world.org.create("Account", account).await;
    world.org.create("Account", twin).await;
    world.org.create("Account", company.subsidiary()).await;
    let lead = world.org.create("Lead", company.lead()).await;
    let (run, decision) = world.proposes(&lead).await;
    let before = world.org.requests().await.len();
    world.approves(&world.ben, &decision.summary.id).await;
    world.ends_as(&run, Verdict::Verified).await;
    let requests = world.org.requests().await;
    let sent: Vec<Told> = requests[before..].iter().filter_map(sent).collect();
    let signed: Vec<Told> = decision
        .parts
        .iter()
        .map(|part| signed(&part.effect))
        .collect();
    println!("{signed:#?}");
    assert_eq!(sent, signed);
    let operations: Vec<&str> = signed.iter().map(|told| told.operation).collect();
    assert_eq!(
        operations,
        ["merge", "update", "update", "convert"],
        "the test should see every kind"
    );
    assert!(signed[0].values.len() >= 5, "{:?}", signed[0].values);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_part_that_the_signer_left_out_is_not_sent() {
    let world = World::bare().await;
    let company = Company::random();
    world.org.create("Account", company.account()).await;
    world.org.create("Account", company.subsidiary()).await;
    let lead = world.org.create("Lead", company.lead()).await;
    let (run, decision) = world.proposes(&lead).await;
    let before = world.org.requests().await.len();
    let ticked: Vec<_> = decision
        .parts
        .iter()
        .filter(|part| !matches!(part.effect, Effect::Reparent { .. }))
        .collect();
    assert_eq!(
        ticked.len() + 1,
        decision.parts.len(),
        "{:?}",
        decision
            .parts
            .iter()
            .map(|part| &part.title)
            .collect::<Vec<_>>()
    );
    let parts = ticked
        .iter()
        .map(|part| (part.number, part.digest))
        .collect();
    world
        .engine
        .decide(
            &world.ben,
            &decision.summary.id,
            engine::Decide::Approve { parts: Some(parts) },
        )
        .await
        .unwrap();
    world.ends_as(&run, Verdict::Verified).await;
    let sent: Vec<Told> = world.org.requests().await[before..]
        .iter()
        .filter_map(sent)
        .collect();
    let signed: Vec<Told> = ticked.iter().map(|part| signed(&part.effect)).collect();
    assert_eq!(sent, signed);
}
