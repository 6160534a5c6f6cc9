use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use engine::Engine;
use tokio_util::sync::CancellationToken;

use crate::auth::{Attempts, Passwords, Provider, Sessions};
use crate::cast::Member;
use crate::config::Config;

/// What every request may need. Cheap to clone.
#[derive(Clone)]
pub struct Portal(Arc<Inner>);

pub struct Inner {
    pub engine: Engine,
    pub config: Config,
    pub sessions: Sessions,
    pub passwords: Passwords,
    pub attempts: Attempts,
    /// Cancelled when the server stops: streams end.
    pub stopping: CancellationToken,
    /// The path of the styles, for the few pages that are not rendered by the site.
    pub styles: String,
    /// Where people and links reach it, without a slash at the end.
    pub url: String,
    /// Single sign-on; none where people sign in with passwords only.
    pub provider: Option<Provider>,
    cast: OnceLock<Vec<Member>>,
}

impl Portal {
    pub fn new(engine: Engine, config: Config, styles: String, url: String) -> Self {
        let sessions = Sessions::new(
            engine.clone(),
            config.session_idle.value.0,
            config.session_longest.value.0,
        );
        let provider = config
            .provider()
            .map(|settings| Provider::new(settings, &url));
        Self(Arc::new(Inner {
            engine,
            config,
            sessions,
            passwords: Passwords::default(),
            attempts: Attempts::default(),
            stopping: CancellationToken::new(),
            styles,
            url,
            provider,
            cast: OnceLock::new(),
        }))
    }

    /// The demo cast, to sign in as with one click; nobody unless a sandbox org runs beside the portal.
    pub fn cast(&self) -> &[Member] {
        self.cast.get().map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn called(&self, members: &[Member]) {
        let _ = self.cast.set(members.to_vec());
    }
}

impl Deref for Portal {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}
