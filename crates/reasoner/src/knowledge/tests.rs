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
    match find(documents, "merge-policy", object.as_ref(), day(on)) {
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
