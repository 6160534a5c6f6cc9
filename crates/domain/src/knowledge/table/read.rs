use super::{DecisionTable, Hit, Preference, Row, Rules, Survivorship};
use crate::knowledge::{Cell, Problem, literal};
use crate::value::Value;
use std::str::FromStr;

/// Reads the lines of a block, each with its line number in the document.
pub(in crate::knowledge) fn read(
    name: &str,
    hit: Hit,
    lines: &[(usize, &str)],
) -> Result<Rules, Vec<Problem>> {
    let grid = Grid::read(name, lines)?;
    let mut problems = grid.repeated_ids();
    let rules = match hit {
        Hit::First => first(&grid).map(Rules::First),
        Hit::Rank => rank(&grid).map(Rules::Rank),
        Hit::Fields => fields(&grid).map(Rules::Fields),
    };
    match rules {
        Ok(rules) if problems.is_empty() => Ok(rules),
        Ok(_) => Err(problems),
        Err(more) => {
            problems.extend(more);
            Err(problems)
        }
    }
}

fn first(grid: &Grid<'_>) -> Result<DecisionTable, Vec<Problem>> {
    let output = |head: &str| {
        head.strip_prefix('→')
            .or_else(|| head.strip_prefix("=>"))
            .map(|name| name.trim().to_owned())
    };
    let because = grid.because();
    let middle = 1..because.unwrap_or(grid.heads.len());
    let (outs, ins): (Vec<usize>, Vec<usize>) =
        middle.partition(|at| output(&grid.heads[*at]).is_some());
    if outs.is_empty() {
        return Err(vec![grid.head_problem(
            "has no output; mark at least one column head as `→ name`",
        )]);
    }
    let mut problems = vec![];
    let mut rows = vec![];
    for line in &grid.rows {
        let tests = line.all(grid, &ins, str::parse::<Cell>, &mut problems);
        let gives = line.all(grid, &outs, given, &mut problems);
        rows.push(Row {
            id: line.id(),
            tests,
            gives,
            because: line.because(because),
        });
    }
    if problems.is_empty() {
        Ok(DecisionTable {
            inputs: ins.iter().map(|at| grid.heads[*at].clone()).collect(),
            outputs: outs
                .iter()
                .filter_map(|at| output(&grid.heads[*at]))
                .collect(),
            rows,
        })
    } else {
        Err(problems)
    }
}

fn given(text: &str) -> Result<Value, String> {
    match text.trim() {
        "" => Err("is blank; write `-` for no value".into()),
        "-" | "empty" => Ok(Value::Null),
        word => Ok(literal::read(word)),
    }
}

fn rank(grid: &Grid<'_>) -> Result<Vec<Preference>, Vec<Problem>> {
    let (fact, prefer) = (grid.column("fact")?, grid.column("prefer")?);
    let mut problems = vec![];
    let rows = grid.rows.iter().map(|line| {
        Some(Preference {
            id: line.id(),
            fact: line.one(grid, fact, filled, &mut problems)?,
            prefer: line.one(grid, prefer, str::parse, &mut problems)?,
            because: line.because(grid.because()),
        })
    });
    let rows = rows.collect::<Vec<_>>().into_iter().flatten().collect();
    sound(rows, problems)
}

fn fields(grid: &Grid<'_>) -> Result<Vec<Survivorship>, Vec<Problem>> {
    let (field, rule) = (grid.column("field")?, grid.column("rule")?);
    let extra = grid.heads.iter().position(|head| head.ends_with(" field"));
    let optional = |text: &str| match text.trim() {
        "" | "-" => Ok(None),
        name => name
            .parse()
            .map(Some)
            .map_err(|e: crate::record::NotAName| e.to_string()),
    };
    let mut problems = vec![];
    let rows = grid.rows.iter().map(|line| {
        Some(Survivorship {
            id: line.id(),
            field: line.one(grid, field, named, &mut problems)?,
            rule: line.one(grid, rule, str::parse, &mut problems)?,
            extra: match extra {
                Some(at) => line.one(grid, at, optional, &mut problems)?,
                None => None,
            },
            because: line.because(grid.because()),
        })
    });
    let rows: Vec<Survivorship> = rows.collect::<Vec<_>>().into_iter().flatten().collect();
    for (at, row) in rows.iter().enumerate() {
        if rows[..at]
            .iter()
            .any(|above| above.field.is(row.field.as_str()))
        {
            problems.push(grid.head_problem(&format!(
                "has two rules for the field `{}`; keep one",
                row.field
            )));
        }
    }
    sound(rows, problems)
}

fn filled(text: &str) -> Result<String, String> {
    match text.trim() {
        "" | "-" => Err("is blank; write the name of a fact".into()),
        name => Ok(name.to_owned()),
    }
}

fn named<T: FromStr>(text: &str) -> Result<T, String>
where
    T::Err: std::fmt::Display,
{
    text.trim().parse().map_err(|e: T::Err| e.to_string())
}

fn sound<T>(rows: T, problems: Vec<Problem>) -> Result<T, Vec<Problem>> {
    if problems.is_empty() {
        Ok(rows)
    } else {
        Err(problems)
    }
}

/// A pipe table cut into cells.
struct Grid<'a> {
    name: &'a str,
    line: usize,
    heads: Vec<String>,
    rows: Vec<Line>,
}

struct Line {
    line: usize,
    cells: Vec<String>,
}

