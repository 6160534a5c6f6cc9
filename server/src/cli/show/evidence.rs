use domain::matching::{Bits, Likeness, Match};

use crate::cli::ink::{Ink, WIDTH, cut, wrapped};

const LABEL: usize = 24;

/// The waterfall: where the odds began, what each comparison added, where they ended.
pub fn print(found: &Match, ink: Ink) {
    let verdict = match found.likeness {
        Likeness::Same => ink.good(found.likeness.phrase()),
        Likeness::Review => ink.care(found.likeness.phrase()),
        Likeness::Related | Likeness::Different => found.likeness.phrase().to_owned(),
    };
    println!("{}  {verdict}, {}", ink.strong(&found.title), found.chance);
    println!("{}", row(found.start, "before any evidence", ""));
    for bar in &found.bars {
        let values = match (bar.left.as_str(), bar.right.as_str()) {
            ("", "") => String::new(),
            (left, right) => format!("{left} / {right}"),
        };
        let line = row(bar.bits, &bar.label, &values);
        println!(
            "{}",
            if bar.bits.is_against() {
                ink.stop(&line)
            } else {
                line
            }
        );
        for line in wrapped(&bar.note, WIDTH - 12)
            .iter()
            .filter(|line| !line.is_empty())
        {
            println!("{:12}{}", "", ink.soft(line));
        }
    }
    println!("{}", row(found.bits, "all in all", ""));
    for veto in &found.vetoes {
        println!("  {}", ink.stop(&format!("forbidden all the same: {veto}")));
    }
}

fn row(bits: Bits, label: &str, values: &str) -> String {
    let hundredths = bits.hundredths();
    let sign = if hundredths < 0 { '−' } else { '+' };
    let tenths = (hundredths.unsigned_abs() + 5) / 10;
    let number = format!("{sign}{}.{}", tenths / 10, tenths % 10);
    let rest = cut(values, WIDTH - LABEL - 14);
    format!("  {number:>7}   {:LABEL$}  {rest}", cut(label, LABEL))
        .trim_end()
        .to_owned()
}
