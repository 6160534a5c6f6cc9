//! A server from start to stop.

mod error;
mod ready;

pub use error::StartError;
pub use ready::Ready;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use domain::id::WorkspaceId;
use engine::{Clock, Engine, NewConnection, Workers};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::task::JoinHandle;

use crate::auth::Welcome;
use crate::cast;
use crate::config::Config;
use crate::portal::Portal;
use crate::router;
use crate::site::Site;

/// Requests that are under way get this long when the server stops.
const FINISH_WITHIN: Duration = Duration::from_secs(10);

/// What runs beside the portal.
#[derive(Clone, Debug)]
pub enum Beside {
    Nothing,
    /// A sandbox org, connected, with a demo cast.
    #[cfg(feature = "sandbox")]
    Org(sandbox::Seed),
}

/// A server that is up.
pub struct Running {
    pub portal: Portal,
    pub workspace: WorkspaceId,
    pub ready: Ready,
    workers: Workers,
    listening: JoinHandle<std::io::Result<()>>,
    org: Org,
}

#[cfg(feature = "sandbox")]
type Org = Option<sandbox::Running>;
#[cfg(not(feature = "sandbox"))]
type Org = ();

/// Starts everything; when this returns, requests are answered.
pub async fn start(
    config: Config,
    site: Site,
    clock: Arc<dyn Clock>,
    beside: Beside,
) -> Result<Running, StartError> {
    if !matches!(beside, Beside::Nothing) && !config.is_loopback() {
        return Err(StartError::NotLoopback(config.addr.value));
    }
    config.make_folder().map_err(|why| StartError::Folder {
        path: config.data().to_owned(),
        why,
    })?;
    let addr = config.addr.value;
    let listener = TcpListener::bind(addr)
        .await
        .map_err(|why| StartError::Listen { addr, why })?;
    let url = public_url(&config, &listener)?;

    let opening = store::Store::open(store::Settings::new(config.database()));
    let (store, org) = tokio::try_join!(
        async { opening.await.map_err(StartError::Store) },
        beside.start(&config)
    )?;
    let seal = config.seal_or_make(|| clock.secret())?;
    let mut settings = engine::Settings::new(store, Arc::new(seal), clock);
    settings.write_within = config.write_within.value.0;
    settings.look_after = config.look_after.value.0;
    settings.workers = config.workers.value;
    settings.poll_every = config.poll_every.value.0;
    let engine = Engine::open(settings);
    let workspace = engine.found("Countersign").await?;

    let options = site.options();
    let portal = Portal::new(
        engine,
        config,
        format!("/{}/{}.css", options.site_pkg_dir, options.output_name),
        url.clone(),
    );
    let mut ready = Ready::new(&url);
    if matches!(beside, Beside::Nothing) {
        let left = portal.engine.dismiss_cast(&workspace).await?;
        if left > 0 {
            tracing::info!(
                left,
                "the demo cast is out of service: there is no sandbox org beside"
            );
        }
    }
    connect(&portal, &workspace, &org, &mut ready).await?;
    let workers = portal.engine.work();
    if let Some(Welcome(token)) = Welcome::if_needed(&portal.engine, &workspace).await? {
        eprintln!(
            "There is no admin yet. Open this link within a day, it works once:\n  {url}/welcome?token={}",
            token.reveal()
        );
    }
    tokio::spawn(portal.sessions.clone().sweep(portal.stopping.clone()));
    let listening = tokio::spawn(serve(listener, router::app(&portal, &site), portal.clone()));
    tracing::info!("the portal is at {url}");
    Ok(Running {
        portal,
        workspace,
        ready,
        workers,
        listening,
        org,
    })
}

fn public_url(config: &Config, listener: &TcpListener) -> Result<String, StartError> {
    if !config.public_url.value.0.is_empty() {
        return Ok(config.public_url.value.0.clone());
    }
    let addr = listener.local_addr().map_err(|why| StartError::Listen {
        addr: config.addr.value,
        why,
    })?;
    Ok(format!("http://{addr}"))
}

async fn serve(listener: TcpListener, app: Router, portal: Portal) -> std::io::Result<()> {
    let stopping = portal.stopping.clone();
    let app = app.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app)
        .with_graceful_shutdown(async move { stopping.cancelled().await })
        .await
}

impl Beside {
    #[cfg(feature = "sandbox")]
    async fn start(&self, config: &Config) -> Result<Org, StartError> {
        let Self::Org(seed) = self else {
            return Ok(None);
        };
        let folder = config.data().join("sandbox");
        // The same port again, if it is free: addresses in the org stay what they were.
        let last = std::fs::read_to_string(folder.join("port"))
            .ok()
            .and_then(|port| port.trim().parse().ok())
            .unwrap_or(0);
        let settings = |port| sandbox::Settings {
            addr: (std::net::Ipv4Addr::LOCALHOST, port).into(),
            data: Some(folder.clone()),
            seed: *seed,
        };
        let org = match Box::pin(sandbox::start(settings(last))).await {
            Err(sandbox::Error::Listen { .. }) if last != 0 => {
                Box::pin(sandbox::start(settings(0))).await
            }
            other => other,
        }?;
        if let Some((_, port)) = org.ready.url.rsplit_once(':') {
            let path = folder.join("port");
            std::fs::write(&path, port).map_err(|why| StartError::Folder { path, why })?;
        }
        Ok(Some(org))
    }

    #[cfg(not(feature = "sandbox"))]
    async fn start(&self, _: &Config) -> Result<Org, StartError> {
        Ok(())
    }
}

/// Connects the sandbox org and calls the cast.
#[cfg(feature = "sandbox")]
async fn connect(
    portal: &Portal,
    workspace: &WorkspaceId,
    org: &Org,
    ready: &mut Ready,
) -> Result<(), StartError> {
    let Some(org) = org else { return Ok(()) };
    let new = NewConnection {
        name: "Sandbox org".to_owned(),
        url: org.ready.url.clone(),
        client_id: org.ready.client_id.clone(),
        client_secret: org.ready.client_secret.clone(),
    };
    let connecting = async {
        let id = portal.engine.connect(workspace, new).await?;
        if let Err(why) = portal.engine.meet(workspace, &id).await {
            tracing::warn!(%why, "the sandbox org does not say who it is");
        }
        Ok::<_, StartError>(id)
    };
    let calling = async {
        cast::assemble(portal, workspace)
            .await
            .map_err(StartError::from)
    };
    let (_, members) = tokio::try_join!(connecting, calling)?;
    portal.called(&members);
    ready.with_sandbox(&org.ready, members);
    Ok(())
}

#[cfg(not(feature = "sandbox"))]
async fn connect(_: &Portal, _: &WorkspaceId, (): &Org, _: &mut Ready) -> Result<(), StartError> {
    Ok(())
}

impl Running {
    /// Finishes what is under way, then stops workers, org and store, in this order.
    pub async fn stop(self) {
        self.portal.stopping.cancel();
        let abort = self.listening.abort_handle();
        if tokio::time::timeout(FINISH_WITHIN, self.listening)
            .await
            .is_err()
        {
            tracing::warn!("some requests took too long to finish and were cut off");
            abort.abort();
        }
        self.workers.stop().await;
        #[cfg(feature = "sandbox")]
        if let Some(org) = self.org {
            org.shutdown();
            org.stopped().await;
        }
        self.portal.engine.store().close().await;
    }
}

/// Resolves at the first Ctrl-C or SIGTERM. Heard from now on, also while the server still starts.
pub fn asked_to_stop() -> std::io::Result<impl Future<Output = ()>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
