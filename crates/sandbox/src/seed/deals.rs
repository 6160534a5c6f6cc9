//! Opportunities with the way they took, and contracts.

use super::companies::{Accounts, companies};
use super::contacts::Planted;
use super::files;
use super::planter::{Planter, money};
use crate::refusal::Refusal;
use crate::schema::stages;
use crate::value::Value;

/// One planted opportunity.
pub(super) struct Deal {
    pub(super) id: String,
    pub(super) company: usize,
    pub(super) open: bool,
}

const PRODUCTS: &[&str] = &[
    "Spectrometer line",
    "Calibration service",
    "Flow meters",
    "Lab software seats",
    "Vibration sensors",
    "Service plan",
];

pub(super) async fn plant(
    planter: &mut Planter<'_>,
    accounts: &Accounts,
    contacts: &[Planted],
) -> Result<Vec<Deal>, Refusal> {
    let mut deals = Vec::new();
    for at in 0..90_usize {
        // The company of the tour has the first five; the others take turns.
        let company = if at < 5 {
            0
        } else {
            (at * 3) % companies().len()
        };
        let of = &companies()[company];
        let steps = if at < 5 {
            [7, 7, 5, 3, 1][at]
        } else {
            (at * 5) % 9
        };
        let closed = steps >= 7;
        let age = 60 + i64::try_from(at * 4).unwrap_or(0);
        planter.as_of(of.owner, age, 1);
        let number = i64::try_from(at).unwrap_or(0);
        let values = vec![
            (
                "Name",
                Value::Text(format!("{} - {}", of.name, PRODUCTS[at % PRODUCTS.len()])),
            ),
            ("AccountId", Value::text(&accounts[of.name])),
            ("StageName", Value::text("Prospecting")),
            ("Amount", money(12_000 + number * 3_750)),
            (
                "CloseDate",
                planter.day(if closed {
                    -20 - number % 30
                } else {
                    15 + number % 90
                }),
            ),
            (
                "Type",
                Value::text(if of.country().is_empty() {
                    "New Customer"
                } else {
                    "Existing Customer - Upgrade"
                }),
            ),
            (
                "LeadSource",
                Value::text(["Trade Show", "Web", "Partner Referral"][at % 3]),
            ),
            (
                "NextStep",
                Value::text(["Call the lab", "Send the quote", "Visit the plant"][at % 3]),
            ),
            ("OwnerId", planter.user(of.owner)),
            ("Last_Contacted__c", planter.day(-5 - number % 120)),
        ];
        let id = planter.add("Opportunity", values).await?;
        // A deal passes through every second stage on its way.
        let way: Vec<usize> = (1..=steps.min(6)).step_by(2).chain([steps]).collect();
        let mut last = 0;
        for (nth, step) in way.into_iter().enumerate().filter(|(_, step)| *step > 0) {
            if step == last {
                continue;
            }
            last = step;
            planter.as_of(
                of.owner,
                (age - 12 * (i64::try_from(nth).unwrap_or(0) + 1)).max(3),
                4,
            );
            planter
                .change(
                    "Opportunity",
                    &id,
                    vec![("StageName", Value::text(stages()[step].0))],
                )
                .await?;
        }
        if let Some(person) = contacts.iter().find(|person| person.company == company) {
            let role = vec![
                ("OpportunityId", Value::text(&id)),
                ("ContactId", Value::text(&person.id)),
                ("Role", Value::text("Decision Maker")),
                ("IsPrimary", Value::Bool(true)),
            ];
            planter.add("OpportunityContactRole", role).await?;
        }
        deals.push(Deal {
            id,
            company,
            open: !closed,
        });
    }
    contracts(planter, accounts).await?;
    Ok(deals)
}

/// Customers of the first years have a contract; the tour's is activated, its twin has none.
async fn contracts(planter: &mut Planter<'_>, accounts: &Accounts) -> Result<(), Refusal> {
    const SIGNED: &[(&str, &str)] = &[
        ("Kestrel Bay Instruments", "Activated"),
        ("Halden Optics GmbH", "Activated"),
        ("Marlowe Dynamics, Inc.", "Activated"),
        ("Sable River Water Authority", "Activated"),
        ("Brightfen Labs", "Draft"),
        ("Okapi Logistics B.V.", "Activated"),
        ("Novaquay Pharmaceuticals", "Activated"),
        ("Aldergate Aerospace", "Activated"),
        ("Meridian Grid", "Activated"),
        ("Quillon Chemicals", "In Approval Process"),
        ("Larkspur Medical", "Draft"),
        ("Osprey Rail", "Activated"),
    ];
    for (at, (name, status)) in SIGNED.iter().enumerate() {
        let owner = companies()
            .iter()
            .find(|company| company.name == *name)
            .map_or("admin", |company| company.owner);
        planter.as_of(owner, 300 - i64::try_from(at).unwrap_or(0) * 9, 2);
        let values = vec![
            ("AccountId", Value::text(&accounts[name])),
            ("Status", Value::text(status)),
            (
                "StartDate",
                planter.day(-290 + i64::try_from(at).unwrap_or(0) * 9),
            ),
            ("ContractTerm", Value::Int([24, 36][at % 2])),
            ("OwnerId", planter.user(owner)),
        ];
        let contract = planter.add("Contract", values).await?;
        let paper = format!("{name}, frame contract.pdf");
        files::put(planter, &paper, 184_000 + at * 7_919, &contract).await?;
    }
    Ok(())
}
