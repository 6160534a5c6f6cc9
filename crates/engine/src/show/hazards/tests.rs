use super::*;
use domain::change::{Assignment, Before, Origin, PartNumber};
use domain::record::RecordRef;

const ACME: &str = "001000000000001AAA";
const TWIN: &str = "001000000000002AAA";
const LEAD: &str = "00Q000000000001EAA";
const DANA: &str = "005000000000001AAA";

fn id(text: &str) -> RecordId {
    text.parse().unwrap()
}

fn record(object: &str, of: &str, fields: &[(&str, Value)]) -> Record {
    Record {
        object: object.parse().unwrap(),
        id: id(of),
        fields: fields
            .iter()
            .map(|(field, value)| (field.parse().unwrap(), value.clone()))
            .collect(),
        stamp: None,
        etag: None,
    }
}

fn seen() -> Seen {
    let text = |text: &str| Value::text(text);
    let mut seen = Seen::default();
    for record in [
        record(
            "Account",
            ACME,
            &[("Name", text("Acme")), ("Phone", text("1"))],
        ),
        record(
            "Account",
            TWIN,
            &[
                ("Name", text("Acme Ltd")),
                ("Phone", text("2")),
                ("Fax", text("9")),
            ],
        ),
        record("Lead", LEAD, &[("Name", text("Mara Quill"))]),
        record("User", DANA, &[("Name", text("Dana Whitlock"))]),
        record(
            "Opportunity",
            "006000000000001AAA",
            &[("AccountId", Value::Reference(id(TWIN)))],
        ),
        record(
            "Opportunity",
            "006000000000002AAA",
            &[("AccountId", Value::Reference(id(TWIN)))],
        ),
    ] {
        seen.add(record);
    }
    seen
}

fn part(effect: Effect, before: &[(&str, Value)]) -> Part {
    Part {
        number: PartNumber::at(0),
        title: String::new(),
        effect,
        before: before
            .iter()
            .map(|(field, value)| Before {
                record: RecordRef::new("Account".parse().unwrap(), id(ACME)),
                field: field.parse().unwrap(),
                value: value.clone(),
            })
            .collect(),
        after: vec![],
        because: vec![],
    }
}

fn given(field: &str, value: Value) -> Assignments {
    let origin = Origin::Mission;
    [(field.parse().unwrap(), Assignment { value, origin })].into()
}

fn told(part: Part, rivals: &[Rival]) -> Vec<String> {
    hazards(&[part], &seen(), rivals)
        .into_iter()
        .map(|hazard| hazard.text)
        .collect()
}

fn merge() -> Part {
    let effect = Effect::Merge {
        object: "Account".parse().unwrap(),
        master: id(ACME),
        losers: vec![id(TWIN)],
        values: given("Fax", Value::text("9")),
    };
    part(effect, &[])
}

fn new_owner() -> Part {
    let effect = Effect::Update {
        record: Target::Record(RecordRef::new("Account".parse().unwrap(), id(ACME))),
        values: given("OwnerId", Value::Reference(id(DANA))),
    };
    part(effect, &[])
}

fn conversion() -> Part {
    let effect = Effect::Convert {
        lead: id(LEAD),
        account: id(ACME),
        contact: None,
        status: "Closed - Converted".into(),
        owner: None,
    };
    part(effect, &[])
}

#[test]
fn a_merge_moves_children_loses_values_and_has_no_way_back() {
    let told = told(merge(), &[]);
    assert!(
        told[0].starts_with("2 opportunities of Acme Ltd move to Acme"),
        "{told:?}"
    );
    assert_eq!(
        told[1], "Acme Ltd gives up its Phone “2”.",
        "the fax is taken over"
    );
    assert!(
        told[2].contains("does not bring back what moved"),
        "{told:?}"
    );
    assert!(
        told[3].starts_with("Flows and triggers run on Account (deletion, update)."),
        "{told:?}"
    );
}

#[test]
fn a_new_owner_is_told_and_a_conversion_is_final() {
    let owner = told(new_owner(), &[]);
    assert!(
        owner[0].starts_with("Dana Whitlock may be told of it"),
        "{owner:?}"
    );
    let converted = told(conversion(), &[]);
    assert!(
        converted[0].contains("Mara Quill cannot be worked as a lead again"),
        "{converted:?}"
    );
}

#[test]
fn an_overwritten_value_is_named_and_a_filled_one_is_not() {
    let effect = |value: &str| Effect::Update {
        record: Target::Record(RecordRef::new("Account".parse().unwrap(), id(ACME))),
        values: given("Phone", Value::text(value)),
    };
    let overwrites = told(part(effect("3"), &[("Phone", Value::text("1"))]), &[]);
    assert_eq!(overwrites[0], "Acme gives up its Phone “1”.");
    let fills = told(part(effect("3"), &[("Phone", Value::Null)]), &[]);
    assert!(
        fills.iter().all(|text| !text.contains("gives up")),
        "{fills:?}"
    );
}

#[test]
fn three_change_sets_have_three_different_lists() {
    let lists = [merge(), new_owner(), conversion()].map(|part| told(part, &[]));
    for (at, one) in lists.iter().enumerate() {
        for other in &lists[at + 1..] {
            assert!(
                one.iter().all(|text| !other.contains(text)),
                "{one:?} {other:?}"
            );
        }
    }
}

#[test]
fn another_decision_about_the_same_record_is_named() {
    let rival = |record: &str| Rival {
        title: "Give Acme to Joel".into(),
        record: id(record),
    };
    assert!(
        told(merge(), &[rival(TWIN)])
            .iter()
            .any(|text| text.contains("Give Acme to Joel"))
    );
    assert!(
        told(merge(), &[rival(DANA)])
            .iter()
            .all(|text| !text.contains("Give Acme to Joel"))
    );
}
