//! Cases, tasks, events, e-mails.

use super::companies::{Accounts, companies};
use super::contacts::Planted;
use super::deals::Deal;
use super::planter::Planter;
use super::users::DOMAIN;
use crate::refusal::Refusal;
use crate::value::Value;

pub(super) async fn plant(
    planter: &mut Planter<'_>,
    accounts: &Accounts,
    contacts: &[Planted],
    deals: &[Deal],
    leads: &[String],
) -> Result<(), Refusal> {
    cases(planter, accounts, contacts).await?;
    tasks(planter, deals, contacts, leads).await?;
    events(planter, deals, contacts).await?;
    emails(planter, accounts, contacts).await
}

async fn cases(
    planter: &mut Planter<'_>,
    accounts: &Accounts,
    contacts: &[Planted],
) -> Result<(), Refusal> {
    const ABOUT: &[&str] = &[
        "Sensor drifts after warm-up",
        "Calibration certificate missing",
        "Licence key refused",
        "Damaged in transit",
        "Noise on channel two",
    ];
    for at in 0..24_usize {
        let person = &contacts[(at * 3) % contacts.len()];
        let of = &companies()[person.company];
        planter.as_of(of.owner, 80 - i64::try_from(at).unwrap_or(0) * 3, 2);
        let values = vec![
            ("AccountId", Value::text(&accounts[of.name])),
            ("ContactId", Value::text(&person.id)),
            ("Subject", Value::text(ABOUT[at % ABOUT.len()])),
            (
                "Status",
                Value::text(["New", "Working", "Closed", "Escalated"][at % 4]),
            ),
            ("Priority", Value::text(["Medium", "High", "Low"][at % 3])),
            ("Origin", Value::text(["Email", "Phone", "Web"][at % 3])),
            ("OwnerId", planter.user(of.owner)),
        ];
        planter.add("Case", values).await?;
    }
    Ok(())
}

async fn tasks(
    planter: &mut Planter<'_>,
    deals: &[Deal],
    contacts: &[Planted],
    leads: &[String],
) -> Result<(), Refusal> {
    for at in 0..60_usize {
        let deal = &deals[(at * 2) % deals.len()];
        let of = &companies()[deal.company];
        let who = contacts
            .iter()
            .find(|person| person.company == deal.company);
        let about_lead = at % 6 == 5;
        planter.as_of(of.owner, 45 - i64::try_from(at % 45).unwrap_or(0), 3);
        let done = at % 2 == 0;
        let mut values = vec![
            (
                "Subject",
                Value::text(["Call", "Send quote", "Follow up", "Prepare demo"][at % 4]),
            ),
            (
                "Status",
                Value::text(if done { "Completed" } else { "Not Started" }),
            ),
            (
                "ActivityDate",
                planter.day(if done {
                    -i64::try_from(at % 40).unwrap_or(0)
                } else {
                    i64::try_from(at % 20).unwrap_or(0)
                }),
            ),
            ("OwnerId", planter.user(of.owner)),
        ];
        if about_lead {
            values.push(("WhoId", Value::text(&leads[at % leads.len()])));
        } else {
            values.push(("WhatId", Value::text(&deal.id)));
            values.push((
                "WhoId",
                who.map_or(Value::Null, |person| Value::text(&person.id)),
            ));
        }
        planter.add("Task", values).await?;
    }
    Ok(())
}

async fn events(
    planter: &mut Planter<'_>,
    deals: &[Deal],
    contacts: &[Planted],
) -> Result<(), Refusal> {
    for at in 0..20_usize {
        let deal = deals
            .iter()
            .filter(|deal| deal.open)
            .nth(at % 10)
            .unwrap_or(&deals[at]);
        let of = &companies()[deal.company];
        planter.as_of(of.owner, 25 - i64::try_from(at).unwrap_or(0), 5);
        let start = (i64::try_from(at).unwrap_or(0) - 10) * 24;
        let values = vec![
            (
                "Subject",
                Value::text(["Site visit", "Demo", "Quarterly review"][at % 3]),
            ),
            ("StartDateTime", planter.instant(start)),
            ("EndDateTime", planter.instant(start + 1)),
            ("DurationInMinutes", Value::Int(60)),
            ("WhatId", Value::text(&deal.id)),
            (
                "WhoId",
                contacts
                    .iter()
                    .find(|person| person.company == deal.company)
                    .map_or(Value::Null, |person| Value::text(&person.id)),
            ),
            ("OwnerId", planter.user(of.owner)),
        ];
        planter.add("Event", values).await?;
    }
    Ok(())
}

/// Seven on the company of the tour, one each on some others.
async fn emails(
    planter: &mut Planter<'_>,
    accounts: &Accounts,
    contacts: &[Planted],
) -> Result<(), Refusal> {
    const THREAD: &[(&str, &str)] = &[
        (
            "Quote for two spectrometers",
            "Could you send us a quote for two more of the bench spectrometers?",
        ),
        (
            "Re: Quote for two spectrometers",
            "Attached, valid for sixty days. Delivery is five weeks.",
        ),
        (
            "Re: Quote for two spectrometers",
            "Thank you. Purchasing asks for payment in two parts.",
        ),
        (
            "Calibration in spring",
            "Our certificates run out in March. When can you come?",
        ),
        (
            "Re: Calibration in spring",
            "The second week of March is free. Shall I hold it?",
        ),
        (
            "New address for invoices",
            "Please send invoices to the Harbour Street office from now on.",
        ),
        (
            "Second login for the lab software",
            "We need one more seat for the night shift.",
        ),
    ];
    let recipients = std::iter::repeat_n(0, THREAD.len()).chain([4, 6, 10, 12, 30, 33, 36, 40]);
    for (at, company) in recipients.enumerate() {
        let of = &companies()[company];
        let Some(person) = contacts.iter().find(|person| person.company == company) else {
            continue;
        };
        let (subject, body) = THREAD[at % THREAD.len()];
        let incoming = !matches!(at % THREAD.len(), 1 | 4);
        let ours = format!("{}@{DOMAIN}", of.owner);
        let days = 28 - i64::try_from(at).unwrap_or(0) * 2 % 27;
        planter.as_of(of.owner, days, 1);
        let (from, to) = if incoming {
            (&person.email, &ours)
        } else {
            (&ours, &person.email)
        };
        let values = vec![
            ("RelatedToId", Value::text(&accounts[of.name])),
            ("Subject", Value::text(subject)),
            ("TextBody", Value::text(body)),
            ("FromAddress", Value::text(from)),
            ("ToAddress", Value::text(to)),
            ("Incoming", Value::Bool(incoming)),
            ("Status", Value::text(if incoming { "1" } else { "3" })),
            ("MessageDate", planter.instant(-days * 24)),
        ];
        planter.add("EmailMessage", values).await?;
    }
    Ok(())
}
