use super::*;
use crate::mission::parse;
use proptest::prelude::*;
use std::collections::BTreeSet;

const SHIPPED: &str = include_str!("../../../../engine/shipped/missions/reconcile-duplicates.toml");

fn shipped() -> Draft {
    Draft::read(SHIPPED).unwrap()
}

fn spot(under: Option<&str>, before: Option<&str>) -> Spot {
    Spot {
        under: under.map(str::to_owned),
        before: before.map(str::to_owned),
    }
}

fn errands(draft: &Draft) -> Vec<String> {
    let problems = draft
        .check()
        .map_or_else(|problems| problems, |reading| reading.problems);
    problems
        .into_iter()
        .map(|problem| match problem.step {
            Some(step) => format!("{step}: {}", problem.message),
            None => problem.message,
        })
        .collect()
}

#[test]
fn a_file_that_went_through_the_composer_means_the_same() {
    let before = parse(SHIPPED).unwrap();
    let after = parse(&shipped().text()).unwrap();
    assert_eq!(before.digest().unwrap(), after.digest().unwrap());
    assert_eq!(
        shipped().text(),
        Draft::read(&shipped().text()).unwrap().text()
    );
}

#[test]
fn an_unfinished_step_says_what_it_needs_and_leaves_the_others_readable() {
    let mut draft = Draft::blank("quiet-deals", "Quiet deals");
    assert_eq!(errands(&draft), ["a mission needs at least one step"]);
    let read = draft.insert(Kind::of("read").unwrap(), &spot(None, None));
    let each = draft.insert(Kind::of("for_each").unwrap(), &spot(None, None));
    draft.set(Some(&each), &["over".into()], Some("steps.read".into()));
    let inside = draft.insert(Kind::of("conclude").unwrap(), &spot(Some(&each), None));
    assert_eq!(
        errands(&draft),
        [
            "read: choose what to read",
            "conclude: say why it ends here"
        ]
    );
    draft.set(Some(&read), &["object".into()], Some("Opportunity".into()));
    assert_eq!(errands(&draft)[0], "read: choose the fields it needs");
    draft.set(
        Some(&read),
        &["fields".into(), 0.into()],
        Some("Name".into()),
    );
    draft.set(
        Some(&inside),
        &["because".into()],
        Some("{items.for_each.Amount} is small.".into()),
    );
    let said = errands(&draft);
    assert!(said[0].starts_with("read: a read is bounded"), "{said:?}");
    assert!(
        said.iter()
            .any(|said| said.contains("there is no `Amount` here")),
        "{said:?}"
    );
}

#[test]
fn steps_beneath_one_that_cannot_be_read_are_not_blamed() {
    let mut draft = shipped();
    draft.set(Some("the_policy"), &["otherwise".into()], None);
    assert_eq!(
        errands(&draft),
        ["the_policy: name the case for all the rest"]
    );
}

#[test]
fn a_step_is_moved_with_all_that_stands_under_it_and_never_into_itself() {
    let mut draft = shipped();
    let all: BTreeSet<String> = draft.keys().map(str::to_owned).collect();
    assert_eq!(
        draft.relocate(
            "lead_and_accounts",
            &spot(Some("lead_and_accounts.same"), None)
        ),
        Err(NotThere::Inside)
    );
    draft
        .relocate("the_policy", &spot(None, Some("candidates")))
        .unwrap();
    let keys: Vec<&str> = draft.keys().collect();
    let at = |key: &str| keys.iter().position(|own| *own == key).unwrap();
    assert_eq!(at("kept_apart"), at("the_policy") + 1);
    assert_eq!(at("candidates"), at("the_policy") + 2);
    assert_eq!(
        keys.iter()
            .map(|key| (*key).to_owned())
            .collect::<BTreeSet<_>>(),
        all
    );
    draft.remove("lead_and_accounts");
    assert!(draft.block("contracts").is_none() && draft.block("kept_apart").is_some());
}

#[test]
fn what_stands_under_a_case_follows_its_name() {
    let mut draft = shipped();
    draft.rename_case("lead_and_accounts", "same", "one_company");
    draft.rename_case("lead_and_accounts", "different", "another");
    let mission = parse(&draft.text()).unwrap();
    assert!(mission.steps.len() > 20);
    assert_eq!(
        draft.lists_of("lead_and_accounts")[0],
        "lead_and_accounts.one_company"
    );
    assert_eq!(
        draft
            .keys_under(Some("lead_and_accounts.another"))
            .collect::<Vec<_>>(),
        ["no_account"]
    );
}

