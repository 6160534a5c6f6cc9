//! Rows and columns out of CSV text: commas, semicolons or tabs, cells in quotes where they hold one of those.

use super::parse::Problem;
use crate::time::Date;
use crate::value::{Decimal, Value};
use serde::{Deserialize, Serialize};

/// A page shows all rows at once, and each can be cited.
pub const MOST_ROWS: usize = 2000;
pub const MOST_COLUMNS: usize = 40;

/// A typed table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    pub columns: Vec<Column>,
    pub rows: Vec<SheetRow>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    pub holds: Holds,
}

/// What all cells of a column are, blank ones apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holds {
    Text,
    Number,
    Date,
    YesNo,
}

/// A row, and the line of the file that it begins on: it is cited by that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SheetRow {
    /// Counted from 1, the head's line.
    pub line: usize,
    /// As they are written: `2.50` stays `2.50`.
    pub cells: Vec<String>,
}

impl Sheet {
    /// What a cell says, by what its column holds; nothing when it is blank or not there.
    pub fn value(&self, row: &SheetRow, column: usize) -> Value {
        let cell = self.columns.get(column).zip(row.cells.get(column));
        cell.map_or(Value::Null, |(column, cell)| column.holds.value(cell))
    }
}

/// A record as it stands in the text: its cells, the line and the bytes it takes up.
pub(super) struct Record {
    pub line: usize,
    pub from: usize,
    pub until: usize,
    cells: Vec<String>,
}

/// Reads a sheet. Lines in problems are the sheet's own.
pub(super) fn read(text: &str) -> Result<(Sheet, Vec<Record>), Vec<Problem>> {
    let mut records = records(text).map_err(|problem| vec![problem])?;
    if records.is_empty() {
        let says = "there are no columns; the first line names them";
        return Err(vec![Problem::new(1, says)]);
    }
    let head = records.remove(0);
    let mut problems = named(&head);
    let too_many = records.get(MOST_ROWS).map(|first| {
        let says = format!("only {MOST_ROWS} rows fit into one document; part it in several");
        Problem::new(first.line, says)
    });
    problems.extend(too_many);
    if records.is_empty() {
        problems.push(Problem::new(
            head.line + 1,
            "there is no row under the names of the columns",
        ));
    }
    for record in &records {
        let (has, wants) = (record.cells.len(), head.cells.len());
        if has != wants {
            let says = format!(
                "this row has {has} cells and the first line has {wants}; put a cell in quotes when it holds the separator"
            );
            problems.push(Problem::new(record.line, says));
        }
    }
    // One message for the same mistake in every row would hide all others.
    problems.truncate(20);
    if !problems.is_empty() {
        return Err(problems);
    }
    let columns: Vec<Column> = head
        .cells
        .iter()
        .enumerate()
        .map(|(at, name)| Column {
            name: name.trim().to_owned(),
            holds: Holds::all(records.iter().map(|record| record.cells[at].trim())),
        })
        .collect();
    let rows = records.iter().map(|record| SheetRow {
        line: record.line,
        cells: record
            .cells
            .iter()
            .map(|cell| cell.trim().to_owned())
            .collect(),
    });
    let rows = rows.collect();
    Ok((Sheet { columns, rows }, records))
}

fn named(head: &Record) -> Vec<Problem> {
    let mut problems = vec![];
    if head.cells.len() > MOST_COLUMNS {
        let says = format!(
            "there are {} columns; at most {MOST_COLUMNS} fit",
            head.cells.len()
        );
        problems.push(Problem::new(head.line, says));
    }
    for (at, name) in head.cells.iter().enumerate() {
        let name = name.trim();
        if name.is_empty() {
            let says = format!("column {} has no name", at + 1);
            problems.push(Problem::new(head.line, says));
        } else if head.cells[..at]
            .iter()
            .any(|earlier| earlier.trim().eq_ignore_ascii_case(name))
        {
            let says = format!("two columns are called `{name}`");
            problems.push(Problem::new(head.line, says));
        }
    }
    problems
}

impl Holds {
    /// The narrowest that fits every cell that is not blank.
    fn all<'a>(cells: impl Iterator<Item = &'a str>) -> Self {
        let filled: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
        if filled.is_empty() {
            return Self::Text;
        }
        [Self::YesNo, Self::Date, Self::Number]
            .into_iter()
            .find(|holds| filled.iter().all(|cell| holds.read(cell).is_some()))
            .unwrap_or(Self::Text)
    }

    fn read(self, cell: &str) -> Option<Value> {
        match self {
            Self::Text => Some(Value::text(cell)),
            Self::YesNo => match cell.to_ascii_lowercase().as_str() {
                "yes" | "true" => Some(Value::Bool(true)),
                "no" | "false" => Some(Value::Bool(false)),
                _ => None,
            },
            Self::Date => {
                // jiff reads more than a day; only `2026-04-01` is one here.
                let day = (cell.len() == 10).then(|| cell.parse::<Date>().ok())??;
                Some(Value::Date(day))
            }
            Self::Number => {
                // `007` is a name, not a number: its zeros would be lost.
                let digits = cell.trim_start_matches('-');
                let padded =
                    digits.len() > 1 && digits.starts_with('0') && !digits.starts_with("0.");
                let plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
                    && digits.starts_with(|c: char| c.is_ascii_digit());
                if padded || !plain {
                    return None;
                }
                let whole = cell.parse().ok().map(Value::Int);
                whole.or_else(|| cell.parse::<Decimal>().ok().map(Value::Decimal))
            }
        }
    }

    fn value(self, cell: &str) -> Value {
        if cell.is_empty() {
            Value::Null
        } else {
            self.read(cell).unwrap_or_else(|| Value::text(cell))
        }
    }
}

