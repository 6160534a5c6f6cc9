mod cast;
mod made_up;

use super::*;
use ::domain::matching::{Bits, Comparison, ComparisonKind, Likeness};
use cast::{account, lead, rules};

fn verdict(left: &Record, right: &Record) -> Match {
    match_all(left, std::slice::from_ref(right), &rules()).remove(0)
}

fn shown(left: &Record, right: &Record) -> String {
    let found = verdict(left, right);
    format!("{:?} {}", found.likeness, found.chance)
}

#[test]
fn pairs_are_judged_as_a_person_would() {
    use Likeness::{Different, Related, Review, Same};
    let bristol = ["+44 117 496 0142", "Bristol", "BS1 5TX"];
    let none = ["", "", ""];
    for (lead_name, site, [phone, city, postal], name, right_site, right_place, allowed) in [
        // Variants of one company.
        (
            "Kestrel Bay Instr. Ltd",
            "kestrelbay.example",
            none,
            "Kestrel Bay Instruments",
            "https://www.kestrelbay.example",
            bristol,
            vec![Same],
        ),
        (
            "kestrelbay instruments",
            "sales@kestrelbay.example",
            none,
            "Kestrel Bay Instruments",
            "kestrelbay.example",
            none,
            vec![Same],
        ),
        (
            "Kestral Bay Instruments",
            "kestrelbay.example",
            none,
            "Kestrel Bay Instruments",
            "kestrelbay.example",
            none,
            vec![Same],
        ),
        (
            "KBI",
            "kestrelbay.example",
            none,
            "Kestrel Bay Instruments",
            "kestrelbay.example",
            none,
            vec![Same, Review],
        ),
        (
            "Kestrel Bay",
            "kestrelbay.example",
            none,
            "Kestrel Bay Instruments",
            "kestrelbay.example",
            none,
            vec![Same],
        ),
        (
            "Kestrel Bay Instruments",
            "",
            ["0117 4960142", "", ""],
            "Kestrel Bay Instruments Ltd",
            "",
            bristol,
            vec![Same],
        ),
        (
            "Kestrel Bay Instruments",
            "",
            ["", "Bristol", "BS1 5TX"],
            "Kestrel Bay Instruments Ltd",
            "",
            bristol,
            vec![Same],
        ),
        (
            "Nova Quay Pharma",
            "novaquay.example",
            none,
            "Novaquay Pharmaceuticals",
            "novaquay.example",
            none,
            vec![Same],
        ),
        (
            "Müller Optik GmbH & Co. KG",
            "mueller-optik.example",
            none,
            "Mueller Optik",
            "mueller-optik.example",
            none,
            vec![Same],
        ),
        (
            "Calder Vale Hospital Trust",
            "a@caldervale.example",
            none,
            "Calder Vale Hospitals",
            "caldervale.example",
            none,
            vec![Same],
        ),
        (
            "Okapi Logistics BV",
            "okapi.nl.example",
            none,
            "Okapi Logistics B.V.",
            "okapi.nl.example",
            none,
            vec![Same],
        ),
        // A name and nothing else, however rare.
        (
            "Zyntara Kestrel GmbH",
            "",
            none,
            "Zyntara Kestrel",
            "zyntara.example",
            bristol,
            vec![Review],
        ),
        (
            "Kestrel Bay Instruments",
            "priya@gmail.com",
            none,
            "Kestrel Bay Instruments",
            "gmail.com",
            none,
            vec![Review],
        ),
        (
            "Quillon",
            "q@freemail.example",
            none,
            "Quillon Chemicals",
            "quillon.example",
            none,
            vec![Review, Different],
        ),
        // One of them is another part of the house.
        (
            "Kestrel Bay Leasing",
            "kestrelbay.example",
            none,
            "Kestrel Bay Instruments",
            "kestrelbay.example",
            none,
            vec![Related],
        ),
        (
            "Kestrel Bay Leasing",
            "",
            none,
            "Kestrel Bay Instruments",
            "",
            none,
            vec![Related],
        ),
        (
            "Kestrel Bay Leasing",
            "kestrelbay.example",
            none,
            "Kestrel Bay",
            "kestrelbay.example",
            none,
            vec![Related],
        ),
        (
            "Kestrel Bay Instruments Nordics",
            "kestrelbay.example",
            none,
            "Kestrel Bay Instruments",
            "kestrelbay.example",
            bristol,
            vec![Related],
        ),
        (
            "Halden Optics Asia Pte",
            "asia.halden-optics.example",
            none,
            "Halden Optics GmbH",
            "halden-optics.example",
            none,
            vec![Related],
        ),
        (
            "Okapi Finance",
            "okapifinance.example",
            none,
            "Okapi Logistics B.V.",
            "okapilogistics.example",
            none,
            vec![Related],
        ),
        (
            "Novaquay Animal Health",
            "animalhealth.novaquay.example",
            none,
            "Novaquay Pharmaceuticals",
            "novaquay.example",
            none,
            vec![Related],
        ),
        // Others that only sound alike.
        (
            "Kestrel Point Instruments",
            "kestrelpoint.example",
            none,
            "Kestrel Bay Instruments",
            "kestrelbay.example",
            none,
            vec![Different],
        ),
        (
            "Kestrel Point Instruments",
            "",
            none,
            "Kestrel Bay Instruments",
            "",
            none,
            vec![Different],
        ),
        (
            "Okapi Media",
            "okapimedia.example",
            none,
            "Okapi Logistics B.V.",
            "okapilogistics.example",
            none,
            vec![Different],
        ),
        (
            "Brightfield Labs",
            "brightfieldlabs.example",
            none,
            "Brightfen Labs",
            "brightfen.example",
            none,
            vec![Different],
        ),
        (
            "Tarnfell Brewing Co",
            "tarnfellbrewing.example",
            none,
            "Tarn & Fell Engineering",
            "tarnandfell.example",
            none,
            vec![Different],
        ),
        (
            "Global Systems Inc",
            "",
            none,
            "Global Solutions GmbH",
            "",
            none,
            vec![Different],
        ),
        (
            "Kestrel Bay Instruments",
            "kestrelbay.example",
            none,
            "Kestrel Bay Instruments",
            "othershire.example",
            none,
            vec![Different, Review],
        ),
        (
            "Harbour 12 Ltd",
            "",
            none,
            "Harbour 14 Ltd",
            "",
            none,
            vec![Different],
        ),
    ] {
        let left = lead(lead_name, site, phone, city, postal);
        let right = account(1, name, right_site, right_place);
        let found = verdict(&left, &right);
        let sum: Bits = found.bars.iter().map(|bar| bar.bits).sum();
        assert_eq!(found.start + sum, found.bits, "{lead_name} and {name}");
        assert!(
            found.likeness != Likeness::Related || found.chance.ten_thousandths() <= 3_400,
            "parts of one house are hardly one company: {found:#?}"
        );
        assert!(
            allowed.contains(&found.likeness),
            "{lead_name} <{site}> and {name} <{right_site}>: {}\n{found:#?}",
            shown(&left, &right)
        );
    }
}

