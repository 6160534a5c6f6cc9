//! `countersign doctor`

use std::process::ExitCode;

use clap::Args;

use super::Failure;
use super::ink::{Ink, WIDTH, wrapped};
use super::serve::Place;
use crate::config::Config;
use crate::doctor::{Finding, Level, examine};

#[derive(Args)]
pub struct Options {
    #[command(flatten)]
    place: Place,
}

pub async fn run(options: Options) -> Result<ExitCode, Failure> {
    let config = options.place.config()?;
    let ink = Ink::for_answers();
    print_settings(&config, ink);
    let findings = examine(&config).await;
    println!("\n{}", ink.strong("What was found"));
    for finding in &findings {
        print(finding, ink);
    }
    let broken = findings
        .iter()
        .any(|finding| finding.level == Level::Broken);
    Ok(if broken {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    })
}

fn print_settings(config: &Config, ink: Ink) {
    println!("{}", ink.strong("Settings"));
    for setting in config.explained() {
        let value = if setting.value.is_empty() {
            "(not set)"
        } else {
            &setting.value
        };
        println!(
            "  {:<16} {value}  {}",
            setting.name,
            ink.soft(&format!(
                "({}, {})",
                setting.source.word(),
                setting.variable
            ))
        );
        for line in wrapped(setting.does, WIDTH - 19) {
            println!("  {:<16} {}", "", ink.soft(&line));
        }
    }
}

fn print(finding: &Finding, ink: Ink) {
    let mark = match finding.level {
        Level::Good => ink.good("ok    "),
        Level::Care => ink.care("care  "),
        Level::Broken => ink.stop("broken"),
    };
    for (at, line) in wrapped(&finding.text, WIDTH - 10).iter().enumerate() {
        println!("  {}  {line}", if at == 0 { &mark } else { "      " });
    }
    for line in finding
        .next
        .iter()
        .flat_map(|next| wrapped(next, WIDTH - 13))
    {
        println!("          → {line}");
    }
}
