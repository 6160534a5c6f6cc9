use std::time::Duration;

/// The one way this crate opens connections: no proxies from the environment, no redirects (a token never follows one to
/// another host), no resending by the library, connections reused for half a minute.
pub(crate) fn guarded(connect: Duration, patience: Duration) -> reqwest::Result<reqwest::Client> {
    reqwest::Client::builder()
        .connect_timeout(connect)
        .timeout(patience)
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .pool_idle_timeout(Duration::from_secs(30))
        .tcp_nodelay(true)
        .user_agent("countersign")
        .build()
}

/// Why a request got no answer, without its address (a query may be in it).
pub(crate) fn cause(error: reqwest::Error) -> String {
    let timed_out = error.is_timeout();
    let error = error.without_url();
    if timed_out {
        return "it took too long".to_owned();
    }
    let mut deepest: &dyn std::error::Error = &error;
    while let Some(source) = deepest.source() {
        deepest = source;
    }
    deepest.to_string()
}