#[test]
fn the_bars_add_up_and_say_why() {
    let found = verdict(
        &lead(
            "Kestrel Bay Instr. Ltd",
            "priya@kestrelbay.example",
            "0117 496 0199",
            "Bristol",
            "BS1 5TX",
        ),
        &account(
            1,
            "Kestrel Bay Instruments GmbH",
            "https://www.kestrelbay.example",
            ["+44 117 496 0142", "Bristol", "BS2 0AA"],
        ),
    );
    let sum: Bits = found.bars.iter().map(|bar| bar.bits).sum();
    assert_eq!(found.start + sum, found.bits);
    let lines: Vec<String> = found
        .bars
        .iter()
        .map(|bar| format!("{} {}: {}", bar.bits, bar.label, bar.note))
        .collect();
    insta::assert_snapshot!(format!("start {}\n{}\n= {} {}", found.start, lines.join("\n"), found.bits, found.chance), @"
    start −9.7
    +12.9 Name: The same words
    −1.5 Name: legal form: A legal form of another country
    +10.5 Web domain: The same web domain
    +2.5 Phone: Two lines that begin alike
    −0.8 Place: postal code: Another
    +2.2 Place: city: The same
    = +16.1 99.9 %
    ");
}

#[test]
fn a_different_tax_number_forbids_what_everything_else_allows() {
    let with = |mut record: Record, tax: &str| {
        record.fields.insert(
            "Tax_Id__c".parse().unwrap(),
            ::domain::value::Value::text(tax),
        );
        record
    };
    let place = ["+44 117 496 0142", "Bristol", "BS1 5TX"];
    let one = with(
        account(1, "Kestrel Bay Instruments", "kestrelbay.example", place),
        "T-1001",
    );
    let other = |tax| {
        with(
            account(
                2,
                "Kestrel Bay Instruments Ltd",
                "kestrelbay.example",
                place,
            ),
            tax,
        )
    };
    let mut rules = MatchRules::comparing(
        rules()
            .compare
            .into_iter()
            .map(|comparison| Comparison {
                left: comparison.right.clone(),
                ..comparison
            })
            .collect(),
    );
    let mut tax = Comparison::new(
        ComparisonKind::Exact,
        vec!["Tax_Id__c".parse().unwrap()],
        vec!["Tax_Id__c".parse().unwrap()],
    );
    tax.label = Some("Tax number".into());
    rules.compare.push(tax);
    let found = match_all(&one, &[other("t 1001"), one.clone()], &rules);
    assert_eq!(found.len(), 1, "a record is not its own twin");
    assert_eq!(found[0].likeness, Likeness::Same);
    let found = match_all(&one, &[other("T-2002")], &rules);
    assert_ne!(found[0].likeness, Likeness::Same);
    assert_eq!(found[0].vetoes, ["Tax number differs: T-1001 and T-2002"]);
}

#[test]
fn an_admin_can_change_what_counts() {
    let left = lead("Kestrel Bay", "", "", "", "");
    let right = account(1, "Kestrel Bay", "", ["", "", ""]);
    assert_eq!(verdict(&left, &right).likeness, Likeness::Review);
    let mut rules = rules();
    rules.same_from = ::domain::matching::Chance::from_percent(85);
    assert_eq!(
        match_all(&left, std::slice::from_ref(&right), &rules)[0].likeness,
        Likeness::Same
    );
    rules.compare[0].agree = Some(Bits::from_hundredths(500));
    assert_eq!(
        match_all(&left, &[right], &rules)[0].likeness,
        Likeness::Different
    );
}

#[test]
fn the_same_input_gives_the_same_answer_in_any_order() {
    let rights: Vec<Record> = made_up::accounts(60, 7);
    let left = made_up::leads(&rights, 7).remove(3).record;
    let first = match_all(&left, &rights, &rules());
    let mut turned = rights.clone();
    for turn in 0..20 {
        turned.rotate_left(turn % 7 + 1);
        if turn % 2 == 0 {
            turned.reverse();
        }
        assert_eq!(match_all(&left, &turned, &rules()), first);
    }
}
