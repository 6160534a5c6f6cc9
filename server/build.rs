//! Puts the built site into a release: writes `embedded.rs` with every file of `target/site-release`.
//!
//! Other builds read `target/site` when they start, so that styles can change without a compile.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let site = PathBuf::from(env::var("CARGO_MANIFEST_DIR").expect("cargo sets it"))
        .join("../target/site-release");
    let out = PathBuf::from(env::var("OUT_DIR").expect("cargo sets it")).join("embedded.rs");
    println!("cargo:rerun-if-changed=build.rs");

    let release = env::var("PROFILE").is_ok_and(|profile| profile == "release");
    let mut name = String::new();
    let mut files = String::new();
    if release {
        println!("cargo:rerun-if-changed={}", site.join("name").display());
        if let Ok(site) = site.canonicalize() {
            fs::read_to_string(site.join("name"))?
                .trim()
                .clone_into(&mut name);
            list(&site, &site, &mut files)?;
        }
    }
    fs::write(
        out,
        format!("const NAME: &str = {name:?};\nconst FILES: &[(&str, &[u8])] = &[\n{files}];\n"),
    )
}

fn list(root: &Path, folder: &Path, files: &mut String) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            list(root, &path, files)?;
        } else {
            let name = path
                .strip_prefix(root)
                .unwrap_or(&path)
                .to_string_lossy()
                .replace('\\', "/");
            writeln!(
                files,
                "    ({name:?}, include_bytes!({:?})),",
                path.display().to_string()
            )
            .map_err(io::Error::other)?;
        }
    }
    Ok(())
}
