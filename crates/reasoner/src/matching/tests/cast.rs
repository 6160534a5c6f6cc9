//! Records for the tests, and the comparison of leads with accounts.

use domain::matching::{Comparison, ComparisonKind, MatchRules};
use domain::record::Record;
use domain::value::Value;

pub(super) fn rules() -> MatchRules {
    use ComparisonKind::{Domain, Name, Phone, Place};
    let fields = |names: &[&str]| names.iter().map(|name| name.parse().unwrap()).collect();
    MatchRules::comparing(
        [
            (Name, &["Company"][..], &["Name"][..]),
            (Domain, &["Website", "Email"], &["Website"]),
            (Phone, &["Phone"], &["Phone"]),
            (
                Place,
                &["City", "PostalCode", "Country"],
                &["BillingCity", "BillingPostalCode", "BillingCountry"],
            ),
        ]
        .map(|(kind, left, right)| Comparison::new(kind, fields(left), fields(right)))
        .into(),
    )
}

pub(super) fn lead(company: &str, site: &str, phone: &str, city: &str, postal: &str) -> Record {
    let site_field = if site.contains('@') {
        "Email"
    } else {
        "Website"
    };
    record(
        "Lead",
        "00Q",
        1,
        &[
            ("Company", company),
            (site_field, site),
            ("Phone", phone),
            ("City", city),
            ("PostalCode", postal),
        ],
    )
}

pub(super) fn account(
    number: usize,
    name: &str,
    site: &str,
    [phone, city, postal]: [&str; 3],
) -> Record {
    record(
        "Account",
        "001",
        number,
        &[
            ("Name", name),
            ("Website", site),
            ("Phone", phone),
            ("BillingCity", city),
            ("BillingPostalCode", postal),
        ],
    )
}

pub(super) fn record(object: &str, prefix: &str, number: usize, values: &[(&str, &str)]) -> Record {
    Record {
        object: object.parse().unwrap(),
        id: format!("{prefix}D00000{number:06}").parse().unwrap(),
        fields: values
            .iter()
            .map(|(field, text)| {
                let value = if text.is_empty() {
                    Value::Null
                } else {
                    Value::text(*text)
                };
                (field.parse().unwrap(), value)
            })
            .collect(),
        stamp: None,
        etag: None,
    }
}
