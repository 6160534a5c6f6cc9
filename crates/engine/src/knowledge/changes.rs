use crate::view::{Reworded, Rewording};
use crate::{Caller, Engine, Error};
use domain::id::DocumentId;
use domain::knowledge::PAGE_BREAK;
use similar::{ChangeTag, TextDiff};
use std::time::Duration;

/// Lines around a difference.
const AROUND: usize = 3;
/// Lines that are told; two texts that share nothing would fill a page that nobody reads.
const MOST: usize = 1500;
/// After this the difference is told roughly.
const LONG_ENOUGH: Duration = Duration::from_millis(500);

impl Engine {
    /// What a version says otherwise than the one before it.
    pub async fn document_changes(
        &self,
        caller: &Caller,
        id: &DocumentId,
        number: u32,
    ) -> Result<Rewording, Error> {
        let text = async |number| {
            let here = self.0.store.within(&caller.workspace);
            let version = store::documents::version(here, id, number).await?;
            Ok::<_, Error>(version.text.replace(PAGE_BREAK, "\n"))
        };
        let after = text(number).await?;
        let before = number.checked_sub(1).filter(|before| *before > 0);
        let old = match before {
            Some(before) => text(before).await?,
            None => String::new(),
        };
        let (stretches, more) = stretches(&old, &after);
        Ok(Rewording {
            number,
            before,
            stretches,
            more,
        })
    }
}

fn stretches(old: &str, new: &str) -> (Vec<Vec<Reworded>>, bool) {
    let compared = TextDiff::configure()
        .timeout(LONG_ENOUGH)
        .diff_lines(old, new);
    let (mut told, mut left) = (vec![], MOST);
    for group in compared.grouped_ops(AROUND) {
        let mut stretch = vec![];
        for change in group.iter().flat_map(|op| compared.iter_changes(op)) {
            if left == 0 {
                told.push(stretch);
                return (told, true);
            }
            left -= 1;
            let number = |index: Option<usize>| index.map(|index| index + 1);
            let (before, after) = match change.tag() {
                ChangeTag::Equal => (number(change.old_index()), number(change.new_index())),
                ChangeTag::Delete => (number(change.old_index()), None),
                ChangeTag::Insert => (None, number(change.new_index())),
            };
            stretch.push(Reworded {
                before,
                after,
                text: change.value().trim_end_matches('\n').to_owned(),
            });
        }
        told.push(stretch);
    }
    (told, false)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(old: &str, new: &str) -> String {
        let line = |line: &Reworded| {
            let sign = match (line.before, line.after) {
                (Some(_), Some(_)) => ' ',
                (Some(_), None) => '-',
                _ => '+',
            };
            format!("{sign}{}", line.text)
        };
        let (stretches, _) = stretches(old, new);
        let stretch =
            |stretch: &Vec<Reworded>| stretch.iter().map(line).collect::<Vec<_>>().join("\n");
        stretches
            .iter()
            .map(stretch)
            .collect::<Vec<_>>()
            .join("\n…\n")
    }

    #[test]
    fn only_what_changed_is_told_with_a_few_lines_around() {
        let old: Vec<String> = (1..=30).map(|n| format!("line {n}")).collect();
        let mut new = old.clone();
        new[9] = "line ten".to_owned();
        new.push("the end".to_owned());
        let text = |lines: &[String]| lines.join("\n") + "\n";
        assert_eq!(
            told(&text(&old), &text(&new)),
            " line 7\n line 8\n line 9\n-line 10\n+line ten\n line 11\n line 12\n line 13\n…\n line 28\n line 29\n line 30\n+the end"
        );
        assert_eq!(told("same\n", "same\n"), "");
    }

    #[test]
    fn two_texts_that_share_nothing_are_told_in_part() {
        let text = |word: &str| {
            let lines: Vec<String> = (0..1000).map(|n| format!("{word} {n}\n")).collect();
            lines.concat()
        };
        let (told, more) = stretches(&text("old"), &text("new"));
        assert!(more);
        assert_eq!(told.iter().map(Vec::len).sum::<usize>(), MOST);
    }
}
