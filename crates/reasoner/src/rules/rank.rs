use super::Facts;
use domain::knowledge::{Direction, Preference};
use domain::record::RecordRef;
use domain::value::Value;
use std::cmp::Ordering;

/// Records in order of preference, and the reason that put the first before the second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranking {
    /// Places in the list of candidates, the preferred one first.
    pub order: Vec<usize>,
    /// The row that separates the first from the second; none when nothing but the id does, or there is no second.
    pub decided_by: Option<String>,
    pub because: String,
    /// Every row that was looked at, up to the one that decided.
    pub weighed: Vec<Weighed>,
}

/// One row, and what the candidates say to it, in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Weighed {
    pub row: String,
    pub fact: String,
    pub values: Vec<(RecordRef, Value)>,
    pub separates: bool,
    pub note: String,
}

/// Orders candidates by the first row that separates them. The order in which they are given does not matter; what
/// nothing separates is ordered by id.
pub fn rank(rows: &[Preference], candidates: &[(RecordRef, Facts)]) -> Ranking {
    let usable: Vec<&Preference> = rows
        .iter()
        .filter(|row| unusable(row, candidates).is_none())
        .collect();
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by(|a, b| {
        let (a, b) = (&candidates[*a], &candidates[*b]);
        usable
            .iter()
            .map(|row| compare(row, &a.1, &b.1))
            .find(|order| order.is_ne())
            .unwrap_or(Ordering::Equal)
            .then_with(|| a.0.id.cmp(&b.0.id))
    });
    explain(rows, candidates, order)
}

fn explain(rows: &[Preference], candidates: &[(RecordRef, Facts)], order: Vec<usize>) -> Ranking {
    let mut weighed = vec![];
    let mut decided: Option<&Preference> = None;
    if let [first, second, ..] = order.as_slice() {
        for row in rows {
            let unusable = unusable(row, candidates);
            let separates = unusable.is_none()
                && compare(row, &candidates[*first].1, &candidates[*second].1).is_ne();
            weighed.push(Weighed {
                row: row.id.clone(),
                fact: row.fact.clone(),
                values: candidates
                    .iter()
                    .map(|(record, facts)| {
                        (
                            record.clone(),
                            facts.get(&row.fact).cloned().unwrap_or_default(),
                        )
                    })
                    .collect(),
                separates,
                note: unusable
                    .unwrap_or_else(|| if separates { "decides" } else { "the same" }.to_owned()),
            });
            if separates {
                decided = Some(row);
                break;
            }
        }
    }
    let because = match (decided, order.len()) {
        (Some(row), _) => row
            .because
            .clone()
            .unwrap_or_else(|| format!("{} is preferred: {}", row.prefer, row.fact)),
        (None, 0) => "There is no record to choose from".into(),
        (None, 1) => "There is only one record".into(),
        (None, _) => "No rule separates them, so the lowest record id stays".into(),
    };
    Ranking {
        order,
        decided_by: decided.map(|row| row.id.clone()),
        because,
        weighed,
    }
}

/// Why a row cannot be used for these candidates. It is left out for all of them, or the order would depend on who is
/// compared with whom.
fn unusable(row: &Preference, candidates: &[(RecordRef, Facts)]) -> Option<String> {
    let mut values = vec![];
    for (record, facts) in candidates {
        match facts.get(&row.fact) {
            None => return Some(format!("{} was not read for {record}", row.fact)),
            Some(value) if !value.is_empty() => values.push(value),
            Some(_) => {}
        }
    }
    let wanted = match row.prefer {
        Direction::Filled => return None,
        Direction::Yes | Direction::No => Some(Value::Bool(true)),
        _ => None,
    };
    let against = wanted.as_ref().or(values.first().copied())?;
    values
        .iter()
        .find(|value| value.order(against).is_none() || is_text(value))
        .map(|value| {
            format!(
                "{} cannot be compared: {value} is {}",
                row.fact,
                value.kind()
            )
        })
}

/// Text has an alphabet and no more or less.
fn is_text(value: &Value) -> bool {
    matches!(value, Value::Text(_) | Value::Reference(_))
}