#[test]
fn what_is_set_can_be_taken_out_again_without_a_trace() {
    let mut draft = shipped();
    let before = draft.clone();
    let way = ["where".into(), 0.into(), "field".into()];
    assert!(draft.set(Some("lead"), &way, Some("IsConverted".into())));
    assert!(!draft.set(Some("lead"), &way, Some("IsConverted".into())));
    assert_eq!(
        draft.get(Some("lead"), &way).and_then(Value::as_str),
        Some("IsConverted")
    );
    assert!(draft.set(Some("lead"), &way[..2], None));
    assert_eq!(draft, before);
}

#[test]
fn steps_need_no_more_than_the_shipped_mission_grants() {
    let mission = parse(SHIPPED).unwrap();
    assert!(mission.is_granted());
    let needs = mission.needs();
    let account = &needs.objects[&"Account".parse().unwrap()];
    assert!(account.operations.len() == 3, "{account:?}");
    assert!(account.write.iter().any(|field| field.is("ParentId")));
}

#[test]
fn only_what_has_run_by_then_is_offered() {
    let mission = parse(SHIPPED).unwrap();
    let offered = |at: &str| -> Vec<String> {
        shipped()
            .offers(&mission, at)
            .iter()
            .map(|offer| offer.reference.to_string())
            .collect()
    };
    let early = offered("match");
    assert!(early.contains(&"steps.lead.Company".to_owned()));
    assert!(early.contains(&"steps.candidates.count".to_owned()));
    assert!(
        !early.iter().any(|said| said.starts_with("steps.survivor")),
        "{early:?}"
    );
    let late = offered("propose");
    assert!(late.contains(&"steps.survivor.winner.Name".to_owned()));
    assert!(late.contains(&"input.lead".to_owned()));
}

#[test]
fn a_draft_is_granted_what_its_steps_need_and_loses_nothing() {
    let mut draft = Draft::blank("quiet-deals", "Quiet deals");
    let read = draft.insert(Kind::of("read").unwrap(), &spot(None, None));
    draft.set(Some(&read), &["object".into()], Some("Opportunity".into()));
    draft.set(
        Some(&read),
        &["fields".into(), 0.into()],
        Some("Name".into()),
    );
    let row = toml::from_str::<Table>("field = \"IsClosed\"\nis = false").unwrap();
    draft.set(
        Some(&read),
        &["where".into(), 0.into()],
        Some(Value::Table(row)),
    );
    assert!(
        !draft.check().unwrap().problems.is_empty(),
        "nothing is granted yet"
    );
    draft.grant(&draft.check().unwrap().mission.needs());
    assert_eq!(draft.check().unwrap().problems, []);
    let mut whole = shipped();
    whole.grant(&parse(SHIPPED).unwrap().needs());
    assert_eq!(whole, shipped());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// A file that was damaged in one place is refused with that place, or is plainly another mission. Layout and comments
    /// are no part of what it says.
    #[test]
    fn damage_is_refused_or_shows(at in 0..SHIPPED.len(), put in prop_oneof![Just(None), any::<char>().prop_map(Some)]) {
        let at = SHIPPED.floor_char_boundary(at);
        let mut damaged = SHIPPED.to_owned();
        damaged.remove(at);
        if let Some(put) = put {
            damaged.insert(at, put);
        }
        let sound = parse(SHIPPED).unwrap();
        match parse(&damaged) {
            Ok(mission) if mission == sound => {
                let meant = |text: &str| -> toml::Table { toml::from_str(text).unwrap() };
                prop_assert_eq!(meant(&damaged), meant(SHIPPED));
            }
            Ok(mission) => prop_assert_ne!(mission.digest().unwrap(), sound.digest().unwrap()),
            Err(problems) => {
                prop_assert!(!problems.is_empty());
                for problem in problems {
                    prop_assert!(problem.line.is_some() && problem.column.is_some() || problem.step.is_none(), "{:?}", problem);
                }
            }
        }
    }
}
