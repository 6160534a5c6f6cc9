//! Merge and convert: they have no REST.

use super::value::spelled;
use super::{Receipt, Refused};
use crate::answer::{Answer, Refusal};
use crate::call::{Body, Call};
use crate::client::Client;
use crate::error::Error;
use crate::soap::{Element, is_xml, leaf};
use domain::record::{FieldName, ObjectName, RecordId};
use domain::value::Value;

pub(super) async fn merge<'a>(
    client: &Client,
    object: &ObjectName,
    master: &RecordId,
    losers: &[RecordId],
    values: impl IntoIterator<Item = (&'a FieldName, &'a Value)>,
) -> Result<Call, Error> {
    let (mut nulls, mut chosen) = (String::new(), String::new());
    for (field, value) in values {
        if field.is_path() {
            return Err(Error::refused(
                "INVALID_FIELD_FOR_INSERT_UPDATE",
                format!("{field} belongs to another record"),
            ));
        }
        match spelled(value) {
            None => nulls.push_str(&leaf("sf:fieldsToNull", field.as_str())),
            // What XML cannot carry would arrive as something nobody signed.
            Some(text) if !text.chars().all(is_xml) => {
                return Err(Error::refused(
                    "INVALID_CHARACTER",
                    format!("{field} holds a character that a merge cannot carry"),
                ));
            }
            Some(text) => chosen.push_str(&leaf(&format!("sf:{field}"), &text)),
        }
    }
    let losers: String = losers
        .iter()
        .map(|loser| leaf("recordToMergeIds", loser.as_str()))
        .collect();
    let record = [
        leaf("sf:type", object.as_str()),
        nulls,
        leaf("sf:Id", master.as_str()),
        chosen,
    ]
    .concat();
    soap(
        client,
        format!("<merge><request><masterRecord>{record}</masterRecord>{losers}</request></merge>"),
    )
    .await
}

/// Into an existing account; a contact is made unless one is named, an opportunity never.
pub(super) async fn convert(
    client: &Client,
    lead: &RecordId,
    account: &RecordId,
    contact: Option<&RecordId>,
    status: &str,
    owner: Option<&RecordId>,
) -> Result<Call, Error> {
    let id = |name: &str, id: Option<&RecordId>| {
        id.map(|id| leaf(name, id.as_str())).unwrap_or_default()
    };
    let inner = [
        id("accountId", Some(account)),
        id("contactId", contact),
        leaf("convertedStatus", status),
        leaf("doNotCreateOpportunity", "true"),
        id("leadId", Some(lead)),
        id("ownerId", owner),
        leaf("overwriteLeadSource", "false"),
        leaf("sendNotificationEmail", "false"),
    ];
    soap(
        client,
        format!(
            "<convertLead><leadConverts>{}</leadConverts></convertLead>",
            inner.concat()
        ),
    )
    .await
}

pub(super) fn merged(answer: &Answer) -> Result<Receipt, Refused> {
    let result = result(answer)?;
    Ok(Receipt {
        merged: ids(&result, "mergedRecordIds")?,
        updated_related: ids(&result, "updatedRelatedIds")?,
        ..Receipt::default()
    })
}

pub(super) fn converted(answer: &Answer) -> Result<Receipt, Refused> {
    let result = result(answer)?;
    Ok(Receipt {
        account: ids(&result, "accountId")?.pop(),
        contact: ids(&result, "contactId")?.pop(),
        ..Receipt::default()
    })
}

async fn soap(client: &Client, inner: String) -> Result<Call, Error> {
    let version = client.version().await?;
    Ok(Call::post(
        format!("/services/Soap/u/{version}"),
        Body::Soap(inner),
    ))
}

/// `<result>` when it says success; a refusal in it, or a fault around it, otherwise.
fn result(answer: &Answer) -> Result<Element, Refused> {
    let tree = answer.text().and_then(Element::parse);
    let mut tree = match tree {
        Ok(tree) => tree,
        Err(_) if !answer.is_ok() => return Err(Refused::By(answer.refusal())),
        Err(error) => return Err(Refused::Unreadable(error)),
    };
    if let Some(fault) = tree.find("Fault") {
        return Err(Refused::By(refusal_of(fault)));
    }
    if !answer.is_ok() {
        return Err(Refused::By(answer.refusal()));
    }
    let result = take(&mut tree, "result")
        .ok_or_else(|| Refused::Unreadable(Error::malformed("an answer without a result")))?;
    match result.text_of("success") {
        Some("true") => Ok(result),
        Some("false") => Err(Refused::By(errors_of(&result))),
        _ => Err(Refused::Unreadable(Error::malformed(
            "a result that says neither yes nor no",
        ))),
    }
}

