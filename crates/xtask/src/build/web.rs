//! The browser half: `app` as wasm, with its bindings.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::Toolchain;
use super::stamp::Stamp;
use crate::project::{Flavour, Project};
use crate::{Result, install, process, say};

/// What Chromium, Firefox and Safari all read. Not `--all-features`: that makes a file they refuse.
const OPTIMISE: [&str; 8] = [
    "-Oz",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// A part of the browser half: a crate, the feature that makes it one, and what its files are called.
struct Part<'a> {
    package: &'a str,
    feature: &'a str,
    name: &'a str,
}

/// The pages, and what only those load who compose missions.
fn parts(project: &Project) -> [Part<'_>; 2] {
    [
        Part {
            package: &project.leptos.lib_package,
            feature: "hydrate",
            name: &project.leptos.output_name,
        },
        Part {
            package: "composer",
            feature: "browser",
            name: "composer",
        },
    ]
}

/// What the files of the parts are called.
pub fn names(project: &Project) -> impl Iterator<Item = &str> {
    parts(project).into_iter().map(|part| part.name)
}

/// A folder with `NAME.js` and `NAME_bg.wasm`, made again only when a source changed.
pub fn build(project: &Project, flavour: Flavour) -> Result<PathBuf> {
    let profile = match flavour {
        Flavour::Debug => "wasm",
        Flavour::Release => project.leptos.lib_profile_release.as_str(),
    };
    let toolchain = Toolchain::choose()?;
    let bound = project.target.join("web/bound").join(profile);
    let stamp_file = bound.join("stamp");
    let stamp = sources(project)?
        .text(profile)
        .text(&toolchain.identity()?)
        .finish();
    if fs::read_to_string(&stamp_file).is_ok_and(|made_from| made_from == stamp) {
        return Ok(bound);
    }

    say::step("Building the browser half");
    if toolchain == Toolchain::Debian {
        say::note("with Debian's compiler and a standard library built from source");
    }
    let folder = compile(project, toolchain, profile)?;
    let tools = tools(project)?;
    say::step("Making the bindings");
    let _ = fs::remove_dir_all(&bound); // it may not exist yet
    fs::create_dir_all(&bound)?;
    for Part { package, name, .. } in parts(project) {
        let wasm = folder.join(format!("{package}.wasm"));
        process::run(
            Command::new(&tools)
                .arg("bind")
                .args([&wasm, &bound])
                .arg(name),
        )?;
        if flavour == Flavour::Release {
            optimise(project, &bound.join(format!("{name}_bg.wasm")))?;
        }
    }
    fs::write(stamp_file, stamp)?;
    Ok(bound)
}

/// The program that makes bindings and squeezes files. It takes a minute to build, once.
pub fn tools(project: &Project) -> Result<PathBuf> {
    let mut cargo = process::cargo(&project.root);
    cargo.args([
        "build",
        "--quiet",
        "--package",
        "xtask",
        "--features",
        "bundle",
        "--bin",
        "bundle",
    ]);
    if !project.target.join("debug/bundle").exists() {
        say::step("Building the tool that makes browser bindings (a minute, once)");
    }
    process::run(&mut cargo)?;
    Ok(project.target.join("debug/bundle"))
}

/// Gives the folder where the compiler leaves them.
fn compile(project: &Project, toolchain: Toolchain, profile: &str) -> Result<PathBuf> {
    let folder = project.target.join("web");
    let mut cargo = toolchain.cargo(&project.root, "build");
    for Part {
        package, feature, ..
    } in parts(project)
    {
        cargo.args(["--package", package, "--features"]);
        cargo.arg(format!("{package}/{feature}"));
    }
    cargo.args(["--lib", "--no-default-features"]);
    cargo
        .args(["--profile", profile, "--target-dir"])
        .arg(&folder);
    process::run(&mut cargo)?;
    Ok(folder.join("wasm32-unknown-unknown").join(profile))
}

fn optimise(project: &Project, wasm: &Path) -> Result {
    let folder = project.root.join("crates/xtask/wasm-opt");
    install::npm(&folder)?;
    say::step("Making the browser half small");
    let small = wasm.with_extension("small");
    let mut wasm_opt = Command::new(folder.join("node_modules/.bin/wasm-opt"));
    process::run_quietly(wasm_opt.arg(wasm).args(OPTIMISE).arg("-o").arg(&small))?;
    fs::rename(small, wasm)?;
    Ok(())
}

fn sources(project: &Project) -> Result<Stamp> {
    let mut stamp = Stamp::new();
    for path in [
        ".cargo/config.toml",
        "Cargo.toml",
        "Cargo.lock",
        "app",
        "crates/composer",
        "crates/domain",
        "crates/xtask/src/bundle.rs",
    ] {
        stamp = stamp.path(&project.root.join(path))?;
    }
    Ok(stamp)
}
