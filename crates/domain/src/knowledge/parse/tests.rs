use super::*;
use crate::canonical::Digest;
use crate::knowledge::{Cell, Direction, KeepRule, Preference, Row, Rules, Survivorship};
use crate::knowledge::{DecisionTable, Table};
use crate::value::Value;
use proptest::prelude::*;

const HEAD: &str = "+++\nkind = \"merge-policy\"\ntitle = \"Merging\"\nslug = \"merging\"\nobjects = [\"Account\"]\n+++\n";

fn told(body: &str) -> String {
    let problems = parse(&format!("{HEAD}{body}")).unwrap_err();
    problems
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn a_row_is_cited_as_it_is_written() {
    let text = format!(
        "{HEAD}# Merging\n\n## 2. When\nRarely.\n\n```table hold first\n| row | held | → outcome | because |\n|---|---|---|---|\n| H1 | yes | keep apart | It is held. |\n| H2 | - | merge | Nothing forbids it. |\n```\n"
    );
    let document = parse(&text).unwrap();
    let passage = document.passage("2").unwrap();
    let row = passage.row("H2").unwrap();
    let told: Vec<_> = row
        .iter()
        .map(|(head, cell)| format!("{head}: {cell}"))
        .collect();
    assert_eq!(
        told,
        ["held: -", "outcome: merge", "because: Nothing forbids it."]
    );
    assert_eq!(passage.row("H9"), None);
    assert_eq!(passage.row("row"), None);
}

#[test]
fn headings_make_passages_that_can_be_cited() {
    let text = format!(
        "{HEAD}# Merging\n\nWhy we merge.\n\n## When\n\nOn sight.\n\n### Rarely\nÄh.\n## 4. Never\nIf held.\n### 4.2 Almost\nx\n### Next\ny\n"
    );
    let document = parse(&text).unwrap();
    let sections: Vec<_> = document
        .passages
        .iter()
        .map(|p| format!("{} {}: {}", p.section, p.heading, p.text))
        .collect();
    assert_eq!(
        sections,
        [
            "0 Merging: Why we merge.",
            "1 When: On sight.",
            "1.1 Rarely: Äh.",
            "4 Never: If held.",
            "4.2 Almost: x",
            "4.3 Next: y"
        ]
    );
    for passage in &document.passages {
        let cut: String = text
            .chars()
            .skip(passage.start)
            .take(passage.end - passage.start)
            .collect();
        assert_eq!(cut, passage.text, "the span cuts out exactly the passage");
        assert_eq!(passage.sha256, Digest::of_bytes(cut.as_bytes()));
    }
}

#[test]
fn a_table_belongs_to_the_section_it_stands_in() {
    let document = parse(&format!(
        "{HEAD}## 2 Hold\n```table hold first\n| row | hold flag | → outcome | because |\n|---|---|---|---|\n| H1 | yes | keep apart | Said so. |\n| H2 | - | merge | |\n```\n"
    ))
    .unwrap();
    let table = document.table("hold").unwrap();
    assert_eq!(table.section, "2");
    let Rules::First(rules) = &table.rules else {
        panic!("a first table")
    };
    assert_eq!(rules.inputs, ["hold flag"]);
    assert_eq!(rules.outputs, ["outcome"]);
    assert_eq!(rules.rows[0].tests, [Cell::OneOf(vec![Value::Bool(true)])]);
    assert_eq!(rules.rows[0].because.as_deref(), Some("Said so."));
    assert!(rules.has_default());
    assert_eq!(document.passage("2").unwrap().prose(), "");
}

#[test]
fn what_is_wrong_is_told_with_line_and_column() {
    insta::assert_snapshot!(told("## 1\n```table t first\n| row | employees | → owner |\n|--|--|--|\n| A | > many | ana |\n| A | | ana |\n| C | 1 |\n```\n"), @r"line 13: table `t`: this row has 2 cells and the head has 3; write `\|` for a bar inside a cell");
    insta::assert_snapshot!(told("## 1\n```table t first\n| row | employees | → owner |\n|--|--|--|\n| A | > many | ana |\n| A | | ana |\n```\n## 1 Again\n```table t sorted\n```\n```table rank\n```\n"), @r"
    line 11: table `t`, row `A`, column `employees`: compares with `many`, which is neither a number nor a date (write 1000 or 2026-04-01)
    line 12: table `t`: two rows are called `A`; give each its own name
    line 12: table `t`, row `A`, column `employees`: is blank; write `-` for any value, `empty` for none
    line 14: section 1 is already on line 7; give this heading another number
    line 15: table `t`: `sorted` is not a kind of table; write one of first, rank, fields
    line 17: `table rank` should read `table NAME first`, `rank` or `fields`
    ");
    insta::assert_snapshot!(told("## 1\n```table t rank\n| row | fact | prefer |\n| R1 | contracts | most |\n| R2 | - | oldest |\n```\n```table u fields\n| row | field | rule | lead field |\n| F1 | Na me | keep | - |\n| F2 | Phone | best | 1x |\n"), @r"
    line 10: table `t`, row `R1`, column `prefer`: `most` is not a way to prefer; write one of highest, lowest, newest, oldest, yes, no, filled
    line 11: table `t`, row `R2`, column `fact`: is blank; write the name of a fact
    line 13: this block is never closed; add a line with ``` after it
    ");
    insta::assert_snapshot!(parse("no head").unwrap_err()[0], @r"line 1: the document must begin with its head: `+++`, then kind, title and slug, then `+++`");
    insta::assert_snapshot!(parse("+++\nkind = \"merge-policy\"\ntitle = \"\"\nslug = \"The X\"\n+++\n").unwrap_err().iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"), @r"
    line 1: in the head: `slug` is `The X`; use small letters, digits and dashes, such as `account-merge-policy`
    line 1: in the head: `title` is blank
    ");
    insta::assert_snapshot!(parse("+++\nkind = \"playbook\"\ntitel = \"T\"\n+++\n").unwrap_err()[0], @r"line 3: in the head: unknown field `titel`, expected one of `kind`, `title`, `slug`, `format`, `objects`, `valid_from`, `valid_until`");
}

#[test]
fn the_body_is_what_stands_after_the_head() {
    assert_eq!(body(&format!("{HEAD}## One\n+++\n")), "## One\n+++\n");
    assert_eq!(body("## One\n+++\nx\n+++\n"), "## One\n+++\nx\n+++\n");
}

#[test]
fn a_kind_nobody_asks_for_is_refused_by_its_line() {
    insta::assert_snapshot!(parse("+++\ntitle = \"T\"\nkind = \"Merge Policy\"\nslug = \"t\"\n+++\n").unwrap_err()[0], @"line 3: in the head: `Merge Policy` is not a kind of document; write one of merge-policy, territory-rules, routing-rules, pricing, playbook, template, product-data");
    insta::assert_snapshot!(parse("+++\nkind = \"merge-policy\"\ntitle = \"T\"\nslug = \"t\"\nformat = \"pdf\"\n+++\nx").unwrap_err()[0], @"line 1: in the head: a document of the kind merge-policy cannot be PDF");
}

#[test]
fn rows_of_a_sheet_are_passages_by_line() {
    let head = "+++\nkind = \"product-data\"\ntitle = \"Parts\"\nslug = \"parts\"\nformat = \"csv\"\n+++\n";
    let text = format!("{head}sku,näme\nB1,Bolt\n\nN1,\"Nut,\nwide\"\n");
    let document = parse(&text).unwrap();
    let sections: Vec<_> = document
        .passages
        .iter()
        .map(|p| format!("{} {}: {}", p.section, p.heading, p.text))
        .collect();
    assert_eq!(
        sections,
        ["line-2 Line 2: B1,Bolt", "line-4 Line 4: N1,\"Nut,\nwide\""]
    );
    for passage in &document.passages {
        let span = passage.end - passage.start;
        let cut: String = text.chars().skip(passage.start).take(span).collect();
        assert_eq!(cut, passage.text);
    }
    assert_eq!(document.sheet.unwrap().columns[1].name, "näme");
    let wrong = parse(&format!("{head}sku,name\nB1\n")).unwrap_err();
    assert_eq!(wrong[0].line, 8, "the line of the whole text: {wrong:?}");
}

#[test]
fn pages_are_passages_and_keep_their_numbers() {
    let head =
        "+++\nkind = \"playbook\"\ntitle = \"Guide\"\nslug = \"guide\"\nformat = \"pdf\"\n+++\n";
    let document = parse(&format!(
        "{head} First page. ## no heading\n\u{c}\u{c}```\nThird, ü."
    ))
    .unwrap();
    let sections: Vec<_> = document
        .passages
        .iter()
        .map(|p| format!("{}: {}", p.section, p.text))
        .collect();
    assert_eq!(
        sections,
        [
            "page-1: First page. ## no heading",
            "page-2: ",
            "page-3: ```\nThird, ü."
        ]
    );
    let third = &document.passages[2];
    let span = third.end - third.start;
    let cut: String = document.text.chars().skip(third.start).take(span).collect();
    assert_eq!(cut, third.text);
}

fn word() -> impl Strategy<Value = String> {
    "[a-zA-Z][a-zA-Z0-9_|ü]{0,8}"
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        word().prop_map(Value::Text),
        any::<i16>().prop_map(|n| Value::Int(n.into())),
        any::<bool>().prop_map(Value::Bool)
    ]
}

