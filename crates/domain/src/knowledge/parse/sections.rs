use super::{Problem, SourceLine};
use crate::canonical::Digest;
use crate::knowledge::table::{self, Hit};
use crate::knowledge::{Passage, Table};

/// Walks the body: headings cut passages, fences hold tables.
pub(super) struct Reader<'a> {
    open: Open,
    done: Vec<(Open, usize)>,
    counts: [u32; 6],
    fence: Option<Fence<'a>>,
    tables: Vec<Table>,
    problems: Vec<Problem>,
    last: usize,
}

struct Open {
    section: String,
    heading: String,
    line: usize,
    from: usize,
}

struct Fence<'a> {
    info: &'a str,
    line: usize,
    lines: Vec<(usize, &'a str)>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(title: &str) -> Self {
        Self {
            open: Open {
                section: "0".into(),
                heading: title.to_owned(),
                line: 0,
                from: usize::MAX,
            },
            done: vec![],
            counts: [0; 6],
            fence: None,
            tables: vec![],
            problems: vec![],
            last: 0,
        }
    }

    pub(super) fn take(&mut self, line: &SourceLine<'a>) {
        self.open.from = self.open.from.min(line.from);
        self.last = line.after;
        let text = line.text.trim();
        if let Some(mut fence) = self.fence.take() {
            if text == "```" {
                self.close(&fence);
            } else {
                fence.lines.push((line.number, line.text));
                self.fence = Some(fence);
            }
        } else if let Some(info) = text.strip_prefix("```") {
            self.fence = Some(Fence {
                info: info.trim(),
                line: line.number,
                lines: vec![],
            });
        } else if let Some((level, heading)) = heading(line.text) {
            // A heading of level one repeats the title: it opens no section of its own.
            match level {
                1 if self.done.is_empty() => self.open.from = line.after,
                1 => {}
                _ => self.begin(level, heading, line),
            }
        }
    }

    fn begin(&mut self, level: usize, heading: &str, line: &SourceLine<'_>) {
        let depth = level - 2;
        let (section, heading) = if let Some((numbers, rest)) = numbered(heading) {
            for (at, count) in self.counts.iter_mut().enumerate() {
                *count = numbers.get(at).copied().unwrap_or(0);
            }
            (numbers, rest)
        } else {
            self.counts[depth] += 1;
            self.counts[depth + 1..].fill(0);
            (self.counts[..=depth].to_vec(), heading)
        };
        let section: Vec<String> = section.iter().map(ToString::to_string).collect();
        let next = Open {
            section: section.join("."),
            heading: heading.to_owned(),
            line: line.number,
            from: line.after,
        };
        let closed = std::mem::replace(&mut self.open, next);
        self.done.push((closed, line.from));
        let next = &self.open;
        if let Some((earlier, _)) = self
            .done
            .iter()
            .find(|(earlier, _)| earlier.section == next.section)
        {
            self.problems.push(Problem::new(
                line.number,
                format!(
                    "section {} is already on line {}; give this heading another number",
                    next.section, earlier.line
                ),
            ));
        }
    }

    fn close(&mut self, fence: &Fence<'a>) {
        let mut words = fence.info.split_whitespace();
        if words.next() != Some("table") {
            return;
        }
        let (Some(name), Some(hit), None) = (words.next(), words.next(), words.next()) else {
            self.problems.push(Problem::new(
                fence.line,
                format!(
                    "`{}` should read `table NAME first`, `rank` or `fields`",
                    fence.info
                ),
            ));
            return;
        };
        let hit = match hit.parse::<Hit>() {
            Ok(hit) => hit,
            Err(message) => {
                self.problems.push(Problem::new(
                    fence.line,
                    format!("table `{name}`: {message}"),
                ));
                return;
            }
        };
        if self.tables.iter().any(|table| table.name == name) {
            self.problems.push(Problem::new(
                fence.line,
                format!("there is another table `{name}`; give each its own name"),
            ));
        }
        match table::read(name, hit, &fence.lines) {
            Ok(rules) => self.tables.push(Table {
                name: name.to_owned(),
                section: self.open.section.clone(),
                rules,
            }),
            Err(problems) => self
                .problems
                .extend(problems.into_iter().map(|problem| Problem {
                    line: problem.line.max(fence.line),
                    ..problem
                })),
        }
    }

    pub(super) fn finish(mut self, text: &str) -> Result<(Vec<Passage>, Vec<Table>), Vec<Problem>> {
        if let Some(fence) = self.fence.take() {
            self.problems.push(Problem::new(
                fence.line,
                "this block is never closed; add a line with ``` after it",
            ));
        }
        if !self.problems.is_empty() {
            self.problems.sort_by_key(|problem| problem.line);
            return Err(self.problems);
        }
        let last = self.last;
        self.done.push((self.open, last));
        let passages = self
            .done
            .into_iter()
            .filter(|(open, until)| open.section != "0" || open.from < *until)
            .map(|(open, until)| passage(open, until, text))
            .filter(|passage| passage.section != "0" || !passage.text.is_empty())
            .collect();
        Ok((passages, self.tables))
    }
}

/// The text between two places, without the white space around it.
fn passage(open: Open, until: usize, text: &str) -> Passage {
    let whole = &text[open.from..until];
    let body = whole.trim();
    let from = open.from + (whole.len() - whole.trim_start().len());
    let start = text[..from].chars().count();
    Passage {
        section: open.section,
        heading: open.heading,
        start,
        end: start + body.chars().count(),
        sha256: Digest::of_bytes(body.as_bytes()),
        text: body.to_owned(),
    }
}

/// `## 2.3 Who survives`: level two and the words. Nothing deeper than four.
fn heading(line: &str) -> Option<(usize, &str)> {
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    ((1..=4).contains(&level) && words.starts_with(' ')).then(|| (level, words.trim()))
}

/// A number at the start of a heading: `2.3 Who survives` or `2. Who survives`.
fn numbered(heading: &str) -> Option<(Vec<u32>, &str)> {
    let (number, rest) = heading.split_once(' ')?;
    let number = number.trim_end_matches('.');
    let numbers: Option<Vec<u32>> = number.split('.').map(|part| part.parse().ok()).collect();
    numbers
        .filter(|numbers| numbers.len() <= 4)
        .map(|numbers| (numbers, rest.trim()))
}