fn take(tree: &mut Element, name: &str) -> Option<Element> {
    if let Some(at) = tree.children.iter().position(|child| child.name == name) {
        return Some(tree.children.swap_remove(at));
    }
    tree.children.iter_mut().find_map(|child| take(child, name))
}

/// Faults come with status 500 whatever they mean; their code tells.
fn refusal_of(fault: &Element) -> Refusal {
    let code = fault.text_of("faultcode").unwrap_or_default();
    let code = code.rsplit(':').next().unwrap_or_default().to_owned();
    let said = fault.text_of("faultstring").unwrap_or_default();
    let message = said
        .strip_prefix(&format!("{code}: "))
        .unwrap_or(said)
        .to_owned();
    let status = match code.as_str() {
        "INVALID_SESSION_ID" => 401,
        // Not one of Salesforce's own: something between us and it broke.
        "Server" | "Client" | "" => 500,
        _ => 400,
    };
    Refusal {
        status,
        code,
        message,
        ..Refusal::default()
    }
}

fn errors_of(result: &Element) -> Refusal {
    let Some(error) = result.find("errors") else {
        return Refusal {
            status: 400,
            code: "UNKNOWN_EXCEPTION".to_owned(),
            ..Refusal::default()
        };
    };
    Refusal {
        status: 400,
        code: error.text_of("statusCode").unwrap_or_default().to_owned(),
        message: error.text_of("message").unwrap_or_default().to_owned(),
        fields: error.texts("fields").map(ToOwned::to_owned).collect(),
        retry_after: None,
    }
}

fn ids(result: &Element, name: &str) -> Result<Vec<RecordId>, Refused> {
    let ids: Result<Vec<RecordId>, _> = result.texts(name).map(str::parse).collect();
    ids.map_err(|error| Refused::Unreadable(Error::malformed(error)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::write::WriteError;
    use reqwest::header::HeaderMap;

    fn answer(status: u16, body: &str) -> Answer {
        let envelope = format!(
            r#"<soapenv:Envelope xmlns:soapenv="s" xmlns:sf="f"><soapenv:Body>{body}</soapenv:Body></soapenv:Envelope>"#
        );
        Answer {
            status,
            headers: HeaderMap::new(),
            body: envelope.into_bytes(),
        }
    }
    fn outcome(answer: &Answer) -> Result<Receipt, WriteError> {
        merged(answer).map_err(|refused| match refused {
            Refused::By(refusal) => refusal.into(),
            Refused::Unreadable(error) => WriteError::Unclear {
                why: error.to_string(),
            },
        })
    }

    #[test]
    fn a_merge_tells_what_moved() {
        let body = "<mergeResponse><result><id>001D000000IqhSLIAZ</id><mergedRecordIds>001D000000IqhTLIAZ</mergedRecordIds>\
            <success>true</success><updatedRelatedIds>003D000000IqhSLIAZ</updatedRelatedIds></result></mergeResponse>";
        let receipt = outcome(&answer(200, body)).unwrap();
        assert_eq!(receipt.merged.len(), 1);
        assert_eq!(receipt.updated_related[0].key_prefix(), "003");
    }

    #[test]
    fn a_refused_merge_did_nothing_and_an_unreadable_yes_is_unclear() {
        let no = "<mergeResponse><result><success>false</success><errors><fields>Name</fields><message>locked</message>\
            <statusCode>UNABLE_TO_LOCK_ROW</statusCode></errors></result></mergeResponse>";
        assert!(matches!(
            outcome(&answer(200, no)),
            Err(WriteError::NotSent(Error::Locked { .. }))
        ));
        assert!(matches!(
            outcome(&answer(200, "<mergeResponse/>")),
            Err(WriteError::Unclear { .. })
        ));
        let cut = Answer {
            status: 200,
            headers: HeaderMap::new(),
            body: b"<soapenv:Envelope".to_vec(),
        };
        assert!(matches!(outcome(&cut), Err(WriteError::Unclear { .. })));
    }

    #[test]
    fn a_fault_is_judged_by_its_code() {
        let fault = |code: &str| {
            let text = format!(
                "<soapenv:Fault><faultcode>{code}</faultcode><faultstring>X: no</faultstring></soapenv:Fault>"
            );
            merged(&answer(500, &text))
        };
        assert!(
            matches!(fault("sf:INVALID_SESSION_ID"), Err(Refused::By(refusal)) if refusal.is_expired_session())
        );
        let said = |code| match fault(code) {
            Err(Refused::By(refusal)) => WriteError::from(refusal),
            _ => unreachable!("a fault is a refusal"),
        };
        assert!(matches!(
            said("sf:INVALID_TYPE"),
            WriteError::Refused { .. }
        ));
        assert!(matches!(
            said("sf:UNKNOWN_EXCEPTION"),
            WriteError::Unclear { .. }
        ));
        assert!(matches!(said("soapenv:Server"), WriteError::Unclear { .. }));
    }
}
