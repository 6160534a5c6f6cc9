//! The site: browser half, styles and public files, under names that carry the hash of their content.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::stamp::{self, Stamp};
use super::{styles, web};
use crate::project::{Flavour, Project};
use crate::{Result, process, say};

/// Says what the hashed names begin with. Written last: a site without it is not finished.
const NAME_FILE: &str = "name";

pub fn build(project: &Project, flavour: Flavour) -> Result {
    let leptos = &project.leptos;
    let bound = web::build(project, flavour)?;
    let sheet = styles::concatenate(&project.root.join("style"))?;
    let public = project.root.join(&leptos.assets_dir);
    let hash = Stamp::new()
        .path(&bound)?
        .text(&sheet)
        .path(&public)?
        .finish();
    let name = format!("{}.{hash}", leptos.output_name);
    let site = project.site(flavour);
    if fs::read_to_string(site.join(NAME_FILE)).is_ok_and(|built| built == name) {
        return Ok(());
    }

    say::step("Assembling the site");
    let next = site.with_extension("next");
    let _ = fs::remove_dir_all(&next); // left by an interrupted build, if at all
    let pkg = next.join(&leptos.site_pkg_dir);
    fs::create_dir_all(&pkg)?;
    for part in web::names(project) {
        for ending in [".js", "_bg.wasm"] {
            fs::copy(
                bound.join(format!("{part}{ending}")),
                pkg.join(format!("{part}.{hash}{ending}")),
            )?;
        }
    }
    fs::write(pkg.join(format!("{name}.css")), sheet)?;
    for file in stamp::files(&public)? {
        let to = next.join(file.strip_prefix(&public)?);
        fs::create_dir_all(to.parent().unwrap_or(&next))?;
        fs::copy(&file, to)?;
    }
    if flavour == Flavour::Release {
        squeeze(project, &next)?;
    }
    fs::write(next.join(NAME_FILE), name)?;
    let _ = fs::remove_dir_all(&site); // the first time there is none
    fs::rename(next, site)?;
    Ok(())
}

fn squeeze(project: &Project, site: &Path) -> Result {
    say::step("Squeezing");
    let tools = web::tools(project)?;
    let worth_it = ["js", "wasm", "css", "svg", "txt"];
    let files = stamp::files(site)?;
    let files = files.iter().filter(|file| {
        worth_it
            .iter()
            .any(|ending| file.extension().is_some_and(|own| own == *ending))
    });
    process::run(Command::new(tools).args(["squeeze", "11"]).args(files))
}
