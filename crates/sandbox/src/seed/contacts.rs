//! People at the companies.

use super::companies::{Accounts, companies};
use super::planter::Planter;
use crate::refusal::Refusal;
use crate::value::Value;

pub(super) const FIRST: &[&str] = &[
    "Amira", "Ben", "Chiara", "Declan", "Esther", "Farid", "Greta", "Hugo", "Ingrid", "Jonas",
    "Kavita", "Liam", "Marta", "Nils", "Odette", "Pavel", "Quentin", "Rosa", "Stefan", "Tamsin",
    "Ulrike", "Victor", "Wanda", "Xavier", "Yuki", "Zofia",
];
pub(super) const LAST: &[&str] = &[
    "Abbott",
    "Bianchi",
    "Carver",
    "Dubois",
    "Eriksen",
    "Farrow",
    "Ganz",
    "Hoshino",
    "Ibsen",
    "Jansen",
    "Keller",
    "Lindqvist",
    "Moreau",
    "Nakagawa",
    "Oduya",
    "Pryce",
    "Quiroga",
    "Rowe",
    "Sandoval",
    "Thorne",
    "Ueda",
    "Vance",
    "Whitlock",
    "Yardley",
    "Zeller",
];
const TITLES: &[&str] = &[
    "Head of Metrology",
    "Procurement Manager",
    "Laboratory Director",
    "Plant Manager",
    "Quality Engineer",
    "Chief Operating Officer",
];

/// One planted contact: id and the account it belongs to.
pub(super) struct Planted {
    pub(super) id: String,
    pub(super) company: usize,
    pub(super) email: String,
}

pub(super) async fn plant(
    planter: &mut Planter<'_>,
    accounts: &Accounts,
) -> Result<Vec<Planted>, Refusal> {
    let mut planted = Vec::new();
    for at in 0..80_usize {
        // The first twenty-odd companies have two people, the rest one.
        let company = at % companies().len();
        let of = &companies()[company];
        let (first, last) = (
            FIRST[(at * 7 + 3) % FIRST.len()],
            LAST[(at * 11 + 5) % LAST.len()],
        );
        let email = format!(
            "{}.{}@{}",
            first.to_lowercase(),
            last.to_lowercase(),
            of.domain()
        );
        planter.as_of(of.owner, 700 - i64::try_from(at).unwrap_or(0) * 8, 3);
        let values = vec![
            ("FirstName", Value::text(first)),
            ("LastName", Value::text(last)),
            ("Email", Value::text(&email)),
            ("Title", Value::text(TITLES[at % TITLES.len()])),
            (
                "Department",
                Value::text(["Quality", "Purchasing", "Research", "Operations"][at % 4]),
            ),
            ("AccountId", Value::text(&accounts[of.name])),
            ("MailingCountry", Value::text(of.country())),
            (
                "LeadSource",
                Value::text(["Trade Show", "Web", "Partner Referral"][at % 3]),
            ),
            ("OwnerId", planter.user(of.owner)),
        ];
        planted.push(Planted {
            id: planter.add("Contact", values).await?,
            company,
            email,
        });
    }
    Ok(planted)
}
