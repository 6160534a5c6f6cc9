use super::*;
use domain::change::{Assignment, Before, Origin, PartNumber};
use domain::record::{FieldName, RecordRef};

fn id(text: &str) -> RecordId {
    text.parse().unwrap()
}
fn field(name: &str) -> FieldName {
    name.parse().unwrap()
}
fn acme() -> RecordRef {
    RecordRef::new("Account".parse().unwrap(), id("001D000000IqhSL"))
}
fn part(effect: Effect, before: &[(&str, &str)]) -> Part {
    let of = |(name, text): &(&str, &str)| Before {
        record: acme(),
        field: field(name),
        value: Value::text(*text),
    };
    Part {
        number: PartNumber::at(0),
        title: String::new(),
        effect,
        before: before.iter().map(of).collect(),
        after: vec![],
        because: vec![],
    }
}
fn update(values: &[(&str, Value)]) -> Effect {
    let given = |(name, value): &(&str, Value)| {
        (
            field(name),
            Assignment {
                value: value.clone(),
                origin: Origin::Mission,
            },
        )
    };
    Effect::Update {
        record: Target::Record(acme()),
        values: values.iter().map(given).collect(),
    }
}
fn live(record: &RecordId, values: &[(&str, Value)]) -> Live {
    let fields = values
        .iter()
        .map(|(name, value)| (field(name), value.clone()))
        .collect();
    let record = Record {
        object: acme().object,
        id: record.clone(),
        fields,
        stamp: None,
        etag: None,
    };
    Live {
        records: vec![record],
    }
}

#[test]
fn an_update_is_there_whole_or_not_at_all() {
    let part = part(
        update(&[
            ("Name", Value::text("Acme GmbH")),
            ("Site", Value::text("Kiel")),
        ]),
        &[("Site", "Kiel")],
    );
    let seen = |name: &str, site: &str| {
        did_it_happen(
            &part,
            &live(
                &acme().id,
                &[("Name", Value::text(name)), ("Site", Value::text(site))],
            ),
        )
    };
    assert_eq!(seen("Acme GmbH", "Kiel"), Happened::Yes(Receipt::default()));
    assert_eq!(
        seen("Acme", "Kiel"),
        Happened::No,
        "Site was Kiel before and proves nothing"
    );
    assert_eq!(seen("ACME GMBH", "Kiel"), Happened::No, "case counts");
    assert_eq!(did_it_happen(&part, &Live::default()), Happened::Unknown);
}

#[test]
fn half_an_update_is_for_a_person() {
    let part = part(
        update(&[
            ("Name", Value::text("Acme GmbH")),
            ("Site", Value::text("Kiel")),
        ]),
        &[],
    );
    let half = live(
        &acme().id,
        &[
            ("Name", Value::text("Acme GmbH")),
            ("Site", Value::text("Rome")),
        ],
    );
    assert_eq!(did_it_happen(&part, &half), Happened::Unknown);
}

#[test]
fn a_merge_happened_when_the_loser_points_to_the_master() {
    let loser = id("001D000000IqhTL");
    let effect = Effect::Merge {
        object: acme().object,
        master: acme().id,
        losers: vec![loser.clone()],
        values: [].into(),
    };
    let part = part(effect, &[]);
    let seen = |deleted: bool, master: Value| {
        did_it_happen(
            &part,
            &live(
                &loser,
                &[
                    ("IsDeleted", Value::Bool(deleted)),
                    ("MasterRecordId", master),
                ],
            ),
        )
    };
    let into_acme = Value::Reference(acme().id);
    assert_eq!(
        seen(true, into_acme),
        Happened::Yes(Receipt {
            merged: vec![loser.clone()],
            ..Receipt::default()
        })
    );
    assert_eq!(seen(false, Value::Null), Happened::No);
    assert_eq!(
        seen(true, Value::Null),
        Happened::Unknown,
        "deleted, but not by this merge"
    );
    assert_eq!(did_it_happen(&part, &Live::default()), Happened::Unknown);
}

#[test]
fn a_conversion_into_another_account_is_not_ours() {
    let lead = id("00QD000000IqhSL");
    let effect = Effect::Convert {
        lead: lead.clone(),
        account: acme().id,
        contact: None,
        status: "Qualified".into(),
        owner: None,
    };
    let part = part(effect, &[]);
    let seen = |into: Value| {
        did_it_happen(
            &part,
            &live(
                &lead,
                &[
                    ("IsConverted", Value::Bool(true)),
                    ("ConvertedAccountId", into),
                ],
            ),
        )
    };
    assert!(matches!(
        seen(Value::Reference(acme().id)),
        Happened::Yes(_)
    ));
    assert_eq!(seen(Value::Reference(id("001D000000IqhTL"))), Happened::No);
    assert_eq!(
        did_it_happen(&part, &live(&lead, &[("IsConverted", Value::Bool(false))])),
        Happened::No
    );
}

#[test]
fn a_create_without_a_key_stays_unknown() {
    let create = |key: Option<&str>| Effect::Create {
        object: acme().object,
        values: [].into(),
        key_field: key.map(|_| field("Key__c")),
        key: key.map(Into::into),
    };
    assert_eq!(
        did_it_happen(&part(create(None), &[]), &Live::default()),
        Happened::Unknown
    );
    assert_eq!(
        did_it_happen(&part(create(Some("r-1")), &[]), &Live::default()),
        Happened::No
    );
    let made = did_it_happen(&part(create(Some("r-1")), &[]), &live(&acme().id, &[]));
    assert_eq!(
        made,
        Happened::Yes(Receipt {
            created: Some(acme().id),
            ..Receipt::default()
        })
    );
}

#[test]
fn values_are_compared_as_the_org_stores_them() {
    let decimal = |text: &str| Value::Decimal(text.parse().unwrap());
    assert!(is_written(&Value::Null, &Value::text(" ")));
    assert!(is_written(&Value::text("Acme"), &Value::text(" Acme ")));
    assert!(is_written(&decimal("120"), &Value::Int(120)));
    assert!(is_written(
        &Value::Reference(acme().id),
        &Value::text("001D000000IqhSL")
    ));
    assert!(!is_written(&decimal("120.1"), &Value::Int(120)));
    assert!(!is_written(&Value::Null, &Value::Int(0)));
}
