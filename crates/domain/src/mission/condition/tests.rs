use super::*;
use crate::mission::{Derivation, Root};
use crate::record::Record;
use crate::time::Timestamp;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// One record, under every root.
struct Here(BTreeMap<FieldName, Value>);

impl Source for Here {
    fn root(&self, _: &Root) -> Option<Data> {
        Some(Data::Record(Record {
            object: "Opportunity".parse().unwrap(),
            id: "006D000000IqhSL".parse().unwrap(),
            fields: self.0.clone(),
            stamp: None,
            etag: None,
        }))
    }
    fn now(&self) -> Timestamp {
        "2026-11-27T08:00:00Z".parse().unwrap()
    }
    fn derive(&self, _: Derivation, text: &str) -> Vec<String> {
        vec![text.to_owned()]
    }
}

fn here() -> Here {
    let values = [
        ("Amount", Value::Int(62_000)),
        ("CloseDate", Value::Date("2026-11-26".parse().unwrap())),
        (
            "CreatedDate",
            Value::Instant("2026-10-28T08:00:01Z".parse().unwrap()),
        ),
        ("StageName", Value::text("Negotiation")),
        ("NextStep", Value::Null),
        ("IsClosed", Value::Bool(false)),
    ];
    Here(
        values
            .into_iter()
            .map(|(name, value)| (name.parse().unwrap(), value))
            .collect(),
    )
}

fn rows(text: &str) -> Condition {
    let read: BTreeMap<String, Condition> = toml::from_str(&format!("when = [{text}]")).unwrap();
    read.into_values().next().unwrap()
}
fn row(text: &str) -> Test {
    rows(text).pop().unwrap()
}
fn truth(text: &str) -> Truth {
    row(text).holds(&here())
}

