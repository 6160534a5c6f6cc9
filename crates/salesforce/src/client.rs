//! One org, as one connected user.

use crate::budget::{Budget, Meter, Reserve};
use crate::call::Call;
use crate::clock::Clock;
use crate::describe::Schemas;
use crate::error::Error;
use crate::http;
use crate::oauth::{App, Session, TokenVault, Tokens};
use crate::url::{OrgUrl, Version};
use domain::record::RecordId;
use serde::Deserialize;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::OnceCell;

/// What a client needs to know besides its tokens.
#[derive(Clone, Debug)]
pub struct Settings {
    /// My Domain, `https://yourcompany.my.salesforce.com`.
    pub url: OrgUrl,
    /// The newest version to use; the org's own newest if that is older.
    pub version: Version,
    pub connect_timeout: Duration,
    /// The longest one read may take.
    pub patience: Duration,
    pub reserve: Reserve,
    /// The org that must answer; any, as long as it is not known.
    pub organization: Option<RecordId>,
}

impl Settings {
    pub fn new(url: OrgUrl) -> Self {
        Self {
            url,
            version: Version::default(),
            connect_timeout: Duration::from_secs(5),
            patience: Duration::from_secs(30),
            reserve: Reserve::default(),
            organization: None,
        }
    }
}

/// A connected org. Cheap to share behind an [`Arc`]; its connections, describes and call budget are shared with it.
pub struct Client {
    pub(crate) settings: Settings,
    pub(crate) connection: reqwest::Client,
    pub(crate) session: Arc<Session>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) meter: Meter,
    pub(crate) schemas: Schemas,
    version: OnceCell<Version>,
}

/// Who the org takes us for.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Identity {
    pub user_id: RecordId,
    pub organization_id: RecordId,
    #[serde(rename = "preferred_username")]
    pub username: String,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub email: Option<String>,
}

impl Client {
    /// Nothing is sent yet; the first call signs in.
    pub fn new(
        settings: Settings,
        app: App,
        vault: Arc<dyn TokenVault>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Error> {
        let connection = http::guarded(settings.connect_timeout, settings.patience)
            .map_err(|why| Error::unreachable(http::cause(why)))?;
        let session = Arc::new(Session::new(
            settings.url.clone(),
            app,
            vault,
            connection.clone(),
            settings.organization.clone(),
        ));
        Ok(Self {
            settings,
            connection,
            session,
            clock,
            meter: Meter::default(),
            schemas: Schemas::default(),
            version: OnceCell::new(),
        })
    }

    /// The org's daily calls as its last answer told them; none before the first.
    pub fn budget(&self) -> Option<Budget> {
        self.meter.read()
    }

    /// Who we are connected as: the check that the connection works at all.
    pub async fn whoami(&self) -> Result<Identity, Error> {
        self.read(Call::get("/services/oauth2/userinfo"))
            .await?
            .json()
    }

    /// The cheapest call that only a user with access to the API may make. It also tells the org's daily calls.
    pub async fn api_access(&self) -> Result<(), Error> {
        let path = self.data("/limits").await?;
        self.read(Call::get(path)).await.map(drop)
    }

    /// Refuses tokens of another org than this client's.
    pub fn belongs(&self, tokens: &Tokens) -> Result<(), Error> {
        self.session.belongs(tokens)
    }

    /// Somebody disconnected: from here on every call is refused, also of whoever holds this client still.
    pub fn close(&self) {
        self.session.close();
    }

    /// Looks into the vault before the next call: a person has connected anew, or disconnected.
    pub fn forget_tokens(&self) {
        self.session.forget();
    }

    /// `/services/data/v66.0` and what follows.
    pub(crate) async fn data(&self, rest: &str) -> Result<String, Error> {
        Ok(format!("/services/data/v{}{rest}", self.version().await?))
    }

    /// The newest version that the org has and the settings allow. Asked once, without a token.
    pub(crate) async fn version(&self) -> Result<Version, Error> {
        #[derive(Deserialize)]
        struct Row {
            version: String,
        }
        let ask = || async {
            let rows: Vec<Row> = self
                .read(Call::get("/services/data").without_token())
                .await?
                .json()?;
            let there = rows
                .iter()
                .filter_map(|row| row.version.parse::<Version>().ok());
            there
                .filter(|version| *version <= self.settings.version)
                .max()
                .ok_or_else(|| {
                    Error::refused(
                        "UNSUPPORTED_API_VERSION",
                        "the org has no version of the API that is old enough",
                    )
                })
        };
        self.version.get_or_try_init(ask).await.copied()
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client")
            .field("url", &self.settings.url)
            .finish_non_exhaustive()
    }
}
