use super::*;
use domain::knowledge::{Rules, parse};

fn published(id: &str, version: u32, head: &str) -> Published {
    let text = format!(
        "+++\nkind = \"merge-policy\"\ntitle = \"{id}\"\nslug = \"{id}\"\n{head}\n+++\n## 2 Who stays\n\nThe oldest stays. Others go.\n"
    );
    Published {
        id: format!("doc_{id}").parse().unwrap(),
        version,
        document: parse(&text).unwrap(),
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn found(documents: &[Published], object: Option<&str>, on: &str) -> String {
    let object = object.map(|name| name.parse().unwrap());
    match find(documents, Kind::MergePolicy, object.as_ref(), day(on)) {
        Ok(published) => format!("{} {}", published.document.title, published.version),
        Err(error) => error.to_string(),
    }
}

#[test]
fn the_most_specific_document_that_holds_is_found() {
    let documents = [
        published("general", 1, ""),
        published(
            "accounts",
            3,
            "objects = [\"Account\"]\nvalid_until = 2026-06-30",
        ),
        published(
            "accounts-new",
            1,
            "objects = [\"Account\"]\nvalid_from = 2026-07-01",
        ),
    ];
    assert_eq!(
        found(&documents, Some("Account"), "2026-06-30"),
        "accounts 3"
    );
    assert_eq!(
        found(&documents, Some("account"), "2026-07-01"),
        "accounts-new 1"
    );
    assert_eq!(found(&documents, Some("Lead"), "2026-07-01"), "general 1");
    assert_eq!(
        found(&documents[1..], Some("Lead"), "2026-07-01"),
        "no merge-policy for Lead holds on 2026-07-01"
    );
}

#[test]
fn two_that_hold_are_named_and_an_older_version_is_no_conflict() {
    let mut documents = vec![
        published("a", 1, "objects = [\"Account\"]"),
        published("a", 2, "objects = [\"Account\"]"),
    ];
    assert_eq!(found(&documents, Some("Account"), "2026-07-01"), "a 2");
    documents.push(published("b", 1, "objects = [\"Account\"]"));
    assert_eq!(
        found(&documents, Some("Account"), "2026-07-01"),
        "two documents of the kind merge-policy hold on 2026-07-01 for Account: a (version 2) and b (version 1); end one of them"
    );
}

#[test]
fn a_citation_says_only_what_stands_there() {
    let published = published("a", 4, "");
    let passage = published.document.passage("2").unwrap();
    let citation = cite(&published, passage, None).unwrap();
    assert_eq!(citation.quote, "The oldest stays.");
    assert_eq!(citation.to_string(), "a 2");
    assert!(cite(&published, passage, Some("Others go.")).is_ok());
    assert!(cite(&published, passage, Some("others go")).is_err());
    assert!(cite(&published, passage, Some("")).is_err());
}

#[test]
fn the_shipped_documents_are_sound() {
    for text in [
        include_str!("../../../engine/shipped/knowledge/account-merge-policy.md"),
        include_str!("../../../engine/shipped/knowledge/territory-rules.md"),
    ] {
        let document = parse(text).map_err(|problems| {
            problems
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join("\n")
        });
        let document = document.unwrap();
        let shipped = Published {
            id: "doc_shipped".parse().unwrap(),
            version: 1,
            document,
        };
        for table in &shipped.document.tables {
            let citation = cite_section(&shipped, &table.section).unwrap();
            assert!(
                !citation.quote.starts_with("```"),
                "{} is explained in words",
                table.name
            );
            if let Rules::First(rules) = &table.rules {
                assert!(rules.has_default(), "{} ends in a default row", table.name);
            }
        }
    }
}

#[test]
fn the_shipped_tables_decide_as_their_text_says() {
    use crate::rules::{Facts, Ruling, first};
    use domain::value::Value;

    let table =
        |text: &str, name: &str| match parse(text).unwrap().table(name).unwrap().rules.clone() {
            Rules::First(table) => table,
            _ => panic!("{name} is a decision table"),
        };
    let told = |table: &domain::knowledge::DecisionTable,
                output: &str,
                inputs: &[(&str, Value)]| {
        let inputs: Facts = inputs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()))
            .collect();
        match first(table, &inputs) {
            Ruling::Hit(hit) => format!("{} {}", hit.row, hit.outputs[output]),
            Ruling::Unknown(unknown) => format!("{} {}?", unknown.row, unknown.missing.join(", ")),
            Ruling::NoHit { .. } => "nothing".into(),
        }
    };
    let territory = table(
        include_str!("../../../engine/shipped/knowledge/territory-rules.md"),
        "territory",
    );
    let placed = |employees: Value, country: &str, state: &str| {
        let text = |text: &str| {
            if text.is_empty() {
                Value::Null
            } else {
                Value::text(text)
            }
        };
        told(
            &territory,
            "territory",
            &[
                ("employees", employees),
                ("country", text(country)),
                ("state", text(state)),
            ],
        )
    };
    assert_eq!(placed(Value::Int(420), "UK", ""), "T3 EMEA");
    assert_eq!(placed(Value::Null, "Germany", "Thüringen"), "T2 EMEA");
    assert_eq!(placed(Value::Int(260), "United States", "or"), "T8 US West");
    assert_eq!(placed(Value::Int(260), "USA", "MA"), "T9 US East");
    assert_eq!(
        placed(Value::Int(260), "USA", ""),
        "T8 state?",
        "a person assigns it"
    );
    assert_eq!(placed(Value::Int(6_200), "USA", ""), "T12 Enterprise");
    assert_eq!(placed(Value::Int(70), "Singapore", ""), "T11 APAC");
    assert_eq!(placed(Value::Int(9_000), "", ""), "T1 Unassigned");
    assert_eq!(placed(Value::Int(9), "Atlantis", ""), "T13 Unassigned");

    let hold = table(
        include_str!("../../../engine/shipped/knowledge/account-merge-policy.md"),
        "hold",
    );
    let held = |hold_flag: Value, tax: Value| {
        told(
            &hold,
            "outcome",
            &[("merge_hold", hold_flag), ("tax_ids_differ", tax)],
        )
    };
    assert_eq!(held(Value::Bool(true), Value::Null), "H1 keep apart");
    assert_eq!(held(Value::Bool(false), Value::Bool(true)), "H2 keep apart");
    assert_eq!(held(Value::Bool(false), Value::Bool(false)), "H3 merge");
    assert_eq!(held(Value::Null, Value::Bool(false)), "H1 merge_hold?");
}
