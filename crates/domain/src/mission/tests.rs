use super::*;
use insta::assert_snapshot;

fn problems(text: &str) -> String {
    match parse(text) {
        Ok(_) => "none".into(),
        Err(problems) => problems
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .join("\n"),
    }
}

const HEAD: &str = r#"format = 1
slug = "tidy"
title = "Tidy"
purpose = "Tests the check."
[[input]]
key = "account"
label = "Account"
object = "Account"
[[scope]]
object = "Account"
read = ["Name", "Website"]
write = ["Website"]
operations = ["update"]
"#;

#[test]
fn unknown_keys_are_refused_with_their_line() {
    assert_snapshot!(problems("format = 1\nslug = \"a\"\ntitle = \"A\"\npurpose = \"B\"\ncolour = 3\n"), @"line 5: unknown field `colour`, expected one of `format`, `slug`, `title`, `purpose`, `expires_after_hours`, `budget`, `trigger`, `input`, `scope`, `step`");
    let text = format!(
        "{HEAD}[[step]]\nkey = \"a\"\nkind = \"read\"\nobject = \"Account\"\nrecord = \"input.account\"\nfields = [\"Name\"]\nlimits = 3\n"
    );
    assert_snapshot!(problems(&text), @"line 20: step `a`: unknown field `limits`, expected one of `object`, `fields`, `record`, `where`, `any`, `order`, `limit`");
}

#[test]
fn a_newer_format_is_not_guessed_at() {
    assert_snapshot!(problems("format = 2\nslug = \"a\"\ntitle = \"A\"\npurpose = \"B\"\n"), @"line 1: this file is of format 2; this build reads format 1");
}

#[test]
fn every_problem_is_told_at_once() {
    let text = format!(
        r#"{HEAD}
[[step]]
key = "read"
kind = "read"
object = "Account"
record = "input.acount"
fields = ["Name", "Phone"]

[[step]]
key = "propose"
kind = "propose"
title = "Set {{steps.read.Nmae}}"
[[step.part]]
do = "update"
title = "Name"
record = "steps.read"
set = {{ Name = {{ ref = "steps.later.Name" }} }}

[[step]]
key = "end"
kind = "conclude"
verdict = "verified"
because = "Because."

[[step]]
key = "later"
kind = "read"
object = "Contact"
fields = ["Name"]
"#
    );
    assert_snapshot!(problems(&text), @r#"
    line 15: step `read`: `input.acount`: there is no input `acount`
    line 15: step `read`: the scope does not allow this: this mission may not read Account.Phone
    line 22: step `propose`: `steps.read.Nmae`: there is no `Nmae` here; there is Name, Phone
    line 22: step `propose`: `steps.later.Name`: no step `later` comes before this one
    line 22: step `propose`: proposes to set Account.Name, which the scope does not allow
    line 32: step `end`: a mission may conclude `needs_review` or `no_action_needed`; the other verdicts follow from what was written
    line 38: step `later`: a read is bounded: give `record`, `where` or `any`
    line 38: step `later`: the scope does not allow this: this mission may not read Contact
    line 38: step `later`: is never reached: `end` ends before it
    "#);
}

#[test]
fn a_step_in_a_branch_is_out_of_sight_outside() {
    let text = format!(
        r#"{HEAD}
[[step]]
key = "read"
kind = "read"
object = "Account"
record = "input.account"
fields = ["Name"]
[[step]]
key = "named"
kind = "branch"
otherwise = "no"
[[step.case]]
name = "yes"
when = [{{ value = "steps.read.Name", is = "Acme" }}]
[[step]]
key = "more"
under = "named.yes"
kind = "read"
object = "Account"
record = "input.account"
fields = ["Website"]
[[step]]
key = "end"
kind = "conclude"
verdict = "no_action_needed"
because = "Site: {{steps.more.Website}}"
[[step]]
key = "odd"
under = "named.maybe"
kind = "conclude"
verdict = "no_action_needed"
because = "x"
"#
    );
    assert_snapshot!(problems(&text), @r#"
    line 42, column 9: step `odd`: `under = "named.maybe"`: `named` has the cases yes, no
    line 35: step `end`: `steps.more.Website`: `more` stands in a branch or loop that this step is not in, so it may not have run
    "#);
    let fixed = text.replace("named.maybe", "named.no");
    assert_snapshot!(problems(&fixed), @"line 35: step `end`: `steps.more.Website`: `more` stands in a branch or loop that this step is not in, so it may not have run");
}

#[test]
fn a_loop_over_its_own_items_is_refused() {
    let text = format!(
        r#"{HEAD}
[[step]]
key = "x"
kind = "for_each"
over = "items.x"

[[step]]
key = "set"
under = "x"
kind = "propose"
title = "Set"
[[step.part]]
do = "update"
title = "Set"
record = "items.x"
set = {{ Website = "x" }}
"#
    );
    assert!(
        problems(&text).contains("not inside the for_each `x`"),
        "{}",
        problems(&text)
    );
}

#[test]
fn a_condition_has_one_comparator() {
    let row = r#"a = [{ value = "steps.x.Name", is = "A", contains = "B" }]"#;
    let read: Result<std::collections::BTreeMap<String, Condition>, _> = toml::from_str(row);
    assert!(read.unwrap_err().message().contains("exactly one"));
}

#[test]
fn the_version_is_the_meaning_not_the_layout() {
    let text = format!(
        "{HEAD}[[step]]\nkey = \"a\"\nkind = \"conclude\"\nverdict = \"no_action_needed\"\nbecause = \"x\"\n"
    );
    let one = parse(&text).unwrap().digest().unwrap();
    assert_eq!(
        parse(&format!("# a comment\n{text}\n\n"))
            .unwrap()
            .digest()
            .unwrap(),
        one
    );
    assert_ne!(
        parse(&text.replace("\"x\"", "\"y\""))
            .unwrap()
            .digest()
            .unwrap(),
        one
    );
}
