use super::{Rules, Table};
use crate::knowledge::literal;
use crate::value::Value;

/// The block as it stands in a document, columns aligned; reads back as the same table.
impl std::fmt::Display for Table {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "```table {} {}", self.name, self.rules.hit())?;
        let grid = grid(&self.rules);
        let columns = grid.first().map_or(0, Vec::len);
        let widths: Vec<usize> = (0..columns)
            .map(|at| {
                grid.iter()
                    .map(|row| row[at].chars().count())
                    .max()
                    .unwrap_or(0)
            })
            .collect();
        for (number, row) in grid.iter().enumerate() {
            for (cell, width) in row.iter().zip(&widths) {
                write!(f, "| {cell:width$} ")?;
            }
            writeln!(f, "|")?;
            if number == 0 {
                for width in &widths {
                    write!(f, "|{}", "-".repeat(width + 2))?;
                }
                writeln!(f, "|")?;
            }
        }
        f.write_str("```")
    }
}

fn grid(rules: &Rules) -> Vec<Vec<String>> {
    let words = |words: &[&str]| {
        words
            .iter()
            .map(|word| (*word).to_owned())
            .collect::<Vec<String>>()
    };
    let because = |text: &Option<String>| text.clone().unwrap_or_default();
    let mut grid = vec![];
    match rules {
        Rules::First(table) => {
            let mut head = words(&["row"]);
            head.extend(table.inputs.iter().cloned());
            head.extend(table.outputs.iter().map(|name| format!("→ {name}")));
            head.extend(words(&["because"]));
            grid.push(head);
            for row in &table.rows {
                let mut line = vec![row.id.clone()];
                line.extend(row.tests.iter().map(ToString::to_string));
                line.extend(row.gives.iter().map(|value| match value {
                    Value::Null => "-".to_owned(),
                    value => literal::write(value),
                }));
                line.push(because(&row.because));
                grid.push(line);
            }
        }
        Rules::Rank(rows) => {
            grid.push(words(&["row", "fact", "prefer", "because"]));
            for row in rows {
                grid.push(vec![
                    row.id.clone(),
                    row.fact.clone(),
                    row.prefer.to_string(),
                    because(&row.because),
                ]);
            }
        }
        Rules::Fields(rows) => {
            grid.push(words(&["row", "field", "rule", "lead field", "because"]));
            for row in rows {
                grid.push(vec![
                    row.id.clone(),
                    row.field.to_string(),
                    row.rule.to_string(),
                    row.extra
                        .as_ref()
                        .map_or_else(|| "-".to_owned(), ToString::to_string),
                    because(&row.because),
                ]);
            }
        }
    }
    for cell in grid.iter_mut().flatten() {
        *cell = cell.replace('|', "\\|");
    }
    grid
}