/// All records, blank lines left out.
fn records(text: &str) -> Result<Vec<Record>, Problem> {
    let separator = separator(text.lines().next().unwrap_or_default());
    let mut letters = text.char_indices().peekable();
    let (mut records, mut line) = (vec![], 1);
    while letters.peek().is_some() {
        let (from, begun) = (letters.peek().map_or(text.len(), |(at, _)| *at), line);
        let mut cells = vec![];
        loop {
            let (cell, more) = cell(&mut letters, separator, &mut line)?;
            cells.push(cell);
            if !more {
                break;
            }
        }
        let until = letters.peek().map_or(text.len(), |(at, _)| *at);
        let blank = cells.len() == 1 && cells[0].trim().is_empty();
        if !blank {
            records.push(Record {
                line: begun,
                from,
                until,
                cells,
            });
        }
    }
    Ok(records)
}

type Letters<'a> = std::iter::Peekable<std::str::CharIndices<'a>>;

/// The next cell, and whether another follows on the same record.
fn cell(
    letters: &mut Letters<'_>,
    separator: char,
    line: &mut usize,
) -> Result<(String, bool), Problem> {
    let mut cell = String::new();
    let begun = *line;
    let quoted = letters.next_if(|(_, letter)| *letter == '"').is_some();
    if quoted {
        loop {
            match letters.next() {
                Some((_, '"')) => {
                    if letters.next_if(|(_, letter)| *letter == '"').is_none() {
                        break;
                    }
                    cell.push('"');
                }
                Some((_, letter)) => {
                    *line += usize::from(letter == '\n');
                    cell.push(letter);
                }
                None => {
                    let says = "this cell begins with a quote that is never closed";
                    return Err(Problem::new(begun, says));
                }
            }
        }
    }
    loop {
        match letters.next() {
            None => return Ok((cell, false)),
            Some((_, '\n')) => {
                *line += 1;
                return Ok((cell, false));
            }
            Some((_, '\r')) => {}
            Some((_, letter)) if letter == separator => return Ok((cell, true)),
            Some((_, letter)) if quoted && !letter.is_whitespace() => {
                let says = format!(
                    "`{letter}` stands after the closing quote of a cell; write a quote inside a cell twice"
                );
                return Err(Problem::new(*line, says));
            }
            Some((_, letter)) => cell.push(letter),
        }
    }
}

/// Whichever parts the names of the columns most.
fn separator(head: &str) -> char {
    let count = |separator: &char| head.matches(*separator).count();
    // Of equals the last one wins: a head without any is one column.
    [';', '\t', ',']
        .into_iter()
        .max_by_key(count)
        .unwrap_or(',')
}

#[cfg(test)]
mod tests {
    use super::Holds::{Date, Number, Text, YesNo};
    use super::*;

    fn told(text: &str) -> String {
        let problems = read(text).map(|_| ()).unwrap_err();
        let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
        lines.join("\n")
    }

    #[test]
    fn a_column_holds_what_all_its_cells_are() {
        let (sheet, _) = read(
            "sku;name;price;since;sold;stock\n007;Bolt;12.50;2026-04-01;yes;\n008;\"Nut; wide\";3;2026-05-01;no;4\n",
        )
        .unwrap();
        let holds: Vec<_> = sheet.columns.iter().map(|column| column.holds).collect();
        assert_eq!(holds, [Text, Text, Number, Date, YesNo, Number]);
        let value = |row: usize, column| sheet.value(&sheet.rows[row], column);
        assert_eq!(value(1, 1), Value::text("Nut; wide"));
        assert_eq!(value(0, 5), Value::Null);
        assert_eq!(sheet.rows[0].cells[2], "12.50");
        assert_eq!(value(0, 2).as_decimal(), "12.5".parse().ok());
        assert_eq!(value(0, 4), Value::Bool(true));
    }

    #[test]
    fn a_row_is_cited_by_the_line_it_begins_on() {
        let text = "a,b\r\n1,\"two\nlines\"\r\n\r\n3,\"say \"\"so\"\"\"\r\n";
        let (sheet, records) = read(text).unwrap();
        let lines: Vec<_> = sheet.rows.iter().map(|row| row.line).collect();
        assert_eq!(lines, [2, 5]);
        assert_eq!(sheet.rows[1].cells[1], "say \"so\"");
        assert_eq!(
            &text[records[0].from..records[0].until],
            "1,\"two\nlines\"\r\n"
        );
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        insta::assert_snapshot!(told(""), @"line 1: there are no columns; the first line names them");
        insta::assert_snapshot!(told("a,b\n"), @"line 2: there is no row under the names of the columns");
        insta::assert_snapshot!(told("a,,A\n1,2,3\n4,5\n"), @r"
        line 1: column 2 has no name
        line 1: two columns are called `A`
        line 3: this row has 2 cells and the first line has 3; put a cell in quotes when it holds the separator
        ");
        insta::assert_snapshot!(told("a,b\n1,\"open\n2,3\n"), @"line 2: this cell begins with a quote that is never closed");
        insta::assert_snapshot!(told("a,b\n1,\"5\"\" wide\" x\n"), @"line 2: `x` stands after the closing quote of a cell; write a quote inside a cell twice");
        let rows = "1,2\n".repeat(MOST_ROWS + 1);
        insta::assert_snapshot!(told(&format!("a,b\n{rows}")), @"line 2002: only 2000 rows fit into one document; part it in several");
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_fall_over(text in "[a-c0-9\",;\t\r\n é.-]{0,200}") {
            if let Ok((sheet, records)) = read(&text) {
                proptest::prop_assert_eq!(sheet.rows.len(), records.len());
            }
        }
    }
}