/// Less is preferred. An empty value comes after every other.
fn compare(row: &Preference, a: &Facts, b: &Facts) -> Ordering {
    static NULL: Value = Value::Null;
    let of = |facts: &'_ Facts| facts.get(&row.fact).unwrap_or(&NULL).clone();
    let (a, b) = (of(a), of(b));
    match (a.is_empty(), b.is_empty()) {
        (true, true) => return Ordering::Equal,
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        _ => {}
    }
    let order = a.order(&b).unwrap_or(Ordering::Equal);
    match row.prefer {
        Direction::Highest | Direction::Newest | Direction::Yes => order.reverse(),
        Direction::Lowest | Direction::Oldest | Direction::No => order,
        Direction::Filled => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn preference(id: &str, fact: &str, prefer: Direction) -> Preference {
        Preference {
            id: id.into(),
            fact: fact.into(),
            prefer,
            because: Some(format!("by {fact}")),
        }
    }

    fn rows() -> Vec<Preference> {
        vec![
            preference("R1", "contracts", Direction::Highest),
            preference("R2", "pipeline", Direction::Highest),
            preference("R3", "created", Direction::Oldest),
        ]
    }

    fn candidate(
        number: u32,
        contracts: Value,
        pipeline: Value,
        created: &str,
    ) -> (RecordRef, Facts) {
        let id = format!("001D00000{number:06}").parse().unwrap();
        let facts = [
            ("contracts", contracts),
            ("pipeline", pipeline),
            ("created", Value::Date(created.parse().unwrap())),
        ];
        (
            RecordRef::new("Account".parse().unwrap(), id),
            facts.map(|(name, value)| (name.to_owned(), value)).into(),
        )
    }

    #[test]
    fn the_first_row_that_separates_decides() {
        let candidates = [
            candidate(1, Value::Int(0), Value::Int(900), "2019-03-14"),
            candidate(2, Value::Int(0), Value::Int(900), "2018-01-01"),
            candidate(3, Value::Null, Value::Int(5000), "2001-01-01"),
        ];
        let ranking = rank(&rows(), &candidates);
        assert_eq!(
            ranking.order,
            [1, 0, 2],
            "an empty value loses to none at all"
        );
        assert_eq!(ranking.decided_by.as_deref(), Some("R3"));
        assert_eq!(ranking.because, "by created");
        let notes: Vec<_> = ranking.weighed.iter().map(|w| w.note.as_str()).collect();
        assert_eq!(notes, ["the same", "the same", "decides"]);
    }

    #[test]
    fn what_was_not_read_or_cannot_be_compared_decides_nothing() {
        let mut candidates = [
            candidate(2, Value::Int(1), Value::text("lots"), "2020-01-01"),
            candidate(1, Value::Int(0), Value::Int(3), "2020-01-01"),
        ];
        candidates[1].1.remove("contracts");
        let ranking = rank(&rows(), &candidates);
        assert_eq!(ranking.order, [1, 0]);
        assert_eq!(ranking.decided_by, None);
        assert_eq!(
            ranking.because,
            "No rule separates them, so the lowest record id stays"
        );
        assert!(ranking.weighed[0].note.contains("was not read"));
        assert!(ranking.weighed[1].note.contains("cannot be compared"));
    }

    fn amounts() -> impl Strategy<Value = Value> {
        prop_oneof![Just(Value::Null), (0_i64..3).prop_map(Value::Int)]
    }

    proptest! {
        #[test]
        fn the_order_of_the_candidates_does_not_matter(
            given in prop::collection::vec((amounts(), amounts(), 1_i8..4), 1..6),
            turn in 0_usize..6,
        ) {
            let candidates: Vec<_> = (0_u32..).zip(given).map(|(number, (contracts, pipeline, day))| {
                candidate(number, contracts, pipeline, &format!("2020-01-0{day}"))
            }).collect();
            let mut turned = candidates.clone();
            turned.rotate_left(turn % candidates.len());
            turned.reverse();
            let ids = |ranking: &Ranking, list: &[(RecordRef, Facts)]| -> Vec<RecordRef> {
                ranking.order.iter().map(|at| list[*at].0.clone()).collect()
            };
            let (one, other) = (rank(&rows(), &candidates), rank(&rows(), &turned));
            prop_assert_eq!(ids(&one, &candidates), ids(&other, &turned));
            prop_assert_eq!(one.decided_by, other.decided_by);
        }
    }
}
