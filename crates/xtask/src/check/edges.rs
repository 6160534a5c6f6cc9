//! The wall between the crates: who may depend on whom. It holds the promises in ARCHITECTURE.md.

use serde::Deserialize;

use super::Faults;
use crate::project::Project;
use crate::{Result, process};

/// A crate and the crates of ours it may use.
const ALLOWED: [(&str, &[&str]); 12] = [
    ("domain", &[]),
    ("store", &["domain"]),
    ("salesforce", &["domain"]),
    ("sandbox", &[]),
    ("gateway", &["domain", "salesforce", "store"]),
    ("reasoner", &["domain"]),
    ("engine", &["domain", "store", "gateway", "reasoner"]),
    ("composer", &["domain"]),
    ("app", &["domain", "engine"]),
    (
        "server",
        &[
            "app",
            "domain",
            "engine",
            "gateway",
            "reasoner",
            "salesforce",
            "sandbox",
            "store",
        ],
    ),
    ("bench", &[]), // it measures from outside
    ("xtask", &[]),
];

/// Edges that may only be there when a feature asks for them.
const OPTIONAL: [(&str, &str); 2] = [("app", "engine"), ("server", "sandbox")];

/// Tests may also start the sandbox org: it is spoken to over HTTP.
const IN_TESTS: &str = "sandbox";

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    dependencies: Vec<Dependency>,
}

#[derive(Deserialize)]
struct Dependency {
    name: String,
    /// `None` for a normal one, else `dev` or `build`.
    kind: Option<String>,
    optional: bool,
    /// Given for crates of ours only.
    path: Option<String>,
}

pub fn check(project: &Project) -> Result<Faults> {
    let mut cargo = process::cargo(&project.root);
    cargo.args(["metadata", "--no-deps", "--format-version=1"]);
    let metadata: Metadata = serde_json::from_str(&process::run_quietly(&mut cargo)?)?;
    Ok(faults(&metadata))
}

fn faults(metadata: &Metadata) -> Faults {
    let mut faults = Faults::new();
    for package in &metadata.packages {
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == package.name) else {
            faults.push(format!(
                "{} has no place in the list of allowed edges",
                package.name
            ));
            continue;
        };
        for dependency in package
            .dependencies
            .iter()
            .filter(|dependency| dependency.path.is_some())
        {
            let (from, to) = (package.name.as_str(), dependency.name.as_str());
            let in_tests = dependency.kind.as_deref() == Some("dev");
            let fits = from == to || allowed.contains(&to) || (in_tests && to == IN_TESTS);
            if !fits {
                faults.push(format!("{from} may not depend on {to}"));
            } else if OPTIONAL.contains(&(from, to)) && !in_tests && !dependency.optional {
                faults.push(format!("{from} may depend on {to} only behind a feature"));
            }
        }
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dependencies: Vec<Dependency>) -> Metadata {
        Metadata {
            packages: vec![Package {
                name: name.to_owned(),
                dependencies,
            }],
        }
    }

    fn on(name: &str, kind: Option<&str>, optional: bool) -> Dependency {
        Dependency {
            name: name.to_owned(),
            kind: kind.map(str::to_owned),
            optional,
            path: Some("…".to_owned()),
        }
    }

    #[test]
    fn the_domain_may_not_reach_the_store() {
        let faults = faults(&package("domain", vec![on("store", None, false)]));
        assert_eq!(faults, ["domain may not depend on store"]);
    }

    #[test]
    fn the_server_reaches_the_sandbox_only_behind_a_feature() {
        assert_eq!(
            faults(&package("server", vec![on("sandbox", None, true)])),
            Faults::new()
        );
        assert_eq!(
            faults(&package("server", vec![on("sandbox", None, false)])),
            ["server may depend on sandbox only behind a feature"]
        );
    }

    #[test]
    fn a_test_may_start_the_sandbox_but_nothing_else() {
        let in_tests = vec![
            on("sandbox", Some("dev"), false),
            on("engine", Some("dev"), false),
        ];
        assert_eq!(
            faults(&package("gateway", in_tests)),
            ["gateway may not depend on engine"]
        );
    }

    #[test]
    fn a_new_crate_must_be_given_its_place() {
        assert_eq!(
            faults(&package("extra", vec![])),
            ["extra has no place in the list of allowed edges"]
        );
    }
}