fn cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        Just(Cell::Any),
        Just(Cell::Empty),
        Just(Cell::Filled),
        word().prop_map(|w| Cell::OneOf(vec![Value::Text(w), Value::Int(3)])),
        word().prop_map(|w| Cell::NoneOf(vec![Value::Text(w)])),
        any::<i16>().prop_map(|n| Cell::AtLeast(Value::Int(n.into()))),
        word().prop_map(Cell::Contains),
    ]
}

prop_compose! {
    fn tables()(rows in prop::collection::vec((cell(), cell(), value(), prop::option::of("[A-Z][a-z |]{0,9}[a-z]")), 1..5)) -> Vec<Table> {
        let id = |at: usize| format!("R{at}");
        let first = rows.iter().enumerate().map(|(at, (a, b, gives, because))| Row {
            id: id(at), tests: vec![a.clone(), b.clone()], gives: vec![gives.clone()], because: because.clone(),
        }).collect();
        let rank = rows.iter().enumerate().map(|(at, row)| Preference {
            id: id(at), fact: "contracts".into(), prefer: Direction::Highest, because: row.3.clone(),
        }).collect();
        let fields = rows.iter().enumerate().map(|(at, row)| Survivorship {
            id: id(at), field: format!("F{at}__c").parse().unwrap(), rule: KeepRule::Fill,
            extra: (at % 2 == 0).then(|| "Company".parse().unwrap()), because: row.3.clone(),
        }).collect();
        let table = |name: &str, rules| Table { name: name.into(), section: "1".into(), rules };
        vec![
            table("a", Rules::First(DecisionTable { inputs: vec!["x".into(), "y z".into()], outputs: vec!["o".into()], rows: first })),
            table("b", Rules::Rank(rank)),
            table("c", Rules::Fields(fields)),
        ]
    }
}

proptest! {
    #[test]
    fn tables_read_back_as_they_were_written(tables in tables()) {
        let blocks: Vec<String> = tables.iter().map(ToString::to_string).collect();
        let text = format!("{HEAD}## Rules\n\n{}\n", blocks.join("\n\nand\n\n"));
        prop_assert_eq!(parse(&text).unwrap().tables, tables);
    }

    #[test]
    fn no_text_makes_the_parser_fall_over(body in "[#`a-z|+ .0-9\n→]{0,200}") {
        let _ = parse(&format!("{HEAD}{body}"));
        let _ = parse(&body);
    }
}
