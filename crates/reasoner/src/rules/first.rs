use super::test;
use domain::knowledge::{Cell, DecisionTable, Row};
use domain::mission::Truth;
use domain::value::Value;
use std::collections::BTreeMap;

/// What is known, by name. A name that is missing was not read; a null was read and is empty.
pub type Facts = BTreeMap<String, Value>;

/// What a decision table says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ruling {
    Hit(Hit),
    /// A row might hold, and something it asks for is not known.
    Unknown(Unknown),
    /// No row holds, and there is no default row.
    NoHit {
        read: Vec<(String, Value)>,
    },
}

/// The first row that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    pub row: String,
    pub outputs: BTreeMap<String, Value>,
    pub because: Option<String>,
    /// The inputs that rows asked for, up to this one.
    pub read: Vec<(String, Value)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    pub row: String,
    pub missing: Vec<String>,
    pub read: Vec<(String, Value)>,
}

/// Tries the rows from the top. A row that cannot be decided stops the search: a later row must not win by ignorance.
pub fn first(table: &DecisionTable, inputs: &Facts) -> Ruling {
    let mut asked = vec![];
    for row in &table.rows {
        for (name, cell) in table.inputs.iter().zip(&row.tests) {
            if *cell != Cell::Any && !asked.contains(name) {
                asked.push(name.clone());
            }
        }
        match holds(table, row, inputs) {
            Truth::No => {}
            Truth::Yes => {
                return Ruling::Hit(Hit {
                    row: row.id.clone(),
                    outputs: table
                        .outputs
                        .iter()
                        .cloned()
                        .zip(row.gives.iter().cloned())
                        .collect(),
                    because: row.because.clone(),
                    read: read(&asked, inputs),
                });
            }
            Truth::Unknown => {
                return Ruling::Unknown(Unknown {
                    row: row.id.clone(),
                    missing: missing(table, row, inputs),
                    read: read(&asked, inputs),
                });
            }
        }
    }
    Ruling::NoHit {
        read: read(&asked, inputs),
    }
}

fn holds(table: &DecisionTable, row: &Row, inputs: &Facts) -> Truth {
    table
        .inputs
        .iter()
        .zip(&row.tests)
        .map(|(name, cell)| test(cell, inputs.get(name)))
        .fold(Truth::Yes, Truth::and)
}

fn missing(table: &DecisionTable, row: &Row, inputs: &Facts) -> Vec<String> {
    table
        .inputs
        .iter()
        .zip(&row.tests)
        .filter(|(name, cell)| test(cell, inputs.get(*name)) == Truth::Unknown)
        .map(|(name, _)| name.clone())
        .collect()
}

fn read(asked: &[String], inputs: &Facts) -> Vec<(String, Value)> {
    asked
        .iter()
        .map(|name| (name.clone(), inputs.get(name).cloned().unwrap_or_default()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> DecisionTable {
        let row = |id: &str, cells: [&str; 2], owner: &str| Row {
            id: id.into(),
            tests: cells.map(|cell| cell.parse().unwrap()).into(),
            gives: vec![Value::text(owner)],
            because: Some(format!("row {id}")),
        };
        DecisionTable {
            inputs: vec!["country".into(), "employees".into()],
            outputs: vec!["owner".into()],
            rows: vec![
                row("T1", ["-", ">= 1000"], "enterprise"),
                row("T2", ["DE, AT", "-"], "dach"),
                row("T3", ["-", "-"], "inside sales"),
            ],
        }
    }

    fn told(country: Option<Value>, employees: Option<Value>) -> String {
        let inputs: Facts = [("country", country), ("employees", employees)]
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value?)))
            .collect();
        match first(&table(), &inputs) {
            Ruling::Hit(hit) => format!("{}: {}", hit.row, hit.outputs["owner"]),
            Ruling::Unknown(unknown) => format!("{}? {}", unknown.row, unknown.missing.join(", ")),
            Ruling::NoHit { .. } => "none".into(),
        }
    }

    #[test]
    fn the_first_row_that_holds_decides_and_ignorance_never_does() {
        let de = || Some(Value::text("DE"));
        assert_eq!(told(de(), Some(Value::Int(1200))), "T1: enterprise");
        assert_eq!(told(de(), Some(Value::Int(12))), "T2: dach");
        assert_eq!(
            told(Some(Value::text("FR")), Some(Value::Int(12))),
            "T3: inside sales"
        );
        assert_eq!(told(de(), None), "T1? employees");
        assert_eq!(told(de(), Some(Value::Null)), "T1? employees");
        assert_eq!(told(None, Some(Value::Int(12))), "T2? country");
        assert_eq!(
            told(None, Some(Value::Int(1200))),
            "T1: enterprise",
            "the row does not ask for it"
        );
    }

    #[test]
    fn a_clear_no_in_another_cell_settles_an_unknown_row() {
        let mut table = table();
        table.rows[0].tests[0] = "US".parse().unwrap();
        let inputs = Facts::from([("country".into(), Value::text("DE"))]);
        let Ruling::Hit(hit) = first(&table, &inputs) else {
            panic!("the first row asks for US as well")
        };
        assert_eq!(hit.row, "T2");
        assert_eq!(
            hit.read,
            [
                ("country".to_owned(), Value::text("DE")),
                ("employees".to_owned(), Value::Null)
            ]
        );
        table.rows.truncate(1);
        assert!(matches!(first(&table, &inputs), Ruling::NoHit { .. }));
    }
}
