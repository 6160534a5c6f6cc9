//! An errand: somebody is sent to another site, to consent or to be vouched for, and comes back with an answer. What is
//! remembered meanwhile stays in their session, and is good for one answer.

use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tower_sessions::Session;

use crate::api::Answer;
use crate::plain::{Look, Plain, escaped};

/// An errand by the name that the session keeps it under, and what its page says.
pub struct Errand {
    pub name: &'static str,
    pub says: &'static str,
}

impl Errand {
    /// Remembers what the answer is compared with, and leads there by a page that says where it goes.
    pub async fn sends_off(
        &self,
        cookie: &Session,
        look: &Look,
        url: &str,
        remembered: impl Serialize,
    ) -> Answer<Response> {
        cookie.insert(self.name, remembered).await?;
        let body = format!(
            r#"<p>{}</p><a class="btn" data-variant="primary" href="{}">Go on</a>"#,
            escaped(self.says),
            escaped(url)
        );
        let page = Plain {
            title: "One moment",
            body: &body,
            status: StatusCode::OK,
            onward: Some(url),
        };
        Ok(page.page(look))
    }

    /// What was remembered of somebody who is back. It is taken out: right or wrong, one answer is all there is.
    pub async fn back<T: DeserializeOwned>(&self, cookie: &Session) -> Answer<Option<T>> {
        Ok(cookie.remove(self.name).await?)
    }
}