#[test]
fn dates_of_the_file_are_days_and_points_in_time() {
    use Truth::{No, Unknown, Yes};
    for (text, expected) in [
        (
            r#"{ value = "items.d.CloseDate", less_than = "2026-11-27" }"#,
            Yes,
        ),
        (r#"{ value = "items.d.CloseDate", is = "2026-11-26" }"#, Yes),
        (
            r#"{ value = "items.d.CloseDate", in = ["2026-01-01", "2026-11-26"] }"#,
            Yes,
        ),
        (
            r#"{ value = "items.d.CloseDate", more_than = "2026-11-26" }"#,
            No,
        ),
        (
            r#"{ value = "items.d.CloseDate", at_most = "2026-11-26T01:00:00Z" }"#,
            Yes,
        ),
        (
            r#"{ value = "items.d.CloseDate", less_than = "tomorrow" }"#,
            Unknown,
        ),
        (
            r#"{ value = "items.d.CloseDate", less_than = 20261127 }"#,
            Unknown,
        ),
        // A point in time beside a day is its day in UTC.
        (
            r#"{ value = "items.d.CreatedDate", is = "2026-10-28" }"#,
            Yes,
        ),
        (
            r#"{ value = "items.d.CreatedDate", more_than = "2026-10-28" }"#,
            No,
        ),
        (
            r#"{ value = "items.d.CreatedDate", more_than = "2026-10-28T08:00:00Z" }"#,
            Yes,
        ),
        (
            r#"{ value = "items.d.CloseDate", less_than = { today = true } }"#,
            Yes,
        ),
        (
            r#"{ value = "items.d.CloseDate", at_least = { today = true } }"#,
            No,
        ),
        (
            r#"{ value = "items.d.CloseDate", more_than = { days_ago = 2 } }"#,
            Yes,
        ),
        (
            r#"{ value = "items.d.CloseDate", less_than = { days_ahead = 1 } }"#,
            Yes,
        ),
        (
            r#"{ value = "items.d.CreatedDate", less_than = { days_ago = 30 } }"#,
            No,
        ),
        (
            r#"{ value = "items.d.CreatedDate", less_than = { days_ago = 29 } }"#,
            Yes,
        ),
        // Only what the file says is read as a date: text of a record stays text.
        (
            r#"{ value = "items.d.CloseDate", is = { ref = "items.d.StageName" } }"#,
            Unknown,
        ),
    ] {
        assert_eq!(truth(text), expected, "{text}");
    }
}

#[test]
fn what_is_not_there_or_of_another_kind_is_unknown() {
    use Truth::{No, Unknown, Yes};
    for (text, expected) in [
        (r#"{ value = "items.d.Amount", is = "much" }"#, Unknown),
        (r#"{ value = "items.d.Amount", is_not = "much" }"#, Unknown),
        (r#"{ value = "items.d.Amount", in = [1, 2] }"#, No),
        (r#"{ value = "items.d.Amount", in = ["much", 62000] }"#, Yes),
        (r#"{ value = "items.d.Amount", in = ["much", 2] }"#, Unknown),
        (
            r#"{ value = "items.d.Amount", starts_with = "6" }"#,
            Unknown,
        ),
        (r#"{ value = "items.d.Secret__c", is = 1 }"#, Unknown),
        (r#"{ value = "items.d.NextStep", is = "Call" }"#, Unknown),
        (r#"{ value = "items.d.NextStep", is_not = "Call" }"#, Yes),
        (r#"{ value = "items.d.NextStep", exists = false }"#, Yes),
        (r#"{ value = "items.d.Secret__c", exists = false }"#, Yes),
        (
            r#"{ value = "items.d.StageName", is = { ref = "items.d.NextStep" } }"#,
            Unknown,
        ),
        (
            r#"{ value = "items.d.StageName", in = { ref = "items.d.Secret__c" } }"#,
            Unknown,
        ),
        (
            r#"{ value = "items.d.StageName", in = { ref = "items.d.NextStep" } }"#,
            No,
        ),
        (r#"{ value = "items.d.IsClosed", is = false }"#, Yes),
    ] {
        assert_eq!(truth(text), expected, "{text}");
    }
}

#[test]
fn a_finding_tells_what_was_read_and_stops_at_a_clear_no() {
    let rows = rows(
        r#"{ value = "items.d.NextStep", is = "Call" }, { value = "items.d.Amount", at_most = 50000 }, { value = "items.d.StageName", exists = true }"#,
    );
    let found = Finding::of(&rows, &here());
    assert_eq!(found.truth, Truth::No);
    let read: Vec<String> = found.read.iter().map(ToString::to_string).collect();
    assert_eq!(read, ["items.d.NextStep: (empty)", "items.d.Amount: 62000"]);
    let unread = row(r#"{ value = "items.d.Secret__c", is = { ref = "items.d.Amount" } }"#);
    let read: Vec<String> = unread
        .finding(&here())
        .read
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(
        read,
        ["items.d.Secret__c: (not read)", "items.d.Amount: 62000"]
    );
}

#[test]
fn a_condition_reads_back_as_a_sentence() {
    let said = |text: &str| sentence(&rows(text), &ByName);
    assert_eq!(
        said(
            r#"{ value = "items.deals.Amount", more_than = 50000 }, { value = "items.deals.CloseDate", less_than = { today = true } }"#
        ),
        "Amount is more than 50,000 and Close date is before today"
    );
    for (text, expected) in [
        (
            r#"{ value = "items.d.CloseDate", at_least = "2026-01-31" }"#,
            "Close date is on or after 2026-01-31",
        ),
        (
            r#"{ value = "items.d.LastActivityDate", less_than = { days_ago = 30 } }"#,
            "Last activity date is more than 30 days ago",
        ),
        (
            r#"{ value = "items.d.CloseDate", at_most = { days_ahead = 1 } }"#,
            "Close date is at most 1 day ahead",
        ),
        (
            r#"{ value = "items.d.StageName", in = ["Closed Won", "Closed Lost"] }"#,
            "Stage name is one of “Closed Won”, “Closed Lost”",
        ),
        (
            r#"{ value = "steps.open.count", is = 0 }"#,
            "Number of open is 0",
        ),
        (
            r#"{ value = "steps.survivor.all.Tax_Id__c.distinct", more_than = 1 }"#,
            "Number of different tax id is more than 1",
        ),
        (
            r#"{ value = "items.d.OwnerId", is_not = { ref = "steps.owner.first" } }"#,
            "Owner is not First",
        ),
        (
            r#"{ value = "items.d.NextStep", exists = false }"#,
            "Next step is empty",
        ),
        (
            r#"{ value = "items.d.Merge_Hold__c", is = true }"#,
            "Merge hold is yes",
        ),
        (
            r#"{ value = "steps.match.likeness", is = "same" }"#,
            "Likeness is “same”",
        ),
        (
            r#"{ value = "items.d.Amount", at_most = -1234567.5 }"#,
            "Amount is at most -1,234,567.5",
        ),
    ] {
        assert_eq!(said(text), expected);
    }
    let filter: BTreeMap<String, Vec<FieldTest>> =
        toml::from_str(r#"w = [{ field = "CloseDate", less_than = { today = true } }]"#).unwrap();
    assert_eq!(
        filter["w"][0].sentence(&ByName),
        "Close date is before today"
    );
}

#[test]
fn an_operand_that_means_nothing_says_what_to_write() {
    let wrong = |right: &str| {
        let text = format!("when = [{{ value = \"items.d.A\", is = {right} }}]");
        let read: Result<BTreeMap<String, Condition>, _> = toml::from_str(&text);
        read.unwrap_err().message().to_owned()
    };
    assert!(wrong("{ today = false }").contains("`{ today = true }`"));
    for odd in [
        "{ days_ago = -1 }",
        "{ days_past = 3 }",
        "2026-01-31",
        "{ days_ago = 1, days_ahead = 2 }",
    ] {
        assert!(
            wrong(odd).contains("`{ days_ahead = 7 }`"),
            "{odd}: {}",
            wrong(odd)
        );
    }
}

fn any_truth() -> impl Strategy<Value = Truth> {
    prop_oneof![Just(Truth::Yes), Just(Truth::No), Just(Truth::Unknown)]
}

fn any_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        "[ab 1]{0,3}".prop_map(Value::Text),
        any::<bool>().prop_map(Value::Bool),
        (-3_i64..3).prop_map(Value::Int),
        (-30_i32..30).prop_map(|tenths| Value::Decimal(
            format!("{}", f64::from(tenths) / 10.0).parse().unwrap()
        )),
        (1_i8..28).prop_map(|day| Value::Date(format!("2026-11-{day:02}").parse().unwrap())),
        (0_i64..2_000_000).prop_map(|second| Value::Instant(Timestamp::from_micros(
            1_795_000_000_000_000 + second * 1_000_000
        ))),
    ]
}

proptest! {
    #[test]
    fn truths_keep_the_laws_of_three_valued_logic(a in any_truth(), b in any_truth(), c in any_truth()) {
        prop_assert_eq!(a.and(b), b.and(a));
        prop_assert_eq!(a.or(b), b.or(a));
        prop_assert_eq!(a.and(b).and(c), a.and(b.and(c)));
        prop_assert_eq!(a.or(b).or(c), a.or(b.or(c)));
        prop_assert_eq!(a.and(b.or(c)), a.and(b).or(a.and(c)));
        prop_assert_eq!(a.or(b.and(c)), a.or(b).and(a.or(c)));
        prop_assert_eq!(!a.and(b), (!a).or(!b));
        prop_assert_eq!(!!a, a);
        prop_assert_eq!((a.and(a), a.or(a)), (a, a));
        prop_assert_eq!((a.and(Truth::Yes), a.and(Truth::No)), (a, Truth::No));
        prop_assert_eq!((a.or(Truth::No), a.or(Truth::Yes)), (a, Truth::Yes));
        prop_assert_eq!(Truth::all([a, b, c]), a.and(b).and(c));
    }

    /// What is learned later settles an unknown and overturns nothing that was told.
    #[test]
    fn learning_more_never_overturns_what_was_told(a in any_truth(), b in any_truth(), learned in any_truth()) {
        let later = if a == Truth::Unknown { learned } else { a };
        for (before, after) in [(a.and(b), later.and(b)), (a.or(b), later.or(b)), (!a, !later)] {
            prop_assert!(before == Truth::Unknown || before == after);
        }
    }

    #[test]
    fn comparators_that_are_opposites_never_agree(left in any_value(), right in any_value()) {
        let told = |comparator| compare(comparator, &left, std::slice::from_ref(&right));
        prop_assert_eq!(told(Comparator::IsNot), !told(Comparator::Is));
        prop_assert_eq!(told(Comparator::AtLeast), !told(Comparator::LessThan));
        prop_assert_eq!(told(Comparator::AtMost), !told(Comparator::MoreThan));
        prop_assert_eq!(told(Comparator::In), told(Comparator::Is));
    }

    /// The order of rows says how much is read, never what comes out.
    #[test]
    fn the_order_of_rows_does_not_matter(truths in prop::collection::vec(any_truth(), 0..6), turn in 0_usize..6) {
        let row_of = |truth: &Truth| row(match truth {
            Truth::Yes => r#"{ value = "items.d.Amount", exists = true }"#,
            Truth::No => r#"{ value = "items.d.Amount", exists = false }"#,
            Truth::Unknown => r#"{ value = "items.d.NextStep", is = "x" }"#,
        });
        let rows: Vec<Test> = truths.iter().map(row_of).collect();
        let mut turned = rows.clone();
        turned.rotate_left(turn % rows.len().max(1));
        let found = Finding::of(&rows, &here()).truth;
        prop_assert_eq!(found, Truth::all(truths));
        prop_assert_eq!(found, Finding::of(&turned, &here()).truth);
    }
}
