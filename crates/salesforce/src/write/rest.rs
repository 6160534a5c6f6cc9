//! Update, create, reparent and delete.

use super::value::body;
use super::{Receipt, Refused};
use crate::answer::Answer;
use crate::call::{Body, Call};
use crate::client::Client;
use crate::error::Error;
use domain::record::{FieldName, ObjectName, RecordId, RecordRef};
use domain::value::Value;
use serde::Deserialize;

pub(super) async fn update<'a>(
    client: &Client,
    record: &RecordRef,
    values: impl IntoIterator<Item = (&'a FieldName, &'a Value)>,
) -> Result<Call, Error> {
    let path = client
        .data(&format!("/sobjects/{}/{}", record.object, record.id))
        .await?;
    Ok(Call::patch(path, Body::Json(body(values)?)))
}

/// With a key this is an upsert by that key, so that the same create twice makes one record.
pub(super) async fn create<'a>(
    client: &Client,
    object: &ObjectName,
    values: impl IntoIterator<Item = (&'a FieldName, &'a Value)>,
    key: Option<(&FieldName, &str)>,
) -> Result<Call, Error> {
    let path = client.data(&format!("/sobjects/{object}")).await?;
    match key {
        None => Ok(Call::post(path, Body::Json(body(values)?))),
        // The key is in the address; the org refuses it in the body as well.
        Some((field, key)) => {
            let others = values
                .into_iter()
                .filter(|(name, _)| !name.is(field.as_str()));
            Ok(Call::patch(
                format!("{path}/{field}/{}", segment(key)?),
                Body::Json(body(others)?),
            ))
        }
    }
}

pub(super) async fn delete(client: &Client, record: &RecordRef) -> Result<Call, Error> {
    Ok(Call::delete(
        client
            .data(&format!("/sobjects/{}/{}", record.object, record.id))
            .await?,
    ))
}

pub(super) fn done(answer: &Answer) -> Result<Receipt, Refused> {
    if answer.is_ok() {
        Ok(Receipt::default())
    } else {
        Err(Refused::By(answer.refusal()))
    }
}

pub(super) fn created(answer: &Answer) -> Result<Receipt, Refused> {
    #[derive(Deserialize)]
    struct Saved {
        id: RecordId,
    }
    done(answer)?;
    let saved: Saved = answer.json().map_err(Refused::Unreadable)?;
    Ok(Receipt {
        created: Some(saved.id),
        ..Receipt::default()
    })
}

/// A key as one segment of an address. Ours are ids and words; what could climb out of the segment is refused.
fn segment(key: &str) -> Result<&str, Error> {
    let plain = !key.is_empty()
        && key
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b"-_.~".contains(&b));
    if plain && !key.chars().all(|c| c == '.') {
        Ok(key)
    } else {
        Err(Error::refused(
            "INVALID_EXTERNAL_ID",
            "a key is made of letters, digits, dashes and dots",
        ))
    }
}
