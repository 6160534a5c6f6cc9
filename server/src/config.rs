//! What can be set, from where, and what it does. `countersign doctor` prints these very texts.
//!
//! A flag wins over the environment (`COUNTERSIGN_ADDR`), that over the file (`addr = "…"` in `countersign.toml` of
//! the data folder, or `--config`), that over the default.

mod key;
mod provider; // single sign-on
mod span;
mod text;

pub use key::KeyError;
pub(crate) use key::write_private;
pub(crate) use provider::is_safe;
pub use provider::{Domains, MaybeRole, ProviderSettings};
pub use span::Span;
pub use text::{Address, Hidden, LogFormat, Place};

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// Declares each setting once: its text, type and default.
macro_rules! settings {
    ($($(#[doc = $doc:literal])+ $name:ident: $kind:ty = $default:literal,)+) => {
        /// The settings of one server, each with where it came from.
        #[derive(Clone, Debug)]
        pub struct Config {
            $($(#[doc = $doc])+ pub $name: Setting<$kind>,)+
        }

        impl Config {
            /// Puts the settings together. The first that cannot be read stops everything.
            pub fn gather(given: &Given) -> Result<Self, WrongSetting> {
                let file = given.file(&[$(stringify!($name)),+])?;
                let config = Self { $($name: given.setting(stringify!($name), $default, &file)?,)+ };
                config.check_provider()?;
                Ok(config)
            }

            /// Every setting in order, for `doctor`.
            pub fn explained(&self) -> Vec<Explained> {
                vec![$(Explained {
                    name: stringify!($name),
                    variable: variable(stringify!($name)),
                    does: concat!($($doc),+).trim(),
                    value: self.$name.value.to_string(),
                    source: self.$name.source,
                },)+]
            }
        }
    };
}

settings! {
    /// Where the portal listens. Port 0 picks a free one.
    addr: SocketAddr = "127.0.0.1:4400",
    /// The address people type, when a proxy stands in front; links and cookies follow it.
    public_url: Address = "",
    /// The folder with everything that is kept: database, key, sandbox org.
    data: Place = "data",
    /// The database: a file, or postgres://user@host/name. Empty is countersign.db in the data folder.
    database: Hidden = "",
    /// 32 bytes in base64 that encrypt secrets at rest. Empty is the file `key` in the data folder, made on first start.
    key: Hidden = "",
    /// Runs that are worked on at once.
    workers: usize = "8",
    /// How often a trigger looks for something new in the org.
    poll_every: Span = "15s",
    /// How long one write to the org may take, from its stored intent to the answer. After that nobody sends it.
    write_within: Span = "15s",
    /// After a write without an answer, how long the org gets to finish before it is asked what became of it.
    look_after: Span = "500ms",
    /// A sign-in that nobody uses ends after this long.
    session_idle: Span = "8h",
    /// A sign-in ends after this long, used or not.
    session_longest: Span = "7d",
    /// Single sign-on: the issuer of the OpenID Connect provider, such as https://login.example.com/acme. Empty: passwords only.
    sso_issuer: Address = "",
    /// The name of this portal at the provider. Its redirect address there is this portal's, with /sign-in/provider/back.
    sso_client_id: String = "",
    /// The secret that goes with it; empty for a public client.
    sso_client_secret: Hidden = "",
    /// E-mail domains that may come in by single sign-on, with commas between. Empty: any address that the provider verified.
    sso_domains: Domains = "",
    /// The claim of the ID token that names roles. Empty: roles are given on the People page.
    sso_roles_claim: String = "",
    /// The role of somebody who comes by single sign-on for the first time. Empty: only who was added before gets in.
    sso_default_role: MaybeRole = "",
    /// What is logged, to stderr: a level, or a filter such as `info,engine=debug`.
    log: String = "info",
    /// How it is logged: text or json.
    log_format: LogFormat = "text",
}

/// A value and where it came from.
#[derive(Clone, Debug)]
pub struct Setting<T> {
    pub value: T,
    pub source: Source,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Flag,
    Environment,
    File,
    Default,
}

/// One setting as `doctor` shows it.
pub struct Explained {
    pub name: &'static str,
    pub variable: String,
    pub does: &'static str,
    pub value: String,
    pub source: Source,
}

/// A setting that cannot be used, and where it was given.
#[derive(Debug, thiserror::Error)]
pub enum WrongSetting {
    #[error("{setting} ({}) cannot be used: {why}", from.word())]
    Value {
        setting: &'static str,
        from: Source,
        why: String,
    },
    #[error("{}: {why}", path.display())]
    File { path: PathBuf, why: String },
}

/// Flags, environment and file, before they are read.
#[derive(Clone, Debug, Default)]
pub struct Given {
    pub flags: BTreeMap<&'static str, String>,
    pub environment: BTreeMap<String, String>,
    /// `--config`; without it the file in the data folder is read when it is there.
    pub config: Option<PathBuf>,
}

impl Given {
    #[must_use]
    pub fn flag(mut self, name: &'static str, value: Option<impl ToString>) -> Self {
        self.flags
            .extend(value.map(|value| (name, value.to_string())));
        self
    }

    #[must_use]
    pub fn with_environment(mut self) -> Self {
        self.environment = std::env::vars()
            .filter(|(name, _)| name.starts_with("COUNTERSIGN_"))
            .collect();
        self
    }

    fn file(&self, known: &[&'static str]) -> Result<BTreeMap<String, String>, WrongSetting> {
        let data: Setting<Place> = self.setting("data", "data", &BTreeMap::new())?;
        let usual = data.value.0.join("countersign.toml");
        if self.config.is_none() && !usual.exists() {
            return Ok(BTreeMap::new());
        }
        let path = self.config.clone().unwrap_or(usual);
        read(&path, known).map_err(|why| WrongSetting::File { path, why })
    }

    fn setting<T: FromStr<Err: std::fmt::Display>>(
        &self,
        name: &'static str,
        default: &str,
        file: &BTreeMap<String, String>,
    ) -> Result<Setting<T>, WrongSetting> {
        let (text, source) = if let Some(text) = self.flags.get(name) {
            (text.as_str(), Source::Flag)
        } else if let Some(text) = self.environment.get(&variable(name)) {
            (text.as_str(), Source::Environment)
        } else if let Some(text) = file.get(name) {
            (text.as_str(), Source::File)
        } else {
            (default, Source::Default)
        };
        match text.parse() {
            Ok(value) => Ok(Setting { value, source }),
            Err(why) => Err(WrongSetting::Value {
                setting: name,
                from: source,
                why: why.to_string(),
            }),
        }
    }
}

/// `COUNTERSIGN_POLL_EVERY` for `poll_every`.
fn variable(name: &str) -> String {
    format!("COUNTERSIGN_{}", name.to_uppercase())
}

fn read(path: &Path, known: &[&'static str]) -> Result<BTreeMap<String, String>, String> {
    let text = std::fs::read_to_string(path).map_err(|error| format!("cannot be read: {error}"))?;
    let table: toml::Table = text
        .parse()
        .map_err(|error: toml::de::Error| error.to_string())?;
    let plain = |(name, value): (String, toml::Value)| {
        if !known.contains(&name.as_str()) {
            return Err(format!(
                "`{name}` is not a setting; there are {}",
                known.join(", ")
            ));
        }
        match value {
            toml::Value::String(text) => Ok((name, text)),
            toml::Value::Integer(number) => Ok((name, number.to_string())),
            _ => Err(format!("`{name}` is a text or a number")),
        }
    };
    table.into_iter().map(plain).collect()
}

impl Source {
    pub fn word(self) -> &'static str {
        match self {
            Self::Flag => "flag",
            Self::Environment => "environment",
            Self::File => "file",
            Self::Default => "default",
        }
    }
}

impl Config {
    pub fn data(&self) -> &Path {
        &self.data.value.0
    }

    /// Makes the data folder, for its owner alone. One that is there already stays as it is.
    pub fn make_folder(&self) -> std::io::Result<()> {
        std::fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(self.data())
    }

    pub fn database(&self) -> store::Database {
        match self.database.value.0.as_str() {
            "" => store::Database::Sqlite(self.data().join("countersign.db")),
            url if url.starts_with("postgres://") || url.starts_with("postgresql://") => {
                store::Database::Postgres(url.to_owned())
            }
            path => {
                store::Database::Sqlite(PathBuf::from(path.strip_prefix("sqlite:").unwrap_or(path)))
            }
        }
    }

    /// Whether only this machine can reach the portal.
    pub fn is_loopback(&self) -> bool {
        self.addr.value.ip().is_loopback()
    }

    /// Whether the session cookie is for https alone.
    pub fn secure_cookies(&self) -> bool {
        if self.public_url.value.0.is_empty() {
            !self.is_loopback()
        } else {
            self.public_url.value.0.starts_with("https://")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(variables: &[(&str, &str)]) -> Given {
        let environment = variables
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        Given {
            environment,
            ..Given::default()
        }
    }

    #[test]
    fn a_flag_wins_over_the_environment_and_that_over_the_file() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(
            folder.path().join("countersign.toml"),
            "workers = 3\npoll_every = \"2m\"\nlog = \"debug\"",
        )
        .unwrap();
        let given = given(&[("COUNTERSIGN_WORKERS", "5"), ("COUNTERSIGN_LOG", "warn")])
            .flag("data", Some(folder.path().display()))
            .flag("log", Some("trace"));
        let config = Config::gather(&given).unwrap();
        assert_eq!(
            (config.log.value.as_str(), config.log.source),
            ("trace", Source::Flag)
        );
        assert_eq!(
            (config.workers.value, config.workers.source),
            (5, Source::Environment)
        );
        assert_eq!(
            (
                config.poll_every.value.0.as_secs(),
                config.poll_every.source
            ),
            (120, Source::File)
        );
        assert_eq!(config.addr.source, Source::Default);
    }

    #[test]
    fn what_cannot_be_used_is_named_with_its_place() {
        let wrong = Config::gather(&given(&[("COUNTERSIGN_WORKERS", "many")])).unwrap_err();
        assert!(
            wrong
                .to_string()
                .starts_with("workers (environment) cannot be used"),
            "{wrong}"
        );
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("countersign.toml"), "wokers = 3").unwrap();
        let wrong = Config::gather(&Given::default().flag("data", Some(folder.path().display())))
            .unwrap_err();
        assert!(
            wrong.to_string().contains("`wokers` is not a setting"),
            "{wrong}"
        );
    }

    #[test]
    fn secrets_are_not_explained_by_their_value() {
        let config = Config::gather(&given(&[
            ("COUNTERSIGN_DATABASE", "postgres://me:hunter2@host/db"),
            ("COUNTERSIGN_SSO_CLIENT_SECRET", "hunter2"),
        ]))
        .unwrap();
        let shown: String = config
            .explained()
            .into_iter()
            .map(|setting| setting.value)
            .collect();
        assert!(!shown.contains("hunter2"), "{shown}");
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
