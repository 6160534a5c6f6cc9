//! Where things are. The one configuration is the leptos table in the workspace's manifest.

use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::Result;

pub struct Project {
    pub root: PathBuf,
    /// Where cargo builds. Follows `CARGO_TARGET_DIR`.
    pub target: PathBuf,
    pub leptos: Leptos,
}

/// `[[workspace.metadata.leptos]]`, as far as it is used here.
#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Leptos {
    pub bin_package: String,
    pub lib_package: String,
    pub output_name: String,
    pub site_root: PathBuf,
    pub site_pkg_dir: String,
    pub assets_dir: PathBuf,
    pub lib_profile_release: String,
}

/// Quick to build and easy to debug, or small, fast and one file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Flavour {
    Debug,
    Release,
}

impl Project {
    pub fn open() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .expect("crates/xtask is two deep");
        let manifest: toml::Value =
            toml::from_str(&std::fs::read_to_string(root.join("Cargo.toml"))?)?;
        let leptos = manifest
            .get("workspace")
            .and_then(|workspace| workspace.get("metadata")?.get("leptos")?.get(0))
            .ok_or("Cargo.toml has no [[workspace.metadata.leptos]] table")?;
        let target = std::env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |dir| root.join(dir));
        Ok(Self {
            root: root.to_owned(),
            target,
            leptos: leptos.clone().try_into()?,
        })
    }

    /// The site that a debug server reads when it starts, or the one that a release carries inside.
    pub fn site(&self, flavour: Flavour) -> PathBuf {
        let site = self.root.join(&self.leptos.site_root);
        match flavour {
            Flavour::Debug => site,
            Flavour::Release => site.with_file_name("site-release"),
        }
    }

    pub fn executable(&self, flavour: Flavour) -> PathBuf {
        let folder = match flavour {
            Flavour::Debug => "debug",
            Flavour::Release => "release",
        };
        self.target.join(folder).join("countersign")
    }
}
