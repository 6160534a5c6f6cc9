//! What must never change: the canonical form, the digest of a part, and journals that earlier versions wrote.

use domain::canonical::{self, Digest};
use domain::change::Part;
use domain::observation::Observation;
use domain::run::{Phase, fold};
use domain::verdict::Verdict;

/// Every kind of value once, next to its canonical text and digest.
const PART: &str = include_str!("golden/part-1.json");
const JOURNAL: &str = include_str!("golden/journal-1.jsonl");

#[test]
fn a_part_has_the_digest_that_was_signed_in_the_first_version() {
    let part: Part = serde_json::from_str(PART).unwrap();
    assert_eq!(
        part.digest().unwrap().to_string(),
        "ad2e259321a8605abf5308a23a57201ccb3abfdc3b1b0c2e445e498dd8c60b2d"
    );
}

#[test]
fn the_canonical_form_is_the_same_to_the_byte() {
    let vectors = [
        (serde_json::json!(null), "v1 null"),
        (
            serde_json::json!({"b": 1, "a": {"d": [], "c": ""}}),
            r#"v1 {"a":{"c":"","d":[]},"b":1}"#,
        ),
        (
            serde_json::json!("Zoë \"x\" \\ \n\u{1f}/é\u{1F980}"),
            "v1 \"Zoë \\\"x\\\" \\\\ \\u000a\\u001f/é\u{1F980}\"",
        ),
        (
            serde_json::json!([i64::MIN, u64::MAX, -0, true]),
            "v1 [-9223372036854775808,18446744073709551615,0,true]",
        ),
    ];
    for (value, text) in vectors {
        assert_eq!(canonical::text(&value).unwrap(), text);
    }
    assert_eq!(
        Digest::of(&serde_json::json!({"a": 1}))
            .unwrap()
            .to_string(),
        "558ad0be48a43aaf5ec03c71f86a5874b433b341d27ee29cfdff014a0437152e"
    );
}

#[test]
fn a_journal_of_the_first_version_still_chains_and_folds() {
    let journal: Vec<Observation> = JOURNAL
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let mut previous = Digest::NONE;
    for entry in &journal {
        assert_eq!(
            entry.previous, previous,
            "observation {} does not follow the one before",
            entry.number
        );
        previous = entry.hash().unwrap();
    }
    let state = fold(&journal);
    assert_eq!(
        (state.phase(), state.ended),
        (Phase::Ended, Some(Verdict::Verified))
    );
    assert_eq!(state.last, journal.len() as u64);
}

#[test]
fn a_bent_journal_shows() {
    let mut journal: Vec<Observation> = JOURNAL
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    journal[22].headline.push('!');
    assert_ne!(journal[23].previous, journal[22].hash().unwrap());
}
