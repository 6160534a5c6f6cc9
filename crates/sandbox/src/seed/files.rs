//! Files that people have left at accounts.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::companies::Accounts;
use super::planter::Planter;
use crate::refusal::Refusal;
use crate::value::Value;

/// Company, name of the file, bytes, who left it, and how many days ago.
const LEFT: &[(&str, &str, usize, &str, i64)] = &[
    (
        "Kestrel Bay Instruments",
        "Site plan Harbour Yard.pdf",
        412_880,
        "emea.rep",
        64,
    ),
    (
        "Kestrel Bay Instruments",
        "Calibration requirements.docx",
        38_204,
        "emea.rep",
        21,
    ),
    (
        "Kestrel Bay Instruments",
        "Price list 2026.xlsx",
        27_115,
        "sales.manager",
        9,
    ),
    (
        "Halden Optics GmbH",
        "Rahmenvertrag Entwurf.docx",
        51_730,
        "emea.rep",
        33,
    ),
    (
        "Marlowe Dynamics, Inc.",
        "Security questionnaire.xlsx",
        88_450,
        "enterprise",
        47,
    ),
    (
        "Sable River Water Authority",
        "Tender documents.zip",
        1_204_311,
        "us.west",
        80,
    ),
];

pub(super) async fn plant(planter: &mut Planter<'_>, accounts: &Accounts) -> Result<(), Refusal> {
    for (company, name, bytes, by, days) in LEFT {
        let Some(account) = accounts.get(*company) else {
            continue;
        };
        planter.as_of(by, *days, 3);
        put(planter, name, *bytes, account).await?;
    }
    Ok(())
}

/// A file of that many bytes, none of which says anything.
pub(super) async fn put(
    planter: &mut Planter<'_>,
    name: &str,
    bytes: usize,
    on: &str,
) -> Result<(), Refusal> {
    let values = vec![
        ("PathOnClient", Value::text(name)),
        (
            "VersionData",
            Value::Text(STANDARD.encode(vec![0_u8; bytes])),
        ),
        ("FirstPublishLocationId", Value::text(on)),
    ];
    planter.add("ContentVersion", values).await?;
    Ok(())
}