impl<'a> Grid<'a> {
    fn read(name: &'a str, lines: &[(usize, &str)]) -> Result<Self, Vec<Problem>> {
        let mut rows = lines
            .iter()
            .filter(|(_, text)| !text.trim().is_empty())
            .map(|(line, text)| Line {
                line: *line,
                cells: cells(text),
            });
        let at = lines.first().map_or(0, |(line, _)| *line);
        let none = |message: &str| vec![Problem::new(at, format!("table `{name}` {message}"))];
        let head = rows
            .next()
            .ok_or_else(|| none("has no head row; start with `| row | … |`"))?;
        let heads: Vec<String> = head
            .cells
            .iter()
            .map(|cell| match cell.to_ascii_lowercase().as_str() {
                known @ ("row" | "because" | "fact" | "prefer" | "field" | "rule") => {
                    known.to_owned()
                }
                _ => cell.clone(),
            })
            .collect();
        let grid = Self {
            name,
            line: head.line,
            heads,
            rows: rows.filter(|row| !row.is_rule()).collect(),
        };
        let mut problems = vec![];
        if grid.heads.first().is_none_or(|head| head != "row") {
            problems.push(grid.head_problem("must begin with a column `row` that names each rule"));
        }
        if let Some(twice) = grid
            .heads
            .iter()
            .enumerate()
            .find(|(at, head)| grid.heads[..*at].contains(head))
        {
            problems.push(grid.head_problem(&format!(
                "has the column `{}` twice; give each its own name",
                twice.1
            )));
        }
        if grid.heads.iter().any(String::is_empty) {
            problems.push(grid.head_problem("has a column without a name"));
        }
        if grid.because().is_some_and(|at| at + 1 != grid.heads.len()) {
            problems.push(grid.head_problem("must have `because` as its last column"));
        }
        if grid.rows.is_empty() {
            problems.push(grid.head_problem("has no rows"));
        }
        for row in grid
            .rows
            .iter()
            .filter(|row| row.cells.len() != grid.heads.len())
        {
            problems.push(Problem::new(
                row.line,
                format!(
                    "table `{name}`: this row has {} cells and the head has {}; write `\\|` for a bar inside a cell",
                    row.cells.len(),
                    grid.heads.len()
                ),
            ));
        }
        sound(grid, problems)
    }

    fn because(&self) -> Option<usize> {
        self.heads.iter().position(|head| head == "because")
    }

    fn column(&self, name: &str) -> Result<usize, Vec<Problem>> {
        self.heads
            .iter()
            .position(|head| head == name)
            .ok_or_else(|| vec![self.head_problem(&format!("needs a column `{name}`"))])
    }

    fn head_problem(&self, message: &str) -> Problem {
        Problem::new(self.line, format!("table `{}` {message}", self.name))
    }

    fn repeated_ids(&self) -> Vec<Problem> {
        self.rows
            .iter()
            .enumerate()
            .filter_map(|(at, row)| {
                let id = row.id();
                let message = if id.is_empty() || id == "-" {
                    "this row has no name; fill its first cell, runs cite it".to_owned()
                } else if self.rows[..at].iter().any(|above| above.id() == id) {
                    format!("two rows are called `{id}`; give each its own name")
                } else {
                    return None;
                };
                Some(Problem::new(
                    row.line,
                    format!("table `{}`: {message}", self.name),
                ))
            })
            .collect()
    }
}

impl Line {
    fn id(&self) -> String {
        self.cells[0].clone()
    }
    fn because(&self, at: Option<usize>) -> Option<String> {
        at.map(|at| self.cells[at].clone())
            .filter(|text| !text.is_empty() && text != "-")
    }
    /// The line of dashes under the head.
    fn is_rule(&self) -> bool {
        self.cells.iter().all(|cell| {
            !cell.is_empty() && cell.len() > 1 && cell.chars().all(|c| matches!(c, '-' | ':'))
        })
    }
    fn one<T>(
        &self,
        grid: &Grid<'_>,
        at: usize,
        read: impl Fn(&str) -> Result<T, String>,
        problems: &mut Vec<Problem>,
    ) -> Option<T> {
        read(&self.cells[at])
            .map_err(|message| {
                problems.push(Problem::new(
                    self.line,
                    format!(
                        "table `{}`, row `{}`, column `{}`: {message}",
                        grid.name,
                        self.id(),
                        grid.heads[at]
                    ),
                ));
            })
            .ok()
    }
    fn all<T>(
        &self,
        grid: &Grid<'_>,
        columns: &[usize],
        read: impl Fn(&str) -> Result<T, String>,
        problems: &mut Vec<Problem>,
    ) -> Vec<T> {
        columns
            .iter()
            .filter_map(|at| self.one(grid, *at, &read, problems))
            .collect()
    }
}

/// The cells between the bars of a line; `\|` is a bar in the text.
fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let mut cells = vec![String::new()];
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' if chars.peek() == Some(&'|') => {
                chars.next();
                push(&mut cells, '|');
            }
            '|' => cells.push(String::new()),
            c => push(&mut cells, c),
        }
    }
    if line.ends_with('|') && !line.ends_with("\\|") {
        cells.pop();
    }
    cells
        .into_iter()
        .map(|cell| cell.trim().to_owned())
        .collect()
}

fn push(cells: &mut [String], c: char) {
    if let Some(last) = cells.last_mut() {
        last.push(c);
    }
}
