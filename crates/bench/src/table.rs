//! The figures, and whether they hold.

use std::fmt::Write as _;

use crate::closed::Cell;
use crate::org::Counts;
use crate::parked::Wait;
use crate::product::Memory;

/// Everything that was measured.
pub struct Figures {
    /// At 1, 16 and 64 in flight.
    pub cells: [Cell; 3],
    pub wait: Wait,
    pub idle: Memory,
    /// Seconds from the start of the process to its first served mission.
    pub cold: f64,
    pub killed: Counts,
    /// Runs that were under way when the server was killed.
    pub cut_off: usize,
}

/// A promise about speed: what was measured, what we aim at, what must be.
struct Row {
    name: &'static str,
    what: &'static str,
    measured: Vec<f64>,
    aim: Vec<f64>,
    must: Vec<f64>,
    /// Whether more is better, for each figure.
    more: Vec<bool>,
    unit: &'static str,
    /// Whether the bench fails when the must does not hold.
    strict: bool,
}

impl Figures {
    /// The tables, and whether everything that must hold does.
    pub fn told(&self) -> (String, bool) {
        let mut out = String::new();
        self.cells(&mut out);
        let mut holds = true;
        let _ = writeln!(
            out,
            "\n{:<4} {:<34} {:>16} {:>14} {:>14}  verdict",
            "", "", "measured", "aim", "must"
        );
        for row in self.rows() {
            holds &= row.told(&mut out);
        }
        let _ = writeln!(out, "P2, P3: peers are not run here.");
        (out, holds)
    }

    fn cells(&self, out: &mut String) {
        let _ = writeln!(
            out,
            "\nW1, one run: trigger, read, branch, write, answer\n{:>9} {:>8} {:>8} {:>8} {:>8} {:>9} {:>8} {:>8}  errors/duplicates/orphans",
            "in flight", "runs/s", "p50 ms", "p99 ms", "runs", "CPU ms", "RSS MB", "PSS MB"
        );
        for cell in &self.cells {
            let _ = writeln!(
                out,
                "{:>9} {:>8.0} {:>8.2} {:>8.2} {:>8} {:>9.2} {:>8.1} {:>8.1}  {}",
                cell.in_flight,
                cell.per_second,
                cell.took.percentile(50),
                cell.took.percentile(99),
                cell.took.count(),
                cell.cpu_per_run,
                cell.memory.resident,
                cell.memory.proportional,
                counted(cell.counts)
            );
        }
        let _ = writeln!(
            out,
            "kill -9 with {} runs under way, each asked for again under its key: {}",
            self.cut_off,
            counted(self.killed)
        );
        let wait = &self.wait;
        let _ = writeln!(
            out,
            "W3, the wait: {} parked at {:.0}/s, {:.1} KB each; {} decided at 30/s, decision → write p50 {:.2} ms, p99 {:.2} ms: {}",
            wait.parked,
            wait.parked_per_second,
            wait.kilobytes_each,
            wait.decided.count(),
            wait.decided.percentile(50),
            wait.decided.percentile(99),
            counted(wait.counts)
        );
        let _ = writeln!(
            out,
            "cold start to first served mission {:.2} s; idle {:.1} MB RSS, {:.1} MB PSS",
            self.cold, self.idle.resident, self.idle.proportional
        );
    }

    fn rows(&self) -> Vec<Row> {
        let [one, sixteen, sixty_four] = &self.cells;
        let load = self.cells.iter().map(|cell| cell.memory.resident);
        let load = load.fold(self.idle.resident, f64::max);
        let wait = &self.wait;
        let mut wrong = self.killed;
        wrong += wait.counts;
        for cell in &self.cells {
            wrong += cell.counts;
        }
        let wrong = [wrong.errors, wrong.duplicates, wrong.orphans];
        let wrong = wrong.map(|count| u32::try_from(count).map_or(f64::MAX, f64::from));
        let low = |name, what, unit, figures: &[(f64, f64, f64)], strict| Row {
            name,
            what,
            measured: figures.iter().map(|(measured, ..)| *measured).collect(),
            aim: figures.iter().map(|(_, aim, _)| *aim).collect(),
            must: figures.iter().map(|(.., must)| *must).collect(),
            more: vec![false; figures.len()],
            unit,
            strict,
        };
        let parked = Row {
            more: vec![false, true],
            ..low(
                "P9",
                "KB per waiting run, parked per s",
                "",
                &[
                    (wait.kilobytes_each, 4.0, 20.0),
                    (wait.parked_per_second, 1000.0, 400.0),
                ],
                false,
            )
        };
        vec![
            low(
                "P1",
                "CPU per run at 16 in flight",
                "ms",
                &[(sixteen.cpu_per_run, 0.8, 2.0)],
                true,
            ),
            low(
                "P4",
                "p50 at 1 in flight",
                "ms",
                &[(one.took.percentile(50), 3.0, 4.0)],
                true,
            ),
            low(
                "P5",
                "p99 at 64 in flight",
                "ms",
                &[(sixty_four.took.percentile(99), 100.0, 250.0)],
                false,
            ),
            low(
                "P6",
                "memory idle, under load (RSS)",
                "MB",
                &[(self.idle.resident, 60.0, 120.0), (load, 120.0, 250.0)],
                true,
            ),
            low(
                "P7",
                "cold start to first mission",
                "s",
                &[(self.cold, 0.4, 1.0)],
                true,
            ),
            low(
                "P8",
                "decision → write p50, p99",
                "ms",
                &[
                    (wait.decided.percentile(50), 3.0, 6.0),
                    (wait.decided.percentile(99), 15.0, 30.0),
                ],
                true,
            ),
            parked,
            low(
                "P13",
                "errors, duplicates, orphans",
                "",
                &wrong.map(|count| (count, 0.0, 0.0)),
                true,
            ),
        ]
    }
}

impl Row {
    /// Prints itself; false when it must hold and does not.
    fn told(&self, out: &mut String) -> bool {
        let reaches = |wanted: &[f64]| {
            let all = self.measured.iter().zip(wanted).zip(&self.more);
            all.into_iter().all(|((measured, wanted), more)| {
                if *more {
                    measured >= wanted
                } else {
                    measured <= wanted
                }
            })
        };
        let holds = reaches(&self.must);
        let verdict = match (holds, reaches(&self.aim)) {
            (true, true) => "PASS, aim reached",
            (true, false) => "PASS",
            (false, _) => "FAIL",
        };
        let joined = |figures: &[f64]| {
            let texts: Vec<String> = figures.iter().map(|figure| short(*figure)).collect();
            format!("{} {}", texts.join(" / "), self.unit)
        };
        let _ = writeln!(
            out,
            "{:<4} {:<34} {:>16} {:>14} {:>14}  {verdict}",
            self.name,
            self.what,
            joined(&self.measured),
            joined(&self.aim),
            joined(&self.must)
        );
        holds || !self.strict
    }
}

fn counted(counts: Counts) -> String {
    format!("{}/{}/{}", counts.errors, counts.duplicates, counts.orphans)
}

/// Two digits behind the point where they tell something.
fn short(figure: f64) -> String {
    if figure.fract() == 0.0 || figure >= 100.0 {
        format!("{figure:.0}")
    } else if figure >= 10.0 {
        format!("{figure:.1}")
    } else {
        format!("{figure:.2}")
    }
}
