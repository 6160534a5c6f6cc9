//! Some sixty customers and prospects of a maker of measuring instruments: with twins, near-misses and subsidiaries among them.

use std::collections::HashMap;
use std::sync::LazyLock;

use jiff::civil::Date;

use super::planter::{Planter, money};
use crate::refusal::Refusal;
use crate::value::Value;

/// One account a line; `#` starts a remark.
const TABLE: &str = include_str!("companies.txt");

/// One account: created on a day, owned by a user, at a place.
pub(super) struct Company {
    pub(super) name: &'static str,
    /// With or without `www.` and scheme, as people type it.
    website: &'static str,
    phone: &'static str,
    /// Street, city, state, postal code, country.
    place: [&'static str; 5],
    industry: &'static str,
    employees: i64,
    kind: &'static str,
    pub(super) owner: &'static str,
    since: Date,
    parent: &'static str,
}

impl Company {
    fn read(line: &'static str) -> Option<Self> {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let &[
            name,
            website,
            phone,
            street,
            city,
            state,
            postal_code,
            country,
            industry,
            employees,
            kind,
            owner,
            since,
            parent,
        ] = cells.as_slice()
        else {
            return None;
        };
        Some(Self {
            name,
            website,
            phone,
            place: [street, city, state, postal_code, country],
            industry,
            employees: employees.parse().ok()?,
            kind,
            owner,
            since: since.parse().ok()?,
            parent,
        })
    }

    /// The domain people of this company write from.
    pub(super) fn domain(&self) -> &'static str {
        let bare = self
            .website
            .split_once("://")
            .map_or(self.website, |(_, rest)| rest);
        bare.trim_start_matches("www.").trim_end_matches('/')
    }

    pub(super) fn country(&self) -> &'static str {
        self.place[4]
    }
}

pub(super) fn companies() -> &'static [Company] {
    static COMPANIES: LazyLock<Vec<Company>> = LazyLock::new(|| {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
        lines
            .map(|line| Company::read(line).expect("every line of the table has all its cells"))
            .collect()
    });
    &COMPANIES
}

/// Ids of the planted accounts, by name.
pub(super) type Accounts = HashMap<&'static str, String>;

pub(super) async fn plant(planter: &mut Planter<'_>) -> Result<Accounts, Refusal> {
    let mut accounts = Accounts::new();
    for (at, company) in companies().iter().enumerate() {
        let days = planter.since(company.since);
        planter.as_of(
            if at % 3 == 0 { "admin" } else { company.owner },
            days,
            i64::try_from(at % 7).unwrap_or(0),
        );
        let [street, city, state, postal, country] = company.place;
        let customer = company.kind != "Prospect";
        let number = i64::try_from(at).unwrap_or(0);
        let values = vec![
            ("Name", Value::text(company.name)),
            ("Website", Value::text(company.website)),
            ("Phone", Value::text(company.phone)),
            ("BillingStreet", Value::text(street)),
            ("BillingCity", Value::text(city)),
            ("BillingState", Value::text(state)),
            ("BillingPostalCode", Value::text(postal)),
            ("BillingCountry", Value::text(country)),
            ("Industry", Value::text(company.industry)),
            ("NumberOfEmployees", Value::Int(company.employees)),
            (
                "AnnualRevenue",
                money(company.employees * 185_000 / 1000 * 1000),
            ),
            ("Type", Value::text(company.kind)),
            (
                "Rating",
                Value::text(if customer {
                    "Hot"
                } else {
                    ["Warm", "Cold"][at % 2]
                }),
            ),
            (
                "AccountSource",
                Value::text(["Trade Show", "Web", "Partner Referral"][at % 3]),
            ),
            (
                "AccountNumber",
                if customer {
                    Value::Text(format!("NW-{:05}", 10_040 + number * 7))
                } else {
                    Value::Null
                },
            ),
            (
                "Tax_Id__c",
                if customer {
                    Value::Text(format!("T{:08}", 30_118_204 + number * 7_919))
                } else {
                    Value::Null
                },
            ),
            (
                "Commission_Rate__c",
                if customer {
                    Value::Decimal(rust_decimal::Decimal::new(350 + number * 5, 2))
                } else {
                    Value::Null
                },
            ),
            ("OwnerId", planter.user(company.owner)),
            (
                "ParentId",
                accounts
                    .get(company.parent)
                    .map_or(Value::Null, |id| Value::text(id)),
            ),
        ];
        accounts.insert(company.name, planter.add("Account", values).await?);
    }
    // Touched lately, so that histories and stamps are not all as old as the rows.
    planter.as_of("emea.rep", 40, 2);
    planter
        .change(
            "Account",
            &accounts["Kestrel Bay Instruments"],
            vec![
                ("Rating", Value::text("Hot")),
                ("NumberOfEmployees", Value::Int(435)),
            ],
        )
        .await?;
    planter.as_of("sales.manager", 12, 5);
    planter
        .change(
            "Account",
            &accounts["Kestrel Bay Instr. Ltd"],
            vec![("Industry", Value::text("Manufacturing"))],
        )
        .await?;
    Ok(accounts)
}
