use std::ops::Deref;
use std::sync::Arc;

use engine::Engine;
use tokio_util::sync::CancellationToken;

use crate::auth::{Attempts, Passwords, Sessions};
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
}

impl Portal {
    pub fn new(engine: Engine, config: Config, styles: String) -> Self {
        let sessions = Sessions::new(
            engine.clone(),
            config.session_idle.value.0,
            config.session_longest.value.0,
        );
        Self(Arc::new(Inner {
            engine,
            config,
            sessions,
            passwords: Passwords::default(),
            attempts: Attempts::default(),
            stopping: CancellationToken::new(),
            styles,
        }))
    }
}

impl Deref for Portal {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}
