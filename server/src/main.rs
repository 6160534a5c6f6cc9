//! `countersign`: the portal's one executable.

use server::router;
use server::site::Site;

#[tokio::main]
async fn main() -> std::io::Result<()> {
    let mut words = std::env::args();
    let addr = words
        .by_ref()
        .find(|word| word == "--addr")
        .and_then(|_| words.next());
    let listener =
        tokio::net::TcpListener::bind(addr.as_deref().unwrap_or("127.0.0.1:4400")).await?;
    println!(
        "{}",
        serde_json::json!({ "portal": format!("http://{}", listener.local_addr()?) })
    );
    axum::serve(listener, router::app(&Site::of_this_build())).await
}
