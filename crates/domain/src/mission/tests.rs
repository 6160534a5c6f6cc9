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

const LOOP: &str = r#"
[[step]]
key = "accounts"
kind = "read"
object = "Account"
where = [{ field = "Name", is = "Acme" }]
fields = ["Name", "Website"]
[[step]]
key = "each"
kind = "for_each"
over = "steps.accounts"
"#;

#[test]
fn a_step_that_saves_a_file_is_checked_like_any_other() {
    let sound = format!(
        r#"{HEAD}{LOOP}
[[step]]
key = "draft"
under = "each"
kind = "save_file"
folder = "Drafts"
name = "Letter to {{items.each.Name}}.md"
about = "items.each"
body = """
Dear {{items.each.Name}},

we are {{steps.accounts.count}}.
"""
[[step]]
key = "end"
under = "each"
kind = "conclude"
verdict = "no_action_needed"
because = "Saved {{steps.draft.name}} in {{steps.draft.folder}} as {{steps.draft.file}}."
"#
    );
    assert_snapshot!(problems(&sound), @"none");
    let broken = sound
        .replace("\"Drafts\"", "\"templates\"")
        .replace(".md\"", "\"")
        .replace(
            "about = \"items.each\"",
            "about = [\"items.each.Name\"]\ntemplate = \"Letter\"",
        )
        .replace("steps.accounts.count", "steps.accounts.Nmae")
        .replace("steps.draft.file", "steps.draft.bytes");
    assert_snapshot!(problems(&broken), @r#"
    line 26: step `draft`: `steps.accounts.Nmae`: there is no `Nmae` here; there is count, first, distinct, Name, Website
    line 26: step `draft`: a mission saves in `drafts` or `reports`; templates are left to people
    line 26: step `draft`: `name` ends with `.txt`, `.md` or `.csv`, after all slots: it says what kind of file it is
    line 26: step `draft`: a file has a `body` or a `template`, not both
    line 26: step `draft`: `about = "items.each.Name"` should name a record, or a list of records
    line 39: step `end`: `steps.draft.bytes`: there is no `bytes` here; there is file, folder, name
    "#);
    let unknown = sound.replace("\"Drafts\"", "\"cellar\"");
    assert!(
        problems(&unknown).contains("cellar"),
        "{}",
        problems(&unknown)
    );
}

#[test]
fn a_field_of_a_parent_is_referred_to_by_its_whole_path() {
    let text = format!(
        r#"{HEAD}
[[step]]
key = "one"
kind = "read"
object = "Account"
record = "input.account"
fields = ["Name", "Owner.Name"]
[[step]]
key = "end"
kind = "conclude"
verdict = "no_action_needed"
because = "{{steps.one.Owner.Name}} has {{steps.one.Owner.Email}}"
"#
    )
    .replace(
        "read = [\"Name\", \"Website\"]",
        "read = [\"Name\", \"Website\", \"Owner.Name\"]",
    );
    assert_snapshot!(problems(&text), @"line 21: step `end`: `steps.one.Owner.Email`: there is no `Owner` here; there is Name, Owner.Name");
}

/// A published version is known by its digest: what the file can say besides must not change what it said.
#[test]
fn published_missions_keep_their_digests() {
    for (file, digest) in [
        (
            include_str!("../../../engine/shipped/missions/reconcile-duplicates.toml"),
            "ffd04e7500615dd21d14b8aa169b5b35125eaf0b854e544d28fe742693c4d7cf",
        ),
        (
            include_str!("../../../bench/missions/update.toml"),
            "e8df3587d02e8583c1bef77a64f2513f9e707774a25c3627183ed2ea86246001",
        ),
        (
            include_str!("../../../bench/missions/wait.toml"),
            "e4fd826c8d78f7edc1ee4b619fe59b7c3dd19860ce7b4daac4115895c5656aba",
        ),
        (
            include_str!("../../../engine/tests/it/missions/late-deals.toml"),
            "5380b93ca66b337ebabeb9e5b7a8de6424cb8504124bd771eb56aab1111e2403",
        ),
    ] {
        let mission = parse(file).unwrap();
        assert_eq!(
            mission.digest().unwrap().to_string(),
            digest,
            "{}",
            mission.slug
        );
    }
}

const DEALS: &str = r#"format = 1
slug = "deals"
title = "Deals"
purpose = "Tests rules."
[[scope]]
object = "Opportunity"
read = ["Name", "Amount", "CreatedDate", "CloseDate"]
[[step]]
key = "deals"
kind = "read"
object = "Opportunity"
where = [{ field = "CloseDate", less_than = { today = true } }]
fields = ["Name", "Amount", "CreatedDate", "CloseDate"]
[[step]]
key = "size"
kind = "decide"
"#;

fn decided(step: &str) -> String {
    problems(&format!("{DEALS}{step}"))
}

#[test]
fn a_step_decides_in_one_way() {
    assert_snapshot!(decided(""), @r#"line 14: step `size`: a decide step says how it decides: `table = "steps.KEY.TABLE"`, `[[step.rule]]` or `expression = "…"`"#);
    assert_snapshot!(decided("table = \"steps.deals.x\"\nexpression = \"1\"\n"), @"line 14: step `size`: a decide step decides in one way: `table` or `expression`, not both");
    assert_snapshot!(decided("expression = \"1\"\ngives = \"money\"\n"), @"line 18, column 9: step `size`: unknown variant `money`, expected one of `bool`, `number`, `text`, `date`");
    assert_snapshot!(decided("expression = \"1\"\ngives = \"number\"\nresult = 1\n"), @"line 19: step `size`: unknown field `result`, expected one of `expression`, `gives`, `inputs`, `takes`, `unknown`");
}

#[test]
fn rules_say_what_is_decided_in_every_case() {
    let sound = r#"otherwise = { size = "small", rank = 0 }
[[step.rule]]
when = [{ value = "steps.deals.first.Amount", more_than = 5 }]
then = { size = "large", rank = { ref = "steps.deals.count" } }
[[step]]
key = "end"
kind = "conclude"
verdict = "needs_review"
because = "It is {steps.size.size}, by {steps.size.rule}: {steps.size.reason}"
"#;
    assert_eq!(decided(sound), "none");
    let odd = sound.replace("{steps.size.size}", "{steps.size.colour}");
    assert_snapshot!(decided(&odd), @"line 21: step `end`: `steps.size.colour`: there is no `colour` here; there is rank, reason, rule, size");
    let odd = sound.replace("otherwise = { size = \"small\", rank = 0 }\n", "");
    assert_snapshot!(decided(&odd), @"line 14: step `size`: says nothing for when no rule holds; give `otherwise = { … }` with the same names as the rules");
    let odd = sound.replace(", rank = 0", ", reason = 1, \"a-b\" = 1");
    assert_snapshot!(decided(&odd), @r"
    line 14: step `size`: `a-b` could not be referred to; use letters, digits and `_`
    line 14: step `size`: `reason` tells which rule held and why; call what is decided something else
    line 14: step `size`: rule 1 does not say a-b, reason; all cases decide the same
    line 14: step `size`: `otherwise` does not say rank; all cases decide the same
    ");
    let odd = sound.replace(
        "when = [{ value = \"steps.deals.first.Amount\", more_than = 5 }]",
        "when = []",
    );
    assert_snapshot!(decided(&odd), @"line 14: step `size`: rule 1 has no rows, so it would always hold; what is decided when no rule holds is `otherwise`");
}

#[test]
fn an_expression_says_of_what_type_its_inputs_are() {
    let sound = r#"expression = "amount > 5 and late"
gives = "bool"
takes = { amount = "number" }
[step.inputs]
amount = { ref = "steps.deals.first.Amount" }
late = { holds = { value = "steps.deals.count", more_than = 0 } }
[[step]]
key = "is"
kind = "branch"
otherwise = "no"
[[step.case]]
name = "yes"
when = [{ value = "steps.size.value", is = true }]
"#;
    assert_eq!(decided(sound), "none");
    assert_snapshot!(decided(&sound.replace("takes = { amount = \"number\" }\n", "")), @r#"line 14: step `size`: what `amount` is cannot be told before it is read; say it: `takes = { amount = "number" }` (or "bool", "text", "date")"#);
    assert_snapshot!(decided(&sound.replace("is = true", "is = \"true\"")), @"line 23: step `is`: `steps.size.value` is yes or no and cannot be compared with text");
    let odd = sound
        .replace(
            "{ amount = \"number\" }",
            "{ late = \"number\", amount = \"number\", other = \"text\" }",
        )
        .replace(
            "gives = \"bool\"",
            "gives = \"bool\"\nunknown = { size = 1 }",
        )
        .replace("late = {", "and = 1\nlate = {");
    assert_snapshot!(decided(&odd), @r"
    line 14: step `size`: an expression cannot name `and`; use letters, digits and `_`, and no word of the expression language
    line 14: step `size`: `late` is yes or no, and `takes` says that it is a number
    line 14: step `size`: `takes` names `other`, which is not among the inputs
    line 14: step `size`: `unknown` gives `size`; an expression gives `value` and nothing else
    ");
}

#[test]
fn what_can_never_be_compared_is_told_before_the_run() {
    let branch = |rows: &str| {
        decided(&format!(
            "expression = \"1\"\ngives = \"number\"\n[[step]]\nkey = \"is\"\nkind = \"branch\"\notherwise = \"no\"\n[[step.case]]\nname = \"yes\"\nwhen = [{rows}]\n"
        ))
    };
    assert_eq!(
        branch(
            r#"{ value = "steps.deals.first.CreatedDate", less_than = "2026-01-31" }, { value = "steps.deals.first.CreatedDate", at_most = { days_ahead = 3 } }, { value = "steps.size.value", more_than = { ref = "steps.deals.count" } }, { value = "steps.deals.first.Amount", is = "whatever the org says" }"#
        ),
        "none"
    );
    assert_snapshot!(
        branch(
            r#"{ value = "steps.deals.first.CreatedDate", less_than = "soon" }, { value = "steps.deals.count", is = "3" }, { value = "steps.deals.count", less_than = true }, { value = "steps.size.value", starts_with = "1" }, { value = "steps.deals.first.Name", ends_with = { today = true } }, { value = "steps.deals", exists = "yes" }, { value = "steps.size.value", is = { ref = "steps.deals.first.CreatedDate" } }"#
        ),
        @r"
    line 19: step `is`: `steps.deals.first.CreatedDate` is a date and `soon` is not; write it as 2026-01-31, or count from today: `{ days_ago = 30 }`
    line 19: step `is`: `steps.deals.count` is a number and cannot be compared with text
    line 19: step `is`: `steps.deals.count`: yes and no are neither more nor less than something; use `is`
    line 19: step `is`: `steps.size.value` is a number, and only text has parts to compare
    line 19: step `is`: `steps.deals.first.Name`: only text has a beginning and an end; this compares it with a date
    line 19: step `is`: `steps.deals`: `exists` is `true` or `false`
    line 19: step `is`: `steps.size.value` is a number and cannot be compared with a date
    "
    );
    let filter = DEALS.replace("less_than = { today = true }", "less_than = false");
    assert_snapshot!(problems(&format!("{filter}expression = \"1\"\ngives = \"number\"\n")), @"line 8: step `deals`: `CloseDate`: yes and no are neither more nor less than something; use `is`");
}

#[test]
fn a_mission_that_was_published_is_read_whatever_the_check_says_today() {
    let odd = format!("{DEALS}expression = \"1\"\ngives = \"number\"\n")
        .replace("less_than = { today = true }", "less_than = false");
    assert!(parse(&odd).is_err());
    assert!(published(&odd).is_ok());
}
