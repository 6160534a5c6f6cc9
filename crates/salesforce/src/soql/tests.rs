//! A small reader of SOQL, written apart from the builder: whatever text goes in, the same text must come out of one literal.

use super::{find, select};
use domain::query::{Direction, Filter, Op, Query, Search, SearchIn};
use domain::record::FieldName;
use domain::value::Value;
use proptest::prelude::*;

fn field(name: &str) -> FieldName {
    name.parse().unwrap()
}
fn query(filter: Filter) -> Query {
    Query {
        object: "Account".parse().unwrap(),
        fields: vec![field("Name")],
        filter,
        order: vec![],
        limit: 50,
        with_deleted: false,
    }
}
fn only(filter: Filter) -> String {
    let mut all = select(&query(filter)).unwrap();
    assert_eq!(all.len(), 1);
    all.remove(0)
}
fn test(op: Op, text: &str) -> Filter {
    Filter::Test {
        field: field("Name"),
        op,
        value: Value::text(text),
    }
}

/// Splits a query into what stands outside quotes (each literal a `?`) and the literals, unescaped. A wildcard inside a
/// literal becomes U+E000 or U+E001, so that it differs from the same character escaped.
fn read(soql: &str) -> (String, Vec<String>) {
    let (mut outside, mut literals) = (String::new(), vec![]);
    let mut chars = soql.chars();
    while let Some(c) = chars.next() {
        if c != '\'' {
            outside.push(c);
            continue;
        }
        let mut literal = String::new();
        loop {
            match chars.next().expect("a literal ends") {
                '\'' => break,
                '%' => literal.push('\u{e000}'),
                '_' => literal.push('\u{e001}'),
                '\\' => literal.push(match chars.next().expect("an escape has a character") {
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'b' => '\u{8}',
                    'f' => '\u{c}',
                    'u' => {
                        let code: String = chars.by_ref().take(4).collect();
                        char::from_u32(u32::from_str_radix(&code, 16).unwrap()).unwrap()
                    }
                    c @ ('\'' | '"' | '\\' | '%' | '_') => c,
                    c => panic!("\\{c} is no escape"),
                }),
                c => literal.push(c),
            }
        }
        outside.push('?');
        literals.push(literal);
    }
    (outside, literals)
}

/// Outside a pattern `%` and `_` mean themselves.
fn plain(literal: &str) -> String {
    literal.replace('\u{e000}', "%").replace('\u{e001}', "_")
}

proptest! {
    #[test]
    fn any_text_is_one_literal_and_comes_back(text in any::<String>()) {
        let (outside, literals) = read(&only(test(Op::Is, &text)));
        prop_assert_eq!(outside, "SELECT Id, Name FROM Account WHERE Name = ? LIMIT 50");
        prop_assert_eq!(plain(&literals[0]), text);
    }

    #[test]
    fn any_text_in_a_pattern_means_itself(text in r#"[%_\\'"a-z\n\PC]{0,20}"#) {
        prop_assume!(!text.contains(['\u{e000}', '\u{e001}']));
        let (outside, literals) = read(&only(test(Op::Contains, &text)));
        prop_assert_eq!(outside, "SELECT Id, Name FROM Account WHERE Name LIKE ? LIMIT 50");
        prop_assert_eq!(&literals[0], &format!("\u{e000}{text}\u{e000}"));
    }

    #[test]
    fn no_word_leaves_the_braces_of_a_search(word in any::<String>()) {
        let search = Search {
            object: "Account".parse().unwrap(), fields: vec![], words: vec!["kestrel".into(), word],
            within: SearchIn::Name, filter: Filter::everything(), limit: 5,
        };
        let text = find(&search).unwrap().unwrap();
        let inside = text.strip_prefix("FIND {").and_then(|text| text.strip_suffix("} IN NAME FIELDS RETURNING Account(Id LIMIT 5)"));
        let (mut escaped, mut quoted) = (false, false);
        for c in inside.expect("the frame stands").chars() {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => quoted = !quoted,
                c => prop_assert!(quoted || " AND".contains(c), "{c} is outside quotes in {text}"),
            }
        }
        prop_assert!(!quoted && !escaped);
    }
}

#[test]
fn a_filter_reads_as_it_is_meant() {
    let filter = Filter::All(vec![
        Filter::Any(vec![
            test(Op::StartsWith, "Kestrel"),
            test(Op::EndsWith, "50%"),
        ]),
        Filter::Not(Box::new(Filter::is(
            field("IsConverted"),
            Value::Bool(true),
        ))),
        Filter::In {
            field: field("Rating"),
            values: vec![Value::text("Hot"), Value::Null],
        },
        Filter::Test {
            field: field("CreatedDate"),
            op: Op::AtLeast,
            value: Value::Instant("2026-11-21T19:07:00Z".parse().unwrap()),
        },
        Filter::Test {
            field: field("Phone"),
            op: Op::Spelled,
            value: Value::text("020 7"),
        },
        Filter::All(vec![]),
    ]);
    let mut asked = query(filter);
    asked.order = vec![
        (field("SystemModstamp"), Direction::Ascending),
        (field("Id"), Direction::Descending),
    ];
    insta::assert_snapshot!(select(&asked).unwrap()[0], @r"SELECT Id, Name, SystemModstamp FROM Account WHERE ((Name LIKE 'Kestrel%' OR Name LIKE '%50\%') AND (NOT (IsConverted = true)) AND Rating IN ('Hot',null) AND CreatedDate >= 2026-11-21T19:07:00.000Z AND Phone LIKE '%0%2%0%7%') ORDER BY SystemModstamp ASC, Id DESC LIMIT 50");
}

#[test]
fn what_nothing_can_fit_is_not_asked() {
    let never = Filter::In {
        field: field("Name"),
        values: vec![],
    };
    assert!(select(&query(never.clone())).unwrap().is_empty());
    assert!(select(&query(Filter::Any(vec![]))).unwrap().is_empty());
    assert!(
        select(&query(Filter::All(vec![test(Op::Is, "x"), never.clone()])))
            .unwrap()
            .is_empty()
    );
    assert_eq!(
        only(Filter::Not(Box::new(never))),
        "SELECT Id, Name FROM Account LIMIT 50"
    );
}

#[test]
fn a_long_list_is_asked_in_pieces_that_lose_nothing() {
    let values: Vec<_> = (0..3000)
        .map(|n| Value::text(format!("Name {n}")))
        .collect();
    let filter = Filter::All(vec![
        Filter::is(field("IsDeleted"), Value::Bool(false)),
        Filter::In {
            field: field("Name"),
            values,
        },
    ]);
    let asked = select(&query(filter)).unwrap();
    assert!(asked.len() > 1);
    assert!(asked.iter().all(
        |text| super::encoded_len(text) <= super::LONGEST && text.contains("IsDeleted = false")
    ));
    let literals: usize = asked.iter().map(|text| read(text).1.len()).sum();
    assert_eq!(literals, 3000);
    assert!(select(&query(test(Op::Is, &"x".repeat(20_000)))).is_err());
}
